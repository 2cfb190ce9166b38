//! From the bytes of a file to text, or to a word about what the file is instead.

use crate::scenario::{Problem, Severity, Source};

/// How to make a spreadsheet save what can be read.
const SAVE_AS: &str = "save it as UTF-8: \"CSV UTF-8 (comma delimited)\" in Excel, \"Text CSV\" with the character set \"Unicode (UTF-8)\" in LibreOffice";

/// The text of a roster.
///
/// # Errors
/// What the file is instead of UTF-8 text.
pub(super) fn decode(name: &str, mut bytes: Vec<u8>) -> Result<Source, Box<Problem>> {
    if let Some(what) = other_than_text(&bytes) {
        return Err(Box::new(Problem {
            severity: Severity::Error,
            file: name.to_owned(),
            place: None,
            message: what.to_owned(),
            hint: Some(SAVE_AS.to_owned()),
        }));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Source::from_bytes(name, bytes).map_err(|mut problem| {
        problem.hint = Some(SAVE_AS.to_owned());
        problem
    })
}

fn other_than_text(bytes: &[u8]) -> Option<&'static str> {
    const UTF_16: &str = "this is UTF-16, which spreadsheets save as \"Unicode text\", and not UTF-8";
    const KINDS: [(&[u8], &str); 4] = [
        (b"\xff\xfe", UTF_16),
        (b"\xfe\xff", UTF_16),
        (b"PK\x03\x04", "this is a spreadsheet itself (or another archive), and not a CSV file"),
        (b"\xd0\xcf\x11\xe0", "this is a spreadsheet itself (an old Excel file), and not a CSV file"),
    ];
    if let Some((_, what)) = KINDS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Some(what);
    }
    // Without its mark: every other byte of Latin text is 0.
    let beginning = &bytes[..bytes.len().min(64)];
    (beginning.split(|byte| *byte == 0).count() > 1 + beginning.len() / 3).then_some(UTF_16)
}
