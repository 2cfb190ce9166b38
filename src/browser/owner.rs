//! Which program a folder of temporary files belongs to.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use fs4::FileExt;

/// How the folders begin that are given to drivers.
pub(super) const PREFIX: &str = "tokenwright-";
/// The file in such a folder whose lock tells that its program lives.
pub(super) const OWNER: &str = "owner.lock";

/// Tells for as long as it is held that a folder is in use. The system takes it away when the program ends, however that happens.
#[derive(Debug)]
pub(super) struct Owner {
    _file: File,
}

impl Owner {
    /// Marks this folder as one of a program that lives.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let making = folder.join(".owner.new");
        let file = File::create(&making)?;
        FileExt::lock(&file)?;
        // Under its name only once it is locked: without, it would look like one whose program is gone.
        fs::rename(&making, folder.join(OWNER))?;
        Ok(Self { _file: file })
    }
}
