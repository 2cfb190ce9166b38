//! The token by the documented clicks: the walk in a browser.

use tokio::sync::watch;

use super::halt::Halt;
use super::job::Job;
use super::mint::Vault;
use super::owner::stored_for_app;
use super::replay::Replay;
use super::report_files::open_trace;
use super::setup::Setup;
use super::stage::Stage;
use super::values::values;
use crate::browser::Session;
use crate::names;
use crate::outcome::code;
use crate::secret::redact;

/// Walks the scenario in a browser, and stores the token. It is on the disk when this returns.
pub(super) async fn walk(job: &mut Job<'_>) -> Result<(), Halt> {
    let Job { setup, account, ledger, run, folder, began, .. } = *job;
    let draft = &mut *job.draft;
    let mut trace = open_trace(setup.trace, folder, draft)?;
    let session = start_browser(setup).await?;
    draft.result.notes.extend(session.warnings.iter().cloned());
    let (regime, mut under_way) = watch::channel(false);
    let (walked, kept) = {
        let stage = Stage {
            session: &session,
            hear: &mut *job.hear,
            ledger,
            run,
            account: account.id.clone(),
            trace: &mut trace,
            vault: Vault::new(setup, account),
            interrupt: setup.interrupt.clone(),
            regime,
            dark: false,
            began,
            timeout: setup.timeout.saturating_mul(setup.patience),
            patience: setup.patience,
            person_limit: setup.person_limit,
            language: setup.language.clone(),
            notes: Vec::new(),
            last_good_url: None,
            commit: None,
            ratio: None,
        };
        let mut replay = Replay::new(&setup.scenario, values(setup, account), stage);
        setup.graph.root().clone_into(&mut replay.console);
        let known = |app_id: &str| stored_for_app(&setup.store, account, app_id);
        if !setup.force_new_token {
            replay.stored_elsewhere = Some(&known);
        }
        let mut interrupt = setup.interrupt.clone();
        // While a token is being made, its regime hears of the signal, and ends the walk when it is read.
        let told_to_end = async {
            let _ = interrupt.wait_for(|stop| *stop).await;
            let _ = under_way.wait_for(|under_way| !*under_way).await;
        };
        let walked = tokio::select! {
            walked = replay.walk() => walked,
            () = told_to_end => Err(Halt::interrupted()),
        };
        let Replay { records, values, language, stage, elsewhere, .. } = replay;
        draft.elsewhere = elsewhere;
        let notes = stage.notes;
        let result = &mut draft.result;
        result.steps = records;
        result.language = language;
        result.notes.extend(notes);
        result.app_id = values.get("app_id").cloned();
        result.app = values.get("app_name").map(|name| names::seen(name));
        result.business = values.get("business").cloned();
        result.business_id = values.get("business_id").cloned();
        result.notes.extend(written_otherwise("app", Some(&account.app), result.app.as_deref()));
        result.notes.extend(written_otherwise("business", account.business.as_deref(), result.business.as_deref()));
        // The console may have refused the default name, and taken another spelling of it.
        if let Some(name) = values.get("system_user") {
            result.system_user.clone_from(name);
        }
        (walked, stage.vault.into_kept())
    };
    if let Some(kept) = kept {
        draft.take_kept(kept);
    }
    close(session).await;
    if draft.stored.is_none() {
        walked?;
        return Err(Halt::new(
            "scenario",
            code::USAGE,
            "the scenario ended without reading a token",
            "run `tokenwright scenario lint`",
        ));
    }
    // The token is stored: whatever went wrong after that loses nothing, and the proof decides.
    if let Err(halt) = walked {
        if halt.error.exit_code == code::INTERRUPTED {
            return Err(halt);
        }
        draft.result.notes.push(format!("after the token was stored: {}", halt.error.message));
    }
    Ok(())
}

/// A word on a name that is not written as it was asked for: it is taken, as no other is nearer, and may yet be another than was meant.
fn written_otherwise(what: &str, asked: Option<&str>, is: Option<&str>) -> Option<String> {
    let (asked, is) = (asked?, is?);
    (names::same(asked, is) == names::Sameness::Folded)
        .then(|| format!("the {what} is called \"{is}\" in the console, where \"{asked}\" was asked for"))
}

async fn start_browser(setup: &Setup) -> Result<Session, Halt> {
    let mut interrupt = setup.interrupt.clone();
    let session = tokio::select! {
        session = Session::start(&setup.browser) => session?,
        _ = interrupt.wait_for(|stop| *stop) => return Err(Halt::interrupted()),
    };
    crate::page::prepare(&session).await;
    Ok(session)
}

async fn close(session: Session) {
    if let Err(error) = session.close().await {
        tracing::debug!("closing the browser: {}", redact::text(&error.to_string()));
    }
}
