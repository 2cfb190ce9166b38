//! The table of names: on the lists of every generation, and in walks. The right one, or a stop; never another one.

use serde_json::{Value, json};
use tokenwright::browser::{BrowserOptions, Session};
use tokenwright::names::{Sameness, nearest, same};
use tokenwright::page::{self, Act, Answer, Phrasing, Values};
use tokenwright::scenario::model::{Action, Scenario};
use tokenwright::scenario::{Library, Source};

use super::names::{NAMES, goes_on, written_otherwise};
use crate::support::Site;

/// The engine's words are compared by what is in this file alone.
const MATCH: &str = include_str!("../../../src/page/engine/match.js");

/// Every name against every name and all that is made of them: engine and proof agree which are the same.
#[tokio::test(flavor = "multi_thread")]
async fn engine_and_proof_agree_on_names() {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for name in NAMES {
        let made = written_otherwise(name).into_iter().chain(goes_on(name)).chain(NAMES.map(str::to_owned));
        pairs.extend(made.flat_map(|other| [(name.to_owned(), other.clone()), (other, name.to_owned())]));
    }
    assert!(pairs.len() > 4000, "{}", pairs.len());
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    session.goto("data:text/html,<p>names</p>").await.unwrap();
    let script = format!(
        "{MATCH}\nreturn arguments[0].map(([shown, asked]) => rank({{ words: [{{ text: asked, own: true }}], match: 'whole' }}, shown, 'en'));"
    );
    let ranks = session.execute(&script, vec![json!(pairs)]).await.unwrap();
    session.close().await.unwrap();
    let wrong: Vec<_> = pairs
        .iter()
        .zip(ranks.as_array().unwrap())
        .filter(|((shown, asked), rank)| match (same(shown, asked), rank.as_i64().unwrap()) {
            (Sameness::Exact, 0) | (Sameness::Folded, 0 | 1) => false,
            (Sameness::Different, rank) => rank >= 0,
            _ => true,
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} are not judged alike: {wrong:?}", wrong.len(), pairs.len());
}

/// What is asked of a list of these: each name as it is, written otherwise, and gone on.
fn asked() -> Vec<String> {
    let all = NAMES.iter().flat_map(|name| {
        let mut asked = vec![(*name).to_owned()];
        asked.extend(written_otherwise(name));
        asked.extend(goes_on(name));
        asked.retain(|one| !one.trim().is_empty());
        asked
    });
    all.collect()
}

fn scenario(step: &str) -> Scenario {
    let text = format!(
        "name = \"case\"\ntitle = \"A case\"\nstart = \"https://example.org/\"\n[[step]]\nid = \"case\"\ntitle = \"A case\"\n{step}"
    );
    Library::default().read(&Source::new("case.toml", text)).unwrap().scenario
}

/// Asks the page; `None`: it has no answer, for want of one or for too many.
async fn ask(session: &Session, scenario: &Scenario, values: &Values, number: usize) -> Option<Act> {
    // What is read is there at once; what is clicked has to stand still, and to be scrolled to.
    let limit = if matches!(scenario.steps[0].ways[0].action, Action::Read { .. }) { 40 } else { 250 };
    let wording = Phrasing::new(scenario, values);
    let step = &scenario.steps[0];
    let ways: Vec<Value> = step.ways.iter().map(|way| wording.way("case/0", way, &[])).collect();
    // The page has rested already: a name that is only written alike need not be waited out once more.
    let question = json!({
        "patience": 0, "id": number.to_string(), "run": "names", "override": null, "clicked": null, "click": number.to_string(), "filled": false,
        "strict": true, "regions": {}, "never": [], "ways": ways, "spent": 0, "timeout": limit, "slice": limit,
    });
    match page::ask(session, question).await.unwrap() {
        Answer::Way(found) => Some(found.act),
        _ => None,
    }
}

/// Into so many shares the names are cut: a list is asked for one of them, unless all are wished for.
const SHARES: usize = 24;

/// Whether what was found is what is meant: the one that is so called, or nothing where none or several may be.
fn is_right(all: &[&str], asked: &str, found: Option<&str>) -> bool {
    match found {
        Some(found) => nearest(all.iter().copied(), asked, |name| Some(name)).as_slice() == [found],
        None => true,
    }
}

/// A list of a generation, asked by the engine's own question for a share of the names. Returns how many were found.
async fn ask_list(
    session: &Session,
    site: &Site,
    step: &str,
    key: &str,
    share: usize,
    faults: &mut Vec<String>,
) -> usize {
    let scenario = scenario(step);
    let mut met = 0;
    for (number, asked) in asked().iter().enumerate().filter(|(number, _)| number % SHARES == share) {
        let values: Values = [(key.to_owned(), asked.clone())].into();
        let found = match ask(session, &scenario, &values, number).await {
            Some(Act::Value { value }) => site.called_by_id(&value),
            Some(Act::Click { x, y }) => {
                let script = "let e = document.elementFromPoint(arguments[0], arguments[1]); while (e && !e.innerText?.trim()) e = e.parentElement; return e?.innerText.trim().split('\\n')[0];";
                session.execute(script, vec![json!(x), json!(y)]).await.unwrap().as_str().map(str::to_owned)
            }
            other => other.map(|act| format!("{act:?}")),
        };
        let certain = nearest(NAMES, asked, |name| Some(name)).len() == 1 && NAMES.contains(&asked.as_str());
        if !is_right(&NAMES, asked, found.as_deref()) || (certain && found.is_none()) {
            faults.push(format!("{key} {asked:?}: {found:?}"));
        }
        met += usize::from(found.is_some());
    }
    met
}

/// Apps and system users on the pages of every generation.
#[test]
fn the_lists_of_every_generation_give_the_right_one() {
    let all = std::env::var("NAMES").is_ok_and(|names| names == "all");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (mut faults, mut met) = (Vec::new(), 0);
    for (at, generation) in ["1", "1b", "2", "3"].into_iter().enumerate() {
        let users: Vec<String> = (0..NAMES.len()).map(|number| format!("u{number}:admin")).collect();
        let apps = (1..=40).map(|number| match number {
            23 => "RCWa".to_owned(),
            24 => "RCWa Cloud".to_owned(),
            _ => format!("Shop {number:02}"),
        });
        let called: Vec<(String, &str)> =
            apps.zip(NAMES).chain((0..).map(|number| format!("u{number}")).zip(NAMES)).collect();
        let switches = format!("generation={generation} world.apps=many world.users={}", users.join(","));
        let site = Site::called(&switches, called.iter().map(|(from, to)| (from.as_str(), *to)));
        let [developers, business, _] = site.addresses();
        let system_users = format!("{business}/settings/system-users?business_id={}", site.business_id("Acme Retail"));
        let shares: Vec<usize> = if all { (0..SHARES).collect() } else { vec![at] };
        // The older lists show no IDs.
        let users_step = match generation {
            "1" | "1b" => "click = { text = \"{system_user}\", in = \"page\", which = \"first\" }",
            _ => {
                "read = { as = \"user_id\", pattern = '\\d{10,20}', near = \"{system_user}\", single = \"id\", in = \"page\" }"
            }
        };
        runtime.block_on(async {
            let session = Session::start(&BrowserOptions::default()).await.unwrap();
            for (address, step, key) in [
                (
                    format!("{developers}/apps"),
                    "read = { as = \"app_id\", pattern = '\\d{8,20}', near = \"{app}\", single = \"app_id\" }",
                    "app",
                ),
                (system_users, users_step, "system_user"),
            ] {
                session.goto(&address).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
                for share in &shares {
                    met += ask_list(&session, &site, step, key, *share, &mut faults).await;
                }
            }
            session.close().await.unwrap();
        });
    }
    assert!(faults.is_empty(), "{} wrong:\n{}", faults.len(), faults.join("\n"));
    assert!(met > 80, "only {met} were found at all");
}

/// Whole walks: the app, the business and the system user in one, in every generation. `true`: it must end well.
const WALKS: [(&str, [&str; 3], bool); 16] = [
    ("3", ["Rocket", "Rocket & Co", "José"], true),
    ("2", ["Joe's \"Best\" <b>Shop</b>", "{app}", "a+b?(c)|[d]^$"], true),
    ("1", ["❤ Shop", "株式会社", "متجر"], true),
    ("1b", ["20240115", "Shop:", "Rocket · EU"], true),
    ("3", ["Apps", "Users", "mark"], false),
    ("1", ["RCWa", "Next", "Generate token"], false),
    ("2", ["RCWa", "Acme", "Users"], false),
    ("3", ["RCWa", "Acme", "Add"], false),
    ("1", ["Done", "Admin", "mark"], false),
    ("1b", ["Generate token", "Acme", "mark"], false),
    ("3", ["חנות", "Confirm your identity", "Équipe Cloud"], true),
    ("2", ["+ Shop", "C:\\new\\1", "1234567"], true),
    ("1b", ["Shop: EU", "{business_pattern}", "か"], true),
    ("1", ["🚀 Shop", ".*", "CRM {role}"], true),
    ("2", ["100200300400500", "Müller GmbH", "Rocket-2"], true),
    ("3", ["İstanbul Ofis", "Shop 20240115", "कि"], true),
];

/// The look-alikes that stand beside what is meant, here as a user with the app, there as another app.
fn beside(name: &str) -> [String; 3] {
    [format!("{name} Old"), format!("{name} · EU"), format!("x{name}")]
}

#[test]
fn walks_end_with_the_right_one_or_a_stop() {
    let all = std::env::var("NAMES").is_ok_and(|names| names == "all");
    // Two that end well and two stops, drawn anew each day.
    let day = usize::try_from(jiff::Timestamp::now().as_second() / 86_400).unwrap();
    let (well, stopped): (Vec<_>, Vec<_>) = WALKS.into_iter().partition(|(_, _, well)| *well);
    let drawn = |walks: &[_]| -> Vec<_> { walks.iter().copied().cycle().skip(day % walks.len()).take(2).collect() };
    let walks = if all { WALKS.to_vec() } else { [drawn(&well), drawn(&stopped)].concat() };
    for (generation, [app, business, user], well) in walks {
        let ([old, eu, other], [user_old, user_eu, _]) = (beside(app), beside(user));
        let names = [
            ("RCWa", app),
            ("RCWa Cloud", &old),
            ("RCWa Old", &eu),
            ("Stock Sync", &other),
            ("Acme Retail", business),
            ("a", &user_old),
            ("b", user),
            ("c", &user_eu),
        ];
        let site =
            Site::called(&format!("generation={generation} world.users=a:admin:RCWa,b:admin,c:admin:RCWa"), names);
        let walked = site.walk().app(app).args(["--business", business, "--system-user", user]).run();
        let truth = site.truth();
        let (id, of) = (site.app_id(app), truth.users.iter().find(|one| one.name == user).unwrap().id.clone());
        let what = format!("{generation} {app:?} {business:?} {user:?}: {}", walked.json["error"]);
        assert!(truth.tokens.iter().all(|token| token.app_id == id && token.user_id == of), "another one: {what}");
        let others = truth.assignments.iter().filter(|one| one.user_id == of && one.asset_id != id);
        assert_eq!((others.count(), truth.users.len()), (0, 3), "{what}");
        assert_eq!((walked.code == Some(0), truth.tokens.len()), (well, usize::from(well)), "{what}");
    }
}
