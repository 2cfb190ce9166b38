//! A process group that never outlives its use: ended by `close`, by `Drop`, by a signal through [`reap_all`], and by a
//! watchdog process when this program dies without a word.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::owner::Owner;

/// How long a group may take to end by itself once it is asked to.
const GRACE: Duration = Duration::from_millis(1500);
/// How long the kernel may take to end a killed process.
const LAST_WAIT: Duration = Duration::from_secs(5);
/// How often is looked whether a group is gone: nothing tells of the end of processes that are not ours to wait for.
const LOOK: Duration = Duration::from_millis(5);

static LIVE: Mutex<Vec<Weak<Group>>> = Mutex::new(Vec::new());

/// Ends every group that is still alive, and returns when all are gone. To be called when a signal ends the program.
pub fn reap_all() {
    let groups: Vec<Arc<Group>> = lock(&LIVE).drain(..).filter_map(|group| group.upgrade()).collect();
    for group in &groups {
        group.ask_to_end();
    }
    for group in &groups {
        group.end();
    }
}

/// A driver, the browser that it starts, and everything that these start.
#[derive(Debug)]
pub struct Group {
    id: Pid,
    inner: Mutex<Inner>,
}

/// What the leader prints, where that was asked for.
#[derive(Debug)]
pub struct Pipes {
    /// Its standard output.
    pub out: Option<ChildStdout>,
    /// Its standard error.
    pub err: Option<ChildStderr>,
}

#[derive(Debug)]
struct Inner {
    leader: Child,
    watchdog: Option<Child>,
    folder: Option<TempDir>,
    /// Held for as long as this program lives.
    _owner: Option<Owner>,
    ended: bool,
}

impl Group {
    /// Starts `command` as the leader of a group, with `folder` as its `TMPDIR`; the folder goes when the group goes.
    ///
    /// # Errors
    /// When the command cannot be started.
    pub fn start(command: &mut Command, folder: TempDir) -> std::io::Result<(Arc<Self>, Pipes)> {
        // Without it nothing is lost but the next start's tidying.
        let owner = Owner::of(folder.path()).ok();
        let mut leader = command.env("TMPDIR", folder.path()).process_group(0).stdin(Stdio::null()).spawn()?;
        let pipes = Pipes { out: leader.stdout.take(), err: leader.stderr.take() };
        let id = Pid::from_raw(leader.id().cast_signed());
        let watchdog = watch(id, folder.path())
            .inspect_err(|error| tracing::warn!(%error, "no watchdog: a killed program may leave a browser behind"))
            .ok();
        let inner = Mutex::new(Inner { leader, watchdog, folder: Some(folder), _owner: owner, ended: false });
        let group = Arc::new(Self { id, inner });
        let mut live = lock(&LIVE);
        live.retain(|group| group.strong_count() > 0);
        live.push(Arc::downgrade(&group));
        drop(live);
        Ok((group, pipes))
    }

    /// The process group's number.
    pub fn id(&self) -> i32 {
        self.id.as_raw()
    }

    /// How the leader ended, if it has.
    pub fn status(&self) -> Option<ExitStatus> {
        lock(&self.inner).leader.try_wait().ok().flatten()
    }

    /// Asks the whole group to end, and does not wait.
    fn ask_to_end(&self) {
        if !lock(&self.inner).ended {
            let _ = killpg(self.id, Signal::SIGTERM);
        }
    }

    /// Ends the whole group, and returns when it is gone. Safe to call again; blocks for some milliseconds.
    pub fn end(&self) {
        let mut inner = lock(&self.inner);
        if inner.ended {
            return;
        }
        inner.ended = true;
        // SIGTERM lets the browser write its profile; chromedriver itself ends and leaves the browser, which is why the
        // signal goes to all.
        let _ = killpg(self.id, Signal::SIGTERM);
        if !self.gone_within(GRACE, &mut inner.leader) {
            let _ = killpg(self.id, Signal::SIGKILL);
            if !self.gone_within(LAST_WAIT, &mut inner.leader) {
                tracing::warn!(group = self.id.as_raw(), "a browser process did not end although it was killed");
            }
        }
        if let Some(folder) = &inner.folder {
            for straggler in with_tmpdir(folder.path()) {
                tracing::debug!(pid = straggler.as_raw(), "ending a process that had left its group");
                let _ = nix::sys::signal::kill(straggler, Signal::SIGKILL);
            }
        }
        if let Some(mut watchdog) = inner.watchdog.take() {
            if let Some(mut pipe) = watchdog.stdin.take() {
                let _ = pipe.write_all(b"done\n");
            }
            let _ = watchdog.wait();
        }
        drop(inner.folder.take());
    }

