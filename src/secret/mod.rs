//! The token type, redaction, and the only writers of secrets.
//!
//! Every byte that the program writes anywhere passes [`redact`]; only this part of the crate writes a token.

#[cfg(test)]
pub(crate) mod canary;
pub mod credentials;
mod dotenv;
pub mod files;
pub mod redact;
mod secret_text;
mod slug;
mod token;

pub use secret_text::{Secret, SecretError};
pub use slug::{Slug, SlugError};
pub use token::{Token, TokenError};
