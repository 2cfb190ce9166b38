//! What the shipped scenarios come to: each `tests/fixtures/plans/NAME.txt` is the plan of the scenario of that name, as `scenario show`
//! prints it. Who changes a scenario or its expansion sees here what a walk does otherwise. `UPDATE_FIXTURES=1` writes them anew.

use std::{env, fs, path::PathBuf};

use tokenwright::scenario::{Library, overview, shipped};

/// The steps of a plan, without where they stand in the file.
fn plan(name: &str) -> String {
    let loaded = (Library { folders: Vec::new() }).load(name).unwrap_or_else(|error| panic!("{error}"));
    let text = overview(&loaded);
    let steps = &text[text.find("\nSteps\n").expect("a plan has steps")..];
    let lines = steps.trim_start().lines().map(|line| line.rsplit_once(", line ").map_or(line, |(line, _)| line));
    lines.map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn the_plans_of_the_shipped_scenarios_are_known() {
    for scenario in shipped() {
        let path = PathBuf::from(format!("tests/fixtures/plans/{}.txt", scenario.name));
        let plan = plan(scenario.name);
        if env::var_os("UPDATE_FIXTURES").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &plan).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        let changed: Vec<String> = similar::TextDiff::from_lines(&known, &plan)
            .iter_all_changes()
            .filter(|change| change.tag() != similar::ChangeTag::Equal)
            .map(|change| format!("{}{change}", change.tag()))
            .collect();
        assert!(changed.is_empty(), "the plan of {} has changed:\n{}", scenario.name, changed.concat());
    }
}

/// The aims of the language, kept by the file that comes with the program.
#[test]
fn the_shipped_scenario_reads_like_the_guide() {
    let text = fs::read_to_string("scenarios/whatsapp-token.toml").unwrap();
    assert!(text.lines().count() < 280, "{} lines", text.lines().count());
    assert!(text.lines().all(|line| line.chars().count() <= 420));
    assert!(!text.contains("goto"), "a jump");
    for number in 1..=9 {
        assert!(text.contains(&format!("\n# {number}. ")), "step {number} of the guide");
    }
}
