//! `tokenwright login NAME`: a person signs in, in a window, and the browser's profile is kept.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;
use tokio::sync::watch;

use super::args::{AddressArgs, BrowserArgs};
use super::run::{heed_signals, of_browser, sign_ins};
use super::setting_flags::SettingFlags;
use super::terminal::Stopping;
use super::{exit, write};
use crate::browser::Session;
use crate::config::{Overrides, Settings};
use crate::fleet::sign_in::SignIns;
use crate::report::words::{clock, moment};
use crate::scenario;
use crate::scenario::model::{Condition, Scenario};
use crate::secret::redact;

mod sealed;

/// How often is looked whether the person is done.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// For so long the page must have stayed that only those see who are signed in.
const STAYS: Duration = Duration::from_secs(2);

/// Flags of `tokenwright login`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright login work
  tokenwright run --app \"My app\" --session work
  tokenwright login --list
  tokenwright login work --export work.age   # sealed to those under [deliver], recipients
  tokenwright login work --import work.age   # for fresh browsers here, or with --webdriver
  tokenwright login work --keyring           # both at once, by a key in this system's keyring

What is kept is the browser's own profile, cookies included, in a folder for your user alone. Tokenwright has no field for a \
password, reads none and stores none.")]
pub struct LoginArgs {
    /// What the sign-in is called
    #[arg(required_unless_present_any = ["list", "forget"], conflicts_with_all = ["list", "forget"])]
    pub name: Option<String>,
    /// List the sign-ins that are saved
    #[arg(long, conflicts_with = "forget")]
    pub list: bool,
    /// Write its cookies into this file, sealed to the recipients of `deliver` in tokenwright.toml
    #[arg(long, value_name = "FILE", requires = "name", conflicts_with = "import")]
    pub export: Option<PathBuf>,
    /// Keep a sign-in that was exported, sealed as it is; `identity` of `deliver` in the settings opens it
    #[arg(long, value_name = "FILE", requires = "name")]
    pub import: Option<PathBuf>,
    /// Seal its cookies by a key in this system's keyring, for fresh browsers with --webdriver
    #[arg(long, requires = "name", conflicts_with_all = ["export", "import"])]
    pub keyring: bool,
    /// Remove a saved sign-in
    #[arg(long, value_name = "NAME")]
    pub forget: Option<String>,
    /// Which addresses.
    #[command(flatten)]
    pub addresses: AddressArgs,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
}

impl SettingFlags for LoginArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.addresses.add_to(flags);
        self.browser.add_to(flags);
    }
}

/// Does what `tokenwright login` does, and returns the exit code.
pub(super) async fn run(args: &LoginArgs, settings: &Settings) -> u8 {
    let all = sign_ins();
    all.sweep();
    if args.list {
        list(&all);
        return exit::DONE;
    }
    if let Some(name) = &args.forget {
        return match all.forget(name) {
            Ok(()) => {
                write::out(format_args!(
                    "the sign-in \"{name}\" is forgotten on this machine; sign it out at Meta, too, if need be"
                ));
                exit::DONE
            }
            Err(error) => write::usage(&error),
        };
    }
    let name = args.name.as_deref().unwrap_or_default();
    if let Some(file) = &args.export {
        return sealed::export(&all, name, file, settings).await;
    }
    if args.keyring {
        return sealed::by_keyring(&all, name, settings).await;
    }
    if let Some(file) = &args.import {
        return sealed::import(&all, name, file);
    }
    let loaded = match scenario::load(&settings.scenario) {
        Ok(loaded) => loaded,
        Err(error) => return write::usage(&error),
    };
    if settings.webdriver.is_some() {
        return write::usage(&"a sign-in is kept in a browser of this machine, and --webdriver names another one");
    }
    let made = all.make(name).and_then(|profile| of_browser(&profile, name, settings).map(|()| profile));
    let (profile, lock) = match made.and_then(|profile| Ok((profile, all.take(name)?))) {
        Ok(made) => made,
        Err(error) => return write::usage(&error),
    };
    let mut options = settings.browser_options();
    options.profile = Some(profile);
    options.headless = false;
    let (stop, interrupt) = watch::channel(false);
    let signals = tokio::spawn(heed_signals(stop, Some(Stopping::plain(Box::new(redact::stderr())))));
    let code = match Session::start(&options).await {
        Ok(session) => {
            let code = sign_in(&session, &loaded.scenario, name, settings, interrupt).await;
            // Its end is when the profile is whole.
            let closed = session.close().await;
            match (code, closed) {
                (exit::DONE, Err(error)) => {
                    write::error(format_args!("{error}; sign in once more"));
                    exit::BROWSER
                }
                (code, _) => code,
            }
        }
        Err(error) => {
            write::error(format_args!("{error}; {}", error.hint()));
            exit::BROWSER
        }
    };
    signals.abort();
    drop(lock);
    if code != exit::DONE && all.list().iter().any(|one| one.name == name && one.since.is_none()) {
        // Nobody has ever signed in there: it would only look like a sign-in.
        if let Err(error) = all.forget(name) {
            write::error(error);
        }
    }
    if code == exit::DONE {
        if let Err(error) = all.note(name, Timestamp::now()) {
            return write::usage(&error);
        }
        write::out(format_args!(
            "the sign-in \"{name}\" is saved: use it with --session {name}, or in the column session of a roster"
        ));
    }
    code
}

