//! What runs left behind that were killed together with their watchdog: the next start ends the processes and removes the folders.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fs4::FileExt;
use nix::sys::signal::{Signal, kill};

use super::group::with_tmpdir;
use super::owner::{OWNER, PREFIX};

/// How often is looked for processes that were started while others were ended.
const ROUNDS: u32 = 20;

/// Ends what is left of programs that are gone, in this folder of temporary files. Only tidying: what cannot be done is left.
pub(super) fn clean(temporary: &Path) {
    let Ok(entries) = fs::read_dir(temporary) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        let folder = entry.path();
        if !is_left(&folder) {
            continue;
        }
        tracing::warn!(folder = %folder.display(), "a run was killed with its watchdog: what it left running is ended now");
        for _ in 0..ROUNDS {
            let processes = with_tmpdir(&folder);
            if processes.is_empty() {
                break;
            }
            for process in processes {
                let _ = kill(process, Signal::SIGKILL);
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = fs::remove_dir_all(&folder);
    }
}

/// Whether it is a folder of this user's whose program is gone.
fn is_left(folder: &Path) -> bool {
    let own = |known: &fs::Metadata| known.uid() == nix::unistd::geteuid().as_raw();
    if !fs::symlink_metadata(folder).is_ok_and(|known| known.is_dir() && own(&known)) {
        return false;
    }
    let owner = folder.join(OWNER);
    if !fs::symlink_metadata(&owner).is_ok_and(|known| known.is_file() && own(&known)) {
        return false;
    }
    File::open(owner).is_ok_and(|file| FileExt::try_lock(&file).is_ok())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::owner::Owner;
    use super::*;

    #[test]
    fn only_what_is_left_of_the_dead_is_ended() {
        let temporary = tempfile::tempdir().unwrap();
        let at = |name: &str| temporary.path().join(name);
        for name in ["tokenwright-dead", "tokenwright-alive", "tokenwright-other", "else"] {
            fs::create_dir(at(name)).unwrap();
        }
        drop(Owner::of(&at("tokenwright-dead")).unwrap());
        drop(Owner::of(&at("else")).unwrap());
        let _alive = Owner::of(&at("tokenwright-alive")).unwrap();
        let sleep = |name: &str| Command::new("sleep").arg("60").env("TMPDIR", at(name)).spawn().unwrap();
        let (mut dead, mut alive) = (sleep("tokenwright-dead"), sleep("tokenwright-alive"));
        clean(temporary.path());
        assert!(!at("tokenwright-dead").exists());
        for name in ["tokenwright-alive", "tokenwright-other", "else"] {
            assert!(at(name).exists(), "{name}");
        }
        assert!(!dead.wait().unwrap().success());
        assert!(alive.try_wait().unwrap().is_none());
        alive.kill().unwrap();
        alive.wait().unwrap();
    }
}
