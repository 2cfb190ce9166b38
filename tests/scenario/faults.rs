//! Each `tests/fixtures/scenarios/NAME.toml` with a `NAME.err` beside it: exactly that must be said of it. Without one the
//! file must load without a word. `UPDATE_FIXTURES=1` writes the `.err` files anew.

use std::{env, fs, path::Path};

use tokenwright::scenario::{Library, Problem};

#[test]
fn every_fixture_is_told_what_its_err_file_says() {
    let folder = Path::new("tests/fixtures/scenarios");
    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        seen += 1;
        let said = said_of(path.to_str().unwrap());
        let beside = path.with_extension("err");
        if env::var_os("UPDATE_FIXTURES").is_some() {
            if said.is_empty() {
                let _ = fs::remove_file(&beside);
            } else {
                fs::write(&beside, &said).unwrap();
            }
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if said != expected {
            wrong.push(format!("--- {}\nexpected:\n{expected}\nsaid:\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 20, "only {seen} fixtures were found");
}

fn said_of(path: &str) -> String {
    let problems: Vec<Problem> = match (Library { folders: Vec::new() }).load(path) {
        Ok(loaded) => loaded.warnings,
        Err(error) => error.problems,
    };
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    if told.is_empty() { String::new() } else { told.join("\n") + "\n" }
}
