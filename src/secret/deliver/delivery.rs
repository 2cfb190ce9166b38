//! Delivering to all targets, side by side.

use std::{path::Path, time::Instant};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use serde::Serialize;

use super::{
    FileTarget, Format, SealedTarget, Target, command, endpoint, file, keyring,
    receipt::{Failure, Receipt},
    sealed_file,
};
use crate::secret::{Slug, credentials::Credentials, files::FileError, links::behind_links, redact};

/// What came of one delivery. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// What the target is called.
    pub name: String,
    /// Its kind, as in the configuration.
    pub kind: &'static str,
    /// Whether it has the credentials now.
    pub done: bool,
    /// Where they are, or why not.
    pub message: String,
    /// What to do, where it failed.
    pub hint: Option<String>,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// Hands the credentials to each target. One that fails keeps none of the others from being done. Each is told of as soon as it
/// has ended: whoever drops this half way knows what was done.
pub async fn deliver(
    targets: &[Target],
    account: &Slug,
    credentials: &Credentials,
    mut each: impl FnMut(&Target, &Delivery),
) -> Vec<Delivery> {
    let one = |(place, target)| async move { (place, one(target, account, credentials).await) };
    let mut under_way: FuturesUnordered<_> = targets.iter().enumerate().map(one).collect();
    let mut ended = Vec::with_capacity(targets.len());
    while let Some((place, delivery)) = under_way.next().await {
        each(&targets[place], &delivery);
        ended.push((place, delivery));
    }
    ended.sort_by_key(|(place, _)| *place);
    ended.into_iter().map(|(_, delivery)| delivery).collect()
}

/// Finds what would keep a file from being written to its place, before anything is started. Of a path that holds an ID it is not known yet.
///
/// # Errors
/// The first target that could not be written, and why.
pub fn preflight(targets: &[Target], account: &Slug) -> Result<(), (String, FileError)> {
    for target in targets {
        let (Target::Dotenv(FileTarget { path, .. })
        | Target::Json(FileTarget { path, .. })
        | Target::Handout(FileTarget { path, .. })
        | Target::Age(SealedTarget { path, .. })) = target
        else {
            continue;
        };
        let path = path.replace("{account}", account.as_str());
        behind_links(Path::new(&path)).map_err(|error| (target.name().to_owned(), error))?;
    }
    Ok(())
}

async fn one(target: &Target, account: &Slug, credentials: &Credentials) -> Delivery {
    let begun = Instant::now();
    let outcome = match target {
        Target::Dotenv(target) => file::deliver(target, Format::Dotenv, account, credentials),
        Target::Json(target) => file::deliver(target, Format::Json, account, credentials),
        Target::Handout(target) => file::deliver(target, Format::Handout, account, credentials),
        Target::Age(target) => sealed_file::deliver(target, account, credentials),
        Target::Keyring(target) => keyring::deliver(target, account, credentials).await,
        Target::Command(target) => command::deliver(target, account, credentials).await,
        Target::Http(target) => endpoint::deliver(target, account, credentials).await,
    };
    let (done, message, hint) = match outcome {
        Ok(Receipt(message)) => (true, message, None),
        Err(Failure { message, hint }) => (false, message, Some(pasteable(hint, account))),
    };
    Delivery {
        name: target.name().to_owned(),
        kind: target.kind(),
        done,
        message: redact::text(&message).into_owned(),
        hint,
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

/// The command that a hint ends with needs to be told whose credentials are meant.
fn pasteable(hint: String, account: &Slug) -> String {
    if hint.ends_with("run tokenwright deliver") { format!("{hint} {account}") } else { hint }
}
