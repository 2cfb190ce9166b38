//! What a token is worth where Graph tells little of it, and which number goes with it.

use serde_json::{Value, json};

use super::{
    Expected, GraphConfig, NumberRule, Proof, prove,
    test_server::{Answer, Server, debug_token, error, list, number},
};
use crate::secret::{
    Secret, Token, canary,
    credentials::{Credentials, Mark},
};

const TO_THE_APP_ONLY: &str =
    "(#100) You must provide an app access token or a user access token that is an owner or developer of the app";
const NO_BUSINESS: &str = "(#200) Requires business_management permission to manage the object";

fn token() -> Token {
    Token::parse(&canary::token(61)).unwrap()
}

fn expected() -> Expected {
    Expected {
        app_id: Some("500".to_owned()),
        system_user: Some("Cloud Messaging".to_owned()),
        business_id: Some("900".to_owned()),
        ..Expected::default()
    }
}

async fn proof(server: &Server) -> Proof {
    proof_of(&server.config(), &expected()).await
}

async fn proof_of(config: &GraphConfig, expected: &Expected) -> Proof {
    let proof = prove(config, &token(), expected).await;
    let seen = format!("{proof:?} {} {:?}", serde_json::to_string(&proof).unwrap(), proof.run_error());
    assert!(canary::forms_in(seen.as_bytes(), &canary::token(61)).is_empty());
    assert!(!seen.contains("0123456789abcdef"), "the app secret is not told");
    proof
}

fn kinds(proof: &Proof) -> Vec<&'static str> {
    proof.problems.iter().map(|problem| problem.kind).collect()
}

fn notes(proof: &Proof) -> String {
    proof.notes.join("\n")
}

fn permissions(names: &[&str]) -> Answer {
    let rows: Vec<Value> = names.iter().map(|name| json!({"permission": name, "status": "granted"})).collect();
    Answer::Json(200, json!({ "data": rows }))
}

/// A Graph that tells a system user's token nothing about itself.
async fn reticent() -> Server {
    let server = Server::good().await;
    server.on("debug_token", [error(400, 100, None, TO_THE_APP_ONLY)]);
    server.on("app", [Answer::Json(200, json!({"id": "500", "name": "RCWa"}))]);
    server.on("me/permissions", [permissions(&["whatsapp_business_messaging", "whatsapp_business_management"])]);
    server
}

/// The business's lists are refused.
fn hide_the_business(server: &Server) {
    for edge in ["owned", "client"] {
        server.on(&format!("900/{edge}_whatsapp_business_accounts"), [error(403, 200, None, NO_BUSINESS)]);
    }
}

/// A token that is limited to no account, so that it names none.
fn unlimited(server: &Server) {
    let changes = json!({"granular_scopes": [{"scope": "whatsapp_business_management"}]});
    server.on("debug_token", [Answer::Json(200, debug_token(&changes))]);
}

#[tokio::test]
async fn a_token_that_may_not_be_asked_is_judged_by_what_it_can_do() {
    let server = reticent().await;
    let good = proof(&server).await;
    assert_eq!(kinds(&good), Vec::<&str>::new());
    assert!(good.verified && good.by_use && good.expires_at.is_none());
    assert_eq!((good.app_id.as_deref(), good.user_name.as_deref()), (Some("500"), Some("Cloud Messaging")));
    assert!(notes(&good).contains("when it expires could not be proved"), "{}", notes(&good));
    assert!(notes(&good).contains("TOKENWRIGHT_APP_SECRET") && good.words().contains("could not be proved"));
    assert!(matches!(good.mark(), Mark::Verified { .. }));

    // The rest must prove all the same.
    server.on("me/permissions", [permissions(&["whatsapp_business_management"])]);
    assert_eq!(kinds(&proof(&server).await), ["scope_missing"]);
    let declined = json!([
        {"permission": "whatsapp_business_management", "status": "granted"},
        {"permission": "whatsapp_business_messaging", "status": "declined"}
    ]);
    server.on("me/permissions", [Answer::Json(200, json!({ "data": declined }))]);
    assert_eq!(kinds(&proof(&server).await), ["scope_missing"]);
    server.on("app", [Answer::Json(200, json!({"id": "501", "name": "RCWa Old"}))]);
    assert!(kinds(&proof(&server).await).contains(&"wrong_app"));
}

