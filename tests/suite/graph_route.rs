//! The API route, `verify` and `deliver`: the real program against the practice site's Graph, and its server's truth.

use std::{
    fs,
    process::{Command, Stdio},
};

use assert_cmd::assert::OutputAssertExt as _;
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use predicates::{boolean::PredicateBooleanExt as _, str::contains};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Practice, assert_no_token_leaks, eventually, signal};

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
        let kinds = ["deliver", "acme", "--only", "command", "--only", "json"];
        command.current_dir(folder.path()).args(kinds).assert().code(code).get_output().clone()
    };
    let output = deliver(6);
    assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    // Nobody forgets it: verify says so, and so does the status; a second run does what the first one did not come to.
    practice
        .tokenwright(folder.path(), &["verify"])
        .assert()
        .success()
        .stdout(contains("not delivered to vault yet").and(contains("tokenwright deliver acme")));
    assert_eq!(status(&folder), ("failed".to_owned(), true));
    practice.run(folder.path(), "acme").assert().code(6).stdout(contains("not_delivered"));
    fs::create_dir(folder.path().join("vault")).unwrap();
    fs::remove_file(folder.path().join("acme.json")).unwrap();
    practice.run(folder.path(), "acme").assert().success();
    let got = folder.path().join("vault/got");
    assert!(fs::read_to_string(&got).unwrap().starts_with("EAA"));
    assert_eq!(status(&folder), ("done".to_owned(), false));
    assert!(!folder.path().join("acme.json").exists(), "who has it does not get it again unasked");
    fs::remove_file(&got).unwrap();
    practice.run(folder.path(), "acme").assert().success();
    assert!(!got.exists());
    deliver(0);
    assert!(got.exists() && folder.path().join("acme.json").exists(), "whoever asks gets it");
    assert_eq!(practice.tokens().len(), 1);
}

/// Where the account stands, as the ledger has it, and whether it says that something was not delivered.
fn status(folder: &TempDir) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    let output = command.current_dir(folder.path()).args(["status", "--json"]).assert().success().get_output().clone();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    (line["status"].as_str().unwrap().to_owned(), line["error"].to_string().contains("was not delivered"))
}

/// The status is the truth after whatever came last: a proof that failed, one that was good again, a delivery, a killed run.
#[test]
fn the_status_follows_what_came_after_the_run() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.set(&serde_json::json!({ "graph.fail": "190-467", "graph.fail_at": "me" }));
    practice.run(folder.path(), "acme").assert().code(6);
    assert_eq!(status(&folder).0, "failed");
    // A token that did not prove good is handed to nobody unasked.
    let out = folder.path().join("got");
    let config = format!("[[deliver.to]]\nkind = \"json\"\npath = \"{}\"\n", out.display());
    fs::write(folder.path().join("tokenwright.toml"), config).unwrap();
    let deliver = |arguments: &[&str], code: i32| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.current_dir(folder.path()).args(["deliver", "acme"]).args(arguments).assert().code(code)
    };
    deliver(&[], 6).stdout(contains("did not prove good").and(contains("--unproven")));
    assert!(!out.exists());
    deliver(&["--unproven", "--only", "json"], 0);
    assert!(fs::read_to_string(&out).unwrap().contains("\"verified\":false"));
    assert_eq!(status(&folder).0, "failed");

    practice.set(&serde_json::json!({ "graph.fail": "none" }));
    practice.tokenwright(folder.path(), &["verify"]).assert().success().stdout(contains("not delivered to json yet"));
    assert_eq!(status(&folder), ("failed".to_owned(), true));
    deliver(&[], 0);
    assert_eq!(status(&folder), ("done".to_owned(), false));

    // What is not known for certain changes neither the mark nor the status.
    let file = folder.path().join("out/credentials/acme.env");
    let before = fs::read(&file).unwrap();
    for failure in ["368", "104", "html", "redirect", "80007"] {
        practice.set(&serde_json::json!({ "graph.fail": failure, "graph.fail_at": "debug_token" }));
        practice
            .tokenwright(folder.path(), &["verify"])
            .env("TOKENWRIGHT_TIMEOUT", "2")
            .assert()
            .code(6)
            .stdout(contains("unknown  acme").and(contains("bad ").not()));
        assert_eq!(fs::read(&file).unwrap(), before, "{failure}");
    }
    assert_eq!(status(&folder).0, "done");

    // A name that is not told makes a token no worse whose numbers answer.
    for failure in ["368", "10", "html", "80007"] {
        practice.set(&serde_json::json!({ "graph.fail": failure, "graph.fail_at": "me" }));
        let mut verify = practice.tokenwright(folder.path(), &["verify"]);
        verify.env("TOKENWRIGHT_TIMEOUT", "2").assert().success().stdout(contains("good     acme"));
    }
}

/// A run that is killed while it delivers has said nothing, and nobody says so for it: the next one delivers.
#[test]
fn a_run_killed_while_it_delivers_is_made_good_by_the_next() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    let config = "[[deliver.to]]\nkind = \"command\"\ncommand = [\"sh\", \"-c\", \"echo $$ > started; test -e go || sleep 600; cat > got\"]\n";
    fs::write(folder.path().join("tokenwright.toml"), config).unwrap();
    let started = folder.path().join("started");
    let under_way = |command: &mut Command| {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        eventually("the delivery is under way", || fs::read_to_string(&started).is_ok_and(|id| id.ends_with('\n')));
        let group: i32 = fs::read_to_string(&started).unwrap().trim().parse().unwrap();
        fs::remove_file(&started).unwrap();
        (child, group)
    };
    let gone = |group: i32| killpg(Pid::from_raw(group), None).is_err();
    let (mut killed, group) = under_way(&mut practice.run(folder.path(), "acme"));
    killed.kill().unwrap();
    killed.wait().unwrap();
    killpg(Pid::from_raw(group), Signal::SIGKILL).unwrap();
    assert_eq!(status(&folder).0, "failed");

    // Asked to end, a run and a delivery take along what they started, and say where they were.
    let mut deliver = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    deliver.current_dir(folder.path()).args(["deliver", "acme"]);
    for command in [&mut practice.run(folder.path(), "acme"), &mut deliver] {
        let (mut asked, group) = under_way(command);
        signal(i32::try_from(asked.id()).unwrap(), Signal::SIGTERM);
        assert_eq!(asked.wait().unwrap().code(), Some(130));
        eventually("the command is gone", || gone(group));
    }
    assert!(!folder.path().join("got").exists());

    fs::write(folder.path().join("go"), "").unwrap();
    practice.run(folder.path(), "acme").assert().success();
    assert!(fs::read_to_string(folder.path().join("got")).unwrap().starts_with("EAA"));
    assert_eq!((status(&folder).0, practice.tokens().len()), ("done".to_owned(), 1));
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
