//! The control page: the truth to look at, the switches to set.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::question::Question;
use super::site;
use super::state::Shared;
use super::switches::{SWITCHES, Values};

/// Answers a question to `/practice...`, on whichever of the three servers.
pub(super) fn answer(shared: &Shared, question: &Question) -> Response {
    match (&question.method, question.path.as_str()) {
        (&Method::GET, "/practice") => site::html(StatusCode::OK, site::CONTROL),
        (&Method::GET, "/practice/truth") => axum::Json(truth(shared)).into_response(),
        (&Method::GET, "/practice/switches") => axum::Json(table(shared)).into_response(),
        (&Method::POST, "/practice/reset") => {
            shared.lock().reset();
            axum::Json(json!({ "ok": true })).into_response()
        }
        (&Method::POST, "/practice/pass") => {
            shared.lock().pass();
            axum::Json(json!({ "ok": true })).into_response()
        }
        (&Method::POST, "/practice/wander") => match question.json()["to"].as_str() {
            Some(to) if to.starts_with('/') => {
                shared.lock().wander(to);
                axum::Json(json!({ "ok": true })).into_response()
            }
            _ => (StatusCode::BAD_REQUEST, "{\"to\": \"/path\"} is expected\n").into_response(),
        },
        (&Method::POST, "/practice/set") => set(shared, &question.json()),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Truth, world and switches.
pub(super) fn truth(shared: &Shared) -> Value {
    let inner = shared.lock();
    let mut truth = serde_json::to_value(&inner.truth).unwrap_or_default();
    let secrets: Vec<_> =
        inner.world.apps.iter().map(|app| json!({ "id": app.id, "name": app.name, "secret": app.secret })).collect();
    truth["app_secrets"] = json!(secrets);
    truth["admin_token"] = json!(inner.admin_token().token);
    truth["world"] = serde_json::to_value(&inner.world).unwrap_or_default();
    truth["switches"] = json!(inner.switches);
    truth["changed"] = json!(inner.switches.changed());
    truth["stuck"] = json!(inner.stuck());
    truth
}

fn table(shared: &Shared) -> Value {
    let inner = shared.lock();
    let rows = SWITCHES.iter().map(|switch| {
        let (kind, values) = match switch.values {
            Values::OneOf(values) => ("one-of", json!(values)),
            Values::Number(max) => ("number", json!(max)),
            Values::Text => ("text", Value::Null),
        };
        json!({
            "key": switch.key, "kind": kind, "values": values, "default": switch.default, "about": switch.about,
            "value": inner.switches.get(switch.key),
        })
    });
    Value::Array(rows.collect())
}

fn set(shared: &Shared, body: &Value) -> Response {
    let Some(object) = body.as_object() else {
        return (StatusCode::BAD_REQUEST, "an object of switches is expected\n").into_response();
    };
    let changes: Vec<(String, String)> = object
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    match shared.lock().set(&changes) {
        Ok(()) => axum::Json(json!({ "ok": true })).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
    }
}
