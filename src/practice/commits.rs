//! The commits: what changes something, judged by the obstacles and written into the truth.

use serde_json::{Value, json};

use super::console_reply::{Answer, obstacle_address, refuse, reply, server_error};
use super::gates;
use super::state::{Inner, NewToken, NewUser};
use super::truth::Assignment;

/// What 90 days are more than 60, in seconds.
const THIRTY_DAYS: i64 = 30 * 24 * 3600;

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

pub(super) fn create_user(inner: &mut Inner, body: &Value) -> Answer {
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

pub(super) fn assign(inner: &mut Inner, body: &Value) -> Answer {
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

pub(super) fn generate_token(inner: &mut Inner, body: &Value) -> Answer {
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

pub(super) fn revoke(inner: &mut Inner, body: &Value) -> Answer {
    let user_id = body["user_id"].as_str().unwrap_or_default();
    for token in inner.truth.tokens.iter_mut().filter(|token| token.user_id == user_id) {
        token.revoked = true;
    }
    inner.log("revoke_tokens", "page", "done", body.clone());
    reply(json!({ "ok": true }))
}

/// An asset is taken from a user again, by the bin beside it.
pub(super) fn remove_asset(inner: &mut Inner, body: &Value) -> Answer {
    let of = |given: &Assignment| body["user_id"] == given.user_id.as_str() && body["id"] == given.asset_id.as_str();
    inner.truth.assignments.retain(|given| !of(given));
    inner.log("remove_asset", "page", "done", body.clone());
    reply(json!({ "ok": true }))
}

/// The decoy of the API Setup page, and of others: a token that ends within a day.
pub(super) fn temporary_token(inner: &mut Inner, body: &Value) -> Answer {
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
