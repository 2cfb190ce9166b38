//! The tables of `tokenwright.toml` that are about secrets: `[deliver]` and `[graph]`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::layers::usual_files;
use crate::{
    graph::GraphSettings,
    secret::{
        deliver::{DeliverConfig, DeliverConfigError},
        note_secret_variable,
    },
};

/// The names of these tables.
pub(super) const TABLES: [&str; 2] = ["deliver", "graph"];

/// What these tables say; everything else in the file is somebody else's.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SecretTables {
    /// What happens to a token once it is made.
    pub deliver: DeliverConfig,
    /// Where the app secret and the admin's token are, and which number is meant.
    pub graph: GraphSettings,
}

impl SecretTables {
    /// Reads them from the files that all settings come from.
    ///
    /// # Errors
    /// When a file that is there cannot be read, or a table is wrong.
    pub fn here() -> Result<Self, SecretTablesError> {
        Self::read(&usual_files())
    }

    /// Reads them from these files, the weakest first; a table of a later file replaces the whole table of an earlier one.
    ///
    /// # Errors
    /// When a file that is there cannot be read, or a table is wrong.
    pub fn read(paths: &[PathBuf]) -> Result<Self, SecretTablesError> {
        let mut all = Self::default();
        for path in paths {
            let text = match fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(SecretTablesError::Read { path: path.clone(), source }),
            };
            let (tables, has) = Self::parse(path, &text)?;
            if has[0] {
                all.deliver = tables.deliver;
            }
            if has[1] {
                all.graph = tables.graph;
            }
        }
        Ok(all)
    }

    fn parse(path: &Path, text: &str) -> Result<(Self, [bool; 2]), SecretTablesError> {
        let wrong = |span: Option<std::ops::Range<usize>>, message: &str| {
            let before = &text[..span.map_or(0, |span| span.start).min(text.len())];
            SecretTablesError::Wrong {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1,
                message: message.trim().replace('\n', ", "),
            }
        };
        let tables: Self = toml_edit::de::from_str(text).map_err(|error| wrong(error.span(), error.message()))?;
        let named = [&tables.graph.app_secret_env, &tables.graph.admin_token_env];
        named.into_iter().flatten().for_each(|name| note_secret_variable(name));
        let document = toml_edit::Document::parse(text).map_err(|error| wrong(error.span(), error.message()))?;
        tables.deliver.check().map_err(|source| SecretTablesError::Deliver { path: path.to_owned(), source })?;
        let has = TABLES.map(|name| document.get(name).is_some());
        Ok((tables, has))
    }
}

/// Why the tables could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretTablesError {
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something in it is not as it should be.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A target could never work.
    #[error("{}: {source}", path.display())]
    Deliver {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DeliverConfigError,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_file_replaces_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("1.toml"), folder.path().join("2.toml"));
        fs::write(&one, "app = \"x\"\n[graph]\nphone_number = \"only\"\n[[deliver.to]]\nkind = \"keyring\"\n").unwrap();
        fs::write(&two, "[graph]\napp_secret_env = \"X\"\n").unwrap();
        let tables = SecretTables::read(&[one, two, folder.path().join("none.toml")]).unwrap();
        assert_eq!(tables.deliver.to.len(), 1);
        assert_eq!(tables.graph.phone_number.to_string(), "first");
        assert_eq!(tables.graph.app_secret_env.as_deref(), Some("X"));
    }

    #[test]
    fn a_fault_has_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenwright.toml");
        fs::write(&path, "app = \"x\"\n[graph]\napp_secret = \"abc\"\n").unwrap();
        let error = SecretTables::read(&[path]).unwrap_err().to_string();
        assert!(error.contains("tokenwright.toml:3:1: unknown field `app_secret`"), "{error}");
    }
}
