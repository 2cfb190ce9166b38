//! A saved sign-in that several browsers of a batch use at once: the first its profile, the others temporary copies of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;
use tokio::sync::Notify;

use crate::secret::ProfileLock;

/// What a browser makes anew where it is missing, or what marks a profile as in use: no copy has it.
const NOT_COPIED: [&str; 22] = [
    ".parentlock",
    "BrowserMetrics",
    "Cache",
    "Code Cache",
    "Crash Reports",
    "Crashpad",
    "DawnCache",
    "DawnGraphiteCache",
    "DawnWebGPUCache",
    "DevToolsActivePort",
    "GPUCache",
    "GrShaderCache",
    "GraphiteDawnCache",
    "ShaderCache",
    "cache2",
    "component_crx_cache",
    "crashes",
    "lock",
    "minidumps",
    "parent.lock",
    "shader-cache",
    "startupCache",
];

/// A saved sign-in that a batch has taken.
#[derive(Debug)]
pub struct Seats {
    profile: PathBuf,
    state: Mutex<State>,
    /// Tells that a seat has become free.
    freed: Notify,
    /// Given back last: who has it may remove the copies.
    _lock: ProfileLock,
}

#[derive(Debug)]
struct State {
    profile_is_free: bool,
    copies: Copies,
}

/// The copies, as far as there may be any.
#[derive(Debug)]
enum Copies {
    /// There are none: what has become free is waited for.
    None,
    /// They are made of this one, which no browser has touched.
    Of { folder: PathBuf, whole: TempDir, made: Vec<TempDir>, free: Vec<PathBuf>, more: bool, good: bool },
}

/// A place for one browser, free again when it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    profile: PathBuf,
}

impl Seat {
    /// The browser's profile.
    pub fn profile(&self) -> &Path {
        &self.profile
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.seats.state();
        if self.profile == self.seats.profile {
            state.profile_is_free = true;
        } else if let Copies::Of { free, good: true, .. } = &mut state.copies {
            free.push(self.profile.clone());
        }
        drop(state);
        self.seats.freed.notify_one();
    }
}

impl Seats {
    /// The seats of a sign-in that has been taken and on which no browser is open. With `copies`, more than one browser may use it: they
    /// are made of what the profile is now, in this folder.
    ///
    /// # Errors
    /// When the profile cannot be copied; one browser may use it all the same.
    pub(super) fn new(lock: ProfileLock, profile: PathBuf, copies: Option<PathBuf>) -> (Self, Option<io::Error>) {
        let (copies, refused) = match copies.map(|folder| Ok((copy(&profile, &folder)?, folder))).transpose() {
            Ok(None) => (Copies::None, None),
            Ok(Some((whole, folder))) => {
                (Copies::Of { folder, whole, made: Vec::new(), free: Vec::new(), more: true, good: true }, None)
            }
            Err(error) => (Copies::None, Some(error)),
        };
        let state = Mutex::new(State { profile_is_free: true, copies });
        (Self { profile, state, freed: Notify::new(), _lock: lock }, refused)
    }

