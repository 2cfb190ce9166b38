//! Delivering to all targets, side by side.

use std::{path::Path, time::Instant};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use serde::Serialize;

use super::{
    FileTarget, Format, SealedTarget, Target, command, endpoint, file, keyring, sealed_file, template::TemplateError,
};
use crate::secret::{
    SealError, Slug,
    credentials::Credentials,
    files::{FileError, parent},
    links::behind_links,
    redact,
};

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

/// Where the credentials are now.
#[derive(Debug)]
pub(super) struct Receipt(pub(super) String);

/// Why they are not there, and what to do.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) hint: String,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let folder = parent(error.path());
        if matches!(folder.try_exists(), Ok(false)) {
            // It may be a slip as well as a folder that is still to come: nobody's token is put where nobody looks for it.
            let hint = format!(
                "make it with mkdir -p {}, or mend the path in [deliver]; then run tokenwright deliver",
                shell_word(folder)
            );
            return Self::new(format!("the folder {} is not there", folder.display()), hint);
        }
        Self::new(error.what(), "mend that, or its path in [deliver] in tokenwright.toml; then run tokenwright deliver")
    }
}

/// A path as a shell takes it.
fn shell_word(path: &Path) -> String {
    let path = path.display().to_string();
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@".contains(&byte)) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        Self::new(error.to_string(), "mend recipients in [deliver], then run tokenwright deliver")
    }
}

impl From<TemplateError> for Failure {
    fn from(error: TemplateError) -> Self {
        Self::new(error.to_string(), "mend [deliver] in tokenwright.toml, then run tokenwright deliver")
    }
}
