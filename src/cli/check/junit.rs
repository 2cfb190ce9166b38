//! `--junit`: the result as a test report.

use std::path::Path;

use crate::cli::write;
use crate::outcome::check::CheckResult;
use crate::report;
use crate::secret::{files, redact};

/// What came of all accounts, for test runners.
pub(super) fn write(path: Option<&Path>, results: &[CheckResult]) {
    if let Some(path) = path {
        let text = report::check_junit(results);
        if let Err(error) = files::write_atomic(path, redact::text(&text).as_bytes(), 0o600) {
            write::err(format_args!("warning: {error}"));
        }
    }
}
