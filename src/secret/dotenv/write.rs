//! Lines that all readers read alike.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use crate::secret::redact;

/// Longest comment.
const LONGEST: usize = 600;
/// Stands at the end of a comment that would end in a backslash: older systemd reads on in the next line then.
const END: &str = " #";

/// Whether every reader takes this value as it stands, without quotes: docker takes quotes for a part of the value, and the
/// others differ in what they make of a backslash.
pub(in crate::secret) fn is_plain(value: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '@' | '+');
    !value.is_empty() && value.chars().all(safe)
}

/// One line `NAME=value`. What is not plain is quoted so that dotenv libraries and `sh` read the same value.
pub(in crate::secret) fn line(out: &mut String, name: &str, value: &str) {
    let _ = if is_plain(value) {
        writeln!(out, "{name}={value}")
    } else if !value.contains(['\'', '\n', '\r', '\\']) {
        writeln!(out, "{name}='{value}'")
    } else {
        let mut quoted = Zeroizing::new(String::with_capacity(2 * value.len()));
        for c in value.chars() {
            match c {
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '"' | '\\' | '$' | '`' => quoted.extend(['\\', c]),
                _ => quoted.push(c),
            }
        }
        writeln!(out, "{name}=\"{}\"", *quoted)
    };
}

/// A comment of one line that holds no secret and does not reach into the next line. `text` begins with `#`.
pub(in crate::secret) fn comment(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let folded: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).take(LONGEST).collect();
    let mut line = redact::text(&folded).into_owned();
    if is_guarded(line.trim_end()) {
        line.truncate(line.trim_end().len());
        line.push_str(END);
    }
    line.push('\n');
    line
}

/// What the text of a comment was before it was written.
pub(in crate::secret) fn uncomment(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix(END).filter(|text| is_guarded(text)).unwrap_or(text)
}

/// Whether it ends in a backslash, or looks like one of which that was the case.
fn is_guarded(text: &str) -> bool {
    let mut text = text;
    while let Some(before) = text.strip_suffix(END) {
        text = before;
    }
    text.ends_with('\\')
}