    fn gone_within(&self, limit: Duration, leader: &mut Child) -> bool {
        let begin = Instant::now();
        loop {
            // The leader is ours to wait for: unwaited it would stay as a zombie.
            let leader_gone = !matches!(leader.try_wait(), Ok(None));
            if leader_gone && !any_alive(self.id) {
                return true;
            }
            if begin.elapsed() > limit {
                return false;
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// A lock that a panic elsewhere cannot take away: ending processes matters most after a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the watchdog, in a group of its own so that it survives what it watches.
fn watch(group: Pid, folder: &Path) -> std::io::Result<Child> {
    Command::new("/bin/sh")
        .args(["-c", include_str!("watchdog.sh"), "tokenwright-watchdog"])
        .arg(group.as_raw().to_string())
        .arg(folder)
        // It needs to find its tools, and nothing else of ours.
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Whether a process of the group still runs. Zombies do not count: in a container nobody may ever wait for them.
fn any_alive(group: Pid) -> bool {
    match processes() {
        Some(processes) => processes.into_iter().any(|pid| {
            std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
                stat_of(&stat).is_some_and(|(state, of)| of == group.as_raw() && !"ZX".contains(state))
            })
        }),
        None => killpg(group, None).is_ok(),
    }
}

/// Whether this process has ended, waited for or not, or is just ending: its connections are closed before it is gone.
pub(super) fn has_ended(pid: i32) -> bool {
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => stat_of(&stat).is_some_and(|(state, _)| "ZX".contains(state)) || is_ending(&stat),
        Err(_) => nix::sys::signal::kill(Pid::from_raw(pid), None) == Err(nix::errno::Errno::ESRCH),
    }
}

/// `PF_EXITING` among the flags, the seventh field after the name (`man 5 proc_pid_stat`).
fn is_ending(stat: &str) -> bool {
    const PF_EXITING: u64 = 0x4;
    let flags = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(6)?.parse::<u64>().ok());
    flags.is_some_and(|flags| flags & PF_EXITING != 0)
}

/// State and process group in a line of `/proc/*/stat`. The name before them may hold anything, brackets too.
fn stat_of(stat: &str) -> Option<(char, i32)> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let group = fields.nth(1)?.parse().ok()?;
    Some((state, group))
}

/// Processes of ours that were started with this `TMPDIR`: the second net, for those that left their group.
pub(super) fn with_tmpdir(folder: &Path) -> Vec<Pid> {
    let mut wanted = b"TMPDIR=".to_vec();
    wanted.extend_from_slice(folder.as_os_str().as_encoded_bytes());
    let own = std::process::id().cast_signed();
    processes()
        .unwrap_or_default()
        .into_iter()
        .filter(|&pid| pid != own)
        .filter(|pid| {
            std::fs::read(PathBuf::from(format!("/proc/{pid}/environ")))
                .is_ok_and(|environ| environ.split(|&byte| byte == 0).any(|entry| entry == wanted))
        })
        .map(Pid::from_raw)
        .collect()
}

/// Every process number, where the system tells them as files.
fn processes() -> Option<Vec<i32>> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let entries = std::fs::read_dir("/proc").ok()?;
    Some(entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_confuse() {
        assert_eq!(stat_of("12 (a) b) S 1 77 77 0"), Some(('S', 77)));
    }

    #[test]
    fn ending_a_group_ends_the_children_too_even_those_that_ignore_the_request() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_owned();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "trap '' TERM; sleep 60 & touch \"$TMPDIR/up\"; wait; sleep 60"]);
        let (group, _) = Group::start(&mut command, folder).unwrap();
        let begin = Instant::now();
        while !path.join("up").exists() && begin.elapsed() < Duration::from_secs(10) {
            thread::sleep(LOOK);
        }
        assert!(any_alive(group.id));
        group.end();
        assert!(!any_alive(group.id));
        assert!(!path.exists());
    }
}
