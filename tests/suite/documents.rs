//! Documents that are written from the code, or held against it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use tokenwright::outcome::{code, kinds::KINDS};
use tokenwright::scenario::{Library, shipped};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|its| its == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The places in Rust code at which a kind is named.
const NAMED: [&str; 8] = [
    // Of the way in which a run ends, of a problem of a token, and of a refusal of Graph's.
    r#"\b(?:Halt::new|Problem::new|refusal::error|error|said|none|unhelpful)\(\s*"([a-z_]+)""#,
    r#"\bkind: "([a-z_]+)""#,
    r#"Halt::new\(\s*if [^{]*\{ "([a-z_]+)" \} else"#,
    r#"Halt::new\(\s*if [^{]*\{ "[a-z_]+" \} else \{ "([a-z_]+)" \}"#,
    r#"NumberRuleError::\w+ \{ \.\. \} => "([a-z_]+)""#,
    r#"_ => "(phone_[a-z_]+)""#,
    // Together with a hint or a message.
    r#"=> (?:\{\s*)?\(\s*"([a-z_]+)",\s*(?:"|format!|[A-Z]+\))"#,
    r#"\(\s*"(other_[a-z]+)","#,
];

/// The function by which an error tells its kind, and the words in it.
const TELLS: [&str; 2] = [r"(?s)fn kind\(&self\) -> &'static str \{.*?\n    \}\n", r#"=> "([a-z_]+)""#];

/// Words at such places that are something else: the kinds of targets.
const NO_KINDS: [&str; 7] = ["age", "command", "dotenv", "handout", "http", "json", "keyring"];

/// The kinds that are named in the source. What only tests name is left out.
fn of_source() -> BTreeSet<String> {
    let named = NAMED.map(|pattern| Regex::new(pattern).unwrap());
    let [tells, word] = TELLS.map(|pattern| Regex::new(pattern).unwrap());
    let mut found = BTreeSet::new();
    for path in files("src", "rs") {
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let name = inside.file_stem().unwrap().to_str().unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap();
        if ["practice", "scenario", "config", "report"].contains(&first)
            || ["kinds", "tests", "samples"].contains(&name)
            || name.ends_with("_tests")
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = &text[..text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len())];
        for pattern in &named {
            found.extend(pattern.captures_iter(text).map(|found| found[1].to_owned()));
        }
        for body in tells.find_iter(text) {
            found.extend(word.captures_iter(body.as_str()).map(|found| found[1].to_owned()));
        }
    }
    found.retain(|kind| !NO_KINDS.contains(&kind.as_str()));
    found
}

/// The shipped scenarios as they are read, in what the model shows of itself: so no place that names a kind is forgotten here.
fn scenarios() -> Vec<String> {
    let alone = Library { folders: Vec::new() };
    let read = |name: &str| alone.load(name).unwrap_or_else(|error| panic!("{error}")).scenario;
    shipped().iter().map(|one| format!("{:?}", read(one.name))).collect()
}

/// The kinds that the shipped scenarios name.
fn of_scenarios() -> BTreeSet<String> {
    let named = Regex::new(r#"\bkind: (?:Some\()?"([a-z_]+)""#).unwrap();
    let shown = scenarios();
    shown.iter().flat_map(|text| named.captures_iter(text)).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_kind_of_error_is_listed_and_every_listed_one_is_used() {
    let listed: BTreeSet<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
    let used: BTreeSet<String> = of_source().union(&of_scenarios()).cloned().collect();
    assert!(used.len() > 100, "hardly anything was read");
    let missing: Vec<_> = used.difference(&listed).collect();
    let unused: Vec<_> = listed.difference(&used).collect();
    assert_eq!((missing, unused), (vec![], vec![]), "used and not listed, listed and not used");
}

/// Where a kind and its exit code stand side by side, the list has both.
#[test]
fn the_exit_codes_are_those_of_the_source() {
    let named =
        Regex::new(r#"\b(?:Halt::new|refusal::error|error|said|none)\(\s*"([a-z_]+)",\s*code::([A-Z]+)"#).unwrap();
    let problem = Regex::new(r#"Problem::new\(\s*"([a-z_]+)""#).unwrap();
    let stop = Regex::new(r#"\bkind: "([a-z_]+)", class: ([A-Z][a-z]+)"#).unwrap();
    let number = |name: &str| match name {
        "FAULT" => code::FAULT,
        "USAGE" => code::USAGE,
        "PERSON" | "Person" => code::PERSON,
        "PAGE" | "Page" => code::PAGE,
        "REFUSED" | "Refused" => code::REFUSED,
        "UNPROVEN" => code::UNPROVEN,
        "BROWSER" => code::BROWSER,
        "INTERRUPTED" => code::INTERRUPTED,
        other => panic!("no code {other} is known here"),
    };
    let mut pairs = BTreeSet::new();
    for path in files("src", "rs") {
        let text = fs::read_to_string(path).unwrap();
        let text = &text[..text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len())];
        pairs.extend(named.captures_iter(text).map(|found| (found[1].to_owned(), number(&found[2]))));
        pairs.extend(problem.captures_iter(text).map(|found| (found[1].to_owned(), code::UNPROVEN)));
    }
    for text in scenarios() {
        pairs.extend(stop.captures_iter(&text).map(|found| (found[1].to_owned(), number(&found[2]))));
    }
    assert!(pairs.len() > 60, "hardly anything was read");
    let listed = |kind: &str, code: u8| KINDS.iter().any(|listed| listed.name == kind && listed.codes.contains(&code));
    let missing: Vec<_> = pairs.iter().filter(|(kind, code)| !listed(kind, *code)).collect();
    assert_eq!(missing, Vec::<&(String, u8)>::new());
}

#[test]
fn the_list_of_kinds_is_in_order_and_whole() {
    for pair in KINDS.windows(2) {
        assert!(pair[0].name < pair[1].name, "{} stands before {}", pair[0].name, pair[1].name);
    }
    for kind in KINDS {
        assert!(!kind.codes.is_empty() && kind.codes.iter().all(|code| [1, 2, 3, 4, 5, 6, 7, 130].contains(code)));
        assert!(kind.meaning.ends_with('.') && kind.remedy.ends_with('.'), "{}", kind.name);
    }
}

/// `UPDATE_DOCS=1` writes it.
#[test]
fn the_document_of_errors_is_up_to_date() {
    let mut text = "\
# Kinds of errors

Where a run does not end well, `error.kind` of `--json` and of `result.json` is one of these words, and the exit code one of those beside it. Several codes: the same
thing can keep a run from starting (2), need a person (3), be a refusal (5) or leave a token unproved (6). A scenario of your own may have
kinds of its own (`stop = { kind = .. }`). The message and the hint of an error say more than this table does.

This file is written from `src/outcome/kinds.rs` (`UPDATE_DOCS=1 cargo test --test main documents`).

| kind | exit code | what has happened | what to do |
| --- | --- | --- | --- |
"
    .to_owned();
    for kind in KINDS {
        let codes: Vec<String> = kind.codes.iter().map(u8::to_string).collect();
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", kind.name, codes.join(", "), kind.meaning, kind.remedy);
    }
    let path = root().join("docs/errors.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "UPDATE_DOCS=1 writes it anew");
}
