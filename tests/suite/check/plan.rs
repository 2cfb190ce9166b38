//! What the check walks, without a browser.

use std::collections::BTreeSet;

use tokenwright::scenario::{Library, model::Action};

#[test]
fn the_survey_has_the_steps_of_the_plan_and_none_that_commits() {
    let scenario = Library::default().load("whatsapp-token").unwrap().scenario;
    let plan: BTreeSet<&str> = scenario.steps.iter().map(|step| step.id.as_str()).collect();
    let surveyed = scenario.surveyed();
    assert!(surveyed.steps.iter().all(|step| !step.commits && step.guards.is_empty()));
    let ids: BTreeSet<&str> = surveyed.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids.len(), surveyed.steps.len(), "each has an id of its own");
    let marks: Vec<_> = scenario.survey.iter().flat_map(|visit| &visit.marks).collect();
    for mark in &marks {
        let known = plan.contains(mark.step.as_str()) || ["-leave", "-open"].iter().any(|end| mark.step.ends_with(end));
        assert!(known, "{} is a step of the plan", mark.step);
    }
    let commits: Vec<&str> = marks.iter().filter(|mark| mark.commits).map(|mark| mark.step.as_str()).collect();
    assert_eq!(commits, ["accept-terms", "create-user", "assign", "generate"]);
    for id in commits {
        let step = surveyed.steps.iter().find(|step| step.id == id).unwrap();
        let touches = step
            .ways
            .iter()
            .any(|way| matches!(way.action, Action::Click { .. } | Action::Fill { .. } | Action::Check { .. }));
        // What is turned is a page, and no commit.
        assert!(
            !touches
                || step
                    .ways
                    .iter()
                    .filter(|way| matches!(way.action, Action::Click { .. }))
                    .all(|way| way.goto.is_some()),
            "{id}"
        );
    }
    for jump in surveyed.steps.iter().flat_map(|step| &step.ways).filter_map(|way| way.goto.as_ref()) {
        assert!(ids.contains(jump.step.as_str()) || jump.step == "(end)", "there is no step {}", jump.step);
    }
    let places: Vec<&str> = scenario.survey.iter().map(|visit| visit.place.as_str()).collect();
    assert_eq!(
        places,
        ["app-card", "settings", "system-users", "create-user", "user-pane", "add-assets", "new-token", "result"]
    );
}

#[test]
fn nothing_is_entered_in_a_dialog_that_is_no_draft() {
    let library = Library::default();
    let source = tokenwright::scenario::shipped().iter().find(|one| one.name == "whatsapp-token").unwrap().text;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("whatsapp-token.toml");
    std::fs::write(&path, source.replace(", draft = true", "")).unwrap();
    let scenario = library.load(path.to_str().unwrap()).unwrap().scenario;
    for step in scenario.survey.iter().filter(|visit| visit.leave.is_some()).flat_map(|visit| &visit.steps) {
        let enters = step.ways.iter().any(|way| {
            matches!(way.action, Action::Choose { .. } | Action::CheckOnly { .. } | Action::Check { on: true, .. })
        });
        assert!(!enters, "{}", step.id);
    }
}
