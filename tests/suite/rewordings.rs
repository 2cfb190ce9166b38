//! Every wording of the shipped scenario's walk put otherwise, one at a time: the run ends soon and at the right step, makes
//! nothing wrong, names the control that was reworded, and what it proposes makes the walk find it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokenwright::practice::walked_words;

use crate::support::{Site, Walked, side_by_side};

const GENERATIONS: [&str; 5] = ["1", "1-expiry", "1b", "2", "3"];

/// The longest wait for one step, in seconds, and how long a whole walk may take with one wording missing: that of the steps
/// before it, the step itself, and one act that began before its time was up.
const TIMEOUT: &str = "8";
const LONGEST: Duration = Duration::from_secs(75);

/// One wording: the practice site's key, what it says instead, and the steps at which its absence may end a run.
struct Rewording {
    key: &'static str,
    words: &'static str,
    steps: &'static [&'static str],
}

const fn to(key: &'static str, words: &'static str, steps: &'static [&'static str]) -> Rewording {
    Rewording { key, words, steps }
}

/// What a console might say instead, in the order of the walk. Without steps: no walk needs it.
const REWORDINGS: &[Rewording] = &[
    to("app_id", "Application no.: {id}", &[]),
    to("business", "Portfolio: ", &["open-business"]),
    to("users", "Members", &[]),
    to("system_users", "Technical users", &["system-users"]),
    to("none_yet", "There is nobody in {business} to act for it.", &[]),
    to("search_users", "Find a user", &[]),
    to("filter_users", "Find a user", &[]),
    to("add", "Include", &["add"]),
    to("accept", "I consent", &["accept-terms"]),
    to("done", "Finish", &["terms-done", "assign-shows", "assign"]),
    to("user_name", "Name of the machine", &["user-name"]),
    to("user_role", "Kind of access", &["user-role"]),
    to("admin", "Administration", &["user-role"]),
    to("create_user", "Make technical user", &["create-user"]),
    to("generate_new", "Get a fresh key", &["select-user", "select-user-open", "open-token", "generate-menu"]),
    to("add_assets", "Allocate resources", &["assign-look", "assign-menu"]),
    to("assigned_assets", "What it may use", &[]),
    to("business_assets", "What it may use", &[]),
    to("none_assigned", "Nothing here so far", &[]),
    to("apps", "Applications", &["asset-type"]),
    to("selected_apps", "Chosen applications", &["asset-type", "pick-app"]),
    to("access_to_apps", "What it may do with them", &["manage-app"]),
    to("selected", "{n} thing taken", &["assign", "pick-app"]),
    to("manage_app", "Administer application", &["manage-app"]),
    to("full_control", "Complete access", &["assign-look"]),
    to("save", "Keep this", &["assign"]),
    to("select_app", "Application", &["token-app"]),
    to("which_app", "Take an application", &["token-app"]),
    to("expiration", "How long it lasts", &["expiry"]),
    to("set_expiration", "Choose how long it lasts", &["expiry"]),
    to("when_expire", "How long shall it last?", &["expiry"]),
    to("never", "Unlimited", &["expiry"]),
    to("next", "Onwards", &["token-app", "expiry", "expiry-next"]),
    to("assign_permissions", "Choose rights", &["permissions"]),
    to("which_permissions", "Which rights shall it have?", &["permissions"]),
    to("select_permissions", "Rights", &["permissions"]),
    to("no_permission_chosen", "No right taken", &["permissions"]),
    to("options_chosen", "{n} rights taken", &["permissions", "generate"]),
    to("generate", "Get the key", &["generate"]),
    to("created", "Key made", &["token"]),
    to("token", "Key", &["token"]),
    to("access_token", "Key", &["token"]),
    to("copy", "Duplicate", &["token"]),
    to("ok", "Understood", &["close-result"]),
];

/// The part that the suite walks each time; `make rewordings` walks all of it.
const SAMPLE: [(&str, &str); 6] =
    [("1", "add"), ("2", "admin"), ("1", "apps"), ("2", "add_assets"), ("1b", "save"), ("1-expiry", "never")];

/// What came of one.
struct Came {
    generation: &'static str,
    key: &'static str,
    words: &'static str,
    code: Option<i32>,
    kind: String,
    step: String,
    nearest: Vec<String>,
    /// What is wrong with it: it took too long, ended at another step, or made what it should not.
    fault: Option<String>,
    walked: Walked,
}

