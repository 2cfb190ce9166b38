//! Symbolic links in the place of our files: followed where they are the user's own, refused where somebody else may have made them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;

use super::file_error::{FileError, parent};

/// More links than this lead in a circle.
const MOST: usize = 40;
/// Everybody may write.
const OPEN_TO_ALL: u32 = 0o002;
/// Nobody may take away what is another's.
const STICKY: u32 = 0o1000;

/// Where a path leads in the end: itself, or what the symbolic link leads to that stands there.
///
/// # Errors
/// When a link on the way may be somebody else's: link and folder must belong to this user or to root, and not everybody may put
/// another link there.
pub(super) fn behind_links(path: &Path) -> Result<PathBuf, FileError> {
    let mut place = path.to_owned();
    for _ in 0..MOST {
        let link = match fs::symlink_metadata(&place) {
            Ok(known) if known.is_symlink() => known,
            // What cannot be looked at is told by whoever opens it.
            _ => return Ok(place),
        };
        let folder = parent(&place).to_owned();
        if !fs::metadata(&folder).is_ok_and(|folder| nobody_elses(&link, &folder)) {
            return Err(FileError::Link { path: place });
        }
        let target = fs::read_link(&place).map_err(|source| FileError::new(&place, source))?;
        place = folder.join(target);
    }
    let source = io::Error::new(io::ErrorKind::InvalidInput, "symbolic links that lead in a circle");
    Err(FileError::InTheWay { path: path.to_owned(), source })
}

#[cfg(unix)]
fn nobody_elses(link: &fs::Metadata, folder: &fs::Metadata) -> bool {
    let own = nix::unistd::geteuid().as_raw();
    let trusted = |owner: u32| owner == own || owner == 0;
    let closed = folder.mode() & OPEN_TO_ALL == 0 || folder.mode() & STICKY != 0;
    trusted(link.uid()) && trusted(folder.uid()) && closed
}

#[cfg(not(unix))]
fn nobody_elses(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, lchown, symlink};

    use super::*;

    #[test]
    fn a_link_of_the_users_own_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("b", at("a")).unwrap();
        symlink(at("c"), at("b")).unwrap();
        for (path, end) in [("a", "c"), ("b", "c"), ("c", "c"), ("none", "none")] {
            assert_eq!(behind_links(&at(path)).unwrap(), at(end), "{path}");
        }
        symlink("x", at("y")).unwrap();
        symlink("y", at("x")).unwrap();
        assert!(behind_links(&at("x")).unwrap_err().to_string().contains("circle"));
    }

    #[test]
    fn a_link_where_everybody_may_put_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("a");
        symlink("b", &link).unwrap();
        let open = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        open(0o777);
        assert_eq!(behind_links(&link).unwrap_err().kind(), "link");
        open(0o1777);
        assert!(behind_links(&link).is_ok(), "as in /tmp: nobody else can put it there in our name");
        open(0o775);
        assert!(behind_links(&link).is_ok());
    }

    #[test]
    fn a_link_or_a_folder_of_somebody_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("a");
        symlink("b", &link).unwrap();
        if lchown(&link, Some(4321), None).is_err() {
            eprintln!("skipped: only root can give a link away");
            return;
        }
        assert_eq!(behind_links(&link).unwrap_err().kind(), "link");
        lchown(&link, Some(0), None).unwrap();
        lchown(folder.path(), Some(4321), None).unwrap();
        assert_eq!(behind_links(&link).unwrap_err().kind(), "link");
    }
}
