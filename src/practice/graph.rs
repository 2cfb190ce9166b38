//! The Graph API, as far as this flow needs it, answering from the same truth as the pages.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::graph_call::{Call, appsecret_proof};
use super::graph_manage;
use super::graph_reply::GraphError;
use super::question::Question;
use super::state::{Inner, Shared, now};
use super::truth::{GraphEntry, Token, graph_id};
use super::world::{Number, Waba};

/// Answers a question to Graph.
pub(super) async fn answer(shared: &Shared, question: &Question) -> Response {
    let delay = shared.lock().switches.number("delay_ms");
    tokio::time::sleep(Duration::from_millis(delay)).await;
    let call = take_apart(question, &shared.addresses.graph);
    let outcome = {
        let mut inner = shared.lock();
        match failure(&mut inner, &call) {
            Some(failure) => failure,
            None => Outcome::Response(match dispatch(&mut inner, &call) {
                Ok(value) => axum::Json(value).into_response(),
                Err(error) => error.response(),
            }),
        }
    };
    let status = match &outcome {
        Outcome::Response(response) => response.status().as_u16(),
        Outcome::Silence => 0,
    };
    record(&mut shared.lock(), &call, status);
    match outcome {
        Outcome::Response(response) => response,
        Outcome::Silence => std::future::pending().await,
    }
}

enum Outcome {
    Response(Response),
    Silence,
}

fn take_apart<'a>(question: &'a Question, root: &'a str) -> Call<'a> {
    let mut path: Vec<&str> = question.path.split('/').filter(|part| !part.is_empty()).collect();
    let is_version = |part: &&str| part.starts_with('v') && part[1..].starts_with(|first: char| first.is_ascii_digit());
    let version = path.first().copied().filter(|part| is_version(part));
    if version.is_some() {
        path.remove(0);
    }
    let mut fields = question.query.clone();
    let kind = question.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        fields.extend(url::form_urlencoded::parse(&question.body).into_owned());
    } else if let Value::Object(object) = question.json() {
        fields.extend(object.into_iter().map(|(key, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (key, text)
        }));
    }
    let authorization = question.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = authorization
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"))
        .map(|(_, token)| token.trim().to_owned());
    let token = fields.get("access_token").cloned().or(bearer);
    Call { question, path, version, fields, token, root }
}

fn record(inner: &mut Inner, call: &Call<'_>, status: u16) {
    let in_address = |(key, value): (&String, &String)| value.contains("EAA") && key != "input_token";
    let entry = GraphEntry {
        at_ms: inner.at_ms(),
        method: call.question.method.to_string(),
        path: format!("/{}", call.path.join("/")),
        version: call.version.map(str::to_owned),
        status,
        token_in_address: call.question.query.iter().any(in_address) || call.question.path.contains("EAA"),
        authorization: call.question.headers.contains_key(header::AUTHORIZATION),
        proof: call.fields.contains_key("appsecret_proof"),
    };
    inner.truth.graph_log.push(entry);
}

