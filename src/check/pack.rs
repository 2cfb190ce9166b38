//! A pack: what a check has captured, as a folder that can be shared. `pack.toml`, a page a file, and pictures of the pages.
//!
//! `pack.toml` is written last, has the fingerprint of every file, and one of itself: what was edited is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::leaks::{Leak, leak};
use crate::outcome::capture::{FrozenPlace, Located};
use crate::secret::files;

/// The version of the form.
const VERSION: i64 = 1;
/// The file that is written last.
pub(super) const HEAD: &str = "pack.toml";
/// How every page begins: its own policy forbids scripts and the network.
const BEGINS: &str = "<!doctype html>\n<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";
/// The comment above it.
const COMMENT: &str = "# Places of a console, without scripts and with stand-ins for all data. Written by `tokenwright check --capture`; tried by\n# `tokenwright scenario test`.\n";

/// What a check has captured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pack {
    /// The scenario.
    pub scenario: String,
    /// The page's language.
    pub language: String,
    /// The account's values as they stand in the pages.
    pub values: BTreeMap<String, String>,
    /// The places, by name, and what a person calls each.
    pub places: Vec<(String, String)>,
    /// The pages, in the order of the walk.
    pub pages: Vec<FrozenPlace>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: i64,
    fingerprint: String,
    scenario: String,
    language: String,
    /// Words that no label has and that stand in the pages.
    #[serde(default)]
    kept: BTreeSet<String>,
    /// How much was replaced, by kind.
    #[serde(default)]
    replaced: BTreeMap<String, usize>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    place: Vec<Place>,
    #[serde(default)]
    page: Vec<Page>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    id: String,
    title: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    place: String,
    step: String,
    file: String,
    sha256: String,
    /// Of the picture beside it, which may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    #[serde(default)]
    control: Vec<Located>,
}

/// Why a pack cannot be used, or is not written.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It is not as it was written.
    #[error("the pack in {} was edited, or is damaged: {what}; capture it anew", folder.display())]
    Damaged {
        /// Its folder.
        folder: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// There is none.
    #[error("there is no pack in {}: it has no {HEAD}; `tokenwright check --capture DIR` writes one", folder.display())]
    Missing {
        /// Its folder.
        folder: PathBuf,
    },
    /// A newer program wrote it.
    #[error("the pack in {} is of version {version}, which this program does not know; use the program that wrote it, or a newer one", folder.display())]
    Newer {
        /// Its folder.
        folder: PathBuf,
        /// Its version.
        version: i64,
    },
    /// It is of another scenario.
    #[error("the pack in {} is of the scenario {scenario}, and not of {asked}", folder.display())]
    Other {
        /// Its folder.
        folder: PathBuf,
        /// The scenario that it is of.
        scenario: String,
        /// The one that is to be tried.
        asked: String,
    },
    /// Its folder has something else in it.
    #[error("{} is not empty, and is no pack; name another folder", folder.display())]
    Taken {
        /// The folder.
        folder: PathBuf,
    },
    /// It holds what it should not.
    #[error("no pack was written: {0}; capture from another account, and tell the authors of the place and the kind")]
    Leaks(Leak),
    /// It cannot be read or written.
    #[error("cannot use {}: {why}", folder.display())]
    Unusable {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        why: String,
    },
}

/// Whether a pack may be written there: nothing is there, or an older pack.
///
/// # Errors
/// Where something else is.
pub fn may_be_written(folder: &Path) -> Result<(), PackError> {
    let empty = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(PackError::Unusable { folder: folder.to_owned(), why: error.to_string() }),
    };
    if empty || folder.join(HEAD).is_file() { Ok(()) } else { Err(PackError::Taken { folder: folder.to_owned() }) }
}

