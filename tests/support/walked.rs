//! What came of a run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Walked {
    /// Where it wrote.
    pub(crate) out: PathBuf,
    /// Its exit code; `None`: a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// How long it took, from its start on.
    pub(crate) took: Duration,
    /// The line of JSON; null where there was none.
    pub(crate) json: Value,
}

impl Walked {
    pub(super) fn new(out: PathBuf, status: ExitStatus, stdout: Vec<u8>, stderr: Vec<u8>, took: Duration) -> Self {
        let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        let json = serde_json::from_str(&stdout).unwrap_or_default();
        Self { out, code: status.code(), stdout, stderr, took, json }
    }

    /// It ended so, with one line of JSON.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stderr, self.explain());
        assert_eq!(self.stdout.lines().count(), 1, "one line and nothing else:\n{}", self.stdout);
        assert!(self.json.is_object(), "{}", self.stdout);
        let status = match code {
            0 => "done",
            3 => "needs_person",
            _ => "failed",
        };
        assert_eq!(self.json["status"], status, "{}", self.explain());
        self
    }

    /// It ended so, with an error of this kind.
    #[track_caller]
    pub(crate) fn expect_error(&self, code: i32, kind: &str) -> &Self {
        self.expect(code);
        assert_eq!(self.json["error"]["kind"], kind, "{}", self.explain());
        assert!(!self.json["error"]["hint"].as_str().unwrap().is_empty(), "it says what to do next");
        self
    }

    /// Message and hint hold these words.
    #[track_caller]
    pub(crate) fn says<const N: usize>(&self, words: [&str; N]) -> &Self {
        let text = format!("{} {}", self.json["error"]["message"], self.json["error"]["hint"]);
        for word in words {
            assert!(text.contains(word), "no {word:?} in {text}");
        }
        self
    }

    /// One of the notes holds these words.
    #[track_caller]
    pub(crate) fn notes(&self, words: &str) -> &Self {
        assert!(self.json["notes"].to_string().contains(words), "no {words:?} in {}", self.json["notes"]);
        self
    }

    /// The credentials files, with what is in them.
    pub(crate) fn credentials(&self) -> Vec<(PathBuf, String)> {
        let mut all: Vec<_> = files_under(&self.out.join("credentials"));
        all.sort();
        all.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
    }

    /// The value of a variable in the one credentials file.
    #[track_caller]
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        let credentials = self.credentials();
        assert_eq!(credentials.len(), 1, "one credentials file: {credentials:?}");
        let prefix = format!("{name}=");
        credentials[0].1.lines().find_map(|line| Some(line.strip_prefix(&prefix)?.trim_matches(['\'', '"']).to_owned()))
    }

    /// The folder of the latest run.
    pub(crate) fn run_folder(&self) -> PathBuf {
        let mut all: Vec<_> = fs::read_dir(self.out.join("runs")).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all.pop().unwrap()
    }

    /// The latest run's `result.json`.
    pub(crate) fn result(&self) -> Value {
        serde_json::from_slice(&fs::read(self.run_folder().join("result.json")).unwrap()).unwrap()
    }

    /// Ids and outcomes of the steps that were not skipped.
    pub(crate) fn steps(&self) -> Vec<String> {
        let steps = self.json["steps"].as_array().cloned().unwrap_or_default();
        let done = steps.iter().filter(|step| step["outcome"] != "skipped");
        done.map(|step| step["id"].as_str().unwrap().to_owned()).collect()
    }

    fn explain(&self) -> String {
        let last = self.json["steps"].as_array().and_then(|steps| steps.last().cloned()).unwrap_or_default();
        format!("error: {:#}\nlast step: {last:#}\nnotes: {:#}", self.json["error"], self.json["notes"])
    }
}

/// Every file under a folder.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}
