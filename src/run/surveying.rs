//! What a check knows and has seen.

use std::collections::HashMap;

use super::only_looks::OnlyLooks;
use crate::outcome::capture::FrozenPlace;
use crate::outcome::survey::{PageSeen, Sight};
use crate::scenario::model::{Action, Ladder, Scope, Visit};

/// What a check knows and has seen.
pub(super) struct Surveying {
    /// What keeps it from committing anything.
    pub(super) only_looks: OnlyLooks,
    /// Where a place is looked at as a whole: the scope by the step.
    pub(super) looks: HashMap<String, Scope>,
    /// What turns a dialog's pages: each is looked at before it is turned.
    pub(super) turns: Vec<Ladder>,
    /// The steps of which a verdict is given.
    pub(super) marks: Vec<String>,
    /// The steps at which the entries of a list are read, with what only those have.
    pub(super) rows: HashMap<String, Ladder>,
    /// What reads the secret that the run makes.
    pub(super) secret: Option<Action>,
    /// The controls that were found, by step.
    pub(super) sights: HashMap<String, Option<Sight>>,
    /// What places looked like.
    pub(super) pages: Vec<PageSeen>,
    /// The names of a list's entries.
    pub(super) entries: Vec<String>,
    /// The place that is gone to, where each is captured.
    pub(super) capture: Option<String>,
    /// What was captured so far.
    pub(super) frozen: Vec<Raw>,
}

/// How a control was found in the console.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    pub(super) way: usize,
    pub(super) rung: usize,
    pub(super) tier: usize,
    pub(super) count: usize,
}

/// A page as it was taken on the way.
pub(super) struct Raw {
    pub(super) page: FrozenPlace,
    /// How its step's control was found; `None`: there is none to be found.
    pub(super) live: Option<Live>,
    /// Whether its step's control was not found on it.
    pub(super) missed: bool,
    /// Whether the page is what its place looks like.
    pub(super) look: bool,
}

impl Surveying {
    /// Of these visits.
    pub(super) fn new(only_looks: OnlyLooks, visits: &[Visit], secret: Option<Action>) -> Self {
        let looks = visits.iter().filter_map(|visit| Some((visit.look.clone()?, visit.scope.clone())));
        let rows = visits.iter().filter_map(|visit| Some((visit.others.clone()?, visit.rows.clone())));
        Self {
            only_looks,
            looks: looks.collect(),
            turns: visits.iter().map(|visit| visit.turn.clone()).filter(|turn| !turn.is_empty()).collect(),
            marks: visits.iter().flat_map(|visit| visit.marks.iter().map(|mark| mark.step.clone())).collect(),
            rows: rows.collect(),
            secret,
            sights: HashMap::new(),
            pages: Vec::new(),
            entries: Vec::new(),
            capture: None,
            frozen: Vec::new(),
        }
    }
}
