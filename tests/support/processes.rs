//! The processes of this machine, as `/proc` tells them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A process that runs.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    /// Its arguments, parted by blanks.
    pub(crate) command_line: String,
}

impl Process {
    /// Whether it is the browser's own process, the one that all others of the browser belong to.
    pub(crate) fn is_browser(&self) -> bool {
        self.command_line.contains("--user-data-dir=")
            && !self.command_line.contains("--type=")
            && !self.command_line.contains("crashpad")
    }
}

/// Processes, zombies and this one excepted, whose environment or arguments name the folder.
pub(crate) fn naming(folder: &Path) -> Vec<Process> {
    let wanted = folder.to_str().unwrap();
    let own = i32::try_from(std::process::id()).unwrap();
    let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| *pid != own)
        .filter_map(|pid| {
            let read = |name| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let arguments = read("cmdline");
            let text = [read("environ"), arguments.clone()].concat();
            let command_line = String::from_utf8_lossy(&arguments).replace('\0', " ");
            String::from_utf8_lossy(&text).contains(wanted).then_some(Process { pid, command_line })
        })
        .collect()
}

/// The arguments of every process of this machine.
pub(crate) fn command_lines() -> BTreeSet<Vec<u8>> {
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok()).filter(|line| !line.is_empty()).collect()
}

/// Sends a signal to one process.
pub(crate) fn signal(pid: i32, what: Signal) {
    kill(Pid::from_raw(pid), what).unwrap();
}

/// As long as a busy machine may need for what a test waits for.
pub(crate) const LONG: Duration = Duration::from_secs(120);

/// Waits for what only time can show.
pub(crate) fn eventually(what: &str, holds: impl FnMut() -> bool) {
    within(LONG, what, holds);
}

/// The same for what has so long and no longer.
pub(crate) fn within(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < limit, "never so: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
