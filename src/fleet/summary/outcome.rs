//! What came of a batch as a whole.

use std::collections::BTreeMap;

use super::super::ended::Ended;
use crate::outcome::result::Status;

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// When it began, RFC 3339.
    pub began: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// The accounts that were worked on, in the order of the roster.
    pub ended: Vec<Ended>,
    /// The accounts that were not begun.
    pub not_begun: Vec<String>,
    /// Why they were not.
    pub why: Option<String>,
}

/// Accounts that the same thing stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stopped<'s> {
    /// The kind of it.
    pub(super) kind: &'s str,
    /// What was said of the first of them.
    pub(super) message: &'s str,
    /// What to do.
    pub(super) hint: &'s str,
    /// Their names.
    pub(super) accounts: Vec<&'s str>,
}

impl Summary {
    /// How many ended so.
    pub(super) fn number(&self, status: Status) -> usize {
        self.ended.iter().filter(|one| one.status == status).count()
    }

    /// What stopped accounts, that which stopped the most first.
    pub(super) fn stopped(&self) -> Vec<Stopped<'_>> {
        let mut kinds: BTreeMap<&str, Stopped<'_>> = BTreeMap::new();
        for one in &self.ended {
            let Some(kind) = one.kind.as_deref() else { continue };
            let stopped = kinds.entry(kind).or_insert_with(|| Stopped {
                kind,
                message: one.message.as_deref().unwrap_or_default(),
                hint: one.hint.as_deref().unwrap_or_default(),
                accounts: Vec::new(),
            });
            stopped.accounts.push(&one.account);
        }
        let mut all: Vec<Stopped<'_>> = kinds.into_values().collect();
        all.sort_by_key(|stopped| std::cmp::Reverse(stopped.accounts.len()));
        all
    }
}

/// The word for how an account ended.
pub(super) fn word(status: Status) -> &'static str {
    match status {
        Status::Done => "done",
        Status::NeedsPerson => "needs_person",
        Status::Failed => "failed",
    }
}
