//! The `[graph]` table of `tokenwright.toml`: where the app secret and the admin's token are, and which number is meant.

use std::path::PathBuf;

use serde::Deserialize;

use super::{GraphConfig, NumberRule, number_rule::text_or_number};
use crate::secret::{Secret, SecretError, Token, TokenError};

/// The variable that holds the app secret where no other place is named.
const APP_SECRET: &str = "TOKENWRIGHT_APP_SECRET";
/// The variable that holds an admin's token where no other place is named.
const ADMIN_TOKEN: &str = "TOKENWRIGHT_ADMIN_TOKEN";

/// Secrets by the place where they are, never by value: a settings file is read by many.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GraphSettings {
    /// The environment variable that holds the app secret.
    pub app_secret_env: Option<String>,
    /// The file that holds the app secret.
    pub app_secret_file: Option<PathBuf>,
    /// The keyring entry that holds the app secret: its user name under the service `tokenwright`.
    pub app_secret_keyring: Option<String>,
    /// The environment variable that holds an admin's token, for `run --via graph`.
    pub admin_token_env: Option<String>,
    /// The file that holds an admin's token.
    pub admin_token_file: Option<PathBuf>,
    /// Which phone number goes into the credentials: `first`, `only`, an ID, or the number itself.
    pub phone_number: NumberRule,
    /// Which WhatsApp Business Account `run --via graph` assigns, where the business has several.
    #[serde(deserialize_with = "an_id")]
    pub whatsapp_business_account: Option<String>,
}

fn an_id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text_or_number(deserializer).map(Some)
}

impl GraphSettings {
    /// Puts the app secret and the rule for numbers into a configuration.
    ///
    /// # Errors
    /// When the app secret is not where it should be.
    pub fn apply(&self, config: &mut GraphConfig) -> Result<(), SecretError> {
        config.number = self.phone_number.clone();
        config.app_secret = self.app_secret()?;
        Ok(())
    }

    /// The app secret, from the first place that is named, or else from `TOKENWRIGHT_APP_SECRET`; `None`: there is none.
    ///
    /// # Errors
    /// When it is not there.
    pub fn app_secret(&self) -> Result<Option<Secret>, SecretError> {
        if let Some(name) = &self.app_secret_env {
            return Secret::from_env(name).map(Some);
        }
        if let Some(path) = &self.app_secret_file {
            return Secret::from_file(path).map(Some);
        }
        if let Some(user) = &self.app_secret_keyring {
            return Secret::from_keyring(user).map(Some);
        }
        usual(APP_SECRET)
    }

    /// The admin's token, from the first place that is named, or else from `TOKENWRIGHT_ADMIN_TOKEN`; `None`: there is none.
    ///
    /// # Errors
    /// When it is not there, or is no token.
    pub fn admin_token(&self) -> Result<Option<Token>, AdminTokenError> {
        let secret = if let Some(name) = &self.admin_token_env {
            Secret::from_env(name)?
        } else if let Some(path) = &self.admin_token_file {
            Secret::from_file(path)?
        } else if let Some(secret) = usual(ADMIN_TOKEN)? {
            secret
        } else {
            return Ok(None);
        };
        Ok(Some(Token::parse(secret.expose())?))
    }
}

/// What the variable holds; `None`: it is not set.
fn usual(name: &str) -> Result<Option<Secret>, SecretError> {
    if std::env::var_os(name).is_none_or(|value| value.is_empty()) {
        return Ok(None);
    }
    Secret::from_env(name).map(Some)
}

/// Why the admin's token could not be had.
#[derive(Debug, thiserror::Error)]
pub enum AdminTokenError {
    /// It is not where it should be.
    #[error("the admin's token: {0}")]
    Secret(#[from] SecretError),
    /// What is there is no token.
    #[error("the admin's token: {0}")]
    Token(#[from] TokenError),
}
