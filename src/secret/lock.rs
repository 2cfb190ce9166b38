//! One run at a time for an account.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

use etcetera::{AppStrategy as _, AppStrategyArgs, choose_app_strategy};
use fs4::{FileExt, TryLockError};
use sha2::{Digest as _, Sha256};

use super::{
    Slug, SlugError,
    files::{self, FileError},
};

/// The folder under the output folder.
const FOLDER: &str = "locks";
/// The folder beside the profiles: no profile is called so.
const PROFILE_LOCKS: &str = ".locks";

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
        let path = out.join(FOLDER).join(format!("{slug}.lock"));
        let file = take(&path, &format!("the account {slug}"))?;
        Ok(Self { _file: file })
    }

    /// Whether a process works on the account now. Nothing is made or changed by asking, so an output folder that can only be
    /// read is enough.
    pub fn is_held(out: &Path, account: &str) -> bool {
        let Ok(slug) = Slug::parse(account) else { return false };
        is_held(&out.join(FOLDER).join(format!("{slug}.lock")))
    }
}

/// Held while a browser is open on a kept profile: two would spoil it.
#[derive(Debug)]
pub struct ProfileLock {
    _file: File,
}

impl ProfileLock {
    /// Takes the lock of a profile of this name, without waiting. `folder` is where the profiles are.
    ///
    /// # Errors
    /// When another process, or another browser of this one, has it, or the lock file cannot be made.
    pub fn take(folder: &Path, name: &str) -> Result<Self, LockError> {
        let path = folder.join(PROFILE_LOCKS).join(format!("{}.lock", Slug::parse(name)?));
        Ok(Self { _file: take(&path, &format!("the sign-in \"{name}\""))? })
    }

    /// Whether a process has it now. Nothing is made or changed by asking.
    pub fn is_held(folder: &Path, name: &str) -> bool {
        Slug::parse(name).is_ok_and(|slug| is_held(&folder.join(PROFILE_LOCKS).join(format!("{slug}.lock"))))
    }
}

/// Held for a moment, by each in turn: what is made or brought up to date when it is opened must not be so by two at once.
#[derive(Debug)]
pub struct OpeningLock {
    _file: File,
}

impl OpeningLock {
    /// Waits for the lock of this file of the output folder: nobody holds it for longer than it takes to open that.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn wait(file: &Path) -> Result<Self, FileError> {
        let name = file.file_name().unwrap_or_default().display();
        let path = files::parent(file).join(FOLDER).join(format!(".{name}.lock"));
        let failed = |source| FileError::new(&path, source);
        let file = open(&path)?;
        FileExt::lock(&file).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// Whether a process holds the lock at this path.
fn is_held(path: &Path) -> bool {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags((nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits());
    // Shared, and given back at once: two that only look do not take each other for a run.
    options.open(path).is_ok_and(|file| matches!(FileExt::try_lock_shared(&file), Err(TryLockError::WouldBlock)))
}

/// Held while a system user of a business is changed: accounts of other names, or with another output folder, may mean the same one.
/// It is for all programs of this user on this machine.
#[derive(Debug)]
pub struct ConsoleLock {
    _file: File,
}

impl ConsoleLock {
    /// Takes the lock of a system user in a business, without waiting. `console` tells one console from another.
    ///
    /// # Errors
    /// When another process, or another account of this one, has it, or there is no place for its file.
    pub fn take(console: &str, business: &str, system_user: &str) -> Result<Self, LockError> {
        let user = system_user.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let digest = Sha256::digest(format!("{console}\n{business}\n{user}"));
        let name = format!("{}.lock", hex::encode(&digest[..8]));
        let what = format!("the system user \"{system_user}\" of the business {business}");
        let folders = [state_folder(), Some(temporary_folder())].into_iter().flatten();
        let mut refused = None;
        for folder in folders {
            match own_folder(&folder).and_then(|()| take(&folder.join(&name), &what)) {
                // A home that may not be written to: services have such.
                Err(LockError::File(error)) => refused = refused.or(Some(error)),
                taken => return taken.map(|file| Self { _file: file }),
            }
        }
        Err(refused.map_or_else(
            || LockError::File(FileError::new(Path::new(&name), io::ErrorKind::NotFound.into())),
            LockError::File,
        ))
    }
}

fn state_folder() -> Option<PathBuf> {
    let args = AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "Tokenwright".to_owned(),
        app_name: "tokenwright".to_owned(),
    };
    choose_app_strategy(args).ok()?.state_dir().map(|folder| folder.join(FOLDER))
}

/// One for each user, where others could have made it before: then it is not taken.
fn temporary_folder() -> PathBuf {
    #[cfg(unix)]
    let user = nix::unistd::geteuid().to_string();
    #[cfg(not(unix))]
    let user = "user";
    std::env::temp_dir().join(format!("tokenwright-{user}-{FOLDER}"))
}

fn own_folder(folder: &Path) -> Result<(), LockError> {
    files::private_folder(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let known = fs::metadata(folder).map_err(|source| FileError::new(folder, source))?;
        if known.uid() != nix::unistd::geteuid().as_raw() {
            return Err(FileError::new(folder, io::ErrorKind::PermissionDenied.into()).into());
        }
    }
    Ok(())
}

/// The lock file at this path, made where it is not there.
fn open(path: &Path) -> Result<File, FileError> {
    files::private_folder(files::parent(path))?;
    let failed = |source| FileError::new(path, source);
    // It stays there when the run ends: removing it would let two others each lock a file of their own.
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // A link would have the file that it leads to emptied.
    #[cfg(unix)]
    options.custom_flags((nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits()).mode(0o600);
    let file = options.open(path).map_err(failed)?;
    // It is written to, under all its names.
    if !is_ours(&file.metadata().map_err(failed)?) {
        let source =
            io::Error::new(io::ErrorKind::AlreadyExists, "it is no lock: it has another name, too, or is no file");
        return Err(failed(source));
    }
    Ok(file)
}

/// Takes the lock at this path, without waiting; `what` is what it is for.
fn take(path: &Path, what: &str) -> Result<File, LockError> {
    let failed = |source| LockError::File(FileError::new(path, source));
    let mut file = open(path)?;
    // Not the method of that name, which `File` has only since Rust 1.89.
    match FileExt::try_lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let holder = holder.trim().parse().ok();
            return Err(LockError::Held { what: what.to_owned(), holder, path: path.to_owned() });
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    write_holder(&mut file).map_err(failed)?;
    Ok(file)
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
        "another tokenwright {}is working on {what}; wait until it has ended (its lock is {})",
        holder.map(|id| format!("(process {id}) ")).unwrap_or_default(), path.display()
    )]
    Held {
        /// What it is for.
        what: String,
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
    fn one_at_a_time_changes_a_system_user_of_a_business() {
        let console = format!("test {:?}", tempfile::tempdir().unwrap().path());
        let take = |business: &str, user: &str| ConsoleLock::take(&console, business, user);
        let first = take("900", "Cloud Messaging").unwrap();
        let error = take("900", " cloud  messaging").unwrap_err();
        assert_eq!(error.kind(), "locked");
        assert!(error.to_string().contains("of the business 900"), "{error}");
        take("901", "Cloud Messaging").unwrap();
        take("900", "Other").unwrap();
        drop(first);
        take("900", "Cloud Messaging").unwrap();
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
