//! The practice site must be right itself, or nothing that is tested against it means anything.

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

#[tokio::test]
async fn graph_answers_from_the_same_truth() {
    let site = site(&["graph.page_size=1", "world.owned=2"]).await;
    let token = walk(&site).await;
    let ids = ids(&site);
    let ask = async |path: &str| {
        let url = format!("{}/v26.0/{path}", site.graph_url);
        client().get(url).bearer_auth(&token).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let data = &ask(&format!("debug_token?input_token={token}")).await["data"];
    assert_eq!(
        (&data["type"], &data["is_valid"], &data["expires_at"]),
        (&json!("SYSTEM_USER"), &json!(true), &json!(0))
    );
    assert_eq!(data["app_id"], ids.app);
    assert_eq!(ask("me").await["name"], "mark");
    let first = ask(&format!("{}/owned_whatsapp_business_accounts", ids.business)).await;
    assert_eq!(first["data"].as_array().unwrap().len(), 1);
    let next = first["paging"]["next"].as_str().unwrap();
    let second = get(next).await.1;
    assert!(second["data"][0]["id"] != first["data"][0]["id"] && second["paging"]["next"].is_null());
    let numbers = ask(&format!("{}/phone_numbers?fields=verified_name&limit=9", ids.waba)).await;
    assert_eq!(numbers["data"].as_array().unwrap().len(), 2);
    assert!(numbers["data"][0]["display_phone_number"].is_null());
    let log = site.truth().graph_log;
    assert_eq!(log.iter().map(|entry| entry.token_in_address).collect::<Vec<_>>(), [false, false, false, true, false]);
    assert!(!serde_json::to_string(&log).unwrap().contains("EAA"));
}

#[tokio::test]
async fn graph_refuses_in_the_real_shapes() {
    let site = site(&["world.waba_access=none"]).await;
    let token = walk(&site).await;
    let waba = ids(&site).waba;
    let url = format!("{}/v26.0/{waba}/phone_numbers", site.graph_url);
    let (status, error) = get(&format!("{url}?access_token={token}")).await;
    assert_eq!((status, &error["error"]["code"], &error["error"]["error_subcode"]), (400, &json!(100), &json!(33)));
    let (_, error) = get(&format!("{url}?access_token=EAAnonsense")).await;
    assert_eq!(error["error"]["code"], 190);
    for (fail, status, code) in [("190-463", 400, 190), ("10", 403, 10), ("4", 403, 4), ("2", 500, 2), ("500", 500, 0)]
    {
        site.set("graph.fail", fail).unwrap();
        site.set("graph.fail_times", "1").unwrap();
        let (got, error) = get(&url).await;
        assert_eq!((got, error["error"]["code"].as_i64().unwrap_or(0)), (status, code), "{fail}");
        assert_ne!(get(&url).await.1["error"]["code"], code, "{fail} comes once");
    }
}

#[tokio::test]
async fn the_way_through_the_api_ends_in_the_same_truth() {
    let site = site(&["world.waba_access=none"]).await;
    let ids = ids(&site);
    let truth = site.truth_json();
    let admin = truth["admin_token"].as_str().unwrap().to_owned();
    let secrets = truth["app_secrets"].as_array().unwrap();
    let secret = secrets.iter().find(|one| one["id"] == ids.app.as_str()).unwrap()["secret"].as_str().unwrap();
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let reply = client()
            .post(format!("{}/v26.0/{path}", site.graph_url))
            .bearer_auth(&admin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish());
        reply.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let user = post(&format!("{}/system_users", ids.business), &[("name", "mark"), ("role", "ADMIN")]).await;
    let user = user["id"].as_str().unwrap();
    post(&format!("{user}/applications"), &[("business_app", &ids.app)]).await;
    post(&format!("{}/assigned_users", ids.waba), &[("user", user), ("tasks", "['MANAGE']")]).await;
    let proof = super::graph_call::appsecret_proof(secret, &admin);
    let scope = "whatsapp_business_messaging,whatsapp_business_management";
    let fields = [("business_app", ids.app.as_str()), ("scope", scope), ("appsecret_proof", &proof)];
    site.set("obstacle.token", "none").unwrap();
    let made = post(&format!("{user}/access_tokens"), &fields).await;
    let token = made["access_token"].as_str().unwrap();
    let url = format!("{}/v26.0/{}/phone_numbers?access_token={token}", site.graph_url, ids.waba);
    assert_eq!(get(&url).await.0, 200);
    let what: Vec<_> = site.truth().log.into_iter().map(|entry| entry.what).collect();
    assert_eq!(what, ["create_system_user", "install_app", "assign_assets", "generate_token"]);
    let wrong = [("business_app", ids.app.as_str()), ("scope", scope), ("appsecret_proof", "00")];
    assert_eq!(post(&format!("{user}/access_tokens"), &wrong).await["error"]["code"], 100);
}

/// Makes the user `mark` with the app, and asks for a token as the pages do. Returns the user's id and the answer.
async fn mint(site: &Served, extra: Value) -> (String, Value) {
    let ids = ids(site);
    let body = json!({ "business_id": ids.business, "name": "mark", "role": "ADMIN" });
    let user = commit(site, "create-user", body).await.1["id"].as_str().unwrap().to_owned();
    let asset = json!({ "kind": "app", "id": ids.app, "tasks": ["MANAGE", "DEVELOP"] });
    commit(site, "assign", json!({ "user_id": user, "assets": [asset], "tasks": ["MANAGE"] })).await;
    let scopes = json!(["whatsapp_business_messaging", "whatsapp_business_management"]);
    let mut body = json!({ "user_id": user, "app_id": ids.app, "scopes": scopes, "expires": false });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let reply = commit(site, "token", body).await.1;
    (user, reply)
}

/// A site of 2026 where an assignment shows at once.
async fn of_2026(pairs: &[&str]) -> Served {
    let quick = ["generation=3", "assign_visible_ms=0", "assign_visible_loads=0"];
    site(&[&quick, pairs].concat()).await
}

#[tokio::test]
async fn a_token_behind_the_gate_is_shown_only_to_who_has_verified() {
    let site = of_2026(&["obstacle.token=verify-gate"]).await;
    let reply = mint(&site, json!({})).await.1;
    assert_eq!((&reply["ok"], &reply["token"]), (&json!(true), &json!("")));
    let gate = reply["gate"].as_str().unwrap();
    let ask = format!("{}/ajax/withheld?gate={gate}", site.business_url);
    assert_eq!(get(&ask).await.1, json!({ "verified": false }));
    assert!(!site.truth().tokens[0].shown);
    site.pass_obstacle();
    let token = site.truth().tokens[0].clone();
    assert_eq!(get(&ask).await.1["token"], token.token.as_str());
    assert!(site.truth().tokens[0].shown && !site.truth().tokens[0].lost);
    // The next one meets the gate again.
    let again = mint(&site, json!({})).await.1;
    let ask = format!("{}/ajax/withheld?gate={}", site.business_url, again["gate"].as_str().unwrap());
    assert_eq!(get(&ask).await.1["verified"], false);
}

#[tokio::test]
async fn a_gate_that_is_closed_loses_the_token() {
    let site = of_2026(&["obstacle.token=verify-gate"]).await;
    let gate = mint(&site, json!({})).await.1["gate"].clone();
    commit(&site, "gate", json!({ "gate": gate, "what": "verify_account" })).await;
    commit(&site, "gate", json!({ "gate": gate, "what": "close_gate" })).await;
    site.pass_obstacle();
    let ask = format!("{}/ajax/withheld?gate={}", site.business_url, gate.as_str().unwrap());
    assert_eq!(get(&ask).await.1["verified"], false);
    let truth = site.truth();
    assert!(truth.tokens[0].lost && !truth.tokens[0].shown);
    assert_eq!((truth.entries("verify_account").len(), truth.entries("close_gate").len()), (1, 1));
}

#[tokio::test]
async fn what_is_agreed_to_is_told() {
    let site = of_2026(&["obstacle.token=consent"]).await;
    mint(&site, json!({ "consent": true, "expires": true, "expiry": "ninety" })).await;
    commit(&site, "accept-agreement", json!({})).await;
    let truth = site.truth();
    assert_eq!(truth.entries("accept_platform_terms").len(), 1);
    assert!(truth.agreement_accepted && !truth.terms_accepted);
    assert_eq!(truth.tokens[0].expires_at - truth.tokens[0].issued_at, 90 * 24 * 3600);
}

#[tokio::test]
async fn permissions_are_removed_only_where_that_is_confirmed() {
    let site = of_2026(&["obstacle.assign=removes", "world.users=mark:admin:RCWa~partial+page"]).await;
    let (user, app) = (site.truth().users[0].id.clone(), ids(&site).app);
    let asset = json!({ "kind": "app", "id": app, "tasks": ["MANAGE"] });
    let body = json!({ "user_id": user, "assets": [asset], "tasks": ["MANAGE"] });
    assert_eq!(commit(&site, "assign", body.clone()).await.1["removes"], true);
    assert_eq!(site.truth().assignments[0].tasks, ["DEVELOP"]);
    assert!(site.truth().entries("remove_permissions").is_empty());
    let mut confirmed = body;
    confirmed["confirmed"] = json!(true);
    assert_eq!(commit(&site, "assign", confirmed).await.1["ok"], true);
    assert_eq!(site.truth().entries("remove_permissions").len(), 1);
    commit(&site, "remove-asset", json!({ "user_id": user, "id": app })).await;
    let kinds: Vec<_> = site.truth().assignments.into_iter().map(|given| given.kind).collect();
    assert_eq!(kinds, ["page"]);
    assert_eq!(site.truth().entries("remove_asset").len(), 1);
}

#[tokio::test]
async fn names_of_2026_may_have_one_hyphen_and_one_capital_letter() {
    let site = of_2026(&[]).await;
    let business = ids(&site).business;
    let cases = [
        ("cloud-messaging", None),
        ("Admin", None),
        ("cloud messaging api", None),
        ("x-y-z", Some("too_many_hyphens")),
        ("Cloud Messaging", Some("too_many_capitals")),
    ];
    for (name, refused) in cases {
        let body = json!({ "business_id": business, "name": name, "role": "EMPLOYEE" });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{name}");
    }
    for (rules, refused) in [("silent", Some("silent")), ("none", None)] {
        site.set("name_rules", rules).unwrap();
        let body = json!({ "business_id": business, "name": "x-y-z", "role": "EMPLOYEE" });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{rules}");
    }
    site.set("obstacle.create", "quota").unwrap();
    for (role, refused) in [("ADMIN", Some("quota")), ("EMPLOYEE", None)] {
        let body = json!({ "business_id": business, "name": "mark", "role": role });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{role}");
    }
}

#[tokio::test]
async fn permissions_of_2026_and_why_there_are_none() {
    let site = of_2026(&["world.users=mark:admin:RCWa~partial,new:admin:RCWa~nothing,mark:employee"]).await;
    let names: Vec<_> = site.truth().users.iter().map(|user| user.name.clone()).collect();
    assert_eq!(names, ["mark", "new", "mark"], "two may share a name");
    let ask = async |user: usize| {
        let (user, app) = (site.truth().users[user].id.clone(), ids(&site).app);
        let url = format!("{}/ajax/permissions?user_id={user}&app_id={app}", site.business_url);
        let reply = get(&url).await.1;
        let list = reply["permissions"].as_array().unwrap().iter();
        (list.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), reply["cause"].clone())
    };
    let (many, _) = ask(0).await;
    assert!(
        many.is_sorted() && many.len() > 9 && many.iter().any(|name| name == "whatsapp_business_messaging"),
        "{many:?}"
    );
    assert_eq!(ask(1).await, (vec![], json!("role")));
    site.set("world.permissions", "whatsapp").unwrap();
    assert_eq!(ask(0).await.0.len(), 4);
    site.set("world.use_case", "no").unwrap();
    assert_eq!(ask(0).await, (vec![], json!("use_case")));
}

