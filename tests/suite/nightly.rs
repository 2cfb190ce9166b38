//! The files of docs/nightly: as far as a machine without GitHub and without a night can try them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use yaml_rust2::{Yaml, YamlLoader};

fn nightly(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nightly").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(nightly(name)).unwrap()
}

fn step(of: &Yaml, number: usize) -> &Yaml {
    &of["jobs"]["check"]["steps"][number]
}

/// Its shell part is run with a program that ends with each exit code.
#[test]
fn the_workflow_warns_of_drift_and_fails_for_all_else() {
    let all = YamlLoader::load_from_str(&text("check.yml")).unwrap();
    let workflow = &all[0];
    assert_eq!(workflow["on"]["schedule"][0]["cron"].as_str(), Some("17 3 * * *"));
    assert!(step(workflow, 0)["uses"].as_str().unwrap().starts_with("actions/checkout@"));
    assert!(step(workflow, 2)["with"]["path"].as_str().unwrap().contains("out/checks/"));
    let script = step(workflow, 1)["run"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("tokenwright");
    for (code, ends, says) in [(0, 0, ""), (10, 0, "::warning::"), (3, 1, "tokenwright login"), (4, 1, "::error::")] {
        fs::write(&program, format!("#!/bin/sh\necho \"$@\" > asked\nexit {code}\n")).unwrap();
        assert!(Command::new("chmod").arg("+x").arg(&program).status().unwrap().success());
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-e", "-c", script])
            .current_dir(folder.path())
            .env("PATH", format!("{}:{path}", folder.path().display()))
            .env("GITHUB_OUTPUT", folder.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", folder.path().join("summary"))
            .env("APP", "My app")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!((output.status.code(), told.contains(says)), (Some(ends), true), "{code}: {told}");
    }
    accepts(fs::read_to_string(folder.path().join("asked")).unwrap().split_whitespace());
}

/// The real program knows each flag that is given.
fn accepts<'a>(words: impl Iterator<Item = &'a str>) {
    let help = Command::new(env!("CARGO_BIN_EXE_tokenwright")).args(["check", "--help"]).output().unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let flags: Vec<&str> = words.filter(|word| word.starts_with("--")).collect();
    assert!(flags.len() > 4, "{flags:?}");
    for flag in flags {
        assert!(help.contains(flag), "{flag} is no flag of check");
    }
}

#[test]
fn the_units_are_whole_and_call_the_program_as_it_is() {
    let service = text("tokenwright-check.service");
    let line =
        |key: &str| service.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_else(|| panic!("no {key}"));
    assert_eq!((line("Type="), line("SuccessExitStatus=")), ("oneshot", "10"));
    accepts(line("ExecStart=").split_whitespace());
    let timer = text("tokenwright-check.timer");
    assert!(timer.contains("OnCalendar=*-*-* 03:17:00") && timer.contains("Persistent=true"), "{timer}");
    // As systemd sees them, where it is here. The program is named where it is for this test.
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_tokenwright");
    fs::write(folder.path().join("tokenwright-check.service"), service.replace("%h/.local/bin/tokenwright", program))
        .unwrap();
    fs::write(folder.path().join("tokenwright-check.timer"), timer).unwrap();
    let units = ["tokenwright-check.service", "tokenwright-check.timer"].map(|name| folder.path().join(name));
    let Ok(output) = Command::new("systemd-analyze")
        .args(["verify", "--user"])
        .args(&units)
        .env("XDG_RUNTIME_DIR", folder.path())
        .output()
    else {
        return;
    };
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let ours: Vec<&str> = told.lines().filter(|line| line.contains("tokenwright-check")).collect();
    assert!(ours.is_empty(), "{told}");
}
