//! What Graph tells little of, and which number is chosen: the real program against the practice site's Graph.

use std::fs;

use assert_cmd::assert::OutputAssertExt as _;
use predicates::{boolean::PredicateBooleanExt as _, str::contains};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Practice, Site, assert_no_token_leaks};

fn file(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("out/credentials/acme.env")
}

fn number_in_use(folder: &TempDir) -> String {
    let text = fs::read_to_string(file(folder)).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("WHATSAPP_PHONE_NUMBER_ID=")).unwrap_or_default();
    line.trim_matches('\'').to_owned()
}

/// Leaves lines out of the credentials file, or puts others in their place.
fn change(folder: &TempDir, change: impl Fn(&str) -> Option<String>) {
    let text = fs::read_to_string(file(folder)).unwrap();
    let text: Vec<String> = text.lines().filter_map(change).collect();
    fs::write(file(folder), text.join("\n") + "\n").unwrap();
}

fn line(output: &[u8]) -> Value {
    serde_json::from_slice(output).unwrap()
}

/// The number of this display form, as the practice site's world has it.
fn id_of(practice: &Practice, display: &str) -> String {
    let truth = practice.truth();
    let accounts = truth["world"]["wabas"].as_array().unwrap().clone();
    let mut numbers = accounts.iter().flat_map(|account| account["numbers"].as_array().unwrap());
    let number = numbers.find(|number| number["display_phone_number"] == display).unwrap();
    number["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_could_not_be_proved_is_said_and_not_called_bad() {
    let practice = Practice::start(&["graph.debug=refused"]);
    let folder = TempDir::new().unwrap();
    // With the app secret at hand the app asks, and all is proved.
    let output = practice.run(folder.path(), "acme").assert().success().get_output().clone();
    assert_eq!((&line(&output.stdout)["verified"], &line(&output.stdout)["expires_at"]), (&true.into(), &0.into()));

    let verify = |arguments: &[&str]| {
        let mut command = practice.tokenwright(folder.path(), arguments);
        command.env_remove("TOKENWRIGHT_APP_SECRET");
        command
    };
    let output = verify(&["verify", "--json"]).assert().success().get_output().clone();
    let told = line(&output.stdout);
    assert_eq!((&told["verified"], &told["expires_at"], &told["error"]), (&true.into(), &Value::Null, &Value::Null));
    assert!(told["notes"].to_string().contains("when it expires could not be proved"), "{told}");
    assert_eq!(told["scopes"].as_array().unwrap().len(), 2);
    // The chosen number and the business are there to be read.
    assert_eq!(told["phone_number_id"], number_in_use(&folder));
    assert_eq!(told["business_id"], practice.app()["business_id"]);
    verify(&["verify"]).assert().success().stdout(contains("good     acme  expiry not known, acts as Cloud Messaging"));
    assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
    let secret = practice.secrets().0;
    for path in crate::support::files_under(&folder.path().join("out")) {
        assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(&secret), "{}", path.display());
    }

    // A permission that is not there is told all the same, and so is a token that is revoked.
    let lacking =
        verify(&["verify", "--json", "--permissions", "whatsapp_business_management,messaging_account_manage"])
            .assert()
            .code(6)
            .get_output()
            .clone();
    assert_eq!(line(&lacking.stdout)["error"]["kind"], "scope_missing");
    practice.set(&json!({ "graph.fail": "190-467", "graph.fail_at": "permissions" }));
    verify(&["verify"]).assert().code(6).stdout(contains("bad      acme  the token was revoked"));
}

