//! Saved sign-ins: a browser profile of its own for each, in which a person has signed in, kept for use on this machine; or the cookies
//! of one, sealed, for fresh browsers here and elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::{AppStrategy as _, AppStrategyArgs, choose_app_strategy};

use super::seats::Seats;
use crate::secret::{
    KeyringError, LockError, ProfileLock, SealedError, Slug, SlugError, copy_sealed,
    files::{self, FileError},
    forget_keyring_key, seal_by_keyring,
};

/// The folder of all of them.
const FOLDER: &str = "sign-ins";
/// The browser's own folder in each.
const PROFILE: &str = "profile";
/// Copies of it, for further browsers of a batch: they are of nobody's once the sign-in is in nobody's use.
const COPIES: &str = "copies";
/// The cookies of a sign-in that came sealed.
const SEALED: &str = "cookies.age";
/// The same, where a key in the system's keyring opens it.
const BY_KEYRING: &str = "cookies-keyring.age";
/// Tells when a person has signed in.
const NOTE: &str = "signed-in";

/// The place of the saved sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIns {
    folder: PathBuf,
}

/// One that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its name.
    pub name: String,
    /// When a person signed in last, RFC 3339; `None`: never to the end.
    pub since: Option<String>,
    /// Whether it came sealed.
    pub sealed: bool,
    /// Whether a program uses it now.
    pub in_use: bool,
}

/// How a sign-in is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// As a browser's profile, for one browser of this machine at a time.
    Profile(PathBuf),
    /// As sealed cookies, for any number of fresh browsers anywhere.
    Sealed(PathBuf),
    /// The same, by a key in the keyring of this user.
    ByKeyring(PathBuf),
}

