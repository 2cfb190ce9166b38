//! What there is already: stored credentials, and what an earlier run has left behind.

use std::path::{Path, PathBuf};

use super::halt::Halt;
use super::job::{Draft, InUse, Job};
use super::ledger::{CommitState, Ledger};
use super::mint::{self, Adopted};
use super::owner::{same_owner, same_user};
use super::setup::{Account, Setup};
use super::stage::ledger_fault;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::secret::credentials::Credentials;

/// What an earlier run has left beside the account's file. A token that is among it has that file now, and the commit that made
/// it is done.
pub(super) async fn adopt_left(
    setup: &Setup,
    account: &Account,
    draft: &mut Draft,
    ledger: &Ledger,
) -> Result<Vec<PathBuf>, Halt> {
    match mint::adopt(setup, account).await? {
        Adopted::Nothing => Ok(Vec::new()),
        Adopted::One(kept) => {
            let path = kept.path.display();
            let fingerprint = kept.credentials.token.fingerprint();
            draft
                .result
                .notes
                .push(format!("an earlier run was cut off over a token ({fingerprint}): it is in {path} now"));
            if let Some(step) = setup.token_step() {
                ledger.settle_open(&account.id, step, CommitState::Done).map_err(|error| ledger_fault(&error))?;
            }
            Ok(Vec::new())
        }
        Adopted::Unknown(files) => {
            let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
            let names = names.join(", ");
            draft
                .result
                .notes
                .push(format!("values that an earlier run read, and that are not proved to be tokens: {names}"));
            Ok(files)
        }
    }
}

/// The credentials that there are and that are to be used. With the lock held: another run may have stored them just now.
pub(super) fn stored(
    setup: &Setup,
    account: &Account,
    in_use: &mut InUse,
) -> Result<Option<(PathBuf, Credentials)>, Halt> {
    let there = setup
        .store
        .find(&account.id)
        .map_err(|error| Halt::new(error.kind(), code::USAGE, &error.to_string(), "choose another --id"))?;
    let Some(path) = there else { return Ok(None) };
    match setup.store.load(&path) {
        Ok(stored) => {
            // A new token replaces the old one of the same app, and nobody else's.
            same_owner(account, &stored)?;
            if setup.force_new_token {
                same_user(account, &stored, setup.given.contains_key("system_user"))?;
            }
            *in_use = InUse {
                account: stored.whatsapp_business_account_id.clone().filter(|_| stored.phone_number_id.is_some()),
                number: stored.phone_number_id.clone(),
            };
            Ok((!setup.force_new_token).then_some((path, stored)))
        }
        Err(_) if setup.force_new_token => Ok(None),
        Err(error) => {
            let hint = "mend or move the file, or run with --force-new-token to make another token";
            Err(Halt::new(error.kind(), code::USAGE, &error.to_string(), hint))
        }
    }
}

/// A commit of which only the intent is known, beside a token that is stored: it has made that one, unless that was there before.
pub(super) fn account_for(
    setup: &Setup,
    account: &Account,
    stored: &Credentials,
    draft: &mut Draft,
    ledger: &Ledger,
) -> Result<(), Halt> {
    let Some(step) = setup.token_step() else { return Ok(()) };
    let fault = |error: rusqlite::Error| ledger_fault(&error);
    let Some(at) = ledger.open_intent(&account.id, step).map_err(fault)? else { return Ok(()) };
    if !ledger.was_stored_before(&account.id, step, &stored.token.fingerprint()).map_err(fault)? {
        return ledger.settle_open(&account.id, step, CommitState::Done).map_err(fault);
    }
    draft.result.notes.push(format!(
        "a run (at {at}) asked the console for another token than the one that is stored, and was cut off before it saw the answer: one may \
         exist that nobody has; look in the console, and revoke it if in doubt"
    ));
    Ok(())
}

/// A token that an earlier run asked for, and that nobody has seen, may exist: it is not asked for again unasked.
pub(super) fn refuse_second_token(
    setup: &Setup,
    account: &Account,
    ledger: &Ledger,
    left: &[PathBuf],
) -> Result<(), Halt> {
    let Some(step) = setup.token_step() else { return Ok(()) };
    let open = ledger.open_intent(&account.id, step).map_err(|error| ledger_fault(&error))?;
    let Some(at) = open else { return Ok(()) };
    let message = format!(
        "an earlier run (at {at}) asked the console for a token and was cut off before it saw the answer: one may exist that nobody has"
    );
    let revoke = "revoke the system user's tokens in the console if in doubt, then run with --force-new-token";
    let left: Vec<String> = left.iter().map(|path| path.display().to_string()).collect();
    let hint = match left.join(", ") {
        left if left.is_empty() => revoke.to_owned(),
        left => format!("look at what it has left ({left}); {revoke}"),
    };
    Err(Halt::new("token_unaccounted", code::PERSON, &message, &hint))
}

impl Job<'_> {
    /// The stored credentials, proved, and handed to the targets that an earlier run did not come to: no second user and no
    /// second token.
    pub(super) async fn stored_already(&mut self, path: &Path, stored: Credentials) -> Result<(), Halt> {
        let note = format!("{} holds credentials already: they are proved, and no other token is made", path.display());
        (self.hear)(&Event::Note { message: note.clone() });
        let result = &mut self.draft.result;
        // What was asked for is not what is stored: Graph tells.
        result.app = None;
        result.business.clone_from(&stored.business);
        result.notes.push(note);
        if self.setup.store.path(&self.account.id).is_ok_and(|usual| usual != path) {
            result
                .notes
                .push(format!("{} is kept another way now: once all is well, delete that file", path.display()));
        }
        result.credentials = Some(path.to_owned());
        result.token_fingerprint = Some(stored.token.fingerprint());
        result.app_id.clone_from(&stored.app_id);
        result.business_id.clone_from(&stored.business_id);
        result.system_user_id.clone_from(&stored.system_user_id);
        self.draft.stored = Some(stored);
        self.prove().await.map_err(|mut halt| {
            halt.error.hint = format!("{}; --force-new-token makes another token", halt.error.hint);
            self.draft.result.error = Some(halt.error.clone());
            self.draft.result.app.get_or_insert_with(|| self.account.app.clone());
            halt
        })?;
        // Files of an older version do not name their app; Graph did by now.
        self.draft.stored.as_ref().map_or(Ok(()), |stored| same_owner(self.account, stored))?;
        self.hand_on().await
    }
}