/// Writes a pack, after it was searched for what it should not hold. `own`: what is known of the account, each with what it is; `words`:
/// the console's own words.
///
/// # Errors
/// Where something was found, or the folder cannot be written. Then nothing is.
pub fn write(folder: &Path, pack: &Pack, own: &[(String, String)], words: &[String]) -> Result<(), PackError> {
    may_be_written(folder)?;
    let fault = |why: String| PackError::Unusable { folder: folder.to_owned(), why };
    let mut head = head_of(pack);
    let plain = toml_edit::ser::to_string_pretty(&head).map_err(|error| fault(error.to_string()))?;
    let texts = pack.pages.iter().map(|page| (page.place.as_str(), page.html.as_str())).chain([(HEAD, plain.as_str())]);
    if let Some(leak) = leak(texts, own, words) {
        return Err(PackError::Leaks(leak));
    }
    for (entry, page) in head.page.iter_mut().zip(&pack.pages) {
        entry.sha256 = hash(page.html.as_bytes());
        entry.picture = page.picture.as_deref().map(hash);
    }
    head.fingerprint = fingerprint(&mut head).map_err(&fault)?;
    let text = toml_edit::ser::to_string_pretty(&head).map_err(|error| fault(error.to_string()))?;
    std::fs::create_dir_all(folder).map_err(|error| fault(error.to_string()))?;
    remove_old(folder).map_err(|error| fault(error.to_string()))?;
    let write = |name: &str, bytes: &[u8]| {
        files::write_atomic(&folder.join(name), bytes, 0o644).map_err(|error| fault(error.to_string()))
    };
    for (entry, page) in head.page.iter().zip(&pack.pages) {
        write(&entry.file, page.html.as_bytes())?;
        if let Some(png) = &page.picture {
            write(&picture_of(&entry.file), png)?;
        }
    }
    write(HEAD, format!("{COMMENT}{text}").as_bytes())
}

/// Reads a pack.
///
/// # Errors
/// Where there is none, or it is not as it was written.
pub fn read(folder: &Path) -> Result<Pack, PackError> {
    let damaged = |what: String| PackError::Damaged { folder: folder.to_owned(), what };
    let text = match std::fs::read_to_string(folder.join(HEAD)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(PackError::Missing { folder: folder.to_owned() });
        }
        Err(error) => return Err(PackError::Unusable { folder: folder.to_owned(), why: error.to_string() }),
    };
    let document: toml_edit::DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| damaged(format!("{HEAD}: {}", error.message())))?;
    match document.get("version").and_then(toml_edit::Item::as_integer) {
        Some(VERSION) => {}
        Some(version) => return Err(PackError::Newer { folder: folder.to_owned(), version }),
        None => return Err(damaged(format!("{HEAD} says no version"))),
    }
    let mut head: Head =
        toml_edit::de::from_document(document).map_err(|error| damaged(format!("{HEAD}: {}", error.message())))?;
    let said = std::mem::take(&mut head.fingerprint);
    if fingerprint(&mut head).map_err(&damaged)? != said {
        return Err(damaged(format!("{HEAD} is not as it was written")));
    }
    let mut pages = Vec::new();
    for page in head.page {
        if !is_file_name(&page.file) {
            return Err(damaged(format!("\"{}\" is no name of a page", page.file)));
        }
        let html = std::fs::read_to_string(folder.join(&page.file))
            .map_err(|error| damaged(format!("{}: {error}", page.file)))?;
        if hash(html.as_bytes()) != page.sha256 || !html.starts_with(BEGINS) {
            return Err(damaged(format!("{} is not what {HEAD} says", page.file)));
        }
        let picture = std::fs::read(folder.join(picture_of(&page.file))).ok();
        if picture.as_deref().map(hash).is_some_and(|is| Some(&is) != page.picture.as_ref()) {
            return Err(damaged(format!("{} is not what {HEAD} says", picture_of(&page.file))));
        }
        pages.push(FrozenPlace {
            place: page.place,
            step: page.step,
            html,
            replaced: BTreeMap::new(),
            kept: Vec::new(),
            picture,
            controls: page.control,
        });
    }
    let places = head.place.into_iter().map(|place| (place.id, place.title)).collect();
    Ok(Pack { scenario: head.scenario, language: head.language, values: head.values, places, pages })
}

impl Pack {
    /// Words that no label has and that stand in the pages.
    pub fn kept(&self) -> BTreeSet<String> {
        self.pages.iter().flat_map(|page| page.kept.iter().cloned()).collect()
    }

    /// How much was replaced, by kind.
    pub fn replaced(&self) -> BTreeMap<String, usize> {
        let mut all = BTreeMap::new();
        for (kind, count) in self.pages.iter().flat_map(|page| &page.replaced) {
            *all.entry(kind.clone()).or_default() += count;
        }
        all
    }
}

fn head_of(pack: &Pack) -> Head {
    let page = |(number, page): (usize, &FrozenPlace)| Page {
        place: page.place.clone(),
        step: page.step.clone(),
        file: format!("{:02}-{}.html", number + 1, page.step),
        sha256: String::new(),
        picture: None,
        control: page.controls.clone(),
    };
    Head {
        version: VERSION,
        fingerprint: String::new(),
        scenario: pack.scenario.clone(),
        language: pack.language.clone(),
        kept: pack.kept(),
        replaced: pack.replaced(),
        values: pack.values.clone(),
        place: pack.places.iter().map(|(id, title)| Place { id: id.clone(), title: title.clone() }).collect(),
        page: pack.pages.iter().enumerate().map(page).collect(),
    }
}

