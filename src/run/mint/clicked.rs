//! The click that makes what is shown once, and how its regime was left.

/// A click that makes what is shown once.
pub(in crate::run) struct Clicked {
    /// The step of the commit.
    pub(in crate::run) step: usize,
    /// The commit's number in the ledger.
    pub(super) commit: Option<i64>,
    /// The click, by which the page knows it.
    pub(super) click: Option<String>,
    /// Whether the driver says that it was made.
    pub(super) sure: bool,
}

/// How the regime was left.
pub(in crate::run) enum Answered {
    /// What was made is stored and proved; where it stood, in words that tell nothing of it.
    Read(Option<String>),
    /// Nothing was made, for this reason: the commit may be made again.
    Again(String),
}
