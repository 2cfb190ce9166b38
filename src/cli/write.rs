//! What commands print: redacted, and without a panic where nobody reads any more (`tokenwright ... | head`).

use std::{fmt::Display, io::Write};

use super::exit;
use crate::secret::redact;

/// Prints to standard output, with a line break at the end.
pub(super) fn out(text: impl Display) {
    let _ = writeln!(redact::stdout(), "{text}");
}

/// Prints to standard error, with a line break at the end.
pub(super) fn err(text: impl Display) {
    let _ = writeln!(redact::stderr(), "{text}");
}

/// Prints what went wrong, as every command does.
pub(super) fn error(text: impl Display) {
    err(format_args!("error: {text}"));
}

/// Tells what is wrong with what was asked for, and gives the exit code for it.
pub(super) fn usage(fault: &dyn Display) -> u8 {
    error(fault);
    exit::USAGE
}
