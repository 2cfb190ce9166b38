//! Proving a token: it is good only when it is a system user's, valid, never expires, has both permissions, **and** an
//! account's phone numbers answer. Permissions alone prove nothing about an account.

use serde_json::Value;

use super::{
    Client, GraphConfig, Problem, Proof,
    accounts::accounts,
    inspect::{inspect, is_of_token},
    judge::judge,
    numbers::numbers,
};
use crate::secret::Token;

/// The permissions that a token must have where nobody says otherwise.
pub const REQUIRED_SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

/// What the token should be, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The app's ID.
    pub app_id: Option<String>,
    /// The system user, as it was asked for: a name, or an ID of the console's or Graph's.
    pub system_user: Option<String>,
    /// The system user's ID as Graph told it when a token of it proved good. It goes before the name. Never the console's.
    pub system_user_id: Option<String>,
    /// The business's ID; also where accounts are looked for.
    pub business_id: Option<String>,
    /// WhatsApp Business Accounts that the user names; they must answer, and go before all others.
    pub accounts: Vec<String>,
    /// A WhatsApp Business Account that must answer, as the number in use is of it.
    pub whatsapp_business_account_id: Option<String>,
    /// The phone number that the token is used with; goes before the configured rule, unless that names a number.
    pub phone_number_id: Option<String>,
}

/// Asks the Graph API all there is to ask about a token. Never fails: what goes wrong is in the proof.
pub async fn prove(config: &GraphConfig, token: &Token, expected: &Expected) -> Proof {
    prove_with(&Client::new(config), token, expected).await
}

/// As [`prove`], with a client that is used for several tokens.
pub async fn prove_with(client: &Client<'_>, token: &Token, expected: &Expected) -> Proof {
    let mut proof = Proof { business_id: expected.business_id.clone(), ..Proof::default() };
    if inspect(client, token, &mut proof, expected).await && proof.is_valid {
        let refused = identity(client, token, &mut proof).await;
        judge(&mut proof, expected, &client.config.permissions);
        let accounts = accounts(client, token, &mut proof, expected).await;
        numbers(client, token, &mut proof, accounts, expected).await;
        match refused {
            // A name that is not told makes nothing worse that is good.
            Some((problem, false)) if proof.problems.is_empty() => proof.notes.push(problem.message),
            Some((problem, _)) => proof.problems.push(problem),
            None => {}
        }
    }
    // What is certain before what could not be told.
    proof.problems.sort_by_key(|problem| problem.open);
    proof.verified = proof.problems.is_empty();
    proof
}

/// Whose token it is. Returns what kept that from being told, and whether it is the token's fault.
async fn identity(client: &Client<'_>, token: &Token, proof: &mut Proof) -> Option<(Problem, bool)> {
    match client.get(token, &["me"], &[("fields", "id,name")]).await {
        Ok(me) => {
            proof.user_name = me.get("name").and_then(text);
            match me.get("id").and_then(text) {
                Some(id) if proof.user_id.as_ref().is_some_and(|known| *known != id) => {
                    let known = proof.user_id.clone().unwrap_or_default();
                    proof.notes.push(format!("Graph names two ids for the user: {known} and {id}"));
                }
                id => proof.user_id = id.or(proof.user_id.take()),
            }
            None
        }
        Err(error) => Some((Problem::of(&error, "the system user's name"), is_of_token(&error))),
    }
}

/// A text or number as text: Graph writes ids both ways. Redacted, as a name may hold anything.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(crate::secret::plain(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also where it came as text or with a point.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    let of_float = |number: f64| format!("{number:.0}").parse().ok().filter(|_| number.fract() == 0.0);
    match value {
        Value::Number(number) => number.as_i64().or_else(|| of_float(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(text).collect()
}

pub(super) fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |when| when.strftime("%Y-%m-%d").to_string())
}
