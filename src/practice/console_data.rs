//! The data behind the pages.

use serde_json::{Value, json};

use super::permissions::{PERMISSIONS, PRESELECTED, WHATSAPP_ONLY, needs_whatsapp};
use super::question::Question;
use super::state::Inner;
use super::truth::SystemUser;
use super::world::{App, PAGE_ID};

pub(super) fn apps(inner: &Inner) -> Value {
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

pub(super) fn business(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("business_id").map_or("", String::as_str);
    // Where the address names none, the page may settle for the one that was looked at last.
    let last = match inner.switches.get("manner.link") {
        "recent" => inner.world.businesses.first(),
        "other" => inner.world.businesses.last(),
        _ => None,
    };
    let Some(business) = inner.world.business(id).or(last.filter(|_| id.is_empty())) else {
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

pub(super) fn users(inner: &Inner, question: &Question) -> Value {
    let id = question.query.get("business_id").map_or("", String::as_str);
    let late = inner.switches.number("user_visible_ms");
    let shows = |user: &&SystemUser| {
        user.business_id == id && (user.at_ms == 0 || inner.at_ms().saturating_sub(user.at_ms) >= late)
    };
    let mut users: Vec<_> = inner.truth.users.iter().filter(shows).collect();
    if inner.is_2026() {
        users.sort_by_key(|user| user.name.to_lowercase());
    }
    json!({ "users": users })
}

pub(super) fn user(inner: &Inner, question: &Question) -> Value {
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

pub(super) fn assets(inner: &Inner, question: &Question) -> Value {
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

pub(super) fn permissions(inner: &Inner, question: &Question) -> Value {
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
