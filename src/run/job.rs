//! The job for one account: what every part of it needs, and what is written down while it goes on.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::ledger::Ledger;
use super::mint::Kept;
use super::setup::{Account, Setup};
use super::stage::Hear;
use crate::outcome::result::RunResult;
use crate::secret::credentials::Credentials;

/// One account's job, from the moment at which its run is in the ledger.
pub(super) struct Job<'a> {
    /// How accounts are set up.
    pub(super) setup: &'a Setup,
    /// The account.
    pub(super) account: &'a Account,
    /// The ledger.
    pub(super) ledger: &'a Ledger,
    /// The run's number in it.
    pub(super) run: i64,
    /// The run's folder.
    pub(super) folder: &'a Path,
    /// When the run began.
    pub(super) began: Instant,
    /// Who hears the events.
    pub(super) hear: &'a mut Hear<'a>,
    /// What is written down.
    pub(super) draft: &'a mut Draft,
}

/// What is written down while the replay goes on.
pub(super) struct Draft {
    pub(super) result: RunResult,
    /// The stored credentials, until they are proved.
    pub(super) stored: Option<Credentials>,
    /// Whether their token was made just now.
    pub(super) fresh: bool,
    /// Where they are, if that is not yet the account's own file.
    pub(super) aside: Option<PathBuf>,
    /// The account under whose name the walk has found the credentials to be stored.
    pub(super) elsewhere: Option<String>,
    /// What the token that is to be replaced is used with: the account and the number.
    pub(super) in_use: InUse,
}

/// The account and the number that a token is used with: a new token goes on with them.
#[derive(Debug, Clone, Default)]
pub(super) struct InUse {
    pub(super) account: Option<String>,
    pub(super) number: Option<String>,
}

impl Draft {
    /// Of a run that begins.
    pub(super) fn new(result: RunResult) -> Self {
        Self { result, stored: None, fresh: false, aside: None, elsewhere: None, in_use: InUse::default() }
    }

    /// A new token that is on the disk.
    pub(super) fn take_kept(&mut self, kept: Kept) {
        self.result.token_fingerprint = Some(kept.credentials.token.fingerprint());
        self.aside = kept.aside.then(|| kept.path.clone());
        self.result.credentials = Some(kept.path);
        (self.stored, self.fresh) = (Some(kept.credentials), true);
    }
}
