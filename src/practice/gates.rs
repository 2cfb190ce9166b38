//! What must not be agreed to or closed without a person, in generation 3: the gate over a token, and agreements.
//!
//! The gate over a token: it is made, and shown only once the account is verified.
//!
//! That the token exists before, and that it is lost for good if the page is closed, is `invented`; that the page says
//! "Token created" over an empty field, and shows the token after the person has verified, is not.

use serde_json::{Value, json};

use super::question::Question;
use super::state::Inner;
use super::truth::Token;

/// Holds a token back, where the switch says so. Returns the name of the gate.
pub(super) fn withhold(inner: &mut Inner, token: &Token) -> Option<String> {
    if !inner.is_2026() || !inner.switches.is("obstacle.token", "verify-gate") {
        return None;
    }
    let gate = token.fingerprint.clone();
    mark(inner, &gate, |token| token.shown = false);
    inner.gates.insert(gate.clone(), false);
    Some(gate)
}

/// What the page behind the gate is told when it asks again.
pub(super) fn withheld(inner: &mut Inner, question: &Question) -> Value {
    let gate = question.query.get("gate").cloned().unwrap_or_default();
    let lost = inner.truth.tokens.iter().any(|token| token.fingerprint == gate && token.lost);
    if lost || !inner.gates.get(&gate).copied().unwrap_or(false) {
        return json!({ "verified": false });
    }
    mark(inner, &gate, |token| token.shown = true);
    let token = inner.truth.tokens.iter().find(|token| token.fingerprint == gate);
    json!({ "verified": true, "token": token.map(|token| token.token.clone()) })
}

/// What was done at the gate: `verify_account` opens the check, `verified` is the person at it, `close_gate` ends it.
pub(super) fn act(inner: &mut Inner, body: &Value) -> Value {
    let gate = body["gate"].as_str().unwrap_or_default().to_owned();
    let what = match body["what"].as_str() {
        Some("verify_account") => "verify_account",
        Some("verified") => {
            inner.gates.insert(gate, true);
            "verified_account"
        }
        _ => {
            // Who closes it before the check is done never sees the token.
            if !inner.gates.get(&gate).copied().unwrap_or(false) {
                mark(inner, &gate, |token| token.lost = true);
            }
            "close_gate"
        }
    };
    inner.log(what, "page", "done", body.clone());
    json!({ "ok": true })
}

/// An agreement that is not the policy was accepted. Nobody but a person does that.
pub(super) fn accept_agreement(inner: &mut Inner) -> Value {
    inner.truth.agreement_accepted = true;
    inner.log("accept_agreement", "page", "done", json!({}));
    json!({ "ok": true })
}

/// Why the console does not take a name; nothing where it does. How many hyphens and capital letters are too many is
/// `invented`: one hyphen, one capital letter, spaces and dots are known to be taken.
pub(super) fn name_refusal(inner: &Inner, name: &str) -> Option<&'static str> {
    let rules = inner.switches.get("name_rules");
    if !inner.is_2026() || rules == "none" {
        return None;
    }
    let many_hyphens = name.matches('-').count() > 1;
    let many_capitals = name.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    match (many_hyphens, many_capitals) {
        (false, false) => None,
        _ if rules == "silent" => Some("silent"),
        (true, _) => Some("too_many_hyphens"),
        (false, true) => Some("too_many_capitals"),
    }
}

fn mark(inner: &mut Inner, gate: &str, change: impl Fn(&mut Token)) {
    inner.truth.tokens.iter_mut().filter(|token| token.fingerprint == gate).for_each(change);
}
