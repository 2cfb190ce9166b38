//! A scenario of the user's own that did not exist before: written into ./scenarios/, and looked through.

use std::path::{Path, PathBuf};

use tokio::sync::watch;

use crate::cli::run::{heed_signals, prepare, take_profile};
use crate::cli::{exit, write};
use crate::config::Settings;
use crate::run::recorder;
use crate::scenario::model::Scenario;
use crate::scenario::{Draft, Library, Placeholders, Severity, from_recorder};
use crate::secret::{files, redact};

/// Where a new scenario of this name goes. Nothing that is there is written over.
///
/// # Errors
/// Why the name will not do, in words.
pub(super) fn place(name: &str) -> Result<PathBuf, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(plain) || name.starts_with('-') {
        return Err(format!("a scenario's name is small letters, digits and hyphens, not \"{name}\""));
    }
    if let Some((_, origin)) = Library::usual().names().into_iter().find(|(known, _)| known == name) {
        return Err(format!("there is a scenario {name} already ({origin}); choose another name with --new"));
    }
    Ok(Path::new("scenarios").join(format!("{name}.toml")))
}

/// The account's values, as a scenario asks for them; the longest first, as one may be a part of another.
pub(super) fn placeholders(settings: &Settings) -> Placeholders {
    let business = settings.business.clone().unwrap_or_default();
    let root = |url: &str| url.trim_end_matches('/').to_owned();
    let mut values = vec![
        (root(&settings.developers_url), "developers_url".to_owned()),
        (root(&settings.business_url), "business_url".to_owned()),
        (settings.app.clone(), "app".to_owned()),
        (business, "business".to_owned()),
        (settings.system_user.clone(), "system_user".to_owned()),
    ];
    values.retain(|(value, _)| !value.is_empty());
    values.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    values
}

/// Writes it, and tells what the linter says. Returns the exit code.
pub(super) fn write_new(path: &Path, draft: &Draft, known: &Scenario) -> u8 {
    let text = draft.to_toml(&known.labels);
    if redact::text(&text) != text.as_str() {
        return write::usage(&"what was recorded holds what looks like a secret, and is not written");
    }
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let written = made
        .map_err(|error| error.to_string())
        .and_then(|()| files::write_atomic(path, text.as_bytes(), 0o644).map_err(|error| error.to_string()));
    if let Err(why) = written {
        return write::usage(&format_args!("{}: {why}", path.display()));
    }
    let problems = Library::usual().lint(&path.display().to_string());
    for problem in &problems {
        write::err(problem);
    }
    write::out(format_args!("written: {}", path.display()));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return exit::USAGE;
    }
    write::out(format_args!("read it through, then: tokenwright run --scenario {}", draft.name));
    exit::DONE
}

/// Records what a person does in the window. Returns the exit code.
pub(super) async fn record(name: &str, settings: &Settings) -> u8 {
    match recorded(name, settings).await {
        Ok(code) | Err(code) => code,
    }
}

async fn recorded(name: &str, settings: &Settings) -> Result<u8, u8> {
    let path = place(name).map_err(|why| write::usage(&why))?;
    let (stop, interrupt) = watch::channel(false);
    let setup = prepare(settings, None, interrupt)?;
    let _profile = take_profile(settings).map_err(|error| write::usage(&error))?;
    let signals = tokio::spawn(heed_signals(stop, None));
    let start = format!("{}/apps", settings.developers_url.trim_end_matches('/'));
    let draft = Draft { name: name.to_owned(), title: format!("Recorded: {name}"), places: Vec::new() };
    let values = placeholders(settings);
    let mut tell = |text: &str| write::err(text);
    let of = (start.as_str(), &values, &setup.scenario);
    let recorded = recorder::record(&setup, draft, of, settings.person_limit, &mut tell).await;
    signals.abort();
    match recorded {
        Ok(draft) => Ok(write_new(&path, &draft, &setup.scenario)),
        Err(error) => {
            write::error(format_args!("{}\n  {}", error.message, error.hint));
            Err(error.exit_code)
        }
    }
}

/// Makes a scenario of a recording of Chrome's `DevTools` Recorder. Returns the exit code.
pub(super) fn import(recording: &Path, name: &str, settings: &Settings) -> u8 {
    let path = match place(name) {
        Ok(path) => path,
        Err(why) => return write::usage(&why),
    };
    let known = match Library::usual().load(&settings.scenario) {
        Ok(loaded) => loaded.scenario,
        Err(error) => return write::usage(&error),
    };
    let read = std::fs::read_to_string(recording).map_err(|error| error.to_string());
    match read.and_then(|text| from_recorder(&text, name, &placeholders(settings), &known)) {
        Ok((draft, left_out)) => {
            for one in left_out {
                write::err(format_args!("{}:{}: left out: {}", recording.display(), one.line, one.why));
            }
            write::err(
                "which clicks change something on the other side no recording tells: see docs/teach.md on commits",
            );
            write_new(&path, &draft, &known)
        }
        Err(why) => write::usage(&format_args!("{}: {why}", recording.display())),
    }
}
