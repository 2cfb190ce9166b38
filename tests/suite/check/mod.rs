//! `tokenwright check`: what it says of a console that is as it was, and of one that is not; and that it commits nothing.

mod baselines;
mod drift;
mod measured;
mod packs;
mod plan;
mod same;
mod several;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Site, Walked};

/// A user that is there already, with the app.
const MARK: &str = "terms=accepted world.users=mark:admin:RCWa";

/// A console with a system user `mark` who has the app, and more of that.
fn console(switches: &str) -> Site {
    Site::new(&format!("{MARK} {switches}"))
}

/// The baseline of a generation, as it is kept here.
fn baseline(generation: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("screenshots/whatsapp-token/{generation}-en"))
}

/// Checks a console against a baseline. The server has seen no commit, whatever came of it.
fn check<const N: usize>(site: &Site, baseline: &Path, user: &str, args: [&str; N]) -> Walked {
    let before = made(site);
    let folder = baseline.to_str().unwrap();
    let walked = site.walk().check().args(["--system-user", user, "--baseline", folder]).args(args).timeout("8").run();
    assert_eq!(made(site), before, "{}", walked.stdout);
    assert!(walked.credentials().is_empty(), "nothing was to be stored");
    assert!(!walked.out.join("ledger.sqlite").exists(), "a check is in no ledger");
    walked
}

/// Everything that the server was told to do.
fn made(site: &Site) -> [usize; 4] {
    let truth = site.truth();
    [truth.users.len(), truth.assignments.len(), truth.tokens.len(), truth.log.len()]
}

/// Exit code and status go together.
#[track_caller]
fn came(walked: &Walked, code: i32, status: &str) {
    assert_eq!(walked.code, Some(code), "{}\n{}", walked.stderr, told(walked));
    assert_eq!(walked.json["status"], status, "{}", walked.stdout);
    assert_eq!(walked.stdout.lines().count(), 1, "one line and nothing else: {}", walked.stdout);
}

/// Each step that is not the same: its id and verdict.
fn changed(walked: &Walked) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let steps = walked.json["steps"].as_array().into_iter().flatten();
    let all = steps.map(|step| (text(&step["id"]), text(&step["verdict"])));
    all.filter(|(_, verdict)| verdict != "same" && verdict != "not_reachable").collect()
}

fn verdict(walked: &Walked, id: &str) -> String {
    let steps = walked.json["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["id"] == id).unwrap_or_else(|| panic!("no step {id}"));
    step["verdict"].as_str().unwrap().to_owned()
}

/// What it says of each step that is not the same, for a message.
fn told(walked: &Walked) -> String {
    let steps = walked.json["steps"].as_array().into_iter().flatten();
    let all = steps
        .filter(|step| step["verdict"] != "same")
        .map(|step| format!("{} {} {}", step["id"], step["verdict"], step["reason"]));
    all.collect::<Vec<_>>().join("\n")
}

/// This step and no other is told to have changed so.
#[track_caller]
fn only(walked: &Walked, id: &str, verdict: &str) {
    assert_eq!(changed(walked), [(id.to_owned(), verdict.to_owned())], "{}", told(walked));
}