impl Came {
    /// Whether it went on without the wording.
    fn went_on(&self) -> bool {
        self.code == Some(0)
    }

    /// Whether the nearest control is the reworded one.
    fn named(&self) -> bool {
        let words = self.words.split('{').next().unwrap_or_default().trim_end_matches([' ', ':']).to_lowercase();
        let last = self.words.rsplit('}').next().unwrap_or_default().trim().to_lowercase();
        self.nearest
            .first()
            .map(|name| name.to_lowercase())
            .is_some_and(|name| if words.is_empty() { name.contains(&last) } else { name.contains(&words) })
    }
}

fn walk(generation: &'static str, one: &Rewording) -> Came {
    let site = Site::new(&format!("generation={generation}"));
    site.set("reword", &format!("{}:{}", one.key, one.words));
    let walked = site.walk().timeout(TIMEOUT).run();
    let took = walked.took;
    let error = &walked.json["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (kind, step) = (text(&error["kind"]), text(&error["step"]));
    let nearest = error["nearest"].as_array().into_iter().flatten().map(|near| text(&near["name"])).collect();
    let truth = site.truth();
    let made = [truth.users.len(), truth.assignments.len(), truth.tokens.len()];
    let ours = |id: &String| site.app_ids("RCWa").contains(id);
    let foreign = truth.assignments.iter().any(|a| a.kind != "app" || !ours(&a.asset_id));
    let expiring = truth.tokens.iter().any(|token| token.expires_at != 0);
    let decoys = truth.log.iter().any(|entry| entry.what == "mishap" || entry.what == "temporary_token");
    let fault = if made.iter().any(|&number| number > 1) || foreign || expiring || decoys {
        Some(format!("it made {made:?}, foreign: {foreign}, expiring: {expiring}, decoys: {decoys}"))
    } else if walked.code != Some(0) && !one.steps.contains(&step.as_str()) {
        Some(format!("it ended at {step:?}"))
    } else {
        (took > LONGEST).then(|| format!("it took {took:?}"))
    };
    Came { generation, key: one.key, words: one.words, code: walked.code, kind, step, nearest, fault, walked }
}

/// Walks all of them, several at a time.
fn walk_all(cases: &[(&'static str, &Rewording)]) -> Vec<Came> {
    side_by_side(cases, |(generation, one)| {
        let came = walk(generation, one);
        let Came { kind, step, nearest, fault, .. } = &came;
        let named = came.went_on() || came.named();
        eprintln!("{generation}/{} {:?} {kind} {step} named:{named} {nearest:?} {fault:?}", one.key, came.code);
        came
    })
}

/// `REWORDINGS=all` walks everything, `REWORDINGS=2/add,1b` a part of it.
#[test]
fn each_wording_is_missed_at_its_step_and_the_control_that_has_another_is_named() {
    let wanted = std::env::var("REWORDINGS").unwrap_or_default();
    let is_wanted = |generation: &str, key: &str| match wanted.as_str() {
        "" => SAMPLE.contains(&(generation, key)),
        "all" => true,
        some => some.split(',').any(|part| [generation, key, &format!("{generation}/{key}")].contains(&part)),
    };
    let cases: Vec<(&'static str, &Rewording)> = GENERATIONS
        .iter()
        .flat_map(|generation| REWORDINGS.iter().map(move |one| (*generation, one)))
        .filter(|(generation, one)| is_wanted(generation, one.key))
        .collect();
    let came = walk_all(&cases);
    if !wanted.is_empty() {
        write_table(&came);
    }
    let told =
        |came: &Came| format!("{}/{}: {:?} {:#}", came.generation, came.key, came.fault, came.walked.json["error"]);
    let faults: Vec<String> = came.iter().filter(|came| came.fault.is_some()).map(told).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let ended: Vec<&Came> = came.iter().filter(|came| !came.went_on()).collect();
    let unnamed: Vec<String> = ended.iter().filter(|came| !came.named()).map(|came| told(came)).collect();
    assert!(unnamed.len() * 10 <= ended.len(), "{} of {}:\n{}", unnamed.len(), ended.len(), unnamed.join("\n"));
}

/// Every word that a walk of the practice site meets has another wording here.
#[test]
fn every_word_of_the_walk_is_reworded() {
    for generation in GENERATIONS {
        for key in walked_words(generation) {
            assert!(REWORDINGS.iter().any(|one| one.key == key), "{generation}: {key}");
        }
    }
}

/// What the hint says is done to the letter, and the next run goes through.
#[test]
fn the_proposed_line_makes_the_walk_find_it() {
    let site = Site::new("generation=2");
    site.set("reword", "add_assets:Allocate resources");
    let missed = site.walk().timeout(TIMEOUT).run();
    let error = &missed.expect(4).json["error"];
    assert_eq!(error["sought"]["label"], "add_assets", "{error:#}");
    assert_eq!(error["label_file"], "scenarios/labels/en.toml");
    let line = error["suggestion"].as_str().unwrap();
    assert!(error["hint"].as_str().unwrap().contains(line), "{error:#}");
    // German words have no place on an English page.
    assert!(!error.to_string().contains("zuweisen"), "{error:#}");
    let file = site.folder().join(error["label_file"].as_str().unwrap());
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, format!("language = \"en\"\nname = \"English\"\n\n[labels]\n{line}\n")).unwrap();
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
}

/// Also where words of the page are asked for besides, of which the account's own names say nothing.
#[test]
fn a_reworded_acceptance_of_the_policy_is_named_and_not_clicked() {
    let site = Site::new("generation=3");
    site.set("reword", "accept:Yes to all");
    let missed = site.walk().timeout("8").run();
    let error = &missed.expect(4).json["error"];
    assert_eq!(error["sought"]["label"], "i_accept", "{error:#}");
    assert_eq!(error["nearest"][0]["name"], "Yes to all", "{error:#}");
    // Which control accepts is for a person to say.
    assert!(error["suggestion"].is_null() && error["nearest"][0]["proposal"].is_null(), "{error:#}");
    assert!(site.truth().log.is_empty(), "{:?}", site.truth().log);
}

/// An app that is not there is told soon, with those that are; nothing is made.
#[test]
fn an_app_that_is_not_there_is_told_soon_with_those_that_are() {
    for app in ["Rocket", "999999999999999"] {
        let site = Site::new("");
        let walked = site.walk().app(app).timeout("30").run();
        walked.expect_error(5, "no_such_app").says(["there are: ", "RCWa Cloud", "RCWa Old"]);
        assert!(walked.took < Duration::from_secs(30), "{:?}", walked.took);
        assert!(site.truth().log.is_empty(), "{:?}", site.truth().log);
    }
}

fn write_table(came: &[Came]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rewordings.md");
    let head = |came: &Came| format!("| {} | {} |", came.generation, came.key);
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    // What was not walked now is as it was.
    let kept = before
        .lines()
        .filter(|line| GENERATIONS.iter().any(|generation| line.starts_with(&format!("| {generation} |"))));
    let mut rows: Vec<String> =
        kept.filter(|line| !came.iter().any(|came| line.starts_with(&head(came)))).map(str::to_owned).collect();
    for came in came.iter().filter(|came| !came.went_on()) {
        let nearest = came.nearest.first().map_or("-", String::as_str).replace('|', "\\|");
        let mark = if came.named() { "" } else { " (another)" };
        let (step, kind, words) = (&came.step, came.kind.replace('_', " "), came.words.trim());
        rows.push(format!("{} {words} | {step} | {kind} | {nearest}{mark} |", head(came)));
    }
    rows.sort_by_key(|row| {
        let mut cells = row.split(" | ").map(|cell| cell.trim_start_matches("| "));
        let (generation, key) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let generation = GENERATIONS.iter().position(|one| *one == generation);
        (generation, REWORDINGS.iter().position(|one| one.key == key))
    });
    let mut text = String::from(
        "# What a walk says when a wording changes\n\n\
         Each row is a wording of the console put otherwise, and what the walk came to: where it stopped, and which control it\n\
         named as the nearest to what it sought. `make rewordings` walks them all and writes this table anew. A wording that no\n\
         walk needs is not in it.\n\n\
         | console | key | says instead | stopped at | because | nearest |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    std::fs::write(path, text).unwrap();
}
