//! The layers of settings, and which of them a value comes from.

use std::{
    collections::{BTreeMap, HashMap},
    env,
    ffi::OsString,
    ops::Range,
    path::PathBuf,
};

use config::{Config, Environment, FileFormat};

use super::{
    error::ConfigError,
    file::{File, look},
    keys::{KEYS, Key, OTHER_VARIABLES},
    source::{source, usual_files, without_place},
};
use crate::scenario::{Problem, Severity, closest};

/// How the variables begin.
const PREFIX: &str = "TOKENWRIGHT_";

/// What the flags say: key and value, only of those that were given.
pub type Overrides = BTreeMap<&'static str, String>;

/// Flags that say nothing of whom a single run is about, or are said of it anyway.
const NOT_REPEATED: [&str; 15] = [
    "app",
    "id",
    "headed",
    "headless",
    "trace",
    "json",
    "non_interactive",
    "force_new_token",
    "accounts",
    "jobs",
    "jobs_per_session",
    "max_failures",
    "pause",
    "accounts_per_hour",
    "person_limit",
];

/// All layers, one above the other.
pub struct Layers {
    merged: Config,
    files: Vec<File>,
    environment: HashMap<String, String>,
    flags: Overrides,
    warnings: Vec<String>,
}

impl Layers {
    /// The layers of this process: `tokenwright.toml` in the configuration folder and in this folder, which goes before it,
    /// the environment and these flags.
    ///
    /// # Errors
    /// What is wrong with the files, and variables of ours that are no text.
    pub fn here(flags: Overrides) -> Result<Self, ConfigError> {
        let all: Vec<(OsString, OsString)> = env::vars_os().collect();
        let problems = not_text(&all);
        if !problems.is_empty() {
            return Err(ConfigError { problems });
        }
        let texts = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self::new(&usual_files(), all.into_iter().filter_map(texts), flags)
    }

    /// Layers of these files (those that are there, the weakest first), these variables and these flags.
    ///
    /// # Errors
    /// What is wrong with the files.
    pub fn new(
        paths: &[PathBuf],
        variables: impl IntoIterator<Item = (String, String)>,
        flags: Overrides,
    ) -> Result<Self, ConfigError> {
        let (files, problems) = read(paths);
        if !problems.is_empty() {
            return Err(ConfigError { problems });
        }
        let known: Vec<String> = KEYS.iter().map(Key::variable).collect();
        let (environment, others): (HashMap<String, String>, HashMap<String, String>) =
            variables.into_iter().filter(|(_, value)| !value.is_empty()).partition(|(name, _)| known.contains(name));
        let warnings = slips(others.keys(), &known);
        let merged = merge(&files, &environment, &flags)
            .map_err(|error| ConfigError { problems: vec![without_place("settings".to_owned(), error.to_string())] })?;
        Ok(Self { merged, files, environment, flags, warnings })
    }

    /// What a person should look at although nothing is wrong: variables that are nearly, but not quite, settings.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The flags that were given, but for the account's app and name, those of many accounts, and those about what is shown, asked or
    /// kept.
    pub(super) fn given(&self) -> Overrides {
        let given = self.flags.iter().filter(|(name, _)| !NOT_REPEATED.contains(name));
        given.map(|(name, value)| (*name, value.trim().to_owned())).collect()
    }

    /// Whether any layer says something of this key.
    pub fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    /// The value of a text or a number, as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.merged.get_string(name).ok().map(|value| value.trim().to_owned())
    }

    /// What a driver or Grid is asked for besides: a later file's table replaces that of an earlier one.
    pub(super) fn capabilities(&self) -> serde_json::Map<String, serde_json::Value> {
        self.files.iter().rev().find_map(|file| file.capabilities.clone()).unwrap_or_default()
    }

    /// The value of a switch; `Err` with what was written instead.
    pub(super) fn switch(&self, name: &str) -> Result<bool, String> {
        if self.merged.get_string(name).is_err() {
            return Ok(false);
        }
        self.merged.get_bool(name).map_err(|_| self.text(name).unwrap_or_default())
    }

    /// How strong the layer is that a value comes from; 0: the default.
    pub(super) fn strength(&self, key: &Key) -> usize {
        if self.flags.contains_key(key.name) {
            return self.files.len() + 2;
        }
        if self.environment.contains_key(&key.variable()) {
            return self.files.len() + 1;
        }
        self.files.iter().rposition(|file| file.places.contains_key(key.name)).map_or(0, |at| at + 1)
    }

    /// A fault of a setting, told of the flag, the variable or the place in the file that the value comes from.
    pub(super) fn fault(&self, key: &Key, message: String, hint: Option<String>) -> Problem {
        let strength = self.strength(key);
        if let Some(file) = strength.checked_sub(1).and_then(|at| self.files.get(at)) {
            let span: Range<usize> = file.places.get(key.name).cloned().unwrap_or(0..0);
            return Problem::at(&file.source, span, message, hint);
        }
        let file = if strength == self.files.len() + 1 { key.variable() } else { key.flag() };
        Problem { severity: Severity::Error, file, place: None, message, hint }
    }
}

/// Settings whose variable holds no text: left out, they would look as if they had no effect.
fn not_text(variables: &[(OsString, OsString)]) -> Vec<Problem> {
    let is_setting = |name: &str| KEYS.iter().any(|key| key.variable() == name);
    let wrong = variables.iter().filter(|(_, value)| value.to_str().is_none());
    let named = wrong.filter_map(|(name, _)| name.to_str().filter(|name| is_setting(name)));
    named.map(|name| without_place(name.to_owned(), "its value is not UTF-8 text".to_owned())).collect()
}

/// Variables that look like a slip of one of the program's. Not an error: others may have variables that begin like ours.
fn slips<'n>(names: impl Iterator<Item = &'n String>, known: &[String]) -> Vec<String> {
    let ours = |name: &'n str| name.strip_prefix(PREFIX);
    let all: Vec<&str> = known.iter().map(String::as_str).chain(OTHER_VARIABLES).collect();
    let mut warnings: Vec<String> = names
        .filter(|name| !all.contains(&name.as_str()))
        .filter_map(|name| {
            // Without the beginning that all have: it alone would make any two of them alike.
            let near = closest(ours(name)?, all.iter().filter_map(|one| one.strip_prefix(PREFIX)))?;
            Some(format!(
                "the environment variable {name} is not known and has no effect; did you mean {PREFIX}{near}?"
            ))
        })
        .collect();
    warnings.sort();
    warnings
}

fn read(paths: &[PathBuf]) -> (Vec<File>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match source(path) {
            Ok(None) => {}
            Ok(Some(source)) => match look(source) {
                Ok(file) => files.push(file),
                Err(found) => problems.extend(found),
            },
            Err(problem) => problems.push(*problem),
        }
    }
    (files, problems)
}

fn merge(
    files: &[File],
    environment: &HashMap<String, String>,
    flags: &Overrides,
) -> Result<Config, config::ConfigError> {
    let mut builder = Config::builder();
    for key in &KEYS {
        if let Some(default) = key.default {
            builder = builder.set_default(key.name, default)?;
        }
    }
    for file in files {
        builder = builder.add_source(config::File::from_str(&file.source.text, FileFormat::Toml));
    }
    builder = builder.add_source(
        Environment::with_prefix("TOKENWRIGHT")
            .prefix_separator("_")
            .source(Some(environment.clone().into_iter().collect())),
    );
    for (name, value) in flags {
        builder = builder.set_override(*name, value.as_str())?;
    }
    builder.build()
}
