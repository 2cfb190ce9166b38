//! `--sandbox-business`: after the survey the whole walk, on a business that is meant for it.

use crate::check;
use crate::outcome::check::{CheckResult, CheckStatus};
use crate::outcome::event::Event;
use crate::run::account::{self, Account, Setup};

/// Does the walk with all that it commits, and puts what came of it into the result. The account asks for this business, so a walk that
/// comes to another one ends before anything is committed. What it makes is handed on to nobody.
pub(super) async fn walk(
    mut setup: Setup,
    account: &Account,
    result: &mut CheckResult,
    hear: &mut (dyn FnMut(&Event) + Send),
) {
    if !matches!(result.status, CheckStatus::Same | CheckStatus::Drifted) {
        result.notes.push("the whole walk was not begun, as not every step could be done".to_owned());
        return;
    }
    setup.force_new_token = true;
    setup.deliver.clear();
    // A walk knows much: it is kept off the stack of those who wait for it.
    let walked = Box::pin(account::set_up(&setup, account, hear)).await;
    check::with_walk(result, &walked.steps, walked.error.as_ref(), account::exit_code(&walked));
}
