//! What is wrong with a scenario or label file: every fault at once, each with its place and what would be right.

use std::{borrow::Cow, fmt, ops::Range};

use super::source::{Place, Source};

/// So many faults, and so many warnings, are told of one file: nobody reads more, and each takes a look through the file.
pub const MOST_PROBLEMS: usize = 100;

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

impl Source {
    /// A file of this name with these bytes.
    ///
    /// # Errors
    /// When they are no text, with the place of the first byte that is none.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Box<Problem>> {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Self::new(name, text)),
            Err(error) => error,
        };
        let at = bytes.utf8_error().valid_up_to();
        let source = Self::new(name, String::from_utf8_lossy(bytes.as_bytes()));
        let hint = "save the file as UTF-8".to_owned();
        Err(Box::new(Problem::at(&source, at..at, "this is not UTF-8 text", Some(hint))))
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

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", harmless(&self.file))?;
        if let Some(place) = &self.place {
            write!(out, ":{}:{}", place.line, place.column)?;
        }
        let warning = if self.severity == Severity::Warning { "warning: " } else { "" };
        write!(out, ": {warning}{}", harmless(&self.message))?;
        let number = self.place.as_ref().map_or_else(String::new, |place| place.line.to_string());
        let margin = " ".repeat(number.len());
        if let Some(place) = &self.place {
            // The caret line repeats the tabs of the line above it, so that the marks stay under their words.
            let indent: String =
                place.excerpt.chars().take(place.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            let marks = "^".repeat(place.width);
            write!(out, "\n{margin} |\n{number} | {}\n{margin} | {indent}{marks}", harmless(&place.excerpt))?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\n{margin} = {}", harmless(hint))?;
        }
        Ok(())
    }
}

/// What a file says, as it may be shown: what would steer a terminal is made visible. Each letter stays one, for the marks below it.
fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control() && c != '\t'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match u32::from(c) {
        code @ ..0x20 if c != '\t' => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ if steers(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_made_visible() {
        let source = Source::new("x\u{1b}.toml", "a = 1\n\tb = \"\u{1b}[2J\u{202e}\u{9b}\"\n");
        let at = source.text.find("[2J").unwrap();
        let told = Problem::at(&source, at..at + 3, "odd \u{7f}", Some("\u{7}".to_owned())).to_string();
        assert_eq!(told, "x␛.toml:2:8: odd ␡\n  |\n2 | \tb = \"␛[2J\u{fffd}\u{fffd}\"\n  | \t      ^^^\n  = ␇");
    }
}
