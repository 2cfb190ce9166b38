//! The walk on consoles that are not the practice site: either it ends right, or it stops for a true reason without harm.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::consoles::{APP, BUSINESS, Console, USER};

/// What a run left: its exit code, its line of JSON, and the credentials if there are any.
struct Ended {
    console: Console,
    code: i32,
    line: Value,
    credentials: Option<String>,
    said: String,
}

fn walk(page: &'static str, traits: &[(&str, u64)]) -> Ended {
    let console = Console::start(page, traits);
    let folder = TempDir::new().unwrap();
    let output = Command::cargo_bin("tokenwright")
        .unwrap()
        .current_dir(folder.path())
        .args(["run", "--headless", "--json", "--non-interactive", "--trace", "off", "--timeout", "20"])
        .args(["--app", APP.1, "--system-user", USER, "--id", "rocket"])
        .args(["--developers-url", &console.developers(), "--business-url", &console.business()])
        .args(["--graph-url", &console.developers()])
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = format!("{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    let line = serde_json::from_str(stdout.lines().last().unwrap_or_default()).unwrap_or_default();
    let credentials = fs::read_to_string(folder.path().join("out/credentials/rocket.env")).ok();
    Ended { console, code: output.status.code().unwrap_or(-1), line, credentials, said }
}

impl Ended {
    fn told(&self) -> String {
        let truth = self.console.truth();
        format!("exit {}\n{}\nlog: {:#?}", self.code, self.said, truth.log)
    }

    /// Nothing that may never happen has happened, however the run ended.
    #[track_caller]
    fn harmless(self) -> Self {
        let told = self.told();
        let truth = self.console.truth();
        assert!(truth.temporary.is_empty(), "a temporary token was made: {told}");
        assert!(truth.meant().len() <= 1, "a second user was made: {told}");
        assert!(truth.tokens.len() <= 1, "more than one token was made: {told}");
        for assignment in &truth.assignments {
            assert_eq!(assignment.app, APP.0, "another app was assigned: {told}");
        }
        for token in &truth.tokens {
            let mut scopes = token.scopes.clone();
            scopes.sort();
            assert_eq!(scopes, ["whatsapp_business_management", "whatsapp_business_messaging"], "{told}");
            assert_eq!((token.app.as_str(), token.days), (APP.0, 0), "the token is not the one that is meant: {told}");
        }
        let made = truth.log.iter().filter(|line| line.starts_with("user ")).count();
        assert!(made <= 1, "more than one user was asked for: {told}");
        for user in truth.meant() {
            assert_eq!(user.role, "ADMIN", "{told}");
        }
        drop(truth);
        self
    }

    /// One admin, Manage app on the one app, one permanent token, and the credentials hold it.
    #[track_caller]
    fn done(self) -> Self {
        let told = self.told();
        assert_eq!(self.code, 0, "{told}");
        let ended = self.harmless();
        let truth = ended.console.truth();
        assert_eq!(truth.meant().len(), 1, "{told}");
        assert_eq!(truth.assignments.len(), 1, "{told}");
        assert!(truth.assignments[0].tasks.iter().any(|task| task == "MANAGE"), "{told}");
        assert_eq!(truth.assignments[0].user, truth.meant()[0].id, "{told}");
        assert_eq!(truth.tokens.len(), 1, "{told}");
        assert_eq!(truth.tokens[0].user, truth.meant()[0].id, "{told}");
        assert!(ended.credentials.as_ref().is_some_and(|text| text.contains(&truth.tokens[0].text)), "{told}");
        assert_eq!(ended.line["status"], "done", "{told}");
        assert_eq!(ended.line["business_id"], BUSINESS.0, "{told}");
        drop(truth);
        ended
    }

    /// How often the log has a line that begins so.
    fn times(&self, begin: &str) -> usize {
        self.console.truth().log.iter().filter(|line| line.starts_with(begin)).count()
    }

    /// Stopped with this exit code, and nothing was done that should not be.
    #[track_caller]
    fn stopped(self, code: i32, kind: &str) -> Self {
        let told = self.told();
        let ended = self.harmless();
        assert_eq!((ended.code, ended.line["error"]["kind"].as_str()), (code, Some(kind)), "{told}");
        ended
    }
}

const DIVS: &str = "divs.html";
const PLAIN: &str = "plain.html";
const BARE: &str = "bare.html";
const SHADOW: &str = "shadow.html";
const LAYERS: &str = "layers.html";
const MATERIAL: &str = "material.html";
const GRID: &str = "grid.html";
const HEADINGS: &str = "headings.html";
const SLOW: &str = "slow.html";
const WIZARD: &str = "wizard.html";

// ----- div soup with roles, portals and fades, generation 2 -----

#[test]
fn divs_with_roles_from_nothing() {
    walk(DIVS, &[("visible_after", 2500), ("stale", 1)]).done();
}

#[test]
fn divs_with_roles_in_a_new_window_with_folded_groups_and_terms() {
    walk(DIVS, &[("lookalikes", 1), ("new_window", 1), ("folded", 1), ("terms", 1), ("cookies", 1), ("toast", 1)])
        .done();
}

#[test]
fn divs_with_roles_rendered_anew_all_the_time() {
    walk(DIVS, &[("lookalikes", 1), ("rerender", 1), ("existing", 1)]).done();
}

#[test]
fn a_user_that_shows_late_without_any_sign_is_not_made_again() {
    let ended =
        walk(DIVS, &[("lookalikes", 1), ("existing", 1), ("assigned", 1), ("silent", 1), ("late_list", 1500)]).done();
    assert_eq!((ended.times("user "), ended.times("assign ")), (0, 0), "{}", ended.told());
}

#[test]
fn another_admin_must_approve_stops_the_walk() {
    let ended = walk(DIVS, &[("existing", 1), ("assigned", 1), ("approval", 1)]).stopped(3, "approval_needed");
    assert_eq!(ended.times("token "), 1, "{}", ended.told());
}

#[test]
fn seven_days_stop_the_walk() {
    let ended = walk(DIVS, &[("seven_days", 1)]).stopped(5, "seven_days");
    assert_eq!(ended.times("user "), 1, "{}", ended.told());
}

// ----- plain HTML and page loads, generation 1 -----

#[test]
fn plain_html_from_nothing() {
    walk(PLAIN, &[("any_app", 1)]).done();
}

#[test]
fn plain_html_with_an_expiry_of_radios_and_a_role_of_radios() {
    walk(PLAIN, &[("any_app", 1), ("expiry", 1), ("role_radio", 1), ("lookalikes", 1), ("folded", 1), ("words", 2)])
        .done();
}

#[test]
fn plain_html_with_an_expiry_to_select_and_a_permission_ticked_beforehand() {
    walk(
        PLAIN,
        &[
            ("any_app", 1),
            ("expiry", 2),
            ("preticked", 1),
            ("terms", 1),
            ("cookies", 1),
            ("pick_first", 1),
            ("lookalikes", 1),
        ],
    )
    .done();
}

#[test]
fn plain_html_with_a_user_that_shows_late_without_any_sign() {
    let ended =
        walk(PLAIN, &[("any_app", 1), ("lookalikes", 1), ("existing", 1), ("silent", 1), ("late_list", 1500)]).done();
    assert_eq!(ended.times("user "), 0, "{}", ended.told());
}

// ----- no semantics at all, generation 1b -----

#[test]
fn bare_words_with_states_in_hidden_inputs() {
    walk(BARE, &[("any_app", 1), ("state", 1), ("greyed", 1)]).done();
}

#[test]
fn bare_words_with_states_on_the_row() {
    walk(BARE, &[("any_app", 1), ("state", 2), ("expiry", 1), ("new_window", 1), ("lookalikes", 1), ("shortened", 1)])
        .done();
}

#[test]
fn bare_words_with_states_in_data_attributes() {
    walk(BARE, &[("any_app", 1), ("state", 3), ("existing", 1), ("folded", 1), ("shortened", 1), ("old_copy", 1)])
        .done();
}

#[test]
fn bare_words_with_states_in_a_class_only() {
    walk(BARE, &[("any_app", 1), ("state", 4), ("expiry", 1)]).done();
}

#[test]
fn bare_words_with_states_in_a_drawing() {
    walk(BARE, &[("any_app", 1), ("state", 5)]).done();
}

// ----- web components in a frame, in Spanish, generation 2 -----

#[test]
fn web_components_in_a_frame_from_nothing() {
    walk(SHADOW, &[]).done();
}

#[test]
fn web_components_in_a_frame_with_a_user_and_another_asset_way() {
    walk(SHADOW, &[("lookalikes", 1), ("existing", 1), ("new_window", 1), ("visible_after", 2000)]).done();
}

// ----- deep markup in portals, words said twice, lists that render only what is in view, generation 2 -----

#[test]
fn layers_with_words_for_readers_and_an_assignment_that_shows_after_reloads() {
    walk(LAYERS, &[("twice", 1), ("sixty", 1), ("visible_after_looks", 3), ("many_users", 30)]).done();
}

#[test]
fn a_password_that_is_asked_for_again_is_left_to_a_person() {
    let ended = walk(LAYERS, &[("create_fault", 5)]).stopped(3, "password");
    assert_eq!((ended.times("user "), ended.times("assign ")), (1, 0), "{}", ended.told());
}

#[test]
fn a_user_that_was_made_in_spite_of_a_refusal_is_not_made_again() {
    let ended = walk(LAYERS, &[("create_fault", 2), ("shown", 2)]).done();
    assert_eq!(ended.times("user "), 1, "{}", ended.told());
}

// ----- components of Material and Bootstrap, generation 1 -----

#[test]
fn an_expiry_in_an_overlay_over_a_list_that_renders_only_what_is_in_view() {
    walk(MATERIAL, &[("any_app", 1), ("expiry", 1), ("terms", 1), ("employee", 1)]).done();
}

#[test]
fn an_approval_told_in_red_beside_the_button_stops_the_walk() {
    let traits = [("any_app", 1), ("existing", 1), ("assigned", 1), ("token_fault", 1)];
    let ended = walk(MATERIAL, &traits).stopped(3, "approval_needed");
    assert_eq!(ended.times("token "), 1, "{}", ended.told());
}

// ----- native dialogs, selects and grids, generation 2 in Portuguese -----

#[test]
fn grids_whose_checks_all_have_one_name() {
    walk(GRID, &[("anon", 1), ("many_apps", 30), ("lookalikes", 1)]).done();
}

// ----- headings for names, menus for pickers, boxes to write in, generation 1b in English and Spanish -----

#[test]
fn headings_with_a_token_that_is_shown_shortened() {
    walk(HEADINGS, &[("any_app", 1), ("chain", 1), ("expiry", 1), ("cut", 1), ("lookalikes", 1)]).done();
}

#[test]
fn headings_in_spanish_with_a_token_in_pieces() {
    walk(HEADINGS, &[("any_app", 1), ("spanish", 1), ("expiry", 1), ("existing", 1)]).done();
}

// ----- lists in pages, sticky bars, a small window in the window, generation 2 -----

#[test]
fn a_user_on_the_last_of_many_pages_is_not_made_again() {
    let ended = walk(SLOW, &[("many_apps", 20), ("many_users", 20), ("existing", 1)]).done();
    assert_eq!(ended.times("user "), 0, "{}", ended.told());
}

#[test]
fn every_answer_takes_seconds() {
    walk(SLOW, &[("slow", 1), ("existing", 1), ("assigned", 1)]).done();
}

// ----- permissions behind a field, assets in columns or behind fields, generation 3, from the facts alone -----

#[test]
fn columns_with_another_app_and_another_permission_chosen_beforehand() {
    walk(WIZARD, &[("two_ids", 1), ("lookalikes", 1), ("preset", 1), ("preticked", 1), ("terms", 1)]).done();
}

#[test]
fn fields_and_a_part_to_unfold_with_handlers_that_come_late() {
    let traits = [("two_ids", 1), ("picker", 1), ("late", 1), ("page_row", 1), ("behind_dots", 1), ("done_follows", 1)];
    walk(WIZARD, &traits).done();
}

#[test]
fn an_account_to_be_verified_is_left_to_a_person() {
    let traits = [("two_ids", 1), ("preset", 2), ("existing", 1), ("assigned", 1), ("verify", 1)];
    let ended = walk(WIZARD, &traits).harmless();
    assert_eq!(ended.code, 3, "{}", ended.told());
    assert_eq!((ended.times("token "), ended.times("pressed ")), (1, 0), "{}", ended.told());
}

#[test]
fn never_not_offered_stops_the_walk_before_a_token() {
    let traits = [("two_ids", 1), ("preset", 2), ("existing", 1), ("assigned", 1), ("never_missing", 1)];
    let ended = walk(WIZARD, &traits).harmless();
    assert_eq!(ended.code, 5, "{}", ended.told());
    assert_eq!(ended.times("token "), 0, "{}", ended.told());
}

/// For walking a console by hand: `WALK="layers.html twice=1,sixty=1" cargo test -- --ignored walk_one --nocapture`.
#[test]
#[ignore = "tells what came of one walk"]
fn walk_one() {
    let given = std::env::var("WALK").unwrap();
    for given in given.split(';') {
        let (page, traits) = given.trim().split_once(' ').unwrap_or((given.trim(), ""));
        let traits: Vec<_> = traits.split(',').filter_map(|pair| pair.split_once('=')).collect();
        let traits: Vec<_> = traits.iter().map(|(name, value)| (*name, value.parse().unwrap())).collect();
        let begun = std::time::Instant::now();
        let ended = walk(page.to_owned().leak(), &traits);
        let error = &ended.line["error"];
        println!("{given}: exit {}, {:?}, {} {}", ended.code, begun.elapsed(), error["kind"], error["message"]);
        println!("log: {:?}", ended.console.truth().log);
        if std::env::var("TOLD").is_ok() || ended.code != 0 {
            println!("{}", ended.told());
        }
        if std::env::var("LOOSE").is_err() {
            ended.harmless();
        }
    }
}

/// For looking at a console by hand: `CONSOLE=divs.html TRAITS=expiry=1,terms=1 cargo test -- --ignored serve_one`.
#[test]
#[ignore = "serves until it is ended"]
fn serve_one() {
    let page: &'static str = std::env::var("CONSOLE").unwrap().leak();
    let given = std::env::var("TRAITS").unwrap_or_default();
    let traits: Vec<_> = given.split(',').filter_map(|pair| pair.split_once('=')).collect();
    let traits: Vec<_> = traits.iter().map(|(name, value)| (*name, value.parse().unwrap())).collect();
    let console = Console::start(page, &traits);
    println!("--developers-url {} --business-url {}", console.developers(), console.business());
    loop {
        std::thread::park();
    }
}
