//! The API route, `verify` and the stored file against the practice site's truth. Here, because only `cli` knows the practice site.

use std::path::Path;

use serde_json::Value;
use tokio::sync::watch;

use super::verify::{self, VerifyArgs};
use crate::{
    browser::BrowserOptions,
    graph::{
        Client, Expected, GraphConfig, prove,
        setup::{SetupOutcome, SetupRequest, setup},
    },
    outcome::{
        event::Event,
        result::{RunError, RunResult},
    },
    practice::{Options, Served, Switches, serve},
    run::{
        account::{Account, Given, Setup, set_up},
        setup::ApiRoute,
        stage::Hear,
        trace::TraceLevel,
    },
    scenario,
    secret::{Secret, Store, Token, credentials::Mark},
};

async fn practice(switches: &[(&str, &str)]) -> Served {
    let mut all = Switches::default();
    all.set("delay_ms", "0").unwrap();
    for (key, value) in switches {
        all.set(key, value).unwrap();
    }
    serve(Options { port: 0, seed: 7, switches: all }).await.unwrap()
}

fn app(truth: &Value) -> Value {
    let apps = truth["world"]["apps"].as_array().unwrap();
    apps.iter().find(|app| app["name"] == "RCWa").unwrap_or(&apps[0]).clone()
}

fn config(served: &Served) -> GraphConfig {
    let truth = served.truth_json();
    let app = app(&truth);
    let secrets = truth["app_secrets"].as_array().unwrap();
    let secret = secrets.iter().find(|entry| entry["id"] == app["id"]).unwrap()["secret"].as_str().unwrap();
    let mut config = GraphConfig::new(&served.graph_url, "v26.0").unwrap();
    config.app_secret = Some(Secret::new(secret));
    config.first_pause = std::time::Duration::from_millis(2);
    config
}

async fn run(served: &Served) -> Result<SetupOutcome, RunError> {
    let truth = served.truth_json();
    let app = app(&truth);
    let config = config(served);
    let client = Client::new(&config);
    let admin = Token::parse(truth["admin_token"].as_str().unwrap()).unwrap();
    let request = SetupRequest {
        business: app["business_id"].as_str().unwrap().to_owned(),
        app: app["name"].as_str().unwrap().to_owned(),
        system_user: "Cloud Messaging".to_owned(),
        admin: true,
        whatsapp_business_account: None,
    };
    setup(&client, &admin, &request, &mut |_| Ok(())).await
}

async fn store(served: &Served, out: &Path, account: &str) -> bool {
    let outcome = run(served).await.unwrap_or_else(|error| panic!("{error:?}"));
    let expected = Expected {
        app_id: Some(outcome.app_id),
        system_user: Some("Cloud Messaging".to_owned()),
        business_id: Some(outcome.business_id),
        ..Expected::default()
    };
    let proof = prove(&config(served), &outcome.token, &expected).await;
    Store::plain(out).put(account, &proof.credentials(outcome.token)).unwrap();
    assert!(proof.verified, "{:?}", proof.problems);
    proof.verified
}

async fn verified(served: &Served, out: &Path) -> u8 {
    let args = VerifyArgs { jobs: 4, json: true, ..VerifyArgs::default() };
    verify::run(&args, &Store::plain(out), &[], &config(served), &Given::new()).await.unwrap()
}

#[tokio::test]
async fn the_truth_has_one_user_and_one_token_and_a_revoked_one_is_seen() {
    let served = practice(&[]).await;
    let out = tempfile::tempdir().unwrap();
    assert!(store(&served, out.path(), "acme").await);
    let truth = served.truth();
    let user =
        |truth: &crate::practice::Truth| truth.users.iter().filter(|user| user.name == "Cloud Messaging").count();
    assert_eq!(user(&truth), 1);
    assert_eq!(
        truth.tokens.iter().filter(|token| token.kind == "SYSTEM_USER" && token.expires_at == 0).count(),
        made(&truth)
    );
    assert!(
        served.truth_json()["graph_log"].as_array().unwrap().iter().all(|entry| entry["token_in_address"] == false)
    );

    assert_eq!(verified(&served, out.path()).await, 0);
    let (_, stored) = Store::plain(out.path()).get("acme").unwrap().unwrap();
    assert!(matches!(stored.mark, Mark::Verified { .. }));
    assert!(stored.phone_number_id.is_some() && stored.whatsapp_business_account_id.is_some());

    // Another time: the same user, and one more token.
    assert!(store(&served, out.path(), "berlin").await);
    assert_eq!(user(&served.truth()), 1);
    assert_eq!(verified(&served, out.path()).await, 0);

    // Graph is down: nothing is known, and the marks stay.
    served.set("graph.fail", "500").unwrap();
    assert_eq!(verified(&served, out.path()).await, 6);
    let (_, stored) = Store::plain(out.path()).get("acme").unwrap().unwrap();
    assert!(matches!(stored.mark, Mark::Verified { .. }) && stored.phone_number_id.is_some());
    served.set("graph.fail", "190-458").unwrap();
    assert_eq!(verified(&served, out.path()).await, 6);
    let (_, stored) = Store::plain(out.path()).get("acme").unwrap().unwrap();
    assert!(matches!(&stored.mark, Mark::NotProven { .. }) && stored.phone_number_id.is_some());
    served.shutdown().await;
}