/// Of the head without its fingerprint.
fn fingerprint(head: &mut Head) -> Result<String, String> {
    head.fingerprint.clear();
    toml_edit::ser::to_string(&head).map(|text| hash(text.as_bytes())).map_err(|error| error.to_string())
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn picture_of(file: &str) -> String {
    file.replace(".html", ".png")
}

fn is_file_name(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "html")
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Takes away what an older pack has left, and nothing else.
fn remove_old(folder: &Path) -> std::io::Result<()> {
    let head = folder.join(HEAD);
    let Ok(text) = std::fs::read_to_string(&head) else { return Ok(()) };
    std::fs::remove_file(&head)?;
    let Ok(head) = toml_edit::de::from_str::<Head>(&text) else { return Ok(()) };
    for page in head.page.iter().filter(|page| is_file_name(&page.file)) {
        for name in [page.file.clone(), picture_of(&page.file)] {
            let _ = std::fs::remove_file(folder.join(name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Pack {
        let page = FrozenPlace {
            place: "list".into(),
            step: "add".into(),
            html: format!("{BEGINS}\n<html><body><button>Add</button></body></html>\n"),
            replaced: [("name".to_owned(), 2)].into(),
            kept: vec!["Include".into()],
            picture: Some(vec![1, 2]),
            controls: vec![Located { role: "button".into(), name: "Add".into(), ..Located::missing("add") }],
        };
        Pack {
            scenario: "hello".into(),
            language: "en".into(),
            values: [("app".to_owned(), "{app}".to_owned())].into(),
            places: vec![("list".into(), "the list".into())],
            pages: vec![page],
        }
    }

    #[test]
    fn what_was_written_is_read_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        write(&path, &sample(), &[], &[]).unwrap();
        let read_back = read(&path).unwrap();
        assert_eq!((read_back.values.clone(), read_back.places.clone()), (sample().values, sample().places));
        assert_eq!(read_back.pages[0].controls, sample().pages[0].controls);
        assert_eq!(read_back.pages[0].picture, Some(vec![1, 2]));
        let head = std::fs::read_to_string(path.join(HEAD)).unwrap();
        assert!(head.contains("name = 2") && head.contains("\"Include\""), "{head}");
        // A second one leaves nothing of the first, and pictures may be left out.
        write(&path, &Pack { pages: Vec::new(), ..sample() }, &[], &[]).unwrap();
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1);
        write(&path, &sample(), &[], &[]).unwrap();
        std::fs::remove_file(path.join("01-add.png")).unwrap();
        assert_eq!(read(&path).unwrap().pages[0].picture, None);
        // What is something else's stays.
        std::fs::write(folder.path().join("mine.txt"), "x").unwrap();
        assert!(write(folder.path(), &sample(), &[], &[]).unwrap_err().to_string().contains("is not empty"));
    }

    #[test]
    fn what_was_edited_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let told = || read(path).unwrap_err().to_string();
        assert!(told().contains("there is no pack"));
        write(path, &sample(), &[], &[]).unwrap();
        let (head, page) = (path.join(HEAD), path.join("01-add.html"));
        let (was, html) = (std::fs::read_to_string(&head).unwrap(), std::fs::read_to_string(&page).unwrap());
        for (from, to, says) in [
            ("version = 1", "version = 2", "version 2"),
            ("version = 1", "", "no version"),
            ("came = \"missing\"", "came = \"found\"", "not as it was written"),
            ("[[page]]", "[[pag", "edited, or is damaged"),
            ("01-add.html", "../add.html", "not as it was written"),
        ] {
            std::fs::write(&head, was.replace(from, to)).unwrap();
            assert!(told().contains(says), "{to}: {}", told());
        }
        std::fs::write(&head, &was).unwrap();
        std::fs::write(&page, html.replace("Add", "Include")).unwrap();
        assert!(told().contains("01-add.html is not what pack.toml says"), "{}", told());
        std::fs::write(&page, html).unwrap();
        std::fs::write(path.join("01-add.png"), "x").unwrap();
        assert!(told().contains("01-add.png is not what"), "{}", told());
    }

    #[test]
    fn what_holds_a_value_of_the_account_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        let mut pack = sample();
        pack.pages[0].html = pack.pages[0].html.replace("Add", "Add Acme Shop");
        let own = [("app".to_owned(), "acme shop".to_owned())];
        let told = write(&path, &pack, &own, &[]).unwrap_err().to_string();
        assert!(told.contains("list") && told.contains("app") && !told.to_lowercase().contains("acme"), "{told}");
        assert!(!path.exists());
    }
}