#[tokio::test]
async fn where_neither_is_told_nothing_is_said_against_the_token() {
    let server = reticent().await;
    server.on("me/permissions", [error(403, 200, None, "(#200) Permissions error")]);
    let open = proof(&server).await;
    assert_eq!(kinds(&open), ["not_inspectable"]);
    assert!(open.is_open() && open.problems[0].hint.contains("TOKENWRIGHT_APP_SECRET"));
    assert!(open.problems[0].message.contains("app access token"), "{}", open.problems[0].message);
    server.on("me/permissions", [error(400, 190, Some(467), "The session is invalid because the user logged out.")]);
    let bad = proof(&server).await;
    assert_eq!((kinds(&bad), bad.is_open()), (vec!["token_invalid"], false));
}

#[tokio::test]
async fn with_the_app_secret_the_app_asks() {
    let server = reticent().await;
    server.on("debug_token", [error(400, 100, None, TO_THE_APP_ONLY), Answer::Json(200, debug_token(&json!({})))]);
    let config = || GraphConfig { app_secret: Some(Secret::new("0123456789abcdef")), ..server.config() };
    let good = proof_of(&config(), &expected()).await;
    assert!(good.verified && !good.by_use && good.expires_at == Some(0), "{good:?}");
    let asked = server.asked();
    let as_app: Vec<_> = asked.iter().filter(|asked| asked.authorization == "Bearer 500|0123456789abcdef").collect();
    assert_eq!(as_app.len(), 1);
    assert!(as_app[0].path == "debug_token" && !as_app[0].query.contains("appsecret_proof"));
    assert!(asked.iter().all(|asked| !asked.query.contains("0123456789abcdef")));
    assert_eq!(server.count("me/permissions"), 0);

    // A secret that is another app's helps nobody, and says nothing about the token.
    let refused = error(400, 100, None, "(#100) The App_id in the input_token did not match the Viewing App");
    server.on("debug_token", [error(400, 100, None, TO_THE_APP_ONLY), refused]);
    let good = proof_of(&config(), &expected()).await;
    assert!(good.verified && good.by_use && notes(&good).contains("with the app secret neither"), "{good:?}");
}

#[tokio::test]
async fn without_business_management_the_token_itself_tells_its_accounts() {
    let server = Server::good().await;
    hide_the_business(&server);
    let named = proof(&server).await;
    assert!(named.verified, "{:?}", named.problems);
    assert_eq!(named.whatsapp_business_account_ids, ["700"]);
    assert_eq!(notes(&named).matches("may not list").count(), 1, "{}", notes(&named));
    assert_eq!(server.count("me/assigned_whatsapp_business_accounts"), 0);

    // It names none, but its user was assigned one.
    unlimited(&server);
    server.on("me/assigned_whatsapp_business_accounts", [list(&json!([{"id": "700", "name": "Acme"}]))]);
    assert!(proof(&server).await.verified);

    // An admin reaches accounts that nobody assigned: then somebody must say which.
    server.on("me/assigned_whatsapp_business_accounts", [list(&json!([]))]);
    let lost = proof(&server).await;
    assert_eq!(kinds(&lost), ["permission", "permission"]);
    assert!(lost.is_open(), "it may be good");
    let problem = &lost.problems[0];
    assert!(problem.hint.contains("--waba") && problem.hint.contains("Business settings"), "{problem:?}");
    assert!(problem.message.contains("is not known") && problem.message.contains("#200"), "{problem:?}");
    assert_eq!(lost.run_error().unwrap().exit_code, 6);
    let given = Expected { accounts: vec!["700".to_owned()], ..expected() };
    let good = proof_of(&server.config(), &given).await;
    assert!(good.verified && good.chosen.is_some(), "{:?}", good.problems);
    let wrong = Expected { accounts: vec!["701".to_owned()], ..expected() };
    assert_eq!(kinds(&proof_of(&server.config(), &wrong).await), ["not_assigned"]);
}

