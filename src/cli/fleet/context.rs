//! What is known before a batch begins: the roster, where its accounts stand, and the settings of each.

use std::collections::HashMap;

use crate::config::{Role, Settings};
use crate::fleet::roster::{Given, Roster, RosterError, Row};
use crate::fleet::standing::StatusLine;
use crate::run::ledger::{AccountLine, Ledger, LedgerError, TOKEN_WORK};
use crate::run::setup;
use crate::scenario::model::{Repeat, Scenario};
use crate::scenario::{Loaded, placeholders};
use crate::secret::{AccountLock, Store};

/// The roster that the settings name, checked against them and the scenario.
pub(in crate::cli) fn roster(settings: &Settings, loaded: &Loaded) -> Option<Result<Roster, RosterError>> {
    let given = Given {
        app: !settings.app.is_empty(),
        business: settings.business.is_some(),
        needs_business: needs_business(loaded),
    };
    settings.roster.as_ref().map(|path| Roster::read(path, given))
}

/// Whether a scenario names the business without having another way where none is given.
fn needs_business(loaded: &Loaded) -> bool {
    let names = |wanted: &str| {
        loaded.sources.first().is_some_and(|source| placeholders(&source.text).iter().any(|(name, _)| *name == wanted))
    };
    names("business") && !names("business_pattern")
}

/// Where all accounts stand that the ledger knows, in what the scenario is about, with what it knows of each. Without a ledger nobody has begun.
pub(in crate::cli) fn standings(
    settings: &Settings,
    scenario: Option<&Scenario>,
) -> Result<Vec<(AccountLine, StatusLine)>, LedgerError> {
    let path = Ledger::path(&settings.out);
    if matches!(path.try_exists(), Ok(false)) {
        return Ok(Vec::new());
    }
    let work = scenario.filter(|scenario| !scenario.makes_token()).map_or(TOKEN_WORK, |scenario| &scenario.name);
    let lines = Ledger::open_to_read(&path).and_then(|ledger| Ok(ledger.of(work).accounts()?))?;
    let makes_token = |step: &str| {
        step == setup::TOKEN_STEP
            || scenario.is_some_and(|scenario| {
                scenario.steps.iter().any(|one| one.id == step && one.commits && one.repeat == Repeat::Never)
            })
    };
    let standing = |line: AccountLine| {
        let standing = StatusLine::of(&line, AccountLock::is_held(&settings.out, &line.account), makes_token);
        (line, standing)
    };
    Ok(lines.into_iter().map(standing).collect())
}

/// The same, to be looked up.
pub(super) fn by_name(lines: Vec<(AccountLine, StatusLine)>) -> HashMap<String, StatusLine> {
    lines.into_iter().map(|(_, line)| (line.account.clone(), line)).collect()
}

/// What a person should look at: accounts that are new by their name, while credentials of their app and system user are stored under
/// another one. All that is stored is looked at once, however many accounts there are.
pub(super) fn renamed(store: &Store, settings: &Settings, accounts: &[(Row, StatusLine)]) -> Vec<String> {
    let is_new = |row: &Row| matches!(store.find(&row.id), Ok(None));
    let new: Vec<Settings> =
        accounts.iter().filter(|(row, _)| is_new(row)).map(|(row, _)| settings_of(settings, row)).collect();
    if new.is_empty() {
        return Vec::new();
    }
    let key = |app: &str, user: &str| format!("{}\n{}", app.trim().to_lowercase(), user.trim().to_lowercase());
    let mut known: HashMap<String, String> = HashMap::new();
    for (id, path) in store.list().unwrap_or_default() {
        let Ok(stored) = store.load(&path) else { continue };
        for app in [&stored.app, &stored.app_id].into_iter().flatten() {
            known.insert(key(app, stored.system_user.as_deref().unwrap_or_default()), id.clone());
        }
    }
    let told = new.iter().filter_map(|one| {
        let id = known.get(&key(&one.app, &one.system_user))?;
        Some(format!(
            "\"{}\" is new, but credentials of its app and system user are stored as \"{id}\" already: if it was only renamed, keep the id \"{id}\"",
            one.account
        ))
    });
    told.collect()
}

/// The settings of one account: what its row leaves out comes from those of all.
pub(in crate::cli) fn settings_of(all: &Settings, row: &Row) -> Settings {
    let mut settings = all.clone();
    settings.account.clone_from(&row.id);
    settings.account_given = true;
    settings.app = row.app.clone().unwrap_or(settings.app);
    settings.business = row.business.clone().or(settings.business);
    settings.system_user = row.system_user.clone().unwrap_or(settings.system_user);
    settings.role = match row.role.as_deref() {
        Some("admin") => Role::Admin,
        Some("employee") => Role::Employee,
        _ => settings.role,
    };
    settings.language = row.language.clone().or(settings.language);
    settings.session = row.session.clone().or(settings.session);
    let own = [
        ("business", &row.business),
        ("system_user", &row.system_user),
        ("role", &row.role),
        ("language", &row.language),
        ("session", &row.session),
    ];
    let own = own.into_iter().filter_map(|(name, said)| said.clone().map(|said| (name, said)));
    settings.given.extend(own);
    settings
}