/// The name by which `graph.fail_at` knows an endpoint.
fn endpoint(call: &Call<'_>) -> &'static str {
    match call.path.last().copied().unwrap_or_default() {
        "debug_token" => "debug_token",
        "me" => "me",
        "owned_whatsapp_business_accounts" => "owned",
        "client_whatsapp_business_accounts" => "clients",
        "phone_numbers" => "phone_numbers",
        "permissions" => "permissions",
        "app" => "app",
        "assigned_whatsapp_business_accounts" => "assigned",
        "system_users" => "system_users",
        "access_tokens" => "access_tokens",
        "applications" => "applications",
        "assigned_users" => "assigned_users",
        _ => "",
    }
}

fn failure(inner: &mut Inner, call: &Call<'_>) -> Option<Outcome> {
    let wish = inner.switches.get("graph.fail").to_owned();
    if wish == "none"
        || !(inner.switches.is("graph.fail_at", "any") || inner.switches.is("graph.fail_at", endpoint(call)))
    {
        return None;
    }
    let times = inner.switches.number("graph.fail_times");
    if inner.strike("graph.fail") > times && times > 0 {
        return None;
    }
    let oauth = |status, code, message: &str| GraphError::new(status, code, "OAuthException", message).response();
    let mut response = match wish.as_str() {
        "hang" => return Some(Outcome::Silence),
        "drop" => {
            // A body that breaks off: the length is promised and not kept.
            let broken = futures_util::stream::iter([Ok("{\"data\":"), Err(std::io::Error::other("broken off"))]);
            axum::body::Body::from_stream(broken).into_response()
        }
        "190" => GraphError::bad_token(None).response(),
        "10" => oauth(403, 10, "(#10) Application does not have permission for this action"),
        "4" => oauth(403, 4, "(#4) Application request limit reached"),
        "17" => oauth(400, 17, "(#17) User request limit reached"),
        "80007" => oauth(
            400,
            80007,
            "(#80007) There have been too many calls from this WhatsApp Business Account. Wait a bit and try again.",
        ),
        "1" => oauth(500, 1, "An unknown error occurred"),
        "2" => oauth(500, 2, "An unexpected error has occurred. Please retry your request later."),
        "100" => GraphError::unsupported("get", call.path.first().copied().unwrap_or_default()).response(),
        "104" => oauth(400, 104, "API calls from the server require an appsecret_proof argument"),
        "200" => oauth(
            403,
            200,
            "(#200) You do not have the necessary permissions required to send messages on behalf of this WhatsApp Business Account",
        ),
        // The texts of the next two are known, their statuses are `invented`.
        "415-2859009" => GraphError::new(400, 415, "OAuthException", "Two-factor authentication required")
            .subcode(2_859_009)
            .response(),
        "10-2859030" => GraphError::new(
            400,
            10,
            "OAuthException",
            "This Action Is Not Allowed: Please retry this action in a few minutes.",
        )
        .subcode(2_859_030)
        .response(),
        "131031" => oauth(400, 131_031, "(#131031) Business Account locked"),
        "131005" => oauth(403, 131_005, "(#131005) Access denied"),
        "0" => oauth(401, 0, "We were unable to authenticate the app user."),
        "368" => oauth(400, 368, "(#368) The action attempted has been deemed abusive or is otherwise disallowed"),
        "500" => (StatusCode::INTERNAL_SERVER_ERROR, "").into_response(),
        "html" => super::site::html(
            StatusCode::OK,
            "<!doctype html><title>Error</title><h1>Sorry, something went wrong.</h1>",
        ),
        "not-json" => (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], "{\"data\": [").into_response(),
        "10mb" => {
            let body = format!("{{\"data\": [], \"padding\": \"{}\"}}", "x".repeat(10 << 20));
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        // Another host in name: a client that follows must leave the token behind.
        "redirect" => {
            let port = call.root.rsplit(':').next().unwrap_or_default();
            let to = format!("http://localhost:{port}/practice/truth");
            (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
        }
        other => {
            let subcode = other.strip_prefix("190-").and_then(|subcode| subcode.parse().ok());
            GraphError::bad_token(subcode).response()
        }
    };
    let wait = inner.switches.number("graph.retry_after");
    if wait > 0 {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    Some(Outcome::Response(response))
}

fn dispatch(inner: &mut Inner, call: &Call<'_>) -> Result<Value, GraphError> {
    if call.path == ["debug_token"] {
        return debug_token(inner, call);
    }
    if call.path == ["oauth", "revoke"] {
        return graph_manage::revoke(inner, call);
    }
    let token = authorised(inner, call)?;
    if let Some(reply) = graph_manage::answer(inner, call, &token) {
        return reply;
    }
    match (call.path.as_slice(), call.post()) {
        (["me"], false) => Ok(me(inner, call, &token)),
        (["me", "permissions"], false) => Ok(permissions(inner, call, &token)),
        (["me", "assigned_whatsapp_business_accounts"], false) => assigned(inner, call, &token),
        (["app"], false) => Ok(app(inner, call, &token)),
        ([id, "owned_whatsapp_business_accounts"], false) => wabas(inner, call, &token, id, true),
        ([id, "client_whatsapp_business_accounts"], false) => wabas(inner, call, &token, id, false),
        ([id, "phone_numbers"], false) => phone_numbers(inner, call, &token, id),
        (["me", "businesses"], false) => {
            Err(GraphError::permission(3, "Application does not have the capability to make this API call."))
        }
        ([id], false) => object(inner, call, &token, id),
        _ => Err(GraphError::unsupported(
            &call.question.method.as_str().to_ascii_lowercase(),
            call.path.first().copied().unwrap_or_default(),
        )),
    }
}

/// The token that the call carries, if it is a good one and comes with the proof that its app demands.
fn authorised(inner: &Inner, call: &Call<'_>) -> Result<Token, GraphError> {
    let Some(given) = &call.token else {
        let message = "An active access token must be used to query information about the current user.";
        return Err(GraphError::new(400, 2500, "OAuthException", message));
    };
    let token = inner.token(given).ok_or_else(|| GraphError::bad_token(None))?;
    if token.revoked {
        return Err(GraphError::bad_token(Some(467)));
    }
    if token.expires_at != 0 && token.expires_at <= now() {
        return Err(GraphError::bad_token(Some(463)));
    }
    let secret = inner.world.app(&token.app_id).map(|app| app.secret.clone()).unwrap_or_default();
    let proof = call.field("appsecret_proof");
    if !proof.is_empty() && proof != appsecret_proof(&secret, given) {
        return Err(GraphError::new(
            400,
            100,
            "GraphMethodException",
            "Invalid appsecret_proof provided in the API argument",
        ));
    }
    if proof.is_empty() && inner.switches.is("world.app_secret", "required") {
        let message = "API calls from the server require an appsecret_proof argument";
        return Err(GraphError::new(400, 104, "GraphMethodException", message));
    }
    Ok(token)
}

fn debug_token(inner: &Inner, call: &Call<'_>) -> Result<Value, GraphError> {
    let given = call.token.as_deref().unwrap_or_default();
    let app_token = inner.world.apps.iter().any(|app| given == format!("{}|{}", app.id, app.secret));
    if !app_token {
        let asker = authorised(inner, call)?;
        let itself = call.field("input_token") == asker.token;
        if itself && asker.kind == "SYSTEM_USER" && inner.switches.is("graph.debug", "refused") {
            return Err(GraphError::parameter(
                "You must provide an app access token or a user access token that is an owner or developer of the app",
            ));
        }
    }
    let input = call.field("input_token");
    if input.is_empty() {
        return Err(GraphError::parameter("The parameter input_token is required"));
    }
    let Some(token) = inner.token(input) else {
        let error = json!({ "code": 190, "message": "Invalid OAuth access token - Cannot parse access token" });
        return Ok(json!({ "data": { "error": error, "is_valid": false, "scopes": [] } }));
    };
    let expired = token.expires_at != 0 && token.expires_at <= now();
    let granular: Vec<Value> = token
        .scopes
        .iter()
        .map(|scope| match &token.waba_ids {
            Some(ids) if scope.starts_with("whatsapp_business_m") => json!({ "scope": scope, "target_ids": ids }),
            _ => json!({ "scope": scope }),
        })
        .collect();
    let app = inner.world.app(&token.app_id);
    let mut data = json!({
        "app_id": token.app_id,
        "type": token.kind,
        "application": app.map(|app| app.name.clone()),
        "data_access_expires_at": 0,
        "expires_at": token.expires_at,
        "is_valid": !token.revoked && !expired,
        "issued_at": token.issued_at,
        "scopes": token.scopes,
        "granular_scopes": granular,
        "user_id": graph_id(&token.user_id),
    });
    if token.revoked || expired {
        let error = GraphError::bad_token(Some(if expired { 463 } else { 467 }));
        data["error"] = json!({ "code": 190, "message": error.message, "subcode": error.subcode });
    }
    Ok(json!({ "data": data }))
}

fn me(inner: &Inner, call: &Call<'_>, token: &Token) -> Value {
    let name = inner.truth.user(&token.user_id).map_or_else(|| inner.world.person.clone(), |user| user.name.clone());
    call.cut(json!({ "name": name, "id": graph_id(&token.user_id) }))
}

/// The app that the token was made for.
fn app(inner: &Inner, call: &Call<'_>, token: &Token) -> Value {
    let name = inner.world.app(&token.app_id).map(|app| app.name.clone());
    call.cut(json!({ "name": name, "id": token.app_id, "link": "" }))
}

fn permissions(inner: &Inner, call: &Call<'_>, token: &Token) -> Value {
    let granted = token.scopes.iter().map(|scope| json!({ "permission": scope, "status": "granted" }));
    // One that was taken back again is listed, too.
    let declined = json!({ "permission": "email", "status": "declined" });
    call.list(inner, granted.chain([declined]).collect())
}

/// The accounts that were given to the system user; not those that an admin reaches by being one.
fn assigned(inner: &Inner, call: &Call<'_>, token: &Token) -> Result<Value, GraphError> {
    if inner.truth.user(&token.user_id).is_none() {
        return Err(GraphError::unsupported("get", "me"));
    }
    let given = |waba: &&Waba| inner.is_assigned(&token.user_id, &waba.id);
    let rows = inner.world.wabas.iter().filter(given).map(|waba| json!({ "id": waba.id, "name": waba.name }));
    Ok(call.list(inner, rows.collect()))
}

fn wabas(inner: &Inner, call: &Call<'_>, token: &Token, id: &str, owned: bool) -> Result<Value, GraphError> {
    let business = inner.world.business(id).ok_or_else(|| GraphError::unsupported("get", id))?;
    let home = inner.truth.user(&token.user_id).map(|user| user.business_id.clone());
    if home.is_some_and(|home| home != business.id) {
        return Err(GraphError::unsupported("get", id));
    }
    let has = |name: &str| token.scopes.iter().any(|scope| scope == name);
    if inner.switches.is("graph.business_lists", "refused") && !has("business_management") {
        return Err(GraphError::permission(200, "Requires business_management permission to manage the object"));
    }
    if !has("whatsapp_business_management") && !has("business_management") {
        return Err(GraphError::permission(
            200,
            "Requires business_management or whatsapp_business_management permission to manage the object",
        ));
    }
    let rows = inner
        .world
        .wabas
        .iter()
        .filter(|waba| waba.business_id == business.id && waba.owned == owned && inner.reaches(token, &waba.id))
        .map(|waba| {
            json!({
                "id": waba.id, "name": waba.name, "currency": "USD", "timezone_id": "1",
                "message_template_namespace": format!("ns_{}", waba.id),
            })
        })
        .collect();
    Ok(call.list(inner, rows))
}

fn phone_numbers(inner: &Inner, call: &Call<'_>, token: &Token, id: &str) -> Result<Value, GraphError> {
    let waba = inner.world.waba(id).filter(|waba| inner.reaches(token, &waba.id));
    let waba = waba.ok_or_else(|| GraphError::unsupported("get", id))?;
    if !token.scopes.iter().any(|scope| scope == "whatsapp_business_management") {
        return Err(GraphError::permission(
            200,
            "Requires whatsapp_business_management permission to manage the object",
        ));
    }
    let rows = waba
        .numbers
        .iter()
        .map(|number| {
            let (status, code) = number_state(inner, number);
            json!({
                "verified_name": number.verified_name,
                "code_verification_status": code,
                "display_phone_number": number.display_phone_number,
                "quality_rating": "GREEN",
                "platform_type": "CLOUD_API",
                "status": status,
                "throughput": { "level": "STANDARD" },
                "id": number.id,
            })
        })
        .collect();
    Ok(call.list(inner, rows))
}

/// The state of a number, as `graph.statuses` lists them in the order of the world's: the status alone, or with that of the code behind a slash.
fn number_state<'a>(inner: &'a Inner, number: &Number) -> (&'a str, &'a str) {
    let mut all = inner.world.wabas.iter().flat_map(|waba| &waba.numbers);
    let at = all.position(|one| one.id == number.id).unwrap_or_default();
    let state = inner.switches.get("graph.statuses").split(',').nth(at).unwrap_or_default().trim();
    let (status, code) = state.split_once('/').unwrap_or((state, "VERIFIED"));
    (if status.is_empty() { "CONNECTED" } else { status }, code)
}

fn object(inner: &Inner, call: &Call<'_>, token: &Token, id: &str) -> Result<Value, GraphError> {
    let found = inner
        .world
        .waba(id)
        .filter(|waba| inner.reaches(token, &waba.id))
        .map(|waba| json!({ "id": waba.id, "name": waba.name }))
        .or_else(|| inner.world.business(id).map(|business| json!({ "id": business.id, "name": business.name })))
        .or_else(|| inner.world.app(id).map(|app| json!({ "id": app.id, "name": app.name })))
        .or_else(|| inner.truth.user_by_graph_id(id).map(|user| json!({ "id": user.graph_id(), "name": user.name, "role": user.role })))
        .or_else(|| {
            let mut numbers = inner.world.wabas.iter().filter(|waba| inner.reaches(token, &waba.id)).flat_map(|waba| &waba.numbers);
            let number = numbers.find(|number| number.id == id)?;
            Some(json!({
                "id": number.id, "display_phone_number": number.display_phone_number, "verified_name": number.verified_name,
            }))
        });
    found.map(|row| call.cut(row)).ok_or_else(|| GraphError::unsupported("get", id))
}