/// Tokens of the system user that this test makes.
fn made(truth: &crate::practice::Truth) -> usize {
    let id = &truth.users.iter().find(|user| user.name == "Cloud Messaging").unwrap().id;
    truth.tokens.iter().filter(|token| token.user_id == *id).count()
}

#[tokio::test]
async fn what_the_console_refuses_the_api_refuses_too() {
    for (key, value, kind) in [
        ("world.expiring_only", "yes", "must_expire"),
        ("world.whatsapp", "no", "permission_not_offered"),
        ("obstacle.create", "seven-days", "seven_days"),
        ("obstacle.create", "invalid-name", "name_refused"),
        ("obstacle.create", "quota", "limit_reached"),
        ("obstacle.token", "approval", "approval_needed"),
        ("obstacle.token", "checkpoint", "checkpoint"),
        ("obstacle.token", "blocked", "blocked"),
        ("obstacle.token", "500", "token_unknown"),
        ("world.owned", "3", "several_accounts"),
    ] {
        let served = practice(&[(key, value)]).await;
        let before = served.truth().tokens.len();
        let error = run(&served).await.map(|_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{key}={value}: {}", error.message);
        assert_eq!(served.truth().tokens.len(), before, "{key}={value}");
        served.shutdown().await;
    }
}

#[tokio::test]
async fn what_goes_wrong_once_is_overcome_without_a_second_user() {
    for (key, value) in [
        ("obstacle.create", "500-once"),
        ("obstacle.create", "500-done"),
        ("obstacle.create", "invalid-name-created"),
        ("obstacle.assign", "500-once"),
        ("world.app_secret", "required"),
    ] {
        let served = practice(&[("world.waba_access", "none"), (key, value)]).await;
        let outcome = run(&served).await;
        assert!(outcome.is_ok(), "{key}={value}: {:?}", outcome.err());
        let users = served.truth().users.into_iter().filter(|user| user.name == "Cloud Messaging").count();
        assert_eq!(users, 1, "{key}={value}");
        served.shutdown().await;
    }
}

/// A run through the API whose events are heard.
async fn whole_run(served: &Served, out: &Path, interrupt: watch::Receiver<bool>, hear: &mut Hear<'_>) -> RunResult {
    let truth = served.truth_json();
    let app = app(&truth);
    let admin = Token::parse(truth["admin_token"].as_str().unwrap()).unwrap();
    let run = Setup {
        scenario: scenario::load("whatsapp-token").unwrap().scenario,
        browser: BrowserOptions::default(),
        browsers: None,
        cookies: None,
        developers_url: served.developers_url.clone(),
        business_url: served.business_url.clone(),
        graph: config(served),
        out: out.to_owned(),
        store: Store::plain(out),
        deliver: Vec::new(),
        api: Some(ApiRoute { admin, whatsapp_business_account: None }),
        timeout: std::time::Duration::from_secs(20),
        patience: 1,
        person_limit: None,
        language: None,
        trace: TraceLevel::Off,
        accept_policy: "yes".to_owned(),
        force_new_token: false,
        given: Given::new(),
        interrupt,
    };
    let account = Account {
        id: "acme".to_owned(),
        id_given: true,
        app: app["name"].as_str().unwrap().to_owned(),
        business: app["business_id"].as_str().map(str::to_owned),
        system_user: "Cloud Messaging".to_owned(),
        role: "admin".to_owned(),
        accounts: Vec::new(),
    };
    Box::pin(set_up(&run, &account, hear)).await
}

/// One token was made, and it is the one that is stored.
fn assert_stored(served: &Served, out: &Path) {
    let truth = served.truth();
    assert_eq!(made(&truth), 1, "{:?}", truth.log);
    let (_, stored) = Store::plain(out).get("acme").unwrap().unwrap();
    let made = truth.tokens.iter().find(|token| token.kind == "SYSTEM_USER").unwrap();
    assert_eq!(stored.token.fingerprint(), made.fingerprint);
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_at_once_is_stored_later() {
    let served = practice(&[]).await;
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("credentials");
    let (_stop, interrupt) = watch::channel(false);
    let mut told = 0;
    let result = Box::pin(whole_run(&served, out.path(), interrupt, &mut |event| match event {
        Event::StepStarted { id, .. } if id == "token" => {
            std::fs::remove_dir(&folder).unwrap();
            std::fs::write(&folder, "in the way").unwrap();
        }
        Event::PersonNeeded { .. } => {
            told += 1;
            std::fs::remove_file(&folder).unwrap();
        }
        _ => {}
    }))
    .await;
    assert_eq!((told, result.verified), (1, true), "{:?}", result.error);
    assert_stored(&served, out.path());
    served.shutdown().await;
}

#[tokio::test]
async fn a_signal_while_the_token_is_made_waits_until_it_is_stored() {
    let served = practice(&[]).await;
    let out = tempfile::tempdir().unwrap();
    let (stop, interrupt) = watch::channel(false);
    let result = Box::pin(whole_run(&served, out.path(), interrupt, &mut |event| {
        if matches!(event, Event::StepStarted { id, .. } if id == "token") {
            stop.send_replace(true);
        }
    }))
    .await;
    assert_eq!(result.error.as_ref().map(|error| error.exit_code), Some(130), "{:?}", result.error);
    assert_stored(&served, out.path());
    served.shutdown().await;
}
