//! `tokenwright teach`: the walk of the check with a person beside it, who points at what is not found.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use tokio::sync::watch;

use super::args::{AccountArgs, AddressArgs, BrowserArgs, PlaceArgs};
use super::run::{account_of, heed_signals, prepare, take_profile};
use super::setting_flags::{SettingFlags, layers, put, switch};
use super::{exit, write};
use crate::config::{ConfigError, Overrides, SecretTables, Settings, Trace, Via};
use crate::outcome::event::Event;
use crate::run::teach::{self, Taught};

mod mend;
mod new;

use mend::Mending;

/// The longest wait for one step where nothing says otherwise: a person sits beside it.
const TIMEOUT: u64 = 12;
/// The examples of `tokenwright teach --help`.
const EXAMPLES: &str = "\
Examples:
  tokenwright teach --app \"My app\"
  tokenwright teach --app \"My app\" --system-user \"Cloud Messaging\" --session me
  tokenwright teach --new my-walk --app \"My app\" --business \"My business\"
  tokenwright teach --new my-walk --import recording.json

It walks as `tokenwright check` does: nothing is committed, no system user, no assignment, no token, no policy. Where a control is \
not found, a panel in the page asks you to point at it; your click triggers nothing. What would mend the scenario is tried on the \
page, shown as a diff, and written into ./scenarios/ after your yes. Exit codes: 0 all was found or taught, 4 something was left \
as it is.";

/// Flags of `tokenwright teach`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct TeachArgs {
    /// Which account.
    #[command(flatten)]
    pub account: AccountArgs,
    /// Which addresses.
    #[command(flatten)]
    pub addresses: AddressArgs,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
    /// Where the trace goes.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Which pictures are kept [default: full]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "full|failures|off", help_heading = "Output")]
    pub trace: Option<Trace>,
    /// Use this saved sign-in (tokenwright login)
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub session: Option<String>,
    /// The yes to what is written; of what commits you are asked all the same
    #[arg(long, help_heading = "Teach")]
    pub yes: bool,
    /// Record what you do in the window into a new scenario, ./scenarios/NAME.toml
    #[arg(long, value_name = "NAME", help_heading = "Teach")]
    pub new: Option<String>,
    /// Make it of a recording of Chrome's `DevTools` Recorder, exported as JSON; no browser is started
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "new", help_heading = "Teach")]
    pub import: Option<PathBuf>,
}

impl SettingFlags for TeachArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.account.add_to(flags);
        self.addresses.add_to(flags);
        self.browser.add_to(flags);
        self.place.add_to(flags);
        put(flags, "trace", self.trace.map(Trace::word));
        put(flags, "session", self.session.clone());
        // A person points at what they see.
        switch(flags, "headed", !self.browser.headless);
    }
}

impl TeachArgs {
    /// The settings of the walk, with these flags on top.
    ///
    /// # Errors
    /// Everything that is wrong with the flags, the environment and `tokenwright.toml`.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut flags = Overrides::new();
        self.add_to(&mut flags);
        let layers = layers(flags)?;
        let mut settings = Settings::check(&layers)?;
        settings.via = Via::Browser;
        if !layers.has("timeout") {
            settings.timeout = Duration::from_secs(TIMEOUT);
        }
        Ok(settings)
    }
}

/// Does what the flags ask for, and returns the exit code.
pub(super) async fn run(args: &TeachArgs) -> u8 {
    if let Some(name) = &args.new {
        return match (args.settings_without_account(), &args.import) {
            (Ok(settings), Some(recording)) => new::import(recording, name, &settings),
            (Ok(settings), None) => Box::pin(new::record(name, &settings)).await,
            (Err(error), _) => write::usage(&error),
        };
    }
    match args.settings() {
        Ok(settings) => teach(args, &settings).await,
        Err(error) => write::usage(&error),
    }
}

/// Walks, and has a person point; returns the exit code.
async fn teach(args: &TeachArgs, settings: &Settings) -> u8 {
    match taught(args, settings).await {
        Ok(code) | Err(code) => code,
    }
}

async fn taught(args: &TeachArgs, settings: &Settings) -> Result<u8, u8> {
    if settings.roster.is_some() {
        return Err(write::usage(
            &"one account is walked, and a roster is set (accounts); name the app with --app, and leave the roster out",
        ));
    }
    let tables = SecretTables::here().map_err(|error| write::usage(&error))?;
    let (stop, interrupt) = watch::channel(false);
    let mut setup = prepare(settings, Some(&tables), interrupt)?;
    // Whoever points can sign in, too.
    setup.person_limit = Some(settings.person_limit);
    let _profile = take_profile(settings).map_err(|error| write::usage(&error))?;
    let account = account_of(settings);
    let signals = tokio::spawn(heed_signals(stop, None));
    let started = jiff::Timestamp::now();
    let folder = settings.out.join("teach").join(format!("{}-{}", started.strftime("%Y%m%dT%H%M%S%3fZ"), account.id));
    let mut mending = Mending::new(&settings.scenario, setup.scenario.labels.languages.clone(), args.yes);
    let mut hear = |event: &Event| tell(event);
    let came = Box::pin(teach::teach(&setup, &account, &folder, settings.person_limit, &mut mending, &mut hear)).await;
    signals.abort();
    Ok(tell_end(settings, &came))
}

/// A line a step, for the person who waits.
fn tell(event: &Event) {
    match event {
        Event::StepStarted { title, .. } => write::err(format_args!("… {title}")),
        Event::PersonNeeded { message, .. } => write::err(format_args!("a person is needed: {message}")),
        Event::Note { message } => write::err(format_args!("  {message}")),
        Event::Waiting { what, ms, limit_ms } => {
            write::err(format_args!("  waiting: {what} ({} s of {} s)", ms / 1000, limit_ms / 1000));
        }
        _ => {}
    }
}

/// Says what was taught, what was not, and what to do next.
fn tell_end(settings: &Settings, came: &Taught) -> u8 {
    for one in &came.learned {
        write::out(format_args!("taught: {} = {} ({}:{})", one.title, one.pointed, one.file, one.line));
    }
    for one in &came.missed {
        write::out(format_args!("left as it is: {}: {}", one.title, one.message));
    }
    let files: BTreeSet<&str> = came.learned.iter().map(|one| one.file.as_str()).collect();
    if !files.is_empty() {
        let files: Vec<&str> = files.into_iter().collect();
        write::out(format_args!("changed: {}", files.join(", ")));
    }
    if let Some(error) = &came.ended {
        write::error(format_args!("{}\n  {}", error.message, error.hint));
        return error.exit_code;
    }
    if !came.missed.is_empty() {
        return exit::PAGE;
    }
    if came.learned.is_empty() {
        write::out("everything was found: there was nothing to teach");
    } else {
        write::out(format_args!("see that all is well: tokenwright check --app {:?}", settings.app));
    }
    exit::DONE
}
