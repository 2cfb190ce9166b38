//! A dotenv file taken apart: each piece is a line, or the lines over which a quoted value goes. Together they are the file, byte
//! for byte.

use zeroize::Zeroizing;

/// What some editors put before the first line.
pub(in crate::secret) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line, or the lines of one quoted value.
pub(in crate::secret) struct Piece<'a> {
    /// All of it, line ends too.
    pub(in crate::secret) bytes: &'a [u8],
    /// On which line it begins, from 1.
    pub(in crate::secret) line: usize,
    /// What it is.
    pub(in crate::secret) kind: Kind<'a>,
}

/// What a piece is.
pub(in crate::secret) enum Kind<'a> {
    /// Nothing but blanks.
    Blank,
    /// A comment, from its sign on and without its line end.
    Comment(&'a [u8]),
    /// A variable. Its value is looked at when somebody asks for it: what is not ours is not judged.
    Variable {
        /// Its name.
        name: &'a str,
        /// What stands behind the `=`, on all its lines.
        raw: &'a [u8],
    },
    /// Anything else: what a shell would run, what only its owner understands.
    Other,
}

impl Piece<'_> {
    /// The value of the variable that it is.
    ///
    /// # Errors
    /// What is wrong with it, without its value.
    pub(in crate::secret) fn value(&self) -> Result<Zeroizing<String>, &'static str> {
        let Kind::Variable { raw, .. } = self.kind else { return Err("has no '='") };
        value(raw)
    }

    /// What stands on its first line before the value: name and `=`, and what is before them.
    pub(in crate::secret) fn head(&self) -> &[u8] {
        let Kind::Variable { raw, .. } = self.kind else { return &[] };
        &self.bytes[..self.bytes.len() - raw.len()]
    }

    /// The comment behind its value, with the blanks before it and without its line end.
    pub(in crate::secret) fn remark(&self) -> &[u8] {
        let Kind::Variable { raw, .. } = self.kind else { return &[] };
        let raw = raw.trim_ascii_end();
        let value = quoted(raw).or_else(|| remark_at(raw).map(|at| raw[..at].trim_ascii_end().len()));
        value.map_or(&[], |end| &raw[end..])
    }

    /// The end of its last line: none, `\n` or `\r\n`.
    pub(in crate::secret) fn line_end(&self) -> &'static str {
        match self.bytes {
            [.., b'\r', b'\n'] => "\r\n",
            [.., b'\n'] => "\n",
            _ => "",
        }
    }

    /// Whether a reader may take the next line for a part of this one.
    pub(in crate::secret) fn reaches_on(&self) -> bool {
        let text = self.bytes.trim_ascii_end();
        text.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
    }
}

/// Takes a file apart, without the byte order mark that may stand before it.
pub(in crate::secret) fn pieces(text: &[u8]) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let (kind, length) = piece(rest);
        let (bytes, after) = rest.split_at(length);
        all.push(Piece { bytes, line, kind });
        line += bytes.split(|byte| *byte == b'\n').count() - 1;
        rest = after;
    }
    all
}

/// The first piece and its length.
fn piece(text: &[u8]) -> (Kind<'_>, usize) {
    let length = line_length(text);
    let line = text[..length].trim_ascii();
    match line.first() {
        None => return (Kind::Blank, length),
        // The second is systemd's.
        Some(b'#' | b';') => return (Kind::Comment(line), length),
        Some(_) => {}
    }
    let Some((name, at)) = name(&text[..length]) else { return (Kind::Other, length) };
    let length = quoted(&text[at..]).map_or(length, |end| at + end + line_length(&text[at + end..]));
    (Kind::Variable { name, raw: &text[at..length] }, length)
}

/// The length of the first line, its end included.
fn line_length(text: &[u8]) -> usize {
    text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1)
}

/// The name of the variable that this line sets, and where what follows its `=` begins.
fn name(line: &[u8]) -> Option<(&str, usize)> {
    let equals = line.iter().position(|byte| *byte == b'=')?;
    let before = std::str::from_utf8(&line[..equals]).ok()?.trim();
    let exported = before.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let name = exported.unwrap_or(before).trim_start();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(fits)).then_some((name, equals + 1))
}

/// Where the quoted value ends with which this text begins: behind its closing quote. None where it has no quotes, where they do
/// not close, or where something else follows: then it is one line, as most readers have it.
fn quoted(text: &[u8]) -> Option<usize> {
    let blanks = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let quote = *text.get(blanks).filter(|byte| matches!(byte, b'\'' | b'"' | b'`'))?;
    // A shell knows no escape in single quotes, and the libraries do.
    let readings: &[bool] = if quote == b'\'' { &[false, true] } else { &[true] };
    readings.iter().find_map(|escapes| {
        let end = closing(&text[blanks + 1..], quote, *escapes)? + blanks + 2;
        let after = &text[end..];
        let after = after[..line_length(after)].trim_ascii();
        (after.is_empty() || after[0] == b'#').then_some(end)
    })
}

/// Where the closing quote stands.
fn closing(text: &[u8], quote: u8, escapes: bool) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            byte if byte == quote => return Some(at),
            b'\\' if escapes => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// What stands behind a `=`, as a value.
fn value(raw: &[u8]) -> Result<Zeroizing<String>, &'static str> {
    let text = std::str::from_utf8(raw).map_err(|_| "is not text")?.trim();
    match text.chars().next() {
        Some('"') => return double_quoted(&text[1..]),
        Some(quote @ ('\'' | '`')) => {
            let (inside, after) = text[1..].split_once(quote).ok_or("has a quote that does not close")?;
            return after_value(after).map(|()| Zeroizing::new(inside.to_owned()));
        }
        _ => {}
    }
    let bare = remark_at(text.as_bytes()).map_or(text, |at| &text[..at]);
    Ok(Zeroizing::new(bare.trim_end().to_owned()))
}

/// Where a comment begins behind a value without quotes.
fn remark_at(text: &[u8]) -> Option<usize> {
    text.windows(2).position(|pair| matches!(pair, [b' ' | b'\t', b'#'])).map(|at| at + 1)
}

fn double_quoted(text: &str) -> Result<Zeroizing<String>, &'static str> {
    let mut value = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return after_value(chars.as_str()).map(|()| value),
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(c) => value.push(c),
                None => break,
            },
            c => value.push(c),
        }
    }
    Err("has a quote that does not close")
}

fn after_value(text: &str) -> Result<(), &'static str> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') { Ok(()) } else { Err("has something after the closing quote") }
}