#[tokio::test]
async fn an_account_that_is_given_goes_first_and_must_answer() {
    let server = Server::good().await;
    server.on("900/owned_whatsapp_business_accounts", [list(&json!([{"id": "700"}, {"id": "800"}]))]);
    server.on("800/phone_numbers", [list(&json!([number("8", "+1 555-0200")]))]);
    let with = async |account: &str, in_use: Option<&str>| {
        let changes = json!({"granular_scopes": []});
        server.on("debug_token", [Answer::Json(200, debug_token(&changes))]);
        let given = Expected {
            accounts: vec![account.to_owned()],
            whatsapp_business_account_id: in_use.map(|_| "700".to_owned()),
            phone_number_id: in_use.map(str::to_owned),
            ..expected()
        };
        proof_of(&server.config(), &given).await
    };
    assert_eq!(with("800", None).await.chosen.unwrap().id, "8");
    assert_eq!(with("700", None).await.chosen.unwrap().id, "106540352242922");
    // Said now, it goes before what is in use, and the change is told.
    let changed = with("800", Some("106540352242922")).await;
    assert_eq!(changed.chosen.as_ref().unwrap().id, "8");
    assert!(notes(&changed).contains("the number in use was +1 555-0100"), "{}", notes(&changed));
    assert_eq!(kinds(&with("801", None).await), ["not_assigned"]);
}

fn with_state(id: &str, display: &str, status: &str, code: &str) -> Value {
    let mut number = number(id, display);
    number["status"] = status.into();
    number["code_verification_status"] = code.into();
    number
}

#[tokio::test]
async fn a_number_that_can_send_is_chosen() {
    let server = Server::good().await;
    let banned = with_state("1", "+1 555-0100", "BANNED", "VERIFIED");
    let fresh = with_state("2", "+1 555-0101", "PENDING", "NOT_VERIFIED");
    let registering = with_state("3", "+1 555-0102", "PENDING", "VERIFIED");
    let flagged = with_state("4", "+1 555-0103", "FLAGGED", "EXPIRED");
    let good = with_state("5", "+1 555-0104", "CONNECTED", "EXPIRED");
    let of = async |numbers: &[&Value]| {
        server.on("700/phone_numbers", [list(&json!(numbers))]);
        proof(&server).await
    };
    let all = of(&[&banned, &fresh, &registering, &flagged, &good]).await;
    assert_eq!(all.chosen.as_ref().unwrap().id, "5");
    assert_eq!(all.phone_numbers.len(), 5, "all are told");
    assert!(notes(&all).contains("passed over: +1 555-0100 (1) is BANNED"), "{}", notes(&all));
    assert_eq!(of(&[&banned, &fresh, &registering, &flagged]).await.chosen.unwrap().id, "4");
    let soon = of(&[&banned, &registering]).await;
    assert!(soon.verified && soon.chosen.as_ref().unwrap().id == "3" && notes(&soon).contains("register"), "{soon:?}");
    for (numbers, words) in [
        (vec![&banned], "+1 555-0100 (1) is BANNED"),
        (vec![&fresh], "+1 555-0101 (2) is PENDING"),
        (vec![&fresh, &banned], "none of the phone numbers can send"),
    ] {
        let none = of(&numbers).await;
        assert_eq!(kinds(&none), ["phone_number_unusable"]);
        assert!(!none.verified && none.chosen.is_none() && !none.is_open());
        assert!(none.problems[0].message.contains(words), "{}", none.problems[0].message);
    }
    // The one that is in use stays, and is told.
    server.on("700/phone_numbers", [list(&json!([banned, good]))]);
    let in_use = Expected { phone_number_id: Some("1".to_owned()), ..expected() };
    let told = proof_of(&server.config(), &in_use).await;
    assert_eq!((kinds(&told), told.chosen.unwrap().id), (vec!["phone_number_unusable"], "1".to_owned()));
    // Of those that can send there is one only.
    let only = GraphConfig { number: NumberRule::Only, ..server.config() };
    assert_eq!(proof_of(&only, &expected()).await.chosen.unwrap().id, "5");
}

