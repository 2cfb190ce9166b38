//! `verify`, the rule for phone numbers, and whose credentials are stored: the real program against the practice site's Graph.

use std::{
    fs,
    process::{Command, Stdio},
};

use assert_cmd::assert::OutputAssertExt as _;
use predicates::{boolean::PredicateBooleanExt as _, str::contains};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Practice, assert_no_token_leaks, eventually};

fn variable(folder: &TempDir, account: &str, name: &str) -> String {
    let file = fs::read_to_string(folder.path().join(format!("out/credentials/{account}.env"))).unwrap();
    let line = file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default();
    line.trim_matches('\'').to_owned()
}

fn lines(output: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(output).lines().map(str::to_owned).collect()
}

/// A nightly job must see at a glance which token is worth what, and a script must be able to ask.
#[test]
fn five_tokens_side_by_side_are_told_apart() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "good").assert().success();
    practice.run(folder.path(), "revoked").assert().success();
    practice.set(&json!({ "obstacle.token": "expires" }));
    practice.run(folder.path(), "expiring").assert().code(6);
    practice.set(&json!({ "obstacle.token": "one-scope" }));
    practice.run(folder.path(), "scopeless").assert().code(6);
    practice.set(&json!({ "obstacle.token": "none", "world.waba_access": "none" }));
    practice.run(folder.path(), "unassigned").assert().success();

    // Somebody revokes one token, and takes the WhatsApp account away from under another.
    let (secret, _) = practice.secrets();
    let app = practice.app()["id"].as_str().unwrap().to_owned();
    let token = variable(&folder, "revoked", "WHATSAPP_ACCESS_TOKEN");
    let query = [("client_id", app.as_str()), ("client_secret", &secret), ("revoke_token", &token)];
    practice.admin_calls(Method::GET, "oauth/revoke", &query);
    let account = variable(&folder, "unassigned", "WHATSAPP_BUSINESS_ACCOUNT_ID");
    let user = variable(&folder, "unassigned", "META_SYSTEM_USER_ID");
    practice.admin_calls(Method::DELETE, &format!("{account}/assigned_users"), &[("user", &user)]);

    let table = practice.tokenwright(folder.path(), &["verify"]).assert().code(6).get_output().clone();
    let told = lines(&table.stdout);
    for (line, words) in told.iter().zip([
        ["bad      expiring    the token expires on 20", ""],
        ["good     good        permanent, acts as Cloud Messaging, reaches +1 555-0110, +1 555-0111", ""],
        ["bad      revoked     the token was revoked, or never was one", ""],
        ["bad      scopeless   the token lacks the permission whatsapp_business_management", ""],
        ["bad      unassigned  the token does not reach the phone numbers of the WhatsApp account ", "not assigned"],
    ]) {
        assert!(line.starts_with(words[0]) && line.contains(words[1]), "{line}\nin\n{}", told.join("\n"));
    }
    // And for each that is not good, the way out.
    for hint in [
        "expiring: make one whose expiry is Never",
        "revoked: the token was revoked or never was one; run `tokenwright run --app ",
        "scopeless: make another with both permissions",
        "unassigned: assign the WhatsApp account to the system user: run `tokenwright run --scenario whatsapp-assets --app ",
        "1 of 5 good",
    ] {
        assert!(told.iter().any(|line| line.starts_with(hint)), "{hint}\nin\n{}", told.join("\n"));
    }
    let revoked = told.iter().find(|line| line.starts_with("revoked: ")).unwrap();
    assert!(
        revoked.contains(" --id revoked ") && revoked.contains(" --force-new-token`"),
        "the whole command: {revoked}"
    );

    let output = practice.tokenwright(folder.path(), &["verify", "--json"]).assert().code(6).get_output().clone();
    let kinds: Vec<(String, bool, Value)> = lines(&output.stdout)
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            let account = line["account"].as_str().unwrap().to_owned();
            (account, line["verified"] == true, line["error"]["kind"].clone())
        })
        .collect();
    let told = |account: &str, verified: bool, kind: Value| (account.to_owned(), verified, kind);
    assert_eq!(
        kinds,
        [
            told("expiring", false, "expires".into()),
            told("good", true, Value::Null),
            told("revoked", false, "token_invalid".into()),
            told("scopeless", false, "scope_missing".into()),
            told("unassigned", false, "not_assigned".into()),
        ]
    );
    for output in [table, output] {
        assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    }

    // Alone, the good one is enough for exit 0.
    practice.tokenwright(folder.path(), &["verify", "out/credentials/good.env"]).assert().success();
}

