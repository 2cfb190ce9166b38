//! `whatsapp-assets`: a WhatsApp account is assigned to the system user that is there, once and no other, and no token is made of it.

use std::fs;

use tokenwright::practice::Assignment;
use tokenwright::run::ledger::Ledger;

use crate::support::{Site, Walk};

/// The system user is there and has the app; one WhatsApp account is in the list, and the business's page is called as it is.
const READY: &str = "terms=accepted world.users=Mark:admin:RCWa,Other:admin:RCWa world.waba_access=none world.clients=0 \
                     assign_visible_ms=0";

fn ready(switches: &str) -> Site {
    Site::new(&format!("{READY} {switches}"))
}

fn assets(site: &Site) -> Walk<'_> {
    site.walk().args(["--scenario", "whatsapp-assets", "--system-user", "Mark"])
}

/// The assignments of WhatsApp accounts, and that nothing else was made or clicked.
#[track_caller]
fn assigned(site: &Site) -> Vec<Assignment> {
    let truth = site.truth();
    assert_eq!(truth.users.len(), 2, "nobody is added: {:?}", truth.users);
    assert!(truth.tokens.is_empty() && truth.entries("generate_token").is_empty(), "{:?}", truth.log);
    assert!(truth.entries("mishap").is_empty() && truth.entries("remove_asset").is_empty(), "{:?}", truth.log);
    let (accounts, others): (Vec<_>, Vec<_>) = truth.assignments.into_iter().partition(|one| one.kind == "waba");
    assert_eq!(others.len(), 2, "the apps are as they were: {others:?}");
    accounts
}

/// Nothing was asked of the console that changes anything.
#[track_caller]
fn assert_untouched(site: &Site) {
    assert!(site.log("assign_assets").is_empty(), "{:?}", site.truth().log);
}

#[track_caller]
fn assert_assigned(site: &Site, account: &str, why: &str) {
    let all = assigned(site);
    let mark = site.truth().users.iter().find(|user| user.name == "Mark").unwrap().id.clone();
    let [one] = all.as_slice() else { panic!("{why}: one assignment: {all:?}") };
    assert_eq!((one.user_id.as_str(), one.asset_id.as_str()), (mark.as_str(), account), "{why}");
    assert!(one.tasks.iter().any(|task| task == "MANAGE"), "{why}: full control: {one:?}");
    assert_eq!(site.log("assign_assets").len(), 1, "{why}: once");
}

/// In every face of the console; what was done is told in the scenario's words, and no token is stored or spoken of.
#[test]
fn the_only_account_is_assigned_in_every_generation() {
    for face in ["generation=1", "generation=2", "generation=3", "generation=3 assign_face=pickers markup.popup=lazy"] {
        let site = ready(face);
        let walked = assets(&site).run();
        walked.expect(0).notes("was assigned to the system user");
        assert_assigned(&site, &site.waba_id("Acme Retail"), face);
        assert_eq!(walked.json["title"], "Assign a WhatsApp account to a system user");
        for nothing in ["token_fingerprint", "credentials", "expires_at", "error"] {
            assert!(walked.json[nothing].is_null(), "{face}: {nothing} in {}", walked.json);
        }
        assert_eq!(walked.json["verified"], false);
        assert!(!site.out().join("credentials").exists(), "{face}");
        assert!(site.truth().graph_log.is_empty(), "{face}: there is no token to be proved");
        let report = fs::read_to_string(walked.run_folder().join("report.html")).unwrap();
        assert!(report.contains("Done: Assign a WhatsApp account to a system user"), "{face}");
        assert!(!report.contains("permanent token is proven"));
    }
}

#[test]
fn what_is_assigned_already_is_told_and_nothing_is_clicked() {
    let site = Site::new(
        "generation=2 terms=accepted world.users=Mark:admin:RCWa+waba,Other:admin:RCWa world.clients=0 world.waba_access=none",
    );
    let walked = assets(&site).args(["--waba", "Acme Retail"]).run();
    walked.expect(0).notes("Mark\\\" has the WhatsApp account \\\"Acme Retail\\\"");
    assert_untouched(&site);
    assert_eq!(assigned(&site).len(), 1);
    assert!(!walked.json["notes"].to_string().contains("was assigned"), "{}", walked.json["notes"]);
    assert!(!walked.steps().iter().any(|step| step == "asset-type"), "no dialog: {:?}", walked.steps());
    let report = fs::read_to_string(walked.run_folder().join("report.html")).unwrap();
    assert!(report.contains("It was so already, and nothing was changed"));
}

