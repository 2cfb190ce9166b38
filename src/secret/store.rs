//! Where credentials are kept under the output folder: in the clear for their owner only, or sealed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    Slug,
    credentials::{Credentials, CredentialsError},
    credentials_file, credentials_folder,
    deliver::{DeliverConfig, Keep},
    files, in_place,
    seal::{self, Recipients, SealError},
};

/// The ending of sealed files, after `.env`.
const SEALED: &str = "age";

/// Keeps each account's credentials in one file under `<out>/credentials`.
pub struct Store {
    out: PathBuf,
    pub(super) seal: Option<Recipients>,
    pub(super) identity: Option<PathBuf>,
}

impl Store {
    /// A store of plain dotenv files.
    pub fn plain(out: &Path) -> Self {
        Self { out: out.to_owned(), seal: None, identity: None }
    }

    /// The store that the configuration asks for.
    ///
    /// # Errors
    /// When it asks for sealing and the recipients are wrong.
    pub fn new(out: &Path, config: &DeliverConfig) -> Result<Self, SealError> {
        let seal = match config.keep {
            Keep::Dotenv => None,
            Keep::Age => Some(Recipients::parse(&config.recipients)?),
        };
        Ok(Self { out: out.to_owned(), seal, identity: config.identity.clone() })
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The file that an account's credentials are written to.
    ///
    /// # Errors
    /// When the account's name could not safely name a file.
    pub fn path(&self, account: &str) -> Result<PathBuf, CredentialsError> {
        let path = credentials_folder::path(&self.out, account)?;
        Ok(if self.seal.is_some() { sealed(&path) } else { path })
    }

    /// Makes sure, before a token is made, that it can be stored: makes the folder, and does with as much as a file needs what storing
    /// it would do.
    ///
    /// # Errors
    /// When the credentials could not be written now.
    pub fn preflight(&self, account: &str) -> Result<(), CredentialsError> {
        credentials_folder::preflight(&self.out, account)?;
        if self.seal.is_some() {
            in_place::rehearse(&self.path(account)?, credentials_folder::PROBE)?;
        }
        Ok(())
    }

    /// Writes an account's credentials. They are on the disk when this returns. Where the store seals, nothing in the clear touches the disk.
    ///
    /// # Errors
    /// When they cannot be written; what was there before is then as it was.
    pub fn put(&self, account: &str, value: &Credentials) -> Result<PathBuf, CredentialsError> {
        let Some(recipients) = &self.seal else { return credentials_folder::store(&self.out, account, value) };
        let path = self.path(account)?;
        files::private_folder(path.parent().unwrap_or(&self.out))?;
        let mut text = Zeroizing::new(Vec::with_capacity(credentials_folder::LARGEST_WRITTEN));
        text.extend_from_slice(value.to_dotenv(&Slug::parse(account)?).as_bytes());
        if let Ok(old) = self.open(&path) {
            text.extend_from_slice(&credentials_file::others(&old));
        }
        let bytes = recipients.seal(&text).map_err(|source| CredentialsError::Sealed { path: path.clone(), source })?;
        files::write_secret(&path, &bytes)?;
        Ok(path)
    }

    /// The file that holds an account's credentials now, sealed or not: the way of keeping may have been changed since.
    ///
    /// # Errors
    /// When the account's name could not safely name a file.
    pub fn find(&self, account: &str) -> Result<Option<PathBuf>, CredentialsError> {
        let plain = credentials_folder::path(&self.out, account)?;
        let sealed = sealed(&plain);
        let order = if self.seal.is_some() { [sealed, plain] } else { [plain, sealed] };
        Ok(order.into_iter().find(|path| path.exists()))
    }

    /// Gives a file that is there a name of its own, so that `new` does not replace it, where it holds credentials of another app
    /// or business than `new`, or cannot be opened: nobody knows then whose they are.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(&self, account: &str, new: &Credentials) -> Result<Option<Aside>, CredentialsError> {
        let Some(path) = self.find(account)? else { return Ok(None) };
        let differ = |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        let (aside, why) = match self.load(&path) {
            Ok(old) if !differ(&old.app_id, &new.app_id) && !differ(&old.business_id, &new.business_id) => {
                return Ok(None);
            }
            Ok(old) => {
                let fingerprint = old.token.fingerprint();
                let fingerprint = fingerprint.trim_start_matches("sha256:");
                // The longest name that an account may have leaves no room for more.
                let account = &account[..account.len().min(80)];
                let plain = credentials_folder::path(&self.out, &format!("{account}-{fingerprint}"))?;
                (if is_sealed(&path) { sealed(&plain) } else { plain }, "are of another app or business")
            }
            // Lines of a person's own, which stay where they are.
            Err(CredentialsError::NoToken { .. }) => return Ok(None),
            // Not a name that `list` knows: nobody here could prove what is in it.
            Err(_) => (
                with_ending(&path, &jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%3fZ").to_string()),
                "cannot be opened",
            ),
        };
        fs::rename(&path, &aside).map_err(|source| files::FileError::new(&path, source))?;
        Ok(Some(Aside { path: aside, why }))
    }

    /// The credentials of an account, if it has some.
    ///
    /// # Errors
    /// When they are there and cannot be read or opened.
    pub fn get(&self, account: &str) -> Result<Option<(PathBuf, Credentials)>, CredentialsError> {
        match self.find(account)? {
            Some(path) => self.load(&path).map(|value| Some((path, value))),
            None => Ok(None),
        }
    }

    /// Reads a credentials file, sealed or not.
    ///
    /// # Errors
    /// When it cannot be read or opened, or holds no token.
    pub fn load(&self, path: &Path) -> Result<Credentials, CredentialsError> {
        credentials_file::parse(path, &self.open(path)?)
    }

    /// What is in a credentials file, sealed or not.
    fn open(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
        if !is_sealed(path) {
            return credentials_folder::read(path);
        }
        let Some(identity) = &self.identity else {
            return Err(CredentialsError::NoIdentity { path: path.to_owned() });
        };
        seal::open(&credentials_folder::read(path)?, identity)
            .map_err(|source| CredentialsError::Sealed { path: path.to_owned(), source })
    }

    /// The stored credentials: account and file, by name.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn list(&self) -> Result<Vec<(String, PathBuf)>, CredentialsError> {
        credentials_folder::list(&self.out)
    }
}

