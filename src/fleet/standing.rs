//! Where an account stands, as the ledger knows it, and what to do next.

use serde::Serialize;

use crate::run::ledger::AccountLine;

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing was begun.
    New,
    /// A program is at work on it.
    Running,
    /// Its token is stored and proved.
    Done,
    /// A person has to do something first.
    NeedsPerson,
    /// It failed, or was cut off.
    Failed,
    /// A token may exist that nobody has.
    InDoubt,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::New, Self::Running, Self::Done, Self::NeedsPerson, Self::Failed, Self::InDoubt];

    /// The word for it, in JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Running => "running",
            Self::Done => "done",
            Self::NeedsPerson => "needs_person",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
        }
    }
}

/// One account, as `status` tells it: what outside tools rely on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusLine {
    /// The account.
    pub account: String,
    /// Where it stands.
    pub status: Standing,
    /// How often it was tried.
    pub attempts: u32,
    /// The step that the last run came to.
    pub last_step: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What to do, in words.
    pub next: Option<String>,
}

/// What a run is called that was begun and has neither ended nor is under way.
const CUT_OFF: &str = "the run was cut off";
const REVOKE: &str = "look in the console for a token that nobody has, revoke the system user's tokens if in doubt, then run with --force-new-token";

const BESIDE: &str = "a run that was to make another token was cut off: look in the console for one that nobody has, and revoke it if in doubt";

impl StatusLine {
    /// An account that was never begun.
    pub fn new(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            status: Standing::New,
            attempts: 0,
            last_step: None,
            error: None,
            next: Some("run it".to_owned()),
        }
    }

    /// An account of the ledger. `held`: a program is at work on it now. `makes_token`: whether a step is one whose commit makes a
    /// token.
    pub fn of(line: &AccountLine, held: bool, makes_token: impl Fn(&str) -> bool) -> Self {
        let running = line.status == "running";
        let doubtful =
            line.kind.as_deref() == Some("token_unaccounted") || line.open_commits.iter().any(|step| makes_token(step));
        let status = match line.status.as_str() {
            "running" if held => Standing::Running,
            "done" => Standing::Done,
            _ if doubtful => Standing::InDoubt,
            "needs_person" => Standing::NeedsPerson,
            _ => Standing::Failed,
        };
        let cut_off = running && !held;
        let error = if cut_off { Some(CUT_OFF.to_owned()) } else { line.error.clone() };
        let next = match status {
            // Another token is stored and proved.
            Standing::Done if doubtful => Some(BESIDE.to_owned()),
            Standing::Running | Standing::Done => None,
            Standing::InDoubt => Some(line.hint.clone().filter(|_| !running).unwrap_or_else(|| REVOKE.to_owned())),
            _ if cut_off => Some("run again: it goes on where it was".to_owned()),
            _ => Some(line.hint.clone().unwrap_or_else(|| "run again".to_owned())),
        };
        Self {
            account: line.account.clone(),
            status,
            attempts: line.attempts,
            last_step: line.last_step.clone(),
            error: error.filter(|_| status != Standing::Running),
            next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(status: &str, open: &[&str]) -> AccountLine {
        AccountLine {
            account: "acme".to_owned(),
            last_run: String::new(),
            status: status.to_owned(),
            under_way: false,
            error: None,
            hint: None,
            open_commits: open.iter().map(|step| (*step).to_owned()).collect(),
            attempts: 1,
            last_step: None,
            kind: None,
        }
    }

    #[test]
    fn a_token_that_may_exist_is_in_doubt() {
        let standing = |status: &str, open: &[&str], held| {
            StatusLine::of(&line(status, open), held, |step| step == "generate").status
        };
        assert_eq!(standing("running", &["generate"], true), Standing::Running);
        assert_eq!(standing("running", &["generate"], false), Standing::InDoubt);
        assert_eq!(standing("running", &["create-user"], false), Standing::Failed);
        assert_eq!(standing("failed", &["generate"], false), Standing::InDoubt);
        assert_eq!(standing("done", &["generate"], false), Standing::Done);
        assert_eq!(standing("needs_person", &[], false), Standing::NeedsPerson);
        let unaccounted = AccountLine { kind: Some("token_unaccounted".to_owned()), ..line("needs_person", &[]) };
        assert_eq!(StatusLine::of(&unaccounted, false, |_| false).status, Standing::InDoubt);
    }

    #[test]
    fn every_account_says_what_to_do_next() {
        for status in ["running", "failed", "needs_person"] {
            assert!(StatusLine::of(&line(status, &[]), false, |_| false).next.is_some(), "{status}");
        }
        assert_eq!(StatusLine::of(&line("done", &[]), false, |_| false).next, None);
        let beside = StatusLine::of(&line("done", &["generate"]), false, |step| step == "generate").next.unwrap();
        assert!(beside.contains("revoke"), "{beside}");
    }

    #[test]
    fn the_line_has_the_names_of_the_contract() {
        let line = serde_json::to_value(StatusLine::new("acme")).unwrap();
        let names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["account", "status", "attempts", "last_step", "error", "next"]);
        for standing in Standing::ALL {
            assert_eq!(serde_json::to_value(standing).unwrap(), standing.word());
        }
    }
}