/// All numbers are reported; which one goes into the file is the user's choice, and is said.
#[test]
fn the_phone_number_is_chosen_by_the_users_rule() {
    let practice = Practice::start(&["world.numbers=3"]);
    let run = |settings: &str, code: i32| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
        let output = practice.run(folder.path(), "acme").assert().code(code).get_output().clone();
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(line["phone_numbers"].as_array().unwrap().len(), 4, "{line}");
        let ids: Vec<String> = line["phone_numbers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number["id"].as_str().unwrap().to_owned())
            .collect();
        let chosen = variable(&folder, "acme", "WHATSAPP_PHONE_NUMBER_ID");
        (ids.iter().position(|id| *id == chosen), line)
    };
    let notes = |line: &Value| line["notes"].to_string();

    let (chosen, line) = run("", 0);
    assert_eq!(chosen, Some(0));
    assert!(notes(&line).contains("+1 555-0110"), "{line}");
    assert!(
        notes(&line).contains("was chosen by the rule \\\"first\\\"; choose another with phone_number under [graph]")
    );
    let third = line["phone_numbers"][2]["id"].as_str().unwrap().to_owned();

    let (chosen, line) = run("[graph]\nphone_number = \"only\"\n", 0);
    assert_eq!(chosen, None);
    assert!(notes(&line).contains("none is chosen") && notes(&line).contains("phone_number = "), "{line}");

    assert_eq!(run("[graph]\nphone_number = \"+1 (555) 0111\"\n", 0).0, Some(1));
    assert_eq!(run(&format!("[graph]\nphone_number = \"{third}\"\n"), 0).0, Some(2));

    let (chosen, line) = run("[graph]\nphone_number = \"+49 30 1\"\n", 6);
    assert_eq!((chosen, &line["error"]["kind"]), (None, &"phone_number_not_found".into()));
    assert!(line["error"]["hint"].as_str().unwrap().contains("[graph]"), "{line}");
}

/// Two businesses may come to the same slug: the second run neither takes nor replaces what belongs to the first.
#[test]
fn credentials_of_another_business_or_app_are_left_alone() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    practice.run(folder.path(), "acme-retail").assert().success();
    let file = out.join("credentials/acme-retail.env");
    let before = fs::read(&file).unwrap();
    let asked = practice.truth()["graph_log"].as_array().unwrap().len();
    let business = practice.app()["business_id"].as_str().unwrap().to_owned();

    for (arguments, kind) in [
        // The same slug by another name, by the ID of another business, and another app.
        (vec!["--business", "Acme-Retail", "--app", "RCWa"], "other_business"),
        (vec!["--business", "100200300400500", "--id", "acme-retail", "--app", "RCWa"], "other_business"),
        (vec!["--business", &business, "--id", "acme-retail", "--app", "RCWa Cloud"], "other_app"),
        (vec!["--business", &business, "--id", "acme-retail", "--app", "111222333444555"], "other_app"),
    ] {
        for route in ["graph", "browser"] {
            for force in [&[][..], &["--force-new-token"][..]] {
                let begin = ["run", "--via", route, "--json", "--headless", "--non-interactive"];
                practice
                    .tokenwright(folder.path(), &[&begin, force, &arguments[..]].concat())
                    .assert()
                    .code(2)
                    .stdout(contains(format!("\"kind\":\"{kind}\"")).and(contains("--id NAME")));
            }
        }
    }
    assert_eq!(fs::read(&file).unwrap(), before, "the file is as it was");
    assert_eq!(fs::read_dir(out.join("credentials")).unwrap().count(), 1);
    assert_eq!(fs::read_dir(out.join("runs")).unwrap().count(), 1, "nothing was started");
    let truth = practice.truth();
    assert_eq!(truth["graph_log"].as_array().unwrap().len(), asked, "nobody was asked");
    assert_eq!(truth["tokens"].as_array().unwrap().len(), 1);

    // Under a name of its own the other app is set up.
    let begin = ["run", "--via", "graph", "--json", "--business", &business];
    let other = ["--app", "RCWa Cloud", "--id", "cloud"];
    // Its secret is not the first app's, which is what stops this run, after the names were found good.
    practice
        .tokenwright(folder.path(), &[&begin[..], &other].concat())
        .assert()
        .stdout(contains("\"kind\":\"app_secret_wrong\""));
}