/// A file that was given another name.
#[derive(Debug, PartialEq, Eq)]
pub struct Aside {
    /// Where it is now.
    pub path: PathBuf,
    /// Why, as the end of a sentence on the credentials in it.
    pub why: &'static str,
}

fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == SEALED)
}

/// The sealed file that goes with a plain one.
fn sealed(plain: &Path) -> PathBuf {
    with_ending(plain, SEALED)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use age::{secrecy::ExposeSecret as _, x25519};

    use super::*;
    use crate::secret::{Token, canary};

    #[test]
    fn credentials_of_somebody_else_are_not_replaced() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::plain(out.path());
        let of = |seed: u64, app: &str| Credentials {
            app_id: Some(app.to_owned()),
            ..Credentials::unproven(Token::parse(&canary::token(seed)).unwrap(), "new")
        };
        assert_eq!(store.set_aside("acme", &of(71, "1")).unwrap(), None);
        store.put("acme", &of(71, "1")).unwrap();
        assert_eq!(store.set_aside("acme", &of(72, "1")).unwrap(), None, "the same app's are renewed");
        let aside = store.set_aside("acme", &of(72, "2")).unwrap().unwrap();
        store.put("acme", &of(72, "2")).unwrap();
        assert_eq!(store.load(&aside.path).unwrap().token.expose(), canary::token(71));
        assert_eq!(store.list().unwrap().len(), 2, "verify still looks after them");
        let long = "a".repeat(100);
        store.put(&long, &of(71, "1")).unwrap();
        assert!(store.set_aside(&long, &of(72, "2")).unwrap().unwrap().path.exists());
    }

    #[test]
    fn what_cannot_be_opened_is_not_replaced() {
        let out = tempfile::tempdir().unwrap();
        let key = x25519::Identity::generate();
        let config = DeliverConfig {
            keep: Keep::Age,
            recipients: vec![key.to_public().to_string()],
            ..DeliverConfig::default()
        };
        let store = Store::new(out.path(), &config).unwrap();
        let of = |seed: u64| Credentials::unproven(Token::parse(&canary::token(seed)).unwrap(), "new");
        let path = store.put("acme", &of(73)).unwrap();
        let before = fs::read(&path).unwrap();
        let aside = store.set_aside("acme", &of(74)).unwrap().unwrap();
        assert!(!path.exists() && aside.why.contains("cannot be opened"));
        store.put("acme", &of(74)).unwrap();
        assert_eq!(fs::read(&aside.path).unwrap(), before, "whoever has the key still has the token");
        assert_eq!(store.list().unwrap(), [("acme".to_owned(), path)]);
    }

    #[test]
    fn a_sealing_store_leaves_nothing_in_the_clear() {
        let out = tempfile::tempdir().unwrap();
        let key = x25519::Identity::generate();
        let identity = out.path().join("key.txt");
        fs::write(&identity, key.to_string().expose_secret()).unwrap();
        let config = DeliverConfig {
            keep: Keep::Age,
            recipients: vec![key.to_public().to_string()],
            identity: Some(identity),
            ..DeliverConfig::default()
        };
        let store = Store::new(out.path(), &config).unwrap();
        let plain = canary::token(70);
        store.preflight("acme").unwrap();
        let path = store.put("acme", &Credentials::unproven(Token::parse(&plain).unwrap(), "new")).unwrap();
        assert_eq!(path, out.path().join("credentials/acme.env.age"));
        for entry in fs::read_dir(out.path().join("credentials")).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            assert!(canary::forms_in(&bytes, &plain).is_empty());
        }
        let (_, back) = store.get("acme").unwrap().unwrap();
        assert_eq!(back.token.expose(), plain);
        assert_eq!(store.list().unwrap(), [("acme".to_owned(), path.clone())]);
        let blind = Store::new(out.path(), &DeliverConfig { identity: None, ..config }).unwrap();
        assert_eq!(blind.load(&path).map(|_| ()).unwrap_err().kind(), "sealed");
        assert!(store.get("other").unwrap().is_none());
    }
}
