//! One account as it is written, whatever the format: each value with its place.

use std::ops::Range;

use super::column::Column;

/// One account as it is written.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// Where it begins.
    pub(super) at: usize,
    /// Its values, without the blanks around them.
    pub(super) cells: Vec<(Column, Cell)>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// The value, without the blanks around it.
    pub(super) text: String,
    /// The bytes of the file on which it stands.
    pub(super) span: Range<usize>,
}

impl Record {
    /// What stands in a column; `None`: nothing.
    pub(super) fn cell(&self, column: Column) -> Option<&Cell> {
        self.cells.iter().find(|(of, cell)| *of == column && !cell.text.is_empty()).map(|(_, cell)| cell)
    }

    /// Where something that is missing should stand.
    pub(super) fn place_of(&self, column: Column) -> Range<usize> {
        self.cells.iter().find(|(of, _)| *of == column).map_or(self.at..self.at, |(_, cell)| cell.span.clone())
    }

    /// The value of a column.
    pub(super) fn value(&self, column: Column) -> Option<String> {
        self.cell(column).map(|cell| cell.text.clone())
    }
}

/// Without what surrounds a value unseen: blanks, those that do not break, and marks of no width.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'))
}
