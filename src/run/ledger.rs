//! The durable record of what each account's run intended and did: `ledger.sqlite` under the output folder.
//!
//! A commit is written down before it (intent) and after it (done). Each line is on the disk before the click is made
//! (`synchronous = FULL`), so that a crash, a power cut or a kill leaves the intent behind.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::result::{RunResult, Status};
use crate::secret::redact;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitState {
    /// The click was about to be made.
    Intent,
    /// It was seen to have happened.
    Done,
    /// It was seen, or said, not to have happened.
    NotDone,
}

impl CommitState {
    fn word(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Done => "done",
            Self::NotDone => "not_done",
        }
    }
}

/// One account as the ledger knows it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct AccountLine {
    /// The account.
    pub account: String,
    /// When its last run began, RFC 3339.
    pub last_run: String,
    /// `done`, `needs_person`, `failed`, or `running` where it never ended.
    pub status: String,
    /// The last run's error, if any.
    pub error: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// Commits of which only the intent is known.
    pub open_commits: Vec<String>,
}

/// The status of what has not ended.
const RUNNING: &str = "running";

const SCHEMA: &str = "
create table if not exists runs (
    id integer primary key, account text not null, started_at text not null, ended_at text,
    status text not null, error text, hint text, fingerprint text, report text
);
create table if not exists commits (
    id integer primary key, run integer not null references runs(id), account text not null,
    step text not null, state text not null, at text not null, settled_at text
);
create index if not exists commits_by_account on commits (account, step);
create table if not exists deliveries (
    account text not null, target text not null, content text not null, at text not null,
    primary key (account, target)
);
pragma user_version = 1;
";

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

impl Ledger {
    /// Where the ledger of an output folder is.
    pub fn path(out: &Path) -> PathBuf {
        out.join("ledger.sqlite")
    }

    /// Opens the ledger, or makes it.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or is not a ledger.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }

    /// A run begins. Returns its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&self, account: &str) -> rusqlite::Result<i64> {
        self.connection.execute(
            "insert into runs (account, started_at, status) values (?1, ?2, ?3)",
            params![account, now(), RUNNING],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// A run has ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(&self, run: i64, result: &RunResult) -> rusqlite::Result<()> {
        let status = match result.status {
            Status::Done => "done",
            Status::NeedsPerson => "needs_person",
            Status::Failed => "failed",
        };
        let error = result.error.as_ref().map(|e| redact::text(&e.message).into_owned());
        let hint = result.error.as_ref().map(|e| redact::text(&e.hint).into_owned());
        let report = result.report.as_ref().map(|p| p.display().to_string());
        self.connection.execute(
            "update runs set ended_at = ?2, status = ?3, error = ?4, hint = ?5, fingerprint = ?6, report = ?7 where id = ?1",
            params![run, now(), status, error, hint, result.token_fingerprint, report],
        )?;
        Ok(())
    }

