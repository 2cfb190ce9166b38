//! How well the check tells a console that has changed: one change at a time, in each generation. `make measure-check` walks them all
//! and prints the table; it is no part of the suite, as it takes its time.

use std::collections::BTreeMap;
use std::fs;

use tokenwright::practice::walked_words;

use super::{MARK, baseline, changed, check};
use crate::support::{Site, Walked, side_by_side};

/// One change of a console.
#[derive(Clone)]
struct Change {
    kind: &'static str,
    generation: &'static str,
    /// The baseline that it is compared with.
    beside: &'static str,
    switches: String,
    /// The practice site's key and what it says instead.
    words: Option<(&'static str, &'static str)>,
    /// The steps at which it may be told; none: nothing is to be told.
    steps: &'static [&'static str],
}

/// Wordings that nobody knows, and the steps whose controls they are.
const REWORDED: &[(&str, &str, &[&str])] = &[
    ("system_users", "Technical users", &["system-users"]),
    ("add", "Include", &["add"]),
    ("user_name", "Name of the machine", &["user-name"]),
    ("user_role", "Kind of access", &["user-role"]),
    ("create_user", "Make technical user", &["create-user"]),
    ("generate_new", "Get a fresh key", &["open-token", "select-user", "generate"]),
    ("add_assets", "Allocate resources", &["assign-open", "select-user", "assign"]),
    ("apps", "Applications", &["asset-type"]),
    ("manage_app", "Administer application", &["manage-app"]),
    ("save", "Keep this", &["assign"]),
    ("select_app", "Application", &["token-app"]),
    ("never", "Unlimited", &["expiry"]),
    ("select_permissions", "Rights", &["permissions"]),
    ("generate", "Get the key", &["generate"]),
];

/// The steps of the dialogs.
const ASSIGN: &[&str] = &["assign-open", "asset-type", "pick-app", "manage-app", "assign", "assign-leave"];
const CREATE: &[&str] = &["add", "user-name", "user-role", "create-user", "create-user-leave"];
const TOKEN: &[&str] = &["open-token", "token-app", "expiry", "permissions", "generate", "generate-leave"];
const PANE: &[&str] = &["assign-open", "open-token", "select-user"];

/// Changes by switches: kind, generation, baseline, switches, steps.
const SWITCHED: &[(&str, &str, &str, &str, &[&str])] = &[
    ("moved", "3", "3", "markup.pane=menu", PANE),
    ("another face", "3", "3", "assign_face=pickers", ASSIGN),
    ("role changed", "3", "3", "markup.expiry=picker", TOKEN),
    ("role changed", "2", "2", "markup.picker=native", TOKEN),
    ("role changed", "1", "1", "markup.picker=native", CREATE),
    ("step added", "1-expiry", "1", "", TOKEN),
    ("control removed", "1", "1", "world.rights=partial", &["system-users", "add"]),
    ("control removed", "2", "2", "world.rights=partial", &["system-users", "add"]),
    ("control removed", "3", "3", "world.rights=partial", &["system-users", "add"]),
    ("style changed", "1", "1", "manner.classes=fixed manner.fade_ms=300", &[]),
    ("style changed", "2", "2", "manner.classes=fixed markup.words=spans", &[]),
    ("style changed", "3", "3", "manner.classes=fixed markup.words=nbsp", &[]),
    ("style changed", "3", "3", "markup.container=shadow", &[]),
    ("nothing changed", "1", "1", "", &[]),
    ("nothing changed", "2", "2", "", &[]),
    ("nothing changed", "3", "3", "", &[]),
];

/// Other data: who is there, what it is called, how it comes.
const DATA: [&str; 5] = [
    "world.users=mark:admin:RCWa,anna:employee,otto:admin",
    "world.users=mark:employee:RCWa",
    "world.names=Acme+Retail=Bolt+42+Shop",
    "manner.pieces=yes manner.toast=yes",
    "manner.cookie=yes manner.silent=yes delay_ms=250",
];

