//! The console answers with an error, or not at all, at each of the three commits.

use crate::support::Site;

/// It made nothing the first time: the walk looks, and makes it once.
#[test]
fn one_error_at_create_and_one_at_assign() {
    let site = Site::new("obstacle.create=500-once obstacle.assign=500-once");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
    let outcomes = |what| site.log(what).into_iter().map(|entry| entry.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes("create_system_user"), ["failed: 500", "done"]);
    assert_eq!(outcomes("assign_assets"), ["failed: 500", "done"]);
}

/// It did it and said that it had not: nothing is done twice.
#[test]
fn done_in_spite_of_an_error_is_not_done_twice() {
    let site = Site::new("obstacle.create=500-done obstacle.assign=500-done");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(site.log("create_system_user").len(), 1);
}

/// It did it, said that it had not, and shows it only some seconds later: the list is looked at until then, and nothing is made twice.
#[test]
fn what_shows_late_in_spite_of_an_error_is_not_made_twice() {
    for generation in [1, 3] {
        let site = Site::new(&format!(
            "generation={generation} obstacle.create=500-done user_visible_ms=7000 name_rules=none"
        ));
        site.walk().run().expect(0);
        site.assert_made_once("ADMIN");
        assert_eq!(site.log("create_system_user").len(), 1, "generation {generation}");
    }
}

/// What the server has not answered may still be made: it is waited for beyond the time for a step.
#[test]
fn what_is_not_answered_yet_is_not_asked_for_again() {
    let site = Site::new("generation=3 create_ms=13000 name_rules=none");
    site.walk().timeout("9").run().expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(site.log("create_system_user").len(), 1);
}

/// The same where it has answered well.
#[test]
fn what_the_list_shows_late_is_waited_for() {
    let site = Site::new("user_visible_ms=6000");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
}

#[test]
fn an_invalid_name_that_was_made_all_the_same_is_used() {
    let site = Site::new("obstacle.create=invalid-name-created");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
}

#[test]
fn an_error_at_create_that_stays() {
    let site = Site::new("obstacle.create=500");
    let walked = site.walk().run();
    walked.expect_error(5, "console_error").says(["create the system user", "the page said", "Something went wrong"]);
    assert!(site.truth().users.is_empty());
    assert_eq!(site.log("create_system_user").len(), 2, "once more, and then it is left alone");
    assert!(walked.credentials().is_empty());
}

#[test]
fn an_error_at_assign_that_stays() {
    let site = Site::new("obstacle.assign=500");
    let walked = site.walk().run();
    walked.expect_error(5, "console_error").says(["assign"]);
    let truth = site.truth();
    assert_eq!((truth.users.len(), truth.assignments.len(), truth.tokens.len()), (1, 0, 0));
    assert_eq!(site.log("assign_assets").len(), 2, "once more, and then it is left alone");
}

/// Whether there is a token now nobody can see: it is never asked for twice.
#[test]
fn an_error_at_the_token_is_never_answered_with_another_try() {
    for obstacle in ["500-once", "500-done", "500"] {
        let site = Site::new(&format!("obstacle.token={obstacle} terms=accepted"));
        let walked = site.walk().run();
        walked.expect_error(5, "console_error").says(["--force-new-token"]);
        assert_eq!(site.log("generate_token").len(), 1, "{obstacle}");
        assert!(walked.credentials().is_empty());
        let next = site.walk().run();
        next.expect_error(3, "token_unaccounted");
        assert_eq!(site.log("generate_token").len(), 1, "{obstacle}");
    }
}

#[test]
fn a_dialog_that_shows_no_token() {
    // An empty place is one where nothing stands yet; it is not called anything else.
    for (obstacle, kind, words) in
        [("not-a-token", "not_a_token", "not a token"), ("empty", "token_not_shown", "shows none")]
    {
        let site = Site::new(&format!("obstacle.token={obstacle} terms=accepted"));
        let walked = site.walk().run();
        walked.expect_error(4, kind).says([words, "revoke"]);
        assert!(walked.credentials().is_empty(), "{obstacle}");
    }
}

/// The refusals of the console, each with its own words.
#[test]
fn refusals_at_create_have_their_own_words() {
    for (obstacle, code, kind, word) in [
        ("seven-days", 5, "seven_days", "7 days"),
        ("quota", 5, "limit_reached", "limit"),
        ("invalid-name", 5, "name_refused", "--system-user"),
        ("password", 3, "password", "password"),
    ] {
        let site = Site::new(&format!("obstacle.create={obstacle} terms=accepted"));
        let walked = site.walk().run();
        walked.expect_error(code, kind).says([word]);
        assert!(site.truth().users.is_empty(), "{obstacle}");
        assert_eq!(walked.json["error"]["step"], "create-user", "{obstacle}");
    }
}
