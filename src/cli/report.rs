//! `tokenwright report RUN`: rebuilds the report of a run from what lies in its folder, and opens it.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use clap_complete::engine::ArgValueCandidates;
use thiserror::Error;

use super::completers;
use crate::{outcome::result::RunResult, report};

const RESULT: &str = "result.json";
const REPORT: &str = "report.html";

/// Rebuild a run's report and open it.
#[derive(Debug, Clone, clap::Args)]
pub struct ReportArgs {
    /// The run: its folder, the folder's name under `runs/`, or an account, for its latest run.
    #[arg(value_name = "RUN", add = ArgValueCandidates::new(completers::accounts_with_runs))]
    pub run: PathBuf,
    /// Only rebuild it and print where it is.
    #[arg(long)]
    pub no_open: bool,
}

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The folder has a result that is not one.
    #[error(
        "the result in '{}' cannot be read at line {line}: {source}; it was cut short or changed by hand, run it again",
        path.display()
    )]
    BadResult {
        /// The file.
        path: PathBuf,
        /// The line in it.
        line: usize,
        /// What is wrong there.
        source: serde_json::Error,
    },
    /// Nothing can open it.
    #[error("no program opens '{}' here{}; open it by hand, or use --no-open", path.display(), because(source))]
    NotOpened {
        /// The report.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be read or written.
    #[error("'{}' cannot be {verb}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        verb: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// There is no such run.
    #[error("no run '{}' under '{}'; {}", run.display(), runs.display(), known_runs(known))]
    NoRun {
        /// What was asked for.
        run: PathBuf,
        /// Where runs are.
        runs: PathBuf,
        /// The latest runs that are there.
        known: Vec<String>,
    },
}

/// What the system says, where it says it in words: of a launcher that ended badly it only has a status.
fn because(source: &io::Error) -> String {
    let said = source.to_string();
    if said.contains("ExitStatus") { String::new() } else { format!(" ({said})") }
}

/// Does what `tokenwright report` does, for the runs under `out`, and gives the report's path. `redact` is what every
/// text passes before it is written.
///
/// # Errors
/// When there is no such run, its files cannot be read or written, or nothing opens the report.
pub fn report(args: &ReportArgs, out: &Path, redact: impl Fn(&str) -> String) -> Result<PathBuf, ReportError> {
    let folder = find(&args.run, &out.join("runs"))?;
    let path = match rebuild(&folder, redact) {
        // On a copy that may only be read, or another user's, the report that is there must do.
        Err(ReportError::File { verb: "written", .. }) if folder.join(REPORT).is_file() => folder.join(REPORT),
        other => other?,
    };
    if !args.no_open {
        open::that_detached(&path).map_err(|source| ReportError::NotOpened { path: path.clone(), source })?;
    }
    Ok(path)
}

/// Writes `report.html` into a run's folder, from the `result.json` and the pictures that lie there. A run's first
/// report is made in this way, too: it can only tell what was stored.
///
/// # Errors
/// When a file cannot be read or written. A picture that is not there is left out.
pub fn rebuild(folder: &Path, redact: impl Fn(&str) -> String) -> Result<PathBuf, ReportError> {
    let source = folder.join(RESULT);
    let text = fs::read_to_string(&source).map_err(file("read", &source))?;
    // The texts are redacted and not the finished page: there, the pictures' data could look like a token.
    let result: RunResult = serde_json::from_str(&redact(&text)).map_err(|error| ReportError::BadResult {
        path: source,
        line: error.line(),
        source: error,
    })?;
    let page = report::html(&result, |path| picture(folder, path));
    let path = folder.join(REPORT);
    replace(folder, &path, &page).map_err(file("written", &path))?;
    Ok(path)
}

fn file(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ReportError {
    let path = path.to_owned();
    move |source| ReportError::File { path, verb, source }
}

/// A run's report is never half of one, also when the disk is full.
fn replace(folder: &Path, path: &Path, page: &str) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".report").tempfile_in(folder)?;
    io::Write::write_all(&mut file, page.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// A picture of the run. A result is only a file, and a report is passed on: it must not carry away what lies elsewhere.
fn picture(folder: &Path, path: &str) -> Option<Vec<u8>> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let path = Path::new(path);
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let path = inside.then(|| folder.join(path))?.canonicalize().ok()?;
    let bytes = path.starts_with(folder.canonicalize().ok()?).then(|| fs::read(path).ok())??;
    bytes.starts_with(PNG).then_some(bytes)
}

