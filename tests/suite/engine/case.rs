//! A case file: pages, each with what is asked of it and what must come of that.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One page with its questions.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) title: String,
    pub(super) html: String,
    pub(super) language: String,
    /// TOML of the scenario itself.
    pub(super) scenario: String,
    /// How often an act that did not arrive is done again.
    pub(super) again: u32,
    /// The account's values.
    pub(super) values: BTreeMap<String, String>,
    pub(super) questions: Vec<Question>,
}

/// One question and what must come of it.
#[derive(Debug, Default)]
pub(super) struct Question {
    /// TOML of the step.
    pub(super) step: String,
    pub(super) expected: String,
    pub(super) reasons: Vec<String>,
    pub(super) between: Option<String>,
    pub(super) afterwards: Vec<String>,
}

impl Case {
    /// The cases of a file.
    pub(super) fn all(file: &str) -> Vec<Self> {
        let text = fs::read_to_string(folder().join(format!("{file}.html"))).unwrap();
        let mut cases = Vec::new();
        for part in text.split("<!-- case:").skip(1) {
            let (head, html) = part.split_once("-->").expect("a case's comment ends");
            cases.push(Self::read(head, html));
        }
        assert!(!cases.is_empty(), "{file} has no case");
        cases
    }

    fn read(head: &str, html: &str) -> Self {
        let mut lines = head.lines();
        let title = lines.next().unwrap_or_default().trim().to_owned();
        let mut case = Self { title, html: html.to_owned(), language: "en".into(), ..Self::default() };
        let mut question = Question::default();
        for line in lines {
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            match mark {
                "@" => case.scenario.extend([rest, "\n"]),
                "::" => {
                    let (key, value) = rest.split_once('=').expect("key=value");
                    match key {
                        "lang" => value.clone_into(&mut case.language),
                        "again" => case.again = value.parse().unwrap(),
                        _ => drop(case.values.insert(key.to_owned(), value.to_owned())),
                    }
                }
                "->" => rest.trim().clone_into(&mut question.expected),
                "??" => question.reasons.push(rest.to_owned()),
                "%%" => question.between = Some(rest.to_owned()),
                "!!" => question.afterwards.push(rest.to_owned()),
                _ if line.trim().is_empty() => {}
                _ => {
                    if !question.expected.is_empty() {
                        case.questions.push(std::mem::take(&mut question));
                    }
                    question.step.extend([line, "\n"]);
                }
            }
        }
        case.questions.push(question);
        assert!(case.questions.iter().all(|q| !q.expected.is_empty()), "{}: a question without `->`", case.title);
        case
    }
}

impl Question {
    /// Whether nothing is expected to be found, so that waiting for long is waiting in vain.
    pub(super) fn in_vain(&self) -> bool {
        self.expected == "nothing"
    }

    /// What is wrong with what came.
    pub(super) fn fault(&self, came: &str) -> Option<String> {
        let (acts, reasons) = came.split_once('\n').unwrap_or((came, ""));
        if acts != self.expected {
            return Some(format!("    expected: {}\n    came:     {acts}\n    {reasons}", self.expected));
        }
        let missing = self.reasons.iter().find(|words| !reasons.contains(words.as_str()))?;
        Some(format!("    the reasons do not say {missing:?}: {reasons}"))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/engine")
}

/// The names of all case files.
pub(super) fn files() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let pages = entries.filter(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}
