//! Nothing needs what needs it: neither rooms nor files go in circles.
//!
//! What a file needs is read from the paths that it names (`crate::…`, `super::…`). Methods of a type whose `impl` blocks stand in several
//! files are not seen.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// A module, by its path in the crate.
type Module = Vec<String>;
/// What each module needs.
type Needs = BTreeMap<Module, BTreeSet<Module>>;

/// What stands before the unit tests: these may name whom they like.
fn without_tests(text: &str) -> &str {
    &text[..text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len())]
}

fn module(path: &std::path::Path) -> Module {
    let mut names: Vec<String> = path.with_extension("").iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    if names.last().is_some_and(|name| ["mod", "lib", "main"].contains(&name.as_str())) {
        names.pop();
    }
    names
}

/// The paths that a text begins with: `a::b`, or all of `a::{b, c::{d, e}}`.
fn paths(text: &str) -> Vec<Module> {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('{') {
        let mut all = Vec::new();
        let (mut depth, mut begin) = (0, 0);
        for (at, letter) in inside.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    if !inside[begin..at].trim().is_empty() {
                        all.extend(paths(&inside[begin..at]));
                    }
                    begin = at + 1;
                    if letter == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
        return all;
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    if end == 0 {
        return vec![Vec::new()];
    }
    let (first, rest) = text.split_at(end);
    let rest = rest.strip_prefix("::").map_or_else(|| vec![Vec::new()], paths);
    rest.into_iter().map(|rest| [vec![first.to_owned()], rest].concat()).collect()
}

/// Every path that a module names, from the root of the crate.
fn named(text: &str, module: &[String]) -> Vec<Module> {
    let mut all = Vec::new();
    for beginning in ["crate::", "self::", "super::"] {
        for (at, _) in text.match_indices(beginning) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || "_$:".contains(c)) {
                continue;
            }
            let base = if beginning == "crate::" { &[] } else { module };
            for path in paths(&text[at..]) {
                let mut whole = base.to_vec();
                for name in path {
                    match name.as_str() {
                        "crate" | "self" => {}
                        "super" => drop(whole.pop()),
                        _ => whole.push(name),
                    }
                }
                all.push(whole);
            }
        }
    }
    all
}

/// What `pub use` gives another place: the path by which it is asked for, and where it really is.
fn handed_on(text: &str, module: &[String]) -> Vec<(Module, Module)> {
    let uses = text.match_indices("use ").filter(|(at, _)| {
        let line = text[..*at].rsplit('\n').next().unwrap_or_default().trim_start();
        line.starts_with("pub")
    });
    let mut all = Vec::new();
    for (at, found) in uses {
        for path in paths(&text[at + found.len()..]) {
            if path.len() < 2 || ["crate", "super"].contains(&path[0].as_str()) {
                continue;
            }
            let alias = [module, &path[path.len() - 1..]].concat();
            all.push((alias, [module, &path[..]].concat()));
        }
    }
    all
}

/// What each file of the crate needs.
fn needs() -> Needs {
    let sources = sources();
    let texts: BTreeMap<Module, String> = sources
        .iter()
        .filter(|source| source.path.to_str() != Some("main.rs"))
        .map(|source| (module(&source.path), without_tests(&source.text).to_owned()))
        .collect();
    let handed_on: BTreeMap<Module, Module> = texts
        .iter()
        .flat_map(|(module, text)| handed_on(text, module))
        .filter(|(alias, _)| !texts.contains_key(alias))
        .collect();
    let file_of = |mut path: Module| {
        for _ in 0..3 {
            let Some(length) = (1..=path.len()).rev().find(|length| handed_on.contains_key(&path[..*length])) else {
                break;
            };
            path = [&handed_on[&path[..length]][..], &path[length..]].concat();
        }
        (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|module| texts.contains_key(module))
    };
    let of = |(module, text): (&Module, &String)| {
        let files = named(text, module).into_iter().filter_map(&file_of).filter(|other| other != module);
        (module.clone(), files.collect())
    };
    texts.iter().map(of).collect()
}

/// Every pair of which one needs the other, and the other, in the end, the one.
fn circles(needs: &Needs) -> Vec<String> {
    let reaches = |from: &Module, to: &Module| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(one) = open.pop() {
            if one == to {
                return true;
            }
            if seen.insert(one) {
                open.extend(needs.get(one).into_iter().flatten());
            }
        }
        false
    };
    let pairs = needs.iter().flat_map(|(one, others)| others.iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| reaches(other, one))
        .map(|(one, other)| format!("{} needs {}", one.join("::"), other.join("::")))
        .collect()
}

#[test]
fn paths_are_read() {
    let of = |text: &str| {
        let module = ["a", "b"].map(str::to_owned);
        named(text, &module).into_iter().map(|path| path.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(of("use crate::{c::{self, D}, e};"), ["c", "c::D", "e"]);
    assert_eq!(of("use super::c::D; super::super::e()"), ["a::c::D", "e"]);
    assert_eq!(of("mycrate::no; $crate::no"), Vec::<String>::new());
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let needs: Needs = [("a", "b"), ("b", "c"), ("c", "b")]
        .map(|(one, other)| (module(one), BTreeSet::from([module(other)])))
        .into_iter()
        .collect();
    assert_eq!(circles(&needs), ["b needs c", "c needs b"]);
}

#[test]
fn no_two_rooms_need_each_other() {
    let mut rooms = Needs::new();
    for (module, others) in needs() {
        let Some(room) = module.first() else { continue };
        let others = others.into_iter().map(|other| other[..1].to_vec()).filter(|other| other[0] != *room);
        rooms.entry(vec![room.clone()]).or_default().extend(others);
    }
    assert!(rooms.len() > 9 && rooms.values().any(|others| !others.is_empty()), "nothing was read");
    assert_eq!(circles(&rooms), Vec::<String>::new());
}

#[test]
fn no_two_files_need_each_other() {
    let needs = needs();
    assert!(needs.values().map(BTreeSet::len).sum::<usize>() > 400, "hardly anything was read");
    assert_eq!(circles(&needs), Vec::<String>::new());
}
