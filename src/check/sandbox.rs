//! What a walk with all its commits, on a business that is meant for it, adds to a check.

use crate::outcome::check::{CheckResult, CheckStatus, StepVerdict, Verdict};
use crate::outcome::code;
use crate::outcome::result::{Outcome, RunError, StepRecord};

/// Puts what came of the walk into the result: what a check alone cannot reach was done, or was not found. `exit`: the walk's exit code.
pub fn with_walk(result: &mut CheckResult, steps: &[StepRecord], error: Option<&RunError>, exit: u8) {
    for step in result.steps.iter_mut().filter(|step| step.verdict == Verdict::NotReachable) {
        let record = steps.iter().find(|record| record.id == step.id);
        if record.is_some_and(|record| matches!(record.outcome, Outcome::Done | Outcome::Already)) {
            step.verdict = Verdict::Same;
            step.reason = Some("it was done in the sandbox business".to_owned());
        }
    }
    let error = error.cloned().or_else(|| (exit != code::DONE).then(|| not_good(exit)));
    let Some(error) = error else {
        result.notes.push("the whole walk was done in the sandbox business".to_owned());
        return;
    };
    let at = result.steps.iter_mut().find(|step| Some(&step.id) == error.step.as_ref());
    if let Some(step) = at.filter(|_| error.exit_code == code::PAGE) {
        *step = StepVerdict {
            verdict: if error.kind == "ambiguous" { Verdict::Ambiguous } else { Verdict::Missing },
            reason: Some(format!("in the walk of the sandbox business: {}", error.message)),
            ..step.clone()
        };
    }
    result.status = match error.exit_code {
        code::PAGE => CheckStatus::Broken,
        code::PERSON => CheckStatus::NeedsPerson,
        _ => CheckStatus::Failed,
    };
    result.error = Some(error);
}

fn not_good(exit_code: u8) -> RunError {
    RunError {
        kind: "not_proved".into(),
        step: None,
        message: "the walk of the sandbox business was done, and its token did not prove good".into(),
        hint: "see the report of the run in the folder of runs".into(),
        exit_code,
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(id: &str, verdict: Verdict) -> StepVerdict {
        StepVerdict {
            id: id.into(),
            title: id.into(),
            place: "result".into(),
            verdict,
            was: None,
            now: None,
            reason: None,
        }
    }

    fn checked() -> CheckResult {
        CheckResult {
            account: "sandbox".into(),
            scenario: "hello".into(),
            status: CheckStatus::Same,
            baseline: String::new(),
            report: None,
            elapsed_ms: 1,
            error: None,
            steps: vec![verdict("add", Verdict::Same), verdict("token", Verdict::NotReachable)],
            suggestions: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_walk_that_fails_says_where_and_decides_the_end() {
        for (exit_code, status, says) in [
            (code::PAGE, CheckStatus::Broken, Verdict::Missing),
            (code::REFUSED, CheckStatus::Failed, Verdict::NotReachable),
            (code::PERSON, CheckStatus::NeedsPerson, Verdict::NotReachable),
        ] {
            let error =
                RunError { kind: "not_found".into(), step: Some("token".into()), exit_code, ..not_good(exit_code) };
            let mut result = checked();
            with_walk(&mut result, &[], Some(&error), exit_code);
            assert_eq!((result.status, result.steps[1].verdict, result.exit_code()), (status, says, exit_code));
            assert_eq!(result.steps[0].verdict, Verdict::Same);
        }
        let mut result = checked();
        with_walk(&mut result, &[], None, code::UNPROVEN);
        assert_eq!(result.exit_code(), code::UNPROVEN);
    }
}
