//! The program's own surface: help, usage errors, scenario commands, completions, exit codes.

use std::{fs, path::Path};

use assert_cmd::Command;
use predicates::{boolean::PredicateBooleanExt, str::contains};
use tempfile::TempDir;

fn tokenwright(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tokenwright").unwrap();
    command.current_dir(folder).env_clear().env("HOME", folder);
    command
}

#[test]
fn every_command_has_help_with_examples() {
    let folder = TempDir::new().unwrap();
    for command in [&["report"][..], &["doctor"], &["completions"], &["scenario", "show"], &["scenario", "lint"]] {
        let assert = tokenwright(folder.path()).args(command).arg("--help").assert().success();
        let help = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        assert!(help.contains("Examples:"), "{command:?}:\n{help}");
    }
    tokenwright(folder.path()).arg("--help").assert().success().stdout(contains("Exit codes:"));
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path()).arg("scenari").assert().code(2).stderr(contains("scenario"));
    tokenwright(folder.path()).args(["doctor", "--headed", "--headless"]).assert().code(2);
    tokenwright(folder.path()).assert().code(2).stderr(contains("Usage"));
}

#[test]
fn a_wrong_settings_file_exits_with_2_and_shows_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("tokenwright.toml"), "browsr = \"firefox\"\n").unwrap();
    tokenwright(folder.path())
        .args(["doctor"])
        .assert()
        .code(2)
        .stderr(contains("error: tokenwright.toml:1:1: unknown setting \"browsr\"; did you mean \"browser\"?"));
}

#[test]
fn the_shipped_scenarios_are_there_in_any_folder() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path()).args(["scenario", "list"]).assert().success();
    tokenwright(folder.path()).args(["scenario", "lint"]).assert().success().stdout(contains("nothing wrong"));
}

#[test]
fn a_file_of_the_users_is_listed_shown_and_looked_through() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("scenarios/labels")).unwrap();
    let good = fs::read_to_string("tests/fixtures/scenarios/good.toml").unwrap();
    fs::write(folder.path().join("scenarios/mine.toml"), &good).unwrap();
    fs::write(
        folder.path().join("scenarios/labels/es.toml"),
        "language = \"es\"\nname = \"Spanish\"\n[labels]\nad = \"X\"\n",
    )
    .unwrap();
    tokenwright(folder.path())
        .args(["scenario", "list"])
        .assert()
        .success()
        .stdout(contains("mine").and(contains("from scenarios/mine.toml")));
    tokenwright(folder.path())
        .args(["scenario", "show", "mine"])
        .assert()
        .success()
        .stdout(contains("Create the system user [commits, again only after a look] (create, line"));
    tokenwright(folder.path())
        .args(["scenario", "show", "mine", "--source"])
        .assert()
        .success()
        .stdout(contains(good.lines().last().unwrap()));
    let warned =
        "scenarios/labels/es.toml:4:1: warning: the label \"ad\" is not in the English file; did you mean \"add\"?";
    for arguments in [&["scenario", "lint"][..], &["scenario", "lint", "scenarios/labels/es.toml"]] {
        tokenwright(folder.path()).args(arguments).assert().success().stdout(contains(warned));
    }
    tokenwright(folder.path()).args(["scenario", "lint", "--strict"]).assert().code(2);
}

#[test]
fn a_faulty_scenario_exits_with_2_and_shows_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.toml"), "nam = 1\n").unwrap();
    let said = contains("x.toml:1:1: unknown key \"nam\" in a scenario; did you mean \"name\"?");
    tokenwright(folder.path()).args(["scenario", "lint", "x.toml"]).assert().code(2).stdout(said.clone());
    tokenwright(folder.path()).args(["scenario", "show", "x.toml"]).assert().code(2).stderr(said);
}

#[test]
fn every_shell_gets_its_completions() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        tokenwright(folder.path()).args(["completions", shell]).assert().success().stdout(contains("doctor"));
    }
}

#[test]
fn a_report_of_a_run_that_is_not_there_exits_with_2() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path())
        .args(["report", "nobody", "--no-open"])
        .assert()
        .code(2)
        .stderr(contains("error: no run 'nobody' under 'out/runs'"));
}
