//! Walks that end well.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::Site;

/// The fields of the contract, which outside tools read.
const FIELDS: [&str; 20] = [
    "account",
    "status",
    "business",
    "business_id",
    "app_id",
    "system_user",
    "system_user_id",
    "whatsapp_business_account_ids",
    "phone_numbers",
    "scopes",
    "expires_at",
    "verified",
    "token_fingerprint",
    "credentials",
    "report",
    "elapsed_ms",
    "steps",
    "drift",
    "error",
    "notes",
];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything that a good walk leaves behind. The Business link opens a new window here, and two apps look alike.
#[test]
fn a_good_walk_leaves_one_of_each_and_all_files() {
    let site = Site::new("manner.window=blank");
    let walked = site.walk().whole_browser().trace("full").run();
    walked.expect(0);
    site.assert_made_once("ADMIN");
    let truth = site.truth();
    let token = &truth.tokens[0];

    // What outside tools read.
    let json = &walked.json;
    for field in FIELDS {
        assert!(json.get(field).is_some(), "no {field} in {json}");
    }
    assert_eq!(json["error"], serde_json::Value::Null);
    assert_eq!(json["business"], "Acme Retail");
    assert_eq!(json["business_id"], site.business_id("Acme Retail"));
    assert_eq!((&json["app"], &json["app_id"]), (&"RCWa".into(), &site.app_id("RCWa").into()));
    assert_eq!(json["system_user"], "Cloud Messaging");
    assert_eq!(json["system_user_id"], truth.users[0].graph_id(), "Graph's, not the console's");
    assert_eq!(json["expires_at"], 0);
    assert_eq!(json["verified"], true);
    assert_eq!(json["token_fingerprint"], token.fingerprint);
    assert_eq!(json["whatsapp_business_account_ids"].as_array().unwrap().len(), 2, "one owned, one of a client");
    let numbers = json["phone_numbers"].as_array().unwrap();
    assert_eq!(numbers.len(), 3);
    for field in ["id", "display_phone_number", "verified_name"] {
        assert!(numbers.iter().all(|number| number[field].is_string()), "no {field} in {numbers:?}");
    }
    let elapsed = json["elapsed_ms"].as_u64().unwrap();
    assert!((300..120_000).contains(&elapsed), "{elapsed} ms");
    for step in json["steps"].as_array().unwrap() {
        for field in ["id", "outcome", "rung", "ms"] {
            assert!(step.get(field).is_some(), "no {field} in {step}");
        }
    }

    // The credentials.
    let folder = walked.out.join("credentials");
    let [(file, _)] = walked.credentials().try_into().unwrap();
    assert_eq!(json["credentials"], file.to_str().unwrap());
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN").as_deref(), Some(token.token.as_str()));
    assert_eq!(walked.variable("META_APP_ID"), Some(site.app_id("RCWa")));
    assert_eq!(walked.variable("META_BUSINESS_ID"), Some(site.business_id("Acme Retail")));
    assert_eq!(walked.variable("META_SYSTEM_USER_ID"), Some(truth.users[0].graph_id()));
    let (number, account) =
        (walked.variable("WHATSAPP_PHONE_NUMBER_ID"), walked.variable("WHATSAPP_BUSINESS_ACCOUNT_ID"));
    // By the default rule, of several the first.
    let chosen = numbers.iter().find(|known| known["id"].as_str() == number.as_deref()).expect("a number is chosen");
    assert_eq!(chosen["whatsapp_business_account_id"].as_str(), account.as_deref());
    assert_eq!(json["phone_number_id"], chosen["id"]);

    // The run's folder.
    let run = walked.run_folder();
    assert_eq!(json["report"], run.join("report.html").to_str().unwrap());
    let result = walked.result();
    assert_eq!((&result["status"], &result["verified"]), (&"done".into(), &true.into()));
    let ids = |steps: &serde_json::Value| -> Vec<String> {
        steps.as_array().unwrap().iter().map(|step| step["id"].to_string()).collect()
    };
    assert_eq!(ids(&result["steps"]), ids(&json["steps"]));
    let report = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(report.contains("</html>") && report.contains("data:image/png;base64,"));
    let trace = fs::read_to_string(run.join("trace.jsonl")).unwrap();
    assert!(trace.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(trace.lines().count() > 20);
    let mut pictures = 0;
    for step in result["steps"].as_array().unwrap() {
        if let Some(picture) = step["picture"].as_str() {
            assert_eq!(&fs::read(run.join(picture)).unwrap()[..4], b"\x89PNG", "{picture}");
            pictures += 1;
        }
    }
    assert!(pictures >= 15, "{pictures} pictures");
    assert!(walked.out.join("ledger.sqlite").exists());
}

#[test]
fn the_app_by_id_and_the_business_by_name() {
    let site = Site::new("generation=2 manner.window=same assign_visible_ms=100");
    let walked = site.walk().whole_browser().app(&site.app_id("RCWa")).args(["--business", "Acme Retail"]).run();
    walked.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(walked.json["app"], "RCWa");
    assert_eq!(walked.json["account"], "acme-retail");
}

#[test]
fn the_business_by_id_and_the_role_of_an_employee() {
    let site = Site::new("generation=1-expiry terms=accepted");
    let business = site.business_id("Acme Retail");
    let walked =
        site.walk().whole_browser().args(["--business", &business, "--role", "employee", "--id", "shop"]).run();
    walked.expect(0);
    site.assert_made_once("EMPLOYEE");
    assert_eq!((&walked.json["account"], &walked.json["business_id"]), (&"shop".into(), &business.into()));
    assert!(walked.out.join("credentials/shop.env").exists());
}

#[test]
fn a_business_that_the_app_does_not_belong_to_is_not_opened() {
    let site = Site::new("");
    let walked = site.walk().whole_browser().args(["--business", "Acme Retail Wholesale"]).run();
    walked.expect_error(5, "business_mismatch").says(["RCWa", "--business"]);
    let truth = site.truth();
    assert!(truth.users.is_empty() && truth.tokens.is_empty());
    assert_eq!(walked.json["error"]["step"], "open-business");
}

/// The card of an app does not show its business's ID: the page that it leads to does.
#[test]
fn a_business_of_another_id_is_left_before_anything_is_made() {
    let site = Site::new("");
    let walked = site.walk().whole_browser().args(["--business", "840000000000002"]).run();
    walked.expect_error(5, "business_mismatch").says(["840000000000002", "--business"]);
    let truth = site.truth();
    assert!(truth.users.is_empty() && truth.assignments.is_empty() && truth.tokens.is_empty());
}

/// A system user that is there is used, and an app that is assigned is not assigned again.
#[test]
fn what_is_there_is_used() {
    let site = Site::new("world.users=Cloud_Messaging:admin:RCWa,Cloud_Messaging_2:employee generation=1b");
    let walked = site.walk().whole_browser().args(["--system-user", "Cloud_Messaging"]).run();
    walked.expect(0);
    let truth = site.truth();
    assert_eq!(truth.users.len(), 2);
    assert!(site.log("create_system_user").is_empty() && site.log("assign_assets").is_empty(), "{:?}", truth.log);
    assert_eq!(truth.tokens.len(), 1);
    site.assert_token(0);
    let skipped = walked.steps();
    assert!(!skipped.iter().any(|id| id == "create-user" || id == "assign"), "{skipped:?}");
}

/// A system user that is there without the app gets the app, and no twin.
#[test]
fn a_user_without_the_app_gets_it() {
    let site = Site::new("world.users=Mark:admin");
    let walked = site.walk().whole_browser().args(["--system-user", "Mark"]).run();
    walked.expect(0);
    let truth = site.truth();
    assert_eq!((truth.users.len(), truth.assignments.len(), truth.tokens.len()), (1, 1, 1));
    assert_eq!(truth.assignments[0].asset_id, site.app_id("RCWa"));
    assert!(site.log("create_system_user").is_empty());
    site.assert_token(0);
}

/// Some libraries ignore what is clicked before their dialog has come to rest. What nothing came of is clicked again.
#[test]
fn a_dialog_that_does_not_hear_the_first_click() {
    let site = Site::new(
        "manner.deaf=yes manner.fade_ms=400 role_default=employee generation=1-expiry terms=accepted confirm=none",
    );
    let walked = site.walk().whole_browser().run();
    walked.expect(0);
    site.assert_made_once("ADMIN");
}

/// The list says that there is nobody before it has asked, also where the server is asked something else meanwhile.
#[test]
fn a_list_that_begins_empty_makes_no_second_user() {
    for (generation, flash) in [("1", "yes"), ("2", "yes"), ("1-expiry", "logged"), ("2", "logged")] {
        let users = "world.users=Cloud_Messaging:admin:RCWa";
        let site = Site::new(&format!("generation={generation} manner.flash={flash} {users}"));
        let walked = site.walk().whole_browser().args(["--system-user", "Cloud_Messaging"]).run();
        walked.expect(0);
        let truth = site.truth();
        assert_eq!((truth.users.len(), truth.tokens.len()), (1, 1), "{generation} {flash}: {:?}", truth.users);
    }
}

/// A page that loads itself anew right after Create takes what it said of it with it: the name was refused, and is asked for in small
/// letters then.
#[test]
fn what_the_console_said_before_it_loaded_itself_anew_is_asked_for_again() {
    let site = Site::new(
        "generation=3 role_default=employee terms=accepted delay_ms=30 manner.reload=picker manner.picker_reload_ms=250",
    );
    let walked = site.walk().run();
    walked.expect(0);
    let truth = site.truth();
    let users: Vec<_> = truth.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!((users, truth.assignments.len(), truth.tokens.len()), (vec!["cloud messaging"], 1, 1));
}

/// What is assigned and called like the app may be a page: the token dialog tells, and then the app is assigned.
#[test]
fn a_page_of_the_apps_name_is_not_the_app() {
    let site = Site::new("generation=2 world.users=mark:admin:page");
    let walked = site.walk().whole_browser().args(["--system-user", "mark"]).run();
    walked.expect(0);
    let truth = site.truth();
    let apps: Vec<_> = truth.assignments.iter().filter(|assignment| assignment.kind == "app").collect();
    assert_eq!((truth.users.len(), apps.len(), truth.tokens.len()), (1, 1, 1), "{:?}", truth.assignments);
    assert_eq!(apps[0].asset_id, site.app_id("RCWa"));
    site.assert_token(0);
}
