//! Reading a roster: the file, its format, and all that is wrong with it.

use std::{fmt, fs, path::Path};

use super::{
    check, csv,
    decode::decode,
    place::Faults,
    row::{Given, Roster},
    toml,
};
use crate::scenario::{Problem, Severity, Source};

/// Everything that is wrong with a roster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RosterError {
    /// The faults, in the order of the file; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for RosterError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        write!(out, "{}", lines.join("\n"))
    }
}

impl Roster {
    /// Reads and checks a roster.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn read(path: &Path, given: Given) -> Result<Self, RosterError> {
        let name = path.display().to_string();
        let whole = |message: String, hint: Option<&str>| RosterError {
            problems: vec![Problem {
                severity: Severity::Error,
                file: name.clone(),
                place: None,
                message,
                hint: hint.map(str::to_owned),
            }],
        };
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let is_toml = match ending.as_str() {
            "toml" => true,
            "csv" | "tsv" | "txt" => false,
            _ => {
                let hint = "name it .csv, as a spreadsheet exports it, or .toml; docs/roster.md has a sample of each";
                return Err(whole("its ending does not tell what it is".to_owned(), Some(hint)));
            }
        };
        let bytes = fs::read(path).map_err(|error| whole(format!("cannot be read: {error}"), None))?;
        let source = decode(&name, bytes).map_err(|problem| RosterError { problems: vec![*problem] })?;
        Self::of(&source, is_toml, given)
    }

    /// The roster of a text.
    pub(super) fn of(source: &Source, is_toml: bool, given: Given) -> Result<Self, RosterError> {
        let mut faults = Faults::new(source);
        let records =
            if is_toml { toml::records(source, &mut faults) } else { csv::records(&source.text, &mut faults) };
        let roster = check::check(&records, given, &mut faults);
        if records.is_empty() && faults.is_empty() {
            faults.at(0..0, "there is no account in it", None);
        }
        if faults.is_empty() { Ok(roster) } else { Err(RosterError { problems: faults.into_problems() }) }
    }
}