/// Every order of these.
fn orders(all: &[Value]) -> Vec<Vec<Value>> {
    if all.len() < 2 {
        return vec![all.to_vec()];
    }
    let mut orders = Vec::new();
    for at in 0..all.len() {
        let mut rest = all.to_vec();
        let first = rest.remove(at);
        orders.extend(self::orders(&rest).into_iter().map(|rest| [vec![first.clone()], rest].concat()));
    }
    orders
}

#[tokio::test]
async fn the_number_does_not_hang_on_the_order_of_graphs_lists() {
    let server = Server::good().await;
    unlimited(&server);
    server.on("800/phone_numbers", [list(&json!([number("80", "+1 555-0090")]))]);
    server.on("600/phone_numbers", [list(&json!([number("60", "+1 555-555-0100")]))]);
    server.on("900/client_whatsapp_business_accounts", [list(&json!([{"id": "800"}]))]);
    let accounts =
        [json!({"id": "600", "name": "Test WhatsApp Business Account"}), json!({"id": "700", "name": "Acme"})];
    let numbers = [number("73", "+1 555-0103"), number("71", "+1 555-0102"), number("72", "+1 555-0101")];
    let in_use = Expected { phone_number_id: Some("73".to_owned()), ..expected() };
    for accounts in orders(&accounts) {
        server.on("900/owned_whatsapp_business_accounts", [list(&json!(accounts))]);
        for numbers in orders(&numbers) {
            server.on("700/phone_numbers", [list(&json!(numbers))]);
            let fresh = proof(&server).await;
            let ids: Vec<&str> = fresh.phone_numbers.iter().map(|number| number.id.as_str()).collect();
            assert_eq!(ids, ["72", "71", "73", "80", "60"], "own, shared, and Meta's test number last");
            assert_eq!(
                (fresh.chosen.unwrap().id.as_str(), &*fresh.whatsapp_business_account_ids.join(" ")),
                ("72", "600 700 800")
            );
            assert_eq!(proof_of(&server.config(), &in_use).await.chosen.unwrap().id, "73", "what is in use stays");
        }
    }
    // Alone, the test number does, and is told.
    server.on("700/phone_numbers", [list(&json!([]))]);
    server.on("900/client_whatsapp_business_accounts", [list(&json!([]))]);
    let alone = proof(&server).await;
    assert!(alone.verified && notes(&alone).contains("Meta's own test number"), "{alone:?}");
    // What is in use and gone is not changed in silence.
    assert_eq!(kinds(&proof_of(&server.config(), &in_use).await), ["phone_number_not_found"]);
}

