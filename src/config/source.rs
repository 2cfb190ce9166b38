//! The settings files: where they are, and their text.

use std::{
    fs,
    path::{Path, PathBuf},
};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use crate::scenario::{Problem, Severity, Source};

/// Where settings files usually are, the weakest first.
pub(super) fn usual_files() -> Vec<PathBuf> {
    let args = AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "Tokenwright".to_owned(),
        app_name: "tokenwright".to_owned(),
    };
    let mut files: Vec<PathBuf> =
        choose_app_strategy(args).map(|strategy| strategy.in_config_dir("tokenwright.toml")).into_iter().collect();
    files.push(PathBuf::from("tokenwright.toml"));
    files
}

/// A settings file; none where there is none.
pub(super) fn source(path: &Path) -> Result<Option<Source>, Box<Problem>> {
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Source::from_bytes(name, bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Box::new(without_place(name, format!("cannot read the settings: {error}")))),
    }
}

/// A fault of a file or a variable as a whole.
pub(super) fn without_place(file: String, message: String) -> Problem {
    Problem { severity: Severity::Error, file, place: None, message, hint: None }
}
