//! What `ARCHITECTURE.md` says of the parts and who may know whom, looked up in the source.

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each part of the crate, and the parts that it may name. Nothing may name the command line.
const MAY_NAME: [(&str, &[&str]); 14] = [
    ("browser", &[]),
    (
        "cli",
        &[
            "browser", "check", "config", "fleet", "graph", "names", "outcome", "page", "practice", "report", "run",
            "scenario", "secret",
        ],
    ),
    ("check", &["outcome", "secret"]),
    ("config", &["browser", "graph", "scenario", "secret"]),
    ("fleet", &["outcome", "report", "run", "scenario", "secret"]),
    ("graph", &["names", "outcome", "secret"]),
    ("names", &[]),
    ("outcome", &[]),
    ("page", &["browser", "names", "scenario"]),
    ("practice", &[]),
    ("report", &["outcome"]),
    ("run", &["browser", "graph", "names", "outcome", "page", "report", "scenario", "secret"]),
    ("scenario", &[]),
    ("secret", &[]),
];

/// Crates that talk to the world, and the parts that may name them.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("fantoccini", &["browser", "page"]),
    ("reqwest", &["graph", "secret"]),
    ("rustls", &["secret"]),
    ("rusqlite", &["run"]),
    ("keyring", &["secret"]),
    ("axum", &["practice"]),
];

struct Source {
    part: String,
    path: PathBuf,
    text: String,
}

/// Every Rust file of the crate, with the part that it belongs to. Comments are left out.
fn sources() -> Vec<Source> {
    fn look(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    look(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap();
            let part = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let text = code.collect::<Vec<_>>().join("\n");
            Source { part, path: inside.to_owned(), text }
        })
        .collect()
}

/// The first names after `crate::`, those of `crate::{a, b::{c}}` too.
fn named(text: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for (at, path) in text.match_indices("crate::") {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &text[at + path.len()..];
        if !rest.starts_with('{') {
            names.insert(word(rest));
            continue;
        }
        let mut depth = 0;
        for (at, letter) in rest.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (letter == ',' || at == 0) {
                names.insert(word(rest[at + 1..].trim_start()));
            }
        }
    }
    names.remove("");
    names
}

#[test]
fn grouped_imports_are_seen_through() {
    let text = "use crate::{a, b::{self, c}, d};\nuse crate::e::f; $crate::no; mycrate::no";
    assert_eq!(named(text).into_iter().collect::<Vec<_>>(), ["a", "b", "d", "e"]);
}

#[test]
fn every_part_names_only_the_parts_that_it_may() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(part, _)| *part == source.part) else {
            assert!(
                ["lib", "main"].contains(&source.part.as_str()),
                "{} is new: tell here whom it may name",
                source.part
            );
            continue;
        };
        for name in named(&source.text) {
            if name != source.part && !allowed.contains(&name.as_str()) {
                faults.push(format!("{} names crate::{name}", source.path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_outside_crate_stays_where_it_belongs() {
    let of_tests = |source: &Source| {
        let name = source.path.file_stem().unwrap().to_str().unwrap();
        name == "tests" || name.starts_with("test_") || name.ends_with("_tests")
    };
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !of_tests(source)) {
        for (outside, allowed) in MAY_USE {
            let used = source
                .text
                .match_indices(&format!("{outside}::"))
                .any(|(at, _)| !source.text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            if used && !allowed.contains(&source.part.as_str()) {
                faults.push(format!("{} uses {outside}", source.path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// What a folder holds is told by its `mod.rs`, what it does by the files beside it.
#[test]
fn no_mod_file_has_logic() {
    let with_logic: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.path.ends_with("mod.rs") && source.text.contains("fn "))
        .map(|source| source.path)
        .collect();
    assert_eq!(with_logic, Vec::<PathBuf>::new());
}

/// What is longer holds more than one idea.
#[test]
fn no_file_is_longer_than_it_can_be_read() {
    const MOST: usize = 500;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lines = |source: &Source| fs::read_to_string(root.join(&source.path)).unwrap().lines().count();
    let long: Vec<_> =
        sources().iter().filter(|source| lines(source) > MOST).map(|source| source.path.clone()).collect();
    assert_eq!(long, Vec::<PathBuf>::new(), "files of more than {MOST} lines: cut them by idea");
}

/// The practice site must not have the bot's eyes, or it would be drawn to please them.
#[test]
fn only_the_command_line_knows_the_practice_site() {
    let shared: Vec<_> = sources()
        .into_iter()
        .filter(|source| {
            !["cli", "practice", "lib"].contains(&source.part.as_str()) && source.text.contains("practice::")
        })
        .map(|source| source.path)
        .collect();
    assert_eq!(shared, Vec::<PathBuf>::new());
}
