//! The same outcome through Meta's API: no browser, the same ledger, events and result.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::halt::Halt;
use super::job::{Draft, Job};
use super::ledger::CommitState;
use super::mint::Vault;
use super::report_files::open_trace;
use super::setup::{Account, ApiRoute, Setup, TOKEN_STEP};
use super::stage::{ledger_fault, millis};
use super::turn;
use crate::graph::{
    Client,
    setup::{self, SetupEvent, SetupOutcome, SetupRequest},
};
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::RunError;
use crate::secret::credentials::Credentials;

/// A token that could not be stored is tried again after this.
const STORE_PAUSE: Duration = Duration::from_millis(250);

/// Sets the account up and stores the token. It is on the disk when this returns.
pub(super) async fn walk(job: &mut Job<'_>, route: &ApiRoute) -> Result<(), Halt> {
    let Job { setup, account, ledger, run, folder, began, .. } = *job;
    let (hear, draft) = (&mut *job.hear, &mut *job.draft);
    let mut trace = open_trace(setup.trace, folder, draft)?;
    let Some(business) = account.business.clone() else {
        let hint = "give the business's ID with --business";
        return Err(Halt::new("business_missing", code::USAGE, "the API route needs to know the business", hint));
    };
    let _turn = turn::take(setup.graph.root(), business.trim(), &account.system_user)?;
    let request = SetupRequest {
        business,
        app: account.app.clone(),
        system_user: account.system_user.clone(),
        admin: account.role == "admin",
        whatsapp_business_account: match &account.accounts[..] {
            [] => route.whatsapp_business_account.clone(),
            [one] => Some(one.clone()),
            _ => {
                let hint = "give one, or name each account with an --id of its own";
                let message = "the API route assigns one WhatsApp account, and several are given with --waba";
                return Err(Halt::new("several_accounts", code::USAGE, message, hint));
            }
        },
    };
    let mut commit = None;
    let (regime, mut under_way) = watch::channel(false);
    let mut tell = |event: &Event| {
        trace.event(event, began.elapsed());
        hear(event);
    };
    let steps = &mut draft.result.steps;
    let mut heed = |event: SetupEvent| -> Result<(), RunError> {
        match event {
            SetupEvent::Started { id, title, number } => {
                tell(&Event::StepStarted { id: id.to_owned(), title: title.to_owned(), number });
            }
            SetupEvent::Intent { id } => {
                // The token is in the answer, once: it is waited for and stored before anything ends the run.
                regime.send_replace(id == TOKEN_STEP);
                commit = Some(ledger.intend(run, &account.id, id).map_err(|error| ledger_fault(&error).error)?);
            }
            SetupEvent::Settled { done, .. } => {
                let state = match done {
                    Some(true) => Some(CommitState::Done),
                    Some(false) => Some(CommitState::NotDone),
                    None => None,
                };
                if let (Some(commit), Some(state)) = (commit.take(), state) {
                    ledger.settle(commit, state).map_err(|error| ledger_fault(&error).error)?;
                }
            }
            SetupEvent::Finished { record } => {
                tell(&Event::StepFinished { record: (*record).clone() });
                steps.push(*record);
            }
            SetupEvent::Note { message } => tell(&Event::Note { message }),
        }
        Ok(())
    };
    let client = Client::new(&setup.graph);
    let mut interrupt = setup.interrupt.clone();
    let told_to_end = async {
        let _ = interrupt.wait_for(|stop| *stop).await;
        let _ = under_way.wait_for(|under_way| !*under_way).await;
    };
    let outcome = tokio::select! {
        outcome = setup::setup(&client, &route.admin, &request, &mut heed) => outcome,
        () = told_to_end => return Err(Halt::interrupted()),
    };
    let outcome = outcome.map_err(|error| Halt { error, seen: Vec::new() })?;
    let stored = keep(setup, account, outcome, draft, &mut tell).await?;
    if let Some(commit) = commit.take() {
        ledger.settle(commit, CommitState::Done).map_err(|error| ledger_fault(&error))?;
    }
    tell(&stored);
    if *setup.interrupt.borrow() {
        let mut halt = Halt::interrupted();
        "run again: the token is stored, and is proved then".clone_into(&mut halt.error.hint);
        return Err(halt);
    }
    Ok(())
}

/// Stores the token before anything else is done with it, and tries for as long as a person may take to make room, or a step
/// may wait.
async fn keep(
    setup: &Setup,
    account: &Account,
    outcome: SetupOutcome,
    draft: &mut Draft,
    tell: &mut impl FnMut(&Event),
) -> Result<Event, Halt> {
    let fingerprint = outcome.token.fingerprint();
    let stored = Credentials {
        whatsapp_business_account_id: Some(outcome.whatsapp_business_account_id),
        app_id: Some(outcome.app_id.clone()),
        app: outcome.app.clone(),
        business_id: Some(outcome.business_id.clone()),
        business: outcome.business.clone(),
        system_user: Some(account.system_user.clone()),
        system_user_id: Some(outcome.system_user_id.clone()),
        ..Credentials::unproven(outcome.token, "the run has not come to the proof yet")
    };
    let mut vault = Vault::new(setup, account);
    let limit = setup.person_limit.unwrap_or(setup.timeout);
    let (began, mut told) = (Instant::now(), false);
    let (path, _) = loop {
        let halt = match vault.hold(0, stored.duplicate()) {
            Ok(kept) => break kept,
            Err(halt) => halt,
        };
        if began.elapsed() > limit {
            let message = format!("{}; it was tried for {} s", halt.error.message, limit.as_secs());
            return Err(Halt::new(&halt.error.kind, halt.error.exit_code, &message, &halt.error.hint));
        }
        if !std::mem::replace(&mut told, true) {
            let message = format!("{}. It is tried again until it is stored", halt.error.message);
            tell(&Event::PersonNeeded { kind: Some(halt.error.kind.clone()), message, limit_ms: millis(limit) });
        }
        tokio::time::sleep(STORE_PAUSE).await;
    };
    if told {
        tell(&Event::PersonDone);
    }
    if let Some(kept) = vault.into_kept() {
        draft.take_kept(kept);
    }
    let result = &mut draft.result;
    result.app_id = Some(outcome.app_id);
    result.app = outcome.app.or_else(|| result.app.take());
    result.business_id = Some(outcome.business_id);
    result.business = outcome.business.or_else(|| result.business.take());
    result.system_user_id = Some(outcome.system_user_id);
    result.notes.extend(outcome.notes);
    Ok(Event::TokenStored { path, fingerprint })
}
