//! A baseline as a folder: `baseline.toml` with the controls, a text for each place, a picture for each page.
//!
//! `baseline.toml` is written last, and has the fingerprint of every text: what was written by half, or changed by hand, is seen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::baseline::{Baseline, BaselineError, Known};
use crate::secret::{files, redact};

/// The version of the form.
const VERSION: i64 = 1;
/// The file that is written last.
const HEAD: &str = "baseline.toml";
/// What stands above a page of a place.
const PAGE: &str = "== ";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: i64,
    scenario: String,
    language: String,
    #[serde(default)]
    place: Vec<Text>,
    #[serde(default)]
    control: Vec<Known>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: String,
    sha256: String,
}

/// Where a scenario's baseline is where nobody says so: the console tells no version of itself, so only the language tells one from
/// another.
pub fn default_folder(scenario: &str, language: &str) -> PathBuf {
    let language = if language.is_empty() { "en" } else { language };
    Path::new("screenshots").join(scenario).join(format!("console-{language}"))
}

/// Reads the baseline of a scenario.
///
/// # Errors
/// Where there is none, or it cannot be used.
pub fn read(folder: &Path, scenario: &str) -> Result<Baseline, BaselineError> {
    let at = || folder.to_owned();
    let damaged = |what: String| BaselineError::Damaged { folder: at(), what };
    let text = |name: &str| std::fs::read_to_string(folder.join(name));
    let head = match text(HEAD) {
        Ok(head) => head,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let some = std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some());
            return Err(if some {
                damaged(format!("{HEAD} is missing"))
            } else {
                BaselineError::Missing { folder: at() }
            });
        }
        Err(error) => return Err(BaselineError::Unreadable { folder: at(), why: error.to_string() }),
    };
    let document: toml_edit::DocumentMut =
        head.parse().map_err(|error: toml_edit::TomlError| damaged(format!("{HEAD}: {}", error.message())))?;
    match document.get("version").and_then(toml_edit::Item::as_integer) {
        Some(VERSION) => {}
        Some(version) => return Err(BaselineError::Newer { folder: at(), version }),
        None => return Err(damaged(format!("{HEAD} says no version"))),
    }
    let head: Head =
        toml_edit::de::from_document(document).map_err(|error| damaged(format!("{HEAD}: {}", error.message())))?;
    if head.scenario != scenario {
        return Err(BaselineError::Other { folder: at(), scenario: head.scenario, asked: scenario.to_owned() });
    }
    let mut baseline =
        Baseline { scenario: head.scenario, language: head.language, controls: head.control, ..Baseline::default() };
    for place in head.place {
        let name = format!("{}.txt", place.id);
        let lines = text(&name).map_err(|error| damaged(format!("{name}: {error}")))?;
        if fingerprint(&lines) != place.sha256 {
            return Err(damaged(format!("{name} is not what {HEAD} says")));
        }
        let pages = pages(&lines).ok_or_else(|| damaged(format!("{name} does not begin with a page")))?;
        for (step, _) in &pages {
            baseline
                .pictures
                .extend(std::fs::read(folder.join(format!("{step}.png"))).ok().map(|png| (step.clone(), png)));
        }
        baseline.places.insert(place.id, pages);
    }
    Ok(baseline)
}

/// Writes a baseline. What is there of an older one is replaced.
///
/// # Errors
/// Where the folder or a file cannot be written.
pub fn write(folder: &Path, baseline: &Baseline) -> Result<(), BaselineError> {
    let fault = |why: String| BaselineError::Unreadable { folder: folder.to_owned(), why };
    std::fs::create_dir_all(folder).map_err(|error| fault(error.to_string()))?;
    let write = |name: &str, bytes: &[u8]| {
        files::write_atomic(&folder.join(name), bytes, 0o644).map_err(|error| fault(error.to_string()))
    };
    // Until the new head is there the baseline counts as damaged.
    remove_old(folder).map_err(|error| fault(error.to_string()))?;
    let mut places = Vec::new();
    for (id, pages) in &baseline.places {
        let text = redact::text(&text(pages)).into_owned();
        write(&format!("{id}.txt"), text.as_bytes())?;
        places.push(Text { id: id.clone(), sha256: fingerprint(&text) });
    }
    for (step, png) in &baseline.pictures {
        write(&format!("{step}.png"), png)?;
    }
    let head = Head {
        version: VERSION,
        scenario: baseline.scenario.clone(),
        language: baseline.language.clone(),
        place: places,
        control: baseline.controls.clone(),
    };
    let head = toml_edit::ser::to_string_pretty(&head).map_err(|error| fault(error.to_string()))?;
    let head =
        format!("# What the console looked like when it last worked. Written by `tokenwright check --update`.\n{head}");
    write(HEAD, redact::text(&head).as_bytes())
}