#[test]
fn the_account_that_graph_does_not_tell_of_is_asked_for() {
    let practice = Practice::start(&["graph.business_lists=refused"]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "acme").assert().success();
    let whole = fs::read_to_string(file(&folder)).unwrap();
    let account = whole.lines().find_map(|line| line.strip_prefix("WHATSAPP_BUSINESS_ACCOUNT_ID=")).unwrap();
    let account = account.trim_matches('\'').to_owned();
    change(&folder, |line| {
        (!line.starts_with("WHATSAPP_B") && !line.starts_with("WHATSAPP_P")).then(|| line.to_owned())
    });
    practice
        .tokenwright(folder.path(), &["verify"])
        .assert()
        .code(6)
        .stdout(contains("unknown  acme").and(contains("--waba")).and(contains("WhatsApp accounts")));
    practice.tokenwright(folder.path(), &["verify", "--waba", "777"]).assert().code(6).stdout(contains("bad      acme"));
    practice.tokenwright(folder.path(), &["verify", "--waba", &account]).assert().success();
    let told = fs::read_to_string(file(&folder)).unwrap();
    assert!(told.contains(&account) && !number_in_use(&folder).is_empty(), "it is written down:\n{told}");
    practice.tokenwright(folder.path(), &["verify"]).assert().success();
    practice
        .tokenwright(folder.path(), &["verify", "--waba", "x7"])
        .assert()
        .code(2)
        .stderr(contains("--waba: \"x7\""));
}

#[test]
fn the_number_can_send_and_stays() {
    let practice = Practice::start(&["world.numbers=3", "graph.statuses=BANNED,CONNECTED,CONNECTED"]);
    let [banned, first, second] = ["+1 555-0110", "+1 555-0111", "+1 555-0112"].map(|shown| id_of(&practice, shown));
    let folder = TempDir::new().unwrap();
    let output = practice.run(folder.path(), "acme").assert().success().get_output().clone();
    assert_eq!(
        (number_in_use(&folder), &line(&output.stdout)["phone_number_id"]),
        (first.clone(), &first.clone().into())
    );
    assert!(line(&output.stdout)["notes"].to_string().contains("+1 555-0110") && banned != first);

    // Another order, another token: the same number; and a fresh file has it, too.
    practice.set(&json!({ "graph.order": "reversed" }));
    practice.run(folder.path(), "acme").arg("--force-new-token").assert().success();
    assert_eq!((number_in_use(&folder), practice.tokens().len()), (first.clone(), 2));
    let fresh = TempDir::new().unwrap();
    practice.run(fresh.path(), "acme").assert().success();
    assert_eq!(number_in_use(&fresh), first);

    // Another one was chosen by hand: it stays, as long as it can send.
    fs::write(folder.path().join("tokenwright.toml"), "[graph]\nphone_number = 15550112\n").unwrap();
    practice.tokenwright(folder.path(), &["verify"]).assert().success();
    assert_eq!(number_in_use(&folder), second);
    fs::remove_file(folder.path().join("tokenwright.toml")).unwrap();
    practice.run(folder.path(), "acme").arg("--force-new-token").assert().success();
    assert_eq!(number_in_use(&folder), second);
    practice.set(&json!({ "graph.statuses": "CONNECTED,CONNECTED,BANNED" }));
    practice
        .tokenwright(folder.path(), &["verify"])
        .assert()
        .code(6)
        .stdout(contains("bad      acme  the phone number cannot send: +1 555-0112").and(contains("is BANNED")));
    assert_eq!(number_in_use(&folder), second, "nobody changes it in silence");
    practice.set(&json!({ "graph.statuses": "BANNED,PENDING/NOT_VERIFIED,DISCONNECTED,BANNED" }));
    let none = TempDir::new().unwrap();
    practice.run(none.path(), "acme").assert().code(6).stdout(contains("\"kind\":\"phone_number_unusable\""));
}

#[test]
fn metas_test_number_comes_last() {
    let practice = Practice::start(&["world.test_waba=yes", "world.clients=0", "world.numbers=1"]);
    let truth = practice.truth();
    let test = truth["world"]["wabas"][0]["id"].as_str().unwrap().to_owned();
    let own = truth["world"]["wabas"][1]["id"].as_str().unwrap().to_owned();
    let run = |account: &str| {
        let folder = TempDir::new().unwrap();
        // An ID needs no quotes.
        let settings = format!("[graph]\nwhatsapp_business_account = {account}\n");
        fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
        let output = practice.run(folder.path(), "acme").assert().success().get_output().clone();
        (number_in_use(&folder), line(&output.stdout)["notes"].to_string())
    };
    let real = id_of(&practice, "+1 555-0110");
    assert_eq!(run(&own).0, real);
    assert_eq!(run(&test).0, real, "whichever was assigned");
    practice.set(&json!({ "graph.statuses": "CONNECTED,BANNED" }));
    let (number, notes) = run(&own);
    assert_eq!(number, id_of(&practice, "+1 555-010-0199"));
    assert!(notes.contains("Meta's own test number"), "{notes}");
}

