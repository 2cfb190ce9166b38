//! `tokenwright inspect`: the real program on small pages.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;

use assert_cmd::Command;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::Site;

const PAGE: &str = "data:text/html,<h1>Users</h1><button>Add</button><button disabled>Generate token</button>\
    <label>Name <input required value=mark></label><label><input type=checkbox checked> Manage app</label>\
    <input type=password value=hunter2 aria-label=Secret><button style='display:none'>Hidden</button>";

fn inspect(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tokenwright").unwrap();
    command.current_dir(folder).args(["inspect", "--headless"]);
    command
}

#[test]
fn every_control_is_told_with_role_name_state_and_locator() {
    let folder = TempDir::new().unwrap();
    let assert = inspect(folder.path()).args([PAGE, "--json"]).assert().success();
    let seen: Vec<Value> = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let told: Vec<Value> = seen.iter().map(|c| json!([c["role"], c["name"], c["state"], c["locator"]])).collect();
    assert_eq!(
        told,
        [
            json!(["button", "Add", [], "{ button = \"=Add\" }"]),
            json!(["button", "Generate token", ["disabled"], "{ button = \"=Generate token\" }"]),
            json!(["textbox", "Name", ["required"], "{ field = \"=Name\" }"]),
            json!(["checkbox", "Manage app", ["checked"], "{ check = \"=Manage app\" }"]),
            json!(["textbox", "Secret", [], "{ field = \"=Secret\" }"]),
        ],
    );
    assert!(seen.iter().all(|c| c["html"].as_str().unwrap().starts_with('<')));
    assert!(!String::from_utf8_lossy(&assert.get_output().stdout).contains("hunter2"));
}

#[test]
fn a_selector_picks_elements_also_hidden_ones() {
    let folder = TempDir::new().unwrap();
    let assert = inspect(folder.path()).args([PAGE, "--css", "button", "--json"]).assert().success();
    let seen: Vec<Value> = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[2]["state"], json!(["hidden"]));
    inspect(folder.path()).args([PAGE, "--css", "button"]).assert().success().stdout(contains("Generate token"));
}

/// Of several that are called alike the locator says which one, by the words of its card or by its place.
#[test]
fn one_of_several_is_told_by_the_words_beside_it() {
    const CARDS: &str = "data:text/html,<div><div><h3>Rocket</h3><p>Live</p><button>Edit</button></div>\
        <div><h3>Shop</h3><p>Live</p><button>Edit</button></div></div><p><button>More</button><button>More</button></p>";
    let folder = TempDir::new().unwrap();
    let assert = inspect(folder.path()).args([CARDS, "--json"]).assert().success();
    let seen: Vec<Value> = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let told: Vec<&str> = seen.iter().map(|control| control["locator"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "{ button = \"=Edit\", near = \"=Rocket\" }",
            "{ button = \"=Edit\", near = \"=Shop\" }",
            "{ button = \"=More\", which = \"first\" }",
            "{ button = \"=More\", which = \"last\" }",
        ],
    );
}

#[test]
fn what_cannot_be_looked_at_is_told_apart() {
    let folder = TempDir::new().unwrap();
    inspect(folder.path()).arg("example.org").assert().code(2).stderr(contains("https://"));
    inspect(folder.path()).args([PAGE, "--css", "button["]).assert().code(2).stderr(contains("not a CSS selector"));
    // A port that nobody listens on, and one where nobody answers.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    inspect(folder.path()).arg(format!("http://{closed}/")).assert().code(4).stderr(contains("did not load:"));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    inspect(folder.path()).args([&url, "--timeout", "2"]).assert().code(4).stderr(contains("did not load"));
    let nobody = format!("http://{closed}/");
    inspect(folder.path()).args([PAGE, "--webdriver", &nobody]).assert().code(7).stderr(contains("help:"));
}

#[test]
fn a_page_that_comes_in_pieces_is_waited_for() {
    let folder = TempDir::new().unwrap();
    let mut file = std::fs::File::create(folder.path().join("late.html")).unwrap();
    write!(file, "<p>Wait<script>setTimeout(() => document.body.innerHTML = '<button>Late</button>', 400)</script>")
        .unwrap();
    let url = format!("file://{}", folder.path().join("late.html").display());
    inspect(folder.path()).arg(url).assert().success().stdout(contains("=Late"));
}

#[test]
fn a_token_on_the_page_is_not_printed() {
    let folder = TempDir::new().unwrap();
    let token = format!("EAA{}", "a1B2c3D4e5".repeat(8));
    let page = format!(
        "data:text/html,<input readonly value={token}><button>{token}</button><button aria-label={token} title={token}>x</button>"
    );
    for arguments in [&["--json"][..], &[]] {
        let assert = inspect(folder.path()).arg(&page).args(arguments).assert().success();
        let told = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        assert!(!told.contains(&token[..20]), "{told}");
    }
}

/// What a run waits for a person to do is told where nobody is there; the log-in page itself can be looked at.
#[test]
fn a_page_behind_a_sign_in_is_told_as_such() {
    let site = Site::new("obstacle.apps=signed-out");
    let folder = TempDir::new().unwrap();
    let apps = format!("{}/apps", site.addresses()[0]);
    let note = "signed out: this is the page that says so; to see the one behind it, run at a terminal with --headed";
    let assert = inspect(folder.path()).arg(&apps).assert().success().stderr(contains(note));
    let told = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert_eq!(told.matches(note).count(), 1, "{told}");
}