/// Why a sign-in cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// There is none of this name.
    #[error("there is no saved sign-in \"{name}\"{}; `tokenwright login {name}` makes it", known(others))]
    Missing {
        /// What was asked for.
        name: String,
        /// Those that there are.
        others: Vec<String>,
    },
    /// It is kept in a browser of this machine, and another machine's is to be used.
    #[error(
        "the sign-in \"{name}\" is kept in a browser of this machine, and --webdriver names another one; `tokenwright login {name} --keyring` \
         seals its cookies for that, or take them out with `tokenwright login {name} --export {name}.age`, and put them in with `tokenwright login \
         {name} --import {name}.age`"
    )]
    NotSealed {
        /// What was asked for.
        name: String,
    },
    /// It is kept in a browser of another family, which cannot read the profile.
    #[error(
        "the sign-in \"{name}\" is kept in {kept_in}, and {asked_for} cannot use its profile; take {kept_in}, or sign in under another name: \
         `tokenwright login {name}-2 --browser {flag}`"
    )]
    OtherBrowser {
        /// What was asked for.
        name: String,
        /// The browser that it is kept in.
        kept_in: &'static str,
        /// The browser that was to use it.
        asked_for: &'static str,
        /// The value of `--browser` for that one.
        flag: &'static str,
    },
    /// Its file is sealed, and cannot be opened or kept.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// Its name cannot name a folder.
    #[error(transparent)]
    Name(#[from] SlugError),
    /// Another program uses it.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Its folder cannot be made.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is gone, and its key in the keyring is not.
    #[error(
        "the sign-in \"{name}\" is removed, but not its key in the system's keyring, service tokenwright, user \"sign-in {name}\", which opens \
         nothing any more: {source}"
    )]
    KeyIsLeft {
        /// Which sign-in.
        name: String,
        /// What the keyring says.
        source: KeyringError,
    },
    /// Its folder cannot be removed.
    #[error("{} could not be removed: {source}", path.display())]
    Remove {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

fn remove_file(path: &Path) -> Result<(), SignInError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(SignInError::Remove { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn known(others: &[String]) -> String {
    if others.is_empty() { String::new() } else { format!(" (there are {})", others.join(", ")) }
}

impl SignIns {
    /// Those of this user; `None`: there is no home for them.
    pub fn here() -> Option<Self> {
        let args = AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "Tokenwright".to_owned(),
            app_name: "tokenwright".to_owned(),
        };
        let strategy = choose_app_strategy(args).ok()?;
        Some(Self::new(&strategy.state_dir().unwrap_or_else(|| strategy.data_dir())))
    }

    /// Those under this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER) }
    }

    /// Where the sign-in of this name is kept, or would be.
    ///
    /// # Errors
    /// When the name cannot name a folder.
    pub fn folder(&self, name: &str) -> Result<PathBuf, SignInError> {
        Ok(self.folder.join(Slug::parse(name)?.as_str()))
    }

    /// The browser profile of a sign-in that is there.
    ///
    /// # Errors
    /// When it is not.
    pub fn profile(&self, name: &str) -> Result<PathBuf, SignInError> {
        let profile = self.folder(name)?.join(PROFILE);
        if profile.is_dir() {
            return Ok(profile);
        }
        let others = self.list().into_iter().map(|one| one.name).collect();
        Err(SignInError::Missing { name: name.to_owned(), others })
    }

    /// How a sign-in is kept that is to be used, by a browser of this machine or one `elsewhere`.
    ///
    /// # Errors
    /// When it is not there, or only for this machine.
    pub fn kept(&self, name: &str, elsewhere: bool) -> Result<Kept, SignInError> {
        let folder = self.folder(name)?;
        match self.profile(name) {
            Ok(profile) if !elsewhere => Ok(Kept::Profile(profile)),
            _ if folder.join(SEALED).is_file() => Ok(Kept::Sealed(folder.join(SEALED))),
            _ if folder.join(BY_KEYRING).is_file() => Ok(Kept::ByKeyring(folder.join(BY_KEYRING))),
            Ok(_) => Err(SignInError::NotSealed { name: name.to_owned() }),
            Err(missing) => Err(missing),
        }
    }

    /// Keeps a sign-in that came sealed, as it is.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn import(&self, name: &str, file: &Path) -> Result<(), SignInError> {
        let folder = self.folder(name)?;
        for folder in [&self.folder, &folder] {
            files::private_folder(folder)?;
        }
        copy_sealed(file, &folder.join(SEALED))?;
        remove_file(&folder.join(BY_KEYRING))
    }

    /// Keeps cookies of a sign-in that is there, sealed by a key in the system's keyring. Blocks.
    ///
    /// # Errors
    /// When the keyring refuses, or the file cannot be written.
    pub fn seal_by_keyring(&self, name: &str, cookies: &[u8]) -> Result<(), SignInError> {
        let folder = self.folder(name)?;
        seal_by_keyring(&folder.join(BY_KEYRING), name, cookies)?;
        // What is sealed last is what is meant.
        remove_file(&folder.join(SEALED))
    }

    /// Makes a sign-in, where it is not there, and gives its profile.
    ///
    /// # Errors
    /// When its folders cannot be made, for their owner alone.
    pub fn make(&self, name: &str) -> Result<PathBuf, SignInError> {
        let folder = self.folder(name)?;
        for folder in [&self.folder, &folder, &folder.join(PROFILE)] {
            files::private_folder(folder)?;
        }
        Ok(folder.join(PROFILE))
    }

    /// Takes a sign-in for this program alone: two browsers would spoil one profile.
    ///
    /// # Errors
    /// When another program, or another browser of this one, has it.
    pub fn take(&self, name: &str) -> Result<ProfileLock, SignInError> {
        let lock = ProfileLock::take(&self.folder, Slug::parse(name)?.as_str())?;
        self.remove_copies(name);
        Ok(lock)
    }

    /// Takes a sign-in for the browsers of a batch, as many as there are `copies` for. Beside it is why there are none.
    ///
    /// # Errors
    /// When another program has it, or it is not there.
    pub fn seats(&self, name: &str, copies: bool) -> Result<(Arc<Seats>, Option<io::Error>), SignInError> {
        let (profile, lock) = (self.profile(name)?, self.take(name)?);
        let folder = profile.with_file_name(COPIES);
        let made = copies.then(|| files::private_folder(&folder)).transpose();
        let (seats, refused) = Seats::new(lock, profile, copies.then_some(folder));
        Ok((Arc::new(seats), made.err().map(io::Error::other).or(refused)))
    }

    /// Removes the copies that programs have left which were killed.
    pub fn sweep(&self) {
        for one in self.list() {
            if self.folder.join(&one.name).join(COPIES).exists() {
                // Who takes it removes them.
                drop(self.take(&one.name));
            }
        }
    }

    /// Only tidying: what cannot be removed is left. Only for who has taken it.
    fn remove_copies(&self, name: &str) {
        if let Err(error) = fs::remove_dir_all(self.folder.join(name).join(COPIES))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, name, "copies of the sign-in could not be removed");
        }
    }

    /// Notes that a person has signed in.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note(&self, name: &str, at: jiff::Timestamp) -> Result<(), SignInError> {
        Ok(files::write_atomic(&self.folder(name)?.join(NOTE), format!("{at}\n").as_bytes(), 0o600)?)
    }

    /// All that are there, by name.
    pub fn list(&self) -> Vec<SignIn> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let sealed = |folder: &Path| [SEALED, BY_KEYRING].iter().any(|name| folder.join(name).is_file());
        let names = entries.filter(|entry| entry.path().join(PROFILE).is_dir() || sealed(&entry.path()));
        let mut all: Vec<SignIn> = names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .map(|name| {
                let since = fs::read_to_string(self.folder.join(&name).join(NOTE)).ok();
                let in_use = ProfileLock::is_held(&self.folder, &name);
                let sealed = sealed(&self.folder.join(&name));
                SignIn { since: since.map(|text| text.trim().to_owned()), sealed, in_use, name }
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Removes a sign-in, with the cookies in it.
    ///
    /// # Errors
    /// When it is not there, is in use, or cannot be removed.
    pub fn forget(&self, name: &str) -> Result<(), SignInError> {
        self.kept(name, false)?;
        let _lock = self.take(name)?;
        let path = self.folder(name)?;
        let by_keyring = path.join(BY_KEYRING).exists();
        fs::remove_dir_all(&path).map_err(|source| SignInError::Remove { path, source })?;
        if by_keyring {
            forget_keyring_key(name).map_err(|source| SignInError::KeyIsLeft { name: name.to_owned(), source })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_sign_in_is_for_its_owner_and_one_program() {
        let place = tempfile::tempdir().unwrap();
        let all = SignIns::new(place.path());
        assert!(all.profile("work").unwrap_err().to_string().contains("`tokenwright login work` makes it"));
        let profile = all.make("work").unwrap();
        for folder in [&profile, profile.parent().unwrap()] {
            assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert_eq!(all.profile("work").unwrap(), profile);
        let lock = all.take("work").unwrap();
        let error = all.take("work").unwrap_err().to_string();
        assert!(error.contains("the sign-in \"work\""), "{error}");
        assert!(all.list()[0].in_use && all.list()[0].since.is_none());
        assert!(all.forget("work").is_err(), "a browser is open on it");
        drop(lock);
        all.note("work", jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(all.list()[0].since.as_deref(), Some("1970-01-01T00:00:00Z"));
        assert!(all.profile("wörk").is_err() && all.make("../x").is_err());
        let missing = all.profile("home").unwrap_err().to_string();
        assert!(missing.contains("there are work"), "{missing}");
        all.forget("work").unwrap();
        assert!(all.list().is_empty() && !profile.exists());
    }
}
