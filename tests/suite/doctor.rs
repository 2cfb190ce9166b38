//! What `doctor` says about this machine, and about broken ones.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokenwright::browser::{BrowserOptions, Search};
use tokenwright::cli::doctor::{Examination, State, examine};

fn state_of(examination: &Examination, name: &str) -> State {
    examination.checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no check {name}")).state
}

fn only(folder: &Path) -> BrowserOptions {
    BrowserOptions {
        search: Search { path: Some(OsString::from(folder)), usual: Vec::new(), browser: None, driver: None },
        start_limit: Duration::from_secs(3),
        ..BrowserOptions::default()
    }
}

fn program(folder: &TempDir, name: &str, version: &str) {
    let path = folder.path().join(name);
    fs::write(&path, format!("#!/bin/sh\necho '{version}'\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_has_everything_is_well() {
    let out = TempDir::new().unwrap();
    let examination = examine(&BrowserOptions::default(), &out.path().join("out")).await;
    assert!(examination.ok, "{}", examination.table());
    assert_eq!(examination.exit_code(), 0);
    assert_eq!(state_of(&examination, "session"), State::Ok);
    assert!(!out.path().join("out").exists(), "doctor changes nothing");
    let told: serde_json::Value = serde_json::from_str(&examination.json()).unwrap();
    assert_eq!(told["ok"], true);
    assert_eq!(told["checks"][0]["name"], "browser");
    assert_eq!(told["checks"][0]["state"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_machine_is_told_what_to_install_and_the_rest_is_looked_at_all_the_same() {
    let empty = TempDir::new().unwrap();
    let examination = examine(&only(empty.path()), empty.path()).await;
    assert_eq!(examination.exit_code(), 7);
    for name in ["browser", "driver", "session"] {
        assert_eq!(state_of(&examination, name), State::Missing, "{name}");
    }
    assert_eq!(state_of(&examination, "output"), State::Ok);
    let table = examination.table();
    assert!(table.contains("no chromedriver found") && table.contains("install"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_differ_are_told() {
    let folder = TempDir::new().unwrap();
    program(&folder, "chromium", "Chromium 120.0.1.2");
    program(&folder, "chromedriver", "ChromeDriver 156.0.1.2 (abc)");
    let examination = examine(&only(folder.path()), folder.path()).await;
    assert_eq!(state_of(&examination, "browser"), State::Ok);
    assert_eq!(state_of(&examination, "driver"), State::Ok);
    assert_eq!(state_of(&examination, "versions"), State::Missing);
    assert_eq!(examination.exit_code(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_place_that_is_a_file_is_told() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("out");
    fs::write(&file, "").unwrap();
    let examination = examine(&only(folder.path()), &file).await;
    assert_eq!(state_of(&examination, "output"), State::Missing);
}
