//! The words of the pages that a walk clicks or reads, so that a test can reword each of them (the switch `reword`).

/// Keys of `site/languages.js`, for a generation of the switch `generation`; empty for one that is not known.
///
/// These are the controls that lead on, and what is read to know what is there. A key stands here even where a walk can do
/// without its words.
pub fn walked_words(generation: &str) -> Vec<&'static str> {
    let own: &[&str] = match generation {
        "1" | "1-expiry" | "1b" => ONE,
        "2" => TWO,
        "3" => THREE,
        _ => return Vec::new(),
    };
    let expiry: &[&str] = if matches!(generation, "1" | "1b") { &[] } else { EXPIRY };
    [ALL, own, expiry].concat()
}

/// On every console.
const ALL: &[&str] = &[
    "business",
    "system_users",
    "accept",
    "add",
    "user_name",
    "user_role",
    "admin",
    "create_user",
    "add_assets",
    "apps",
    "manage_app",
    "save",
    "full_control",
    "generate_new",
    "generate",
    "select_app",
    "done",
];

/// Where the token's expiry is asked for.
const EXPIRY: &[&str] = &["never", "expiration"];

const ONE: &[&str] = &["none_yet", "assigned_assets", "access_token", "ok"];

const TWO: &[&str] = &["next", "set_expiration", "assign_permissions", "created", "token"];

const THREE: &[&str] = &[
    "next",
    "set_expiration",
    "assign_permissions",
    "which_app",
    "when_expire",
    "which_permissions",
    "selected_apps",
    "access_to_apps",
    "selected",
    "business_assets",
    "select_permissions",
    "no_permission_chosen",
    "options_chosen",
    "created",
    "token",
];
