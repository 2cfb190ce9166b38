//! Putting a file in the place of another; where the place itself cannot be replaced, writing into it. A file that is mounted
//! by itself, as containers do it, is such a place: nothing can be renamed over it.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

use super::{file_error::FileError, links::behind_links};

/// The end of a file that only tries how a real one would be put in its place.
const TRIAL: &str = ".trial";

/// Puts a written and synced file at `path`. Where that cannot be replaced, `bytes` are written into it, and the file with them
/// stays beside it until they are on the disk: a crash in between leaves one of the two whole.
pub(super) fn put(file: NamedTempFile, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Err(error) = file.persist(path) else { return Ok(()) };
    if error.error.kind() != io::ErrorKind::ResourceBusy {
        return Err(error.error);
    }
    let beside = error.file;
    write_into(path, bytes)?;
    beside.close()
}

fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut place = File::options().write(true).open(path)?;
    place.write_all(bytes)?;
    place.set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    place.sync_all()
}

/// Does at `path` what storing `size` bytes there would do, and leaves what is there as it is.
///
/// A file that is there is replaced by its own content, as that is the only way to know that it can be.
pub(super) fn rehearse(path: &Path, size: usize) -> Result<(), FileError> {
    let path = &behind_links(path)?;
    let failed = |source| FileError::new(path, source);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let known = match fs::symlink_metadata(path) {
        Ok(known) if known.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
        Ok(known) => Some(known).filter(fs::Metadata::is_file),
        Err(_) => None,
    };
    // Not zeroes: a file system that compresses would store nothing.
    let filler: Vec<u8> = (0..size).map(|i| u8::try_from((i * i + i / 7) % 251).unwrap_or(0)).collect();
    let mut room = Builder::new().prefix(".probe.").suffix(TRIAL).tempfile_in(folder).map_err(failed)?;
    room.write_all(&filler).map_err(failed)?;
    room.as_file().sync_all().map_err(failed)?;
    let Some(known) = known else {
        // A name of its own to be renamed to, as long as the real one is free.
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(TRIAL);
        let trial = path.with_file_name(name);
        room.persist(&trial).map_err(|error| failed(error.error))?;
        return fs::remove_file(&trial).map_err(failed);
    };
    let content = zeroize::Zeroizing::new(fs::read(path).map_err(failed)?);
    let mut same = Builder::new().prefix(".probe.").suffix(TRIAL).tempfile_in(folder).map_err(failed)?;
    same.write_all(&content).map_err(failed)?;
    same.as_file().set_permissions(known.permissions()).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        // Whose it is stays so where that is possible at all.
        let _ = fchown(same.as_file(), Some(known.uid()), Some(known.gid()));
    }
    same.as_file().sync_all().map_err(failed)?;
    put(same, path, &content).map_err(failed)?;
    room.close().map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, process::Command};

    use super::*;

    #[test]
    fn a_rehearsal_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.env");
        rehearse(&path, 1000).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(&path, "mine").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        rehearse(&path, 1000).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let there = folder.path().join("folder");
        fs::create_dir(&there).unwrap();
        assert_eq!(rehearse(&there, 10).unwrap_err().kind(), "in_the_way");
    }

    /// As `docker -v` mounts a file.
    #[test]
    fn a_file_that_is_mounted_by_itself_is_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let (outside, path) = (folder.path().join("outside"), folder.path().join("acme.env"));
        fs::write(&outside, "a longer text than the new one").unwrap();
        fs::write(&path, "").unwrap();
        let mounted = Command::new("mount").arg("--bind").args([&outside, &path]).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: this user may not mount");
            return;
        }
        let done = rehearse(&path, 1000).and_then(|()| super::super::files::write_secret(&path, b"new"));
        let count = fs::read_dir(folder.path()).unwrap().count();
        let unmounted = Command::new("umount").arg(&path).output();
        done.unwrap();
        assert!(unmounted.unwrap().status.success());
        assert_eq!(fs::read_to_string(&outside).unwrap(), "new");
        assert_eq!(count, 2, "nothing is left beside it");
    }
}