    /// Something that was begun and ended at once, as far as the ledger is concerned: a proof or a delivery of its own.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&self, result: &RunResult) -> rusqlite::Result<()> {
        self.end(self.begin(&result.account)?, result)
    }

    /// This target has this content of the account's now. Both are fingerprints.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn delivered(&self, account: &str, target: &str, content: &str) -> rusqlite::Result<()> {
        self.connection.execute(
            "insert or replace into deliveries (account, target, content, at) values (?1, ?2, ?3, ?4)",
            params![account, target, content, now()],
        )?;
        Ok(())
    }

    /// Whether this target is known to have this content.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_delivered(&self, account: &str, target: &str, content: &str) -> rusqlite::Result<bool> {
        let mut query =
            self.connection.prepare("select 1 from deliveries where account = ?1 and target = ?2 and content = ?3")?;
        query.exists(params![account, target, content])
    }

    /// A commit is about to be made. Returns its number.
    ///
    /// # Errors
    /// When it cannot be written; the click must then not be made.
    pub fn intend(&self, run: i64, account: &str, step: &str) -> rusqlite::Result<i64> {
        self.connection.execute(
            "insert into commits (run, account, step, state, at) values (?1, ?2, ?3, ?4, ?5)",
            params![run, account, step, CommitState::Intent.word(), now()],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// What became of a commit.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(&self, commit: i64, state: CommitState) -> rusqlite::Result<()> {
        self.connection.execute(
            "update commits set state = ?2, settled_at = ?3 where id = ?1",
            params![commit, state.word(), now()],
        )?;
        Ok(())
    }

    /// What became of the last commit of this step, if that is not known yet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle_open(&self, account: &str, step: &str, state: CommitState) -> rusqlite::Result<()> {
        self.connection.execute(
            "update commits set state = ?3, settled_at = ?4 where state = ?5
             and id = (select max(id) from commits where account = ?1 and step = ?2)",
            params![account, step, state.word(), now(), CommitState::Intent.word()],
        )?;
        Ok(())
    }

    /// When this step's commit was last intended without its outcome ever being known, RFC 3339; `None`: no such thing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open_intent(&self, account: &str, step: &str) -> rusqlite::Result<Option<String>> {
        self.connection
            .query_row(
                "select at, state from commits where account = ?1 and step = ?2 order by id desc limit 1",
                params![account, step],
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
            )
            .optional()
            .map(|last| last.filter(|(_, state)| state == CommitState::Intent.word()).map(|(at, _)| at))
    }

    /// Whether this step's commit was ever made for the account.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn was_done(&self, account: &str, step: &str) -> rusqlite::Result<bool> {
        self.connection.query_row(
            "select exists (select 1 from commits where account = ?1 and step = ?2 and state = ?3)",
            params![account, step, CommitState::Done.word()],
            |row| row.get(0),
        )
    }

    /// Every account, the latest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn accounts(&self) -> rusqlite::Result<Vec<AccountLine>> {
        let mut query = self.connection.prepare(
            "select account, started_at, status, error, hint from runs
             where id in (select max(id) from runs group by account) order by started_at desc",
        )?;
        let mut lines = query
            .query_map([], |row| {
                Ok(AccountLine {
                    account: row.get(0)?,
                    last_run: row.get(1)?,
                    status: row.get(2)?,
                    error: row.get(3)?,
                    hint: row.get(4)?,
                    open_commits: Vec::new(),
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for line in lines.iter_mut().filter(|line| line.status == RUNNING) {
            line.hint = Some("if it is not under way any more, it was cut off: run again".to_owned());
        }
        let mut open = self.connection.prepare(
            "select distinct step from commits c where account = ?1 and state = 'intent'
             and id = (select max(id) from commits d where d.account = c.account and d.step = c.step)",
        )?;
        for line in &mut lines {
            line.open_commits =
                open.query_map([&line.account], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intent_stays_open_until_it_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
        let run = ledger.begin("acme").unwrap();
        let commit = ledger.intend(run, "acme", "generate").unwrap();
        assert!(ledger.open_intent("acme", "generate").unwrap().is_some());
        let line = &ledger.accounts().unwrap()[0];
        assert_eq!(line.open_commits, ["generate"]);
        assert!(line.hint.as_deref().unwrap().contains("run again"));
        assert!(!ledger.was_done("acme", "generate").unwrap());
        ledger.settle(commit, CommitState::Done).unwrap();
        assert!(ledger.was_done("acme", "generate").unwrap() && !ledger.was_done("other", "generate").unwrap());
        assert!(ledger.open_intent("acme", "generate").unwrap().is_none());
        assert!(ledger.open_intent("other", "generate").unwrap().is_none());
    }

    #[test]
    fn a_target_has_what_it_got_last() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&Ledger::path(folder.path())).unwrap();
        ledger.delivered("acme", "vault", "1").unwrap();
        assert!(ledger.is_delivered("acme", "vault", "1").unwrap());
        ledger.delivered("acme", "vault", "2").unwrap();
        for (account, target, content) in [("acme", "vault", "1"), ("acme", "file", "2"), ("other", "vault", "2")] {
            assert!(!ledger.is_delivered(account, target, content).unwrap());
        }
    }
}
