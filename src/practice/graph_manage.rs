//! The same outcome through the API: system users, installed apps, assigned assets, tokens.

use axum::http::Method;
use serde_json::{Value, json};

use super::graph_call::{Call, appsecret_proof};
use super::graph_reply::GraphError;
use super::permissions::{PERMISSIONS, needs_whatsapp};
use super::state::{Inner, NewToken, NewUser};
use super::truth::{SystemUser, Token, graph_id};

type Reply = Result<Value, GraphError>;

/// What Manage app brings with it.
const MANAGE_APP: [&str; 4] = ["MANAGE", "DEVELOP", "ANALYZE", "TEST"];

/// Answers a management call; `None`: it is none.
pub(super) fn answer(inner: &mut Inner, call: &Call<'_>, token: &Token) -> Option<Reply> {
    let managed = token.scopes.iter().any(|scope| scope == "business_management");
    let ([id, edge], post) = (call.path.as_slice(), call.post()) else {
        return None;
    };
    let known = ["system_users", "applications", "assigned_users", "access_tokens", "owned_apps"];
    if !known.contains(edge) {
        return None;
    }
    if !managed {
        return Some(Err(GraphError::permission(200, "Requires business_management permission to manage the object")));
    }
    Some(match (*edge, post) {
        ("system_users", true) => create_user(inner, call, id),
        ("system_users", false) => list_users(inner, call, id),
        ("applications", true) => install(inner, call, id),
        ("assigned_users", true) => assign(inner, call, id),
        ("assigned_users", false) if call.question.method == Method::DELETE => unassign(inner, call, id),
        ("assigned_users", false) => list_assigned(inner, call, id),
        ("access_tokens", true) => generate(inner, call, token, id),
        ("owned_apps", false) => list_apps(inner, call, id),
        _ => Err(GraphError::unsupported("get", id)),
    })
}

fn business<'a>(inner: &'a Inner, call: &Call<'_>, id: &str) -> Result<&'a str, GraphError> {
    let verb = if call.post() { "post" } else { "get" };
    inner.world.business(id).map(|business| business.id.as_str()).ok_or_else(|| GraphError::unsupported(verb, id))
}

/// A commit through Graph fails as one of the pages does, where the switch has a meaning here.
fn obstacle(inner: &mut Inner, key: &str, what: &str, detail: &Value) -> Result<bool, GraphError> {
    let wish = inner.switches.get(key).to_owned();
    let strike = inner.strike(key);
    // The codes of these refusals are `invented`: the sources tell only the texts.
    let error = match wish.as_str() {
        "500-once" if strike == 1 => Some(GraphError::new(
            500,
            2,
            "OAuthException",
            "An unexpected error has occurred. Please retry your request later.",
        )),
        "500" => Some(GraphError::new(500, 1, "OAuthException", "An unknown error occurred")),
        "invalid-name" => Some(GraphError::parameter("You chose an invalid system user name.")),
        "seven-days" if detail["role"] == "ADMIN" => Some(GraphError::parameter(
            "The Admin System User must be at least 7 days old before creating other Admin System Users.",
        )),
        "quota" => Some(GraphError::parameter("The business has reached its limit of system users.")),
        "approval" => {
            Some(GraphError::permission(200, "Someone else needs to approve request to generate an access token"))
        }
        "blocked" => Some(GraphError::new(
            400,
            368,
            "OAuthException",
            "(#368) The action attempted has been deemed abusive or is otherwise disallowed",
        )),
        "checkpoint" => Some(GraphError::bad_token(Some(459))),
        _ => None,
    };
    match error {
        Some(error) => {
            inner.log(what, "graph", &format!("refused: {}", error.message), detail.clone());
            Err(error)
        }
        None => Ok(wish == "500-done" || wish == "invalid-name-created"),
    }
}

fn done(inner: &mut Inner, what: &str, detail: Value, told: bool, reply: Value) -> Reply {
    inner.log(what, "graph", if told { "done: told of an error" } else { "done" }, detail);
    if told {
        return Err(GraphError::new(500, 1, "OAuthException", "An unknown error occurred"));
    }
    Ok(reply)
}

