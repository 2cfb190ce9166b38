//! Every wording of the shipped scenario's walk put otherwise, one at a time: the run ends soon, at the right step, makes
//! nothing wrong, and names the control that was reworded.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Site;

const GENERATIONS: [&str; 4] = ["1", "1-expiry", "1b", "2"];

/// One wording: the practice site's key, what it says instead, and the steps at which its absence may end a run.
struct Rewording {
    key: &'static str,
    words: &'static str,
    steps: &'static [&'static str],
}

const fn to(key: &'static str, words: &'static str, steps: &'static [&'static str]) -> Rewording {
    Rewording { key, words, steps }
}

/// What a console might say instead, in the order of the walk. Without steps: the walk does not need it.
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
    to("done", "Finish", &["terms-done", "assigned", "assign"]),
    to("user_name", "Name of the machine", &["user-name"]),
    to("user_role", "Kind of access", &["user-role"]),
    to("admin", "Administration", &["user-role"]),
    to("create_user", "Make technical user", &["create-user"]),
    to("generate_new", "Get a fresh key", &["select-user", "user-open"]),
    to("add_assets", "Allocate resources", &["look-for-app", "menu-assign"]),
    to("none_assigned", "Nothing here so far", &[]),
    to("apps", "Applications", &["asset-type"]),
    to("manage_app", "Administer application", &["manage-app"]),
    to("full_control", "Complete access", &[]),
    to("save", "Keep this", &["assign"]),
    to("select_app", "Application", &["token-app"]),
    to("expiration", "How long it lasts", &["expiry"]),
    to("set_expiration", "Choose how long it lasts", &["expiry"]),
    to("never", "Unlimited", &["expiry"]),
    to("next", "Onwards", &["expiry", "expiry-next"]),
    to("generate", "Get the key", &["generate"]),
    to("copy", "Duplicate", &["token"]),
    to("ok", "Understood", &["close-result"]),
];

/// What came of one.
struct Came {
    generation: &'static str,
    key: &'static str,
    words: &'static str,
    code: Option<i32>,
    kind: String,
    step: String,
    took: Duration,
    right_step: bool,
    named: bool,
    nearest: String,
    harm: Option<String>,
    said: String,
}

fn walk(generation: &'static str, one: &Rewording) -> Came {
    let site = Site::new(&format!("generation={generation}"));
    site.set("reword", &format!("{}:{}", one.key, one.words));
    let began = Instant::now();
    let walked = site.walk().timeout("8").run();
    let took = began.elapsed();
    let error = &walked.json["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let words = one.words.split('{').next().unwrap_or_default().trim_end_matches([' ', ':']);
    let nearest: Vec<String> = error["nearest"].as_array().into_iter().flatten().map(|n| text(&n["name"])).collect();
    let step = text(&error["step"]);
    let truth = site.truth();
    let (users, assigned, tokens) = (truth.users.len(), truth.assignments.len(), truth.tokens.len());
    let foreign = truth.assignments.iter().any(|a| a.kind != "app" || a.asset_id != site.app_id("RCWa"));
    let mishap = truth.log.iter().any(|entry| entry.what == "mishap" || entry.what == "temporary_token");
    let wrong = users > 1 || assigned > 1 || tokens > 1 || foreign || mishap;
    Came {
        generation,
        key: one.key,
        words: one.words,
        code: walked.code,
        kind: text(&error["kind"]),
        right_step: walked.code == Some(0) || one.steps.contains(&step.as_str()),
        step,
        took,
        named: nearest.first().is_some_and(|name| name.to_lowercase().contains(&words.to_lowercase())),
        nearest: nearest.join(" | "),
        harm: wrong.then(|| format!("{:?}", truth.log)),
        said: format!("{} HINT {} SOUGHT {} SUGG {}", error["message"], error["hint"], error["sought"], error["suggestion"]),
    }
}

#[test]
fn each_wording_is_missed_at_its_step_and_found_again() {
    let wanted = std::env::var("REWORDINGS").unwrap_or_default();
    let cases: Vec<(&'static str, &Rewording)> = GENERATIONS
        .iter()
        .flat_map(|generation| REWORDINGS.iter().map(move |one| (*generation, one)))
        .filter(|(generation, one)| wanted.is_empty() || wanted.split(',').any(|w| w == one.key || w == *generation || w == format!("{generation}/{}", one.key)))
        .collect();
    let next = AtomicUsize::new(0);
    let ended: Mutex<Vec<(usize, Came)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some((generation, one)) = cases.get(number) else { break };
                    let came = walk(generation, one);
                    eprintln!("{}/{} {:?} {} {} {:.1}s step:{} named:{} [{}] {}{}", came.generation, came.key, came.code, came.kind, came.step, came.took.as_secs_f32(), came.right_step, came.named, came.nearest, came.said, came.harm.as_ref().map(|h| format!(" HARM {h}")).unwrap_or_default());
                    ended.lock().unwrap().push((number, came));
                }
            });
        }
    });
    let mut ended = ended.into_inner().unwrap();
    ended.sort_by_key(|(number, _)| *number);
    let mut table = String::new();
    for (_, came) in &ended {
        writeln!(table, "| {} | {} | {} | {} | {} | {} |", came.generation, came.key, came.words, came.kind, came.step, came.nearest).unwrap();
    }
}
