//! Everything that can happen between the click on Generate and the token stored: each case with the server's truth.
//!
//! The rules themselves are in `src/run/mint/regime.rs`, with tests of their own. Here the whole program keeps them, in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;
use tokenwright::run::ledger::Ledger;

use crate::support::{HeldDriver, Site, Walked, files_under, forms_in};

/// The system user is there and has the app: what is left to do is the token.
const READY: &str = "terms=accepted world.users=Mark:admin:RCWa assign_visible_ms=0 assign_visible_loads=0";

fn ready(switches: &str) -> Site {
    Site::new(&format!("{READY} {switches}"))
}

fn run(site: &Site, timeout: &'static str) -> Walked {
    site.walk().args(["--system-user", "Mark"]).timeout(timeout).run()
}

/// Tokens of these files, by the account's own name and beside it.
fn kept(out: &Path) -> Vec<(PathBuf, String)> {
    let token = |text: String| {
        let line = text.lines().find_map(|line| line.strip_prefix("WHATSAPP_ACCESS_TOKEN=").map(str::to_owned));
        line.map(|value| value.trim_matches(['\'', '"']).to_owned())
    };
    let files = files_under(&out.join("credentials"));
    let mut all: Vec<_> =
        files.into_iter().filter_map(|path| Some((path.clone(), token(fs::read_to_string(&path).ok()?)?))).collect();
    all.sort();
    all
}

/// One token was made, and it is the one in the account's own file.
#[track_caller]
fn assert_stored(site: &Site, out: &Path, why: &str) {
    let truth = site.truth();
    assert_eq!(truth.tokens.len(), 1, "{why}: {:#?}", truth.log);
    assert_eq!(site.log("generate_token").len(), 1, "{why}: Generate was clicked once");
    let kept = kept(out);
    assert_eq!(kept.len(), 1, "{why}: {kept:?}");
    assert_eq!(kept[0], (out.join("credentials/rcwa.env"), truth.tokens[0].token.clone()), "{why}");
}

/// The steps of which there are pictures.
fn pictures(walked: &Walked) -> Vec<String> {
    let files = files_under(&walked.run_folder().join("steps"));
    let names = files.iter().filter_map(|path| path.file_stem()?.to_str());
    names.filter_map(|name| Some(name.split_once('-')?.1.to_owned())).collect()
}

/// Whether the ledger still asks what became of the token.
fn is_open(out: &Path) -> bool {
    let ledger = Ledger::open(&Ledger::path(out)).unwrap();
    ledger.open_intent("rcwa", "generate").unwrap().is_some()
}

/// Walks each with a time-out of so many seconds: it must end with the token that was made, stored and good.
fn all_are_stored(timeout: &'static str, cases: &[&str]) {
    for case in cases {
        let site = ready(case);
        run(&site, timeout).expect(0);
        assert_stored(&site, &site.out(), case);
        assert!(!is_open(&site.out()), "{case}");
        assert!(site.truth().entries("mishap").is_empty(), "{case}");
    }
}

/// Slow answers, up to the whole time-out and, where the page is at work, beyond.
#[test]
fn a_slow_answer_is_waited_for() {
    all_are_stored(
        "20",
        &[
            "generation=1 token.late_ms=9000",
            "generation=2 token.gap_ms=14000",
            "generation=2 delay_ms=20 token.late_ms=26000",
        ],
    );
}

/// Words that elsewhere end a walk, beside a token: at once, and in a dialog whose token comes later.
#[test]
fn words_beside_a_token_end_nothing() {
    all_are_stored(
        "15",
        &[
            "generation=2 token.words=revoke",
            "generation=1 token.words=seven-days token.gap_ms=3000",
            "generation=2 token.words=approval token.gap_ms=4000",
            "generation=1-expiry token.words=new-device token.gap_ms=2500",
        ],
    );
}

#[test]
fn what_would_call_a_person_beside_a_token_calls_nobody() {
    all_are_stored("15", &["generation=2 token.words=code token.gap_ms=3000", "generation=1 token.words=password"]);
}

/// The token and nothing else of what stands beside it; which of several values it is, Graph tells.
#[test]
fn the_token_is_told_from_what_stands_beside_it() {
    all_are_stored(
        "15",
        &[
            "generation=2 token.beside=version",
            "generation=1 token.beside=date",
            "generation=2 token.beside=twin",
            "generation=1 token.beside=twin markup.token=pieces",
            "generation=2 token.form=opaque markup.token=pieces",
            "generation=1 token.form=opaque",
            "generation=2 token.form=opaque markup.token=short",
        ],
    );
}

#[test]
fn a_script_of_the_page_that_fails_loses_nothing() {
    all_are_stored("15", &["generation=2 token.error=yes", "generation=1 token.error=yes manner.alert=load"]);
}