fn create_user(inner: &mut Inner, call: &Call<'_>, id: &str) -> Reply {
    let business_id = business(inner, call, id)?.to_owned();
    let (name, role) = (call.field("name").trim(), call.field("role"));
    if name.is_empty() {
        return Err(GraphError::parameter("The parameter name is required"));
    }
    if !matches!(role, "ADMIN" | "EMPLOYEE") {
        return Err(GraphError::parameter("Param role must be one of {ADMIN, EMPLOYEE}"));
    }
    let detail = json!({ "business_id": business_id, "name": name, "role": role });
    let told = obstacle(inner, "obstacle.create", "create_system_user", &detail)?;
    let user = inner.create_user(&NewUser { business_id: &business_id, name, role });
    done(inner, "create_system_user", detail, told, json!({ "id": graph_id(&user) }))
}

fn list_users(inner: &Inner, call: &Call<'_>, id: &str) -> Reply {
    let business_id = business(inner, call, id)?;
    let rows = inner
        .truth
        .users
        .iter()
        .filter(|user| user.business_id == business_id)
        .map(|user| json!({ "id": user.graph_id(), "name": user.name, "role": user.role }))
        .collect();
    Ok(call.list(inner, rows))
}

fn list_apps(inner: &Inner, call: &Call<'_>, id: &str) -> Reply {
    let business_id = business(inner, call, id)?;
    let rows = inner
        .world
        .apps
        .iter()
        .filter(|app| app.business_id.as_deref() == Some(business_id))
        .map(|app| json!({ "id": app.id, "name": app.name }))
        .collect();
    Ok(call.list(inner, rows))
}

fn install(inner: &mut Inner, call: &Call<'_>, id: &str) -> Reply {
    let user = inner.truth.user_by_graph_id(id).ok_or_else(|| GraphError::unsupported("post", id))?;
    let user_id = user.id.clone();
    let app = inner
        .world
        .app(call.field("business_app"))
        .ok_or_else(|| GraphError::parameter("The parameter business_app is required"))?;
    let app_id = app.id.clone();
    let detail = json!({ "user_id": user_id, "app_id": app_id });
    inner.install(&user_id, &app_id);
    // `invented`: the API has no call that assigns an app to a system user, and yet makes tokens for it, as the console does
    // only for an app that is assigned. So it is taken that installing gives what Manage app gives.
    if !inner.is_assigned(&user_id, &app_id) {
        inner.assign(&user_id, "app", &app_id, MANAGE_APP.map(str::to_owned).to_vec());
    }
    done(inner, "install_app", detail, false, json!({ "success": true }))
}

fn assign(inner: &mut Inner, call: &Call<'_>, id: &str) -> Reply {
    // Apps have no such edge: their roles are given on the console alone.
    if inner.world.waba(id).is_none() {
        return Err(GraphError::unsupported("post", id));
    }
    let user = inner.truth.user_by_graph_id(call.field("user"));
    let user_id = user.ok_or_else(|| GraphError::parameter("The parameter user is required"))?.id.clone();
    let tasks = list(call.field("tasks"));
    if tasks.is_empty() {
        return Err(GraphError::parameter("The parameter tasks is required"));
    }
    let detail = json!({ "user_id": user_id, "assets": [{ "kind": "waba", "id": id }], "tasks": tasks });
    let told = obstacle(inner, "obstacle.assign", "assign_assets", &detail)?;
    inner.assign(&user_id, "waba", id, tasks);
    done(inner, "assign_assets", detail, told, json!({ "success": true }))
}

fn unassign(inner: &mut Inner, call: &Call<'_>, id: &str) -> Reply {
    let user = inner.truth.user_by_graph_id(call.field("user"));
    let user_id = user.map_or_else(String::new, |user| user.id.clone());
    let before = inner.truth.assignments.len();
    inner.truth.assignments.retain(|given| !(given.user_id == user_id && given.asset_id == id && given.kind == "waba"));
    if inner.truth.assignments.len() == before {
        return Err(GraphError::parameter("The parameter user is required"));
    }
    let detail = json!({ "user_id": user_id, "assets": [{ "kind": "waba", "id": id }] });
    done(inner, "remove_assets", detail, false, json!({ "success": true }))
}

