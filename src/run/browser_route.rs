//! The token by the documented clicks: the walk in a browser.

use std::time::{Duration, Instant};

use super::halt::Halt;
use super::job::Job;
use super::owner::stored_for_app;
use super::replay::Replay;
use super::report_files::open_trace;
use super::setup::Setup;
use super::stage::{Stage, millis};
use super::values::values;
use crate::browser::{BrowserError, Session, grid};
use crate::names;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::secret::redact;

/// From when on, and how often, a person is told that a browser is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Walks the scenario in a browser, and stores the token, where it comes to one: that is on the disk when this returns.
pub(super) async fn walk(job: &mut Job<'_>) -> Result<(), Halt> {
    let Job { setup, account, ledger, run, folder, began, .. } = *job;
    let draft = &mut *job.draft;
    let mut trace = open_trace(setup.trace, folder, draft)?;
    let session = start_browser(setup, began, |event| {
        trace.event(event, began.elapsed());
        (job.hear)(event);
    })
    .await?;
    draft.result.notes.extend(session.warnings.iter().cloned());
    let (walked, kept) = {
        let (stage, mut under_way) =
            Stage::begin(setup, account, &session, &mut *job.hear, &mut trace, (ledger, run), began);
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
    leave(setup, session, walked.is_ok()).await;
    if draft.stored.is_none() {
        walked?;
        // What comes to no token is done.
        return if setup.scenario.makes_token() { Err(no_token()) } else { Ok(()) };
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

fn no_token() -> Halt {
    let message = "the scenario ended without reading a token";
    Halt::new("scenario", code::USAGE, message, "run `tokenwright scenario lint`")
}

/// A word on a name that is not written as it was asked for: it is taken, as no other is nearer, and may yet be another than was meant.
fn written_otherwise(what: &str, asked: Option<&str>, is: Option<&str>) -> Option<String> {
    let (asked, is) = (asked?, is?);
    (names::same(asked, is) == names::Sameness::Folded)
        .then(|| format!("the {what} is called \"{is}\" in the console, where \"{asked}\" was asked for"))
}

/// Starts a browser, and tells so where that takes its time: a Grid may have none free.
pub(super) async fn start_browser(
    setup: &Setup,
    began: Instant,
    mut tell: impl FnMut(&Event),
) -> Result<Session, Halt> {
    let mut interrupt = setup.interrupt.clone();
    let asked = began.elapsed();
    let mut starting = std::pin::pin!(opened(setup));
    loop {
        tokio::select! {
            session = &mut starting => return Ok(session?),
            _ = interrupt.wait_for(|stop| *stop) => return Err(Halt::interrupted()),
            () = tokio::time::sleep(PATIENCE) => {}
        }
        let Some(address) = &setup.browser.webdriver else { continue };
        let load = tokio::select! {
            session = &mut starting => return Ok(session?),
            load = grid::load(address) => load,
        };
        let what = load.map_or_else(|| "a browser".to_owned(), |load| format!("a browser: {load}"));
        let (ms, limit_ms) = (millis(began.elapsed().saturating_sub(asked)), millis(setup.browser.start_limit));
        tell(&Event::Waiting { what, ms, limit_ms });
    }
}

async fn opened(setup: &Setup) -> Result<Session, BrowserError> {
    let session = match &setup.browsers {
        Some(browsers) => browsers.take(&setup.browser).await?,
        None => Session::start(&setup.browser).await?,
    };
    if let Some(cookies) = &setup.cookies
        && let Err(error) = session.put_cookies(cookies).await
    {
        session.close().await.ok();
        return Err(error);
    }
    crate::page::prepare(&session).await;
    Ok(session)
}

/// Closes the browser, or leaves it to another account, if all went well with this one.
pub(super) async fn leave(setup: &Setup, session: Session, all_well: bool) {
    let left = match &setup.browsers {
        Some(browsers) if all_well => browsers.give_back(&setup.browser, session).await,
        _ => session.close().await,
    };
    if let Err(error) = left {
        tracing::debug!("closing the browser: {}", redact::text(&error.to_string()));
    }
}
