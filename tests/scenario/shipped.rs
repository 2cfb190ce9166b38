//! The files that come with the program.

use tokenwright::scenario::{Library, shipped};

fn alone() -> Library {
    Library { folders: Vec::new() }
}

#[test]
fn every_shipped_scenario_loads_without_a_warning() {
    for scenario in shipped() {
        match alone().load(scenario.name) {
            Ok(loaded) => {
                let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
                assert!(warnings.is_empty(), "{}", warnings.join("\n"));
                assert_eq!(loaded.scenario.name, scenario.name);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn every_language_has_every_label_but_those_that_are_english_only() {
    let loaded = alone().load("tests/fixtures/scenarios/good.toml").unwrap();
    let english_only = ["edit", "system_users_not_for_all", "asset_selected"];
    for (language, keys) in loaded.scenario.labels.gaps() {
        let missing: Vec<&&str> = keys.iter().filter(|key| !english_only.contains(*key)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
    }
}

#[test]
fn a_name_that_nothing_has_is_told_with_those_that_there_are() {
    let error = alone().load("whatsap-token").unwrap_err().to_string();
    assert!(error.starts_with("whatsap-token: no scenario of this name"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let error = alone().load("nowhere/none.toml").unwrap_err().to_string();
    assert!(error.starts_with("nowhere/none.toml: cannot read the file: "), "{error}");
}
