//! Secrets that are not tokens: the app secret, a header for an endpoint.

use std::{env, fs, io, path::Path};

use zeroize::Zeroizing;

use super::{
    redact,
    secret_variables::note_secret_variable,
    system_keyring::{self, KeyringError},
};

/// A secret text. Like [`super::Token`] it cannot be shown, is overwritten when dropped, and is known to the redactor.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret and registers it with the redactor. White space around it is left out.
    pub fn new(text: &str) -> Self {
        redact::register_secret(text.trim());
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// Reads it from an environment variable.
    ///
    /// # Errors
    /// When the variable is not set, empty or not text.
    pub fn from_env(name: &str) -> Result<Self, SecretError> {
        note_secret_variable(name);
        let text = Zeroizing::new(env::var(name).map_err(|_| SecretError::Variable { name: name.to_owned() })?);
        if text.trim().is_empty() {
            return Err(SecretError::Variable { name: name.to_owned() });
        }
        Ok(Self::new(&text))
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// When the file cannot be read or is empty.
    pub fn from_file(path: &Path) -> Result<Self, SecretError> {
        let text = fs::read_to_string(path)
            .map_err(|source| SecretError::File { path: path.display().to_string(), source })?;
        let text = Zeroizing::new(text);
        if text.trim().is_empty() {
            return Err(SecretError::Empty { path: path.display().to_string() });
        }
        Ok(Self::new(&text))
    }

    /// Reads it from the operating system's keyring, service `tokenwright`.
    ///
    /// # Errors
    /// When there is no keyring, or no such entry in it.
    pub fn from_keyring(user: &str) -> Result<Self, SecretError> {
        let text =
            system_keyring::read(user).map_err(|source| SecretError::Keyring { user: user.to_owned(), source })?;
        Ok(Self::new(&text))
    }

    /// A second copy, for where two owners are really needed.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// The secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment variable is missing.
    #[error("the environment variable {name} is not set or empty; set it to the secret")]
    Variable {
        /// Its name.
        name: String,
    },
    /// The file cannot be read.
    #[error("the secret file {path} cannot be read: {source}")]
    File {
        /// Where.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The keyring does not have it.
    #[error("the keyring does not give the entry {user} of the service tokenwright: {source}")]
    Keyring {
        /// The entry's user name.
        user: String,
        /// What it says, and the way out.
        source: KeyringError,
    },
    /// The file is empty.
    #[error("the secret file {path} is empty; write the secret into it")]
    Empty {
        /// Where.
        path: String,
    },
}
