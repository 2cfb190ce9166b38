//! The token type, redaction, and the only writers of secrets.
//!
//! Every byte that the program writes anywhere passes [`redact`]; only this part of the crate writes a token.

#[cfg(test)]
pub(crate) mod canary;
pub mod credentials;
pub mod deliver;
mod dotenv;
pub mod files;
mod hardening;
mod lock;
pub mod redact;
mod seal;
mod secret_text;
mod slug;
mod store;
mod system_keyring;
mod token;

pub use hardening::protect_memory;
pub use lock::{AccountLock, LockError};
pub use seal::SealError;
pub use secret_text::{Secret, SecretError};
pub use slug::{Slug, SlugError};
pub use store::Store;
pub use system_keyring::{KeyringError, keyring_answers};
pub use token::{Token, TokenError};
