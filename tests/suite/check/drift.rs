//! A console that has changed: which step is named, with which verdict, and what would mend it.

use std::fs;

use super::{baseline, came, changed, check, console, only, told, verdict};
use crate::support::side_by_side;

/// Wordings that nobody knows: the practice site's key, what it says instead, and the step.
const REWORDED: [(&str, &str, &str, &str); 4] = [
    // What tells the list of system users, too: it is the button that is told, and what else is there is looked at.
    ("3", "add", "Include", "add"),
    ("3", "create_user", "Make technical user", "create-user"),
    ("3", "add_assets", "Allocate resources", "assign-open"),
    ("2", "generate", "Get the key", "generate"),
];

#[test]
fn a_control_that_is_called_otherwise_is_told_at_its_step_with_the_line_that_mends_it() {
    side_by_side(&REWORDED, |(generation, key, words, step)| {
        let site = console(&format!("generation={generation}"));
        site.set("reword", &format!("{key}:{words}"));
        let walked = check(&site, &baseline(generation), "mark", ["--suggest"]);
        came(&walked, 4, "broken");
        only(&walked, step, "reworded");
        let suggestion = &walked.json["suggestions"][0];
        assert_eq!(suggestion["step"], *step, "{}", told(&walked));
        assert_eq!(suggestion["candidates"][0]["name"], *words);
        assert_eq!(suggestion["file"], "scenarios/labels/en.toml");
        let patch = suggestion["patch"].as_str().unwrap();
        assert!(patch.contains("+++ b/scenarios/labels/en.toml") && patch.contains(words), "{patch}");
    });
}

/// A field that is found by what asks for less is drift; a commit whose words nobody knows ends a run.
#[test]
fn what_is_suggested_is_written_on_yes_but_never_for_what_commits() {
    let site = console("generation=3");
    site.set("reword", "user_name:Name of the machine;save:Keep this");
    let told_to = site.folder().join("told");
    let command = format!("cat > {}", told_to.display());
    let walked =
        check(&site, &baseline("3"), "mark", ["--apply", "--yes", "--junit", "junit.xml", "--on-drift", &command]);
    came(&walked, 4, "broken");
    let found = changed(&walked);
    assert_eq!(found.len(), 2, "{}", told(&walked));
    assert_eq!([verdict(&walked, "user-name"), verdict(&walked, "assign")], ["reworded", "reworded"]);
    assert_eq!(walked.json["error"]["step"], "assign");
    let labels = fs::read_to_string(site.folder().join("scenarios/labels/en.toml")).unwrap();
    assert!(labels.contains("Name of the machine") && !labels.contains("Keep this"), "{labels}");
    assert!(!labels.contains("Close"), "what another label knows is no new wording: {labels}");
    assert!(walked.stderr.contains("assign commits"), "{}", walked.stderr);
    let junit = fs::read_to_string(site.folder().join("junit.xml")).unwrap();
    assert!(junit.contains("failures=\"2\"") && junit.contains("name=\"assign\""), "{junit}");
    let page = fs::read_to_string(site.folder().join(walked.json["report"].as_str().unwrap())).unwrap();
    // The dialog that has changed, before and after.
    assert!(page.contains("Name of the machine") && page.matches("data:image/png").count() >= 2, "the report shows it");
    let line = fs::read_to_string(told_to).unwrap();
    assert!(line.starts_with("whatsapp-token: ") && line.contains("2 reworded") && line.lines().count() == 1, "{line}");
}

#[test]
fn a_place_that_is_gone_is_missing_and_all_behind_it_is_not_reachable() {
    let site = console("generation=3 world.rights=partial");
    let walked = check(&site, &baseline("3"), "mark", []);
    // The scenario has a name for it: the person has no rights.
    assert_eq!(walked.code, Some(5), "{}", walked.stdout);
    assert_eq!(walked.json["status"], "failed");
    assert_eq!(walked.json["error"]["kind"], "rights_missing");
    assert_eq!(verdict(&walked, "assign"), "not_reachable");
    assert_eq!(verdict(&walked, "open-business"), "same");
}

#[test]
fn another_face_of_the_same_dialog_is_not_the_same() {
    let site = console("generation=3 assign_face=pickers");
    let walked = check(&site, &baseline("3"), "mark", []);
    came(&walked, 10, "drifted");
    assert!(
        changed(&walked).iter().all(|(id, _)| [
            "assign-open",
            "asset-type",
            "pick-app",
            "manage-app",
            "assign",
            "assign-leave"
        ]
        .contains(&id.as_str())),
        "{}",
        told(&walked)
    );
}

#[test]
fn a_person_is_needed_where_nobody_is_signed_in() {
    let site = console("generation=3 obstacle.page=signed-out");
    let walked = check(&site, &baseline("3"), "mark", []);
    came(&walked, 3, "needs_person");
    assert_eq!(walked.json["error"]["kind"], "signed_out");
    assert_eq!(verdict(&walked, "generate"), "not_reachable");
}

#[test]
fn an_obstacle_that_nobody_knows_is_told_and_left_alone() {
    let site = console("generation=3 obstacle.page=dialog");
    let walked = check(&site, &baseline("3"), "mark", []);
    came(&walked, 4, "broken");
    only(&walked, "system-users", "new_obstacle");
    assert_eq!(walked.json["error"]["kind"], "unknown_dialog");
}
