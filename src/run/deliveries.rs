//! Handing credentials to the targets, with a record of which has what: none is forgotten, and none gets the same twice unasked.

use tokio::sync::watch;

use super::halt::Halt;
use super::ledger::Ledger;
use crate::outcome::code;
use crate::secret::Slug;
use crate::secret::credentials::Credentials;
use crate::secret::deliver::{self, Delivery, Target};

/// The targets that are not known to have these credentials.
pub fn missing(ledger: &Ledger, targets: &[Target], account: &str, credentials: &Credentials) -> Vec<Target> {
    let content = credentials.fingerprint();
    // Where the ledger cannot tell, twice is better than never.
    let has = |target: &Target| ledger.is_delivered(account, &target.mark(), &content).unwrap_or(false);
    targets.iter().filter(|target| !has(target)).cloned().collect()
}

/// Finds, before anything is started, a target that the credentials could not be handed to.
///
/// # Errors
/// When there is one.
pub(super) fn preflight(targets: &[Target], account: &str) -> Result<(), Halt> {
    let slug = Slug::parse(account)
        .map_err(|error| Halt::new("account_name", code::USAGE, &error.to_string(), "choose another --id"))?;
    deliver::preflight(targets, &slug).map_err(|(target, error)| {
        let message = format!("the delivery to {target} could not be made: {error}");
        Halt::new(
            error.kind(),
            code::USAGE,
            &message,
            "nothing was started; mend this, or its path under [[deliver.to]], and run again",
        )
    })
}

/// Hands the credentials to these targets, and writes down which of them has them now.
///
/// # Errors
/// When it was interrupted; what was done until then is in the ledger.
pub async fn deliver_to(
    ledger: &Ledger,
    targets: &[Target],
    account: &Slug,
    credentials: &Credentials,
    mut interrupt: watch::Receiver<bool>,
) -> Result<Vec<Delivery>, Halt> {
    let content = credentials.fingerprint();
    let note = |target: &Target, delivery: &Delivery| {
        if delivery.done
            && let Err(error) = ledger.delivered(account.as_str(), &target.mark(), &content)
        {
            tracing::warn!(%error, target = target.name(), "the ledger does not know of this delivery: it will be made again");
        }
    };
    tokio::select! {
        deliveries = deliver::deliver(targets, account, credentials, note) => Ok(deliveries),
        _ = interrupt.wait_for(|stop| *stop) => Err(Halt::interrupted()),
    }
}

/// What a run comes to whose credentials are good and stored, but not where they should be. `why`: target and reason of each.
pub fn not_delivered(account: &str, why: &[String], hints: &[String]) -> Halt {
    let again = format!("tokenwright deliver {account}");
    let message = format!("the token is good and stored, but was not delivered to {}", why.join("; "));
    let hint = match hints.join("; ") {
        hint if hint.is_empty() => format!("run {again}"),
        hint if hint.contains(&again) => hint,
        hint => format!("{hint}; then run {again}"),
    };
    Halt::new("not_delivered", code::UNPROVEN, &message, &hint)
}
