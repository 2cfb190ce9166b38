//! `tokenwright check`: the regression check.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum, ValueHint};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;

use super::args::{AccountArgs, AddressArgs, BrowserArgs, OutputArgs};
use super::run::{account_of, heed_signals, prepare, take_profile};
use super::setting_flags::{SettingFlags, layers, put, switch};
use super::write;
use crate::check::{self, Baseline};
use crate::config::{ConfigError, Overrides, SecretTables, Settings, Via};
use crate::outcome::check::{CheckResult, CheckStatus, StepVerdict, Verdict};
use crate::outcome::event::Event;
use crate::outcome::survey::{PageSeen, PlaceSeen, Surveyed};
use crate::report::{self, BeforeAfter};
use crate::run::setup::Setup;
use crate::run::survey::survey;
use crate::secret::{files, redact, secret_variables};

mod baseline;
mod capture;
mod mending;

/// How long the command of --on-drift may take.
const HEARS_WITHIN: Duration = Duration::from_secs(60);
/// The examples of `tokenwright check --help`.
const EXAMPLES: &str = "\
Examples:
  tokenwright check --app \"My app\" --update
  tokenwright check --app \"My app\"
  tokenwright check --app \"My app\" --suggest
  tokenwright check --app \"My app\" --json | jq -r .status

With --update it writes the baseline, while the console works; later it compares. Nothing is committed: no system user, no \
assignment, no token, no policy. Exit codes: 0 as in the baseline, 10 the console has changed and the scenario still works, \
4 a step could not be done.";

/// Flags of `tokenwright check`.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag by itself")]
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// Which account.
    #[command(flatten)]
    pub account: AccountArgs,
    /// Which addresses.
    #[command(flatten)]
    pub addresses: AddressArgs,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
    /// What is kept and shown.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Use this saved sign-in (tokenwright login)
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub session: Option<String>,
    /// Never ask or wait for a person: stop instead, with exit code 3
    #[arg(long, help_heading = "Browser")]
    pub non_interactive: bool,
    /// The baseline [default: screenshots/SCENARIO/console-LANGUAGE]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Check")]
    pub baseline: Option<PathBuf>,
    /// Write the baseline: all of it, or only the places that have changed [default: all]
    #[arg(long, value_enum, value_name = "all|changed", num_args = 0..=1, require_equals = true, default_missing_value = "all", hide_possible_values = true, help_heading = "Check")]
    pub update: Option<Update>,
    /// Say what would mend the scenario, as a diff
    #[arg(long, help_heading = "Check")]
    pub suggest: bool,
    /// Write that into your own files under ./scenarios/, after a yes at the terminal
    #[arg(long, help_heading = "Check")]
    pub apply: bool,
    /// The yes to --apply and --update; what commits is left to a person, unless it can be no other control
    #[arg(long, help_heading = "Check")]
    pub yes: bool,
    /// Also write the places as pages that can be shared: without scripts, with stand-ins for all names, IDs and numbers
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Check")]
    pub capture: Option<PathBuf>,
    /// Also write the result as a test report (`JUnit`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Check")]
    pub junit: Option<PathBuf>,
    /// A command that gets one line fit for a message on its standard input where the result is not "same"
    #[arg(long, value_name = "COMMAND", help_heading = "Check")]
    pub on_drift: Option<String>,
}

/// What of the baseline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Update {
    /// All of it.
    All,
    /// The places that have changed.
    Changed,
}

impl SettingFlags for CheckArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.account.add_to(flags);
        self.addresses.add_to(flags);
        self.browser.add_to(flags);
        self.output.add_to(flags);
        put(flags, "session", self.session.clone());
        switch(flags, "non_interactive", self.non_interactive);
    }
}

impl CheckArgs {
    /// The settings of the check, with these flags on top.
    ///
    /// # Errors
    /// Everything that is wrong with the flags, the environment and `tokenwright.toml`.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut flags = Overrides::new();
        self.add_to(&mut flags);
        let mut settings = Settings::check(&layers(flags)?)?;
        // What the API would do is no face of the console.
        settings.via = Via::Browser;
        Ok(settings)
    }
}

/// Checks the console and returns the exit code.
pub(super) async fn check(args: &CheckArgs, settings: &Settings) -> u8 {
    match checked(args, settings).await {
        Ok(code) | Err(code) => code,
    }
}