#[tokio::test]
async fn an_app_may_name_a_portfolio_to_which_it_is_not_attached() {
    for (apps, attached) in [("several", 3), ("many", 40), ("unattached", 0)] {
        let site = of_2026(&[&format!("world.apps={apps}"), "world.users=mark:admin"]).await;
        let ids = ids(&site);
        let url = format!("{}/ajax/assets?business_id={}", site.business_url, ids.business);
        assert_eq!(get(&url).await.1["app"].as_array().unwrap().len(), attached, "{apps}");
        let url = format!("{}/ajax/user?id={}", site.business_url, site.truth().users[0].id);
        assert_eq!(get(&url).await.1["apps_here"], attached, "{apps}");
    }
}

#[tokio::test]
async fn a_page_without_business_id_is_none_of_rights() {
    let site = of_2026(&[]).await;
    let to = location(&format!("{}/settings/info", site.business_url)).await;
    assert_eq!(to, "/latest/settings/business_info?business_id=&bm_redirect_migration=true");
    let reply = get(&format!("{}/ajax/business", site.business_url)).await.1;
    assert_eq!(reply["error"], "no_such_business");
}

#[tokio::test]
async fn other_places_make_wrong_tokens() {
    let site = of_2026(&[]).await;
    for place in ["api_setup", "try_it_out", "events_manager"] {
        commit(&site, "temporary-token", json!({ "app_id": ids(&site).app, "place": place })).await;
    }
    let truth = site.truth();
    assert_eq!(truth.entries("temporary_token").len(), 3);
    assert!(truth.tokens.iter().all(|token| token.kind == "USER" && token.expires_at > 0));
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
