//! What the two sites answer.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::site;

/// What becomes of a question.
pub(super) enum Answer {
    Reply(Response),
    /// No answer, ever.
    Silence,
}

pub(super) fn reply(value: Value) -> Answer {
    Answer::Reply(axum::Json(value).into_response())
}

pub(super) fn refuse(reason: &str) -> Answer {
    reply(json!({ "error": reason }))
}

pub(super) fn redirect(to: &str) -> Answer {
    Answer::Reply((StatusCode::FOUND, [(header::LOCATION, to.to_owned())]).into_response())
}

pub(super) fn server_error() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(json!({ "error": "something_wrong" }))).into_response()
}

/// What a broken page says; `invented`.
pub(super) fn broken() -> Response {
    let text = "<!doctype html><title>Error</title><p>Practice console - not Meta</p><h1>Sorry, something went wrong.</h1>\
                <p>We're working on it and we'll get it fixed as soon as we can.</p>";
    site::html(StatusCode::INTERNAL_SERVER_ERROR, text)
}

pub(super) fn missing() -> Response {
    let text = "<!doctype html><title>Not found</title><p>Practice console - not Meta</p>\
                <h1>This page isn't available right now</h1>";
    site::html(StatusCode::NOT_FOUND, text)
}

/// Where an obstacle leads.
pub(super) fn obstacle_address(what: &str, next: &str) -> String {
    match what {
        "signed-out" => format!("/business/loginpage/new/?next={next}"),
        "checkpoint" => format!("/security/block/?next={next}"),
        _ => "/latest/home?nav_ref=account_restricted".to_owned(),
    }
}
