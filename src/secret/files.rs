//! Writing files so that a crash, a full disk or another reader never sees half of one.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt as _, PermissionsExt};

#[cfg(unix)]
use nix::fcntl::OFlag;
use tempfile::{Builder, NamedTempFile};

pub use super::file_error::FileError;
pub(super) use super::file_error::parent;
use super::{in_place, links::behind_links, redact};

/// Temporary files of ours end so.
const TEMPORARY: &str = ".tmp";
/// A temporary file that is older than this was left by a process that is gone.
const STALE: Duration = Duration::from_secs(600);

/// Replaces a file that holds no secret: the bytes pass the redactor, the file appears whole or not at all, and it is on the disk when this returns.
///
/// # Errors
/// When it cannot be written; the old file is then as it was.
pub fn write_atomic(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileError> {
    replace(path, &redact::bytes(bytes), mode, true)
}

/// As [`write_atomic`], for a file that is meant to hold a secret.
pub(super) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    // What a killed process has left of a secret may be the only copy: that is looked into by `Store::adopt`.
    replace(path, bytes, 0o600, false)
}

fn replace(path: &Path, bytes: &[u8], mode: u32, tidy: bool) -> Result<(), FileError> {
    let path = &behind_links(path)?;
    let failed = |source| FileError::new(path, source);
    let folder = parent(path);
    // The wished mode comes only once the content is there.
    let mut file = temporary(path, tidy).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    set_mode(file.as_file(), mode).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    in_place::put(file, path, bytes).map_err(failed)?;
    sync_folder(folder).map_err(failed)
}

/// A file beside this one, for its owner only, that goes unless it is put in its place. With `tidy`, what a killed process has left
/// of such files goes before.
pub(super) fn temporary(path: &Path, tidy: bool) -> io::Result<NamedTempFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    if tidy {
        remove_stale(parent(path), &prefix);
    }
    Builder::new().prefix(&prefix).suffix(TEMPORARY).tempfile_in(parent(path))
}

/// Makes a folder, and those above it, that only its owner may look into. An existing one is closed to others.
///
/// # Errors
/// When it cannot be made or is not a folder.
pub fn private_folder(path: &Path) -> Result<(), FileError> {
    let failed = |source| FileError::new(path, source);
    let above = parent(path);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    // What is made on the way is closed, too; what is there already is the user's own affair.
    builder.recursive(true).create(above).map_err(failed)?;
    match builder.recursive(false).create(path) {
        Ok(()) => sync_folder(above).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let path = &behind_links(path)?;
            let known = fs::metadata(path).map_err(failed)?;
            if !known.is_dir() {
                return Err(failed(io::ErrorKind::NotADirectory.into()));
            }
            #[cfg(unix)]
            if known.permissions().mode() & 0o077 != 0 {
                // Not by its name: that could be a link by now.
                let mut options = File::options();
                options.read(true).custom_flags((OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW).bits());
                let folder = options.open(path).map_err(failed)?;
                folder.set_permissions(Permissions::from_mode(0o700)).map_err(failed)?;
            }
            Ok(())
        }
        Err(error) => Err(failed(error)),
    }
}

/// Makes sure that a file is there which only its owner may look into, and closes it to others where it is. Returns where it really is.
///
/// # Errors
/// When it cannot be made, or a link stands there that somebody else may have made.
pub fn private_file(path: &Path) -> Result<PathBuf, FileError> {
    let path = behind_links(path)?;
    let file = open_private(&path).map_err(|source| FileError::new(&path, source))?;
    drop(file);
    Ok(path)
}

/// Makes a file anew which only its owner may look into, to be written to; one that is there is emptied.
///
/// # Errors
/// When it cannot be made.
pub fn create_private(path: &Path) -> io::Result<File> {
    let file = open_private(path)?;
    file.set_len(0)?;
    Ok(file)
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600).custom_flags((OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits());
    let file = options.open(path)?;
    #[cfg(unix)]
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

fn remove_stale(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let old = entry
            .metadata()
            .and_then(|known| known.modified())
            .is_ok_and(|when| SystemTime::now().duration_since(when).is_ok_and(|age| age > STALE));
        if old && name.starts_with(prefix) && name.ends_with(TEMPORARY) {
            // It is only tidying: the write itself tells if the folder is in trouble.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Token, canary};

    #[test]
    fn a_file_without_secrets_is_redacted_and_has_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.json");
        let plain = canary::token(40);
        let _token = Token::parse(&plain).unwrap();
        write_atomic(&path, format!("{{\"x\":\"{plain}\"}}").as_bytes(), 0o644).unwrap();
        let written = fs::read(&path).unwrap();
        assert!(canary::forms_in(&written, &plain).is_empty());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_folder_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        private_folder(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(folder.path().join("file"), "").unwrap();
        let error = private_folder(&folder.path().join("file")).unwrap_err();
        assert_eq!(error.kind(), "in_the_way");
    }

    #[test]
    fn what_a_dead_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".x.env.abc.tmp");
        fs::write(&left, "old").unwrap();
        let file = File::options().write(true).open(&left).unwrap();
        file.set_modified(SystemTime::now() - STALE * 2).unwrap();
        let fresh = folder.path().join(".x.env.def.tmp");
        fs::write(&fresh, "of another process, under way").unwrap();
        write_secret(&folder.path().join("x.env"), b"new").unwrap();
        assert!(left.exists(), "it may be the only copy of a secret");
        write_atomic(&folder.path().join("x.env"), b"new", 0o644).unwrap();
        assert!(!left.exists() && fresh.exists());
    }
}
