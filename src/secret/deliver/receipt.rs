//! What one target answers.

use std::path::Path;

use super::template::TemplateError;
use crate::secret::{
    SealError,
    files::{FileError, parent},
};

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
