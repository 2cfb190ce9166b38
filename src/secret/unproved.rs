//! Values that may be a token and are not proved: kept beside an account's file, under names that nobody takes for it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    Secret, Slug, Store,
    credentials::{Credentials, CredentialsError},
    credentials_file, credentials_folder,
    files::{self, FileError},
    seal,
};

/// What stands between the name of an account's file and a number.
const UNPROVED: &str = "unproved";
/// The ending of a file that a killed process has left half-way.
const TEMPORARY: &str = ".tmp";
/// The ending of sealed files.
const SEALED: &str = ".age";

impl Store {
    /// Keeps credentials whose token is not proved in a file of their own; the account's file stays as it is. The same token is
    /// kept once. It is on the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_unproved(&self, account: &str, value: &Credentials) -> Result<PathBuf, CredentialsError> {
        let fingerprint = value.token.fingerprint();
        let held = |path: &PathBuf| self.load(path).is_ok_and(|held| held.token.fingerprint() == fingerprint);
        let known = self.unproved(account)?.into_iter().find(held);
        let text = value.to_dotenv(&Slug::parse(account)?);
        self.put_aside(account, known, text.as_bytes())
    }

    /// Whether the account's file holds a token, or something that nobody here can open.
    ///
    /// # Errors
    /// When the account's name could not safely name a file.
    pub fn holds_token(&self, account: &str) -> Result<bool, CredentialsError> {
        let Some(path) = self.find(account)? else { return Ok(false) };
        Ok(!matches!(self.load(&path), Err(CredentialsError::NoToken { .. })))
    }

    /// Keeps a value of which it is not known what it is, for a person to look at.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_unknown(&self, account: &str, value: &Secret) -> Result<PathBuf, CredentialsError> {
        let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
        text.push_str("# What the console showed where a token should be. It is not known whether it is one.\n");
        text.push_str("# ");
        text.push_str(value.expose());
        text.push('\n');
        self.put_aside(account, None, text.as_bytes())
    }

    fn put_aside(&self, account: &str, known: Option<PathBuf>, text: &[u8]) -> Result<PathBuf, CredentialsError> {
        files::private_folder(&self.folder(account)?)?;
        let path = match known {
            Some(path) => path,
            None => self.free_name(account)?,
        };
        match &self.seal {
            None => files::write_secret(&path, text)?,
            Some(recipients) => {
                let sealed = recipients.seal(text);
                let bytes = sealed.map_err(|source| CredentialsError::Sealed { path: path.clone(), source })?;
                files::write_secret(&path, &bytes)?;
            }
        }
        Ok(path)
    }

    fn folder(&self, account: &str) -> Result<PathBuf, CredentialsError> {
        let path = credentials_folder::path(self.out(), account)?;
        Ok(path.parent().map_or_else(PathBuf::new, Path::to_owned))
    }

    fn free_name(&self, account: &str) -> Result<PathBuf, CredentialsError> {
        let folder = self.folder(account)?;
        let ending = if self.seal.is_some() { SEALED } else { "" };
        let name = |number: u32| folder.join(format!("{account}.env.{UNPROVED}-{number}{ending}"));
        Ok((1..10_000).map(name).find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| name(0)))
    }

    /// The files with values of this account that are not proved, by name.
    ///
    /// # Errors
    /// When the account's name could not safely name a file.
    pub fn unproved(&self, account: &str) -> Result<Vec<PathBuf>, CredentialsError> {
        let begin = format!("{account}.env.{UNPROVED}-");
        self.named(account, |name| name.starts_with(&begin))
    }

    /// Files of the account's folder, by name.
    fn named(&self, account: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, CredentialsError> {
        let Ok(entries) = fs::read_dir(self.folder(account)?) else { return Ok(Vec::new()) };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut paths: Vec<_> = paths
            .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&wanted))
            .filter(|path| fs::symlink_metadata(path).is_ok_and(|known| known.is_file()))
            .collect();
        paths.sort();
        Ok(paths)
    }

    /// Takes over what processes have left that were killed while they wrote: what holds a whole token, or cannot be opened, gets
    /// a name that stays, the rest goes. Nobody else may be at work on the account meanwhile. Returns what is not proved.
    ///
    /// # Errors
    /// When a file cannot be given another name.
    pub fn adopt(&self, account: &str) -> Result<Vec<PathBuf>, CredentialsError> {
        let begin = format!(".{account}.env.");
        let stored = self.get(account).ok().flatten().map(|(_, stored)| stored.token.fingerprint());
        for path in self.named(account, |name| name.starts_with(&begin) && name.ends_with(TEMPORARY))? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let sealed = name.starts_with(&format!("{begin}age."));
            let keep = match self.left_behind(&path, sealed) {
                Ok(left) => stored.as_ref() != Some(&left.token.fingerprint()),
                // Nobody here can tell what is in it.
                Err(CredentialsError::NoIdentity { .. }) => true,
                Err(_) => false,
            };
            if keep {
                let mut name = self.free_name(account)?;
                if sealed && !name.as_os_str().to_string_lossy().ends_with(SEALED) {
                    name.as_mut_os_string().push(SEALED);
                }
                fs::rename(&path, &name).map_err(|source| FileError::new(&path, source))?;
            } else {
                forget(&path)?;
            }
        }
        self.unproved(account)
    }

    fn left_behind(&self, path: &Path, sealed: bool) -> Result<Credentials, CredentialsError> {
        let bytes = credentials_folder::read(path)?;
        if !sealed {
            return credentials_file::parse(path, &bytes);
        }
        let Some(identity) = &self.identity else {
            return Err(CredentialsError::NoIdentity { path: path.to_owned() });
        };
        let opened = seal::open(&bytes, identity);
        credentials_file::parse(
            path,
            &opened.map_err(|source| CredentialsError::Sealed { path: path.to_owned(), source })?,
        )
    }

    /// Removes a file whose value is stored elsewhere, or is none.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn forget(&self, path: &Path) -> Result<(), CredentialsError> {
        forget(path)
    }
}

