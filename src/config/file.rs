//! `tokenwright.toml`: looked through key by key, so that a fault has its place.

use std::{collections::BTreeMap, ops::Range};

use toml_edit::{Document, Item, TableLike, Value};

use super::{
    capabilities,
    keys::{KEYS, Key, Kind},
    secret_tables::{TABLES, belongs},
    source::without_place,
};
use crate::scenario::{MOST_PROBLEMS, Problem, Source, closest};

/// A settings file that was looked through.
pub(super) struct File {
    /// Its text.
    pub(super) source: Source,
    /// Where the value of each key stands.
    pub(super) places: BTreeMap<&'static str, Range<usize>>,
    /// What a driver or Grid is asked for besides, where it says so.
    pub(super) capabilities: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Looks a settings file through.
pub(super) fn look(source: Source) -> Result<File, Vec<Problem>> {
    let document = Document::parse(source.text.as_str()).map_err(|error| {
        let message = error.message().trim().replace('\n', ", ");
        vec![Problem::at(&source, error.span().unwrap_or(0..0), format!("not valid TOML: {message}"), None)]
    })?;
    let mut problems = Vec::new();
    let mut places = BTreeMap::new();
    let mut asked = None;
    let mut not_looked_at = 0;
    for (name, item) in document.iter() {
        // They have a reader of their own.
        if TABLES.contains(&name) {
            strayed(&source, name, item, &mut problems);
            continue;
        }
        if name == capabilities::TABLE {
            strayed(&source, name, item, &mut problems);
            asked = Some(capabilities::read(&source, item, &mut problems));
            continue;
        }
        if problems.len() >= MOST_PROBLEMS {
            not_looked_at += 1;
            continue;
        }
        let Some(key) = Key::named(name) else {
            let span = document.as_table().key(name).and_then(toml_edit::Key::span).unwrap_or(0..0);
            let names = KEYS.map(|key| key.name);
            let near = closest(name, names).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
            let table = TABLES.into_iter().find(|table| belongs(name, table));
            let hint = match table {
                Some(table) => format!("it stands under [{table}]"),
                None => format!("settings: {}", names.join(", ")),
            };
            problems.push(Problem::at(&source, span, format!("unknown setting \"{name}\"{near}"), Some(hint)));
            continue;
        };
        let span = item.span().unwrap_or(0..0);
        if let Some(wanted) = mismatch(key.kind, item) {
            problems.push(Problem::at(&source, span.clone(), format!("\"{name}\" is {wanted}"), None));
        }
        places.insert(key.name, span);
    }
    drop(document);
    if not_looked_at > 0 {
        problems
            .push(without_place(source.name.clone(), format!("and {not_looked_at} more, which were not looked at")));
    }
    if problems.is_empty() { Ok(File { source, places, capabilities: asked }) } else { Err(problems) }
}

/// Settings that stand below a table's heading by mistake: TOML takes all that follows for a part of it.
fn strayed(source: &Source, table: &str, item: &Item, problems: &mut Vec<Problem>) {
    let mut look = |heading: &str, keys: &dyn TableLike, known: &dyn Fn(&str) -> bool| {
        for (name, item) in keys.iter().filter(|(name, _)| Key::named(name).is_some() && !known(name)) {
            let span = keys.key(name).and_then(toml_edit::Key::span).or_else(|| item.span()).unwrap_or(0..0);
            let message = format!("\"{name}\" is a setting of its own, and has no effect under {heading}");
            problems.push(Problem::at(source, span, message, Some("put it above the first heading".to_owned())));
        }
    };
    if let Some(keys) = item.as_table_like() {
        look(&format!("[{table}]"), keys, &|name| TABLES.contains(&table) && belongs(name, table));
    }
    if let Some(targets) = item.get("to").and_then(Item::as_array_of_tables) {
        targets.iter().for_each(|target| look("[[deliver.to]]", target, &|_| false));
    }
}

/// What the value should be, where it is something else. An ID may be written as a number.
fn mismatch(kind: Kind, item: &Item) -> Option<&'static str> {
    let value = item.as_value();
    let fits = match kind {
        Kind::Text => matches!(value, Some(Value::String(_) | Value::Integer(_))),
        Kind::Seconds => matches!(value, Some(Value::Integer(_) | Value::Float(_))),
        Kind::Number => matches!(value, Some(Value::Integer(_))),
        Kind::Switch => matches!(value, Some(Value::Boolean(_))),
    };
    (!fits).then_some(match kind {
        Kind::Text => "a string",
        Kind::Seconds => "a number of seconds",
        Kind::Number => "a whole number",
        Kind::Switch => "true or false",
    })
}
