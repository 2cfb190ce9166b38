//! The app panel and the business console: pages, the data behind them, and the commits.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::gates;
use super::permissions::{PERMISSIONS, PRESELECTED, WHATSAPP_ONLY, needs_whatsapp};
use super::question::{Question, Site};
use super::site;
use super::state::{Inner, NewToken, NewUser, Shared};
use super::truth::Assignment;
use super::world::{App, PAGE_ID};

/// What 90 days are more than 60, in seconds.
const THIRTY_DAYS: i64 = 30 * 24 * 3600;

/// What becomes of a question.
enum Answer {
    Reply(Response),
    /// No answer, ever.
    Silence,
}

/// Answers a question to either site.
pub(super) async fn answer(shared: &Shared, site: Site, question: &Question) -> Response {
    let delay = shared.lock().switches.number("delay_ms");
    if question.path.starts_with("/ajax/") && question.path != "/ajax/obstacle" {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    if question.path == "/ajax/token" {
        let slow = shared.lock().switches.number("manner.token_ms");
        tokio::time::sleep(Duration::from_millis(slow)).await;
    }
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
fn obstacle_address(what: &str, next: &str) -> String {
    match what {
        "signed-out" => format!("/business/loginpage/new/?next={next}"),
        "checkpoint" => format!("/security/block/?next={next}"),
        _ => "/latest/home?nav_ref=account_restricted".to_owned(),
    }
}

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

fn apps(inner: &Inner) -> Value {
    let apps: Vec<Value> = inner
        .world
        .apps
        .iter()
        .map(|app| {
            let business = app.business_id.as_deref().and_then(|id| inner.world.business(id));
            json!({
                "id": app.id, "name": app.name, "mode": app.mode, "kind": app.kind, "whatsapp": app.whatsapp,
                "business": business,
            })
        })
        .collect();
    json!({ "apps": apps })
}

fn business(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("business_id").map_or("", String::as_str);
    let Some(business) = inner.world.business(id) else {
        return json!({ "error": "no_such_business" });
    };
    if inner.switches.is("obstacle.page", "wrong-person") {
        return json!({ "error": "wrong_person" });
    }
    json!({
        "id": business.id,
        "name": business.name,
        "rights": inner.switches.get("world.rights"),
        "terms_accepted": inner.truth.terms_accepted,
        "unknown_dialog": inner.switches.is("obstacle.page", "dialog"),
    })
}

fn users(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("business_id").map_or("", String::as_str);
    let mut users: Vec<_> = inner.truth.users.iter().filter(|user| user.business_id == id).collect();
    if inner.is_2026() {
        users.sort_by_key(|user| user.name.to_lowercase());
    }
    json!({ "users": users })
}

fn user(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("id").map_or("", String::as_str);
    let Some(user) = inner.truth.user(id) else {
        return json!({ "error": "no_such_user" });
    };
    let assets: Vec<Value> = inner
        .truth
        .assignments
        .iter()
        .filter(|assignment| assignment.user_id == id && inner.visible(assignment))
        .map(|assignment| {
            let app = inner.world.app(&assignment.asset_id).map(|app| app.name.clone());
            let waba = inner.world.waba(&assignment.asset_id).map(|waba| waba.name.clone());
            let page = (assignment.asset_id == PAGE_ID).then(|| page_name(inner).to_owned());
            json!({
                "id": assignment.asset_id, "kind": assignment.kind, "tasks": assignment.tasks,
                "name": app.or(waba).or(page).unwrap_or_default(),
            })
        })
        .collect();
    let installed: Vec<_> = inner
        .truth
        .installed
        .iter()
        .filter(|(user, _)| user == id)
        .filter_map(|(_, app)| inner.world.app(app).map(|app| json!({ "id": app.id, "name": app.name })))
        .collect();
    let has_app = inner.world.apps.iter().any(|app| inner.has_app_role(id, &app.id));
    json!({
        "user": user, "assets": assets, "installed": installed,
        "apps_here": attached_apps(inner, &user.business_id).len(), "has_app": has_app,
    })
}

/// A page may be called as an app is.
fn page_name(inner: &Inner) -> &'static str {
    let users = inner.switches.get("world.users");
    let same = inner.switches.is("manner.stale", "yes") || users.split(',').any(|user| user.trim().ends_with(":page"));
    if same { "RCWa" } else { "Acme Retail" }
}

fn assets(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("business_id").map_or("", String::as_str);
    let apps = attached_apps(inner, id);
    let apps: Vec<_> = apps.iter().map(|app| json!({ "id": app.id, "name": app.name, "kind": "app" })).collect();
    let wabas: Vec<_> = inner
        .world
        .wabas
        .iter()
        .filter(|waba| waba.business_id == id)
        .map(|waba| json!({ "id": waba.id, "name": waba.name, "kind": "waba" }))
        .collect();
    // A page and a pixel, so that the other types are not empty (invented).
    let pages = json!([{ "id": PAGE_ID, "name": page_name(inner), "kind": "page" }]);
    let pixels = json!([{ "id": "100000000000002", "name": "Acme Retail pixel", "kind": "pixel" }]);
    json!({ "app": apps, "waba": wabas, "page": pages, "pixel": pixels })
}

/// The apps of a portfolio. An app may name a portfolio and not be attached to it.
fn attached_apps<'a>(inner: &'a Inner, business_id: &str) -> Vec<&'a App> {
    let unattached = inner.switches.is("world.apps", "unattached");
    let of = |app: &&App| !unattached && app.business_id.as_deref() == Some(business_id);
    inner.world.apps.iter().filter(of).collect()
}