async fn checked(args: &CheckArgs, settings: &Settings) -> Result<u8, u8> {
    if args.yes && !args.apply && args.update.is_none() {
        return Err(write::usage(&"--yes answers what --apply and --update ask; give one of them, too"));
    }
    if settings.roster.is_some() {
        return Err(write::usage(
            &"a check looks at one account, and a roster is set (accounts); name the app with --app, and leave the roster out",
        ));
    }
    let tables = SecretTables::here().map_err(|error| write::usage(&error))?;
    let (stop, interrupt) = watch::channel(false);
    let setup = prepare(settings, Some(&tables), interrupt)?;
    // Whatever is wrong with the baseline is told before anything is started.
    let known = baseline_before(args, settings, &setup)?;
    if let Some(folder) = &args.capture {
        check::pack::may_be_written(folder).map_err(|error| write::usage(&error))?;
    }
    let _profile = take_profile(settings).map_err(|error| write::usage(&error))?;
    let account = account_of(settings);
    let signals = tokio::spawn(heed_signals(stop, None));
    let (began, started) = (Instant::now(), jiff::Timestamp::now());
    let folder = settings.out.join("checks").join(format!("{}-{}", started.strftime("%Y%m%dT%H%M%S%3fZ"), account.id));
    let quiet = settings.json || !std::io::stderr().is_terminal();
    let mut hear = |event: &Event| tell(event, quiet);
    let seen = Box::pin(survey(&setup, &account, &folder, args.capture.is_some(), &mut hear)).await;
    signals.abort();
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
        elapsed_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        error,
        steps,
        suggestions: Vec::new(),
        notes: seen.notes.clone(),
    };
    let here = Path::new("");
    if args.suggest || args.apply {
        result.suggestions = check::suggestions(&seen, &known, &setup.scenario.labels.languages, here);
    }
    write_files(args, &folder, &mut result, &pairs(&seen, &known));
    tell_result(settings, &result);
    if let Some(command) = args.on_drift.as_ref().filter(|_| result.status != CheckStatus::Same) {
        tell_others(command, &result).await;
    }
    if let Some(folder) = &args.capture {
        capture::capture(folder, &setup, &seen)?;
    }
    if args.update.is_some() {
        baseline::update(args, settings, &place, &known, &now, &result)?;
    }
    if args.apply {
        mending::apply(args, settings, &setup, &result)?;
    }
    Ok(result.exit_code())
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

/// Pictures of a place of before and now.
struct Pair<'a> {
    place: &'a str,
    pictures: BeforeAfter<'a>,
}

/// The pictures of each page that was looked at.
fn pairs<'a>(seen: &'a Surveyed, known: &'a Baseline) -> Vec<Pair<'a>> {
    let pages = seen.places.iter().flat_map(|place| place.pages.iter().map(move |page| (place, page)));
    let pair = |(place, page): (&'a PlaceSeen, &'a PageSeen)| Pair {
        place: &place.place,
        pictures: BeforeAfter {
            title: &place.title,
            was: known.pictures.get(&page.step).map(Vec::as_slice),
            now: page.picture.as_deref(),
        },
    };
    pages.map(pair).collect()
}

fn is_changed(step: &StepVerdict) -> bool {
    !matches!(step.verdict, Verdict::Same | Verdict::NotReachable)
}

/// What is kept of the check, and what others are told of it. None of it decides how the check ends.
fn write_files(args: &CheckArgs, folder: &Path, result: &mut CheckResult, pairs: &[Pair<'_>]) {
    let keep = |path: &Path, text: &str| {
        let kept = files::write_atomic(path, redact::text(text).as_bytes(), 0o600);
        if let Err(error) = &kept {
            write::err(format_args!("warning: {error}"));
        }
        kept.is_ok()
    };
    if folder.is_dir() {
        let report = folder.join("report.html");
        let changed = |place: &str| result.steps.iter().any(|step| step.place == place && is_changed(step));
        let pairs: Vec<BeforeAfter<'_>> =
            pairs.iter().filter(|pair| changed(pair.place)).map(|pair| BeforeAfter { ..pair.pictures }).collect();
        let page = report::check_html(result, &pairs);
        result.report = keep(&report, &page).then(|| report.display().to_string());
        keep(&folder.join("check.json"), &report::check_json(result));
    }
    if let Some(path) = &args.junit {
        keep(path, &report::check_junit(result));
    }
}

/// Starts what is to hear of a change, with one line on its standard input. It gets no secret, and decides nothing.
async fn tell_others(command: &str, result: &CheckResult) {
    let mut shell = tokio::process::Command::new("sh");
    shell
        .args(["-c", command])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true);
    for name in secret_variables() {
        shell.env_remove(name);
    }
    let line = format!("{}\n", redact::text(&result.headline()));
    let told = async {
        let mut child = shell.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // One that does not read is no fault.
            let _ = input.write_all(line.as_bytes()).await;
        }
        child.wait().await
    };
    match tokio::time::timeout(HEARS_WITHIN, told).await {
        Ok(Ok(status)) if status.success() => {}
        Ok(Ok(status)) => write::err(format_args!("warning: --on-drift ended with {status}")),
        Ok(Err(error)) => write::err(format_args!("warning: --on-drift: {error}")),
        Err(_) => write::err(format_args!("warning: --on-drift took longer than {} s", HEARS_WITHIN.as_secs())),
    }
}

/// Asks a person at the terminal.
fn says_yes(question: &str) -> bool {
    eprint!("{question} [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
