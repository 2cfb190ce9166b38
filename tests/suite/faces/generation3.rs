//! The console of 2026: its looks and manners, each walked to the token, and its gates and refusals, each told as what it is.

use std::fmt::Write as _;

use super::table::{Case, all, assert_told, walk_all};
use crate::support::{Site, side_by_side};

/// What it may look like, and do, on the way to a token that is stored and proven.
const FACES: [&str; 36] = [
    "assign_face=columns",
    "assign_face=pickers",
    "assign_face=pickers markup.popup=lazy manner.popup_ms=300",
    "assign_face=pickers markup.popup=virtual",
    "markup.permissions=all",
    "markup.permissions=search",
    "markup.permissions=virtual",
    "markup.popup=lazy manner.popup_ms=300",
    "markup.popup=virtual",
    "markup.popup_row=option",
    "markup.stepper=button",
    "markup.stepper=tab",
    "markup.expiry=picker",
    "markup.pane=menu",
    "markup.card=long",
    "markup.words=all",
    "markup.dialog=norole",
    "preselected=yes",
    "app_default=none",
    "world.permissions=whatsapp",
    "world.accounts=split",
    "token_button=needs-app",
    "name_rules=none",
    "language=en-GB",
    "wording=1",
    "confirm=dialog",
    "manner.rail=unfolds",
    "manner.assistant=open",
    "manner.banner=yes",
    "manner.token_ms=1500",
    "manner.token_late_ms=1200",
    "manner.hydrate_ms=500",
    "markup.token=short markup.button=plain",
    "markup.users=lazy",
    "manner.leave=asks",
    "manner.news=done markup.token=field",
];

/// Who is there already, and what is made of it: the system user `mark` with the app in part, not at all, or fully.
const THERE: [&str; 4] = [
    "world.users=mark:admin:RCWa~partial",
    "world.users=mark:admin:RCWa~nothing",
    "world.users=mark:admin:RCWa",
    "world.users=mark:admin:RCWa~partial assign_face=pickers",
];

/// Switches, exit code, `error.kind`.
const STOPS: [(&str, i32, &str); 26] = [
    ("obstacle.token=verify-gate", 3, "verify_account"),
    ("obstacle.token=verify-gate wording=1 manner.verify=same", 3, "verify_account"),
    ("obstacle.token=approval-banner", 3, "approval_needed"),
    ("obstacle.token=consent", 3, "consent_needed"),
    ("obstacle.token=password", 3, "password"),
    ("obstacle.agreement=accept", 3, "agreement"),
    ("obstacle.agreement=agree", 3, "agreement"),
    ("obstacle.assign=removes", 5, "would_remove"),
    ("obstacle.assign=removes assign_face=pickers", 5, "would_remove"),
    ("obstacle.create=quota", 5, "limit_reached"),
    ("obstacle.create=seven-days", 5, "seven_days"),
    ("obstacle.create=invalid-name", 5, "name_refused"),
    ("world.expiring_only=yes", 5, "never_not_offered"),
    ("world.expiring_only=ninety", 5, "never_not_offered"),
    ("world.expiring_only=once markup.expiry=picker", 5, "never_not_offered"),
    ("world.use_case=no", 5, "no_use_case"),
    ("world.whatsapp=no", 5, "permission_not_offered"),
    ("manner.link=bare", 4, "no_business_id"),
    ("manner.link=other", 5, "business_mismatch"),
    ("obstacle.agreement=continue", 3, "agreement"),
    ("markup.name_max=9", 5, "cut_off"),
    ("obstacle.agreement=data-sharing", 3, "agreement"),
    ("obstacle.agreement=fees", 3, "agreement"),
    ("obstacle.agreement=mixed", 3, "agreement"),
    ("preticked=page assign_face=columns", 4, "guard"),
    ("preticked=page assign_face=pickers", 4, "guard"),
];

/// What the suite walks elsewhere, or in another of these: `make faces` walks it here, too.
const ELSEWHERE: [&str; 10] = [
    "obstacle.token=password",
    "obstacle.agreement=agree",
    "obstacle.assign=removes assign_face=pickers",
    "obstacle.create=quota",
    "obstacle.create=seven-days",
    "obstacle.create=invalid-name",
    "world.expiring_only=ninety",
    "manner.link=other",
    "obstacle.agreement=continue",
    "markup.name_max=9",
];

fn case(switches: &str) -> Case {
    let switches = format!("generation=3 {switches}");
    Case { name: switches.clone(), switches, timeout: "15", system_user: None }
}

/// The suite walks several looks and manners in one console, so that each is met; `make faces` walks each alone.
#[test]
fn its_looks_and_manners_are_walked_to_the_token() {
    let faces = if all() { FACES.map(str::to_owned).to_vec() } else { together(&FACES) };
    let cases: Vec<Case> = faces.iter().map(|switches| case(switches)).collect();
    let came = walk_all(&cases);
    let faults: Vec<String> = cases.iter().zip(&came).filter_map(|(case, came)| came.fault(&case.name)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// As few consoles as can be in which each of these is met: what sets the same switch goes into another.
fn together(faces: &[&str]) -> Vec<String> {
    let keys = |switches: &str| -> Vec<String> {
        switches.split(' ').map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect()
    };
    let mut consoles: Vec<String> = Vec::new();
    for face in faces {
        let own = keys(face);
        match consoles.iter_mut().find(|console| keys(console).iter().all(|key| !own.contains(key))) {
            Some(console) => *console = format!("{console} {face}"),
            None => consoles.push((*face).to_owned()),
        }
    }
    consoles
}

#[test]
fn what_is_there_already_is_raised_to_full_control() {
    side_by_side(&THERE, |switches| {
        let site = Site::new(&format!("generation=3 {switches}"));
        let walked = site.walk().args(["--system-user", "mark"]).run();
        assert_eq!(walked.code, Some(0), "{switches}: {}\n{}", walked.json, walked.stderr);
        let truth = site.truth();
        assert_eq!((truth.users.len(), truth.tokens.len()), (1, 1), "{switches}");
        let managed =
            truth.assignments.iter().filter(|a| a.kind == "app" && a.tasks.iter().any(|task| task == "MANAGE"));
        assert_eq!(managed.count(), 1, "{switches}: {:?}", truth.assignments);
    });
}

#[test]
fn its_gates_and_refusals_are_told() {
    let stops: Vec<_> = STOPS.into_iter().filter(|(switches, ..)| all() || !ELSEWHERE.contains(switches)).collect();
    let cases: Vec<Case> = stops.iter().map(|(switches, ..)| case(switches)).collect();
    let came = walk_all(&cases);
    let mut faults = Vec::new();
    for ((switches, code, kind), (case, came)) in stops.iter().zip(cases.iter().zip(&came)) {
        came.assert_harmless(&case.name);
        let told = came.walked.json["error"]["kind"].as_str().unwrap_or_default();
        if came.walked.code != Some(*code) || told != *kind {
            let message = &came.walked.json["error"]["message"];
            faults.push(format!("{switches}: wanted {kind} ({code}), came {}: {message}", came.outcome()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut table = "| the console of 2026 | outcome |\n| --- | --- |\n".to_owned();
    for switches in FACES.iter().chain(&THERE) {
        writeln!(table, "| `{switches}` | token stored and proven (0) |").unwrap();
    }
    for (switches, code, kind) in STOPS {
        writeln!(table, "| `{switches}` | {} ({code}) |", kind.replace('_', " ")).unwrap();
    }
    assert_told("generation 3", &table);
}