fn find(run: &Path, runs: &Path) -> Result<PathBuf, ReportError> {
    if run.is_file()
        && let Some(folder) = run.parent()
        && run.file_name().is_some_and(|name| name == RESULT || name == REPORT)
    {
        return Ok(folder.to_owned());
    }
    for folder in [run.to_owned(), runs.join(run)] {
        if folder.join(RESULT).is_file() {
            return Ok(folder);
        }
    }
    // The names begin with the time: the last one is the latest.
    let mut known: Vec<String> = fs::read_dir(runs)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join(RESULT).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    known.sort_unstable();
    let of_account = run.to_str().and_then(|account| {
        known.iter().rev().find(|name| name.split_once('-').is_some_and(|(_, rest)| rest == account))
    });
    match of_account {
        Some(name) => Ok(runs.join(name)),
        None => Err(ReportError::NoRun { run: run.to_owned(), runs: runs.to_owned(), known }),
    }
}

fn known_runs(known: &[String]) -> String {
    const SHOWN: usize = 5;
    if known.is_empty() {
        return "there are none yet, or --out names another folder".to_owned();
    }
    let latest: Vec<&str> = known.iter().rev().take(SHOWN).map(String::as_str).collect();
    format!("the latest are {}", latest.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    struct Runs(tempfile::TempDir);

    impl Runs {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn add(&self, name: &str) -> PathBuf {
            let folder = self.0.path().join("runs").join(name);
            fs::create_dir_all(folder.join("steps")).unwrap();
            fs::write(folder.join(RESULT), serde_json::to_vec(&samples::good()).unwrap()).unwrap();
            folder
        }

        fn report(&self, run: &str) -> Result<PathBuf, ReportError> {
            report(&ReportArgs { run: run.into(), no_open: true }, self.0.path(), str::to_owned)
        }
    }

    #[test]
    fn a_run_is_found_by_folder_name_file_and_account() {
        let runs = Runs::new();
        runs.add("20260727T101205-mario");
        let latest = runs.add("20260728T080000-mario");
        runs.add("20260729T080000-super-mario");
        for run in ["mario", "20260728T080000-mario", latest.to_str().unwrap(), latest.join(RESULT).to_str().unwrap()] {
            assert_eq!(runs.report(run).unwrap(), latest.join(REPORT), "{run}");
        }
    }

    #[test]
    fn a_run_that_is_not_there_names_those_that_are() {
        let runs = Runs::new();
        assert!(runs.report("luigi").unwrap_err().to_string().ends_with("or --out names another folder"));
        runs.add("20260727T101205-mario");
        assert!(runs.report("luigi").unwrap_err().to_string().ends_with("the latest are 20260727T101205-mario"));
    }

    #[test]
    fn a_broken_result_says_where() {
        let runs = Runs::new();
        fs::write(runs.add("1-mario").join(RESULT), "{\n  \"account\": ").unwrap();
        assert!(runs.report("mario").unwrap_err().to_string().contains("line 2"));
    }

    #[test]
    fn every_text_is_redacted_and_no_picture() {
        let runs = Runs::new();
        let folder = runs.add("1-mario");
        fs::write(folder.join("steps/01-panel.png"), PNG).unwrap();
        let path = rebuild(&folder, |text| text.replace("Ristorante", "[masked]")).unwrap();
        let page = fs::read_to_string(path).unwrap();
        assert!(page.contains("[masked] Da Mario") && !page.contains("Ristorante"));
        assert!(page.contains("data:image/png;base64,iVBORw0KGgpyZXN0"));
    }

    #[test]
    fn pictures_come_from_the_run_folder_and_are_pictures() {
        let runs = Runs::new();
        let folder = runs.add("1-mario");
        fs::write(runs.0.path().join("elsewhere.png"), PNG).unwrap();
        fs::write(folder.join("steps/text.png"), "WHATSAPP_ACCESS_TOKEN=").unwrap();
        std::os::unix::fs::symlink(runs.0.path().join("elsewhere.png"), folder.join("steps/link.png")).unwrap();
        fs::write(folder.join("steps/good.png"), PNG).unwrap();
        assert_eq!(picture(&folder, "steps/good.png").as_deref(), Some(PNG));
        let elsewhere = runs.0.path().join("elsewhere.png");
        let bad =
            ["../../elsewhere.png", elsewhere.to_str().unwrap(), "steps/link.png", "steps/text.png", "steps/no.png"];
        for path in bad {
            assert_eq!(picture(&folder, path), None, "{path}");
        }
    }
}
