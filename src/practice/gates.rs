//! The gate of generation 3 over a token: it is made, and shown only once the account is verified.
//!
//! That the token exists before, and that it is lost for good if the page is closed, is `invented`; that the page says
//! "Token created" over an empty field, and shows the token after the person has verified, is not.

use serde_json::{Value, json};

use super::server::Question;
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

fn mark(inner: &mut Inner, gate: &str, change: impl Fn(&mut Token)) {
    inner.truth.tokens.iter_mut().filter(|token| token.fingerprint == gate).for_each(change);
}
