//! What no step reckons with: what a console sets back, cuts off, takes back, asks once more, or lays over what it shows.

use std::fs;
use std::time::Duration;

use crate::support::{Site, Walked, side_by_side};

/// Nothing was clicked that must not be, and this many users and tokens were made.
#[track_caller]
fn assert_made(site: &Site, users: usize, tokens: usize, case: &str) {
    let truth = site.truth();
    assert_eq!((truth.users.len(), truth.tokens.len()), (users, tokens), "{case}: {:#?}", truth.log);
    for what in ["mishap", "temporary_token", "accept_agreement"] {
        assert!(truth.entries(what).is_empty(), "{case}: {:#?}", truth.log);
    }
}

#[track_caller]
fn expect(walked: &Walked, code: i32, kind: Option<&str>, case: &str) {
    let told = walked.json["error"]["kind"].as_str();
    assert_eq!((walked.code, told), (Some(code), kind), "{case}: {:#}\n{}", walked.json["error"], walked.stderr);
}

/// The assistant sets the expiry back where nobody sees it, and Graph does not tell it: that it is not proved is said wherever
/// the token is called good.
#[test]
fn an_expiry_that_nobody_can_prove_is_said_beside_the_token() {
    side_by_side(&["2", "3"], |generation| {
        let site = Site::new(&format!("generation={generation} graph.debug=refused manner.expiry=resets"));
        let walked = site.walk().run();
        expect(&walked, 0, None, generation);
        assert_made(&site, 1, 1, generation);
        assert_ne!(site.truth().tokens[0].expires_at, 0, "the console has set it back");
        let json = &walked.json;
        assert_eq!((&json["verified"], &json["expires_at"]), (&true.into(), &serde_json::Value::Null));
        assert_eq!(json["unproved"], serde_json::json!(["expiry"]));
        walked.notes("when it expires could not be proved");
        let kept = &walked.credentials()[0].1;
        assert!(
            kept.lines().any(|line| line.starts_with("# unproved: when it expires could not be proved")),
            "{}",
            kept.len()
        );
        let report = fs::read_to_string(walked.run_folder().join("report.html")).unwrap();
        assert!(
            report.contains("yes, but for when it expires") && report.contains("when it expires could not be proved")
        );
        // What is read back says so, too, and so does another look.
        let again = site.walk().run();
        expect(&again, 0, None, generation);
        assert_eq!(again.json["unproved"], serde_json::json!(["expiry"]));
        assert_made(&site, 1, 1, generation);
        // Once Graph tells, it is told.
        site.set("graph.debug", "answers");
        expect(&site.walk().run(), 6, Some("expires"), generation);
    });
}

/// Where the expiry shows as the token is asked for, it is Never in that very moment, or nothing is asked for.
#[test]
fn an_expiry_that_is_set_back_in_sight_makes_no_token_that_ends() {
    let cases = [
        "markup.expiry=radio",
        "markup.expiry=picker markup.picker=native",
        "markup.expiry=picker markup.picker=select-only",
        "markup.expiry=picker markup.picker=combobox",
        "markup.expiry=picker markup.picker=listbox markup.label=beside",
    ];
    side_by_side(&cases, |case| {
        let site = Site::new(&format!("generation=1-expiry manner.expiry=resets {case}"));
        let walked = site.walk().run();
        let made: Vec<_> = site.truth().tokens.iter().map(|token| token.expires_at).collect();
        assert!(made.iter().all(|expires| *expires == 0), "{case}: {made:?}");
        if case.contains("picker") {
            expect(&walked, 4, Some("guard"), case);
            walked.says(["60 days", "Never"]);
            assert_made(&site, 1, 0, case);
        } else {
            expect(&walked, 0, None, case);
            site.assert_made_once("ADMIN");
        }
    });
}

/// Two businesses have an app of the name: the business that is named decides.
#[test]
fn the_business_decides_between_apps_of_one_name() {
    side_by_side(&["1", "2", "3"], |generation| {
        for by_id in [false, true] {
            let site = Site::new(&format!("generation={generation} world.apps=twins"));
            let business =
                if by_id { site.business_id("Acme Retail Wholesale") } else { "Acme Retail Wholesale".into() };
            let walked = site.walk().args(["--business", &business]).run();
            let case = format!("generation {generation}, --business {business}");
            expect(&walked, 0, None, &case);
            assert_made(&site, 1, 1, &case);
            let truth = site.truth();
            assert_eq!(truth.users[0].business_id, site.business_id("Acme Retail Wholesale"), "{case}");
            assert_eq!(truth.tokens[0].app_id, site.app_ids("RCWa")[1], "{case}");
        }
        // Where two apps of one business have it, and where no business is named, nobody can say.
        let site = Site::new(&format!("generation={generation} world.apps=twins-same"));
        expect(&site.walk().args(["--business", "Acme Retail"]).run(), 4, Some("ambiguous"), generation);
        assert_made(&site, 0, 0, generation);
        let site = Site::new(&format!("generation={generation} world.apps=twins"));
        expect(&site.walk().run(), 4, Some("ambiguous"), generation);
        assert_made(&site, 0, 0, generation);
    });
}