/// The click comes late: the driver was held up for longer than a click is watched for. It is made once.
#[test]
fn a_click_that_comes_late_is_made_once() {
    for (generation, late) in [("1", 4000), ("2", 6000)] {
        let site = ready(&format!("generation={generation}"));
        let driver = HeldDriver::start(site.out(), "generate", Duration::from_millis(late));
        let walked = site.walk().args(["--system-user", "Mark", "--webdriver", driver.address()]).timeout("20").run();
        walked.expect(0);
        assert!(driver.has_held(), "the click was kept back");
        assert_stored(&site, &site.out(), generation);
    }
}

/// The program stands still around the click, as on a laptop that is shut.
#[test]
fn time_in_which_nobody_runs_does_not_count() {
    let site = ready("generation=2 token.late_ms=1500");
    let mut walking = site.walk().args(["--system-user", "Mark"]).timeout("6").start();
    walking.until("the token is asked for", || Ledger::path(&site.out()).exists() && is_open(&site.out()));
    walking.signal(Signal::SIGSTOP);
    std::thread::sleep(Duration::from_secs(9));
    walking.signal(Signal::SIGCONT);
    walking.finish().expect(0);
    assert_stored(&site, &site.out(), "stopped");
}

/// What the console has made is read and stored before a signal ends the run.
#[test]
fn a_signal_is_heeded_once_the_token_is_stored() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let site = ready("generation=2 token.late_ms=3000");
        let mut walking = site.walk().args(["--system-user", "Mark"]).timeout("20").start();
        walking.until_logged("generate_token");
        walking.signal(signal);
        let walked = walking.finish();
        walked.expect_error(130, "interrupted").says(["stored"]);
        assert_stored(&site, &site.out(), signal.as_str());
        // And the next run goes on from there.
        run(&site, "20").expect(0);
        assert_stored(&site, &site.out(), signal.as_str());
    }
}

/// Where nothing comes, the run ends all the same, and says what may exist.
#[test]
fn a_signal_while_nothing_comes_ends_the_run_in_doubt() {
    let site = ready("generation=2 obstacle.token=hang");
    let mut walking = site.walk().args(["--system-user", "Mark"]).timeout("4").start();
    walking.until_logged("generate_token");
    walking.signal(Signal::SIGTERM);
    walking.finish().expect_error(130, "interrupted").says(["--force-new-token", "revoke"]);
    assert!(is_open(&site.out()));
    run(&site, "12").expect_error(3, "token_unaccounted");
}

/// A run that may have made a token says so itself, whatever it ends with, and nothing but the console's refusal settles it.
#[test]
fn a_run_in_doubt_says_so_itself() {
    for (case, code, kind) in [
        ("generation=2 obstacle.token=500-done", 5, "console_error"),
        ("generation=1 obstacle.token=password", 3, "password"),
        ("generation=2 obstacle.token=blocked", 5, "account_blocked"),
        ("generation=2 obstacle.token=not-a-token", 4, "not_a_token"),
        ("generation=2 obstacle.token=empty", 4, "token_not_shown"),
        ("generation=1 obstacle.token=empty", 4, "token_not_shown"),
        ("generation=3 obstacle.token=verify-gate", 3, "verify_account"),
    ] {
        let site = ready(case);
        let walked = run(&site, "8");
        walked.expect_error(code, kind).says(["token", "revoke", "--force-new-token"]);
        assert!(is_open(&site.out()), "{case}");
        assert!(kept(&site.out()).is_empty(), "{case}");
        assert_eq!(site.log("generate_token").len(), 1, "{case}");
        for what in ["close_gate", "verify_account", "mishap"] {
            assert!(site.log(what).is_empty(), "{case}: {what}");
        }
        run(&site, "8").expect_error(3, "token_unaccounted");
        assert_eq!(site.log("generate_token").len(), 1, "{case}: it is not asked for again");
    }
    let site = ready("generation=2 obstacle.token=approval");
    run(&site, "8").expect_error(3, "approval_needed");
    assert!(!is_open(&site.out()), "the console said that it made none");
}

/// The gate of the newest console: a person verifies the account, and the token then shows behind it.
#[test]
fn the_gate_is_left_to_a_person_and_then_the_token_is_read() {
    let site = ready("generation=3 obstacle.token=verify-gate");
    let mut run = site.walk().args(["--system-user", "Mark", "--person-limit", "60"]).seat();
    run.await_bell(1, "Meta wants this account verified");
    run.assert_it_waits();
    site.person_passes();
    run.finish().expect(0);
    assert_stored(&site, &site.out(), "gate");
    assert!(site.log("close_gate").is_empty(), "Close is never pressed: {:#?}", site.truth().log);
}

/// While Graph is silent the dialog stays open in front of a person; where nobody is, the token is stored and marked.
#[test]
fn without_graph_the_token_is_stored_and_the_dialog_left_to_a_person() {
    let site = ready("generation=2");
    site.set("graph.fail", "500");
    let walked = run(&site, "6");
    walked.expect(6);
    assert_stored(&site, &site.out(), "nobody");
    assert!(walked.credentials()[0].1.contains("# not proven: "));

    let site = ready("generation=2 graph.fail=500");
    let mut run = site.walk().args(["--system-user", "Mark", "--person-limit", "60"]).timeout("6").seat();
    run.await_bell(1, "the Graph API does not answer");
    assert_stored(&site, &site.out(), "a person");
    site.set("graph.fail", "none");
    run.finish().expect(0);
    assert_stored(&site, &site.out(), "a person");
}

