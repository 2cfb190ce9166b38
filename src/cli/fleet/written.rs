//! The summary of a batch, written beside the runs.

use std::path::{Component, Path, PathBuf};

use crate::fleet::summary::{self, Summary};
use crate::secret::{
    files::{self, FileError},
    redact,
};

/// Writes the summary into a folder of its own under `batches`, and gives the page.
pub(super) fn write(out: &Path, began: jiff::Timestamp, summary: &Summary) -> Result<PathBuf, FileError> {
    let folder = out.join("batches").join(began.strftime("%Y%m%dT%H%M%S%3fZ").to_string());
    files::private_folder(&out.join("batches"))?;
    files::private_folder(&folder)?;
    let link = |report: &Path| {
        let inside = report.strip_prefix(out).ok()?;
        let names = inside.components().map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        Some(format!("../../{}", names.collect::<Option<Vec<_>>>()?.join("/")))
    };
    let page = folder.join("summary.html");
    let texts = [
        (page.clone(), summary::html(summary, link)),
        (folder.join("results.csv"), summary::csv(summary)),
        (folder.join("junit.xml"), summary::junit(summary)),
    ];
    for (path, text) in texts {
        files::write_atomic(&path, redact::text(&text).as_bytes(), 0o600)?;
    }
    Ok(page)
}
