//! Changing a file that is somebody else's: what is there keeps its mode and its owner.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

#[cfg(unix)]
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};

use zeroize::Zeroizing;

use super::{
    files::{self, FileError, parent, sync_folder, temporary},
    links::behind_links,
};

/// A file that is larger is nobody's settings.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Writes what `change` makes of the content (nothing, where there is no file yet). A new file is for its owner only. One that is
/// there is replaced at once by one of the same mode and owner; where that cannot be (the owner is another, the file is mounted by
/// itself or has another name, too) it is written over.
///
/// # Errors
/// When it cannot be read or written, or `change` says why it should not be.
pub(super) fn update(
    path: &Path,
    change: impl FnOnce(&[u8]) -> Result<Zeroizing<Vec<u8>>, &'static str>,
) -> Result<(), FileError> {
    let path = &behind_links(path)?;
    let failed = |source| FileError::new(path, source);
    let refused = |why: &'static str| {
        let source = io::Error::new(io::ErrorKind::InvalidData, why);
        FileError::InTheWay { path: path.clone(), source }
    };
    let mut file = match open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let content = change(&[]).map_err(refused)?;
            return files::write_secret(path, &content);
        }
        Err(error) => return Err(failed(error)),
    };
    let known = file.metadata().map_err(failed)?;
    if known.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if !known.is_file() {
        return Err(refused("it is not a regular file"));
    }
    if known.len() > LARGEST {
        return Err(refused("it is larger than any file of settings"));
    }
    let mut old = Zeroizing::new(Vec::with_capacity(usize::try_from(known.len()).unwrap_or(0) + 1));
    file.read_to_end(&mut old).map_err(failed)?;
    let new = change(&old).map_err(refused)?;
    if *new == *old {
        return Ok(());
    }
    match replace(path, &new, &known) {
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(failed(error)),
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => write_over(path, &old, &new).map_err(failed),
    }
}

/// Without waiting, should it be a pipe, and without following a link that has come there in between.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags((nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits());
    options.open(path)
}

/// Puts a new file of the same mode and owner in its place; false: that cannot be.
#[cfg(unix)]
fn replace(path: &Path, new: &[u8], known: &fs::Metadata) -> io::Result<bool> {
    if known.nlink() > 1 {
        return Ok(false);
    }
    let mut file = temporary(path, true)?;
    let made = file.as_file().metadata()?;
    if (made.uid(), made.gid()) != (known.uid(), known.gid())
        && fchown(file.as_file(), Some(known.uid()), Some(known.gid())).is_err()
    {
        return Ok(false);
    }
    file.write_all(new)?;
    file.as_file().set_permissions(known.permissions())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(parent(path)).map(|()| true)
}

#[cfg(not(unix))]
fn replace(_: &Path, _: &[u8], _: &fs::Metadata) -> io::Result<bool> {
    Ok(false)
}

/// Writes over the content. If that ends half way, the old content is put back.
fn write_over(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    options.custom_flags(nix::fcntl::OFlag::O_NOFOLLOW.bits());
    let mut file = options.open(path)?;
    let mut write = |content: &[u8]| {
        file.rewind()?;
        file.write_all(content)?;
        file.set_len(content.len() as u64)?;
        file.sync_all()
    };
    write(new).inspect_err(|_| {
        let _ = write(old);
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
    use std::process::Command;

    use super::*;

    fn add(path: &Path) -> Result<(), FileError> {
        update(path, |old| Ok(Zeroizing::new([old, b"more\n"].concat())))
    }

    #[test]
    fn mode_and_owner_stay_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.env");
        fs::write(&path, "old\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let given = chown(&path, Some(4321), Some(4322)).is_ok();
        let before = fs::metadata(&path).unwrap();
        add(&path).unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
        assert!(before.ino() != after.ino(), "a reader never sees half of it");
        assert!(given || !nix::unistd::geteuid().is_root());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\nmore\n");
        add(&folder.path().join("new.env")).unwrap();
        assert_eq!(fs::metadata(folder.path().join("new.env")).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn links_are_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real"), "old\n").unwrap();
        symlink("real", at("link")).unwrap();
        add(&at("link")).unwrap();
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
        fs::hard_link(at("real"), at("twin")).unwrap();
        add(&at("twin")).unwrap();
        assert_eq!(fs::read_to_string(at("real")).unwrap(), "old\nmore\nmore\n");
        symlink("none", at("dangling")).unwrap();
        add(&at("dangling")).unwrap();
        assert_eq!(fs::read_to_string(at("none")).unwrap(), "more\n");
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(add(&path).unwrap_err().kind(), "in_the_way");
        assert_eq!(add(folder.path()).unwrap_err().kind(), "in_the_way");
    }

    #[test]
    fn a_file_that_is_mounted_by_itself_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (real, path) = (folder.path().join("real"), folder.path().join("mounted"));
        fs::write(&real, "old\n").unwrap();
        fs::write(&path, "").unwrap();
        let mount = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        if !mount(Command::new("mount").arg("--bind").arg(&real).arg(&path)) {
            eprintln!("skipped: this user may not mount");
            return;
        }
        let added = add(&path);
        // A process that another test starts at this moment holds every open file until it is what it is to be:
        // "target is busy". Detached, it is out of the folder at once all the same.
        assert!(mount(Command::new("umount").arg("--lazy").arg(&path)));
        added.unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "old\nmore\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
