//! How far a run has come, as it shows from outside: so a test can strike right after each thing that happens.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rusqlite::{Connection, OpenFlags};

use super::processes::{LONG, Process, naming};
use super::site::Site;
use super::walk::Walking;

/// How often it is looked whether the moment has come.
const TICK: Duration = Duration::from_millis(1);

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Victim {
    /// The program itself.
    Program,
    /// A driver that it has started.
    Driver,
    /// A browser that a driver of it has started.
    Browser,
}

/// What has happened by now: the lines of all traces, all that the ledger was told, the files that credentials were written to, and
/// what console and Graph were asked.
pub(crate) struct Moments<'s> {
    site: &'s Site,
    ledger: Option<Connection>,
    traces: BTreeMap<PathBuf, (u64, usize)>,
    /// With their lengths: a file that is written anew is another thing that happened.
    files: BTreeSet<(PathBuf, u64)>,
    last: String,
}

impl<'s> Moments<'s> {
    pub(crate) fn new(site: &'s Site) -> Self {
        Self { site, ledger: None, traces: BTreeMap::new(), files: BTreeSet::new(), last: String::new() }
    }

    /// How many things have happened.
    pub(crate) fn count(&mut self) -> usize {
        let truth = self.site.truth();
        self.traced() + self.journalled() + self.stored() + truth.log.len() + truth.graph_log.len()
    }

    fn traced(&mut self) -> usize {
        let runs = fs::read_dir(self.site.out().join("runs")).into_iter().flatten().flatten();
        for path in runs.map(|run| run.path().join("trace.jsonl")) {
            let Ok(length) = fs::metadata(&path).map(|told| told.len()) else { continue };
            if self.traces.get(&path).is_some_and(|(known, _)| *known == length) {
                continue;
            }
            let text = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let lines = text.matches('\n').count();
            self.last = text.lines().last().unwrap_or_default().chars().take(120).collect();
            self.traces.insert(path, (length, lines));
        }
        self.traces.values().map(|(_, lines)| lines).sum()
    }

    fn journalled(&mut self) -> usize {
        if self.ledger.is_none() {
            self.ledger = open(&self.site.out().join("ledger.sqlite"));
        }
        let counted = self.ledger.as_ref().map(|ledger| {
            ledger.query_row(
                "select (select count(*) + count(ended_at) from runs) + (select count(*) + count(settled_at) from commits)",
                [],
                |row| row.get::<_, i64>(0),
            )
        });
        if let Some(Ok(count)) = counted {
            return usize::try_from(count).unwrap_or_default();
        }
        // It is being made.
        self.ledger = None;
        0
    }

    fn stored(&mut self) -> usize {
        let folder = self.site.out().join("credentials");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        self.files.extend(entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok()?.len()))));
        self.files.len()
    }
}

fn open(path: &Path) -> Option<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok().filter(|_| path.exists())
}

impl Walking<'_> {
    /// Kills `victim` as soon as so many things have happened, and says what was the last; `None`: it has ended before.
    pub(crate) fn strike(&mut self, site: &Site, victim: Victim, at: usize) -> Option<String> {
        let (mut moments, began) = (Moments::new(site), Instant::now());
        while self.runs() {
            assert!(began.elapsed() < LONG, "thing {at} never happened; the last: {}", moments.last);
            if moments.count() < at {
                std::thread::sleep(TICK);
                continue;
            }
            let pid = match victim {
                Victim::Program => Some(self.pid()),
                Victim::Driver => running(site, |process| process.command_line.contains("chromedriver --port")),
                Victim::Browser => running(site, Process::is_browser),
            };
            // It may not have begun yet, or have ended just now.
            if pid.is_some_and(|pid| kill(Pid::from_raw(pid), Signal::SIGKILL).is_ok()) {
                return Some(format!("thing {at} ({victim:?} killed), after {}", moments.last));
            }
        }
        None
    }
}

fn running(site: &Site, is_it: impl Fn(&Process) -> bool) -> Option<i32> {
    naming(site.folder()).into_iter().find(is_it).map(|process| process.pid)
}
