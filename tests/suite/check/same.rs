//! A console that is as it was, whatever the account has in it.

use super::{MARK, baseline, came, check, verdict};
use crate::support::{Site, side_by_side};

/// Each generation, with another user and other data than the baseline was made with.
#[test]
fn other_data_and_bad_manners_change_nothing() {
    let cases = [
        ("1", "anna", "world.users=anna:employee terms=accepted", ""),
        // Somebody else is looked at, as nobody has this name.
        ("2", "nobody of this name", MARK, "world.names=Acme+Retail=Bolt+42+Shop delay_ms=300 manner.pieces=yes"),
        ("3", "mark", MARK, "manner.toast=yes manner.cookie=yes manner.silent=yes"),
    ];
    side_by_side(&cases, |(generation, user, world, more)| {
        let site = Site::new(&format!("generation={generation} {world} {more}"));
        let walked = check(&site, &baseline(generation), user, []);
        came(&walked, 0, "same");
        for id in ["create-user", "assign", "assign-leave", "open-token"] {
            assert_eq!(verdict(&walked, id), "same", "{generation}: {id}");
        }
        assert_eq!(verdict(&walked, "token"), "not_reachable", "it lies behind a commit");
    });
}

#[test]
fn without_any_system_user_what_needs_one_is_not_reachable_and_nothing_is_made() {
    let site = Site::new("generation=3 terms=accepted");
    let walked = check(&site, &baseline("3"), "mark", []);
    came(&walked, 0, "same");
    assert_eq!(verdict(&walked, "create-user"), "same", "the dialog is opened all the same");
    for id in ["select-user", "assign", "generate"] {
        assert_eq!(verdict(&walked, id), "not_reachable", "{id}");
    }
    assert!(walked.stdout.contains("is not there"), "{}", walked.stdout);
}

#[test]
fn the_policy_is_seen_and_not_accepted() {
    let site = Site::new("generation=3 terms=ask");
    let walked = check(&site, &baseline("3"), "mark", []);
    came(&walked, 0, "same");
    assert_eq!(verdict(&walked, "accept-terms"), "same");
    assert_eq!(verdict(&walked, "create-user"), "not_reachable", "it lies behind the policy");
    assert!(site.log("accept-terms").is_empty());
}
