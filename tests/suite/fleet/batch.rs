//! The batch: each account as it should be, whatever came of the others.

use std::fs;

use nix::sys::signal::Signal;
use tokenwright::run::ledger::Ledger;

use super::{assert_each_made_once, assert_no_token_leaks, lines, roster, standing, status};
use crate::support::{Site, files_under, signal};

const TWO: &str = "id;app;system_user\nalpha;RCWa;Alpha\nbeta;RCWa Cloud;Beta\n";

#[test]
fn two_accounts_are_set_up_once_however_often_it_is_run() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, TWO);
    let first = site.walk().args(["--accounts", &file]).run();
    assert_eq!(first.code, Some(0), "{}\n{}", first.stdout, first.stderr);
    assert_eq!(standing(&first), [("alpha".into(), "done".into()), ("beta".into(), "done".into())]);
    let made = [("Alpha", "RCWa"), ("Beta", "RCWa Cloud")];
    assert_each_made_once(&site, &made);
    assert_eq!(first.credentials().len(), 2);
    assert_no_token_leaks(&site, &first);
    let views = site.truth().page_views;
    let again = site.walk().args(["--accounts", &file]).run();
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_each_made_once(&site, &made);
    assert_eq!(site.truth().page_views, views, "no browser was opened");
    // Who gets another id by mistake is told.
    let renamed = roster(&site, "id,app,system_user\ngamma,RCWa,Alpha\n");
    let told = site.walk().args(["--accounts", &renamed, "--dry-run"]).run();
    assert!(told.stderr.contains("keep the id \"alpha\""), "{}", told.stderr);
    // Whose app is another one now is refused, and told before; who is gone is known all the same, and left as it is.
    let changed = roster(&site, "id,app,system_user\nalpha,RCWa Old,Alpha\n");
    let told = site.walk().args(["--accounts", &changed, "--dry-run"]).run();
    assert!(told.stdout.contains("stop: the credentials stored for the account"), "{}", told.stdout);
    let refused = site.walk().args(["--accounts", &changed]).run();
    assert_eq!((refused.code, &lines(&refused)[0]["error"]["kind"]), (Some(2), &"other_app".into()));
    let known = status::status(site.folder(), &site.out(), &["--accounts", &changed]);
    assert!(known.iter().any(|line| line["account"] == "beta" && line["status"] == "done"), "{known:?}");
    assert_each_made_once(&site, &made);
}

#[test]
fn a_batch_leaves_a_summary_for_people_and_programs() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, "id,app,system_user\nnone,No Such App,Nobody\nalpha,RCWa,Alpha\n");
    let walked = site.walk().args(["--accounts", &file]).run();
    assert_eq!(walked.code, Some(8), "{}", walked.stderr);
    let written = files_under(&site.out().join("batches"));
    let read = |name: &str| {
        let path = written.iter().find(|path| path.ends_with(name)).unwrap_or_else(|| panic!("no {name}: {written:?}"));
        (path.clone(), fs::read_to_string(path).unwrap())
    };
    let (path, page) = read("summary.html");
    assert!(page.contains("1 of 2 accounts done"), "{page}");
    let report = page.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#x2f;", "/");
    assert!(path.parent().unwrap().join(&report).is_file(), "{report}");
    assert!(read("junit.xml").1.contains("failures=\"1\""));
    assert_eq!(read("results.csv").1.lines().count(), 3);
    assert_no_token_leaks(&site, &walked);
}

#[test]
fn a_failing_account_stops_no_other_and_two_work_at_once() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, "id,app,system_user\nnone,No Such App,Nobody\nalpha,RCWa,Alpha\nbeta,RCWa Cloud,Beta\n");
    let walked = site.walk().args(["--accounts", &file, "--jobs", "2"]).run();
    assert_eq!(walked.code, Some(8), "{}", walked.stderr);
    let standing = standing(&walked);
    assert_eq!(standing[2], ("none".into(), "failed".into()));
    assert!(standing[..2].iter().all(|(_, status)| status == "done"), "{standing:?}");
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
    // What failed alone is run again alone.
    let again = site.walk().args(["--accounts", &file, "--status", "failed,needs_person,new"]).run();
    assert_eq!(again.code, Some(5), "{}", again.stderr);
    assert_eq!(lines(&again).len(), 1);
}

#[test]
fn too_many_failures_begin_no_other() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, "id,app,system_user\none,No Such App,Nobody\ntwo,Nor This,Nobody\nalpha,RCWa,Alpha\n");
    let walked = site.walk().args(["--accounts", &file, "--max-failures", "2"]).run();
    assert_eq!(walked.code, Some(5), "{}", walked.stderr);
    assert_eq!(lines(&walked).len(), 2);
    assert!(site.truth().users.is_empty());
}

/// Killed in the middle of the first account: the next run goes on, and makes nothing twice.
#[test]
fn a_batch_that_was_killed_goes_on() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, TWO);
    let run = site.walk().args(["--accounts", &file]).start();
    site.await_log("create_system_user");
    run.signal(Signal::SIGKILL);
    let killed = run.finish();
    assert_eq!(killed.code, None);
    let again = site.walk().args(["--accounts", &file]).run();
    assert_eq!(again.code, Some(0), "{}\n{}", again.stdout, again.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
}

/// Two programs on one ledger: each account is worked on by one of them at a time, and made once.
#[test]
fn two_programs_share_a_roster() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, TWO);
    let one = site.walk().args(["--accounts", &file]).start();
    let two = site.walk().args(["--accounts", &file]).start();
    let (one, two) = (one.finish_beside(), two.finish());
    for walked in [&one, &two] {
        assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
        assert_eq!(lines(walked).len(), 2);
    }
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
}

#[test]
fn ctrl_c_begins_no_other_account() {
    let site = Site::new("terms=accepted delay_ms=400");
    let file = roster(&site, TWO);
    let run = site.walk().args(["--accounts", &file]).start();
    site.await_log("create_system_user");
    run.signal(Signal::SIGINT);
    let walked = run.finish();
    assert_eq!(walked.code, Some(130), "{}\n{}", walked.stdout, walked.stderr);
    assert!(site.truth().users.iter().all(|user| user.name == "Alpha"));
    let again = site.walk().args(["--accounts", &file]).run();
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
}

/// A browser that dies is no reason to leave an account: it is tried once more, which the ledger has, and nothing is made twice.
#[test]
fn a_browser_that_dies_is_followed_by_another() {
    let site = Site::new("terms=accepted delay_ms=300");
    let file = roster(&site, TWO);
    let run = site.walk().args(["--accounts", &file, "--only", "alpha"]).start();
    site.await_log("create_system_user");
    signal(run.browser().pid, Signal::SIGKILL);
    let walked = run.finish();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa")]);
    let ledger = Ledger::open_to_read(&Ledger::path(&site.out())).unwrap();
    assert_eq!(ledger.accounts().unwrap()[0].attempts, 2);
}
