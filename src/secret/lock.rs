//! One run at a time for an account.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

use fs4::{FileExt, TryLockError};

use super::{
    Slug, SlugError,
    files::{self, FileError},
};

/// The folder under the output folder.
const FOLDER: &str = "locks";

/// Held for as long as a run works on an account. The system gives it back when the process ends, however that happens.
#[derive(Debug)]
pub struct AccountLock {
    _file: File,
}

impl AccountLock {
    /// Takes the lock of an account, without waiting.
    ///
    /// # Errors
    /// When another process has it, or the lock file cannot be made.
    pub fn take(out: &Path, account: &str) -> Result<Self, LockError> {
        let slug = Slug::parse(account)?;
        let folder = out.join(FOLDER);
        files::private_folder(&folder)?;
        let path = folder.join(format!("{slug}.lock"));
        let failed = |source| LockError::File(FileError::new(&path, source));
        // It stays there when the run ends: removing it would let two others each lock a file of their own.
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // A link would have the file that it leads to emptied.
        #[cfg(unix)]
        options.custom_flags((nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits()).mode(0o600);
        let mut file = options.open(&path).map_err(failed)?;
        // It is emptied below, under all its names.
        if !is_ours(&file.metadata().map_err(failed)?) {
            let source =
                io::Error::new(io::ErrorKind::AlreadyExists, "it is no lock: it has another name, too, or is no file");
            return Err(failed(source));
        }
        // Not the method of that name, which `File` has only since Rust 1.89.
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim().parse().ok();
                return Err(LockError::Held { account: slug.to_string(), holder, path });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        write_holder(&mut file).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// A regular file without another name.
fn is_ours(known: &fs::Metadata) -> bool {
    #[cfg(unix)]
    let alone = std::os::unix::fs::MetadataExt::nlink(known) == 1;
    #[cfg(not(unix))]
    let alone = true;
    known.is_file() && alone
}

fn write_holder(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process works on this account.
    #[error(
        "another tokenwright {}is working on the account {account}; wait until it has ended (its lock is {})",
        holder.map(|id| format!("(process {id}) ")).unwrap_or_default(), path.display()
    )]
    Held {
        /// The account.
        account: String,
        /// That process, where it told.
        holder: Option<u32>,
        /// The lock file.
        path: PathBuf,
    },
    /// The account's name cannot name a file.
    #[error(transparent)]
    Account(#[from] SlugError),
    /// The lock file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl LockError {
    /// Machine-readable kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Held { .. } => "locked",
            Self::Account(_) => "account_name",
            Self::File(error) => error.kind(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_second_is_told_who_has_it() {
        let out = tempfile::tempdir().unwrap();
        let first = AccountLock::take(out.path(), "acme").unwrap();
        let second = AccountLock::take(out.path(), "acme").unwrap_err();
        assert!(second.to_string().contains(&format!("process {}", std::process::id())), "{second}");
        let _other = AccountLock::take(out.path(), "other").unwrap();
        drop(first);
        AccountLock::take(out.path(), "acme").unwrap();
    }

    #[test]
    fn a_link_in_place_of_the_lock_empties_nothing() {
        let out = tempfile::tempdir().unwrap();
        let victim = out.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        files::private_folder(&out.path().join(FOLDER)).unwrap();
        std::os::unix::fs::symlink(&victim, out.path().join(FOLDER).join("acme.lock")).unwrap();
        assert!(AccountLock::take(out.path(), "acme").is_err());
        fs::hard_link(&victim, out.path().join(FOLDER).join("berlin.lock")).unwrap();
        let error = AccountLock::take(out.path(), "berlin").unwrap_err();
        assert_eq!(error.kind(), "in_the_way", "{error}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }

    #[test]
    fn a_folder_that_somebody_else_planted_is_not_followed_and_not_closed() {
        let (out, victim) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::set_permissions(victim.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let link = out.path().join(FOLDER);
        std::os::unix::fs::symlink(victim.path(), &link).unwrap();
        // Everybody may put such a link there.
        fs::set_permissions(out.path(), fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(AccountLock::take(out.path(), "acme").unwrap_err().kind(), "link");
        assert_eq!(fs::metadata(victim.path()).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(fs::read_dir(victim.path()).unwrap().count(), 0);
    }
}
