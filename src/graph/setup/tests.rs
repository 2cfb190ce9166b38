//! The API route against recorded answers: what is there is used, what may be lost is looked for, and refusals keep Meta's reason.

use serde_json::json;

use super::{SetupEvent, SetupOutcome, SetupRequest, setup};
use crate::{
    graph::{
        Client, GraphConfig,
        test_server::{Answer, Server, error, list},
    },
    outcome::result::{Outcome, RunError},
    secret::{Secret, Token, canary},
};

fn request() -> SetupRequest {
    SetupRequest {
        business: "900".to_owned(),
        app: "RCWa".to_owned(),
        system_user: "Cloud Messaging".to_owned(),
        admin: true,
        whatsapp_business_account: None,
    }
}

async fn server() -> Server {
    let server = Server::good().await;
    server.on("900/owned_apps", [list(&json!([{"id": "500", "name": "RCWa"}, {"id": "501", "name": "RCWa Old"}]))]);
    server.on("900/client_apps", [list(&json!([]))]);
    let none = list(&json!([{"id": "11", "name": "Cloud Messaging old", "role": "ADMIN"}]));
    server.on("GET 900/system_users", [none]);
    server.on("POST 900/system_users", [Answer::Json(200, json!({"id": "61580000000001"}))]);
    server.on("61580000000001/applications", [Answer::Json(200, json!({"success": true}))]);
    server.on("GET 700/assigned_users", [list(&json!([]))]);
    server.on("POST 700/assigned_users", [Answer::Json(200, json!({"success": true}))]);
    server.on("61580000000001/access_tokens", [Answer::Json(200, json!({"access_token": canary::token(101)}))]);
    server
}

async fn run(server: &Server, request: &SetupRequest) -> (Result<SetupOutcome, RunError>, Vec<SetupEvent>) {
    let config = GraphConfig { app_secret: Some(Secret::new("fedcba9876543210")), ..server.config() };
    let client = Client::new(&config);
    let admin = Token::parse(&canary::token(100)).unwrap();
    let mut events = Vec::new();
    let outcome = setup(&client, &admin, request, &mut |event| {
        events.push(event);
        Ok(())
    })
    .await;
    let seen = format!("{events:?} {:?}", outcome.as_ref().err());
    for seed in [100, 101] {
        assert!(canary::forms_in(seen.as_bytes(), &canary::token(seed)).is_empty());
    }
    assert!(!seen.contains("fedcba9876543210"));
    (outcome, events)
}

async fn refused(server: &Server) -> RunError {
    run(server, &request()).await.0.map(|_| ()).unwrap_err()
}

fn posts(server: &Server, path: &str) -> usize {
    server.asked().iter().filter(|asked| asked.method == "POST" && asked.path == path).count()
}

#[tokio::test]
async fn everything_is_made_once() {
    let server = server().await;
    let (outcome, events) = run(&server, &request()).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.token.expose(), canary::token(101));
    assert_eq!((outcome.app_id.as_str(), outcome.whatsapp_business_account_id.as_str()), ("500", "700"));
    for path in
        ["900/system_users", "61580000000001/applications", "700/assigned_users", "61580000000001/access_tokens"]
    {
        assert_eq!(posts(&server, path), 1, "{path}");
    }
    let asked = server.asked();
    let made = asked.iter().find(|asked| asked.path.ends_with("access_tokens")).unwrap();
    assert!(made.body.contains("appsecret_proof=") && made.body.matches("appsecret_proof=").count() == 1);
    assert!(!made.body.contains("set_token_expires"));
    assert!(asked.iter().all(|asked| !asked.query.contains("EAA")));
    let intents = events.iter().filter(|event| matches!(event, SetupEvent::Intent { .. })).count();
    assert_eq!(intents, 4);
    assert!(events.iter().all(|event| !matches!(event, SetupEvent::Settled { done: Some(false) | None, .. })));
}

#[tokio::test]
async fn what_is_there_is_used() {
    let server = server().await;
    let there = list(&json!([{"id": "61580000000001", "name": "cloud messaging", "role": "EMPLOYEE"}]));
    server.on("GET 900/system_users", [there]);
    let assigned = list(&json!([{"id": "61580000000001", "tasks": ["MANAGE"]}]));
    server.on("GET 700/assigned_users", [assigned]);
    let (outcome, events) = run(&server, &request()).await;
    let notes = outcome.unwrap().notes.join("\n");
    assert!(notes.contains("EMPLOYEE") && notes.contains("cloud messaging is used"), "{notes}");
    assert_eq!((posts(&server, "900/system_users"), posts(&server, "700/assigned_users")), (0, 0));
    let already = events
        .iter()
        .filter(|event| matches!(event, SetupEvent::Finished { record } if record.outcome == Outcome::Already));
    assert_eq!(already.count(), 2);
}

