//! Delivery to a file that only certain people can open.

use std::path::Path;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    content::{Format, render},
    receipt::{Failure, Receipt},
    template,
};
use crate::secret::{Slug, credentials::Credentials, seal::Recipients, update::update};

/// A file sealed to age recipients. Nothing in the clear touches the disk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedTarget {
    /// What it is called in messages.
    pub name: Option<String>,
    /// Where; `{account}` and ids may be in it. Its folder must be there.
    pub path: String,
    /// Who can open it (`age1...`).
    pub recipients: Vec<String>,
    /// What is inside.
    #[serde(default = "dotenv")]
    pub format: Format,
}

fn dotenv() -> Format {
    Format::Dotenv
}

pub(super) fn deliver(target: &SealedTarget, account: &Slug, credentials: &Credentials) -> Result<Receipt, Failure> {
    let path = template::fill(&target.path, account, credentials)?;
    let recipients = Recipients::parse(&target.recipients)?;
    let sealed = recipients.seal(&render(target.format, account, credentials))?;
    update(Path::new(&path), |_| Ok(Zeroizing::new(sealed)))?;
    Ok(Receipt(format!("sealed in {path}; open it with age -d -i KEYFILE {path}")))
}
