//! Where what was read is kept until it is known what it is worth.

use std::path::{Path, PathBuf};

use super::terms::Worth;
use crate::graph::{self, Taken};
use crate::outcome::code;
use crate::page::Values;
use crate::run::halt::Halt;
use crate::run::setup::{Account, Setup};
use crate::secret::credentials::{Credentials, CredentialsError};
use crate::secret::{Secret, Token};

/// Why a new token is marked as it is.
const NEW: &str = "the run has not come to the proof yet";

/// Keeps what was read. What was stored under the account's name before stays until something better is proved.
pub(in crate::run) struct Vault<'a> {
    setup: &'a Setup,
    account: &'a Account,
    held: Vec<Held>,
}

/// A value that is on the disk.
struct Held {
    number: u32,
    credentials: Credentials,
    path: PathBuf,
    /// Whether it is kept beside the account's own file.
    aside: bool,
    worth: Option<Worth>,
}

/// A new token that is on the disk.
pub(in crate::run) struct Kept {
    /// It, with what is known of it.
    pub(in crate::run) credentials: Credentials,
    /// Its file.
    pub(in crate::run) path: PathBuf,
    /// Whether it is kept beside the account's own file, which holds an older one.
    pub(in crate::run) aside: bool,
}

impl<'a> Vault<'a> {
    pub(in crate::run) fn new(setup: &'a Setup, account: &'a Account) -> Self {
        Self { setup, account, held: Vec::new() }
    }

    /// Stores a value that was read, and returns only when it is on the disk: where, and its fingerprint. The first has the
    /// account's own file, if that is free.
    pub(in crate::run) fn keep(&mut self, number: u32, text: &str, values: &Values) -> Result<(String, String), Halt> {
        let token = Token::parse(text).map_err(|error| {
            let hint = "look at the dialog by hand before it is closed; revoke the token in the console if in doubt";
            Halt::new("not_a_token", code::PAGE, &error.to_string(), hint)
        })?;
        let mut credentials = Credentials::unproven(token, NEW);
        credentials.app_id = values.get("app_id").cloned();
        credentials.app = values.get("app_name").cloned();
        credentials.business_id = values.get("business_id").cloned();
        credentials.business = values.get("business").cloned();
        credentials.system_user = Some(self.account.system_user.clone());
        self.hold(number, credentials)
    }

    /// As [`Vault::keep`], of credentials that are known already.
    pub(in crate::run) fn hold(&mut self, number: u32, credentials: Credentials) -> Result<(String, String), Halt> {
        let (path, aside) = self.write(&credentials).map_err(|error| Halt::not_stored(&error))?;
        let told = (path.display().to_string(), credentials.token.fingerprint());
        self.held.push(Held { number, credentials, path, aside, worth: None });
        Ok(told)
    }

    fn write(&self, credentials: &Credentials) -> Result<(PathBuf, bool), CredentialsError> {
        let (store, account) = (&self.setup.store, &self.account.id);
        if self.held.is_empty() && !store.holds_token(account)? {
            return Ok((store.put(account, credentials)?, false));
        }
        Ok((store.put_unproved(account, credentials)?, true))
    }

    /// Keeps what is not understood for a person to look at.
    pub(in crate::run) fn keep_unknown(&self, text: &str) -> Result<PathBuf, Halt> {
        let kept = self.setup.store.put_unknown(&self.account.id, &Secret::new(text));
        kept.map_err(|error| Halt::not_stored(&error))
    }

    /// Asks Graph what a value is worth.
    pub(super) async fn ask(&mut self, number: u32) -> Worth {
        let Some(held) = self.held.iter().find(|held| held.number == number) else { return Worth::Open };
        let worth = match graph::takes(&self.setup.graph, &held.credentials.token).await {
            Taken::Yes => Worth::Live,
            Taken::No => Worth::Dead,
            Taken::Unknown => Worth::Open,
        };
        self.judge(number, worth);
        worth
    }

    /// Gives the value that Graph takes the account's own file, unless that holds older credentials; what Graph does not take is
    /// not kept beside it.
    pub(in crate::run) async fn settle(&mut self) -> Result<(), Halt> {
        for number in self.held.iter().filter(|held| held.worth.is_none()).map(|held| held.number).collect::<Vec<_>>() {
            if self.is_a_part(number) {
                self.judge(number, Worth::Dead);
            } else {
                self.ask(number).await;
            }
        }
        self.put_in_order().map_err(|error| Halt::not_stored(&error))
    }

    /// Whether a value is the living one with something glued to it, or a piece of it.
    fn is_a_part(&self, number: u32) -> bool {
        let live = self.held.iter().find(|held| held.worth == Some(Worth::Live));
        let other = self.held.iter().find(|held| held.number == number);
        let (Some(live), Some(other)) = (live, other) else { return false };
        let (live, other) = (&live.credentials.token, &other.credentials.token);
        live.overlaps(other)
    }

    fn judge(&mut self, number: u32, worth: Worth) {
        for held in self.held.iter_mut().filter(|held| held.number == number) {
            held.worth = Some(worth);
        }
    }

    fn put_in_order(&mut self) -> Result<(), CredentialsError> {
        let (store, account) = (&self.setup.store, &self.account.id);
        let Some(live) = self.held.iter().position(|held| held.worth == Some(Worth::Live)) else { return Ok(()) };
        let own = self.held.iter().position(|held| !held.aside);
        if let Some(own) = own.filter(|own| *own != live) {
            let other = &mut self.held[own];
            if other.worth != Some(Worth::Dead) {
                other.path = store.put_unproved(account, &other.credentials)?;
            }
            other.aside = true;
            let beside = self.held[live].path.clone();
            self.held[live].path = store.put(account, &self.held[live].credentials)?;
            self.held[live].aside = false;
            store.forget(&beside)?;
        }
        let own = store.path(account)?;
        for dead in self.held.iter().filter(|held| held.worth == Some(Worth::Dead) && held.path != own) {
            store.forget(&dead.path)?;
        }
        Ok(())
    }

    /// The files of all that is held, for messages.
    pub(in crate::run) fn files(&self) -> String {
        let paths: Vec<String> = self.held.iter().map(|held| held.path.display().to_string()).collect();
        paths.join(", ")
    }

    /// What the run goes on with: what Graph takes, or the only one. `None`: nothing was read, or nobody knows which it is.
    pub(in crate::run) fn into_kept(self) -> Option<Kept> {
        let live = self.held.iter().position(|held| held.worth == Some(Worth::Live));
        let own = self.held.iter().position(|held| !held.aside);
        let only = (self.held.len() == 1).then_some(0);
        let at = live.or(own).or(only)?;
        let Held { credentials, path, aside, .. } = self.held.into_iter().nth(at)?;
        Some(Kept { credentials, path, aside })
    }
}

/// Gives a proved token that was kept aside the account's own file. What was there of another app or business gets a name of its
/// own; the path of the account's file, and what a person should know.
pub(in crate::run) fn promote(
    setup: &Setup,
    account: &str,
    aside: &Path,
    credentials: &Credentials,
) -> Result<(PathBuf, Option<String>), CredentialsError> {
    let moved = setup.store.set_aside(account, credentials)?.map(|moved| {
        let (why, path) = (moved.why, moved.path.display());
        format!("the credentials that were stored under this name {why}: they are in {path} now")
    });
    let path = setup.store.put(account, credentials)?;
    setup.store.forget(aside)?;
    Ok((path, moved))
}
