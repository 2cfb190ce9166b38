//! The check of one account, from the baseline to what is told of it.

use std::io::IsTerminal as _;
use std::path::Path;
use std::time::Instant;

use tokio::sync::watch;

use super::args::{CheckArgs, Update};
use super::{baseline, capture, mending, on_drift, sandbox};
use crate::check::{self, Baseline};
use crate::cli::run::{account_of, prepare, take_profile};
use crate::cli::write;
use crate::config::{SecretTables, Settings};
use crate::outcome::check::{CheckResult, CheckStatus};
use crate::outcome::event::Event;
use crate::outcome::shown::Shown;
use crate::report;
use crate::run::setup::Setup;
use crate::run::survey::survey;
use crate::secret::{files, redact};

/// Checks one account, and tells what came of it. `Err`: nothing was started, or what was asked for could not be written.
pub(super) async fn check(
    args: &CheckArgs,
    settings: &Settings,
    tables: &SecretTables,
    interrupt: watch::Receiver<bool>,
) -> Result<CheckResult, u8> {
    let setup = prepare(settings, Some(tables), interrupt)?;
    // Whatever is wrong with the baseline is told before anything is started.
    let known = baseline_before(args, settings, &setup)?;
    if let Some(folder) = &args.capture {
        check::pack::may_be_written(folder).map_err(|error| write::usage(&error))?;
    }
    let _profile = take_profile(settings).map_err(|error| write::usage(&error))?;
    let account = account_of(settings);
    let (began, started) = (Instant::now(), jiff::Timestamp::now());
    let folder = settings.out.join("checks").join(format!("{}-{}", started.strftime("%Y%m%dT%H%M%S%3fZ"), account.id));
    let quiet = settings.json || !std::io::stderr().is_terminal();
    let mut hear = |event: &Event| tell(event, quiet);
    let seen = Box::pin(survey(&setup, &account, &folder, args.capture.is_some(), &mut hear)).await;
    let place = args.baseline.clone().unwrap_or_else(|| {
        check::default_folder(
            &setup.scenario.name,
            settings.language.as_deref().or(seen.language.as_deref()).unwrap_or_default(),
        )
    });
    let known = match known {
        Some(known) => known,
        None if args.update.is_some() => Baseline::default(),
        None if seen.ended.is_some() => Baseline::default(),
        None => check::read(&place, &setup.scenario.name).map_err(|error| write::usage(&error))?,
    };
    let now = Baseline::of(&setup.scenario.name, &seen);
    // What is written for the first time is compared with itself.
    let first = known.controls.is_empty();
    let (status, steps, error) = check::compare(&seen, if first { &now } else { &known });
    let mut result = CheckResult {
        account: account.id.clone(),
        scenario: setup.scenario.name.clone(),
        status,
        baseline: place.display().to_string(),
        report: None,
        elapsed_ms: 0,
        error,
        steps,
        suggestions: Vec::new(),
        notes: seen.notes.clone(),
    };
    let here = Path::new("");
    if args.suggest || args.apply {
        result.suggestions = check::suggestions(&seen, &known, &setup.scenario.labels.languages, here);
    }
    let capturing = args.capture.as_ref().map(|folder| capture::capture(folder, &setup, &seen));
    let languages = setup.scenario.labels.languages.clone();
    if args.sandbox_business.is_some() {
        sandbox::walk(setup, &account, &mut result, &mut hear).await;
    }
    result.elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let shown = check::shown(&seen, &known, &result.steps);
    write_files(&folder, &mut result, &shown);
    tell_result(settings, &result);
    if let Some(command) = args.on_drift.as_ref().filter(|_| result.status != CheckStatus::Same) {
        on_drift::tell(command, settings.roster.is_some(), &result).await;
    }
    capturing.unwrap_or(Ok(()))?;
    if args.update.is_some() {
        baseline::update(args, settings, &place, &known, &now, &result)?;
    }
    if args.apply {
        mending::apply(args, settings, &languages, &result)?;
    }
    Ok(result)
}

/// The baseline, as far as its place is known before the console was seen. `Ok(None)`: the page's language decides, or it is written.
fn baseline_before(args: &CheckArgs, settings: &Settings, setup: &Setup) -> Result<Option<Baseline>, u8> {
    let scenario = &setup.scenario.name;
    let named =
        args.baseline.clone().or_else(|| settings.language.as_ref().map(|tag| check::default_folder(scenario, tag)));
    let Some(folder) = named else {
        let any = Path::new("screenshots").join(scenario);
        if args.update.is_none() && !any.is_dir() {
            let folder = check::default_folder(scenario, "en");
            return Err(write::usage(&check::BaselineError::Missing { folder }));
        }
        return Ok(None);
    };
    match check::read(&folder, scenario) {
        Ok(baseline) => Ok(Some(baseline)),
        // It is written anew: only what belongs to something else is left alone.
        Err(error @ check::BaselineError::Other { .. }) => Err(write::usage(&error)),
        Err(_) if args.update == Some(Update::All) => Ok(None),
        Err(check::BaselineError::Missing { .. }) if args.update.is_some() => Ok(None),
        Err(error) => Err(write::usage(&error)),
    }
}

/// A line a step, for a person who waits.
fn tell(event: &Event, quiet: bool) {
    if quiet {
        return;
    }
    match event {
        Event::StepStarted { title, .. } => write::err(format_args!("… {title}")),
        Event::PersonNeeded { message, .. } => write::err(format_args!("a person is needed: {message}")),
        Event::Note { message } => write::err(format_args!("  {message}")),
        _ => {}
    }
}

fn tell_result(settings: &Settings, result: &CheckResult) {
    if settings.json {
        write::out(redact::text(&report::check_json(result)));
    } else {
        write::out(redact::text(report::check_text(result).trim_end()));
    }
}

/// What is kept of the check, and what others are told of it. None of it decides how the check ends.
fn write_files(folder: &Path, result: &mut CheckResult, places: &[Shown<'_>]) {
    let keep = |path: &Path, text: &str| {
        let kept = files::write_atomic(path, redact::text(text).as_bytes(), 0o600);
        if let Err(error) = &kept {
            write::err(format_args!("warning: {error}"));
        }
        kept.is_ok()
    };
    if folder.is_dir() {
        let report = folder.join("report.html");
        let page = report::check_html(result, places);
        result.report = keep(&report, &page).then(|| report.display().to_string());
        keep(&folder.join("check.json"), &report::check_json(result));
    }
}
