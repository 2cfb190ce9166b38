//! Runs as they might have ended, for the tests of everything that shows them.

use crate::outcome::help::{Help, Near, Sought};
use crate::outcome::result::{Outcome, PhoneNumber, RunError, RunResult, Status, StepRecord};

struct Sketch(&'static str, &'static str, Outcome, &'static str, u64, u64, &'static [&'static str], Option<usize>);

const WALK: &[Sketch] = &[
    Sketch("panel", "Open the app panel", Outcome::Done, "open", 512, 498, &[], None),
    Sketch(
        "business",
        "Open the business linked to the app",
        Outcome::Done,
        "click",
        402,
        344,
        &["button “Ristorante Da Mario” near “RCWa”", "button with “Business” near “RCWa”"],
        Some(0),
    ),
    Sketch(
        "system-users",
        "Open System users in the side panel",
        Outcome::Done,
        "click",
        213,
        171,
        &["button “System users”", "button “System Users” after “Users”"],
        Some(0),
    ),
    Sketch("find-user", "Look whether the system user is there", Outcome::Skipped, "", 0, 0, &[], None),
    Sketch("add", "Add a system user", Outcome::Done, "click", 148, 96, &["button “Add”", "button “+ Add”"], Some(0)),
    Sketch(
        "terms",
        "Accept the non-discrimination policy",
        Outcome::Skipped,
        "",
        0,
        0,
        &["button “I accept” in dialog"],
        None,
    ),
    Sketch("terms-done", "Close the policy", Outcome::Skipped, "", 0, 0, &["button “Done” in dialog"], None),
    Sketch(
        "name",
        "Type the system user's name",
        Outcome::Done,
        "fill",
        134,
        88,
        &["field “System username” in dialog", "field “System user name” in dialog"],
        Some(1),
    ),
    Sketch(
        "role",
        "Choose the role Admin",
        Outcome::Done,
        "choose",
        231,
        120,
        &["picker “System user role” in dialog"],
        Some(0),
    ),
    Sketch(
        "create-user",
        "Create the system user",
        Outcome::Done,
        "click",
        322,
        291,
        &["button “Create system user” in dialog"],
        Some(0),
    ),
    Sketch(
        "add-assets",
        "Open Add Assets",
        Outcome::Done,
        "click",
        121,
        83,
        &["first button “Add assets” in detail"],
        Some(0),
    ),
    Sketch(
        "apps",
        "Choose Apps as the asset type",
        Outcome::Already,
        "already so",
        44,
        31,
        &["button “Apps” in dialog"],
        Some(0),
    ),
    Sketch("app", "Choose the app", Outcome::Done, "check", 96, 60, &["check “RCWa” in dialog"], Some(0)),
    Sketch(
        "manage-app",
        "Turn Manage app on",
        Outcome::Done,
        "check",
        88,
        40,
        &["check “Manage app” in dialog", "check after “Full control” in dialog"],
        Some(0),
    ),
    Sketch(
        "save",
        "Save the assignment",
        Outcome::Done,
        "click",
        356,
        330,
        &["button “Save changes” in dialog"],
        Some(0),
    ),
    Sketch(
        "generate",
        "Open Generate New Token",
        Outcome::Done,
        "click",
        118,
        77,
        &["button “Generate new token” in detail"],
        Some(0),
    ),
    Sketch(
        "permissions",
        "Tick the two permissions",
        Outcome::Done,
        "check",
        264,
        91,
        &["checks among whatsapp_*"],
        Some(0),
    ),
    Sketch("token", "Generate and read the token", Outcome::Done, "read", 301, 288, &["text in dialog"], Some(0)),
    Sketch("close", "Close the dialog", Outcome::Done, "click", 97, 66, &["button “OK” in dialog"], Some(0)),
];

/// All went well; one step was found below the first rung.
pub(crate) fn good() -> RunResult {
    let mut at_ms = 1_240;
    let steps = WALK
        .iter()
        .enumerate()
        .map(|(index, sketch)| {
            at_ms += sketch.4;
            record(index, sketch, at_ms)
        })
        .collect();
    RunResult {
        account: "ristorante-da-mario".to_owned(),
        status: Status::Done,
        business: Some("Ristorante Da Mario".to_owned()),
        business_id: Some("301234567890123".to_owned()),
        app: Some("RCWa".to_owned()),
        app_id: Some("1122334455667788".to_owned()),
        system_user: "Cloud Messaging".to_owned(),
        system_user_id: Some("61580000000001".to_owned()),
        whatsapp_business_account_ids: vec!["220000000000001".to_owned()],
        phone_numbers: vec![PhoneNumber {
            id: "330000000000001".to_owned(),
            display_phone_number: "+39 06 5550 0001".to_owned(),
            verified_name: "Da Mario".to_owned(),
            whatsapp_business_account_id: "220000000000001".to_owned(),
            status: Some("CONNECTED".to_owned()),
        }],
        phone_number_id: Some("330000000000001".to_owned()),
        scopes: vec!["whatsapp_business_messaging".to_owned(), "whatsapp_business_management".to_owned()],
        expires_at: Some(0),
        verified: true,
        unproved: Vec::new(),
        token_fingerprint: Some("sha256:3f9c1e07ab42".to_owned()),
        credentials: Some("out/credentials/ristorante-da-mario.env".into()),
        report: Some("out/runs/20260727T101205-ristorante-da-mario/report.html".into()),
        elapsed_ms: 5_320,
        steps,
        drift: vec!["name".to_owned()],
        error: None,
        started_at: "2026-07-27T10:12:05Z".to_owned(),
        scenario: "whatsapp-token".to_owned(),
        title: "Create a permanent WhatsApp Cloud API token".to_owned(),
        via: "browser".to_owned(),
        version: "0.1.0".to_owned(),
        language: Some("en".to_owned()),
        notes: Vec::new(),
    }
}

/// The page was not what the scenario expects, at the second try of a step.
pub(crate) fn failed() -> RunResult {
    let mut result = until("manage-app");
    let last = result.steps.last_mut().unwrap();
    (last.outcome, last.rung, last.answered, last.ms, last.waited_ms) = (Outcome::Failed, None, None, 20_012, 20_003);
    last.at_ms += 20_012 - 88;
    last.attempt = 2;
    last.seen = vec![
        "switch “View insights” in the dialog “Assign assets to Cloud Messaging”".to_owned(),
        "switch “Manage app”, greyed: aria-disabled".to_owned(),
        "text “Partial access”, “Full control”".to_owned(),
    ];
    result.status = Status::Failed;
    result.elapsed_ms = 24_300;
    result.notes = vec!["a banner “Verify your business” was in the way and was closed".to_owned()];
    result.error = Some(RunError {
        kind: "not_found".to_owned(),
        step: Some("manage-app".to_owned()),
        message: "no check “Manage app” could be used in the dialog within 20.0s: the one that is there is greyed"
            .to_owned(),
        hint:
            "look at the picture; if the console's wording has changed, run 'tokenwright teach' and point at the switch"
                .to_owned(),
        exit_code: 4,
        help: Some(Box::new(Help {
            sought: Sought {
                kind: "check".to_owned(),
                words: vec!["Manage app".to_owned()],
                label: Some("manage_app".to_owned()),
                language: Some("en".to_owned()),
            },
            nearest: vec![
                near("switch", "Administer app", &["greyed", "unchecked"], 62),
                near("switch", "View insights", &["unchecked"], 20),
            ],
            label_file: Some("scenarios/labels/en.toml".to_owned()),
            suggestion: Some("manage_app = [\"Manage app\", \"Administer app\"]".to_owned()),
            there: Vec::new(),
        })),
    });
    result
}

fn near(role: &str, name: &str, state: &[&str], score: u8) -> Near {
    Near {
        role: role.to_owned(),
        name: name.to_owned(),
        state: state.iter().map(|word| (*word).to_owned()).collect(),
        score,
        fit: 0,
        alike: 0,
        bounds: [0; 4],
        proposal: None,
    }
}

/// Somebody has to sign in first.
pub(crate) fn needs_person() -> RunResult {
    let mut result = until("business");
    let last = result.steps.last_mut().unwrap();
    (last.outcome, last.rung, last.answered) = (Outcome::Failed, None, None);
    last.seen = vec!["the address is */business/loginpage/new/".to_owned()];
    result.business = None;
    result.business_id = None;
    result.status = Status::NeedsPerson;
    result.elapsed_ms = 2_410;
    result.error = Some(RunError {
        kind: "signed_out".to_owned(),
        step: Some("business".to_owned()),
        message: "the console asks for a sign-in".to_owned(),
        hint: "run 'tokenwright login mario', sign in in the window, then run this again with --session mario"
            .to_owned(),
        exit_code: 3,
        help: None,
    });
    result
}

fn until(id: &str) -> RunResult {
    let mut result = good();
    let end = result.steps.iter().position(|step| step.id == id).unwrap();
    result.steps.truncate(end + 1);
    result.app_id = None;
    result.system_user_id = None;
    result.whatsapp_business_account_ids.clear();
    result.phone_numbers.clear();
    result.phone_number_id = None;
    result.scopes.clear();
    result.expires_at = None;
    result.verified = false;
    result.token_fingerprint = None;
    result.credentials = None;
    result.drift.clear();
    result
}

fn record(index: usize, sketch: &Sketch, at_ms: u64) -> StepRecord {
    let &Sketch(id, title, outcome, action, ms, waited_ms, asked, rung) = sketch;
    StepRecord {
        id: id.to_owned(),
        number: index + 1,
        title: title.to_owned(),
        outcome,
        rung,
        tier: rung.map(|_| 0),
        ms,
        waited_ms,
        at_ms,
        commits: matches!(id, "create-user" | "save" | "token"),
        action: action.to_owned(),
        asked: asked.iter().map(|&locator| locator.to_owned()).collect(),
        answered: rung.map(|rung| asked[rung].to_owned()),
        picture: (outcome != Outcome::Skipped).then(|| format!("steps/{:02}-{id}.png", index + 1)),
        mark: (action == "click").then_some((250, 400)),
        seen: Vec::new(),
        attempt: 1,
    }
}
