//! The token type, redaction, and the only writers of secrets.
//!
//! Every byte that the program writes anywhere passes [`redact`]; only this part of the crate writes a token.

#[cfg(test)]
pub(crate) mod canary;
pub mod credentials;
mod credentials_file;
mod credentials_folder;
pub mod deliver;
mod dotenv;
mod file_error;
pub mod files;
mod hardening;
mod http;
mod in_place;
mod keyring_sealed;
mod links;
mod lock;
mod plain;
pub mod redact;
mod seal;
mod sealed;
mod secret_text;
mod secret_variables;
mod slug;
mod store;
mod system_keyring;
mod token;
mod unproved;
mod update;

pub use hardening::protect_memory;
pub(crate) use http::http_client;
pub use keyring_sealed::{forget_keyring_key, open_by_keyring, seal_by_keyring};
pub use lock::{AccountLock, ConsoleLock, LockError, OpeningLock, ProfileLock};
pub use plain::plain;
pub use seal::SealError;
pub use sealed::{SealedError, copy_sealed, open_sealed, seal_into};
pub use secret_text::{Secret, SecretError};
pub(crate) use secret_variables::note_secret_variable;
pub use secret_variables::secret_variables;
pub use slug::{Slug, SlugError};
pub use store::Store;
pub use system_keyring::{KeyringError, keyring_answers};
pub use token::{Token, TokenError};
