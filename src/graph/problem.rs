//! What is wrong with a token, in plain words, with the way out.

use serde::Serialize;

use super::{ApiError, GraphError};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Machine-readable kind (`token_revoked`, `scope_missing`, ...).
    pub kind: &'static str,
    /// What is wrong, in a few plain words.
    pub summary: String,
    /// What was found, with Meta's own words where it has some.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Whether nothing is said about the token with it: the question was not answered, for a reason that lies elsewhere.
    pub open: bool,
}

impl Problem {
    /// Something that stays until somebody mends it.
    pub(super) fn new(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, summary: message.clone(), message, hint: hint.into(), open: false }
    }

    /// What an error means for the person who wants a token. `asking`: what was being asked ("the phone numbers of 123").
    pub fn of(error: &GraphError, asking: &str) -> Self {
        let (kind, hint) = match error {
            GraphError::Api(error) => of_api(error),
            GraphError::Status { status: 429, .. } => ("rate_limited", LATER),
            GraphError::Status { status: 500.., .. } => ("service", SERVICE),
            GraphError::Status { .. } | GraphError::NotJson { .. } | GraphError::Shape { .. } => {
                ("not_graph", "check that --graph-url is Meta's Graph API and that no proxy answers in its place")
            }
            GraphError::TooLarge { .. } => {
                ("too_large", "check that --graph-url is Meta's Graph API; its answers are small")
            }
            GraphError::Endless { .. } => {
                ("endless", "check that --graph-url is Meta's Graph API and that no proxy answers in its place")
            }
            GraphError::Redirect { .. } => {
                ("redirect", "check --graph-url; the Graph API never sends elsewhere, a captive portal or proxy does")
            }
            GraphError::Timeout { .. } => ("timeout", NETWORK),
            GraphError::Certificate { .. } => (
                "certificate",
                "do not go on over this connection; check the machine's clock and its root certificates (Debian: apt install ca-certificates), or ask whoever runs the proxy",
            ),
            GraphError::Network { .. } => ("network", NETWORK),
        };
        let summary = summary(kind, asking);
        let message = format!("{summary} (asking for {asking}: {error})");
        Self { kind, summary, message, hint: hint.to_owned(), open: error.is_open() }
    }
}

/// A kind in plain words, for somebody who never read Meta's error reference.
fn summary(kind: &str, asking: &str) -> String {
    let words = match kind {
        "account_locked" => "Meta has locked the WhatsApp account",
        "app_not_installed" => "the app is not installed for the system user any more",
        "app_secret_needed" => "the app takes the token only with proof of the app secret",
        "app_secret_wrong" => "the app secret that was given is not this app's",
        "blocked" => "Meta has blocked the account for its policies",
        "certificate" => "the connection to Meta cannot be trusted",
        "checkpoint" => "Meta holds the account at a checkpoint",
        "endless" => return format!("the list of {asking} does not come to an end"),
        "network" => "Meta cannot be reached",
        "not_authenticated" => {
            "Meta cannot tell whose token it is: it has expired, was revoked, or its user keeps apps out"
        }
        "not_now" => "Meta does not allow this at the moment",
        "not_assigned" => {
            return format!("the token does not reach {asking}: they are not assigned to its system user");
        }
        "not_graph" => "what answers is not Meta's Graph API",
        "password_changed" => "the token ended because a password was changed",
        "permission" => return format!("the token may not read {asking}"),
        "rate_limited" => "Meta's limit of calls is reached",
        "redirect" => "something sends away from Meta's Graph API",
        "service" => "Meta's service has a fault",
        "session_invalid" => "the user has no role in the business any more",
        "timeout" => "Meta does not answer",
        "token_expired" => "the token has expired",
        "token_invalid" => "the token was revoked, or never was one",
        "two_factor" => "Meta wants a check of the second factor first",
        "too_large" => "the answer is far larger than any of Meta's",
        "user_not_confirmed" => "the user has not confirmed the account",
        _ => return format!("Meta refused to tell {asking}"),
    };
    words.to_owned()
}

