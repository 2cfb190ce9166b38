//! A second run for the same account.

use nix::sys::signal::Signal;

use crate::support::Site;

/// Another output folder, another name: the system user is the same one, and is not made twice.
#[test]
fn one_run_at_a_time_changes_a_system_user() {
    let site = Site::new("terms=accepted");
    let mut first = site.walk().start();
    first.until_logged("assign_assets");
    first.signal(Signal::SIGSTOP);
    let other = site.folder().join("other");
    let second = site.walk().out(&other).args(["--id", "other"]).start().finish_beside();
    second.expect_error(2, "locked").says(["is working on the system user", "nothing was made"]);
    first.signal(Signal::SIGCONT);
    first.finish().expect(0);
    site.assert_made_once("ADMIN");
}

/// No second user and no second token: the stored one is proved. Only `--force-new-token` makes another.
#[test]
fn a_second_run_proves_what_is_stored_and_only_force_makes_another_token() {
    let site = Site::new("");
    let first = site.walk().run();
    first.expect(0);
    let views = site.truth().page_views;
    let asked = site.truth().graph_log.len();

    let second = site.walk().run();
    second.expect(0).notes("holds credentials already");
    site.assert_made_once("ADMIN");
    assert_eq!(site.truth().page_views, views, "no page is opened");
    assert!(site.truth().graph_log.len() > asked, "the stored token is proved");
    assert_eq!(second.json["verified"], true);
    assert_eq!(second.json["token_fingerprint"], first.json["token_fingerprint"]);
    assert_eq!(second.json["steps"].as_array().unwrap().len(), 0);
    assert_eq!(second.variable("WHATSAPP_ACCESS_TOKEN"), first.variable("WHATSAPP_ACCESS_TOKEN"));

    let forced = site.walk().args(["--force-new-token"]).run();
    forced.expect(0);
    let truth = site.truth();
    assert_eq!((truth.users.len(), truth.assignments.len(), truth.tokens.len()), (1, 1, 2));
    site.assert_token(1);
    assert_eq!(forced.json["token_fingerprint"], truth.tokens[1].fingerprint);
    assert_eq!(forced.variable("WHATSAPP_ACCESS_TOKEN").as_deref(), Some(truth.tokens[1].token.as_str()));

    // A stored token that has been revoked is told, not replaced in silence.
    site.set("graph.fail", "190-467");
    let revoked = site.walk().run();
    revoked.expect(6).says(["--force-new-token"]);
    assert_eq!(site.truth().tokens.len(), 2);
}

/// Credentials of one app are not taken for those of another one, although both have the same name for the account.
#[test]
fn stored_credentials_of_another_app_are_not_taken() {
    let site = Site::new("");
    site.walk().args(["--id", "shop"]).run().expect(0);
    let other = site.walk().app("RCWa Cloud").args(["--id", "shop"]).run();
    other.expect_error(2, "other_app").says(["RCWa", "--id"]);
    assert_eq!(site.truth().tokens.len(), 1);
    let by_id = site.walk().app(&site.app_id("RCWa")).args(["--id", "shop"]).run();
    by_id.expect(0);
}

/// Between the click on Generate and the storing lies a moment in which a token exists that nobody has. A run that was
/// killed there is not simply repeated.
#[test]
fn a_run_killed_while_the_token_was_made_is_not_simply_repeated() {
    let site = Site::new("obstacle.token=hang generation=2 assign_visible_ms=100 assign_visible_loads=0");
    let mut walking = site.walk().timeout("60").start();
    walking.until_logged("generate_token");
    walking.signal(Signal::SIGKILL);
    let killed = walking.finish();
    assert_eq!(killed.code, None);
    assert!(killed.credentials().is_empty());

    site.set("obstacle.token", "none");
    let next = site.walk().run();
    next.expect_error(3, "token_unaccounted").says(["--force-new-token"]);
    assert!(site.truth().tokens.is_empty());

    let forced = site.walk().args(["--force-new-token"]).run();
    forced.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(site.log("create_system_user").len(), 1, "the user is looked for first");
    assert_eq!(site.log("assign_assets").len(), 1, "and so is the assignment");
}

/// The same with a token stored already: that one is good, and the other is told of all the same.
#[test]
fn a_second_token_that_may_exist_is_told_beside_the_first() {
    let site = Site::new("generation=2 assign_visible_ms=100 assign_visible_loads=0");
    site.walk().run().expect(0);
    site.set("obstacle.token", "hang");
    let mut walking = site.walk().timeout("60").args(["--force-new-token"]).start();
    walking.until("another token is asked for", || site.log("generate_token").len() == 2);
    walking.signal(Signal::SIGKILL);
    walking.finish();
    site.set("obstacle.token", "none");
    for _ in 0..2 {
        site.walk().run().expect(0).notes("one may exist that nobody has");
    }
    // Once another is made, nothing is open any more.
    let forced = site.walk().args(["--force-new-token"]).run();
    forced.expect(0);
    let after = site.walk().run();
    assert!(!after.expect(0).json["notes"].to_string().contains("nobody has"), "{}", after.json["notes"]);
}

/// A run that was killed while it made the system user looks before it makes one again.
#[test]
fn a_run_killed_while_the_user_was_made_looks_first() {
    let site = Site::new("delay_ms=300");
    let mut walking = site.walk().start();
    walking.until_logged("create_system_user");
    walking.signal(Signal::SIGKILL);
    walking.finish();
    assert_eq!(site.truth().users.len(), 1);
    site.set("delay_ms", "20");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
}
