//! Where accounts stand.

use crate::config::Settings;
use crate::fleet::standing::StatusLine;
use crate::run::api_route;
use crate::run::ledger::{AccountLine, Ledger, LedgerError};
use crate::scenario::model::{Repeat, Scenario};
use crate::secret::AccountLock;

/// Where all accounts stand that the ledger knows, with what it knows of each. Without a ledger nobody has begun.
pub(in crate::cli) fn standings(
    settings: &Settings,
    scenario: Option<&Scenario>,
) -> Result<Vec<(AccountLine, StatusLine)>, LedgerError> {
    let path = Ledger::path(&settings.out);
    if matches!(path.try_exists(), Ok(false)) {
        return Ok(Vec::new());
    }
    let lines = Ledger::open_to_read(&path).and_then(|ledger| Ok(ledger.accounts()?))?;
    let makes_token = |step: &str| {
        step == api_route::TOKEN_STEP
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