/// The field takes fewer letters than the name has: nobody is made by half a name.
#[test]
fn a_name_that_the_field_cuts_off_makes_nobody() {
    side_by_side(&["1", "2", "3"], |generation| {
        let site = Site::new(&format!("generation={generation} markup.name_max=9"));
        site.set("world.users", "cloud mes:admin");
        let walked = site.walk().args(["--system-user", "cloud messaging"]).run();
        expect(&walked, 5, Some("cut_off"), generation);
        walked.says(["cloud messaging", "cloud mes\\\"", "--system-user", "at most 9 letters"]);
        assert_eq!(walked.json["error"]["step"], "user-name", "{generation}");
        assert!(site.log("create_system_user").is_empty(), "{generation}");
        assert_made(&site, 1, 0, generation);
        // One that fits is made.
        let site = Site::new(&format!("generation={generation} markup.name_max=9"));
        expect(&site.walk().args(["--system-user", "cloud mes"]).run(), 0, None, generation);
        assert_made(&site, 1, 1, generation);
    });
}

/// Terms that nobody knows are put before a person, wherever they come; nothing in them is clicked.
#[test]
fn terms_that_nobody_knows_are_left_to_a_person() {
    let cases = [
        "obstacle.agreement=continue",
        "obstacle.agreement=accept obstacle.agreement_at=page",
        "obstacle.agreement=continue obstacle.agreement_at=page",
        "obstacle.agreement=agree obstacle.agreement_at=token world.users=mark:admin:RCWa",
        "obstacle.agreement=continue obstacle.agreement_at=token world.users=mark:admin:RCWa markup.dialog=norole",
    ];
    side_by_side(&cases, |case| {
        let site = Site::new(&format!("generation=3 {case}"));
        let walked = site.walk().args(["--system-user", "mark"]).run();
        expect(&walked, 3, Some("agreement"), case);
        assert_made(&site, usize::from(case.contains("world.users")), 0, case);
    });
}

/// The link to the business says not which: it is gone on only where the page that comes is that of the business.
#[test]
fn a_link_that_names_no_business_is_followed_only_to_the_right_one() {
    let right = Site::new("generation=3 manner.link=recent name_rules=none");
    let account = right.waba_id("Acme Retail");
    expect(&right.walk().args(["--waba", &account]).run(), 0, None, "the business itself");
    right.assert_made_once("ADMIN");
    for landing in ["info", "system-users"] {
        let other = Site::new(&format!("generation=3 manner.link=other manner.landing={landing}"));
        let walked = other.walk().run();
        expect(&walked, 5, Some("business_mismatch"), landing);
        assert_made(&other, 0, 0, landing);
        let walked = other.walk().args(["--business", "Acme Retail"]).run();
        expect(&walked, 5, Some("business_mismatch"), landing);
        assert_made(&other, 0, 0, landing);
    }
}

/// The dialog that shows the token asks once more before it closes: it is stored by then, and the run is done.
#[test]
fn a_dialog_that_asks_once_more_costs_nothing() {
    side_by_side(&["1", "2", "3"], |generation| {
        let site = Site::new(&format!("generation={generation} manner.leave=asks world.users=Mark:admin:RCWa"));
        let walked = site.walk().args(["--system-user", "Mark"]).timeout("60").run();
        expect(&walked, 0, None, generation);
        assert_made(&site, 1, 1, generation);
        assert_eq!(walked.json["verified"], true, "{generation}");
        assert!(walked.took < Duration::from_secs(55), "{generation}: {:?}", walked.took);
        walked.notes("the dialog that shows the token could not be closed");
    });
}

/// What showed before the server had answered, and went again, was not made: the step that asked for it is named.
#[test]
fn what_is_taken_back_is_told_of_the_step_that_asked_for_it() {
    let cases = [
        ("2", "obstacle.create=500", "toast"),
        ("3", "obstacle.create=quota", "silent"),
        ("3", "obstacle.create=seven-days", "toast"),
    ];
    side_by_side(&cases, |(generation, obstacle, how)| {
        for late in ["0", "2500"] {
            let case = format!("generation={generation} {obstacle} manner.optimistic={how} manner.take_back_ms={late}");
            let site = Site::new(&case);
            let walked = site.walk().run();
            assert_ne!(walked.code, Some(0), "{case}");
            assert_eq!(walked.json["error"]["step"], "create-user", "{case}: {:#}", walked.json["error"]);
            assert_made(&site, 0, 0, &case);
        }
    });
}

/// The rows of the list come as it is scrolled, and its search knows only those that have come.
#[test]
fn a_user_far_down_a_list_that_loads_as_it_is_scrolled_is_found() {
    let others: Vec<String> = (1..=30).map(|number| format!("helper {number:02}:employee")).collect();
    for popup in ["0", "400"] {
        let users = format!("{},mark:admin:RCWa", others.join(","));
        let site = Site::new(&format!("generation=3 markup.users=lazy manner.popup_ms={popup}"));
        site.set("world.users", &users);
        let walked = site.walk().args(["--system-user", "mark"]).run();
        expect(&walked, 0, None, popup);
        assert_made(&site, 31, 1, popup);
        assert!(site.log("create_system_user").is_empty());
        assert_eq!(site.called_by_id(&site.truth().tokens[0].user_id).as_deref(), Some("mark"));
    }
}

/// Something else comes up over the token, with a button of the same words: the token's own dialog is the one that is closed.
#[test]
fn the_done_of_something_else_over_the_token_is_not_clicked() {
    let cases = [("2", "0"), ("3", "0"), ("3", "700")];
    side_by_side(&cases, |(generation, late)| {
        let case =
            format!("generation={generation} manner.news=done manner.news_ms={late} world.users=Mark:admin:RCWa");
        let site = Site::new(&case);
        let walked = site.walk().args(["--system-user", "Mark"]).run();
        expect(&walked, 0, None, &case);
        assert_made(&site, 1, 1, &case);
        assert!(site.log("news_closed").is_empty(), "{case}: {:#?}", site.truth().log);
        assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN").as_deref(), Some(site.truth().tokens[0].token.as_str()));
    });
}