fn permissions(inner: &Inner, question: &Question) -> Value {
    let id = |key: &str| question.query.get(key).map_or("", String::as_str);
    let Some(app) = inner.world.app(id("app_id")) else {
        return json!({ "permissions": [] });
    };
    if inner.has_new_chrome() && !inner.has_app_role(id("user_id"), &app.id) {
        return json!({ "permissions": [], "cause": "role" });
    }
    if inner.switches.is("world.use_case", "no") {
        return json!({ "permissions": [], "cause": "use_case" });
    }
    let preselected = inner.switches.is("preselected", "yes");
    let mut offered: Vec<_> = PERMISSIONS.iter().filter(|(name, _)| app.whatsapp || !needs_whatsapp(name)).collect();
    if inner.is_2026() {
        // Only what the app may have, in order; an app for WhatsApp alone has four.
        let four = inner.switches.is("world.permissions", "whatsapp");
        offered.retain(|(name, enabled)| *enabled && (!four || WHATSAPP_ONLY.contains(name)));
        offered.sort_unstable();
    }
    let list: Vec<_> = offered
        .into_iter()
        .map(|(name, enabled)| json!({ "name": name, "enabled": enabled, "on": preselected && PRESELECTED.contains(name) }))
        .collect();
    json!({ "permissions": list })
}

