//! What an earlier run has left that is not proved: it is adopted before another token is thought of.

use std::path::PathBuf;

use super::vault::Kept;
use crate::graph::{self, Taken};
use crate::run::halt::Halt;
use crate::run::setup::{Account, Setup};
use crate::secret::credentials::Credentials;

/// What came of what was left.
#[allow(clippy::large_enum_variant, reason = "there is one of it in a run")]
pub(in crate::run) enum Adopted {
    /// Nothing was left.
    Nothing,
    /// One of the values is a token, and has the account's own file now.
    One(Kept),
    /// Values are kept in these files, and none of them is known to be a token.
    Unknown(Vec<PathBuf>),
}

/// Takes over what is kept for the account and not proved, where it has no credentials: what Graph takes for a token, or the
/// only value, if Graph says nothing about it.
pub(in crate::run) async fn adopt(setup: &Setup, account: &Account) -> Result<Adopted, Halt> {
    let store = &setup.store;
    let left = store.adopt(&account.id).map_err(|error| Halt::not_stored(&error))?;
    let stored = store.find(&account.id).map_err(|error| Halt::not_stored(&error))?;
    if left.is_empty() {
        return Ok(Adopted::Nothing);
    }
    if stored.is_some() {
        return Ok(Adopted::Unknown(left));
    }
    let held: Vec<(PathBuf, Credentials)> =
        left.iter().filter_map(|path| Some((path.clone(), store.load(path).ok()?))).collect();
    let only = held.len() == 1;
    for (path, credentials) in held {
        match graph::takes(&setup.graph, &credentials.token).await {
            Taken::Yes => {}
            Taken::Unknown if only => {}
            _ => continue,
        }
        let own = store.put(&account.id, &credentials).map_err(|error| Halt::not_stored(&error))?;
        store.forget(&path).map_err(|error| Halt::not_stored(&error))?;
        return Ok(Adopted::One(Kept { credentials, path: own, aside: false }));
    }
    Ok(Adopted::Unknown(left))
}
