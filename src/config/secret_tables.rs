//! The tables of `tokenwright.toml` that are about secrets: `[deliver]` and `[graph]`.

use std::{ops::Range, path::PathBuf};

use serde::Deserialize;
use toml_edit::{Document, Item, Table, Value};

use super::{
    paths::user_path,
    source::{source, usual_files},
};
use crate::{
    graph::GraphSettings,
    scenario::{Problem, Source},
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
            let Some(source) = source(path)? else { continue };
            let (tables, has) = Self::parse(&source)?;
            if has[0] {
                all.deliver = tables.deliver;
            }
            if has[1] {
                all.graph = tables.graph;
            }
        }
        Ok(all)
    }

    fn parse(source: &Source) -> Result<(Self, [bool; 2]), SecretTablesError> {
        let wrong = |span: Option<Range<usize>>, message: &str| {
            let message = message.trim().replace('\n', ", ");
            Box::new(Problem::at(source, span.unwrap_or(0..0), message, None))
        };
        let text = &source.text;
        let document = Document::parse(text.as_str()).map_err(|error| wrong(error.span(), error.message()))?;
        let mut tables: Self = toml_edit::de::from_str(text).map_err(|error| wrong(error.span(), error.message()))?;
        let named = [&tables.graph.app_secret_env, &tables.graph.admin_token_env];
        named.into_iter().flatten().for_each(|name| note_secret_variable(name));
        tables.deliver.check().map_err(|error| wrong(place(&document, &error), &error.to_string()))?;
        tables.deliver.expand(user_path);
        for path in [&mut tables.graph.app_secret_file, &mut tables.graph.admin_token_file].into_iter().flatten() {
            *path = user_path(path);
        }
        let has = TABLES.map(|name| document.get(name).is_some());
        Ok((tables, has))
    }
}

/// Where it stands what is wrong with `[deliver]`.
fn place(document: &Document<&str>, error: &DeliverConfigError) -> Option<Range<usize>> {
    let deliver = document.get("deliver")?;
    match error {
        DeliverConfigError::Seal(_) => deliver.get("recipients").or_else(|| deliver.get("keep")).and_then(Item::span),
        DeliverConfigError::Target { place, .. } => match deliver.get("to")? {
            Item::ArrayOfTables(tables) => tables.get(place - 1).and_then(Table::span),
            targets => targets.as_array()?.get(place - 1).and_then(Value::span),
        },
    }
}

/// Whether a key is known in one of these tables; `what` is the table, as it is written in the file.
pub(super) fn belongs(key: &str, table: &str) -> bool {
    let text = format!("{} = 1", toml_edit::Key::new(key));
    let fault = match table {
        "graph" => toml_edit::de::from_str::<GraphSettings>(&text).err(),
        _ => toml_edit::de::from_str::<DeliverConfig>(&text).err(),
    };
    !fault.is_some_and(|error| error.message().contains("unknown field"))
}

/// Why the tables could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SecretTablesError(Box<Problem>);

impl From<Box<Problem>> for SecretTablesError {
    fn from(problem: Box<Problem>) -> Self {
        Self(problem)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    #[test]
    fn a_fault_of_a_delivery_has_its_place_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenwright.toml");
        for (text, place) in [
            (
                "[[deliver.to]]\nkind = \"keyring\"\n[[deliver.to]]\nkind = \"command\"\ncommand = []\n",
                ":3:1: [[deliver.to]] number 2",
            ),
            ("[deliver]\nto = [\n  { kind = \"dotenv\", path = \"{x}\" }]\n", ":3:3: [[deliver.to]] number 1"),
            ("[deliver]\nkeep = \"age\"\nrecipients = [\"x\"]\n", ":3:14: [deliver]: age recipient"),
            ("[deliver]\nkeep = \"age\"\n", ":2:8: [deliver]: no age recipient"),
            ("[deliver]\nkept = \"age\"\n", ":2:1: unknown field `kept`"),
        ] {
            fs::write(&path, text).unwrap();
            let error = SecretTables::read(std::slice::from_ref(&path)).unwrap_err().to_string();
            assert!(error.contains(&format!("tokenwright.toml{place}")), "{place} in\n{error}");
        }
        fs::write(&path, b"[graph]\n# caf\xe9\n").unwrap();
        let error = SecretTables::read(&[path]).unwrap_err().to_string();
        assert!(error.contains("tokenwright.toml:2:6: this is not UTF-8 text"), "{error}");
    }

    #[test]
    fn a_home_folder_is_meant_in_every_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenwright.toml");
        let mut text =
            "[graph]\napp_secret_file = \"~/a\"\nadmin_token_file = \"~/a\"\n[deliver]\nidentity = \"~/a\"\n"
                .to_owned();
        for kind in ["dotenv", "json", "handout"] {
            for part in ["[[deliver.to]]\nkind = \"", kind, "\"\npath = \"~/a\"\n"] {
                text.push_str(part);
            }
        }
        text.push_str("[[deliver.to]]\nkind = \"command\"\ncommand = [\"~/a\", \"~\"]\n");
        text.push_str("[[deliver.to]]\nkind = \"http\"\nurl = \"https://x.example/~/\"\nca_file = \"~/a\"\n");
        fs::write(&path, text).unwrap();
        let tables = format!("{:?}", SecretTables::read(&[path]).unwrap());
        assert!(!tables.contains("\"~/a\""), "{tables}");
        assert!(tables.contains("https://x.example/~/") && tables.contains("\"~\"]"), "{tables}");
    }
}
