//! Setting variables in a file that is somebody else's.

use zeroize::Zeroizing;

use super::{
    pieces::{BYTE_ORDER_MARK, Kind, Piece, pieces},
    write::line,
};

/// The file with these variables set in it: each where it stands already, and what is not there yet at the end. All else stays as it
/// is, byte for byte. A variable that stands there twice is set twice, as readers differ in which of the two they take.
pub(in crate::secret) fn set(old: &[u8], variables: &[(&str, &str)]) -> Zeroizing<Vec<u8>> {
    let (mark, text) = match old.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => (BYTE_ORDER_MARK, text),
        None => (&[][..], old),
    };
    // Room for all of it, so that growing leaves no copy of a token behind.
    let mut new = Zeroizing::new(Vec::with_capacity(old.len() + 16 * 1024));
    new.extend_from_slice(mark);
    let all = pieces(text);
    let mut set = Vec::new();
    for (number, piece) in all.iter().enumerate() {
        let wanted = match piece.kind {
            Kind::Variable { name, .. } => variables.iter().find(|(wanted, _)| *wanted == name),
            _ => None,
        };
        let Some((name, value)) = wanted else {
            new.extend_from_slice(piece.bytes);
            continue;
        };
        keep_apart(&mut new, number.checked_sub(1).map(|before| &all[before]));
        set.push(*name);
        new.extend_from_slice(piece.head());
        put(&mut new, name, value);
        // Behind a quote it may stand without a blank, and would be a part of the value now.
        if piece.remark().starts_with(b"#") {
            new.push(b' ');
        }
        new.extend_from_slice(piece.remark());
        new.extend_from_slice(piece.line_end().as_bytes());
    }
    let missing: Vec<_> = variables.iter().filter(|(name, _)| !set.contains(name)).collect();
    let end = all.iter().rev().map(Piece::line_end).find(|end| !end.is_empty()).unwrap_or("\n");
    if let (Some(last), false) = (all.last(), missing.is_empty()) {
        if last.line_end().is_empty() {
            new.extend_from_slice(end.as_bytes());
        }
        keep_apart(&mut new, Some(last));
    }
    for (name, value) in missing {
        new.extend_from_slice(name.as_bytes());
        new.push(b'=');
        put(&mut new, name, value);
        new.extend_from_slice(end.as_bytes());
    }
    new
}

/// An empty line, where what stands before would be read on into the next line: a comment or a value that ends in a backslash.
pub(in crate::secret) fn keep_apart(text: &mut Vec<u8>, before: Option<&Piece<'_>>) {
    if let Some(before) = before.filter(|before| before.reaches_on()) {
        text.extend_from_slice(if before.line_end() == "\r\n" { b"\r\n" } else { b"\n" });
    }
}

/// A value as it stands behind the `=`.
fn put(text: &mut Vec<u8>, name: &str, value: &str) {
    let mut one = Zeroizing::new(String::with_capacity(4 * 1024));
    line(&mut one, name, value);
    let value = one.split_once('=').map_or("", |(_, value)| value);
    text.extend_from_slice(value.trim_end_matches('\n').as_bytes());
}
