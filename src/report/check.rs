//! A check as its line of JSON, as lines at a terminal, and as test runners tell theirs.

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use crate::outcome::check::{CheckResult, CheckStatus, StepVerdict, Suggestion, Verdict};
use crate::outcome::result::RunError;

#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    status: CheckStatus,
    baseline: &'a str,
    report: Option<&'a str>,
    elapsed_ms: u64,
    error: Option<&'a RunError>,
    steps: &'a [StepVerdict],
    suggestions: &'a [Suggestion],
}

/// A check as one line of JSON, without the newline, in the order of the contract.
pub fn check_json(result: &CheckResult) -> String {
    let line = Line {
        account: &result.account,
        status: result.status,
        baseline: &result.baseline,
        report: result.report.as_deref(),
        elapsed_ms: result.elapsed_ms,
        error: result.error.as_ref(),
        steps: &result.steps,
        suggestions: &result.suggestions,
    };
    serde_json::to_string(&line).expect("plain strings and numbers always serialise")
}

/// A check for a person: a line a step, what has changed, and what all comes to.
pub fn check_text(result: &CheckResult) -> String {
    let mut text = String::new();
    let wide =
        result.steps.iter().map(|step| console::measure_text_width(&step.title)).max().unwrap_or_default().min(58);
    for step in &result.steps {
        let mark = match step.verdict {
            Verdict::Same => '✓',
            Verdict::NotReachable => '–',
            Verdict::Missing | Verdict::Ambiguous | Verdict::NewObstacle => '✗',
            Verdict::Reworded | Verdict::Moved | Verdict::LooksDifferent => '~',
        };
        let title = console::pad_str(&step.title, wide, console::Alignment::Left, Some("…"));
        let _ = writeln!(text, "{mark} {title}  {}", step.verdict.word().replace('_', " "));
        if step.verdict == Verdict::Same {
            continue;
        }
        if let Some(reason) = &step.reason {
            let _ = writeln!(text, "    {reason}");
        }
        if !matches!(step.verdict, Verdict::NotReachable | Verdict::LooksDifferent) {
            let side =
                |name: &str, what: Option<&String>| what.map(|what| format!("    {name} {what}\n")).unwrap_or_default();
            text += &side("was", step.was.as_ref());
            text += &side("now", step.now.as_ref());
        }
    }
    for note in &result.notes {
        let _ = writeln!(text, "note: {note}");
    }
    for suggestion in &result.suggestions {
        let _ = writeln!(text, "\nWhat would mend \"{}\":\n{}", suggestion.step, suggestion.patch.trim_end());
    }
    let _ = writeln!(text, "\n{}", result.headline());
    if let Some(error) = &result.error {
        let _ = writeln!(text, "next: {}", error.hint);
    }
    text
}

/// A suite an account, and a test case a step: what is not reachable is skipped, and what has changed has failed.
pub fn check_junit(results: &[CheckResult]) -> String {
    let mut report = Report::new("tokenwright check");
    let several = results.len() > 1;
    report.set_time(Duration::from_millis(results.iter().map(|result| result.elapsed_ms).sum()));
    for result in results {
        report.add_test_suite(suite(result, several));
    }
    report.to_string().unwrap_or_default()
}

fn suite(result: &CheckResult, several: bool) -> TestSuite {
    let name = if several { format!("{}: {}", result.account, result.scenario) } else { result.scenario.clone() };
    let mut suite = TestSuite::new(name.as_str());
    suite.set_time(Duration::from_millis(result.elapsed_ms));
    for step in &result.steps {
        let mut status = match step.verdict {
            Verdict::NotReachable => TestCaseStatus::skipped(),
            Verdict::Same => TestCaseStatus::success(),
            _ => TestCaseStatus::non_success(NonSuccessKind::Failure),
        };
        if let Some(reason) = step.reason.as_ref().filter(|_| step.verdict != Verdict::Same) {
            status.set_message(reason.as_str());
        }
        if !matches!(step.verdict, Verdict::Same | Verdict::NotReachable) {
            status.set_type(step.verdict.word());
        }
        let mut case = TestCase::new(step.id.as_str(), status);
        case.set_classname(step.place.as_str());
        suite.add_test_case(case);
    }
    if let Some(error) =
        result.error.as_ref().filter(|_| matches!(result.status, CheckStatus::Failed | CheckStatus::NeedsPerson))
    {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(error.message.as_str()).set_type(error.kind.as_str()).set_description(error.hint.as_str());
        let mut case = TestCase::new("check", status);
        case.set_classname("tokenwright");
        suite.add_test_case(case);
    }
    suite
}
