//! The scripts of the engine and of the practice site. Each set is pasted together into one scope, where a name that two files
//! declare breaks the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use regex::Regex;

/// The Rust file that pastes a set together, and the folder in which the set lies.
const SETS: [(&str, &str); 2] =
    [("src/page/engine.rs", "src/page/engine"), ("src/practice/site.rs", "src/practice/site")];

/// What begins a line: a declaration of one name, and of several.
static ONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:async )?(?:function\*?|const|let|var|class) (\w+)").unwrap());
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:const|let|var) [\[{]([^=]*)[\]}] =").unwrap());

/// Names that are used from outside of their set.
const ENTRIES: [&str; 1] = ["enter"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scripts of a set in their order.
fn scripts(list: &str) -> Vec<PathBuf> {
    let path = root().join(list);
    let text = fs::read_to_string(&path).unwrap();
    let named = Regex::new(r#"include_str!\("([^"]+\.js)"\)"#).unwrap();
    let found: Vec<PathBuf> = named.captures_iter(&text).map(|name| path.with_file_name(&name[1])).collect();
    assert!(found.len() > 20, "{list} names hardly any script");
    found
}

/// The names that a script declares for all: those that begin their line.
fn declared(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in text.lines() {
        if let Some(found) = ONE.captures(line) {
            names.push(found[1].to_owned());
        } else if let Some(found) = SEVERAL.captures(line) {
            let inside = found[1].split(',').map(|name| name.rsplit(':').next().unwrap_or(name).trim().to_owned());
            names.extend(inside.filter(|name| !name.is_empty()));
        }
    }
    names
}

/// Without comments that have lines of their own.
fn code(text: &str) -> String {
    let blocks = Regex::new(r"(?s)/\*.*?\*/").unwrap();
    let text = blocks.replace_all(text, "");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn declarations_are_read() {
    let text = "const A = 1;\nasync function b() {\n  const inside = 1;\n}\nconst { c, d: e } = x;\nlet [f] = y;\n// const no = 1;";
    assert_eq!(declared(text), ["A", "b", "c", "e", "f"]);
}

#[test]
fn every_script_is_in_its_set() {
    for (list, folder) in SETS {
        let listed: BTreeSet<PathBuf> = scripts(list).into_iter().collect();
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_script = path.extension().is_some_and(|extension| extension == "js");
            assert!(!is_script || listed.contains(&path), "{} is not in {list}", path.display());
        }
    }
}

#[test]
fn no_name_is_declared_twice() {
    for (list, _) in SETS {
        let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
        for path in scripts(list) {
            for name in declared(&fs::read_to_string(&path).unwrap()) {
                let before = seen.insert(name.clone(), path.clone());
                assert!(
                    before.is_none(),
                    "{name} is declared in {} and in {}",
                    before.unwrap().display(),
                    path.display()
                );
            }
        }
        assert!(seen.len() > 100, "hardly anything was read");
    }
}

/// The declared names that stand nowhere but in their own declaration.
fn unused(text: &str) -> Vec<String> {
    let word = Regex::new(r"\b[A-Za-z_]\w*\b").unwrap();
    let count = |text: &str, times: &mut BTreeMap<String, usize>| {
        word.find_iter(text).for_each(|found| *times.entry(found.as_str().to_owned()).or_default() += 1);
    };
    let mut times = BTreeMap::new();
    count(text, &mut times);
    // A declaration goes on to the next line that is not set in.
    let mut parts: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        if parts.is_empty() || !line.starts_with([' ', '}', ')', ']']) {
            parts.push(Vec::new());
        }
        parts.last_mut().unwrap().push(line);
    }
    let mut found = Vec::new();
    for part in parts {
        let mut own = BTreeMap::new();
        count(&part.join("\n"), &mut own);
        let names = declared(part[0]).into_iter();
        found.extend(names.filter(|name| own.get(name) == times.get(name) && !ENTRIES.contains(&name.as_str())));
    }
    found
}

#[test]
fn a_function_that_only_calls_itself_is_unused() {
    assert_eq!(unused("const a = 1;\nfunction b() {\n  return b() + a;\n}\nconst c = a;\nenter(c);"), ["b"]);
}

#[test]
fn no_function_or_constant_is_unused() {
    for (list, _) in SETS {
        let whole: Vec<String> = scripts(list).iter().map(|path| code(&fs::read_to_string(path).unwrap())).collect();
        assert_eq!(unused(&whole.join("\n")), Vec::<String>::new(), "{list}");
    }
}

/// Asks Node, where it is.
#[test]
fn the_joined_scripts_are_javascript() {
    for (list, _) in SETS {
        let mut script = "\"use strict\";\nconst CONFIG = {};\n".to_owned();
        for path in scripts(list) {
            script.push_str(&fs::read_to_string(path).unwrap());
            script.push('\n');
        }
        let node = Command::new("node").args(["--check", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let Ok(mut node) = node else {
            eprintln!("skipped: there is no Node to look at the scripts of {list}");
            return;
        };
        node.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = node.wait_with_output().unwrap();
        assert!(output.status.success(), "{list}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
