//! Who is meant: apps, businesses and system users by names that are hard to tell apart, or that hold what looks like something
//! else. The right one is used, or nothing is made.

mod names;
mod table;

use crate::support::Site;

/// The one token, and it is for this app and this user.
#[track_caller]
fn assert_token_of(site: &Site, app: &str, user: &str) {
    let truth = site.truth();
    let [token] = truth.tokens.as_slice() else { panic!("one token: {:?}", truth.tokens.len()) };
    assert_eq!(token.app_id, site.app_id(app), "the app");
    let of: Vec<_> = truth.users.iter().filter(|one| one.id == token.user_id).map(|one| one.name.as_str()).collect();
    assert_eq!(of, [user]);
    assert!(truth.entries("mishap").is_empty(), "something was clicked that must not be: {:?}", truth.log);
}

/// Values are put in once, and never looked at again.
#[test]
fn names_with_braces_are_names() {
    let names = [
        ("RCWa", "CRM {role}"),
        ("RCWa Cloud", "CRM admin"),
        ("Acme Retail", "Shop {business}"),
        ("Stock Sync", "{app}"),
    ];
    let site = Site::called("generation=2", names);
    let walked =
        site.walk().app("CRM {role}").args(["--business", "Shop {business}", "--system-user", "{app} & Co"]).run();
    walked.expect(0);
    assert_token_of(&site, "CRM {role}", "{app} & Co");
    assert_eq!((&walked.json["app"], &walked.json["business"]), (&"CRM {role}".into(), &"Shop {business}".into()));
}

/// Digits are tried as a name first; what is an ID is decided by what the card says.
#[test]
fn names_of_digits_are_names() {
    let site = Site::called(
        "generation=1-expiry world.users=a:admin,b:admin",
        [
            ("RCWa", "20240115"),
            ("RCWa Cloud", "Shop 20240115"),
            ("RCWa Old", "202401151"),
            ("Acme Retail", "1234567"),
            ("a", "770077 Old"),
            ("b", "770077"),
        ],
    );
    let walked = site.walk().app("20240115").args(["--business", "1234567", "--system-user", "770077"]).run();
    walked.expect(0);
    assert_token_of(&site, "20240115", "770077");
    assert_eq!(walked.json["app_id"], site.app_id("20240115"));
    assert_eq!(site.truth().users.len(), 2);
}

/// Of two apps of one name in one business the ID decides, where a list shows it.
#[test]
fn a_twin_of_the_app_is_told_by_its_id() {
    let site = Site::new("generation=2 world.apps=twins-same world.users=mark:admin:RCWa");
    let [own, twin] = site.app_ids("RCWa").try_into().unwrap();
    let walked = site.walk().app(&own).args(["--system-user", "mark"]).run();
    walked.expect(0);
    let truth = site.truth();
    let of: Vec<_> = truth.tokens.iter().map(|token| token.app_id.clone()).collect();
    assert_eq!(of, [own], "not for {twin}");
}

/// A name that is only written otherwise is taken, and that it is written otherwise is told.
#[test]
fn an_app_that_is_written_otherwise_is_told() {
    let site = Site::new("generation=2 terms=accepted");
    let walked = site.walk().app("rcwa").run();
    walked.expect(0);
    let notes = walked.json["notes"].to_string();
    assert!(notes.contains("the app is called \\\"RCWa\\\"") && notes.contains("rcwa"), "{notes}");
    assert!(!notes.contains("the business is called"), "{notes}");
}

/// Another app whose name differs in its case alone, and shows before the one that is meant: never that one.
#[test]
fn an_app_that_is_only_written_alike_is_another_app() {
    for generation in ["1", "2", "3"] {
        let site = Site::called(
            &format!("generation={generation} terms=accepted manner.pieces=yes manner.pieces_ms=700"),
            [("RCWa", "Acme Chat"), ("RCWa Cloud", "acme chat")],
        );
        let walked = site.walk().app("Acme Chat").timeout("6").run();
        let (truth, id) = (site.truth(), site.app_id("Acme Chat"));
        assert!(truth.assignments.iter().all(|one| one.asset_id == id), "{generation}: {:?}", truth.assignments);
        assert!(truth.tokens.iter().all(|token| token.app_id == id), "{generation}: {:?}", truth.tokens);
        walked.expect(0);
    }
}