fn forget(path: &Path) -> Result<(), CredentialsError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FileError::new(path, error).into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Token, canary};

    fn of(seed: u64) -> Credentials {
        Credentials::unproven(Token::parse(&canary::token(seed)).unwrap(), "new")
    }

    #[test]
    fn what_is_not_proved_is_kept_beside_and_once() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::plain(out.path());
        let stored = store.put("acme", &of(120)).unwrap();
        let first = store.put_unproved("acme", &of(121)).unwrap();
        let second = store.put_unproved("acme", &of(122)).unwrap();
        assert_eq!(store.put_unproved("acme", &of(121)).unwrap(), first);
        assert_eq!(store.unproved("acme").unwrap(), [first.clone(), second]);
        assert_eq!(store.load(&first).unwrap().token.expose(), canary::token(121));
        assert_eq!(store.load(&stored).unwrap().token.expose(), canary::token(120));
        assert_eq!(store.list().unwrap().len(), 1, "it is no account of its own");
    }

    #[test]
    fn what_a_killed_process_has_left_is_adopted_where_it_is_whole() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::plain(out.path());
        let path = store.put("acme", &of(123)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let beside = |name: &str| path.with_file_name(name);
        fs::write(beside(".acme.env.aaaa.tmp"), &text[..text.len() / 2]).unwrap();
        fs::write(beside(".acme.env.bbbb.tmp"), &text).unwrap();
        fs::write(beside(".acme-2.env.cccc.tmp"), &text).unwrap();
        let adopted = store.adopt("acme").unwrap();
        assert_eq!(adopted, [beside("acme.env.unproved-1")]);
        assert_eq!(store.load(&adopted[0]).unwrap().token.expose(), canary::token(123));
        assert!(beside(".acme-2.env.cccc.tmp").exists(), "that is another account's");
        assert!(!beside(".acme.env.aaaa.tmp").exists(), "half a token is none");
        // What is stored already is not kept twice.
        store.put("acme", &of(123)).unwrap();
        fs::write(beside(".acme.env.dddd.tmp"), &text).unwrap();
        assert_eq!(store.adopt("acme").unwrap().len(), 1);
        assert!(!beside(".acme.env.dddd.tmp").exists());
    }
}