/// Waits until the person has signed in.
async fn sign_in(
    session: &Session,
    scenario: &Scenario,
    name: &str,
    settings: &Settings,
    mut interrupt: watch::Receiver<bool>,
) -> u8 {
    let root = settings.developers_url.trim_end_matches('/');
    if let Err(error) = session.goto(&format!("{root}/apps")).await {
        write::error(error);
        return exit::BROWSER;
    }
    let limit = settings.person_limit;
    let patience = clock(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX));
    write::err(format_args!(
        "Sign in to Meta in the browser window. It closes by itself once you are signed in as \"{name}\"; it waits up to {patience}."
    ));
    if std::io::stderr().is_terminal() {
        let _lost_if_closed = redact::stderr().write_all(b"\x07");
    }
    let began = Instant::now();
    let mut inside: Option<Instant> = None;
    while began.elapsed() < limit {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _ = interrupt.wait_for(|stop| *stop) => return exit::INTERRUPTED,
        }
        let loaded = session.execute("return document.readyState", Vec::new()).await;
        match session.current_url().await {
            Ok(url) if is_inside(&url, root, scenario) && loaded.is_ok_and(|state| state == "complete") => {
                if inside.get_or_insert_with(Instant::now).elapsed() >= STAYS {
                    return exit::DONE;
                }
            }
            Ok(_) => inside = None,
            Err(error) if error.session_lives() => inside = None,
            Err(error) => {
                write::error(format_args!(
                    "the window was closed before you were signed in ({error}); nothing is saved"
                ));
                return exit::PERSON;
            }
        }
    }
    write::error(format_args!("nobody signed in within {patience}; run `tokenwright login {name}` again"));
    exit::PERSON
}

/// Whether this is a page of the app panel, and none of those at which a person is asked for something.
fn is_inside(url: &str, root: &str, scenario: &Scenario) -> bool {
    let stops = scenario.interruptions.iter().flat_map(|interruption| &interruption.when);
    let asked = stops.filter_map(|condition| match condition {
        Condition::Url(glob) if glob.starts_with('*') => Some(glob.trim_matches('*')),
        _ => None,
    });
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let on_panel = path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    on_panel && !asked.filter(|part| !part.contains('*')).any(|part| path.contains(part))
}

fn list(all: &SignIns) {
    let known = all.list();
    if known.is_empty() {
        write::out("no sign-in is saved; `tokenwright login NAME` saves one");
    }
    for one in known {
        let since =
            one.since.as_deref().map_or_else(|| "never signed in".to_owned(), |at| format!("signed in {}", moment(at)));
        let in_use = if one.in_use { ", in use" } else { "" };
        let sealed = if one.sealed { ", sealed for other browsers" } else { "" };
        write::out(format_args!("{}  {since}{sealed}{in_use}", one.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_asked_to_sign_in_is_not_signed_in() {
        let scenario = scenario::load("whatsapp-token").unwrap().scenario;
        let inside = |url: &str| is_inside(url, "https://d.example", &scenario);
        assert!(inside("https://d.example/apps") && inside("https://d.example/apps/1?x=/login"));
        for url in [
            "https://d.example/login/?next=/apps",
            "https://b.example/apps",
            "https://d.example.evil/apps",
            "about:blank",
        ] {
            assert!(!inside(url), "{url}");
        }
    }
}
