//! Rosters that are wrong, and what is said without doing it. No browser is started.

use std::fs;

use super::roster;
use crate::support::Site;

#[test]
fn a_roster_that_is_wrong_starts_nothing() {
    let site = Site::new("");
    let file = roster(&site, "id,app,buisness\nacme,RCWa,\n../x,RCWa,\nacme,RCWa,\n");
    let walked = site.walk().args(["--accounts", &file]).run();
    assert_eq!((walked.code, walked.stdout.as_str()), (Some(2), ""), "{}", walked.stderr);
    for place in [
        ":1:8: unknown column \"buisness\"; did you mean \"business\"?",
        ":3:1: ",
        ":4:1: the id \"acme\" is on line 2",
    ] {
        assert!(walked.stderr.contains(place), "no {place} in {}", walked.stderr);
    }
    assert!(!site.out().exists(), "nothing was begun");
    assert!(site.truth().log.is_empty());
}

#[test]
fn what_would_be_done_is_told_and_not_done() {
    let site = Site::new("");
    let file = roster(&site, "id,system_user\nacme,Alpha\nnord,\n");
    let walked = site.walk().args(["--accounts", &file, "--dry-run"]).run();
    assert_eq!(walked.code, Some(0), "{}", walked.stderr);
    let lines: Vec<&str> = walked.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", walked.stdout);
    assert!(lines[0].contains("\"account\":\"acme\",\"status\":\"new\"") && lines[0].contains("system user Alpha"));
    assert!(lines[1].contains("system user Cloud Messaging (admin)"), "{}", lines[1]);
    assert!(!site.out().exists(), "nothing was begun");
    let one = site.walk().args(["--accounts", &file, "--dry-run", "--only", "nort"]).run();
    assert_eq!(one.code, Some(2));
    assert!(one.stderr.contains("did you mean \"nord\"?"), "{}", one.stderr);
    let alone = site.walk().args(["--dry-run"]).run();
    assert_eq!(alone.code, Some(2));
    assert!(alone.stderr.contains("--accounts FILE"), "{}", alone.stderr);
    let missing = site.walk().args(["--accounts", "nowhere.csv"]).run();
    assert_eq!(missing.code, Some(2));
    assert!(missing.stderr.contains("nowhere.csv: cannot be read"), "{}", missing.stderr);
    // Who names one account means that one, whatever roster the settings name.
    fs::write(site.folder().join("tokenwright.toml"), "accounts = \"accounts.csv\"\n").unwrap();
    let all = site.walk().args(["--dry-run"]).run();
    assert_eq!((all.code, all.stdout.lines().count()), (Some(0), 2), "{}", all.stderr);
    let one = site.walk().args(["--dry-run", "--id", "acme"]).run();
    assert_eq!(one.code, Some(2));
    assert!(one.stderr.contains("--dry-run is about a roster"), "{}", one.stderr);
    fs::write(site.folder().join("tokenwright.toml"), "jobs = 0\n").unwrap();
    let none = site.walk().args(["--accounts", &file]).run();
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("tokenwright.toml:1:8"), "{}", none.stderr);
}

/// A ledger that cannot be read is never begun anew over what it knew: nothing is started, and the way out is told.
#[test]
fn a_damaged_ledger_starts_nothing_and_says_the_way_out() {
    let site = Site::new("");
    let file = roster(&site, "id,app\nacme,RCWa\n");
    fs::create_dir_all(site.out()).unwrap();
    let ledger = site.out().join("ledger.sqlite");
    fs::write(&ledger, "no ledger, and none of a database's first words".repeat(200)).unwrap();
    let before = fs::read(&ledger).unwrap();
    for arguments in [["--accounts", &file], ["--id", "acme"]] {
        let walked = site.walk().args(arguments).run();
        assert_eq!(walked.code, Some(2), "{}\n{}", walked.stdout, walked.stderr);
        let told = format!("{}{}", walked.stdout, walked.stderr);
        assert!(told.contains("put a copy of it back, or move it away and run again"), "{told}");
    }
    assert_eq!(fs::read(&ledger).unwrap(), before);
    assert!(site.truth().log.is_empty());
}
