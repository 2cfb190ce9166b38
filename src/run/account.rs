//! One account from beginning to end: what is stored already, the token, the proof, the files.

use std::path::Path;
use std::time::Instant;

use super::deliveries;
use super::halt::Halt;
pub use super::hints::{Given, with_command};
use super::job::{Draft, Job};
use super::ledger::Ledger;
use super::owner::{same_owner, stored_as};
use super::setup::ApiRoute;
pub use super::setup::{Account, Setup};
use super::stage::{Hear, ledger_fault, millis};
use super::stored::{account_for, adopt_left, refuse_second_token, stored};
use super::{api_route, browser_route, report_files};
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::{RunError, RunResult, Status};
use crate::secret::{AccountLock, LockError};

/// Sets up one account. Never fails: what went wrong is in the result.
pub async fn set_up(setup: &Setup, account: &Account, hear: &mut Hear<'_>) -> RunResult {
    let began = Instant::now();
    let started = jiff::Timestamp::now();
    let stored_as = stored_as(&setup.store, account);
    let known = stored_as.clone().map(|id| Account { id, ..account.clone() });
    let account = known.as_ref().unwrap_or(account);
    let mut result = blank(setup, account, started);
    result.notes.extend(stored_as.map(|id| one_account(&id)));
    let mut draft = Draft::new(result);
    let folder = setup.out.join("runs").join(format!("{}-{}", started.strftime("%Y%m%dT%H%M%S%3fZ"), account.id));
    hear(&Event::RunStarted {
        account: account.id.clone(),
        title: setup.scenario.title.clone(),
        steps: setup.scenario.steps.len(),
    });
    let mut outcome = whole(setup, account, &folder, began, &mut draft, hear).await;
    // The app's ID has told on the way that its credentials are stored under another name: that account is meant.
    let mut renamed = None;
    if let Some(id) = draft.elsewhere.take() {
        draft.result.account.clone_from(&id);
        (draft.result.error, draft.result.status) = (None, Status::Failed);
        draft.result.notes.push(one_account(&id));
        // By its ID, as it may be called otherwise now.
        let app = draft.result.app_id.clone().unwrap_or_else(|| account.app.clone());
        let account = renamed.insert(Account { id, id_given: true, app, ..account.clone() });
        outcome = whole(setup, account, &folder, began, &mut draft, hear).await;
    }
    let account = renamed.as_ref().unwrap_or(account);
    let result = &mut draft.result;
    if let Err(halt) = outcome {
        result.status = halt.status();
        result.error.get_or_insert(halt.error);
    }
    if let Some(error) = &mut result.error {
        error.hint = whole_hint(&error.hint, setup, account);
    }
    result.elapsed_ms = millis(began.elapsed());
    report_files::write(&folder, result);
    hear(&Event::RunFinished { elapsed_ms: result.elapsed_ms, error: result.error.clone() });
    draft.result
}

/// A hint with commands that are about this account, and go as this run went. One that has them already stays as it is.
fn whole_hint(hint: &str, setup: &Setup, account: &Account) -> String {
    with_command(hint, &account.id, &account.app, Some(&account.system_user), &setup.given)
}

fn one_account(id: &str) -> String {
    format!(
        "the credentials of this app and system user are stored under the account \"{id}\" already: it is the same account (--id NAME makes another)"
    )
}

async fn whole(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    began: Instant,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
) -> Result<(), Halt> {
    let _lock = lock(setup, account)?;
    if setup.api.is_none() && !setup.scenario.makes_token() {
        return steps_alone(setup, account, folder, began, draft, hear).await;
    }
    setup.store.preflight(&account.id).map_err(|error| {
        Halt::new(
            error.kind(),
            code::USAGE,
            &error.to_string(),
            "nothing was started; mend this, or choose another --out, and run again",
        )
    })?;
    deliveries::preflight(&setup.deliver, &account.id)?;
    let ledger = open_ledger(setup)?;
    let left = adopt_left(setup, account, draft, &ledger).await?;
    let stored = stored(setup, account, &mut draft.in_use)?;
    match &stored {
        Some((_, stored)) => account_for(setup, account, stored, draft, &ledger)?,
        None if !setup.force_new_token => refuse_second_token(setup, account, &ledger, &left)?,
        None => {}
    }
    let run = ledger.begin(&account.id).map_err(|error| ledger_fault(&error))?;
    let mut job = Job { setup, account, ledger: &ledger, run, folder, began, hear, draft };
    let outcome = match (stored, &setup.api) {
        (Some((path, stored)), _) => job.stored_already(&path, stored).await,
        (None, route) => match made(&mut job, route.as_ref()).await {
            Ok(()) => job.prove_and_deliver().await,
            Err(halt) => Err(halt),
        },
    };
    end(setup, account, &ledger, run, draft, outcome)
}

