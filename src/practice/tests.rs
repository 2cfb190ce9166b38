//! The practice site must be right itself, or nothing that is tested against it means anything.

mod graph;
mod year_2026;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Options, SWITCHES, Served, Switches, Values, serve, shuffled, walked_words};

/// A site of the first generation without delays, with these switches.
async fn site(pairs: &[&str]) -> Served {
    let mut options = Options { seed: 7, ..Options::default() };
    for usual in ["delay_ms=0", "generation=1"] {
        options.switches.apply(usual).unwrap();
    }
    for pair in pairs {
        options.switches.apply(pair).unwrap();
    }
    serve(options).await.unwrap()
}

fn client() -> reqwest::Client {
    // No test asks for TLS, but no client is built without; who was first in this process does not matter.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn get(url: &str) -> (u16, Value) {
    let reply = client().get(url).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap_or_default())
}

async fn commit(site: &Served, what: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/ajax/{what}", site.business_url);
    let reply = client().post(url).body(body.to_string()).send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap_or_default())
}

async fn location(url: &str) -> String {
    let reply = client().get(url).send().await.unwrap();
    reply.headers().get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Ids that the walks below need.
struct Ids {
    business: String,
    app: String,
    waba: String,
}

fn ids(site: &Served) -> Ids {
    let truth = site.truth_json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let apps = truth["world"]["apps"].as_array().unwrap();
    let app = apps.iter().find(|app| app["name"] == "RCWa").unwrap_or(&Value::Null);
    Ids {
        business: text(&truth["world"]["businesses"][0]["id"]),
        app: text(&app["id"]),
        waba: text(&truth["world"]["wabas"][0]["id"]),
    }
}

/// Creates, assigns, generates, as the pages do.
async fn walk(site: &Served) -> String {
    let ids = ids(site);
    let body = json!({ "business_id": ids.business, "name": "mark", "role": "ADMIN" });
    let user = commit(site, "create-user", body).await.1["id"].as_str().unwrap().to_owned();
    let body = json!({ "user_id": user, "assets": [{ "kind": "app", "id": ids.app }], "tasks": ["MANAGE"] });
    assert_eq!(commit(site, "assign", body).await.1["ok"], true);
    let scopes = json!(["whatsapp_business_messaging", "whatsapp_business_management"]);
    let body = json!({ "user_id": user, "app_id": ids.app, "scopes": scopes, "expires": false });
    commit(site, "token", body).await.1["token"].as_str().unwrap().to_owned()
}

#[test]
fn the_table_of_switches_is_consistent() {
    let keys: BTreeSet<_> = SWITCHES.iter().map(|switch| switch.key).collect();
    assert_eq!(keys.len(), SWITCHES.len(), "two switches of one name");
    for switch in SWITCHES {
        let mut switches = Switches::default();
        switches.set(switch.key, switch.default).unwrap();
        for drawn in switch.shuffle {
            match super::shuffle::between(drawn) {
                Some((from, to)) => {
                    assert!(from <= to && matches!(switch.values, Values::Number(max) if to <= max), "{}", switch.key);
                }
                None => switches.set(switch.key, drawn).unwrap(),
            }
        }
    }
}

#[test]
fn a_wrong_switch_is_refused_in_plain_words() {
    let mut switches = Switches::default();
    assert_eq!(
        switches.apply("markup.check=slider").unwrap_err().to_string(),
        r#"markup.check cannot be "slider"; it is auto | native | switch | hidden | clipped | aria"#
    );
    assert!(switches.apply("nonsense=1").unwrap_err().to_string().contains("--help"));
    assert!(switches.apply("generation").unwrap_err().to_string().contains("key=value"));
    assert!("generation=2 language=es".parse::<Switches>().unwrap().is("language", "es"));
}

#[test]
fn a_shuffle_is_the_same_for_the_same_seed_and_never_an_obstacle() {
    for seed in 0..50 {
        let switches = shuffled(seed);
        assert_eq!(switches, shuffled(seed));
        assert!(switches.changed().keys().all(|key| !key.starts_with("obstacle.") && !key.starts_with("graph.")));
    }
    assert_ne!(shuffled(1), shuffled(2));
}

#[tokio::test]
async fn the_truth_tells_each_commit_in_order() {
    let site = site(&[]).await;
    let token = walk(&site).await;
    let truth = site.truth();
    assert_eq!(truth.users.len(), 1);
    assert_eq!((truth.users[0].name.as_str(), truth.users[0].role.as_str()), ("mark", "ADMIN"));
    assert_eq!(truth.assignments[0].tasks, ["MANAGE"]);
    assert_eq!((truth.tokens[0].token.as_str(), truth.tokens[0].expires_at), (token.as_str(), 0));
    let what: Vec<_> = truth.log.iter().map(|entry| (entry.what.as_str(), entry.outcome.as_str())).collect();
    assert_eq!(what, [("create_system_user", "done"), ("assign_assets", "done"), ("generate_token", "done")]);
    assert!(token.starts_with("EAA") && token.len() == 183);
}

#[tokio::test]
async fn a_second_user_of_the_same_name_is_possible_so_that_a_mistake_shows() {
    let site = site(&[]).await;
    walk(&site).await;
    walk(&site).await;
    assert_eq!(site.truth().users.len(), 2);
}

#[tokio::test]
async fn obstacles_of_a_commit() {
    let cases = [
        ("500", 500, "something_wrong", 0),
        ("500-done", 500, "something_wrong", 1),
        ("invalid-name", 200, "invalid_name", 0),
        ("invalid-name-created", 200, "invalid_name", 1),
        ("seven-days", 200, "seven_days", 0),
        ("quota", 200, "quota", 0),
    ];
    for (obstacle, status, error, users) in cases {
        let site = site(&[&format!("obstacle.create={obstacle}")]).await;
        let body = json!({ "business_id": ids(&site).business, "name": "mark", "role": "ADMIN" });
        let (got, reply) = commit(&site, "create-user", body).await;
        assert_eq!((got, reply["error"].as_str().unwrap()), (status, error), "{obstacle}");
        assert_eq!(site.truth().users.len(), users, "{obstacle}");
        assert_eq!(site.truth().entries("create_system_user").len(), 1, "{obstacle}");
    }
}

#[tokio::test]
async fn a_fault_that_comes_once_goes() {
    let site = site(&["obstacle.create=500-once"]).await;
    let body = json!({ "business_id": ids(&site).business, "name": "mark", "role": "ADMIN" });
    assert_eq!(commit(&site, "create-user", body.clone()).await.0, 500);
    assert_eq!(commit(&site, "create-user", body).await.0, 200);
}

#[tokio::test]
async fn a_check_stays_until_the_person_has_passed_it() {
    let site = site(&["obstacle.create=checkpoint"]).await;
    let settings = format!("{}/settings/info?business_id={}", site.business_url, ids(&site).business);
    assert_eq!(location(&settings).await, "");
    let body = json!({ "business_id": ids(&site).business, "name": "mark", "role": "ADMIN" });
    let reply = commit(&site, "create-user", body.clone()).await.1;
    assert!(reply["redirect"].as_str().unwrap().starts_with("/security/block/"));
    assert!(location(&settings).await.starts_with("/security/block/?next="));
    site.pass_obstacle();
    assert_eq!(location(&settings).await, "");
    assert_eq!(commit(&site, "create-user", body).await.1["ok"], true);
}

#[tokio::test]
async fn a_session_that_is_asked_for_is_a_cookie() {
    let site = site(&["session=required"]).await;
    let apps = format!("{}/apps", site.developers_url);
    assert_eq!(location(&apps).await, "/login/?next=%2Fapps");
    let poll = format!("{}/ajax/obstacle", site.developers_url);
    assert!(client().get(&poll).send().await.unwrap().headers().get("set-cookie").is_none());
    site.pass_obstacle();
    let reply = client().get(&poll).send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = client().get(&apps).header("cookie", cookie).send().await.unwrap();
    assert_eq!(page.status().as_u16(), 200);
    // Another browser is another session.
    assert!(client().get(&poll).send().await.unwrap().headers().get("set-cookie").is_none());
    assert_eq!(location(&apps).await, "/login/?next=%2Fapps");
}

#[tokio::test]
async fn names_with_some_words_are_refused_where_the_switch_says_so() {
    let site = site(&["obstacle.create=invalid-words"]).await;
    for (name, refused) in [("WhatsApp Bot", true), ("Cloud Messaging", false)] {
        let body = json!({ "business_id": ids(&site).business, "name": name, "role": "ADMIN" });
        assert_eq!(commit(&site, "create-user", body).await.1["error"] == "invalid_name", refused, "{name}");
    }
}

#[tokio::test]
async fn addresses_of_the_two_generations() {
    let site = site(&["generation=2"]).await;
    let id = ids(&site).business;
    let old = format!("{}/settings/system-users?business_id={id}", site.business_url);
    let new = format!("/latest/settings/system_users?business_id={id}&bm_redirect_migration=true");
    assert_eq!(location(&old).await, new);
    site.set("obstacle.page", "signed-out").unwrap();
    let to = location(&format!("{}{new}", site.business_url)).await;
    assert!(to.starts_with("/business/loginpage/new/?next=%2Flatest%2Fsettings"), "{to}");
    site.set("obstacle.page", "none").unwrap();
    assert_eq!(location(&format!("{}{new}", site.business_url)).await, "");
}

#[tokio::test]
async fn an_assignment_shows_only_after_reloads_in_generation_2() {
    let site = site(&["generation=2", "assign_visible_ms=0", "assign_visible_loads=2"]).await;
    let ids = ids(&site);
    let body = json!({ "business_id": ids.business, "name": "mark", "role": "EMPLOYEE" });
    let user = commit(&site, "create-user", body).await.1["id"].as_str().unwrap().to_owned();
    let body = json!({ "user_id": user, "assets": [{ "kind": "app", "id": ids.app }], "tasks": ["MANAGE"] });
    commit(&site, "assign", body).await;
    let permissions = format!("{}/ajax/permissions?user_id={user}&app_id={}", site.business_url, ids.app);
    for loads in 0..3 {
        let offered = get(&permissions).await.1["permissions"].as_array().unwrap().len();
        assert_eq!(offered > 0, loads == 2, "after {loads} loads");
        let page = format!("{}/latest/settings/system_users?business_id={}", site.business_url, ids.business);
        client().get(page).send().await.unwrap();
    }
}

#[tokio::test]
async fn users_of_the_world_are_there_from_the_start() {
    let site = site(&["world.users=mark:admin:RCWa,mark-old:employee"]).await;
    let truth = site.truth();
    let names: Vec<_> = truth.users.iter().map(|user| (user.name.as_str(), user.role.as_str())).collect();
    assert_eq!(names, [("mark", "ADMIN"), ("mark-old", "EMPLOYEE")]);
    assert_eq!(truth.assignments.len(), 1);
    assert!(truth.log.is_empty() && truth.terms_accepted);
}

#[tokio::test]
async fn a_name_that_is_not_loopback_gets_no_answer() {
    let site = site(&[]).await;
    let reply = client().get(&site.control_url).header("host", "rebind.example").send().await.unwrap();
    assert_eq!(reply.status().as_u16(), 421);
}

#[tokio::test]
async fn no_page_has_a_field_for_a_password_and_each_says_what_it_is() {
    let site = site(&["markup.container=iframe"]).await;
    for path in ["/apps", "/login/", "/practice"] {
        let page = client().get(format!("{}{path}", site.developers_url)).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Practice console - not Meta"), "{path}");
    }
    let app = client().get(format!("{}/bundle.js", site.business_url)).send().await.unwrap().text().await.unwrap();
    assert!(!app.contains("type: \"password\"") && !app.contains("type=password"));
}

#[test]
fn the_words_of_a_walk_are_words_of_the_pages() {
    let english = include_str!("site/languages.js");
    for generation in ["1", "1-expiry", "1b", "2", "3"] {
        let words = walked_words(generation);
        assert!(words.len() > 15, "{generation}");
        for key in words {
            assert!(english.contains(&format!(" {key}: ")), "{key} of generation {generation}");
        }
    }
    assert!(walked_words("4").is_empty());
}

#[test]
fn a_shuffle_draws_numbers_between_their_ends() {
    let told = |seed| {
        let switches = shuffled(seed);
        [switches.get("markup.row").to_owned(), switches.get("terms").to_owned()]
    };
    let drawn: BTreeSet<_> = (0..40).map(told).collect();
    assert!(drawn.len() > 6, "{drawn:?}");
    let late: BTreeSet<_> = (0..40).map(|seed| shuffled(seed).number("manner.flash_ms")).collect();
    assert!(late.len() > 20 && late.iter().all(|ms| (500..=3000).contains(ms)), "{late:?}");
}

#[tokio::test]
async fn a_site_that_is_shut_down_frees_its_ports() {
    let site = site(&[]).await;
    let url = site.control_url.clone();
    site.shutdown().await;
    assert!(client().get(url).send().await.is_err());
}