/// What cannot be looked into is not told as nothing.
#[test]
fn a_ledger_that_cannot_be_read_is_told() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("out"), "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    command
        .current_dir(folder.path())
        .arg("status")
        .assert()
        .code(2)
        .stderr(contains("could not read out/ledger.sqlite"));
}

/// A slip in a variable's name would otherwise look like a setting that does not work.
#[test]
fn a_misspelt_variable_is_told() {
    let folder = TempDir::new().unwrap();
    let status = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.current_dir(folder.path()).arg("status").env(name, "7");
        let output = command.assert().success().get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(
        status("TOKENWRIGHT_TIMOUT"),
        "warning: the environment variable TOKENWRIGHT_TIMOUT is not known and has no effect; did you mean TOKENWRIGHT_TIMEOUT?\n"
    );
    assert!(status("TOKENWRIGHT_ADMINTOKEN").contains("did you mean TOKENWRIGHT_ADMIN_TOKEN?"));
    for good in ["TOKENWRIGHT_TIMEOUT", "TOKENWRIGHT_APP_SECRET", "TOKENWRIGHT_ROSTER_OF_MINE", "TOKENWRIGHTS"] {
        assert_eq!(status(good), "", "{good}");
    }
}

/// Verify asks Graph for a while. What another process stores meanwhile is neither replaced by the old token nor marked.
#[test]
fn a_token_that_is_stored_while_another_is_proved_stays() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "acme").assert().success();
    let old = variable(&folder, "acme", "WHATSAPP_ACCESS_TOKEN");
    practice.set(&json!({ "graph.fail": "hang", "graph.fail_at": "me", "graph.fail_times": 1 }));
    let asked = practice.truth()["graph_log"].as_array().unwrap().len();
    let mut verify = practice.tokenwright(folder.path(), &["verify", "--json"]);
    let verify = verify.env("TOKENWRIGHT_TIMEOUT", "8").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    eventually("verify asks who it is", || practice.truth()["graph_log"].as_array().unwrap().len() > asked + 1);
    practice.run(folder.path(), "acme").arg("--force-new-token").assert().success();
    let output = verify.wait_with_output().unwrap();
    let new = variable(&folder, "acme", "WHATSAPP_ACCESS_TOKEN");
    assert!(old != new && practice.tokens().contains(&new));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("it holds another token by now"), "{text}");
    let file = fs::read_to_string(folder.path().join("out/credentials/acme.env")).unwrap();
    assert!(file.contains("# verified ") && !file.contains(&old), "{file}");
}

/// While one process works on an account, another neither runs nor verifies nor delivers behind its back.
#[test]
fn one_process_at_a_time_works_on_an_account() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "acme").assert().success();
    let config = "[[deliver.to]]\nkind = \"command\"\ncommand = [\"sh\", \"-c\", \"echo > started; until test -e go; do sleep 0.05; done; cat > got\"]\n";
    fs::write(folder.path().join("tokenwright.toml"), config).unwrap();
    let mut first = practice.run(folder.path(), "acme");
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually("the first one delivers", || folder.path().join("started").exists());
    let file = folder.path().join("out/credentials/acme.env");
    let before = fs::read(&file).unwrap();
    let held = format!("process {}", first.id());
    practice.run(folder.path(), "acme").assert().code(2).stdout(contains("\"kind\":\"locked\"").and(contains(&*held)));
    practice
        .tokenwright(folder.path(), &["verify", "--json"])
        .assert()
        .success()
        .stdout(contains("the mark in the file was not renewed").and(contains(&*held)));
    let mut deliver = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    deliver.current_dir(folder.path()).args(["deliver", "acme"]).assert().code(6).stdout(contains(&*held));
    assert_eq!(fs::read(&file).unwrap(), before);
    fs::write(folder.path().join("go"), "").unwrap();
    assert!(first.wait().unwrap().success());
    practice.tokenwright(folder.path(), &["verify"]).assert().success();
}