#[tokio::test]
async fn both_permissions_must_reach_the_account_of_the_number() {
    let server = Server::good().await;
    let limited = |management: &[&str], messaging: &[&str]| {
        let granular = json!([
            {"scope": "whatsapp_business_management", "target_ids": management},
            {"scope": "whatsapp_business_messaging", "target_ids": messaging},
            {"scope": "business_management", "target_ids": ["900"]}
        ]);
        server.on("debug_token", [Answer::Json(200, debug_token(&json!({ "granular_scopes": granular })))]);
    };
    limited(&["700"], &["800"]);
    let split = proof(&server).await;
    assert_eq!(kinds(&split), ["permission_elsewhere"]);
    let message = &split.problems[0].message;
    assert!(message.contains("whatsapp_business_messaging") && message.contains("account 700"), "{message}");
    assert_eq!(server.count("900/phone_numbers"), 0, "a business is no account");

    // One that both reach goes first.
    server.on("800/phone_numbers", [list(&json!([number("8", "+1 999")]))]);
    limited(&["700", "800"], &["800"]);
    let both = proof(&server).await;
    assert!(both.verified && both.chosen.as_ref().unwrap().id == "8", "{both:?}");
    limited(&["700"], &["700"]);
    assert!(proof(&server).await.verified);
    // Assigned afterwards: nothing is told of it.
    limited(&[], &[]);
    assert!(proof(&server).await.verified);
}

#[tokio::test]
async fn a_name_that_is_not_told_makes_a_good_token_no_worse() {
    let server = Server::good().await;
    for refused in
        [error(403, 10, None, "(#10) no"), error(500, 2, None, "x"), error(400, 100, Some(33), "Unsupported")]
    {
        server.on("me", [refused]);
        let good = proof(&server).await;
        assert!(good.verified && notes(&good).contains("the system user's name"), "{good:?}");
    }
    server.on("me", [error(400, 190, Some(467), "The session is invalid because the user logged out.")]);
    assert_eq!(kinds(&proof(&server).await), ["token_invalid"]);
}

#[tokio::test]
async fn the_permissions_are_those_of_the_settings() {
    let server = Server::good().await;
    let with = |names: &[&str]| GraphConfig {
        permissions: names.iter().map(|name| (*name).to_owned()).collect(),
        ..server.config()
    };
    let new = with(&["messaging_account_manage", "whatsapp_business_messaging"]);
    let lacking = proof_of(&new, &expected()).await;
    assert_eq!(kinds(&lacking), ["scope_missing"]);
    assert!(lacking.problems[0].message.contains("messaging_account_manage"));
    assert!(notes(&lacking).contains("more than it needs to: whatsapp_business_management"));
    let one = proof_of(&with(&["whatsapp_business_messaging"]), &expected()).await;
    assert!(one.verified, "{:?}", one.problems);
}

/// Of a token that is not what was asked for, a second look finds the same.
#[tokio::test]
async fn what_was_asked_for_is_not_overwritten_by_what_graph_says() {
    for (path, answer, kind) in [
        ("debug_token", Answer::Json(200, debug_token(&json!({"app_id": "501", "application": "Other"}))), "wrong_app"),
        ("me", Answer::Json(200, json!({"id": "61580000000001", "name": "mark"})), "wrong_user"),
    ] {
        let server = Server::good().await;
        server.on(path, [answer]);
        let mut stored = Credentials {
            app_id: Some("500".to_owned()),
            app: Some("RCWa".to_owned()),
            business_id: Some("900".to_owned()),
            system_user: Some("Cloud Messaging".to_owned()),
            ..Credentials::unproven(token(), "new")
        };
        for _ in 0..3 {
            let expected = Expected {
                app_id: stored.app_id.clone(),
                system_user: stored.system_user.clone(),
                system_user_id: stored.system_user_id.clone(),
                business_id: stored.business_id.clone(),
                phone_number_id: stored.phone_number_id.clone(),
                ..Expected::default()
            };
            let proof = proof_of(&server.config(), &expected).await;
            assert_eq!(kinds(&proof), [kind]);
            stored = proof.update(stored);
            let names = (stored.app_id.as_deref(), stored.app.as_deref(), stored.system_user.as_deref());
            assert_eq!(names, (Some("500"), Some("RCWa"), Some("Cloud Messaging")));
            assert_eq!(stored.system_user_id.is_some(), kind == "wrong_app", "the ID of another user is not its own");
        }
    }
}
