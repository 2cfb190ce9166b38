//! Delivery to a file.

use std::path::Path;

use serde::Deserialize;

use super::{
    content::{Format, render},
    delivery::{Failure, Receipt},
    template,
};
use crate::secret::{Slug, credentials::Credentials, files};

/// A file that is replaced as a whole, mode 0600.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileTarget {
    /// What it is called in messages.
    pub name: Option<String>,
    /// Where; `{account}` and ids may be in it. Its folder must be there.
    pub path: String,
}

pub(super) fn deliver(
    target: &FileTarget,
    format: Format,
    account: &Slug,
    credentials: &Credentials,
) -> Result<Receipt, Failure> {
    let path = template::fill(&target.path, account, credentials)?;
    files::write_secret(Path::new(&path), &render(format, account, credentials))?;
    Ok(Receipt(format!("written to {path}")))
}
