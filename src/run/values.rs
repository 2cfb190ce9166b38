//! The account's values, as placeholders of the scenario ask for them.

use super::setup::{Account, Setup, is_id};
use crate::names;
use crate::page::{ASKED_BUSINESS, Values};

/// The values of an account that a walk begins with.
pub(super) fn values(setup: &Setup, account: &Account) -> Values {
    let mut values = Values::new();
    let mut set = |key: &str, value: &str| values.insert(key.to_owned(), value.to_owned());
    set("account", &account.id);
    set("app", &account.app);
    match account.business.as_deref() {
        // A name or an ID: the app's card and the address that it leads to tell which.
        Some(business) if is_id(business) => {
            set(ASKED_BUSINESS, business);
            set("business_pattern", ".*");
        }
        Some(business) => {
            set("business", business);
            set("business_pattern", &names::pattern(business));
        }
        None => {
            set("business_pattern", ".*");
        }
    }
    set("waba", account.accounts.first().map_or("", String::as_str));
    set("system_user", &account.system_user);
    set("role", &account.role);
    set("permissions", &setup.graph.permissions.join(", "));
    set("accept_policy", &setup.accept_policy);
    set("developers_url", setup.developers_url.trim_end_matches('/'));
    set("business_url", setup.business_url.trim_end_matches('/'));
    values
}
