//! The one way in which a replay ends early: as plain data, with the exit code it gives.

use super::result::{Help, RunError, Status};
use crate::browser::BrowserError;
use crate::scenario::model::{Stop, StopClass};
use crate::secret::redact;

/// The exit codes. Outside tools rely on them: a number keeps its meaning for ever.
pub mod code {
    /// All done.
    pub const DONE: u8 = 0;
    /// A fault of the program itself.
    pub const FAULT: u8 = 1;
    /// Usage, configuration or scenario in error: nothing was started.
    pub const USAGE: u8 = 2;
    /// A person is needed: signed out, a password or code asked for, a checkpoint.
    pub const PERSON: u8 = 3;
    /// The page is not what the scenario expects: a step could not be done.
    pub const PAGE: u8 = 4;
    /// The console refused: limit reached, name taken, permission not offered, no rights, no such app, an error it keeps
    /// answering.
    pub const REFUSED: u8 = 5;
    /// A token was taken but did not prove good, or was not delivered; it is stored and marked.
    pub const UNPROVEN: u8 = 6;
    /// No browser or driver, or it broke.
    pub const BROWSER: u8 = 7;
    /// Several accounts, and they ended differently.
    pub const DIFFERENT: u8 = 8;
    /// Interrupted; the ledger says where.
    pub const INTERRUPTED: u8 = 130;
}

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
