//! The text of a file and the places in it.

use std::ops::Range;

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

/// A file that was read: its name as messages show it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name as messages show it (`scenarios/whatsapp-token.toml`).
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A file of this name with this text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The line, from 1, on which the byte at `offset` stands.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.before(offset).matches('\n').count() + 1
    }

    /// The bytes of a line, from 1, without its indent.
    pub(super) fn line_span(&self, line: usize) -> Range<usize> {
        let start: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let text = self.text[start..].lines().next().unwrap_or_default();
        let indent = text.len() - text.trim_start().len();
        start + indent..start + text.trim_end().len().max(indent)
    }

    /// The place of these bytes. Of a span over several lines only the first line is marked.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let before = self.before(span.start);
        let start = before.len();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line_start..];
        let excerpt = rest.split(['\n', '\r']).next().unwrap_or_default();
        let column = self.text[line_start..start].chars().count() + 1;
        let end = self.before(span.end.max(start)).len().min(line_start + excerpt.len());
        let width = self.text.get(start..end).map_or(1, |marked| marked.chars().count().max(1));
        Place { line: self.line(start), column, width, excerpt: excerpt.to_owned() }
    }

    /// The text before `offset`, cut back to a whole character.
    fn before(&self, offset: usize) -> &str {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_not_bytes() {
        let source = Source::new("x.toml", "a = 1\né = \"ü\" # ß\n");
        let at = source.text.find("\"ü\"").unwrap();
        let place = source.place(at..at + 4);
        assert_eq!((place.line, place.column, place.width), (2, 5, 3));
        assert_eq!(place.excerpt, "é = \"ü\" # ß");
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        let problem = Source::from_bytes("x.toml", b"a = 1\n\xc3\xa4 = \xfc\n".to_vec()).unwrap_err();
        let place = problem.place.unwrap();
        assert_eq!((place.line, place.column), (2, 5));
    }

    #[test]
    fn a_place_beyond_the_end_is_the_end() {
        let source = Source::new("x.toml", "a = ü");
        let place = source.place(100..200);
        assert_eq!((place.line, place.column, place.width), (1, 6, 1));
        assert_eq!(source.place(5..6).column, 5);
    }
}
