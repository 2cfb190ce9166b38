//! Packs: what a check captures can be shared, and a scenario is tried on it without an account.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::str::contains;
use serde_json::Value;

use super::{baseline, came, check, console};
use crate::support::{Site, files_under, side_by_side};

/// The pack of a generation, as it is kept here.
fn kept(generation: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("packs/whatsapp-token/{generation}-en"))
}

/// `tokenwright scenario test` in this folder, with the labels that are there.
fn scenario_test(folder: &Path, packs: &[&Path]) -> Command {
    let mut command = Command::cargo_bin("tokenwright").unwrap();
    command.current_dir(folder).args(["scenario", "test", "--headless", "--json"]).args(packs);
    command
}

/// The lines of JSON, one a pack.
fn tried(folder: &Path, packs: &[&Path], code: i32) -> Vec<Value> {
    let assert = scenario_test(folder, packs).assert();
    let output = assert.get_output();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}\n{stderr}");
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Each control that is not found as it was: its step and what came of it.
fn changed(line: &Value) -> Vec<(&str, &str)> {
    let controls = line["controls"].as_array().unwrap().iter();
    let all = controls.map(|one| (one["step"].as_str().unwrap(), one["came"].as_str().unwrap()));
    all.filter(|(_, came)| *came != "found").collect()
}

/// Every name and number that the console has of anybody.
fn data(site: &Site) -> Vec<String> {
    fn look(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(list) => list.iter().for_each(|one| look(one, found)),
            Value::Object(map) => {
                let named =
                    ["id", "name", "number", "phone", "email", "display", "business_id", "display_phone_number"];
                for (key, one) in map {
                    if !one.is_string() || named.contains(&key.as_str()) {
                        look(one, found);
                    }
                }
            }
            _ => {}
        }
    }
    let (json, mut found) = (site.truth_json(), Vec::new());
    look(&json["world"], &mut found);
    look(&json["users"], &mut found);
    found.sort();
    found.dedup();
    found.retain(|text| text.chars().count() > 3);
    found
}

/// `UPDATE_PACKS=1` writes them anew (`make packs`). They are without pictures, so that they stay small.
#[test]
fn the_shipped_scenario_finds_its_way_in_the_kept_packs() {
    let generations = ["1", "2", "3"];
    let anew = std::env::var_os("UPDATE_PACKS").is_some();
    let captured: &[&str] = if anew { &generations } else { &[] };
    side_by_side(captured, |generation| {
        let site = console(&format!("generation={generation} delay_ms=20"));
        let folder = kept(generation);
        let walked = check(&site, &baseline(generation), "mark", ["--capture", folder.to_str().unwrap()]);
        assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
        for picture in files_under(&folder).iter().filter(|path| path.extension().is_some_and(|end| end == "png")) {
            fs::remove_file(picture).unwrap();
        }
    });
    let packs = generations.map(kept);
    let folder = tempfile::tempdir().unwrap();
    let lines = tried(folder.path(), &packs.each_ref().map(PathBuf::as_path), 0);
    for (generation, line) in generations.iter().zip(&lines) {
        assert_eq!((line["status"].as_str(), changed(line)), (Some("same"), Vec::new()), "{generation}");
        let steps: Vec<&str> =
            line["controls"].as_array().unwrap().iter().map(|one| one["step"].as_str().unwrap()).collect();
        for step in ["open-business", "system-users", "create-user", "assign", "permissions", "generate"] {
            assert!(steps.contains(&step), "{generation}: {step} is not among {steps:?}");
        }
    }
    let size: u64 = packs.iter().flat_map(|pack| files_under(pack)).map(|path| path.metadata().unwrap().len()).sum();
    assert!(size < 1_500_000, "{size} bytes");
}

