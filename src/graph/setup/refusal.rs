//! Meta's refusals of a setup, as errors of the run, with Meta's reason in them.

use crate::{
    graph::{GraphError, Problem},
    outcome::{code, result::RunError},
};

/// An error of the run.
pub(super) fn error(kind: &str, exit_code: u8, message: impl Into<String>, hint: impl Into<String>) -> RunError {
    RunError { kind: kind.to_owned(), step: None, message: message.into(), hint: hint.into(), exit_code, help: None }
}

/// Graph's refusal as an error of the run.
pub(super) fn of(refused: &GraphError, doing: &str) -> RunError {
    if let GraphError::Api(api) = refused {
        let words = format!("{} {}", api.message, api.user_message.as_deref().unwrap_or_default()).to_lowercase();
        let has = |text: &str| words.contains(text);
        let said = |kind, exit_code, hint: &str| error(kind, exit_code, format!("{doing}: Meta refused: {api}"), hint);
        if has("at least 7 days old") {
            return said(
                "seven_days",
                code::REFUSED,
                "wait until the admin system user is seven days old, or use --role employee, which is not refused",
            );
        }
        if has("needs to approve") || has("approved by another admin") {
            return said(
                "approval_needed",
                code::PERSON,
                "another admin of the business must approve the request within seven days; then run the same command again",
            );
        }
        if has("invalid system user name") {
            return said(
                "name_refused",
                code::REFUSED,
                "give another name with --system-user, without WhatsApp, Meta or Bot in it",
            );
        }
        if has("limit of system users") || has("maximum number of system users") {
            return said(
                "limit_reached",
                code::REFUSED,
                "name the system user that is already there with --system-user",
            );
        }
        if has("60_days") || has("expiring") {
            return said(
                "must_expire",
                code::REFUSED,
                "this business may only have tokens that expire; its owner can change that in the business's security settings; no token was made",
            );
        }
        if has("does not have the permission whatsapp") {
            return said(
                "permission_not_offered",
                code::REFUSED,
                "add the product WhatsApp to the app (developers.facebook.com/apps, the app, Add product)",
            );
        }
        match (api.code, api.subcode) {
            _ if api.is_two_factor() || api.is_put_off() => {}
            (190, Some(459)) => {}
            (190, _) => {
                return said(
                    "admin_token",
                    code::REFUSED,
                    "the admin's token is not valid any more; give another (TOKENWRIGHT_ADMIN_TOKEN, or admin_token_file under [graph])",
                );
            }
            (10 | 200..=299, _) => {
                return said(
                    "rights_missing",
                    code::REFUSED,
                    "the admin's token needs the permission business_management, and its owner full control of the business",
                );
            }
            _ => {}
        }
    }
    let problem = Problem::of(refused, doing);
    let what = match problem.kind {
        "account_locked" | "not_now" | "two_factor" => format!("{}: {refused}", problem.summary),
        _ => refused.to_string(),
    };
    let exit_code = if matches!(problem.kind, "checkpoint" | "two_factor") { code::PERSON } else { code::REFUSED };
    let hint = problem.hint.replace("tokenwright verify", "the same command again");
    error(problem.kind, exit_code, format!("{doing}: {what}"), hint)
}
