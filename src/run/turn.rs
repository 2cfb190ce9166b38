//! One run at a time for a system user of a business, whatever the accounts are called.

use super::halt::Halt;
use crate::outcome::code;
use crate::secret::{ConsoleLock, LockError};

/// The turn of a run.
pub(super) struct Turn {
    /// None where there is no place for a lock, which is no reason not to work.
    _lock: Option<ConsoleLock>,
}

/// Takes the turn of this run, before anything of the business is looked at that another run may just be making.
///
/// # Errors
/// When another run has it.
pub(super) fn take(console: &str, business: &str, system_user: &str) -> Result<Turn, Halt> {
    match ConsoleLock::take(console, business, system_user) {
        Ok(lock) => Ok(Turn { _lock: Some(lock) }),
        Err(error @ LockError::Held { .. }) => {
            let hint = "nothing was made; wait until it has ended, and run again";
            Err(Halt::new(error.kind(), code::USAGE, &error.to_string(), hint))
        }
        Err(error) => {
            tracing::warn!(%error, "no lock: another run for the same system user would not be noticed");
            Ok(Turn { _lock: None })
        }
    }
}
