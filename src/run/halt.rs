//! The one way in which a replay ends early: as plain data, with the exit code it gives.

use crate::browser::BrowserError;
use crate::outcome::code;
use crate::outcome::help::Help;
use crate::outcome::result::{RunError, Status};
use crate::scenario::model::{Stop, StopClass};
use crate::secret::credentials::CredentialsError;
use crate::secret::redact;

/// Why a replay ended early.
#[derive(Debug, Clone)]
pub struct Halt {
    /// All about it.
    pub error: RunError,
    /// What was seen instead, line by line.
    pub seen: Vec<String>,
}

impl Halt {
    /// A halt with a kind, a message and a hint; all of them redacted here.
    pub fn new(kind: &str, exit_code: u8, message: &str, hint: &str) -> Self {
        Self {
            error: RunError {
                kind: kind.to_owned(),
                step: None,
                message: redact::text(message).into_owned(),
                hint: redact::text(hint).into_owned(),
                exit_code,
                help: None,
            },
            seen: Vec::new(),
        }
    }

    /// The run was told to end.
    pub(super) fn interrupted() -> Self {
        Self::new(
            "interrupted",
            code::INTERRUPTED,
            "interrupted",
            "run again: the ledger knows what was done, and the walk looks before it repeats anything",
        )
    }

    /// A token that was made could not be stored.
    pub(super) fn not_stored(error: &CredentialsError) -> Self {
        let hint = "the token that was made is kept nowhere: make room or mend the folder, revoke the system user's tokens in \
                    the console, and run with --force-new-token";
        Self::new(error.kind(), code::PERSON, &format!("the token could not be stored: {error}"), hint)
    }

    /// With what was seen.
    #[must_use]
    pub fn seeing(mut self, seen: impl IntoIterator<Item = String>) -> Self {
        self.seen.extend(seen.into_iter().map(|line| redact::text(&line).into_owned()));
        self
    }

    /// With more in its message.
    #[must_use]
    pub fn adding(mut self, more: &str) -> Self {
        self.error.message = format!("{}; {}", self.error.message, redact::text(more));
        self
    }

    /// With what helps where a control was not found.
    #[must_use]
    pub fn helped(mut self, help: Option<Help>) -> Self {
        if let Some(help) = help {
            self.seen.splice(0..0, help.nearest.iter().map(|near| format!("nearest: {}", near.said())));
            self.error.help = Some(Box::new(help));
        }
        self
    }

    /// At this step, unless one is named already.
    #[must_use]
    pub fn at(mut self, step: &str) -> Self {
        self.error.step.get_or_insert_with(|| step.to_owned());
        self
    }

    /// The reason that the scenario names.
    pub fn stop(stop: &Stop, message: &str, hint: &str) -> Self {
        let exit_code = match stop.class {
            StopClass::Person => code::PERSON,
            StopClass::Page => code::PAGE,
            StopClass::Refused => code::REFUSED,
        };
        let halt = Self::new(&stop.kind, exit_code, message, hint);
        match &stop.step {
            Some(id) => halt.at(id),
            None => halt,
        }
    }

    /// How the run's status reads.
    pub fn status(&self) -> Status {
        if self.error.exit_code == code::PERSON { Status::NeedsPerson } else { Status::Failed }
    }
}

impl From<BrowserError> for Halt {
    fn from(error: BrowserError) -> Self {
        Self::new(error.kind(), code::BROWSER, &error.to_string(), &error.hint())
    }
}
