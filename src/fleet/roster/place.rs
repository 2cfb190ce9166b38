//! Places in a file of many lines, found without looking through all of it for each.

use std::ops::Range;

use crate::scenario::{MOST_PROBLEMS, Place, Problem, Severity, Source};

/// What is wrong with a roster, found so far.
pub(super) struct Faults<'s> {
    source: &'s Source,
    /// Where each line begins.
    lines: Vec<usize>,
    found: Vec<(usize, Problem)>,
    /// Whether it was told of the heading that there are no ids: it is not told again for each row.
    pub(super) no_ids: bool,
}

impl<'s> Faults<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        let breaks = source.text.match_indices('\n').map(|(at, _)| at + 1);
        Self { source, lines: std::iter::once(0).chain(breaks).collect(), found: Vec::new(), no_ids: false }
    }

    /// The line, from 1, of this byte.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// One more fault, of these bytes.
    pub(super) fn at(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<&str>) {
        let place = Some(self.place(&span));
        let (file, message) = (self.source.name.clone(), message.into());
        let hint = hint.map(str::to_owned);
        self.found.push((span.start, Problem { severity: Severity::Error, file, place, message, hint }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All that were found, in the order of the file. Nobody reads more than so many; how many more there are is told.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|(at, _)| *at);
        let more = self.found.len().saturating_sub(MOST_PROBLEMS);
        let mut problems: Vec<Problem> = self.found.into_iter().take(MOST_PROBLEMS).map(|(_, one)| one).collect();
        if more > 0 {
            problems.push(Problem {
                severity: Severity::Error,
                file: self.source.name.clone(),
                place: None,
                message: format!("and {more} more"),
                hint: None,
            });
        }
        problems
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let text = &self.source.text;
        let start = span.start.min(text.len());
        let line = self.line(start);
        let line_start = self.lines[line - 1];
        let excerpt = text[line_start..].split(['\n', '\r']).next().unwrap_or_default();
        let end = span.end.clamp(start, (line_start + excerpt.len()).max(start));
        let width = text[start..end].chars().count().max(1);
        Place { line, column: text[line_start..start].chars().count() + 1, width, excerpt: excerpt.to_owned() }
    }
}
