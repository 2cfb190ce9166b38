//! With a person at the terminal and a window, the walk waits for what only a person can do, and goes on from where it was.
//!
//! The person is played through the practice site: what stands in the way is lifted as if they had done it in the window.

use crate::support::{Left, Site};

/// Walks until the console asks for the person, sees that the program only waits, and lets the person do it.
fn with_a_person(switches: &str, words: &str) -> (Site, Left) {
    let site = Site::new(switches);
    let mut run = site.walk().args(["--person-limit", "60"]).seat();
    run.await_bell(1, words);
    run.assert_it_waits();
    site.person_passes();
    let left = run.finish();
    assert!(left.shown.contains("thank you, going on"), "{}", left.shown);
    (site, left)
}

/// How often the console was asked for this, by what it answered.
fn answers(site: &Site, what: &str) -> Vec<String> {
    site.log(what).into_iter().map(|entry| entry.outcome).collect()
}

#[test]
fn a_person_signs_in_at_the_app_panel() {
    let (site, left) = with_a_person("obstacle.apps=signed-out", "Sign in to Meta in the browser window.");
    left.expect(0);
    site.assert_made_once("ADMIN");
}

#[test]
fn a_person_signs_in_again_while_the_user_is_made() {
    let (site, left) = with_a_person("obstacle.create=signed-out", "Sign in to Meta in the browser window.");
    left.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(answers(&site, "create_system_user"), ["refused: signed-out", "done"]);
}

#[test]
fn a_person_signs_in_again_while_the_app_is_assigned() {
    let switches = "generation=2 terms=accepted obstacle.assign=signed-out";
    let (site, left) = with_a_person(switches, "Sign in to Meta in the browser window.");
    left.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(answers(&site, "assign_assets"), ["refused: signed-out", "done"]);
}

#[test]
fn a_password_asked_for_after_generate_does_not_lead_to_a_second_token() {
    let (site, left) = with_a_person("terms=accepted obstacle.token=password", "Meta asks for the password.");
    left.expect(0);
    site.assert_made_once("ADMIN");
    // The page itself sends it again once the password is given; the program clicks Generate but once.
    assert_eq!(answers(&site, "generate_token"), ["refused: password asked", "done"]);
    let steps = left.result["steps"].as_array().unwrap();
    assert_eq!(steps.iter().filter(|step| step["id"] == "generate" && step["outcome"] == "done").count(), 1);
}

#[test]
fn a_person_enters_a_code() {
    let (site, left) = with_a_person("generation=2 terms=accepted obstacle.create=code", "Meta asks for a code.");
    left.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(answers(&site, "create_system_user"), ["refused: code asked", "done"]);
}

#[test]
fn a_person_waits_for_the_checks_on_a_new_device() {
    let switches = "terms=accepted obstacle.assign=checkpoint";
    let (site, left) = with_a_person(switches, "it runs additional checks on this new device.");
    left.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(answers(&site, "assign_assets"), ["refused: checkpoint", "done"]);
}

#[test]
fn another_admin_approves_the_token() {
    for generation in ["1-expiry", "2"] {
        let switches = format!("generation={generation} terms=accepted obstacle.token=approval");
        let (site, left) = with_a_person(&switches, "Another admin of the business must approve this first.");
        left.expect(0);
        site.assert_made_once("ADMIN");
        // The console said that it made none, so it is asked for again.
        assert_eq!(answers(&site, "generate_token"), ["refused: another admin must approve", "done"]);
    }
}

/// Whether a token was made before the log-in page came cannot be looked up: it is not asked for again.
#[test]
fn signed_out_by_generate_ends_with_no_second_token() {
    let switches = "terms=accepted obstacle.token=signed-out";
    let (site, left) = with_a_person(switches, "Sign in to Meta in the browser window.");
    left.expect_error(3, "token_unaccounted", "cannot be seen");
    assert_eq!(answers(&site, "generate_token"), ["refused: signed-out"]);
    assert!(site.truth().tokens.is_empty());
    site.walk().run().expect_error(3, "token_unaccounted").says(["--force-new-token"]);
}

#[test]
fn nobody_is_waited_for_beyond_the_limit() {
    let site = Site::new("obstacle.apps=signed-out");
    let mut run = site.walk().args(["--person-limit", "3"]).seat();
    run.await_bell(1, "Sign in to Meta in the browser window.");
    let left = run.finish();
    left.expect_error(3, "signed_out", "nobody came within 3 s");
    assert_eq!(left.shown.matches('\u{7}').count(), 1);
    assert!(site.truth().log.is_empty(), "{:?}", site.truth().log);
}

#[test]
fn ctrl_c_ends_the_waiting() {
    let site = Site::new("obstacle.page=checkpoint");
    let mut run = site.walk().seat();
    run.await_bell(1, "new device");
    run.types("\u{3}");
    // Its end sees that neither process nor folder is left.
    run.finish().expect(130);
    assert!(site.truth().users.is_empty());
}

#[test]
fn a_person_at_the_terminal_is_not_asked_with_non_interactive() {
    let site = Site::new("obstacle.apps=signed-out");
    let left = site.walk().args(["--non-interactive"]).seat().finish();
    left.expect_error(3, "signed_out", "run again at a terminal");
    assert!(!left.shown.contains('\u{7}'), "{}", left.shown);
}

/// Who signs in and then goes elsewhere is led back to the page of the walk.
#[test]
fn a_person_who_comes_out_on_another_page_is_led_back() {
    let site = Site::new("session=required terms=accepted");
    let mut run = site.walk().args(["--person-limit", "60"]).seat();
    run.await_bell(1, "Sign in to Meta in the browser window.");
    site.person_passes();
    site.person_wanders(&format!("/apps/{}", site.app_id("RCWa Old")));
    run.finish().expect(0);
    site.assert_made_once("ADMIN");
}

/// Who leaves the password prompt for another page is led back once, and asked again there.
#[test]
fn a_person_who_wanders_off_is_followed_back() {
    let site = Site::new("terms=accepted obstacle.create=password");
    let mut run = site.walk().args(["--person-limit", "60"]).seat();
    run.await_bell(1, "Meta asks for the password.");
    site.person_wanders("/latest/home");
    run.await_bell(2, "Meta asks for the password.");
    run.assert_it_waits();
    site.person_passes();
    run.finish().expect(0);
    site.assert_made_once("ADMIN");
}
