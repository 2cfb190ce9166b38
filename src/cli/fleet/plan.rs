//! `--dry-run`: what would be done for each account.

use serde::Serialize;

use super::context::settings_of;
use crate::cli::run::account_of;
use crate::cli::write;
use crate::config::{Settings, Via};
use crate::fleet::roster::Row;
use crate::fleet::standing::{Standing, StatusLine};
use crate::run::owner::{same_owner, same_user};
use crate::secret::{AccountLock, Store};

/// What would be done for one account.
#[derive(Debug, Serialize)]
struct Planned<'r> {
    account: &'r str,
    status: Standing,
    would: String,
}

/// Tells it for all of them.
pub(super) fn tell(settings: &Settings, store: &Store, accounts: &[(Row, StatusLine)]) {
    for (row, line) in accounts {
        let planned =
            Planned { account: &row.id, status: line.status, would: would(&settings_of(settings, row), store, line) };
        if settings.json {
            write::out(serde_json::to_string(&planned).unwrap_or_default());
        } else {
            write::out(format_args!("{}  ({})  {}", planned.account, line.status.word(), planned.would));
        }
    }
    if !settings.json {
        write::out("nothing was started (--dry-run)");
    }
}

fn would(settings: &Settings, store: &Store, line: &StatusLine) -> String {
    let before = match line.attempts {
        0 => String::new(),
        1 => " (tried once)".to_owned(),
        times => format!(" (tried {times} times)"),
    };
    if AccountLock::is_held(&settings.out, &settings.account) {
        return "wait: another tokenwright is at work on it".to_owned();
    }
    let stored = match store.find(&settings.account) {
        Ok(stored) => stored,
        Err(error) => return format!("stop: {error}"),
    };
    // As the run would see before it starts anything.
    let owner = stored.as_ref().and_then(|path| store.load(path).ok());
    let fits = |credentials| {
        let account = account_of(settings);
        same_owner(&account, &credentials)?;
        let given = !settings.force_new_token || settings.given.contains_key("system_user");
        same_user(&account, &credentials, given)
    };
    if let Some(Err(halt)) = owner.map(fits) {
        return format!("stop: {}", halt.error.message);
    }
    if let Some(path) = stored.filter(|_| !settings.force_new_token) {
        return format!("prove the token that is stored in {}; no browser, no other token", path.display());
    }
    if line.status == Standing::InDoubt && !settings.force_new_token {
        let next = line.next.as_deref().unwrap_or("look in the console");
        return format!("stop: a token may exist that nobody has; {next}");
    }
    let business = settings.business.as_ref().map_or_else(String::new, |name| format!(" of the business {name}"));
    let way = match (&settings.session, settings.via) {
        (_, Via::Graph) => "through the Graph API".to_owned(),
        (Some(session), Via::Browser) => format!("in a browser, signed in as {session}"),
        (None, Via::Browser) => "in a browser".to_owned(),
    };
    format!(
        "set up the app {}{business} with the system user {} ({}), {way}{before}",
        settings.app,
        settings.system_user,
        settings.role.word()
    )
}