/// The same of system users: the one that is meant comes with a later piece of the list. Where it never comes, the other one is taken.
#[test]
fn a_system_user_that_is_only_written_alike_is_another_one() {
    let users = "mark:admin,cc:admin,cd:admin,ce:admin,cf:admin";
    for (generation, more) in [("1", ",eve:admin"), ("3", ",eve:admin"), ("1", ""), ("3", "")] {
        let switches = "terms=accepted name_rules=none manner.pieces=yes manner.pieces_ms=700";
        let site = Site::called(
            &format!("generation={generation} {switches} world.users={users}{more}"),
            [("mark", "cloud messaging"), ("eve", "Cloud Messaging")],
        );
        let before = site.truth().users;
        let meant = if more.is_empty() { &before[0].id } else { &before.last().unwrap().id };
        let walked = site.walk().timeout("10").run();
        let truth = site.truth();
        assert_eq!(truth.users.len(), before.len(), "{generation}: {:?}", truth.log);
        assert!(
            truth.assignments.iter().all(|one| one.user_id == *meant),
            "{generation}{more}: {:?}",
            truth.assignments
        );
        assert!(truth.tokens.iter().all(|token| token.user_id == *meant), "{generation}{more}: {:?}", truth.tokens);
        walked.expect(0);
    }
}

/// Where no list shows an ID, nothing is made for one that may be the twin: not where the twin is chosen already, either.
#[test]
fn a_twin_of_the_app_that_nothing_tells_apart_ends_the_walk() {
    for generation in ["3", "1b"] {
        let switches = format!("generation={generation} app_default=first world.users=mark:admin:RCWa");
        let site = Site::called(&switches, [("RCWa Cloud", "RCWa")]);
        let [_, own] = site.app_ids("RCWa").try_into().unwrap();
        let walked = site.walk().app(&own).args(["--system-user", "mark"]).run();
        walked.expect_error(4, "ambiguous").says(["RCWa"]);
        let truth = site.truth();
        assert_eq!((truth.assignments.len(), truth.tokens.len()), (1, 0), "{generation}: {:?}", truth.log);
    }
}

/// Of two system users of one name nobody knows which is meant, whether the list shows their IDs or not: nothing is made.
#[test]
fn two_system_users_of_one_name_end_the_walk() {
    for generation in ["1", "3"] {
        let site = Site::new(&format!("generation={generation} world.users=mark:admin:RCWa,eve:admin,mark:admin"));
        let walked = site.walk().args(["--system-user", "mark"]).run();
        walked.expect_error(4, "ambiguous").says(["mark"]);
        let truth = site.truth();
        assert_eq!((truth.assignments.len(), truth.tokens.len()), (1, 0), "{generation}: {:?}", truth.log);
        assert!(walked.json["error"]["hint"].as_str().unwrap().contains("--system-user ID"), "{}", walked.json);
        // What it says to do does it.
        if generation == "3" {
            let last = truth.users.iter().rfind(|user| user.name == "mark").unwrap();
            site.walk().args(["--system-user", &last.id]).run().expect(0);
            let truth = site.truth();
            assert_eq!(truth.tokens.iter().map(|token| &token.user_id).collect::<Vec<_>>(), [&last.id]);
        }
    }
}

/// What the account's data say is data, and never a sign of what the page is.
#[test]
fn names_that_hold_the_words_of_an_interruption_interrupt_nothing() {
    let names = [
        ("RCWa", "Confirm your identity"),
        ("RCWa Cloud", "Enter your password"),
        ("RCWa Old", "suspicious activity"),
        ("Stock Sync", "Two-factor authentication"),
        ("Acme Retail", "Security check"),
        ("a", "Enter the code"),
        ("b", "This account is blocked"),
        ("c", "Re-enter your password"),
    ];
    for generation in ["3", "1"] {
        let site = Site::called(&format!("generation={generation} world.users=a:admin,b:employee,c:admin:RCWa"), names);
        let walked = site.walk().app("Confirm your identity").args(["--system-user", "Enter the code"]).run();
        walked.expect(0);
        assert_token_of(&site, "Confirm your identity", "Enter the code");
        assert_eq!(walked.json["business"], "Security check", "{generation}");
    }
}

/// The same app once by its name and once by its ID is one account: one file, and one token. The user's other role is told.
#[test]
fn one_app_by_name_and_by_id_is_one_account() {
    let site = Site::new("generation=1 world.users=mark:employee:RCWa");
    let walked = site.walk().args(["--system-user", "mark"]).run();
    walked.expect(0);
    walked.notes("another role than the one asked for (admin)");
    let again = site.walk().app(&site.app_id("RCWa")).args(["--system-user", "mark"]).run();
    again.expect(0);
    again.notes("under the account \\\"rcwa\\\" already");
    assert_eq!((&again.json["account"], site.truth().tokens.len(), again.credentials().len()), (&"rcwa".into(), 1, 1));

    // Under a name that says nothing of the app, of which only the ID is the same: the card tells, and the walk ends there.
    let [(path, text)] = again.credentials().try_into().unwrap();
    std::fs::write(path.with_file_name("old.env"), text.replace("RCWa", "Renamed")).unwrap();
    std::fs::remove_file(path).unwrap();
    let late = site.walk().args(["--system-user", "mark"]).run();
    late.expect(0);
    assert_eq!((&late.json["account"], site.truth().tokens.len(), late.credentials().len()), (&"old".into(), 1, 1));
}
