//! The line of `--json`.

use serde::Serialize;

use crate::outcome::result::{Outcome, PhoneNumber, RunError, RunResult, Status};

/// One account as one line of JSON, without the newline: what outside tools rely on, in the order of the contract.
pub fn json_line(result: &RunResult) -> String {
    let line = Line {
        account: &result.account,
        status: result.status,
        business: result.business.as_deref(),
        business_id: result.business_id.as_deref(),
        app: result.app.as_deref(),
        app_id: result.app_id.as_deref(),
        system_user: &result.system_user,
        system_user_id: result.system_user_id.as_deref(),
        whatsapp_business_account_ids: &result.whatsapp_business_account_ids,
        phone_numbers: &result.phone_numbers,
        phone_number_id: result.phone_number_id.as_deref(),
        scopes: &result.scopes,
        expires_at: result.expires_at,
        verified: result.verified,
        unproved: &result.unproved,
        token_fingerprint: result.token_fingerprint.as_deref(),
        credentials: result.credentials.as_ref().map(|path| path.to_string_lossy().into_owned()),
        report: result.report.as_ref().map(|path| path.to_string_lossy().into_owned()),
        elapsed_ms: result.elapsed_ms,
        steps: result
            .steps
            .iter()
            .map(|step| Step { id: &step.id, outcome: step.outcome, rung: step.rung, tier: step.tier, ms: step.ms })
            .collect(),
        drift: &result.drift,
        title: Some(result.title.as_str()).filter(|title| !title.is_empty()),
        notes: &result.notes,
        error: result.error.as_ref(),
    };
    serde_json::to_string(&line).expect("plain strings and numbers always serialise")
}

#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    status: Status,
    business: Option<&'a str>,
    business_id: Option<&'a str>,
    app: Option<&'a str>,
    app_id: Option<&'a str>,
    system_user: &'a str,
    system_user_id: Option<&'a str>,
    whatsapp_business_account_ids: &'a [String],
    phone_numbers: &'a [PhoneNumber],
    phone_number_id: Option<&'a str>,
    scopes: &'a [String],
    expires_at: Option<i64>,
    verified: bool,
    unproved: &'a [String],
    token_fingerprint: Option<&'a str>,
    // A path need not be UTF-8; a line of JSON must be.
    credentials: Option<String>,
    report: Option<String>,
    elapsed_ms: u64,
    steps: Vec<Step<'a>>,
    drift: &'a [String],
    title: Option<&'a str>,
    notes: &'a [String],
    error: Option<&'a RunError>,
}

#[derive(Serialize)]
struct Step<'a> {
    id: &'a str,
    outcome: Outcome,
    rung: Option<usize>,
    tier: Option<usize>,
    ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn a_good_run_is_one_line_with_every_name_of_the_contract() {
        let line = json_line(&samples::good());
        assert!(!line.contains('\n'));
        insta::assert_snapshot!(line);
    }

    #[test]
    fn a_failure_says_what_was_seen_and_what_to_do() {
        insta::assert_snapshot!(json_line(&samples::failed()));
    }

    #[test]
    fn a_name_with_a_newline_stays_in_its_line() {
        let mut result = samples::good();
        result.business = Some("two\nlines\u{2028}\"quoted\"".to_owned());
        assert_eq!(json_line(&result).lines().count(), 1);
    }
}
