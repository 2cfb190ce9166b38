//! A question to the person at the terminal.

use std::io::Write as _;

/// Asks a person at the terminal.
pub(super) fn says_yes(question: &str) -> bool {
    eprint!("{question} [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
