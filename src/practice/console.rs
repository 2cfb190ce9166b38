//! The app panel and the business console: the pages, and what is asked for by them.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::commits::{assign, create_user, generate_token, remove_asset, revoke, temporary_token};
use super::console_data::{apps, assets, business, permissions, user, users};
use super::console_reply::{Answer, broken, missing, obstacle_address, redirect, reply};
use super::gates;
use super::question::{Question, Site};
use super::site;
use super::state::{Inner, Shared};

/// Answers a question to either site.
pub(super) async fn answer(shared: &Shared, site: Site, question: &Question) -> Response {
    let delay = shared.lock().switches.number("delay_ms");
    if question.path.starts_with("/ajax/") && question.path != "/ajax/obstacle" {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let slow = match question.path.as_str() {
        "/ajax/token" => shared.lock().switches.number("manner.token_ms"),
        "/ajax/create-user" => shared.lock().switches.number("create_ms"),
        _ => 0,
    };
    tokio::time::sleep(Duration::from_millis(slow)).await;
    let answer = match question.path.as_str() {
        "/bundle.js" => Answer::Reply(site::bundle(&shared.lock(), &shared.addresses)),
        path if path.starts_with("/ajax/") => data(&mut shared.lock(), path, question),
        _ => page(&mut shared.lock(), site, question),
    };
    match answer {
        Answer::Reply(response) => response,
        Answer::Silence => std::future::pending().await,
    }
}

fn page(inner: &mut Inner, site: Site, question: &Question) -> Answer {
    if question.path == "/favicon.ico" {
        return Answer::Reply(StatusCode::NO_CONTENT.into_response());
    }
    if question.method != Method::GET {
        return Answer::Reply(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    // The frame of the iframe markup is a part of a page, not another view of one.
    if question.path == "/frame" {
        return Answer::Reply(site::shell(inner));
    }
    inner.truth.page_views += 1;
    match site {
        Site::Developers => developers_page(inner, question),
        Site::Business => business_page(inner, question),
    }
}

fn developers_page(inner: &mut Inner, question: &Question) -> Answer {
    let obstacle = inner.switches.get("obstacle.apps").to_owned();
    let at_obstacle = question.path.starts_with("/login") || question.path.starts_with("/security/block");
    if !at_obstacle && needs_session(inner, question) {
        return redirect(&format!("/login/?next={}", question.encoded()));
    }
    match obstacle.as_str() {
        "signed-out" if !at_obstacle => return redirect(&format!("/login/?next={}", question.encoded())),
        "checkpoint" if !at_obstacle => return redirect(&format!("/security/block/?next={}", question.encoded())),
        "hang" => return Answer::Silence,
        "500" => return Answer::Reply(broken()),
        _ => {}
    }
    match question.path.as_str() {
        "/" => redirect("/apps"),
        path if path.starts_with("/apps") || at_obstacle => Answer::Reply(site::shell(inner)),
        _ => Answer::Reply(missing()),
    }
}

fn business_page(inner: &mut Inner, question: &Question) -> Answer {
    let path = question.path.as_str();
    let settings = path.starts_with("/settings") || path.starts_with("/latest/settings");
    if settings && needs_session(inner, question) {
        return redirect(&obstacle_address("signed-out", &question.encoded()));
    }
    if settings {
        let obstacle = inner.switches.get("obstacle.page").to_owned();
        match obstacle.as_str() {
            "hang" => return Answer::Silence,
            "500" => return Answer::Reply(broken()),
            "signed-out" => inner.stick("obstacle.page", "signed-out"),
            "checkpoint" => inner.stick("obstacle.page", "checkpoint"),
            "blocked" => inner.stick("obstacle.page", "blocked"),
            _ => {}
        }
        if let Some(what) = inner.stuck() {
            return redirect(&obstacle_address(what, &question.encoded()));
        }
        for assignment in &mut inner.truth.assignments {
            assignment.loads = assignment.loads.saturating_add(1);
        }
    }
    if settings
        && inner.switches.is("manner.strays", "yes")
        && let [own, other, ..] = inner.world.businesses.as_slice()
        && question.query.get("business_id") == Some(&own.id)
    {
        return redirect(&format!("{path}?business_id={}", other.id));
    }
    if path.starts_with("/settings") && inner.has_new_chrome() {
        let name = path.trim_start_matches("/settings").trim_matches('/').replace('-', "_");
        let name = if name.is_empty() || name == "info" { "business_info" } else { &name };
        let business = question.query.get("business_id").map_or("", String::as_str);
        return redirect(&format!("/latest/settings/{name}?business_id={business}&bm_redirect_migration=true"));
    }
    match path {
        "/" => redirect("/latest/home"),
        "/latest/home" => Answer::Reply(site::shell(inner)),
        "/verify" if inner.is_2026() => Answer::Reply(site::shell(inner)),
        _ if settings || path.starts_with("/business/loginpage") || path.starts_with("/security/block") => {
            Answer::Reply(site::shell(inner))
        }
        _ => Answer::Reply(missing()),
    }
}

/// The cookie of a browser in which the person has signed in. It is the same for all three addresses, as ports do not
/// part cookies.
const COOKIE: &str = "practice_session=signed-in";

fn needs_session(inner: &Inner, question: &Question) -> bool {
    let cookies = question.headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    inner.switches.is("session", "required") && !cookies.split(';').any(|cookie| cookie.trim() == COOKIE)
}

/// Once the person has signed in, the page that waits for it gets the cookie: one browser, and no later one.
fn with_session(inner: &mut Inner, question: &Question, value: Value) -> Answer {
    let mut response = axum::Json(value).into_response();
    if needs_session(inner, question) && std::mem::take(&mut inner.signed_in) {
        let cookie = header::HeaderValue::from_static(
            "practice_session=signed-in; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax",
        );
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Answer::Reply(response)
}

/// Where a person is led who meets this obstacle. The addresses are in the sources; that `next` is kept is `invented`.
fn data(inner: &mut Inner, path: &str, question: &Question) -> Answer {
    let commit = question.method == Method::POST;
    match (commit, path.trim_start_matches("/ajax/")) {
        (false, "apps") if inner.switches.is("obstacle.apps", "spinner") => Answer::Silence,
        (false, "business") if inner.switches.is("obstacle.page", "spinner") => Answer::Silence,
        (false, "apps") => reply(apps(inner)),
        (false, "business") => reply(business(inner, question)),
        (false, "users") => reply(users(inner, question)),
        (false, "user") => reply(user(inner, question)),
        (false, "assets") => reply(assets(inner, question)),
        (false, "permissions") => reply(permissions(inner, question)),
        (false, "obstacle") => {
            let told = json!({
                "go": inner.goes_to(),
                "stuck": inner.stuck().or_else(|| needs_session(inner, question).then_some("signed-out")),
                "signed_in": !needs_session(inner, question),
                "apps": inner.switches.get("obstacle.apps"),
                "create": inner.switches.get("obstacle.create"),
                "assign": inner.switches.get("obstacle.assign"),
                "token": inner.switches.get("obstacle.token"),
                "agreement": inner.switches.get("obstacle.agreement"),
            });
            with_session(inner, question, told)
        }
        (true, "pass") => {
            inner.pass();
            // Who signs in on a page is signed in there, and not where somebody else waits.
            with_session(inner, question, json!({ "ok": true }))
        }
        (true, "mishap") => {
            let detail = question.json();
            inner.log("mishap", "page", "done", detail);
            reply(json!({ "ok": true }))
        }
        (true, "news") => {
            inner.log("news_closed", "page", "done", json!({}));
            reply(json!({ "ok": true }))
        }
        (true, "accept-terms") => {
            inner.truth.terms_accepted = true;
            inner.log("accept_terms", "page", "done", json!({}));
            reply(json!({ "ok": true }))
        }
        (true, "accept-agreement") => reply(gates::accept_agreement(inner)),
        (true, "remove-asset") => remove_asset(inner, &question.json()),
        (true, "create-user") => create_user(inner, &question.json()),
        (false, "withheld") => reply(gates::withheld(inner, question)),
        (true, "gate") => reply(gates::act(inner, &question.json())),
        (true, "assign") => assign(inner, &question.json()),
        (true, "token") => generate_token(inner, &question.json()),
        (true, "revoke") => revoke(inner, &question.json()),
        (true, "temporary-token") => temporary_token(inner, &question.json()),
        _ => Answer::Reply(missing()),
    }
}

impl Question {
    /// The whole address without the origin, escaped to be carried in another.
    fn encoded(&self) -> String {
        let query: Vec<String> = sorted(&self.query)
            .into_iter()
            .map(|(key, value)| format!("{key}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        let whole = if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) };
        utf8_percent_encode(&whole, NON_ALPHANUMERIC).to_string()
    }
}

fn sorted(query: &HashMap<String, String>) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    pairs.sort_unstable();
    pairs
}
