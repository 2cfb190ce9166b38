//! What a setup tells while it goes on, in the words of a run.

use std::time::Instant;

use crate::outcome::result::{Outcome, RunError, StepRecord};

/// Something that happened in a setup.
#[derive(Debug, Clone)]
pub enum SetupEvent {
    /// A step begins.
    Started {
        /// Its id.
        id: &'static str,
        /// Its title.
        title: &'static str,
        /// Its place, from 1.
        number: usize,
    },
    /// A commit is about to be made: to be journalled before this returns.
    Intent {
        /// The step's id.
        id: &'static str,
    },
    /// What became of the commit. The token's is not settled here: it is done once the token is stored.
    Settled {
        /// The step's id.
        id: &'static str,
        /// `true`: it happened; `false`: it did not; `None`: not known.
        done: Option<bool>,
    },
    /// A step has ended.
    Finished {
        /// All about it.
        record: Box<StepRecord>,
    },
    /// A remark.
    Note {
        /// The remark.
        message: String,
    },
}

/// Hears what happens. An error keeps the commit that was about to be made from being made.
pub type SetupListener<'a> = dyn FnMut(SetupEvent) -> Result<(), RunError> + 'a;

/// Counts and times the steps.
pub(super) struct Reporter<'a> {
    listener: &'a mut SetupListener<'a>,
    begun: Instant,
    number: usize,
    step: Option<(&'static str, &'static str, bool, Instant)>,
    asked: Vec<String>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(listener: &'a mut SetupListener<'a>) -> Self {
        Self { listener, begun: Instant::now(), number: 0, step: None, asked: Vec::new() }
    }

    pub(super) fn start(&mut self, id: &'static str, title: &'static str, commits: bool) -> Result<(), RunError> {
        self.number += 1;
        self.step = Some((id, title, commits, Instant::now()));
        self.asked.clear();
        (self.listener)(SetupEvent::Started { id, title, number: self.number })
    }

    /// Notes which call the step makes, for the report. No call has a token in its path.
    pub(super) fn asks(&mut self, call: String) {
        self.asked.push(call);
    }

    pub(super) fn intent(&mut self) -> Result<(), RunError> {
        let Some((id, ..)) = self.step else { return Ok(()) };
        (self.listener)(SetupEvent::Intent { id })
    }

    pub(super) fn settled(&mut self, done: Option<bool>) -> Result<(), RunError> {
        let Some((id, ..)) = self.step else { return Ok(()) };
        (self.listener)(SetupEvent::Settled { id, done })
    }

    pub(super) fn note(&mut self, message: String) -> Result<(), RunError> {
        (self.listener)(SetupEvent::Note { message })
    }

    pub(super) fn finish(&mut self, outcome: Outcome, action: &str, answered: Option<String>) -> Result<(), RunError> {
        let Some((id, title, commits, since)) = self.step.take() else { return Ok(()) };
        let millis = |instant: Instant| u64::try_from(instant.elapsed().as_millis()).unwrap_or(u64::MAX);
        let ms = millis(since);
        let record = StepRecord {
            id: id.to_owned(),
            number: self.number,
            title: title.to_owned(),
            outcome,
            rung: None,
            tier: None,
            ms,
            waited_ms: ms,
            at_ms: millis(self.begun).saturating_sub(ms),
            commits,
            action: action.to_owned(),
            asked: std::mem::take(&mut self.asked),
            answered,
            picture: None,
            mark: None,
            seen: Vec::new(),
            attempt: 1,
        };
        (self.listener)(SetupEvent::Finished { record: Box::new(record) })
    }

    /// The step under way failed.
    pub(super) fn fail(&mut self, mut error: RunError) -> RunError {
        if let Some((id, ..)) = self.step {
            error.step.get_or_insert_with(|| id.to_owned());
            // The first error is the one to be told.
            let _ = self.finish(Outcome::Failed, "call", None);
        }
        error
    }
}
