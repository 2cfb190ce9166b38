//! A roster as a spreadsheet exports it.
//!
//! `csv-core` and not the crate `csv` above it, because it tells after each field how far it has read: a fault has its column.

use std::ops::Range;

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::{
    column::{Column, did_you_mean, known},
    place::Faults,
    record::{Cell, Record, bare},
};

/// The accounts of a CSV file.
pub(super) fn records(text: &str, faults: &mut Faults<'_>) -> Vec<Record> {
    let (start, told) = told_separator(text);
    let separator = told.unwrap_or_else(|| sniffed(&text[start..]));
    let mut rows = rows(text, start, separator, faults).into_iter().filter(|row| row.iter().any(is_filled));
    let Some(heading) = rows.next() else {
        faults.at(0..0, "there is no heading row", Some(&format!("the first row names the columns; {}", known())));
        return Vec::new();
    };
    let Some(columns) = columns(&heading, faults) else { return Vec::new() };
    rows.map(|row| record(row, &columns, faults)).collect()
}

/// What a row's fields are.
fn record(row: Vec<Cell>, columns: &[Option<Column>], faults: &mut Faults<'_>) -> Record {
    let at = row.first().map_or(0, |cell| cell.span.start);
    let mut cells = Vec::new();
    for (number, cell) in row.into_iter().enumerate() {
        match columns.get(number) {
            Some(Some(column)) => cells.push((*column, cell)),
            // A column of another name was told already.
            Some(None) => {}
            None if cell.text.is_empty() => {}
            None => {
                let message = format!("a value beyond the last of {} columns", columns.len());
                faults.at(cell.span, message, Some("a separator inside a value stands in quotes: \"Acme, Inc.\""));
            }
        }
    }
    Record { at, cells }
}

/// The columns that the heading names. Those of no name may be there, as long as they are empty. `None`: it is no heading, and the rows
/// below it would only be told for the same reason.
fn columns(heading: &[Cell], faults: &mut Faults<'_>) -> Option<Vec<Option<Column>>> {
    if heading.iter().all(|cell| Column::of_heading(&cell.text).is_none()) {
        let span = heading.first().map_or(0..0, |cell| cell.span.clone());
        faults.at(span, "the first row is no heading: it names no column that is known", Some(&known()));
        return None;
    }
    let named = heading.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(named);
    for cell in &heading[..named] {
        let column = Column::of_heading(&cell.text);
        match column {
            None if cell.text.is_empty() => {
                faults.at(cell.span.clone(), "a column without a name among the others", Some("name it, or delete it"));
            }
            None => {
                let message = format!("unknown column \"{}\"{}", cell.text, did_you_mean(&cell.text));
                faults.at(cell.span.clone(), message, Some(&known()));
            }
            Some(known) if columns.contains(&column) => {
                faults.at(cell.span.clone(), format!("the column \"{}\" is there twice", known.name()), None);
            }
            Some(_) => {}
        }
        columns.push(column.filter(|_| !columns.contains(&column)));
    }
    if !columns.contains(&Some(Column::Id)) {
        let span = heading.first().map_or(0..0, |cell| cell.span.clone());
        faults.at(span, "there is no column id", Some("give each account a short name such as acme-berlin"));
        faults.no_ids = true;
    }
    Some(columns)
}

fn is_filled(cell: &Cell) -> bool {
    !cell.text.is_empty()
}

/// Excel's first line `sep=;`: where the rows begin, and what parts fields.
fn told_separator(text: &str) -> (usize, Option<u8>) {
    let first = text.lines().next().unwrap_or_default();
    let bare = first.trim_matches('"');
    let [separator] = bare.strip_prefix("sep=").unwrap_or_default().as_bytes() else { return (0, None) };
    let end = text.find('\n').map_or(text.len(), |at| at + 1);
    (end, Some(*separator))
}

/// The separator by which the heading has the most columns that are known.
fn sniffed(text: &str) -> u8 {
    let heading = text.lines().find(|line| !bare(line).is_empty()).unwrap_or_default();
    let score = |separator: u8| {
        let fields = heading.split(char::from(separator)).map(|field| field.trim().trim_matches('"'));
        let known = fields.filter(|field| Column::of_heading(field).is_some()).count();
        (known, heading.bytes().filter(|byte| *byte == separator).count())
    };
    // The first of equals is the last that `max_by_key` sees.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

/// All rows from `start` on, field by field.
fn rows(text: &str, start: usize, separator: u8, faults: &mut Faults<'_>) -> Vec<Vec<Cell>> {
    let bytes = text.as_bytes();
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    let mut field = vec![0; bytes.len() + 1];
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut at, mut began, mut filled) = (start, start, 0);
    loop {
        let (result, read, written) = reader.read_field(&bytes[at..], &mut field[filled..]);
        at += read;
        filled += written;
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull | ReadFieldResult::End => break,
            ReadFieldResult::Field { record_end } => {
                let span = span(text, began..at, separator, row.is_empty());
                let open = unclosed(text, &span, faults);
                let value = String::from_utf8_lossy(&field[..filled]);
                // What an open quote has swallowed is no value.
                let value = if open { value.lines().next().unwrap_or_default() } else { &value };
                row.push(Cell { text: bare(value).to_owned(), span });
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
                if open {
                    break;
                }
                (began, filled) = (at, 0);
            }
        }
    }
    rows
}

/// The bytes of a field alone, without what parts it from others.
fn span(text: &str, mut span: Range<usize>, separator: u8, first: bool) -> Range<usize> {
    if first {
        let field = &text[span.clone()];
        span.start += field.len() - field.trim_start_matches(['\r', '\n']).len();
    }
    let field = &text[span.clone()];
    let end = field.strip_suffix(char::from(separator)).unwrap_or_else(|| field.trim_end_matches(['\r', '\n']));
    span.start..span.start + end.len()
}

/// Whether a quote is open to the end of the file: then nothing after it is what it seems.
fn unclosed(text: &str, span: &Range<usize>, faults: &mut Faults<'_>) -> bool {
    let field = &text[span.clone()];
    let open = field.starts_with('"') && field.matches('"').count() % 2 == 1;
    if open {
        let hint = "a quote inside a value is written twice: \"5\"\" screens\"";
        faults.at(span.start..span.start + 1, "the quote that opens here is never closed", Some(hint));
    }
    open
}