fn changes() -> Vec<Change> {
    let mut all = Vec::new();
    for generation in ["1", "2", "3"] {
        let met = walked_words(generation);
        for (key, words, steps) in REWORDED.iter().filter(|(key, ..)| met.contains(key)) {
            let words = Some((*key, *words));
            let switches = MARK.to_owned();
            all.push(Change { kind: "reworded", generation, beside: generation, switches, words, steps });
        }
        for data in DATA {
            let switches = format!("{MARK} {data}");
            all.push(Change {
                kind: "data changed",
                generation,
                beside: generation,
                switches,
                words: None,
                steps: &[],
            });
        }
    }
    for (kind, generation, beside, switches, steps) in SWITCHED {
        let switches = format!("{MARK} {switches}");
        all.push(Change { kind, generation, beside, switches, words: None, steps });
    }
    all
}

/// What came of one.
#[derive(Default)]
struct Came {
    /// Something was told.
    found: bool,
    /// It was told at its step, and nowhere else.
    placed: bool,
    /// A suggestion was to be made: whether the first one is the right control, and whether the walk is done with it.
    right: Option<bool>,
    walks: Option<bool>,
}

fn try_one(change: &Change) -> Came {
    let site = Site::new(&format!("generation={} {}", change.generation, change.switches));
    if let Some((key, words)) = change.words {
        site.set("reword", &format!("{key}:{words}"));
    }
    let walked = check(&site, &baseline(change.beside), "mark", ["--suggest"]);
    let told = changed(&walked);
    let found = walked.json["status"] != "same";
    let error = walked.json["error"]["step"].as_str().unwrap_or_default().to_owned();
    let at = |step: &str| change.steps.contains(&step);
    // Where a step has an end of its own (no rights), that names it.
    let placed =
        found && (told.iter().any(|(step, _)| at(step)) || at(&error)) && told.iter().all(|(step, _)| at(step));
    let broken = walked.json["status"] == "broken";
    let (mut right, mut walks) = (None, None);
    if let Some((_, words)) = change.words.filter(|_| broken) {
        let first = &walked.json["suggestions"][0];
        right = Some(first["candidates"][0]["name"] == words);
        walks = Some(right == Some(true) && patched(&site, &walked));
    }
    eprintln!(
        "{} {} {:?} {}: {} placed:{placed} right:{right:?} walks:{walks:?} {told:?} {error}",
        change.kind, change.generation, change.words, change.switches, walked.json["status"]
    );
    Came { found, placed, right, walks }
}

/// Writes what was suggested, as a person who says yes would, and sets up an account that nobody has begun.
fn patched(site: &Site, walked: &Walked) -> bool {
    let suggestion = &walked.json["suggestions"][0];
    let lines = suggestion["patch"].as_str().unwrap().lines().filter(|line| !line.starts_with("+++"));
    let text: Vec<&str> = lines.filter_map(|line| line.strip_prefix('+')).collect();
    let file = site.folder().join(suggestion["file"].as_str().unwrap());
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text.join("\n")).unwrap();
    site.walk().run().code == Some(0)
}

/// `MEASURE=N` tries every Nth change; without it, all.
#[test]
#[ignore = "it takes some twenty minutes: make measure-check"]
fn one_change_at_a_time() {
    let every: usize = std::env::var("MEASURE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let all: Vec<Change> = changes().into_iter().step_by(every.max(1)).collect();
    let came = side_by_side(&all, try_one);
    let mut rows: BTreeMap<&str, [usize; 7]> = BTreeMap::new();
    for (change, came) in all.iter().zip(&came) {
        let row = rows.entry(change.kind).or_default();
        let count = |is: bool| usize::from(is);
        let harmless = change.steps.is_empty();
        row[0] += 1;
        row[1] += count(!harmless && came.found);
        row[2] += count(came.placed);
        row[3] += count(harmless && came.found);
        row[4] += count(came.right.is_some());
        row[5] += count(came.right == Some(true));
        row[6] += count(came.walks == Some(true));
    }
    println!(
        "| change | tried | found | placed | false alarms | broke a step | first suggestion right | patched walk done |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (kind, row) in &rows {
        println!("| {kind} | {} |", row.map(|number| number.to_string()).join(" | "));
    }
    let total = |at: usize| rows.values().map(|row| row[at]).sum::<usize>();
    assert_eq!(total(3), 0, "no false alarm");
}