    /// A seat, once one is free: the profile itself before any copy. Where no other copy can be made, that is told, and what there is
    /// is waited for.
    pub async fn seat(self: &Arc<Self>, refused: impl Fn(&io::Error)) -> Seat {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            match self.free() {
                Ok(Some(profile)) => return Seat { seats: Arc::clone(self), profile },
                Ok(None) => {}
                Err(error) => refused(&error),
            }
            freed.await;
        }
    }

    fn free(&self) -> io::Result<Option<PathBuf>> {
        let mut state = self.state();
        if std::mem::take(&mut state.profile_is_free) {
            return Ok(Some(self.profile.clone()));
        }
        let Copies::Of { folder, whole, made, free, more, .. } = &mut state.copies else { return Ok(None) };
        if let Some(profile) = free.pop() {
            return Ok(Some(profile));
        }
        if !*more {
            return Ok(None);
        }
        let another = copy(whole.path(), folder).inspect_err(|_| *more = false)?;
        let profile = another.path().to_owned();
        made.push(another);
        Ok(Some(profile))
    }

    /// Nobody gets a copy any more: the console does not take them for the sign-in.
    pub fn only_the_profile(&self) {
        if let Copies::Of { free, more, good, .. } = &mut self.state().copies {
            free.clear();
            (*more, *good) = (false, false);
        }
    }

    /// The folder of the sign-in, with its profile and all copies.
    pub fn folder(&self) -> Option<&Path> {
        self.profile.parent()
    }

    /// Whether this is the profile itself, and no copy.
    pub fn is_profile(&self, profile: &Path) -> bool {
        self.profile == profile
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A copy of a profile in this folder, for its owner alone, that is removed when it is dropped.
fn copy(profile: &Path, folder: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let copy = builder.prefix("copy-").tempdir_in(folder)?;
    fill(profile, copy.path())?;
    Ok(copy)
}

/// Copies files and folders. Links are none of a profile's data: browsers tell by them who has it open.
fn fill(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        let target = to.join(&name);
        if NOT_COPIED.iter().any(|not| name == **not) {
            continue;
        }
        if kind.is_dir() {
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&target)?;
            fill(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::time::Duration;

    use super::super::sign_in::SignIns;
    use super::*;

    fn kept() -> (TempDir, SignIns, PathBuf) {
        let place = tempfile::tempdir().unwrap();
        let all = SignIns::new(place.path());
        let profile = all.make("work").unwrap();
        fs::create_dir(profile.join("Default")).unwrap();
        fs::write(profile.join("Default/Cookies"), "kept").unwrap();
        fs::create_dir(profile.join("Default/Cache")).unwrap();
        symlink("host-1", profile.join("SingletonLock")).unwrap();
        (place, all, profile)
    }

    fn copies(all: &SignIns) -> usize {
        fs::read_dir(all.folder("work").unwrap().join("copies")).map_or(0, Iterator::count)
    }

    #[tokio::test]
    async fn the_first_has_the_profile_and_the_others_copies_of_what_it_was() {
        let (_place, all, profile) = kept();
        let (seats, refused) = all.seats("work", true).unwrap();
        assert!(refused.is_none());
        let first = seats.seat(|_| ()).await;
        assert_eq!(first.profile(), profile);
        // What the first browser writes meanwhile may be half written.
        fs::write(profile.join("Default/Cookies"), "half").unwrap();
        let second = seats.seat(|_| ()).await;
        let copied = second.profile().to_owned();
        assert_eq!(fs::read_to_string(copied.join("Default/Cookies")).unwrap(), "kept");
        for left_out in ["Default/Cache", "SingletonLock"] {
            assert!(fs::symlink_metadata(copied.join(left_out)).is_err(), "{left_out}");
        }
        for folder in [&copied, &copied.join("Default"), copied.parent().unwrap()] {
            assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
        }
        // A seat that is free again is the next one's; the profile goes before.
        drop((first, second));
        let again = [seats.seat(|_| ()).await, seats.seat(|_| ()).await];
        assert_eq!([again[0].profile(), again[1].profile()], [profile.as_path(), copied.as_path()]);
        assert!(all.take("work").is_err(), "it is in use");
        drop(again);
        drop(seats);
        assert_eq!(copies(&all), 0);
        assert!(all.take("work").is_ok() && profile.exists());
    }

    #[tokio::test]
    async fn without_copies_one_waits_for_the_other() {
        let (_place, all, profile) = kept();
        // No folder for copies can be made.
        fs::write(all.folder("work").unwrap().join("copies"), "").unwrap();
        let (seats, refused) = all.seats("work", true).unwrap();
        assert!(refused.is_some());
        let first = seats.seat(|_| ()).await;
        let second = seats.seat(|error| panic!("it was told already: {error}"));
        tokio::pin!(second);
        assert!(tokio::time::timeout(Duration::ZERO, &mut second).await.is_err());
        drop(first);
        assert_eq!(second.await.profile(), profile);
    }

    #[test]
    fn copies_of_a_program_that_was_killed_are_swept() {
        let (_place, all, _) = kept();
        let left = all.folder("work").unwrap().join("copies/copy-1");
        fs::create_dir_all(&left).unwrap();
        let lock = all.take("work").unwrap();
        fs::create_dir_all(&left).unwrap();
        all.sweep();
        assert!(left.exists(), "somebody is at work on it");
        drop(lock);
        all.sweep();
        assert!(!left.exists() && all.list().len() == 1);
    }
}
