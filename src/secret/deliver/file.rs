//! Delivery to a file.

use std::path::Path;

use serde::Deserialize;

use super::{
    content::{Format, render},
    receipt::{Failure, Receipt},
    template,
};
use crate::secret::{Slug, credentials::Credentials, update::update};

/// A file: for its owner only where it is new, with its mode and owner where it is there. A dotenv file keeps all lines that are not
/// the program's, any other is replaced as a whole.
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
    let place = Path::new(&path);
    match format {
        Format::Dotenv => update(place, |old| credentials.put_into(old, account))?,
        _ => update(place, |_| Ok(render(format, account, credentials)))?,
    }
    let open = if open_to_all(place) { ", which everybody on this machine can read" } else { "" };
    Ok(Receipt(format!("written to {path}{open}")))
}

/// A file that is there keeps its mode, which may be wider than a token should have it.
fn open_to_all(path: &Path) -> bool {
    #[cfg(unix)]
    let mode = |known: std::fs::Metadata| std::os::unix::fs::MetadataExt::mode(&known);
    #[cfg(not(unix))]
    let mode = |_: std::fs::Metadata| 0;
    path.metadata().map(mode).is_ok_and(|mode| mode & 0o004 != 0)
}
