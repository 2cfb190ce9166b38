//! What a check comes to: a verdict for each step at each place, and what would mend the scenario. Plain data.

use serde::Serialize;

use super::code;
use super::result::RunError;

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The account.
    pub account: String,
    /// The scenario.
    pub scenario: String,
    /// All in all.
    pub status: CheckStatus,
    /// The folder of the baseline.
    pub baseline: String,
    /// The report, where one was written.
    pub report: Option<String>,
    /// How long it took.
    pub elapsed_ms: u64,
    /// Why a step could not be done, or why the check ended early.
    pub error: Option<RunError>,
    /// The verdicts, in the order of the walk.
    pub steps: Vec<StepVerdict>,
    /// What would mend the scenario.
    pub suggestions: Vec<Suggestion>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// All in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// The console is as in the baseline.
    Same,
    /// It has changed, and the scenario still finds its way.
    Drifted,
    /// A step could not be done.
    Broken,
    /// A person is needed first.
    NeedsPerson,
    /// The check could not be made.
    Failed,
}

/// The verdict on a step, or on the place that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepVerdict {
    /// The step's id.
    pub id: String,
    /// The title that a person reads.
    pub title: String,
    /// The place at which it is done.
    pub place: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What it was in the baseline.
    pub was: Option<String>,
    /// What it is now.
    pub now: Option<String>,
    /// In words.
    pub reason: Option<String>,
}

/// What can be said of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As in the baseline.
    Same,
    /// Its control is as it was, and what stands around it is not.
    LooksDifferent,
    /// Its control is called otherwise.
    Reworded,
    /// Its control is found in another way, or elsewhere.
    Moved,
    /// Several controls fit.
    Ambiguous,
    /// There is no such control.
    Missing,
    /// Something that nobody knows lies over it.
    NewObstacle,
    /// It was not looked for.
    NotReachable,
}

impl Verdict {
    /// Its word in JSON and at the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::LooksDifferent => "looks_different",
            Self::Reworded => "reworded",
            Self::Moved => "moved",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing",
            Self::NewObstacle => "new_obstacle",
            Self::NotReachable => "not_reachable",
        }
    }
}

/// What would mend the scenario where a control was not found, or only by luck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The step's id.
    pub step: String,
    /// The file that is to be changed, in the present folder.
    pub file: String,
    /// The line of it that is new.
    pub line: usize,
    /// The change, as a unified diff.
    pub patch: String,
    /// The controls that were seen instead, the best first.
    pub candidates: Vec<Candidate>,
    /// Whether a run commits with the control.
    #[serde(skip)]
    pub commits: bool,
    /// Whether the first candidate is the only control of its role in its place.
    #[serde(skip)]
    pub alone: bool,
    /// What is put there.
    #[serde(skip)]
    pub entry: String,
}

/// A control that may be the one that is sought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it.
    pub name: String,
    /// How near it is, from 0 to 100.
    pub score: u8,
    /// What speaks for it.
    pub reasons: Vec<String>,
}

impl CheckStatus {
    /// Its word in JSON and at the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Drifted => "drifted",
            Self::Broken => "broken",
            Self::NeedsPerson => "needs_person",
            Self::Failed => "failed",
        }
    }

    /// What it comes to, in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Same => "the console is as in the baseline",
            Self::Drifted => "the console has changed, and the scenario still works",
            Self::Broken => "the console has changed, and a step could not be done",
            Self::NeedsPerson => "a person is needed first",
            Self::Failed => "the check could not be made",
        }
    }
}

impl CheckResult {
    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self.status {
            CheckStatus::Same => code::DONE,
            CheckStatus::Drifted => code::DRIFTED,
            CheckStatus::Broken => code::PAGE,
            CheckStatus::NeedsPerson => code::PERSON,
            CheckStatus::Failed => self.error.as_ref().map_or(code::FAULT, |error| error.exit_code),
        }
    }

    /// How many verdicts there are of each kind but the good one, in words.
    pub fn changes(&self) -> Vec<String> {
        let of = |verdict: Verdict| self.steps.iter().filter(|step| step.verdict == verdict).count();
        [
            Verdict::Missing,
            Verdict::Ambiguous,
            Verdict::NewObstacle,
            Verdict::Reworded,
            Verdict::Moved,
            Verdict::LooksDifferent,
            Verdict::NotReachable,
        ]
        .into_iter()
        .filter(|verdict| of(*verdict) > 0)
        .map(|verdict| format!("{} {}", of(verdict), verdict.word().replace('_', " ")))
        .collect()
    }

    /// One line that fits into a message.
    pub fn headline(&self) -> String {
        let changed = self.changes();
        let unseen = self.steps.iter().filter(|step| step.verdict == Verdict::NotReachable).count();
        let seen = self.steps.len() - unseen;
        let details = if changed.is_empty() { String::new() } else { format!(" ({})", changed.join(", ")) };
        let first = self.error.as_ref().map(|error| format!(": {}", error.message)).unwrap_or_default();
        let says = self.status.says();
        format!("{}: {says}, {seen} of {} steps looked at{details}{first}", self.scenario, self.steps.len())
    }
}