/// A scenario that comes to no token: it is done when its steps are done. What is stored is neither looked at nor changed, but what is
/// stored of another business or app keeps its name to itself.
async fn steps_alone(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    began: Instant,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
) -> Result<(), Halt> {
    if let Ok(Some(path)) = setup.store.find(&account.id)
        && let Ok(stored) = setup.store.load(&path)
    {
        same_owner(account, &stored)?;
    }
    let ledger = open_ledger(setup)?;
    let run = ledger.begin(&account.id).map_err(|error| ledger_fault(&error))?;
    let mut job = Job { setup, account, ledger: &ledger, run, folder, began, hear, draft };
    let outcome = browser_route::walk(&mut job).await;
    if outcome.is_ok() {
        draft.result.status = Status::Done;
    }
    end(setup, account, &ledger, run, draft, outcome)
}

/// Writes down how a run ended.
fn end(
    setup: &Setup,
    account: &Account,
    ledger: &Ledger,
    run: i64,
    draft: &mut Draft,
    outcome: Result<(), Halt>,
) -> Result<(), Halt> {
    // What `status` says later is a command, too.
    let outcome = outcome.map_err(|mut halt| {
        halt.error.hint = whole_hint(&halt.error.hint, setup, account);
        halt
    });
    if let Err(halt) = &outcome {
        draft.result.status = halt.status();
        let error = draft.result.error.get_or_insert(halt.error.clone());
        error.hint = whole_hint(&error.hint, setup, account);
    }
    if let Err(error) = ledger.end(run, &draft.result) {
        draft.result.notes.push(format!("the ledger does not know how this run ended: {error}"));
    }
    outcome
}

fn lock(setup: &Setup, account: &Account) -> Result<AccountLock, Halt> {
    AccountLock::take(&setup.out, &account.id).map_err(|error| {
        let hint = match &error {
            LockError::Held { .. } => "nothing was started; wait, and run again",
            _ => "nothing was started; mend this, or choose another --out, and run again",
        };
        Halt::new(error.kind(), code::USAGE, &error.to_string(), hint)
    })
}

/// Makes the token, which is on the disk when this returns.
async fn made(job: &mut Job<'_>, route: Option<&ApiRoute>) -> Result<(), Halt> {
    match route {
        None => browser_route::walk(job).await,
        Some(route) => api_route::walk(job, route).await,
    }
}

fn open_ledger(setup: &Setup) -> Result<Ledger, Halt> {
    let path = Ledger::path(&setup.out);
    Ledger::open(&path).map(|ledger| ledger.of(setup.work())).map_err(|error| {
        let message = format!("could not open {}: {error}", path.display());
        Halt::new(
            "ledger",
            code::USAGE,
            &message,
            "nothing was started; mend or move the file, or choose another --out",
        )
    })
}

fn blank(setup: &Setup, account: &Account, at: jiff::Timestamp) -> RunResult {
    let via = if setup.api.is_some() { "graph" } else { "browser" };
    RunResult {
        business: account.business.clone(),
        app: Some(account.app.clone()),
        system_user: account.system_user.clone(),
        title: setup.scenario.title.clone(),
        ..RunResult::begun(&account.id, &setup.scenario.name, via, at)
    }
}

/// The exit code that a result gives.
pub fn exit_code(result: &RunResult) -> u8 {
    match &result.error {
        Some(RunError { exit_code, .. }) => *exit_code,
        None if result.status == Status::Done => 0,
        None => code::FAULT,
    }
}
