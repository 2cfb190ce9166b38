//! What the regression check walks: the places that can be opened without committing anything. Plain data.

use super::{Ladder, Scenario, Step};

/// One place that the check goes to, with what it does to get there, to look, and to leave it as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The place's name in the scenario.
    pub place: String,
    /// What a person would call it.
    pub title: String,
    /// The place that it is reached from.
    pub from: Option<String>,
    /// How it is looked into.
    pub scope: Scope,
    /// The steps, in order; those that only jumps lead to stand behind the last. Empty: nothing leads there without a commit.
    pub steps: Vec<Step>,
    /// The step with which it begins.
    pub begin: String,
    /// The step that leaves a dialog by what leaves without doing anything.
    pub leave: Option<String>,
    /// The step at whose moment the place is looked at as a whole, before it is done.
    pub look: Option<String>,
    /// What turns the pages of a dialog that has several: each is looked at before it is turned.
    pub turn: Ladder,
    /// The step at which the entry that was to be opened shows to be missing.
    pub nobody: Option<String>,
    /// The step that sees whether there are others.
    pub others: Option<String>,
    /// What only the entries of the list have that it is reached from.
    pub rows: Ladder,
    /// What a verdict is given of, in order.
    pub marks: Vec<Mark>,
    /// Why the place is never gone to.
    pub behind: Option<String>,
}

/// Which part of the page a place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// What is outside of every dialog.
    Page,
    /// This region.
    Part(String),
    /// The dialog on top.
    Dialog,
}

/// A step of which a verdict is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id in the plan, which is that of the run's plan.
    pub step: String,
    /// The title that a person reads.
    pub title: String,
    /// Whether the run commits with it: it is found here, and never clicked.
    pub commits: bool,
    /// Its line in the scenario's file.
    pub line: usize,
}

impl Scenario {
    /// The scenario as the check walks it: the same places, controls and words, and none of the commits.
    #[must_use]
    pub fn surveyed(&self) -> Self {
        let steps = self.survey.iter().flat_map(|visit| visit.steps.iter().cloned()).collect();
        Self { steps, ..self.clone() }
    }
}
