//! Finding a scenario by its name or path, with the label files that go with it.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use super::{
    error::{Error, Problem, Severity},
    model::{Labels, Scenario},
    read::{read_labels, read_scenario},
    shipped::{shipped, shipped_labels},
    source::Source,
    suggest::did_you_mean,
};

/// A scenario with where it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where it came from.
    pub origin: Origin,
    /// The files that were read, the scenario's own first.
    pub sources: Vec<Source>,
    /// What looks wrong in them.
    pub warnings: Vec<Problem>,
}

/// Where a scenario came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is inside the binary.
    Shipped,
    /// It is a file of the user's.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped => write!(out, "the program itself"),
            Self::File(path) => write!(out, "{}", path.display()),
        }
    }
}

/// Loads a scenario by its name or path, as [`Library::load`] does with the usual folders.
///
/// # Errors
/// Everything that is wrong with the scenario's file and the label files that go with it.
pub fn load(name_or_path: &str) -> Result<Loaded, Error> {
    Library::usual().load(name_or_path)
}

/// The folders in which a user's own scenarios are looked for, the nearest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    /// Each holds `NAME.toml` files, and may hold `labels/LANGUAGE.toml` files.
    pub folders: Vec<PathBuf>,
}

impl Library {
    /// `./scenarios/`, then `scenarios/` in the user's configuration folder.
    pub fn usual() -> Self {
        let mut folders = vec![PathBuf::from("scenarios")];
        let args = AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "Tokenwright".to_owned(),
            app_name: "tokenwright".to_owned(),
        };
        if let Ok(strategy) = choose_app_strategy(args) {
            folders.push(strategy.in_config_dir("scenarios"));
        }
        Self { folders }
    }

    /// Loads a scenario. A path (it has a separator or ends in `.toml`) is that file; a name is looked for in the folders
    /// and then among the shipped ones. Label files of the folders and beside the file go before the shipped ones.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario's file and the label files that go with it.
    pub fn load(&self, name_or_path: &str) -> Result<Loaded, Error> {
        self.load_with(name_or_path, &[])
    }

    /// The same, as if these files, which are named by their paths, were there with these texts.
    ///
    /// # Errors
    /// As [`Library::load`].
    pub fn load_with(&self, name_or_path: &str, drafts: &[Source]) -> Result<Loaded, Error> {
        let (origin, source) = self.find(name_or_path, drafts)?;
        self.resolve(origin, source, drafts)
    }

    /// Everything that is wrong, or looks wrong, with a scenario (its name or path) or a label file (a path in a folder
    /// `labels`).
    pub fn lint(&self, name_or_path: &str) -> Vec<Problem> {
        let path = Path::new(name_or_path);
        let in_labels = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "labels");
        if !in_labels {
            return match self.load(name_or_path) {
                Ok(loaded) => loaded.warnings,
                Err(error) => error.problems,
            };
        }
        let source = match read(path, &[]) {
            Ok(source) => source,
            Err(error) => return error.problems,
        };
        let (file, mut problems) = read_labels(&source);
        if let Some(file) = file {
            // The folder above may have an English file with labels of its own.
            let (labels, _, _) = self.labels(path.parent().and_then(Path::parent), &[]);
            problems.extend(file.strangers(&labels.of("en"), &source));
        }
        problems
    }

    /// Reads a scenario from a text, as if it were the file that `source` names.
    ///
    /// # Errors
    /// Everything that is wrong with the text and the label files that go with it.
    pub fn read(&self, source: &Source) -> Result<Loaded, Error> {
        self.resolve(Origin::File(PathBuf::from(&source.name)), source.clone(), &[])
    }

    fn resolve(&self, origin: Origin, source: Source, drafts: &[Source]) -> Result<Loaded, Error> {
        let beside = match &origin {
            Origin::File(path) => path.parent(),
            Origin::Shipped => None,
        };
        let (labels, mut problems, mut sources) = self.labels(beside, drafts);
        let (scenario, found) = read_scenario(&source, &labels);
        problems.extend(found);
        sources.insert(0, source);
        match scenario {
            Some(scenario) if problems.iter().all(|problem| problem.severity == Severity::Warning) => {
                Ok(Loaded { scenario, origin, sources, warnings: problems })
            }
            _ => Err(Error { problems }),
        }
    }

    /// The names that can be loaded, each with where it comes from, in the order of their names.
    pub fn names(&self) -> Vec<(String, Origin)> {
        let mut names: Vec<(String, Origin)> = Vec::new();
        for path in self.folders.iter().flat_map(|folder| toml_files(folder, &[])) {
            let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            if !names.iter().any(|(known, _)| known == name) {
                names.push((name.to_owned(), Origin::File(path.clone())));
            }
        }
        for scenario in shipped() {
            if !names.iter().any(|(known, _)| known == scenario.name) {
                names.push((scenario.name.to_owned(), Origin::Shipped));
            }
        }
        names.sort_by(|a, b| a.0.cmp(&b.0));
        names
    }

    /// The wordings of the shipped files and of the folders' files, with what is wrong with them.
    fn labels(&self, beside: Option<&Path>, drafts: &[Source]) -> (Labels, Vec<Problem>, Vec<Source>) {
        let mut problems = Vec::new();
        let mut sources = shipped_labels();
        // The weakest first: what is taken in later wins.
        let mut folders: Vec<&Path> = self.folders.iter().rev().map(PathBuf::as_path).collect();
        folders.retain(|folder| Some(*folder) != beside);
        folders.extend(beside);
        for path in folders.iter().flat_map(|folder| toml_files(&folder.join("labels"), drafts)) {
            match read(&path, drafts) {
                Ok(source) => sources.push(source),
                Err(error) => problems.extend(error.problems),
            }
        }
        let mut labels = Labels::default();
        for source in &sources {
            let (file, found) = read_labels(source);
            problems.extend(found);
            if let Some(file) = file {
                problems.extend(file.strangers(&labels, source));
                labels.take_in(file);
            }
        }
        (labels, problems, sources)
    }

    fn find(&self, name_or_path: &str, drafts: &[Source]) -> Result<(Origin, Source), Error> {
        let path = Path::new(name_or_path);
        let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if is_toml || path.components().count() > 1 {
            return Ok((Origin::File(path.to_owned()), read(path, drafts)?));
        }
        for folder in &self.folders {
            let path = folder.join(format!("{name_or_path}.toml"));
            if path.is_file() || draft(&path, drafts).is_some() {
                let source = read(&path, drafts)?;
                return Ok((Origin::File(path), source));
            }
        }
        if let Some(scenario) = shipped().iter().find(|scenario| scenario.name == name_or_path) {
            let source = Source::new(format!("scenarios/{}.toml", scenario.name), scenario.text);
            return Ok((Origin::Shipped, source));
        }
        let names = self.names();
        let known: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        let near = did_you_mean(name_or_path, known.iter().copied());
        Err(Error::without_place(
            name_or_path,
            format!("no scenario of this name{near}"),
            Some(format!("there are: {}; a file is given by its path", known.join(", "))),
        ))
    }
}

/// What a path is to be read as, where it is not written yet.
fn draft<'a>(path: &Path, drafts: &'a [Source]) -> Option<&'a Source> {
    drafts.iter().find(|draft| Path::new(&draft.name) == path)
}

fn read(path: &Path, drafts: &[Source]) -> Result<Source, Error> {
    if let Some(draft) = draft(path, drafts) {
        return Ok(draft.clone());
    }
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Source::from_bytes(name, bytes).map_err(|problem| Error { problems: vec![*problem] }),
        Err(error) => Err(Error::without_place(name, format!("cannot read the file: {error}"), None)),
    }
}

/// The TOML files of a folder, in the order of their names; none where there is no such folder.
fn toml_files(folder: &Path, drafts: &[Source]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml") && path.is_file())
        .collect();
    files.extend(drafts.iter().map(|draft| PathBuf::from(&draft.name)).filter(|path| path.parent() == Some(folder)));
    files.sort();
    files.dedup();
    files
}
