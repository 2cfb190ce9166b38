//! `status`, while a run is going and after it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::roster;
use crate::support::Site;

pub(super) fn status(folder: &Path, out: &Path, more: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_tokenwright"))
        .args(["status", "--json", "--out"])
        .arg(out)
        .args(more)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_account_says_where_it_stands_and_what_is_next() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, "id,app,system_user\nnone,No Such App,Nobody\nalpha,RCWa,Alpha\nlast,RCWa Old,Last\n");
    let run = site.walk().args(["--accounts", &file, "--only", "none,alpha"]).start();
    site.await_log("create_system_user");
    let during = status(site.folder(), &site.out(), &[]);
    let alpha = during.iter().find(|line| line["account"] == "alpha").unwrap();
    assert_eq!((&alpha["status"], &alpha["attempts"]), (&"running".into(), &1.into()), "{alpha}");
    assert!(alpha["last_step"].is_string(), "{alpha}");
    assert_eq!(run.finish().code, Some(8));
    let after = status(site.folder(), &site.out(), &["--accounts", &file]);
    let of = |account: &str| after.iter().find(|line| line["account"] == account).unwrap();
    let names: Vec<&String> = of("none").as_object().unwrap().keys().collect();
    assert_eq!(names, ["account", "status", "attempts", "last_step", "error", "next"]);
    assert_eq!(of("alpha")["status"], "done");
    assert_eq!(of("none")["status"], "failed");
    assert!(of("none")["error"].is_string() && of("none")["next"].is_string(), "{}", of("none"));
    assert_eq!((&of("last")["status"], &of("last")["attempts"]), (&"new".into(), &0.into()));
}
