//! The Graph endpoints, answered from the truth.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::server::Shared;
use super::truth::{APP, BUSINESS, Token};

const ACCOUNT: &str = "220011223344556";
const PHONE: &str = "330011223344556";

fn refuse(status: StatusCode, code: u32, message: &str) -> Response {
    let error = json!({ "message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdEf" });
    (status, Json(json!({ "error": error }))).into_response()
}

fn list(items: &[Value]) -> Response {
    Json(json!({ "data": items })).into_response()
}

fn bearer(headers: &HeaderMap, query: &BTreeMap<String, String>) -> String {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    let given = header.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    given.or_else(|| query.get("access_token").cloned()).unwrap_or_default()
}

/// The user's ID in the Graph, which from generation 3 on is another than the console's.
fn known_as(shared: &Shared, user: &str) -> String {
    if shared.value("two_ids") > 0 { format!("1221004{}", &user[3..]) } else { user.to_owned() }
}

fn described(shared: &Shared, token: &Token) -> Value {
    let expires = if token.days == 0 { 0 } else { 1_900_000_000 };
    json!({ "data": {
        "app_id": token.app, "type": "SYSTEM_USER", "application": APP.1, "is_valid": true, "expires_at": expires,
        "data_access_expires_at": 0, "issued_at": 1_790_000_000, "scopes": token.scopes, "user_id": known_as(shared, &token.user),
        "granular_scopes": token.scopes.iter().map(|scope| json!({ "scope": scope })).collect::<Vec<_>>(),
    } })
}

pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(rest): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let truth = shared.truth.lock().unwrap();
    let text = bearer(&headers, &query);
    let Some(token) = truth.tokens.iter().find(|token| token.text == text) else {
        return refuse(StatusCode::UNAUTHORIZED, 190, "Invalid OAuth access token.");
    };
    let owner = truth.users.iter().find(|user| user.id == token.user);
    let may = token.scopes.iter().any(|scope| scope == "whatsapp_business_management");
    match rest.split('/').collect::<Vec<_>>()[..] {
        ["debug_token"] => {
            let input = query.get("input_token").cloned().unwrap_or_default();
            match truth.tokens.iter().find(|token| token.text == input) {
                Some(token) => Json(described(&shared, token)).into_response(),
                None => Json(json!({ "data": { "is_valid": false, "scopes": [] } })).into_response(),
            }
        }
        ["me"] => {
            let owner = owner.expect("a token's user is there");
            Json(json!({ "id": known_as(&shared, &owner.id), "name": owner.name })).into_response()
        }
        ["me", "permissions"] => {
            let granted = |scope: &String| json!({ "permission": scope, "status": "granted" });
            list(&token.scopes.iter().map(granted).collect::<Vec<_>>())
        }
        _ if !may => refuse(StatusCode::FORBIDDEN, 200, "Requires whatsapp_business_management."),
        [business, "owned_whatsapp_business_accounts"] if business == BUSINESS.0 => {
            list(&[json!({ "id": ACCOUNT, "name": "Rocket Foods WhatsApp" })])
        }
        [business, "client_whatsapp_business_accounts"] if business == BUSINESS.0 => list(&[]),
        [account, "phone_numbers"] if account == ACCOUNT => list(&[json!({
            "id": PHONE, "display_phone_number": "+39 06 5550 1234", "verified_name": "Rocket Foods",
            "status": "CONNECTED", "quality_rating": "GREEN",
        })]),
        _ => refuse(StatusCode::BAD_REQUEST, 100, "Unsupported get request."),
    }
}
