//! Files that are sealed and hold no credentials: a sign-in that goes to another machine.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::file_error::FileError;
use super::files;
use super::seal::{self, Recipients, SealError};
use super::system_keyring::KeyringError;

/// The largest file that is read as a sealed one.
const LARGEST: u64 = 8 << 20;

/// Why something could not be sealed into a file, or opened again.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// Sealing or opening failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The system's keyring does not do what it should.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Nobody has said what opens it.
    #[error("{} is sealed, and no identity is given; set identity under [deliver] in tokenwright.toml", path.display())]
    NoIdentity {
        /// The file.
        path: PathBuf,
    },
}

/// Seals bytes to age recipients into a file for its owner alone. Nothing in the clear touches the disk.
///
/// # Errors
/// When there are no recipients, or the file cannot be written.
pub fn seal_into(path: &Path, recipients: &[String], bytes: &[u8]) -> Result<(), SealedError> {
    let sealed = Recipients::parse(recipients)?.seal(bytes)?;
    Ok(files::write_secret(path, &sealed)?)
}

/// Opens a sealed file.
///
/// # Errors
/// When it cannot be read, or is not sealed to this identity.
pub fn open_sealed(path: &Path, identity: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let identity = identity.ok_or_else(|| SealedError::NoIdentity { path: path.to_owned() })?;
    Ok(seal::open(&read(path)?, identity)?)
}

/// Copies a sealed file, sealed as it is, for its owner alone.
///
/// # Errors
/// When one of them cannot be read or written.
pub fn copy_sealed(from: &Path, to: &Path) -> Result<(), SealedError> {
    Ok(files::write_secret(to, &read(from)?)?)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, SealedError> {
    let failed = |source| FileError::new(path, source);
    if fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(SealError::NotSealed.into());
    }
    Ok(fs::read(path).map_err(failed)?)
}
