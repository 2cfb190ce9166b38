//! Pages that are not as they should be.

use std::fs;

use crate::support::Site;

fn untouched(site: &Site) {
    let truth = site.truth();
    assert!(truth.users.is_empty() && truth.assignments.is_empty() && truth.tokens.is_empty(), "{truth:?}");
}

#[test]
fn the_app_is_not_on_the_panel() {
    let site = Site::new("world.apps=missing");
    let walked = site.walk().trace("failures").run();
    walked.expect_error(5, "no_such_app").says(["RCWa", "app panel", "--app"]);
    assert_eq!(walked.json["error"]["step"], "find-app");
    untouched(&site);
    // The failure has its picture, and the report shows it.
    let run = walked.run_folder();
    let pictures: Vec<_> = fs::read_dir(run.join("steps")).unwrap().collect();
    assert_eq!(pictures.len(), 1);
    let report = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(report.contains("not on the app panel") && report.contains("data:image/png;base64,"));
    assert_eq!(walked.result()["error"]["kind"], "no_such_app");
}

/// Two apps of one name: it does not guess, it lists both. By ID it goes on, as long as no later list shows both alike.
#[test]
fn two_apps_of_the_same_name() {
    let site = Site::new("world.apps=twins");
    let walked = site.walk().timeout("5").run();
    walked.expect_error(4, "ambiguous").says(["--app"]);
    assert_eq!(walked.json["error"]["step"], "app-id", "no card is read before it is known which");
    let told = walked.json["error"].to_string();
    let ids = site.app_ids("RCWa");
    assert_eq!(ids.len(), 2);
    for id in &ids {
        assert!(told.contains(id), "both are listed, with their IDs: {}", walked.json["error"]);
    }
    untouched(&site);
    let walked = site.walk().app(&ids[0]).run();
    walked.expect(0);
    site.assert_made_once("ADMIN");
}

#[test]
fn no_full_control_of_the_business() {
    for generation in ["1", "2"] {
        let site = Site::new(&format!("world.rights=partial generation={generation}"));
        let walked = site.walk().run();
        walked.expect_error(5, "rights_missing").says(["full control"]);
        assert_eq!(walked.json["error"]["step"], "system-users");
        untouched(&site);
    }
}

#[test]
fn a_page_that_never_loads() {
    for (switch, kind) in [
        ("obstacle.apps=hang", "page_not_loaded"),
        ("obstacle.apps=500", "not_found"),
        ("obstacle.apps=spinner", "not_found"),
        ("obstacle.page=spinner", "not_found"),
    ] {
        let site = Site::new(switch);
        let walked = site.walk().timeout("3").run();
        walked.expect_error(4, kind);
        let elapsed = walked.json["elapsed_ms"].as_u64().unwrap();
        assert!(elapsed < 60_000, "{switch}: {elapsed} ms");
        untouched(&site);
    }
}

/// Nothing listens there at all.
#[test]
fn an_address_where_nothing_listens() {
    let site = Site::new("");
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let walked = site.walk().timeout("3").developers_url(&gone).run();
    walked.expect_error(4, "page_not_loaded").says([&gone]);
}

/// Signed out, or a check that only a person can pass: the program stops and types nothing.
#[test]
fn what_only_a_person_can_do() {
    for (switch, kind) in [
        ("obstacle.apps=signed-out", "signed_out"),
        ("obstacle.apps=checkpoint", "new_device"),
        ("obstacle.page=signed-out", "signed_out"),
    ] {
        let site = Site::new(switch);
        let walked = site.walk().timeout("5").run();
        walked.expect_error(3, kind);
        untouched(&site);
    }
}

/// The card leads to one business, and the console goes on to another: nothing is made there.
#[test]
fn a_console_that_goes_on_to_another_business() {
    for generation in ["1", "3"] {
        let site = Site::new(&format!("generation={generation} manner.strays=yes"));
        let walked = site.walk().timeout("8").run();
        walked
            .expect_error(5, "business_mismatch")
            .says([site.business_id("Acme Retail Wholesale").as_str(), "than the app's card links to"]);
        untouched(&site);
    }
}

/// Two apps of one name in one business: from some dialog on nothing tells them apart. It stops there rather than guess.
#[test]
fn two_apps_of_the_same_name_in_one_business() {
    let site = Site::new("world.apps=twins-same");
    let walked = site.walk().app(&site.app_ids("RCWa")[1]).timeout("4").run();
    walked.expect_error(4, "ambiguous");
    let truth = site.truth();
    assert!(truth.assignments.is_empty() && truth.tokens.is_empty(), "{truth:?}");
}