/// What an obstacle makes of a commit.
enum Verdict {
    /// The commit is done, and the page is told so.
    Go,
    /// The commit is done, and the page is told of an error.
    GoBut(&'static str),
    /// Nothing is done.
    Stop(Answer),
}

/// Judges a commit by its obstacle. What answers with a reason of its own (a name, seven days) is judged by the caller.
fn judge(inner: &mut Inner, key: &str, what: &str, detail: &Value) -> Verdict {
    let obstacle = inner.switches.get(key).to_owned();
    let strike = inner.strike(key);
    let mut stop = |outcome: &str, answer: Answer| {
        inner.log(what, "page", outcome, detail.clone());
        Verdict::Stop(answer)
    };
    match obstacle.as_str() {
        "500-once" if strike == 1 => stop("failed: 500", Answer::Reply(server_error())),
        "500" => stop("failed: 500", Answer::Reply(server_error())),
        "500-done" => Verdict::GoBut("500"),
        "hang" => stop("failed: no answer", Answer::Silence),
        "password" => stop("refused: password asked", reply(json!({ "ask": "password" }))),
        "code" => stop("refused: code asked", reply(json!({ "ask": "code" }))),
        "dialog" => stop("refused: unknown dialog", reply(json!({ "ask": "unknown" }))),
        "approval" | "approval-banner" => stop("refused: another admin must approve", refuse("approval")),
        "checkpoint" | "signed-out" | "blocked" => {
            let sticky = match obstacle.as_str() {
                "checkpoint" => "checkpoint",
                "blocked" => "blocked",
                _ => "signed-out",
            };
            inner.stick(key, sticky);
            inner.log(what, "page", &format!("refused: {sticky}"), detail.clone());
            Verdict::Stop(reply(json!({ "redirect": obstacle_address(sticky, "") })))
        }
        _ => Verdict::Go,
    }
}

fn create_user(inner: &mut Inner, body: &Value) -> Answer {
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    let new = NewUser { business_id: text("business_id"), name: text("name").trim(), role: text("role") };
    let what = "create_system_user";
    let told = match judge(inner, "obstacle.create", what, body) {
        Verdict::Stop(answer) => return answer,
        Verdict::GoBut(told) => Some(told),
        Verdict::Go => None,
    };
    if new.name.is_empty()
        || !matches!(new.role, "ADMIN" | "EMPLOYEE")
        || inner.world.business(new.business_id).is_none()
    {
        inner.log(what, "page", "refused: not valid", body.clone());
        return refuse("invalid_name");
    }
    let refusal = match inner.switches.get("obstacle.create") {
        "invalid-name" => Some("invalid_name"),
        "invalid-words" if has_refused_word(new.name) => Some("invalid_name"),
        "seven-days" if new.role == "ADMIN" => Some("seven_days"),
        // Of generation 3 the notice speaks of admin system users.
        "quota" if new.role == "ADMIN" || !inner.is_2026() => Some("quota"),
        _ => gates::name_refusal(inner, new.name),
    };
    if let Some(reason) = refusal {
        inner.log(what, "page", &format!("refused: {reason}"), body.clone());
        return refuse(reason);
    }
    let id = inner.create_user(&new);
    if inner.switches.is("obstacle.create", "invalid-name-created") {
        inner.log(what, "page", "done: told that the name is invalid", body.clone());
        return refuse("invalid_name");
    }
    finish(inner, what, told, body, json!({ "ok": true, "id": id }))
}

/// Words that were refused for some, and accepted for others.
fn has_refused_word(name: &str) -> bool {
    let name = name.to_lowercase();
    ["whatsapp", "meta", "bot"].iter().any(|word| name.contains(word))
}

fn assign(inner: &mut Inner, body: &Value) -> Answer {
    let what = "assign_assets";
    let told = match judge(inner, "obstacle.assign", what, body) {
        Verdict::Stop(answer) => return answer,
        Verdict::GoBut(told) => Some(told),
        Verdict::Go => None,
    };
    if inner.switches.is("obstacle.assign", "removes") && inner.is_2026() {
        if !body["confirmed"].as_bool().unwrap_or(false) {
            inner.log(what, "page", "refused: permissions would be removed", body.clone());
            return reply(json!({ "removes": true }));
        }
        inner.log("remove_permissions", "page", "done", body.clone());
    }
    let user_id = body["user_id"].as_str().unwrap_or_default().to_owned();
    let tasks = words(&body["tasks"]);
    let assets = body["assets"].as_array().cloned().unwrap_or_default();
    if inner.truth.user(&user_id).is_none() || assets.is_empty() || tasks.is_empty() {
        inner.log(what, "page", "refused: not valid", body.clone());
        return refuse("something_wrong");
    }
    for asset in &assets {
        let text = |key: &str| asset[key].as_str().unwrap_or_default();
        // Generation 3 says for each asset what is given of it.
        let own = asset["tasks"].is_array().then(|| words(&asset["tasks"]));
        inner.assign(&user_id, text("kind"), text("id"), own.unwrap_or_else(|| tasks.clone()));
    }
    finish(inner, what, told, body, json!({ "ok": true }))
}

fn generate_token(inner: &mut Inner, body: &Value) -> Answer {
    let what = "generate_token";
    let told = match judge(inner, "obstacle.token", what, body) {
        Verdict::Stop(answer) => return answer,
        Verdict::GoBut(told) => Some(told),
        Verdict::Go => None,
    };
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    let (user_id, app_id) = (text("user_id"), text("app_id"));
    let roleless = inner.has_new_chrome() && !inner.has_app_role(user_id, app_id);
    if inner.truth.user(user_id).is_none() || inner.world.app(app_id).is_none() || roleless {
        inner.log(what, "page", "refused: not valid", body.clone());
        return refuse("something_wrong");
    }
    if inner.switches.is("obstacle.token", "not-a-token") {
        inner.log(what, "page", "failed: showed something that is no token", body.clone());
        return reply(json!({ "ok": true, "token": "[object Promise]" }));
    }
    if inner.switches.is("obstacle.token", "empty") {
        inner.log(what, "page", "failed: showed nothing", body.clone());
        return reply(json!({ "ok": true, "token": "" }));
    }
    let expires = body["expires"].as_bool().unwrap_or(false) || inner.switches.is("obstacle.token", "expires");
    let scopes = inner.granted(words(&body["scopes"]));
    let token = inner.make_token(&NewToken { user_id, app_id, scopes, expires, kind: "SYSTEM_USER" });
    if body["expiry"] == "ninety"
        && let Some(token) = inner.truth.tokens.last_mut()
    {
        token.expires_at += THIRTY_DAYS;
    }
    if body["consent"].as_bool().unwrap_or(false) {
        inner.log("accept_platform_terms", "page", "done", body.clone());
    }
    let good = match gates::withhold(inner, &token) {
        Some(gate) => json!({ "ok": true, "token": "", "gate": gate }),
        None => json!({ "ok": true, "token": token.token }),
    };
    finish(inner, what, told, body, good)
}

fn revoke(inner: &mut Inner, body: &Value) -> Answer {
    let user_id = body["user_id"].as_str().unwrap_or_default();
    for token in inner.truth.tokens.iter_mut().filter(|token| token.user_id == user_id) {
        token.revoked = true;
    }
    inner.log("revoke_tokens", "page", "done", body.clone());
    reply(json!({ "ok": true }))
}

/// An asset is taken from a user again, by the bin beside it.
fn remove_asset(inner: &mut Inner, body: &Value) -> Answer {
    let of = |given: &Assignment| body["user_id"] == given.user_id.as_str() && body["id"] == given.asset_id.as_str();
    inner.truth.assignments.retain(|given| !of(given));
    inner.log("remove_asset", "page", "done", body.clone());
    reply(json!({ "ok": true }))
}

/// The decoy of the API Setup page, and of others: a token that ends within a day.
fn temporary_token(inner: &mut Inner, body: &Value) -> Answer {
    let app_id = body["app_id"].as_str().unwrap_or_default();
    let scopes = vec!["whatsapp_business_management".into(), "whatsapp_business_messaging".into()];
    let token = inner.make_token(&NewToken { user_id: "me", app_id, scopes, expires: true, kind: "USER" });
    inner.log("temporary_token", "page", "done", body.clone());
    reply(json!({ "ok": true, "token": token.token }))
}

fn finish(inner: &mut Inner, what: &str, told: Option<&str>, body: &Value, good: Value) -> Answer {
    let outcome = if told.is_some() { "done: told 500" } else { "done" };
    inner.log(what, "page", outcome, body.clone());
    if told.is_some() { Answer::Reply(server_error()) } else { reply(good) }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn reply(value: Value) -> Answer {
    Answer::Reply(axum::Json(value).into_response())
}

fn refuse(reason: &str) -> Answer {
    reply(json!({ "error": reason }))
}

fn redirect(to: &str) -> Answer {
    Answer::Reply((StatusCode::FOUND, [(header::LOCATION, to.to_owned())]).into_response())
}

fn server_error() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(json!({ "error": "something_wrong" }))).into_response()
}

/// What a broken page says; `invented`.
fn broken() -> Response {
    let text = "<!doctype html><title>Error</title><p>Practice console - not Meta</p><h1>Sorry, something went wrong.</h1>\
                <p>We're working on it and we'll get it fixed as soon as we can.</p>";
    site::html(StatusCode::INTERNAL_SERVER_ERROR, text)
}

fn missing() -> Response {
    let text = "<!doctype html><title>Not found</title><p>Practice console - not Meta</p>\
                <h1>This page isn't available right now</h1>";
    site::html(StatusCode::NOT_FOUND, text)
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
