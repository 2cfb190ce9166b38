//! The API route, `verify` and `deliver`: the real program against the practice site's Graph, and its server's truth.

use std::{fs, process::Command};

use assert_cmd::assert::OutputAssertExt as _;
use predicates::{boolean::PredicateBooleanExt as _, str::contains};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Practice, assert_no_token_leaks};

#[test]
fn the_api_route_ends_in_one_user_and_one_token_and_a_second_run_makes_no_other() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    for _ in 0..2 {
        let output = practice.run(folder.path(), "acme").assert().success().get_output().clone();
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&line["status"], &line["verified"], &line["expires_at"]),
            (&"done".into(), &true.into(), &0.into())
        );
        assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    }
    let truth = practice.truth();
    let users: Vec<_> = truth["users"].as_array().unwrap().iter().filter(|u| u["name"] == "Cloud Messaging").collect();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0]["role"], "ADMIN");
    let made: Vec<_> =
        truth["tokens"].as_array().unwrap().iter().filter(|token| token["user_id"] == users[0]["id"]).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["expires_at"], 0);
    let file = fs::read_to_string(folder.path().join("out/credentials/acme.env")).unwrap();
    assert!(file.contains(made[0]["token"].as_str().unwrap()));
}

#[test]
fn verify_tells_good_from_revoked() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "acme").assert().success();
    practice.tokenwright(folder.path(), &["verify"]).assert().success().stdout(contains("1 of 1 good"));
    practice.set(&serde_json::json!({ "graph.fail": "190-467" }));
    let output = practice.tokenwright(folder.path(), &["verify"]).assert().code(6).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stdout).contains("revoked"));
    assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    let file = fs::read_to_string(folder.path().join("out/credentials/acme.env")).unwrap();
    assert!(file.contains("# not proven: "), "the file is marked");
    practice.set(&serde_json::json!({ "graph.fail": "none" }));
    practice.tokenwright(folder.path(), &["verify", "--json"]).assert().success().stdout(contains("\"verified\":true"));
    let empty = TempDir::new().unwrap();
    practice.tokenwright(empty.path(), &["verify"]).assert().code(2).stderr(contains("no stored credentials"));
}

#[test]
fn a_delivery_that_fails_is_told_and_done_again() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    let config = "[[deliver.to]]\nkind = \"json\"\npath = \"{account}.json\"\n\
        [[deliver.to]]\nkind = \"command\"\nname = \"vault\"\ncommand = [\"sh\", \"-c\", \"cat > vault/got || { cat >&2; exit 3; }\"]\n";
    fs::write(folder.path().join("tokenwright.toml"), config).unwrap();
    let output = practice.run(folder.path(), "acme").assert().code(6).get_output().clone();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["error"]["kind"], "not_delivered");
    assert!(line["error"]["message"].as_str().unwrap().contains("vault"));
    assert_eq!(line["verified"], true);
    assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    assert!(folder.path().join("acme.json").exists(), "the other delivery was done");
    let deliver = |code: i32| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.current_dir(folder.path()).args(["deliver", "acme"]).assert().code(code).get_output().clone()
    };
    let output = deliver(6);
    assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    fs::create_dir(folder.path().join("vault")).unwrap();
    deliver(0);
    assert!(fs::read_to_string(folder.path().join("vault/got")).unwrap().starts_with("EAA"));
}

#[test]
fn refusals_have_metas_reason_and_nothing_is_stored() {
    for (switch, code, kind) in [
        ("world.expiring_only=yes", 5, "must_expire"),
        ("obstacle.token=approval", 3, "approval_needed"),
        ("obstacle.create=seven-days", 5, "seven_days"),
        ("world.whatsapp=no", 5, "permission_not_offered"),
    ] {
        let practice = Practice::start(&[switch]);
        let folder = TempDir::new().unwrap();
        practice
            .run(folder.path(), "acme")
            .assert()
            .code(code)
            .stdout(contains(format!("\"kind\":\"{kind}\"")).and(contains("\"token_fingerprint\":null")));
        assert!(!folder.path().join("out/credentials/acme.env").exists(), "{switch}");
    }
}

#[test]
fn without_an_admins_token_nothing_is_started() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    command.current_dir(folder.path()).env_remove("TOKENWRIGHT_ADMIN_TOKEN");
    command.args(["run", "--via", "graph", "--app", "x", "--business", "123"]);
    command.assert().code(2).stderr(contains("TOKENWRIGHT_ADMIN_TOKEN"));
    assert!(!folder.path().join("out").exists());
}