/// A token that is not what was asked for is that as often as one looks.
#[test]
fn a_second_look_at_a_wrong_token_finds_the_same() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    practice.run(folder.path(), "acme").assert().success();
    let whole = fs::read_to_string(file(&folder)).unwrap();
    assert!(whole.contains("# system user Cloud Messaging\n"), "{whole}");
    for (from, to, kind) in [
        ("META_APP_ID=", "META_APP_ID=111222333444555", "wrong_app"),
        ("META_SYSTEM_USER_ID=", "META_SYSTEM_USER_ID=122099999999999999", "wrong_user"),
        ("# system user ", "# system user mark", "wrong_user"),
    ] {
        fs::write(file(&folder), &whole).unwrap();
        change(&folder, |line| {
            // Without an ID the name decides.
            let no_id = to.contains("mark") && line.starts_with("META_SYSTEM_USER_ID=");
            (!no_id).then(|| if line.starts_with(from) { to.to_owned() } else { line.to_owned() })
        });
        for _ in 0..3 {
            let output =
                practice.tokenwright(folder.path(), &["verify", "--json"]).assert().code(6).get_output().clone();
            assert_eq!(line(&output.stdout)["error"]["kind"], kind);
            assert!(fs::read_to_string(file(&folder)).unwrap().contains(to), "{to} is kept");
        }
    }
    // A user that was renamed is the same by its ID.
    fs::write(file(&folder), whole.replace("# system user Cloud Messaging", "# system user cloud sending")).unwrap();
    practice
        .tokenwright(folder.path(), &["verify", "--json"])
        .assert()
        .success()
        .stdout(contains("is called Cloud Messaging now"));
}

#[test]
fn a_check_of_the_second_factor_is_a_persons() {
    for (fail, kind, code) in [("415-2859009", "two_factor", 3), ("10-2859030", "not_now", 5)] {
        let practice = Practice::start(&[&format!("graph.fail={fail}"), "graph.fail_at=system_users"]);
        let folder = TempDir::new().unwrap();
        let output = practice.run(folder.path(), "acme").assert().code(code).get_output().clone();
        let told = line(&output.stdout);
        assert_eq!(told["error"]["kind"], kind, "{told}");
        assert_eq!(told["status"], if code == 3 { "needs_person" } else { "failed" });
        assert!(practice.tokens().is_empty());
    }
}

/// As an app for WhatsApp alone is met with: the token may be asked neither about itself nor about the business.
#[test]
fn a_walk_of_an_app_for_whatsapp_alone_ends_with_the_account_asked_for() {
    let site = Site::new("graph.debug=refused graph.business_lists=refused");
    let walked = site.walk().run();
    walked.expect(6);
    let error = &walked.json["error"];
    assert!(error["hint"].as_str().unwrap().contains("--waba") && error["kind"] == "permission", "{error}");
    assert_eq!(walked.json["expires_at"], Value::Null);
    site.assert_made_once("ADMIN");
    let account = site.waba_id("Acme Retail");
    let again = site.walk().args(["--waba", &account]).run();
    again.expect(0);
    assert_eq!((&again.json["verified"], &again.json["expires_at"]), (&true.into(), &Value::Null));
    assert_eq!(again.variable("WHATSAPP_BUSINESS_ACCOUNT_ID"), Some(account));
    assert!(again.variable("WHATSAPP_PHONE_NUMBER_ID").is_some());
    site.assert_made_once("ADMIN");
}

/// The name of the user is written otherwise than it was asked for: the walk takes it, and so does the proof.
#[test]
fn the_proof_takes_the_user_that_the_walk_takes() {
    let site = Site::new("world.users=Équipe\u{a0}Cloud:admin:RCWa");
    let walked = site.walk().args(["--system-user", "equipe cloud"]).run();
    walked.expect(0);
    assert_eq!(walked.json["system_user_id"], site.truth().users[0].graph_id());
    assert_eq!((site.truth().users.len(), site.truth().tokens.len()), (1, 1));
}