/// Takes away what an older baseline has left, and nothing else.
fn remove_old(folder: &Path) -> std::io::Result<()> {
    let head = folder.join(HEAD);
    let Ok(text) = std::fs::read_to_string(&head) else { return Ok(()) };
    std::fs::remove_file(&head)?;
    let Ok(head) = toml_edit::de::from_str::<Head>(&text) else { return Ok(()) };
    for Text { id, .. } in head.place {
        let path = folder.join(format!("{id}.txt"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (step, _) in pages(&text).unwrap_or_default() {
            let _ = std::fs::remove_file(folder.join(format!("{step}.png")));
        }
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn text(pages: &[(String, Vec<String>)]) -> String {
    let mut text = String::new();
    for (step, lines) in pages {
        let _ = writeln!(text, "{PAGE}{step}");
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn pages(text: &str) -> Option<Vec<(String, Vec<String>)>> {
    let mut pages: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix(PAGE) {
            // Names become names of files.
            Some(step) if step.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') => {
                pages.push((step.to_owned(), Vec::new()));
            }
            Some(_) => return None,
            None => pages.last_mut()?.1.push(line.to_owned()),
        }
    }
    Some(pages)
}

fn fingerprint(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::survey::Sight;

    fn sample() -> Baseline {
        let seen = Sight {
            way: 0,
            rung: 0,
            tier: 0,
            role: "button".into(),
            name: "Add".into(),
            after: String::new(),
            bounds: [1, 2, 3, 4],
            proposal: None,
        };
        Baseline {
            scenario: "hello".into(),
            language: "en".into(),
            controls: vec![Known { step: "add".into(), place: "list".into(), seen: Some(seen) }],
            places: [("list".to_owned(), vec![("list-here".to_owned(), vec!["button \"Add\"".to_owned()])])].into(),
            pictures: [("list-here".to_owned(), vec![1, 2, 3])].into(),
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &sample()).unwrap();
        assert_eq!(read(folder.path(), "hello").unwrap(), sample());
        // A second one leaves nothing of the first.
        let other = Baseline { places: [].into(), pictures: [].into(), controls: Vec::new(), ..sample() };
        write(folder.path(), &other).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(read(folder.path(), "hello").unwrap(), other);
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let told = |scenario: &str| read(path, scenario).unwrap_err().to_string();
        assert!(told("hello").contains("there is no baseline"));
        write(path, &sample()).unwrap();
        assert!(told("other").contains("is of the scenario hello"), "{}", told("other"));
        std::fs::write(path.join("list.txt"), "== list-here\nbutton \"Include\"\n").unwrap();
        assert!(told("hello").contains("list.txt is not what baseline.toml says"));
        std::fs::remove_file(path.join("list.txt")).unwrap();
        assert!(told("hello").contains("damaged: list.txt"));
        write(path, &sample()).unwrap();
        let head = std::fs::read_to_string(path.join(HEAD)).unwrap();
        for (from, to, says) in [
            ("version = 1", "version = 2", "version 2"),
            ("version = 1", "", "no version"),
            ("[[control]]", "[[contr", "damaged"),
            ("role = ", "rule = ", "damaged"),
        ] {
            std::fs::write(path.join(HEAD), head.replace(from, to)).unwrap();
            assert!(told("hello").contains(says), "{to}: {}", told("hello"));
        }
        std::fs::remove_file(path.join(HEAD)).unwrap();
        assert!(told("hello").contains("baseline.toml is missing"));
    }

    #[test]
    fn only_the_places_that_changed_are_replaced() {
        let mut other = sample();
        other.places.insert("dialog".to_owned(), vec![("add-leave".to_owned(), vec!["button \"Cancel\"".to_owned()])]);
        other.places.get_mut("list").unwrap()[0].1[0] = "button \"Include\"".to_owned();
        other.controls[0].seen.as_mut().unwrap().name = "Include".to_owned();
        let both = sample().with_places_of(&other, &["dialog"]);
        assert_eq!(
            (both.places["list"].clone(), both.controls.clone()),
            (sample().places["list"].clone(), sample().controls)
        );
        assert!(both.places.contains_key("dialog"));
        assert_eq!(sample().with_places_of(&other, &["dialog", "list"]), other);
    }
}
