//! Delivery to the operating system's keyring.

use keyring_core::Entry;
use serde::Deserialize;

use super::{
    content::{Format, render},
    delivery::{Failure, Receipt},
    template,
};
use crate::secret::{
    Slug,
    credentials::Credentials,
    system_keyring::{self, KeyringError},
};

/// An entry of the keyring: Secret Service, Keychain or Credential Manager. Its user name is the account's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyringTarget {
    /// What it is called in messages.
    pub name: Option<String>,
    /// The entry's service.
    #[serde(default = "tokenwright")]
    pub service: String,
    /// What is kept there.
    #[serde(default = "token")]
    pub format: Format,
}

fn tokenwright() -> String {
    "tokenwright".to_owned()
}

fn token() -> Format {
    Format::Token
}

pub(super) async fn deliver(
    target: &KeyringTarget,
    account: &Slug,
    credentials: &Credentials,
) -> Result<Receipt, Failure> {
    let service = template::fill(&target.service, account, credentials)?;
    let content = render(target.format, account, credentials);
    let (place, user) = (service.clone(), account.to_string());
    // The keyring's library blocks, and may ask the person to unlock it.
    let done = tokio::task::spawn_blocking(move || {
        let entry = system_keyring::entry(&place, &user).map_err(refused)?;
        put(&entry, &content)
    });
    done.await.map_err(|_| Failure::new("the keyring's library failed", "try again, or choose another delivery"))??;
    Ok(Receipt(format!("in the keyring, service {service}, user {account}")))
}

/// Writes the entry and looks whether it is there.
fn put(entry: &Entry, content: &[u8]) -> Result<(), Failure> {
    entry.set_secret(content).map_err(|error| refused(KeyringError::of(&error)))?;
    let back = zeroize::Zeroizing::new(entry.get_secret().map_err(|error| refused(KeyringError::of(&error)))?);
    if *back == content {
        return Ok(());
    }
    Err(Failure::new(
        "the keyring gave back something else than it was given",
        "look at the entry in the keyring's own program",
    ))
}

fn refused(error: KeyringError) -> Failure {
    Failure::new(format!("the keyring refused: {}", error.message), error.hint)
}

#[cfg(test)]
mod tests {
    use keyring_core::{Error, api::CredentialStoreApi as _, mock};

    use super::*;
    use crate::secret::canary;

    #[test]
    fn an_entry_is_written_or_its_refusal_told() {
        let store = mock::Store::new().unwrap();
        let entry = store.build("tokenwright", "acme", None).unwrap();
        put(&entry, canary::token(80).as_bytes()).unwrap();
        assert_eq!(entry.get_secret().unwrap(), canary::token(80).as_bytes());
        let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        let locked = std::io::Error::other(canary::token(80));
        crate::secret::Token::parse(&canary::token(80)).unwrap();
        cred.set_error(Error::NoStorageAccess(Box::new(locked)));
        let failure = put(&entry, b"x").unwrap_err();
        assert!(failure.hint.contains("unlock"));
        assert!(canary::forms_in(failure.message.as_bytes(), &canary::token(80)).is_empty());
    }
}
