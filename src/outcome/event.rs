//! The one stream of events that feeds the terminal, the trace, the ledger and the reports.

use serde::Serialize;

use super::result::{RunError, StepRecord};

/// Something that happened in a run. It never carries a secret.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A run begins.
    RunStarted {
        /// The account.
        account: String,
        /// The scenario's title.
        title: String,
        /// How many steps the scenario has.
        steps: usize,
    },
    /// A step is being worked on.
    StepStarted {
        /// The step's id.
        id: String,
        /// Its title.
        title: String,
        /// Its place in the scenario, from 1.
        number: usize,
    },
    /// A step has ended, well or not.
    StepFinished {
        /// All about it.
        record: StepRecord,
    },
    /// The page takes its time.
    Waiting {
        /// What is waited for.
        what: String,
        /// For how long so far, in milliseconds.
        ms: u64,
        /// How long at most, in milliseconds.
        limit_ms: u64,
    },
    /// A person must do something in the browser window.
    PersonNeeded {
        /// Which kind of error it would be if nobody came, where it would be one.
        kind: Option<String>,
        /// What to do.
        message: String,
        /// How long the bot waits, in milliseconds.
        limit_ms: u64,
    },
    /// The person did it, and the run goes on.
    PersonDone,
    /// A remark (an interruption was closed, a step is repeated).
    Note {
        /// The remark.
        message: String,
    },
    /// The token is stored; from here on nothing is lost.
    TokenStored {
        /// Where.
        path: String,
        /// `sha256:` and 12 hex digits.
        fingerprint: String,
    },
    /// The token is being proved through the Graph API, or that ended.
    Proof {
        /// What is asked or came of it.
        message: String,
        /// `None`: under way.
        good: Option<bool>,
    },
    /// The run has ended.
    RunFinished {
        /// How long it took, in milliseconds.
        elapsed_ms: u64,
        /// What went wrong, if anything.
        error: Option<RunError>,
    },
}