/// Whatever form the token shows in: no picture is taken of it, and no word of it is written.
#[test]
fn no_picture_and_no_word_of_a_page_that_shows_the_token() {
    for generation in ["1", "2"] {
        let site = ready(&format!("generation={generation} token.also=all"));
        let walked = site.walk().args(["--system-user", "Mark"]).trace("full").timeout("15").run();
        walked.expect(0);
        assert_stored(&site, &site.out(), generation);
        let token = &site.truth().tokens[0].token;
        let pictures = pictures(&walked);
        assert!(pictures.iter().any(|step| step == "generate"), "{pictures:?}");
        assert!(!pictures.iter().any(|step| step == "token" || step == "close-result"), "{pictures:?}");
        for file in files_under(site.folder()) {
            if !file.parent().is_some_and(|parent| parent.ends_with("credentials")) {
                assert_eq!(forms_in(&fs::read(&file).unwrap(), token), Vec::<&str>::new(), "in {}", file.display());
            }
        }
    }
}

/// The same where the run ends over the dialog.
#[test]
fn no_picture_of_a_run_that_fails_over_the_dialog() {
    let site = ready("generation=2 obstacle.token=not-a-token");
    let walked = site.walk().args(["--system-user", "Mark"]).trace("full").timeout("5").run();
    walked.expect_error(4, "not_a_token");
    let trace = fs::read_to_string(walked.run_folder().join("trace.jsonl")).unwrap();
    assert!(!trace.contains("object Promise"), "no word of the dialog is told");
    let pictures = pictures(&walked);
    assert!(!pictures.iter().any(|step| step == "token"), "{pictures:?}");
}

/// The old token stays until the new one is proved.
#[test]
fn a_new_token_that_is_not_good_replaces_nothing() {
    let site = ready("generation=2");
    run(&site, "15").expect(0);
    let old = site.truth().tokens[0].token.clone();
    site.set("obstacle.token", "expires");
    let forced = site.walk().args(["--system-user", "Mark", "--force-new-token"]).timeout("15").run();
    forced.expect_error(6, "expires").notes("stay as they are");
    let own = site.out().join("credentials/rcwa.env");
    let kept_now = kept(&site.out());
    assert_eq!(kept_now.len(), 2, "{kept_now:?}");
    assert!(kept_now.contains(&(own.clone(), old.clone())), "the old one is where it was");
    let new = kept_now.iter().find(|(path, _)| *path != own).unwrap();
    assert_eq!(new.1, site.truth().tokens[1].token);
    assert!(fs::read_to_string(&new.0).unwrap().contains("# not proven: "));
    assert_eq!(forced.json["credentials"], new.0.to_str().unwrap());

    site.set("obstacle.token", "none");
    let forced = site.walk().args(["--system-user", "Mark", "--force-new-token"]).timeout("15").run();
    forced.expect(0);
    assert_eq!(forced.json["credentials"], own.to_str().unwrap());
    let kept_now = kept(&site.out());
    assert!(kept_now.contains(&(own, site.truth().tokens[2].token.clone())), "a good one takes its place");
}

/// A run that was killed while it wrote the file: the next one adopts what is whole, and asks for no other.
#[test]
fn what_a_killed_run_has_half_written_is_adopted() {
    let site = ready("generation=2 token.late_ms=2000");
    run(&site, "15").expect(0);
    let own = site.out().join("credentials/rcwa.env");
    fs::rename(&own, own.with_file_name(".rcwa.env.a1B2c3.tmp")).unwrap();
    let next = run(&site, "15");
    next.expect(0).notes("cut off");
    assert_stored(&site, &site.out(), "adopted");
    assert_eq!(fs::read_dir(site.out().join("credentials")).unwrap().count(), 1, "nothing is left beside it");
}

/// The file is mounted by itself, as `docker -v` does it: that is seen before anything is started, and written into.
#[test]
fn credentials_that_are_mounted_by_themselves_are_written_into() {
    let site = ready("generation=2");
    let (outside, own) = (site.folder().join("outside.env"), site.out().join("credentials/rcwa.env"));
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    for path in [&outside, &own] {
        fs::write(path, "# mine\n").unwrap();
    }
    let mounted = Command::new("mount").arg("--bind").args([&outside, &own]).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this user may not mount");
        return;
    }
    let walked = site.walk().args(["--system-user", "Mark", "--force-new-token"]).timeout("15").run();
    assert!(Command::new("umount").arg(&own).status().unwrap().success());
    walked.expect(0);
    let text = fs::read_to_string(&outside).unwrap();
    assert!(text.contains(&site.truth().tokens[0].token) && text.contains("# mine"), "{} bytes", text.len());
}
