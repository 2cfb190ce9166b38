//! What is wrong with a scenario or label file: every fault at once, each with its place and what would be right.

use std::{fmt, ops::Range};

use super::source::Source;

/// Everything that is wrong with the files that were read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The faults, in the order of the files; never empty. Warnings are among them where there were some.
    pub problems: Vec<Problem>,
}

impl Error {
    /// An error of one fault that has no place in a file.
    pub(super) fn without_place(file: impl Into<String>, message: impl Into<String>, hint: Option<String>) -> Self {
        Self {
            problems: vec![Problem {
                severity: Severity::Error,
                file: file.into(),
                place: None,
                message: message.into(),
                hint,
            }],
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            write!(out, "{problem}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong, or looks wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// The file's name.
    pub file: String,
    /// Where in the file; `None` where the fault is of the file as a whole.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl Problem {
    /// A fault of these bytes of a file.
    pub fn at(source: &Source, span: Range<usize>, message: impl Into<String>, hint: Option<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: source.name.clone(),
            place: Some(source.place(span)),
            message: message.into(),
            hint,
        }
    }
}

/// Whether a file can be used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters of the line are meant.
    pub width: usize,
    /// The whole line.
    pub excerpt: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        if let Some(place) = &self.place {
            write!(out, ":{}:{}", place.line, place.column)?;
        }
        let warning = if self.severity == Severity::Warning { "warning: " } else { "" };
        write!(out, ": {warning}{}", self.message)?;
        let number = self.place.as_ref().map_or_else(String::new, |place| place.line.to_string());
        let margin = " ".repeat(number.len());
        if let Some(place) = &self.place {
            // The caret line repeats the tabs of the line above it, so that the marks stay under their words.
            let indent: String =
                place.excerpt.chars().take(place.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            let marks = "^".repeat(place.width);
            write!(out, "\n{margin} |\n{number} | {}\n{margin} | {indent}{marks}", place.excerpt)?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\n{margin} = {hint}")?;
        }
        Ok(())
    }
}