#[test]
fn a_pack_holds_nothing_of_the_account_and_tells_a_scenario_that_fits_no_more() {
    let site = console("generation=3");
    let folder = site.folder().join("pack");
    let pack = folder.to_str().unwrap();
    // Something else is there.
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "x").unwrap();
    let walked = check(&site, &baseline("3"), "mark", ["--capture", pack]);
    assert!(walked.code == Some(2) && walked.stderr.contains("is not empty"), "{}", walked.stderr);
    fs::remove_file(folder.join("mine.txt")).unwrap();
    let walked = check(&site, &baseline("3"), "mark", ["--capture", pack]);
    came(&walked, 0, "same");
    assert!(walked.stderr.contains("is written") && walked.stderr.contains("replaced were"), "{}", walked.stderr);
    let files = files_under(&folder);
    let data = data(&site);
    assert!(data.iter().any(|text| text == "RCWa") && data.iter().any(|text| text == "mark"), "{data:?}");
    assert!(data.contains(&site.app_id("RCWa")) && data.len() > 10, "{data:?}");
    for file in files.iter().filter(|path| path.extension().is_none_or(|end| end != "png")) {
        let text = fs::read_to_string(file).unwrap();
        for value in &data {
            let found = text.match_indices(value.as_str()).any(|(at, _)| {
                let next = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !next(text[..at].chars().next_back()) && !next(text[at + value.len()..].chars().next())
            });
            assert!(!found, "{} holds \"{value}\"", file.display());
        }
        assert!(!text.contains("<script"), "{}", file.display());
    }
    assert!(files.iter().any(|path| path.extension().is_some_and(|end| end == "png")), "pictures of the pages");
    // The shipped scenario finds all of it; one that knows another word for a button, and not its own, does not.
    assert_eq!(tried(site.folder(), &[&folder], 0)[0]["status"], "same");
    let labels = site.folder().join("scenarios/labels");
    fs::create_dir_all(&labels).unwrap();
    let own = |line: &str| {
        let text = format!("language = \"en\"\nname = \"English\"\n\n[labels]\n{line}\n");
        fs::write(labels.join("en.toml"), text).unwrap();
    };
    own("manage_app = \"Rule it\"");
    let lines = tried(site.folder(), &[&folder], 4);
    assert_eq!(changed(&lines[0]), [("manage-app", "missing")], "{}", lines[0]);
    // The name's field is then the only field of the dialog.
    own("system_user_name = \"What it is called\"");
    let lines = tried(site.folder(), &[&folder], 10);
    let moved = lines[0]["controls"].as_array().unwrap().iter().find(|one| one["step"] == "user-name").unwrap();
    assert_eq!((moved["came"].as_str(), moved["rung"].as_u64()), (Some("found"), Some(1)), "{moved}");
    // Whatever is not as it was written is refused.
    let whole = site.folder().to_owned();
    scenario_test(&whole, &[&folder])
        .args(["--scenario", "whatsapp-assets"])
        .assert()
        .code(2)
        .stderr(contains("and not of whatsapp-assets"));
    let page = files.iter().find(|path| path.extension().is_some_and(|end| end == "html")).unwrap();
    fs::write(page, fs::read_to_string(page).unwrap().replace("</body>", " </body>")).unwrap();
    scenario_test(&whole, &[&folder]).assert().code(2).stderr(contains("was edited"));
    scenario_test(&whole, &[&whole.join("none")]).assert().code(2).stderr(contains("there is no pack"));
}

/// What broke can be sent: the page is in the pack as it was, with the new words, and a mended scenario finds them.
#[test]
fn what_broke_is_in_the_pack_and_shows_when_it_is_mended() {
    let site = console("generation=3");
    site.set("reword", "create_user:Make technical user");
    let folder = site.folder().join("pack");
    let walked = check(&site, &baseline("3"), "mark", ["--capture", folder.to_str().unwrap()]);
    came(&walked, 4, "broken");
    assert!(walked.stderr.contains("\"Make technical user\""), "what was left is told: {}", walked.stderr);
    let lines = tried(site.folder(), &[&folder], 4);
    assert_eq!(changed(&lines[0]), [("create-user", "missing")], "{}", lines[0]);
    let labels = site.folder().join("scenarios/labels");
    fs::create_dir_all(&labels).unwrap();
    let mended = "language = \"en\"\nname = \"English\"\n\n[labels]\ncreate_system_user = [\"Create system user\", \"Make technical user\"]\n";
    fs::write(labels.join("en.toml"), mended).unwrap();
    assert_eq!(tried(site.folder(), &[&folder], 0)[0]["status"], "same");
}