#[tokio::test]
async fn a_user_that_was_made_in_spite_of_an_error_is_found() {
    for answer in [
        error(500, 1, None, "An unknown error occurred"),
        error(400, 100, None, "You chose an invalid system user name."),
    ] {
        let server = server().await;
        server.on("POST 900/system_users", [answer]);
        let there = list(&json!([{"id": "61580000000001", "name": "Cloud Messaging", "role": "ADMIN"}]));
        server.on("GET 900/system_users", [list(&json!([])), there]);
        let outcome = run(&server, &request()).await.0.unwrap();
        assert!(outcome.notes[0].contains("yet the system user is there"));
        assert_eq!(posts(&server, "900/system_users"), 1);
    }
    let server = server().await;
    let fault = error(500, 2, None, "An unexpected error has occurred.");
    server.on("POST 900/system_users", [fault, Answer::Json(200, json!({"id": "61580000000001"}))]);
    assert!(run(&server, &request()).await.0.is_ok());
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_token() {
    for answer in
        [error(500, 1, None, "An unknown error occurred"), Answer::Text(502, "text/html", "<html>".to_owned())]
    {
        let server = server().await;
        server.on("61580000000001/access_tokens", [answer]);
        let refused = refused(&server).await;
        assert_eq!((refused.kind.as_str(), refused.exit_code), ("token_unknown", 3));
        assert!(refused.hint.contains("--force-new-token"), "{}", refused.hint);
        assert_eq!(posts(&server, "61580000000001/access_tokens"), 1);
    }
    let server = server().await;
    let limit = error(403, 4, None, "(#4) Application request limit reached");
    server.on("61580000000001/access_tokens", [limit, Answer::Json(200, json!({"access_token": canary::token(101)}))]);
    assert!(run(&server, &request()).await.0.is_ok());
}

#[tokio::test]
async fn refusals_keep_metas_reason() {
    for (path, answer, kind, exit_code) in [
        (
            "POST 900/system_users",
            error(
                400,
                100,
                None,
                "The Admin System User must be at least 7 days old before creating other Admin System Users.",
            ),
            "seven_days",
            5,
        ),
        ("POST 900/system_users", error(400, 100, None, "You chose an invalid system user name."), "name_refused", 5),
        ("POST 900/system_users", error(403, 200, None, "Permissions error"), "rights_missing", 5),
        (
            "POST 900/system_users",
            error(400, 415, Some(2_859_009), "Two-factor authentication required"),
            "two_factor",
            3,
        ),
        ("POST 900/system_users", error(400, 10, Some(2_859_030), "This Action Is Not Allowed"), "not_now", 5),
        ("GET 900/system_users", error(400, 190, None, "Invalid OAuth access token"), "admin_token", 5),
        (
            "GET 900/system_users",
            error(400, 190, Some(459), "You cannot access the app till you log in"),
            "checkpoint",
            3,
        ),
        (
            "61580000000001/access_tokens",
            error(403, 200, None, "Someone else needs to approve request to generate an access token"),
            "approval_needed",
            3,
        ),
        (
            "61580000000001/access_tokens",
            error(
                400,
                100,
                None,
                "This business must generate expiring system user tokens: set_token_expires_in_60_days must be true",
            ),
            "must_expire",
            5,
        ),
        ("61580000000001/access_tokens", Answer::Json(200, json!({"access_token": "EAAshort"})), "not_a_token", 5),
        (
            "61580000000001/applications",
            error(400, 368, None, "The action attempted has been deemed abusive"),
            "blocked",
            5,
        ),
        ("900/owned_apps", list(&json!([{"id": "1", "name": "RCWa"}, {"id": "2", "name": "RCWa"}])), "ambiguous", 5),
        ("900/owned_apps", list(&json!([])), "no_such_app", 5),
        ("900/owned_whatsapp_business_accounts", list(&json!([{"id": "700"}, {"id": "701"}])), "several_accounts", 5),
        ("900/owned_whatsapp_business_accounts", list(&json!([])), "no_account", 5),
    ] {
        let server = server().await;
        server.on(path, [answer]);
        let error = refused(&server).await;
        assert_eq!((error.kind.as_str(), error.exit_code), (kind, exit_code), "{}", error.message);
        assert!(error.step.is_some() && !error.hint.is_empty());
    }
}

#[tokio::test]
async fn what_a_person_must_do_first_is_told_in_plain_words() {
    for (subcode, code, words, way_out) in [
        (2_859_009, 415, "a check of the second factor", "a person does this check"),
        (2_859_030, 10, "does not allow this at the moment", "wait a few minutes, then run the same command again"),
    ] {
        let server = server().await;
        server.on("POST 900/system_users", [error(400, code, Some(subcode), "Meta's own words")]);
        let error = refused(&server).await;
        assert!(error.message.contains(words) && error.message.contains("Meta's own words"), "{}", error.message);
        assert!(error.hint.contains(way_out) && !error.hint.contains("verify"), "{}", error.hint);
        assert_eq!(posts(&server, "900/system_users"), 1);
    }
}

#[tokio::test]
async fn an_exact_name_wins_and_digits_may_be_a_name() {
    let server = server().await;
    let apps = |apps: serde_json::Value| server.on("900/owned_apps", [list(&apps)]);
    let app = async |wanted: &str| {
        let request = SetupRequest { app: wanted.to_owned(), ..request() };
        run(&server, &request).await.0.map(|outcome| outcome.app_id).map_err(|error| error.kind)
    };
    apps(json!([{"id": "500", "name": "rcwa"}, {"id": "501", "name": "RCWa"}, {"id": "502", "name": "RCWa · EU"}]));
    assert_eq!(app("RCWa").await.as_deref(), Ok("501"));
    assert_eq!(app("RCWA").await, Err("ambiguous".to_owned()));
    apps(json!([{"id": "500", "name": "Équipe  Cloud"}]));
    assert_eq!(app("equipe cloud").await.as_deref(), Ok("500"));
    apps(json!([{"id": "500", "name": "20240115"}]));
    assert_eq!(app("20240115").await.as_deref(), Ok("500"));
    assert_eq!(app("20240116").await.as_deref(), Ok("20240116"), "an ID that no list has");
    apps(json!([{"id": "500", "name": "20240115"}, {"id": "20240115", "name": "RCWa"}]));
    assert_eq!(app("20240115").await, Err("ambiguous".to_owned()));
}

/// The console's IDs are not Graph's: no user is made that has such a name.
#[tokio::test]
async fn an_id_that_graph_does_not_know_is_no_name_for_a_new_user() {
    let server = server().await;
    let request = SetupRequest { system_user: "61580000000009".to_owned(), ..request() };
    let error = run(&server, &request).await.0.map(|_| ()).unwrap_err();
    assert_eq!((error.kind.as_str(), error.exit_code), ("no_such_user", 5));
    assert_eq!(posts(&server, "900/system_users"), 0);
}

#[tokio::test]
async fn the_permissions_are_those_of_the_settings() {
    let server = server().await;
    let permissions = vec!["messaging_account_manage".to_owned(), "whatsapp_account_manage".to_owned()];
    let secret = Some(Secret::new("fedcba9876543210"));
    let config = GraphConfig { app_secret: secret, permissions, ..server.config() };
    let client = Client::new(&config);
    let admin = Token::parse(&canary::token(100)).unwrap();
    setup(&client, &admin, &request(), &mut |_| Ok(())).await.map(|_| ()).unwrap();
    let asked = server.asked();
    let made = asked.iter().find(|asked| asked.path.ends_with("access_tokens")).unwrap();
    assert!(made.body.contains("scope=messaging_account_manage%2Cwhatsapp_account_manage"), "{}", made.body);
}

#[tokio::test]
async fn without_a_journal_nothing_is_committed() {
    let server = server().await;
    let config = GraphConfig { app_secret: Some(Secret::new("fedcba9876543210")), ..server.config() };
    let client = Client::new(&config);
    let admin = Token::parse(&canary::token(100)).unwrap();
    let full = |event| match event {
        SetupEvent::Intent { .. } => Err(super::refusal::error("ledger", 1, "the ledger cannot be written", "x")),
        _ => Ok(()),
    };
    let outcome = setup(&client, &admin, &request(), &mut { full }).await;
    assert_eq!(outcome.map(|_| ()).unwrap_err().kind, "ledger");
    assert!(server.asked().iter().all(|asked| asked.method == "GET"));
}
