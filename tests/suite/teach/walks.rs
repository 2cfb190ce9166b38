//! Walks with a person beside them, against the practice site.

use std::fs;

use crate::support::{Person, Site, Walked, Walking};

/// A user that is there already, with the app.
const CONSOLE: &str = "generation=1 terms=accepted world.users=mark:admin:RCWa";

/// A walk with a person beside it, and that person.
fn begin<'s, const N: usize>(site: &'s Site, args: [&str; N]) -> (Walking<'s>, Person) {
    let walking = site.walk().teach().timeout("5").args(["--system-user", "mark"]).args(args).start();
    let person = Person::beside(site);
    (walking, person)
}

/// The server was told to do nothing at all, and no account's ledger has heard of it.
#[track_caller]
fn nothing_made(site: &Site, walked: &Walked) {
    let truth = site.truth();
    let made = [truth.users.len(), truth.assignments.len(), truth.tokens.len(), truth.log.len()];
    assert_eq!(made, [1, 1, 0, 0], "{:?}", truth.log);
    assert!(!walked.out.join("ledger.sqlite").exists() && walked.credentials().is_empty());
}

fn labels(site: &Site) -> String {
    fs::read_to_string(site.folder().join("scenarios/labels/en.toml")).unwrap_or_default()
}

/// Two controls are called otherwise: one that opens a dialog, and one that commits. The person points at both; the first click that
/// does not help is told, and a control that is never clicked cannot be taught.
#[test]
fn what_is_pointed_at_is_written_and_the_next_run_finds_it() {
    let site = Site::new(CONSOLE);
    site.set("reword", "add_assets:Allocate resources;save:Keep this");
    fs::create_dir_all(site.folder().join("scenarios/labels")).unwrap();
    let own = "# mine\nlanguage = \"en\"\nname = \"English\"\n\n[labels]\nusers = \"Users\" # as it is\n";
    fs::write(site.folder().join("scenarios/labels/en.toml"), own).unwrap();
    let (walking, person) = begin(&site, ["--yes"]);
    person.reads("The bot looks for button \"Add Assets\"");
    person.clicks("button", "Revoke Tokens");
    person.reads("never clicked, and cannot be taught");
    person.hovers("button", "Allocate resources");
    person.clicks("button", "Allocate resources");
    // What commits is asked for in spite of --yes.
    person.reads("A run commits with this control.");
    // The panel lies over it.
    person.clicks("button", "Keep this");
    person.reads("That is Tokenwright's own panel.");
    person.clicks("button", "Move aside");
    person.clicks("button", "Keep this");
    person.reads("A run commits with this control. Be sure that it is the right one.");
    person.clicks("button", "Yes, write it");
    let walked = walking.finish();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stderr, walked.stdout);
    nothing_made(&site, &walked);
    let line = "add_assets = [\"Add Assets\", \"Assign assets\", \"Allocate resources\"]\n";
    let other =
        "save_assignment = { known = [\"Save changes\", \"Assign assets\", \"Keep this\"], guess = [\"Save\"] }\n";
    assert_eq!(labels(&site), format!("{own}{line}{other}"));
    assert!(walked.stdout.contains("changed: scenarios/labels/en.toml\n"), "{}", walked.stdout);
    assert!(walked.stdout.contains("tokenwright check --app"), "{}", walked.stdout);
    // A run of the same folder reads it.
    let walked = site.walk().run();
    walked.expect(0);
    assert_eq!(site.truth().tokens.len(), 1);
}

#[test]
fn a_step_is_skipped_and_a_window_that_is_closed_loses_nothing() {
    let site = Site::new(CONSOLE);
    site.set("reword", "create_user:Make technical user;add_assets:Allocate resources");
    let (walking, person) = begin(&site, []);
    person.reads("The bot looks for button \"Create System User\"");
    person.clicks("button", "Make technical user");
    person.reads("With this change of scenarios/labels/en.toml");
    person.clicks("button", "No, I point again");
    person.reads("Nothing was written. Point again.");
    person.clicks("button", "Skip this step");
    // The walk goes on with what does not hang on it.
    person.reads("The bot looks for button \"Add Assets\"");
    person.closes_the_window("button", "Allocate resources");
    let walked = walking.finish();
    assert_eq!(walked.code, Some(7), "{}\n{}", walked.stderr, walked.stdout);
    assert!(walked.stderr.contains("what was taught before is written"), "{}", walked.stderr);
    assert!(walked.stdout.contains("left as it is: Create the system user"), "{}", walked.stdout);
    nothing_made(&site, &walked);
    assert_eq!(labels(&site), "", "nothing was agreed to");
}

/// A person makes a system user, and shows how. The scenario that comes of it makes another one.
#[test]
fn a_walk_that_is_shown_becomes_a_scenario_that_runs() {
    let site = Site::new("generation=1 terms=accepted markup.label=aria-label");
    let args = ["--new", "make-user", "--business", "Acme Retail", "--system-user", "Anna"];
    let walking = site.walk().teach().args(args).start();
    let person = Person::beside(&site);
    person.reads("Recording the scenario make-user");
    person.clicks("link", "Acme Retail");
    person.reads("Now at: {business}.");
    person.clicks("link", "System users");
    person.reads("Now at: System users.");
    person.clicks("button", "Add");
    person.reads("4 places.");
    person.clicks("textbox", "System Username");
    person.reads("Noted: field \"System Username\".");
    person.types("Anna");
    person.clicks("button", "Move aside");
    person.clicks("button", "Create System User");
    person.reads("Does \"Create System User\" change something?");
    assert!(site.truth().users.is_empty(), "it is clicked after the answer");
    person.clicks("button", "Yes, it changes something");
    person.reads("How does one see that \"Create System User\" was done?");
    person.clicks("button", "Anna Admin System User");
    person.reads("Noted: button \"Create System User\".");
    person.clicks("button", "Done, write it");
    let walked = walking.finish();
    let text = fs::read_to_string(site.folder().join("scenarios/make-user.toml")).unwrap_or_default();
    assert_eq!(walked.code, Some(0), "{}\n{}\n{text}", walked.stderr, walked.stdout);
    assert!(text.contains("commit = { button = \"create_system_user\" }") && !text.contains("Anna"), "{text}");
    let walked =
        site.walk().args(["--scenario", "make-user", "--business", "Acme Retail", "--system-user", "Berta"]).run();
    walked.expect(0);
    let truth = site.truth();
    let names: Vec<&str> = truth.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["Anna", "Berta"], "{text}");
}
