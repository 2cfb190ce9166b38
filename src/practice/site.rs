//! The files of the single-page app, and how they are served.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::state::Addresses;
use super::state::Inner;

/// The app's own files, in the order in which they run. They share one scope, so that nothing is global on the page.
const FILES: &[&str] = &[
    include_str!("site/dom.js"),
    include_str!("site/icons.js"),
    include_str!("site/languages.js"),
    include_str!("site/languages_2026.js"),
    include_str!("site/words.js"),
    include_str!("site/manners.js"),
    include_str!("site/markup.js"),
    include_str!("site/checks.js"),
    include_str!("site/picker.js"),
    include_str!("site/long_list.js"),
    include_str!("site/dialogs.js"),
    include_str!("site/chrome.js"),
    include_str!("site/bystanders.js"),
    include_str!("site/apps.js"),
    include_str!("site/system_users.js"),
    include_str!("site/pane.js"),
    include_str!("site/assign.js"),
    include_str!("site/assign_faces.js"),
    include_str!("site/permissions.js"),
    include_str!("site/permission_popup.js"),
    include_str!("site/token.js"),
    include_str!("site/token_trouble.js"),
    include_str!("site/second_thoughts.js"),
    include_str!("site/wizard.js"),
    include_str!("site/gate.js"),
    include_str!("site/obstacles.js"),
    include_str!("site/boot.js"),
];
const STYLE: &str = include_str!("site/style.css");
const SHELL: &str = include_str!("site/shell.html");
/// The control page.
pub(super) const CONTROL: &str = include_str!("site/control.html");

/// The page that starts the app.
pub(super) fn shell(inner: &Inner) -> Response {
    let lang = inner.switches.get("language");
    let attribute = if inner.switches.is("html_lang", "missing") { String::new() } else { format!(" lang=\"{lang}\"") };
    html(StatusCode::OK, SHELL.replace(" data-lang", &attribute))
}

/// The app with its configuration.
pub(super) fn bundle(inner: &Inner, addresses: &Addresses) -> Response {
    let config = json!({
        "switches": inner.switches,
        "developers": addresses.developers,
        "business": addresses.business,
        "person": inner.world.person,
        "style": STYLE,
    });
    let mut script = format!("(() => {{\n\"use strict\";\nconst CONFIG = {config};\n");
    for file in FILES {
        script.push_str(file);
    }
    script.push_str("\n})();\n");
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, script).into_response()
}

/// A page.
pub(super) fn html(status: StatusCode, text: impl Into<String>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, text.into()).into_response()
}
