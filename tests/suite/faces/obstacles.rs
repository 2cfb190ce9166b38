//! Every reason to stop, each recognised as such.

use std::fmt::Write as _;

use super::table::{Case, all, assert_told, walk_all};

/// Switch, value, exit code, `error.kind` (empty: it is walked all the same).
const OBSTACLES: [(&str, &str, i32, &str); 50] = [
    ("obstacle.apps", "signed-out", 3, "signed_out"),
    ("obstacle.apps", "checkpoint", 3, "new_device"),
    ("obstacle.apps", "hang", 4, "page_not_loaded"),
    ("obstacle.apps", "spinner", 4, "not_found"),
    ("obstacle.apps", "500", 4, "not_found"),
    ("world.apps", "missing", 5, "no_such_app"),
    ("world.apps", "no-business", 5, "business_mismatch"),
    ("world.apps", "twins", 4, "ambiguous"),
    ("world.apps", "twins-same", 4, "ambiguous"),
    ("obstacle.page", "signed-out", 3, "signed_out"),
    ("obstacle.page", "checkpoint", 3, "new_device"),
    ("obstacle.page", "blocked", 5, "account_blocked"),
    ("obstacle.page", "wrong-person", 3, "wrong_person"),
    ("obstacle.page", "hang", 4, "page_not_loaded"),
    ("obstacle.page", "spinner", 4, "not_found"),
    ("obstacle.page", "500", 4, "not_found"),
    ("obstacle.page", "dialog", 4, "unknown_dialog"),
    ("world.rights", "partial", 5, "rights_missing"),
    ("obstacle.create", "500-once", 0, ""),
    ("obstacle.create", "500", 5, "console_error"),
    ("obstacle.create", "500-done", 0, ""),
    ("obstacle.create", "password", 3, "password"),
    ("obstacle.create", "code", 3, "code"),
    ("obstacle.create", "checkpoint", 3, "new_device"),
    ("obstacle.create", "blocked", 5, "account_blocked"),
    ("obstacle.create", "signed-out", 3, "signed_out"),
    ("obstacle.create", "dialog", 4, "unknown_dialog"),
    ("obstacle.create", "invalid-name", 5, "name_refused"),
    ("obstacle.create", "invalid-name-created", 0, ""),
    ("obstacle.create", "seven-days", 5, "seven_days"),
    ("obstacle.create", "quota", 5, "limit_reached"),
    ("obstacle.assign", "500-once", 0, ""),
    ("obstacle.assign", "500", 5, "console_error"),
    ("obstacle.assign", "500-done", 0, ""),
    ("obstacle.assign", "password", 3, "password"),
    ("obstacle.assign", "checkpoint", 3, "new_device"),
    ("obstacle.assign", "blocked", 5, "account_blocked"),
    ("obstacle.assign", "signed-out", 3, "signed_out"),
    ("obstacle.token", "500-once", 5, "console_error"),
    ("obstacle.token", "500", 5, "console_error"),
    ("obstacle.token", "500-done", 5, "console_error"),
    ("obstacle.token", "password", 3, "password"),
    ("obstacle.token", "checkpoint", 3, "new_device"),
    ("obstacle.token", "blocked", 5, "account_blocked"),
    ("obstacle.token", "signed-out", 3, "signed_out"),
    ("obstacle.token", "approval", 3, "approval_needed"),
    ("obstacle.token", "not-a-token", 4, "not_a_token"),
    ("obstacle.token", "empty", 4, "token_not_shown"),
    ("obstacle.token", "expires", 6, "expires"),
    ("world.whatsapp", "no", 5, "permission_not_offered"),
];

/// Whether the suite walks it too: each obstacle where it is met first. What may stand at the token is walked in `walk/once.rs`,
/// and in its two tries each.
fn in_the_suite(number: usize) -> bool {
    let (switch, value, ..) = OBSTACLES[number];
    switch != "obstacle.token" && OBSTACLES[..number].iter().all(|(_, earlier, ..)| *earlier != value)
}

/// The suite walks each in one generation, by turns; `make faces` walks each obstacle at each place in both.
#[test]
fn every_reason_to_stop_is_told() {
    let all = all();
    let mut cases = Vec::new();
    for (number, (switch, value, ..)) in OBSTACLES.iter().enumerate() {
        for (turn, generation) in ["1-expiry", "2"].into_iter().enumerate() {
            if all || (in_the_suite(number) && number % 2 == turn) {
                cases.push((number, case(switch, value, generation)));
            }
        }
    }
    let (numbers, cases): (Vec<usize>, Vec<Case>) = cases.into_iter().unzip();
    let came = walk_all(&cases);
    let mut faults = Vec::new();
    for ((number, case), came) in numbers.iter().zip(&cases).zip(&came) {
        let (switch, value, code, kind) = OBSTACLES[*number];
        came.assert_harmless(&case.name);
        let told = came.walked.json["error"]["kind"].as_str().unwrap_or_default();
        if came.walked.code != Some(code) || told != kind {
            faults.push(format!(
                "{switch}={value} in {}: wanted {kind} ({code}), came {}: {}",
                case.switches,
                came.outcome(),
                came.walked.json["error"]["message"]
            ));
        }
        if code == 0 {
            came.assert_done(&case.name);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut table = "| obstacle | outcome |\n| --- | --- |\n".to_owned();
    for (switch, value, code, kind) in OBSTACLES {
        let outcome = if code == 0 { "token stored and proven".to_owned() } else { kind.replace('_', " ") };
        writeln!(table, "| `{switch}={value}` | {outcome} ({code}) |").unwrap();
    }
    assert_told("obstacles", &table);
}

fn case(switch: &str, value: &str, generation: &str) -> Case {
    Case {
        switches: format!("generation={generation} {switch}={value}"),
        name: format!("{switch}={value}, generation {generation}"),
        timeout: "9",
        system_user: None,
    }
}
