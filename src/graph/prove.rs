//! Proving a token: it is good only when it is a system user's, valid, never expires, has both permissions, **and** an
//! account's phone numbers answer. Permissions alone prove nothing about an account.

use std::pin::pin;

use serde_json::Value;

use super::{
    Client, Expected, GraphConfig, GraphError, Problem, Proof,
    accounts::accounts,
    inspect::{inspect, is_of_token},
    judge::judge,
    numbers::numbers,
    reading::text,
};
use crate::secret::Token;

/// Asks the Graph API all there is to ask about a token. Never fails: what goes wrong is in the proof.
pub async fn prove(config: &GraphConfig, token: &Token, expected: &Expected) -> Proof {
    prove_with(&Client::new(config), token, expected).await
}

/// As [`prove`], with a client that is used for several tokens.
pub async fn prove_with(client: &Client<'_>, token: &Token, expected: &Expected) -> Proof {
    let mut proof = Proof { business_id: expected.business_id.clone(), ..Proof::default() };
    // Whose token it is takes as long to tell as what it is, and depends on nothing.
    let mut who = pin!(client.get(token, &["me"], &[("fields", "id,name")]));
    let mut told = None;
    let useful = {
        let mut what = pin!(inspect(client, token, &mut proof, expected));
        loop {
            tokio::select! {
                biased;
                useful = &mut what => break useful,
                me = &mut who, if told.is_none() => told = Some(me),
            }
        }
    };
    if useful && proof.is_valid {
        let me = match told {
            Some(me) => me,
            None => who.await,
        };
        let refused = identity(me, &mut proof);
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

/// Reads whose token it is. Returns what kept that from being told, and whether it is the token's fault.
fn identity(me: Result<Value, GraphError>, proof: &mut Proof) -> Option<(Problem, bool)> {
    match me {
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
