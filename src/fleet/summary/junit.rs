//! The results as test runners tell theirs.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::outcome::{Summary, word};
use crate::outcome::result::Status;

/// One test case an account: one that a person must help is an error, one that was not begun is skipped.
pub fn junit(summary: &Summary) -> String {
    let mut suite = TestSuite::new("accounts");
    suite.set_time(Duration::from_millis(summary.elapsed_ms));
    for one in &summary.ended {
        let mut status = match one.status {
            Status::Done => TestCaseStatus::success(),
            Status::NeedsPerson => TestCaseStatus::non_success(NonSuccessKind::Error),
            Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        };
        if let Some(message) = &one.message {
            let hint = one.hint.as_deref().unwrap_or_default();
            let kind = one.kind.as_deref().unwrap_or_else(|| word(one.status));
            status.set_message(message.as_str()).set_type(kind).set_description(format!("{message}\nnext: {hint}"));
        }
        let mut case = TestCase::new(one.account.as_str(), status);
        case.set_classname("tokenwright").set_time(Duration::from_millis(one.elapsed_ms));
        suite.add_test_case(case);
    }
    for account in &summary.not_begun {
        let mut status = TestCaseStatus::skipped();
        status.set_message(summary.why.as_deref().unwrap_or("not begun"));
        let mut case = TestCase::new(account.as_str(), status);
        case.set_classname("tokenwright");
        suite.add_test_case(case);
    }
    let mut report = Report::new("tokenwright");
    report.set_time(Duration::from_millis(summary.elapsed_ms)).add_test_suite(suite);
    report.to_string().unwrap_or_default()
}