/// What to do where no WhatsApp account is assigned. Whoever shows it makes a whole command of it (`run/hints.rs`).
pub(super) const ASSIGN: &str = "assign the WhatsApp account to the system user: run with --scenario whatsapp-assets (or do it by hand: Business settings, Accounts, WhatsApp accounts, the account, Add people); then run tokenwright verify";
const LATER: &str = "Meta allows so many calls an hour; wait an hour, then run tokenwright verify";
const SERVICE: &str = "the fault is on Meta's side; try again in some minutes with tokenwright verify";
const NETWORK: &str = "check this machine's network, then run tokenwright verify";

fn of_api(error: &ApiError) -> (&'static str, &'static str) {
    match (error.code, error.subcode) {
        _ if error.is_two_factor() => (
            "two_factor",
            "a person does this check: open the business settings in your own browser as the person whose token it is, answer what Meta asks for, then run tokenwright verify",
        ),
        _ if error.is_put_off() => ("not_now", "wait a few minutes, then run tokenwright verify"),
        (190, Some(458)) => (
            "app_not_installed",
            "the app is not installed for this system user any more; run tokenwright run with --force-new-token",
        ),
        (190, Some(459)) => (
            "checkpoint",
            "Meta holds this account at a checkpoint; sign in to it at facebook.com in your own browser, do what it asks for, then run tokenwright verify",
        ),
        (190, Some(460)) => (
            "password_changed",
            "the password was changed or the session ended for safety; run tokenwright run with --force-new-token",
        ),
        (190, Some(463)) => (
            "token_expired",
            "the token has expired; run tokenwright run with --force-new-token, which makes one that never does",
        ),
        (190, Some(464)) => ("user_not_confirmed", "the user must confirm the account at facebook.com first"),
        (190, Some(492)) => (
            "session_invalid",
            "the user has no role in this business any more; give it one, then run tokenwright run with --force-new-token",
        ),
        (190, _) => {
            ("token_invalid", "the token was revoked or never was one; run tokenwright run with --force-new-token")
        }
        (0 | 102, _) => (
            "not_authenticated",
            "see in Business settings, System users, whether its tokens were revoked and the app is still installed; then run tokenwright run with --force-new-token",
        ),
        (131_031, _) => (
            "account_locked",
            "the WhatsApp account was disabled or locked for Meta's policies, or its two-step PIN does not match; see WhatsApp Manager (business.facebook.com/wa/manage) and facebook.com/business-support-home",
        ),
        (104, _) => (
            "app_secret_needed",
            "this app requires proof of the app secret; give it in a file or an environment variable (TOKENWRIGHT_APP_SECRET, or app_secret_file under [graph])",
        ),
        (100, Some(33)) => ("not_assigned", ASSIGN),
        (100, _) if error.is_of_app_secret() => (
            "app_secret_wrong",
            "the app secret that was given is not this app's; copy it anew from the app's page, Settings, Basic",
        ),
        (100, _) => ("bad_request", "check the ids given with --app and --business, and graph_version"),
        (3 | 10 | 200..=299 | 131_005, _) => (
            "permission",
            "the token's permissions or the system user's role do not reach this; assign the app and the WhatsApp account to the system user with full control",
        ),
        _ if error.is_rate_limit() => ("rate_limited", LATER),
        (1 | 2, _) => ("service", SERVICE),
        (368, _) => (
            "blocked",
            "Meta has blocked this account for its policies; see facebook.com/business-support-home, and do not try again before it is lifted",
        ),
        (803, _) => ("not_found", "no such id; check the ids given with --app and --business"),
        _ if error.status >= 500 => ("service", SERVICE),
        _ => (
            "refused",
            "see Meta's reason; the error reference is at developers.facebook.com/docs/graph-api/guides/error-handling",
        ),
    }
}