fn list_assigned(inner: &Inner, call: &Call<'_>, id: &str) -> Reply {
    let waba = inner.world.waba(id).ok_or_else(|| GraphError::unsupported("get", id))?;
    let row = |user: &SystemUser, tasks: &[String]| json!({ "id": user.graph_id(), "name": user.name, "tasks": tasks, "business": { "id": user.business_id } });
    let rows = inner
        .truth
        .users
        .iter()
        .filter_map(|user| {
            let mut all = inner.truth.assignments.iter();
            if let Some(given) = all.find(|given| given.user_id == user.id && given.asset_id == id) {
                return Some(row(user, &given.tasks));
            }
            // `invented`: those who reach the account without having been assigned are listed too.
            inner.reaches_unasked(user, waba).then(|| row(user, &["MANAGE".to_owned()]))
        })
        .collect();
    Ok(call.list(inner, rows))
}

fn generate(inner: &mut Inner, call: &Call<'_>, admin: &Token, id: &str) -> Reply {
    let user = inner.truth.user_by_graph_id(id);
    let user_id = user.ok_or_else(|| GraphError::unsupported("post", id))?.id.clone();
    let app = inner
        .world
        .app(call.field("business_app"))
        .ok_or_else(|| GraphError::parameter("The parameter business_app is required"))?;
    let (app_id, whatsapp, secret) = (app.id.clone(), app.whatsapp, app.secret.clone());
    let proof = call.field("appsecret_proof");
    if proof.is_empty() {
        return Err(GraphError::parameter("The parameter appsecret_proof is required"));
    }
    if proof != appsecret_proof(&secret, &admin.token) {
        return Err(GraphError::new(
            400,
            100,
            "GraphMethodException",
            "Invalid appsecret_proof provided in the API argument",
        ));
    }
    // The texts of the next three refusals are `invented`.
    if !inner.truth.installed.contains(&(user_id.clone(), app_id.clone())) {
        return Err(GraphError::parameter("The app must be installed for the system user first"));
    }
    let scopes = list(call.field("scope"));
    let offered = |scope: &String| {
        PERMISSIONS.iter().any(|(name, on)| name == scope && *on && (whatsapp || !needs_whatsapp(name)))
    };
    if let Some(scope) = scopes.iter().find(|scope| !offered(scope)) {
        return Err(GraphError::parameter(&format!("The app does not have the permission {scope}")));
    }
    let expires = call.field("set_token_expires_in_60_days") == "true";
    if inner.switches.is("world.expiring_only", "yes") && !expires {
        return Err(GraphError::parameter(
            "This business must generate expiring system user tokens: set_token_expires_in_60_days must be true",
        ));
    }
    let detail = json!({ "user_id": user_id, "app_id": app_id, "scopes": scopes, "expires": expires });
    let told = obstacle(inner, "obstacle.token", "generate_token", &detail)?;
    let expires = expires || inner.switches.is("obstacle.token", "expires");
    let scopes = inner.granted(scopes);
    let token =
        inner.make_token(&NewToken { user_id: &user_id, app_id: &app_id, scopes, expires, kind: "SYSTEM_USER" });
    done(inner, "generate_token", detail, told, json!({ "access_token": token.token }))
}

/// `GET /oauth/revoke`; it stands outside of the usual check, for it names its app itself.
pub(super) fn revoke(inner: &mut Inner, call: &Call<'_>) -> Reply {
    let app = inner.world.app(call.field("client_id")).ok_or_else(|| GraphError::parameter("Invalid client_id"))?;
    if app.secret != call.field("client_secret") {
        return Err(GraphError::new(400, 1, "OAuthException", "Error validating client secret."));
    }
    let carrier = call.token.as_deref().unwrap_or_default();
    if inner.token(carrier).is_none() {
        return Err(GraphError::bad_token(None));
    }
    let revoked = call.field("revoke_token").to_owned();
    let Some(token) = inner.truth.tokens.iter_mut().find(|token| token.token == revoked) else {
        return Err(GraphError::bad_token(None));
    };
    token.revoked = true;
    let detail = json!({ "user_id": token.user_id, "app_id": token.app_id });
    done(inner, "revoke_token", detail, false, json!({ "success": true }))
}

/// A list as Graph takes it: JSON, or words parted by commas.
fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|_| {
        let words = text.trim_matches(['[', ']']).split(',');
        words.map(|word| word.trim().trim_matches(['\'', '"']).to_owned()).filter(|word| !word.is_empty()).collect()
    })
}
