//! Delivery to the operating system's keyring.

use std::thread;

use keyring_core::Entry;
use serde::Deserialize;
use tokio::sync::oneshot;

use super::{
    content::{Format, render},
    receipt::{Failure, Receipt},
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
    let (tell, told) = oneshot::channel();
    // Not a thread of the runtime, whose end would wait for it.
    thread::spawn(move || {
        let done = system_keyring::within(system_keyring::PERSON_LIMIT, move || {
            system_keyring::entry(&place, &user).map(|entry| put(&entry, &content))
        });
        // Nobody listens any more where the run was interrupted.
        let _ = tell.send(done);
    });
    let failed = |_| Failure::new("the keyring's library failed", "try again, or choose another delivery");
    told.await.map_err(failed)?.map_err(refused)??;
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
