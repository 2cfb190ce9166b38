//! The durable record of what each account's run intended and did: `ledger.sqlite` under the output folder.
//!
//! A commit is written down before it (intent) and after it (done). Each line is on the disk before the click is made
//! (`synchronous = FULL`), so that a crash, a power cut or a kill leaves the intent behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use rusqlite_migration::{M, Migrations};
use tempfile::TempDir;

use crate::outcome::result::{RunResult, Status};
use crate::secret::{
    OpeningLock,
    files::{self, FileError},
    redact,
};

mod way_out;

pub(super) use way_out::way_out;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    /// What it is asked about.
    work: String,
    /// What is read is a copy, where the file itself can only be looked at.
    _copy: Option<TempDir>,
}

/// Why there is no ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A newer program has written it.
    #[error(
        "it was written by a newer tokenwright (its version is {version}, and this one knows {VERSION}); update tokenwright, or \
         choose another folder with --out"
    )]
    Newer {
        /// The ledger's version.
        version: i64,
    },
    /// The file cannot be made, or is not for us.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file cannot be looked at.
    #[error("{0}")]
    Read(#[from] std::io::Error),
    /// It is no ledger, or cannot be read or written.
    #[error("{}; {}", .0, way_out(.0))]
    Database(#[from] rusqlite::Error),
    /// An older ledger could not be brought up to date.
    #[error("it could not be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
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
    /// Whether it has not ended because a process is at work on it.
    pub under_way: bool,
    /// The last run's error, if any.
    pub error: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// Commits of which only the intent is known.
    pub open_commits: Vec<String>,
    /// How often it was tried: runs, without proofs and deliveries of their own.
    #[serde(skip)]
    pub attempts: u32,
    /// The step that the last run came to.
    #[serde(skip)]
    pub last_step: Option<String>,
    /// The last error's machine-readable kind.
    #[serde(skip)]
    pub kind: Option<String>,
}

/// The status of what has not ended.
const RUNNING: &str = "running";

/// The version of a ledger is how many of these it has seen. What was once released is never changed: what comes is added.
const MIGRATIONS: [M<'static>; VERSION as usize] = [M::up(FIRST), M::up(SECOND), M::up(THIRD)];
/// The version that this program writes.
const VERSION: u8 = 3;

/// The work of every scenario that makes a token, whatever it is called: what one of them has left open, another one must know.
/// Other scenarios have one of their own, by their names.
pub const TOKEN_WORK: &str = "token";

/// Ledgers of the first programs have these tables already.
const FIRST: &str = "
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
";

/// What many accounts are followed by.
const SECOND: &str = "
alter table runs add column last_step text;
alter table runs add column kind text;
alter table runs add column proof integer not null default 0;
create index runs_by_account on runs (account, id);
";

/// Two scenarios may have steps of one name: what one of them has done or left open is nothing to the other. There was but one before.
const THIRD: &str = "
alter table runs add column work text not null default 'token';
alter table commits add column work text not null default 'token';
create index runs_by_work on runs (work, account, id);
";

/// How long another process may hold the ledger.
const BUSY: Duration = Duration::from_secs(10);
/// Its name in the output folder.
const LEDGER: &str = "ledger.sqlite";

/// Refuses a ledger that a newer program has written.
fn known_version(connection: &Connection) -> Result<(), LedgerError> {
    let version: i64 = connection.query_row("select user_version from pragma_user_version", [], |row| row.get(0))?;
    if version > i64::from(VERSION) { Err(LedgerError::Newer { version }) } else { Ok(()) }
}

/// A copy of a ledger with what was written last, which may be in a file beside it.
fn copy(path: &Path) -> Result<TempDir, LedgerError> {
    let folder = tempfile::tempdir()?;
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let place = folder.path().join(LEDGER);
    fs::write(&place, fs::read(path)?)?;
    match fs::read(PathBuf::from(wal)) {
        Ok(bytes) => fs::write(folder.path().join(format!("{LEDGER}-wal")), bytes)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    Ok(folder)
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

impl Ledger {
    /// Where the ledger of an output folder is.
    pub fn path(out: &Path) -> PathBuf {
        out.join(LEDGER)
    }

    /// Opens the ledger, or makes it, for its owner only.
    ///
    /// # Errors
    /// When the file cannot be opened or written, is not a ledger, or one of a newer program.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let _alone = OpeningLock::wait(path)?;
        let path = files::private_file(path)?;
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(BUSY)?;
        // Before anything is changed: what a newer program wrote is left as it is.
        known_version(&connection)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        Migrations::from_slice(&MIGRATIONS).to_latest(&mut connection)?;
        Ok(Self { connection, work: TOKEN_WORK.to_owned(), _copy: None })
    }

    /// Opens a ledger that is there and changes nothing: a copy that may only be read, or somebody else's.
    ///
    /// # Errors
    /// When the file cannot be read, is not a ledger, or one of a newer program.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        let read = |path: &Path| -> Result<Connection, LedgerError> {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            connection.busy_timeout(BUSY)?;
            known_version(&connection)?;
            Ok(connection)
        };
        // Its own words are better than the database's.
        fs::File::open(path)?;
        match read(path) {
            Ok(connection) => Ok(Self { connection, work: TOKEN_WORK.to_owned(), _copy: None }),
            Err(newer @ LedgerError::Newer { .. }) => Err(newer),
            // The database wants to write beside it even to read what was written last.
            Err(error) => match copy(path).and_then(|folder| Ok((read(&folder.path().join(LEDGER))?, folder))) {
                Ok((connection, folder)) => Ok(Self { connection, work: TOKEN_WORK.to_owned(), _copy: Some(folder) }),
                Err(newer @ LedgerError::Newer { .. }) => Err(newer),
                Err(_) => Err(error),
            },
        }
    }

    /// The same, asked about the runs and commits of another work than making tokens.
    #[must_use]
    pub fn of(mut self, work: &str) -> Self {
        work.clone_into(&mut self.work);
        self
    }

    /// A run begins. Returns its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&self, account: &str) -> rusqlite::Result<i64> {
        self.connection.execute(
            "insert into runs (account, started_at, status, work) values (?1, ?2, ?3, ?4)",
            params![account, now(), RUNNING, self.work],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// A run has come to this step. It is no commit: that it is on the disk is not waited for, and that it cannot be written is no
    /// reason to stop.
    pub fn at_step(&self, run: i64, step: &str) {
        let pragma = |mode: &str| self.connection.pragma_update(None, "synchronous", mode);
        let written = pragma("normal")
            .and_then(|()| self.connection.execute("update runs set last_step = ?2 where id = ?1", params![run, step]));
        if let Err(error) = pragma("full").and(written) {
            tracing::debug!(%error, "the ledger does not know the step");
        }
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
        let kind = result.error.as_ref().map(|e| e.kind.as_str());
        let step = result.error.as_ref().and_then(|e| e.step.as_deref());
        let step = step.or_else(|| result.steps.last().map(|step| step.id.as_str()));
        self.connection.execute(
            "update runs set ended_at = ?2, status = ?3, error = ?4, hint = ?5, fingerprint = ?6, report = ?7, kind = ?8,
             last_step = coalesce(?9, last_step) where id = ?1",
            params![run, now(), status, error, hint, result.token_fingerprint, report, kind, step],
        )?;
        Ok(())
    }

    /// Something that was begun and ended at once, as far as the ledger is concerned: a proof or a delivery of its own.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&self, result: &RunResult) -> rusqlite::Result<()> {
        let run = self.begin(&result.account)?;
        self.connection.execute("update runs set proof = 1 where id = ?1", [run])?;
        self.end(run, result)
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
            "insert into commits (run, account, step, state, at, work) values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![run, account, step, CommitState::Intent.word(), now(), self.work],
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
             and id = (select max(id) from commits where account = ?1 and step = ?2 and work = ?6)",
            params![account, step, state.word(), now(), CommitState::Intent.word(), self.work],
        )?;
        Ok(())
    }

    /// When this step's commit was last intended without its outcome ever being known, RFC 3339; `None`: no such thing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open_intent(&self, account: &str, step: &str) -> rusqlite::Result<Option<String>> {
        let last = self.last_commit(account, step)?;
        Ok(last.filter(|(_, state)| state == CommitState::Intent.word()).map(|(at, _)| at))
    }

    /// How long ago this step's commit was last intended, and whether it is known not to have been done.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last_attempt(&self, account: &str, step: &str) -> rusqlite::Result<Option<(Duration, bool)>> {
        let Some((at, state)) = self.last_commit(account, step)? else { return Ok(None) };
        let Ok(at) = at.parse::<jiff::Timestamp>() else { return Ok(None) };
        // A clock that was set back says that it was just now.
        let ago = jiff::Timestamp::now().duration_since(at).try_into().unwrap_or_default();
        Ok(Some((ago, state == CommitState::NotDone.word())))
    }

    /// When this step's commit was last intended, RFC 3339, and what is known of it.
    fn last_commit(&self, account: &str, step: &str) -> rusqlite::Result<Option<(String, String)>> {
        let last = self.connection.query_row(
            "select at, state from commits where account = ?1 and step = ?2 and work = ?3 order by id desc limit 1",
            params![account, step, self.work],
            |row| Ok((row.get(0)?, row.get(1)?)),
        );
        last.optional()
    }

    /// Whether this token was the account's already when the last commit of this step was intended.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn was_stored_before(&self, account: &str, step: &str, fingerprint: &str) -> rusqlite::Result<bool> {
        self.connection.query_row(
            "select exists (select 1 from runs where account = ?1 and fingerprint = ?3
             and id < (select run from commits where account = ?1 and step = ?2 and work = ?4 order by id desc limit 1))",
            params![account, step, fingerprint, self.work],
            |row| row.get(0),
        )
    }

    /// Whether this step's commit was ever made for the account.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn was_done(&self, account: &str, step: &str) -> rusqlite::Result<bool> {
        self.connection.query_row(
            "select exists (select 1 from commits where account = ?1 and step = ?2 and state = ?3 and work = ?4)",
            params![account, step, CommitState::Done.word(), self.work],
            |row| row.get(0),
        )
    }

    /// Every account that a run of this work was begun of, the latest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn accounts(&self) -> rusqlite::Result<Vec<AccountLine>> {
        // An older ledger, where nothing may be changed, does not have all of it.
        let version: i64 =
            self.connection.query_row("select user_version from pragma_user_version", [], |row| row.get(0))?;
        if version == 0 {
            // It is being made.
            return Ok(Vec::new());
        }
        // One that is older knows of nothing but tokens.
        let of_work = if version < 3 { "?1 = 'token'" } else { "work = ?1" };
        let (more, counts) = if version < 2 {
            ("null, null".to_owned(), "count(*)")
        } else {
            (
                // A proof comes to no step.
                format!(
                    "coalesce(last_step, (select last_step from runs s where s.account = r.account and s.last_step is not null
                     and {of_work} order by s.id desc limit 1)), kind"
                ),
                "sum(proof = 0)",
            )
        };
        let mut query = self.connection.prepare(&format!(
            "select r.account, started_at, status, error, hint, attempts, {more} from runs r
             join (select max(id) as last, {counts} as attempts from runs where {of_work} group by account) on r.id = last
             order by started_at desc",
        ))?;
        let mut lines = query
            .query_map([&self.work], |row| {
                Ok(AccountLine {
                    account: row.get(0)?,
                    last_run: row.get(1)?,
                    status: row.get(2)?,
                    under_way: false,
                    error: row.get(3)?,
                    hint: row.get(4)?,
                    open_commits: Vec::new(),
                    attempts: row.get(5)?,
                    last_step: row.get(6)?,
                    kind: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for line in lines.iter_mut().filter(|line| line.status == RUNNING) {
            line.hint = Some("if it is not under way any more, it was cut off: run again".to_owned());
        }
        let mut open = self.connection.prepare(&format!(
            "select distinct step from commits c where {of_work} and account = ?2 and state = 'intent'
             and id = (select max(id) from commits d where d.account = c.account and d.step = c.step and {of_work})"
        ))?;
        for line in &mut lines {
            line.open_commits = open
                .query_map([&self.work, &line.account], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests;
