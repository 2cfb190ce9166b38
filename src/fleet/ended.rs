//! What came of one account of a batch: little, as there may be many.

use std::path::PathBuf;

use crate::outcome::result::{RunResult, Status};

/// What came of one account of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The account.
    pub account: String,
    /// How it ended.
    pub status: Status,
    /// The exit code that it alone would give.
    pub exit_code: u8,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// The kind of what went wrong.
    pub kind: Option<String>,
    /// The step at which it happened.
    pub step: Option<String>,
    /// What went wrong.
    pub message: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// The HTML report.
    pub report: Option<PathBuf>,
}

impl Ended {
    /// What is kept of a result.
    pub fn of(result: &RunResult, exit_code: u8) -> Self {
        let error = result.error.as_ref();
        Self {
            account: result.account.clone(),
            status: result.status,
            exit_code,
            elapsed_ms: result.elapsed_ms,
            kind: error.map(|error| error.kind.clone()),
            step: error.and_then(|error| error.step.clone()),
            message: error.map(|error| error.message.clone()),
            hint: error.map(|error| error.hint.clone()),
            report: result.report.clone(),
        }
    }
}

/// The exit code of a batch: the one that all accounts have in common, or that they ended differently.
pub fn common_code(codes: impl IntoIterator<Item = u8>) -> u8 {
    let mut codes = codes.into_iter();
    let first = codes.next().unwrap_or_default();
    if codes.all(|code| code == first) { first } else { crate::outcome::code::DIFFERENT }
}

#[cfg(test)]
mod tests {
    use super::common_code;

    #[test]
    fn the_code_of_a_batch_is_what_all_have_in_common() {
        assert_eq!(common_code([]), 0);
        assert_eq!((common_code([0, 0]), common_code([5, 5]), common_code([0, 5, 0])), (0, 5, 8));
    }
}
