//! What the token says of itself; and where Graph does not tell it, what it can do.

use serde_json::Value;

use super::{
    ApiError, Client, Expected, GranularScope, GraphError, Problem, Proof,
    reading::{date, text, texts, whole_number},
};
use crate::secret::Token;

/// A month: what ends sooner is told.
const SOON: i64 = 30 * 24 * 3600;

/// Asks what the token is. `false`: it is of no use to ask on.
pub(super) async fn inspect(client: &Client<'_>, token: &Token, proof: &mut Proof, expected: &Expected) -> bool {
    // Graph defines this parameter; it is the one address that holds a token, and it is never shown.
    let query = [("input_token", token.expose())];
    let refused = match data(client.get(token, &["debug_token"], &query).await) {
        Ok(data) => return read(&data, proof),
        Err(error) => error,
    };
    if !matches!(&refused, GraphError::Api(error) if error.is_only_for_the_app()) {
        proof.problems.push(Problem::of(&refused, "its own data"));
        return false;
    }
    // Which app that is, it may be asked all the same.
    if let Ok(app) = client.get(token, &["app"], &[("fields", "id,name")]).await {
        proof.app_id = app.get("id").and_then(text);
        proof.app = app.get("name").and_then(text);
    }
    let mut why = String::new();
    if let Some(app) = proof.app_id.clone().or_else(|| expected.app_id.clone())
        && let Some(answer) = client.get_as_app(&app, &["debug_token"], &query).await
    {
        match data(answer) {
            Ok(data) => return read(&data, proof),
            Err(error) => why = format!(", with the app secret neither ({error})"),
        }
    }
    by_use(client, token, proof, &refused, &why).await
}

fn data(answer: Result<Value, GraphError>) -> Result<Value, GraphError> {
    match answer?.get_mut("data").map(Value::take) {
        Some(data @ Value::Object(_)) => Ok(data),
        _ => Err(GraphError::Shape { what: "the object data" }),
    }
}

/// What can be seen of a token whose own data Graph does not tell.
async fn by_use(client: &Client<'_>, token: &Token, proof: &mut Proof, refused: &GraphError, why: &str) -> bool {
    let granted = |entry: &Value| {
        let is_on = entry.get("status").and_then(Value::as_str).is_none_or(|status| status == "granted");
        entry.get("permission").and_then(text).filter(|_| is_on)
    };
    match client.get_all(token, &["me", "permissions"], &[]).await {
        Ok(list) => {
            proof.is_valid = true;
            proof.by_use = true;
            proof.scopes = list.iter().filter_map(granted).collect();
            proof.notes.push(format!(
                "Graph does not tell this token what it is (debug_token is refused to it{why}): its permissions were asked for instead, and when it expires could not be proved; with the app secret it can (TOKENWRIGHT_APP_SECRET, or app_secret_file under [graph])"
            ));
            true
        }
        Err(error) if is_of_token(&error) => {
            proof.problems.push(Problem::of(&error, "its permissions"));
            false
        }
        Err(error) => {
            let mut problem = Problem::new(
                "not_inspectable",
                "Graph tells neither what the token is nor what it may do",
                "give the app secret (TOKENWRIGHT_APP_SECRET, or app_secret_file under [graph]), then run tokenwright verify",
            );
            problem.message = format!("{} (debug_token: {refused}{why}; its permissions: {error})", problem.summary);
            problem.open = true;
            proof.problems.push(problem);
            false
        }
    }
}

/// Whether an error says that the token itself is no good.
pub(super) fn is_of_token(error: &GraphError) -> bool {
    matches!(error, GraphError::Api(error) if error.is_of_token())
}

/// Reads what `debug_token` told. `false`: it is of no use to ask on.
fn read(data: &Value, proof: &mut Proof) -> bool {
    let words = |name: &str| data.get(name).and_then(text);
    proof.app_id = words("app_id");
    proof.app = words("application");
    proof.user_id = words("user_id");
    proof.token_type = words("type");
    let Some(is_valid) = data.get("is_valid").and_then(Value::as_bool) else {
        let error = GraphError::Shape { what: "is_valid, which says whether it takes the token" };
        proof.problems.push(Problem::of(&error, "its own data"));
        return false;
    };
    proof.is_valid = is_valid;
    proof.scopes = data.get("scopes").map(texts).unwrap_or_default();
    proof.expires_at = data.get("expires_at").and_then(whole_number);
    proof.granular_scopes = data
        .get("granular_scopes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let scope = entry.get("scope").and_then(text)?;
            Some(GranularScope { scope, target_ids: entry.get("target_ids").map(texts) })
        })
        .collect();
    if !proof.is_valid {
        proof.problems.push(match data.get("error") {
            Some(error) => Problem::of(&GraphError::Api(ApiError::read(error, 200, None)), "its own data"),
            None => Problem::new(
                "token_invalid",
                "Graph says that the token is not valid",
                "it was revoked or never was one; run tokenwright run with --force-new-token",
            ),
        });
    }
    if let Some(ends) = data.get("data_access_expires_at").and_then(whole_number) {
        proof.notes.extend(data_access(ends, jiff::Timestamp::now().as_second()));
    }
    true
}

/// A token that never expires may all the same see data only for a time.
fn data_access(ends: i64, now: i64) -> Option<String> {
    let tense = match ends {
        ..=0 => return None,
        _ if ends <= now => "ended",
        _ if ends - now <= SOON => "ends",
        _ => return None,
    };
    Some(format!(
        "the token's access to data {tense} on {}, although that is not when it expires: Graph may then answer with nothing; make another with tokenwright run --force-new-token",
        date(ends)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_access_to_data_is_told_when_it_is_near() {
        let now = 1_790_000_000;
        let day = 24 * 3600;
        for (ends, words) in [
            (0, None),
            (now + 60 * day, None),
            (now + 3 * day, Some("ends on 2026-")),
            (now - day, Some("ended on 2026-")),
        ] {
            let told = data_access(ends, now);
            assert_eq!(told.is_some(), words.is_some(), "{told:?}");
            assert!(words.is_none_or(|words| told.unwrap().contains(words)));
        }
    }
}
