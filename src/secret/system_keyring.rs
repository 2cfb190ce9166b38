//! The operating system's keyring: whether there is one, what is in it, and what to do where it refuses.

use std::{
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::redact;

/// The service under which the program's own secrets are.
pub(super) const SERVICE: &str = "tokenwright";
/// A keyring that is started on demand takes a moment; one that asks a person takes longer and is not waited for here.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);
/// How long a person is waited for who is to unlock it.
pub(super) const PERSON_LIMIT: Duration = Duration::from_secs(45);

/// Why the keyring does not do what it should, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyringError {
    /// What it says.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for KeyringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.hint)
    }
}

impl std::error::Error for KeyringError {}

impl KeyringError {
    /// What an error of the keyring's library means. Not its Debug: two of its kinds hold the content.
    pub(super) fn of(error: &Error) -> Self {
        let hint = match error {
            Error::NoDefaultStore | Error::PlatformFailure(_) => NONE_HERE.to_owned(),
            Error::NoStorageAccess(_) => "unlock the keyring, then run the same command again".to_owned(),
            Error::TooLong(..) => "use format = \"token\", which is the shortest".to_owned(),
            _ => "look at the entry in the keyring's own program, then run the same command again".to_owned(),
        };
        Self { message: redact::text(&error.to_string()).into_owned(), hint }
    }
}

const NONE_HERE: &str = "no keyring answers here: on Linux a Secret Service (gnome-keyring, KWallet, KeePassXC) must run in your desktop \
                         session; on a server keep secrets in a file or a variable, and deliver with age or command instead";

/// An entry of the keyring. Blocks.
pub(super) fn entry(service: &str, user: &str) -> Result<Entry, KeyringError> {
    let of = |error: &Error| KeyringError::of(error);
    keyring::Entry::store_status().as_ref().map_err(of)?;
    keyring::Entry::new(service, user).map(|entry| entry.inner).map_err(|error| of(&error))
}

/// A secret out of the keyring, service `tokenwright`. Blocks, and may ask the person to unlock it.
pub(super) fn read(user: &str) -> Result<Zeroizing<String>, KeyringError> {
    let user = user.to_owned();
    within(PERSON_LIMIT, move || {
        entry(SERVICE, &user)?.get_password().map(Zeroizing::new).map_err(|error| match error {
            Error::NoEntry => KeyringError {
                message: "there is no such entry".to_owned(),
                hint: format!(
                    "put it there; on Linux: secret-tool store --label=tokenwright service {SERVICE} username {user}"
                ),
            },
            error => KeyringError::of(&error),
        })
    })
}

/// Whether a keyring answers. Blocks for some seconds at most, and asks nobody to unlock anything.
///
/// # Errors
/// When none does, with the way out.
pub fn keyring_answers() -> Result<(), KeyringError> {
    within(ANSWER_LIMIT, || match entry(SERVICE, "doctor")?.get_password() {
        Ok(_) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(KeyringError::of(&error)),
    })
}

/// Does something with the keyring, and gives it up after this time. On a thread of its own: the keyring's library blocks, and must
/// neither do so on a thread of the runtime nor keep the program from ending.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(work()));
    told.recv_timeout(limit).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Disconnected => failed(),
            RecvTimeoutError::Timeout => KeyringError {
                message: format!("the keyring did not answer within {} s", limit.as_secs()),
                hint: "unlock it in the desktop session, then run the same command again".to_owned(),
            },
        })
    })
}

fn failed() -> KeyringError {
    KeyringError {
        message: "the keyring's library failed".to_owned(),
        hint: "try again, or choose another place".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_keyring_that_does_not_answer_is_given_up() {
        let begun = Instant::now();
        let silent = || {
            thread::sleep(Duration::from_secs(60));
            Ok(())
        };
        let error = within(Duration::from_millis(50), silent).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(30));
        assert!(error.to_string().contains("did not answer") && error.hint.contains("unlock"), "{error}");
        assert_eq!(within(ANSWER_LIMIT, || -> Result<(), _> { panic!("as a library may") }), Err(failed()));
        assert_eq!(within(ANSWER_LIMIT, || Ok(7)), Ok(7));
    }
}
