//! A roster as a person writes it: `[[account]]` tables.

use toml_edit::{Document, Item, TableLike, Value};

use super::{
    column::{COLUMNS, Column, did_you_mean, known},
    place::Faults,
    record::{Cell, Record, bare},
};
use crate::scenario::Source;

/// The one name that there is at the top.
const ACCOUNT: &str = "account";

/// The accounts of a TOML file.
pub(super) fn records(source: &Source, faults: &mut Faults<'_>) -> Vec<Record> {
    let document = match Document::parse(source.text.as_str()) {
        Ok(document) => document,
        Err(error) => {
            let message = error.message().trim().replace('\n', ", ");
            faults.at(error.span().unwrap_or(0..0), format!("not valid TOML: {message}"), None);
            return Vec::new();
        }
    };
    let mut records = Vec::new();
    for (name, item) in document.iter() {
        let span = document.as_table().key(name).and_then(toml_edit::Key::span).or_else(|| item.span()).unwrap_or(0..0);
        if name != ACCOUNT {
            let hint = "a roster has [[account]] tables and nothing else; settings stand in tokenwright.toml";
            faults.at(span, format!("unknown key \"{name}\""), Some(hint));
            continue;
        }
        let tables: Vec<&dyn TableLike> = match item {
            Item::ArrayOfTables(tables) => tables.iter().map(|table| table as &dyn TableLike).collect(),
            Item::Value(Value::Array(array)) if array.iter().all(Value::is_inline_table) => {
                array.iter().filter_map(Value::as_inline_table).map(|table| table as &dyn TableLike).collect()
            }
            _ => {
                faults.at(span, "\"account\" is one table", Some("write [[account]], with two brackets, for each"));
                continue;
            }
        };
        let spans: Vec<usize> = match item {
            Item::ArrayOfTables(tables) => tables.iter().map(|table| begin(table.span(), &span)).collect(),
            Item::Value(Value::Array(array)) => array.iter().map(|table| begin(table.span(), &span)).collect(),
            _ => Vec::new(),
        };
        records.extend(tables.into_iter().zip(spans).map(|(table, at)| record(table, at, faults)));
    }
    records
}

fn begin(span: Option<std::ops::Range<usize>>, otherwise: &std::ops::Range<usize>) -> usize {
    span.map_or(otherwise.start, |span| span.start)
}

fn record(table: &dyn TableLike, at: usize, faults: &mut Faults<'_>) -> Record {
    let mut cells = Vec::new();
    for (name, item) in table.iter() {
        let of_key = table.key(name).and_then(toml_edit::Key::span).unwrap_or(at..at);
        // Keys are written by programmers: they are exact.
        let Some(column) = COLUMNS.contains(&name).then(|| Column::of_heading(name)).flatten() else {
            faults.at(of_key, format!("unknown key \"{name}\"{}", did_you_mean(name)), Some(&known()));
            continue;
        };
        let span = item.span().unwrap_or(of_key);
        let text = match item.as_value() {
            Some(Value::String(text)) => text.value().clone(),
            // An ID without quotes.
            Some(Value::Integer(number)) => number.value().to_string(),
            _ => {
                faults.at(span, format!("\"{name}\" is a string"), Some("write it in quotes"));
                continue;
            }
        };
        cells.push((column, Cell { text: bare(&text).to_owned(), span }));
    }
    Record { at, cells }
}