/// What is given in part is no full control.
#[test]
fn what_is_given_in_part_is_assigned() {
    let site = Site::new(
        "generation=3 terms=accepted world.users=Mark:admin:RCWa+waba~partial,Other:admin:RCWa world.clients=0 world.waba_access=none",
    );
    assets(&site).run().expect(0);
    assert_assigned(&site, &site.waba_id("Acme Retail"), "in part");
}

#[test]
fn of_several_accounts_somebody_says_which() {
    let site = ready("generation=3 world.owned=2");
    let stopped = assets(&site).run();
    stopped.expect_error(5, "several_accounts").says(["--waba", "Accounts"]);
    assert_untouched(&site);
    assert!(assigned(&site).is_empty());
    // By its name, and by its ID.
    assets(&site).args(["--waba", "Acme Retail 2"]).run().expect(0);
    let second = assigned(&site).remove(0);
    assert_ne!(second.asset_id, site.waba_id("Acme Retail"));
    assets(&site).args(["--waba", &site.waba_id("Acme Retail")]).run().expect(0);
    let all: Vec<String> = assigned(&site).into_iter().map(|one| one.asset_id).collect();
    assert_eq!(all, [second.asset_id, site.waba_id("Acme Retail")]);
}

/// Where two bear one name, not even an ID tells which of them a row of the list is.
#[test]
fn two_of_one_name_are_not_told_apart_by_a_guess() {
    let site = ready("generation=2 world.owned=2 world.waba_names=same");
    assets(&site).args(["--waba", "Acme Retail"]).run().expect_error(4, "ambiguous");
    assets(&site).args(["--waba", &site.waba_id("Acme Retail")]).run().expect_error(4, "ambiguous");
    assert_untouched(&site);
}

#[test]
fn a_system_user_who_is_not_there_is_not_added() {
    let site = ready("generation=2");
    let walked = site.walk().args(["--scenario", "whatsapp-assets", "--system-user", "Nobody"]).run();
    walked.expect_error(5, "no_such_user").says(["Nobody", "--system-user"]);
    assert_untouched(&site);
    assert!(assigned(&site).is_empty());
}

/// Both scenarios have steps of the same kind on the same ledger: neither takes the other's commits for its own, and what one has left
/// open does not stop the other.
#[test]
fn token_and_assignment_keep_their_own_commits() {
    let site = Site::new("generation=2 terms=accepted assign_visible_ms=0 world.clients=0 world.waba_access=none");
    let user = ["--system-user", "Mark"];
    let not_reached = site.walk().args(user).run();
    not_reached.expect(6);
    let [token] = site.truth().tokens.try_into().unwrap();
    let open = |work: &str| Ledger::open(&Ledger::path(&site.out())).unwrap().of(work);
    let made = |ledger: &Ledger, step: &str| ledger.was_done("rcwa", step).unwrap();
    assert!(made(&open("token"), "assign") && !made(&open("whatsapp-assets"), "assign-account"));

    let assets = site.walk().args(["--scenario", "whatsapp-assets", "--system-user", "Mark"]).run();
    assets.expect(0);
    assert!(made(&open("whatsapp-assets"), "assign-account") && !made(&open("whatsapp-assets"), "generate"));
    assert!(made(&open("token"), "generate") && !made(&open("token"), "assign-account"));
    let standing = |work: &str| open(work).accounts().unwrap().remove(0).status;
    assert_eq!((standing("token").as_str(), standing("whatsapp-assets").as_str()), ("failed", "done"));

    // The stored token reaches the account now, and no other is made.
    let again = site.walk().args(user).run();
    again.expect(0);
    assert_eq!(again.json["token_fingerprint"], token.fingerprint);
    assert_eq!(site.truth().tokens.len(), 1);
    assert_eq!(again.json["whatsapp_business_account_ids"], serde_json::json!([site.waba_id("Acme Retail")]));
    assert_eq!(standing("token"), "done");
}

/// What has been assigned and was not seen to be is looked up by the next run, and not asked for again.
#[test]
fn an_answer_that_was_wrong_makes_no_second_assignment() {
    let site = ready("generation=2 obstacle.assign=500-done");
    assets(&site).run().expect(0);
    assert_assigned(&site, &site.waba_id("Acme Retail"), "told of an error");
}
