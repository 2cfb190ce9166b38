//! Files that are sealed by a key in the operating system's keyring: who is at this machine as this user can open them, and nobody else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::files;
use super::seal::{self, Recipients, SealError};
use super::sealed::{self, SealedError};
use super::system_keyring::{KeyringError, PERSON_LIMIT, SERVICE, entry, within};

/// Keys that were read: a batch opens its sign-in for each account, and asks the keyring once.
static READ: Mutex<BTreeMap<String, Zeroizing<String>>> = Mutex::new(BTreeMap::new());

/// Seals bytes into a file for its owner alone. The key is made and put into the keyring where it is not there. Blocks.
///
/// # Errors
/// When the keyring refuses, or the file cannot be written.
pub fn seal_by_keyring(path: &Path, name: &str, bytes: &[u8]) -> Result<(), SealedError> {
    let key = key(name, true)?;
    let recipient = key.parse::<Identity>().map_err(|_| SealError::KeyringKey { name: name.to_owned() })?.to_public();
    let sealed = Recipients::parse(&[recipient.to_string()])?.seal(bytes)?;
    Ok(files::write_secret(path, &sealed)?)
}

/// Opens a file that was sealed so. Blocks, and may have the person asked to unlock the keyring.
///
/// # Errors
/// When the keyring refuses, or has another key than the file was sealed by.
pub fn open_by_keyring(path: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let wrong = || SealError::KeyringKey { name: name.to_owned() };
    let identity = key(name, false)?.parse::<Identity>().map_err(|_| wrong())?;
    Ok(seal::open_with(&sealed::read(path)?, [&identity as &dyn age::Identity], &wrong)?)
}

/// Removes the key: what was sealed by it can never be opened again. Blocks.
///
/// # Errors
/// When the keyring refuses.
pub fn forget_keyring_key(name: &str) -> Result<(), KeyringError> {
    let user = user(name);
    READ.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
    within(PERSON_LIMIT, move || match entry(SERVICE, &user)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(KeyringError::of(&error)),
    })
}

/// The entry of this sign-in.
fn user(name: &str) -> String {
    format!("sign-in {name}")
}

fn key(name: &str, make: bool) -> Result<Zeroizing<String>, SealedError> {
    let user = user(name);
    let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = known.get(&user) {
        return Ok(key.clone());
    }
    let asked = user.clone();
    let key = within(PERSON_LIMIT, move || {
        let entry = entry(SERVICE, &asked)?;
        match entry.get_password() {
            Ok(key) => Ok(Some(Zeroizing::new(key))),
            Err(Error::NoEntry) if make => made(&entry).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(KeyringError::of(&error)),
        }
    })?;
    let key = key.ok_or_else(|| SealError::KeyringKey { name: name.to_owned() })?;
    super::redact::register_secret(&key);
    known.insert(user, key.clone());
    Ok(key)
}

fn made(entry: &Entry) -> Result<Zeroizing<String>, KeyringError> {
    let key = Zeroizing::new(Identity::generate().to_string().expose_secret().to_owned());
    super::redact::register_secret(&key);
    entry.set_password(&key).map_err(|error| KeyringError::of(&error))?;
    Ok(key)
}
