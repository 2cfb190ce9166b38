//! Several accounts in one check, and the whole walk on a business that is meant for it.

use std::fs;

use serde_json::Value;

use super::{baseline, console, made, verdict};
use crate::support::Site;

/// One account is as in the baseline, the other has no such app.
#[test]
fn each_account_of_a_roster_has_a_line_and_the_exit_code_says_that_they_differ() {
    let site = console("generation=3");
    let before = made(&site);
    let roster = site.folder().join("accounts.csv");
    fs::write(&roster, "id,app,system_user\nfirst,RCWa,mark\nsecond,No such app,mark\n").unwrap();
    let folder = baseline("3");
    let args = ["--accounts", roster.to_str().unwrap(), "--baseline", folder.to_str().unwrap(), "--junit", "junit.xml"];
    let walked = site.walk().check().args(args).timeout("20").run();
    assert_eq!(walked.code, Some(8), "{}\n{}", walked.stdout, walked.stderr);
    let lines: Vec<Value> = walked.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| (line["account"].as_str(), line["status"].as_str())).collect();
    assert_eq!(told, [(Some("first"), Some("same")), (Some("second"), Some("failed"))]);
    assert_eq!(lines[1]["error"]["kind"], "no_such_app");
    let junit = fs::read_to_string(site.folder().join("junit.xml")).unwrap();
    assert_eq!(junit.matches("<testsuite ").count(), 2, "{junit}");
    assert_eq!(made(&site), before, "nothing was committed");
    // What is about one account is refused before anything is started.
    let walked = site.walk().check().args(args).args(["--update"]).run();
    assert!(walked.code == Some(2) && walked.stderr.contains("--update is about one account"), "{}", walked.stderr);
    fs::write(&roster, "id,app\nfirst,RCWa\nfirst,RCWa\n").unwrap();
    assert_eq!(site.walk().check().args(args).run().code, Some(2), "a roster in error");
}

#[test]
fn the_sandbox_business_sees_the_whole_walk_and_no_other_business_does() {
    let site = Site::new("generation=3 terms=accepted");
    let folder = baseline("3");
    let args = ["--baseline", folder.to_str().unwrap(), "--sandbox-business"];
    // The app is not of this business: nothing is committed.
    let walked = site.walk().check().args(args).args(["Acme Retail Wholesale"]).timeout("20").run();
    assert_eq!(walked.code, Some(5), "{}\n{}", walked.stdout, walked.stderr);
    assert_eq!(walked.json["error"]["kind"], "business_mismatch");
    assert_eq!(made(&site), [0; 4], "{:?}", site.truth().log);
    let walked = site.walk().check().args(args).args(["Acme Retail", "--business", "Acme Retail Wholesale"]).run();
    assert!(walked.code == Some(2) && walked.stderr.contains("two businesses"), "{}", walked.stderr);
    let walked = site.walk().check().args(args).args(["Acme Retail", "--system-user", "robot"]).timeout("20").run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_eq!(walked.json["status"], "same");
    // What lies behind a commit was seen, too.
    for id in ["select-user", "assign", "generate", "token"] {
        assert_eq!(verdict(&walked, id), "same", "{id}");
    }
    let truth = site.truth();
    let users: Vec<&str> = truth.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!((users, truth.assignments.len(), truth.tokens.len()), (vec!["robot"], 1, 1));
    site.assert_token(0);
    assert_eq!(walked.credentials().len(), 1, "the token that it made is kept");
}
