//! Every rule of a good token and every way in which Graph refuses, with the shapes of its real errors.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    Expected, GraphConfig, NumberRule, Proof, prove,
    test_server::{Answer, Server, debug_token, error, list, number},
};
use crate::secret::{
    Secret, Token, canary,
    credentials::{Credentials, Mark},
};

fn token(seed: u64) -> Token {
    Token::parse(&canary::token(seed)).unwrap()
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
    proof_with(&server.config()).await
}

/// Proves, and looks that nothing of the token is in what comes of it.
async fn proof_with(config: &GraphConfig) -> Proof {
    let proof = prove(config, &token(60), &expected()).await;
    let seen = format!("{proof:?} {} {:?}", serde_json::to_string(&proof).unwrap(), proof.run_error());
    assert!(canary::forms_in(seen.as_bytes(), &canary::token(60)).is_empty());
    assert_eq!(proof.verified, proof.problems.is_empty());
    assert!(proof.problems.iter().all(|problem| !problem.hint.is_empty()));
    proof
}

fn kinds(proof: &Proof) -> Vec<&'static str> {
    proof.problems.iter().map(|problem| problem.kind).collect()
}

#[tokio::test]
async fn a_good_token_proves_good() {
    let server = Server::good().await;
    let proof = proof(&server).await;
    assert_eq!(kinds(&proof), Vec::<&str>::new());
    assert!(proof.verified && proof.is_valid);
    assert_eq!(proof.whatsapp_business_account_ids, ["700"]);
    assert_eq!(proof.chosen.as_ref().unwrap().id, "106540352242922");
    assert_eq!(proof.expires_at, Some(0));
    assert_eq!(proof.user_name.as_deref(), Some("Cloud Messaging"));
    assert!(matches!(proof.mark(), Mark::Verified { .. }));
    let stored = Credentials { phone_number_id: Some("1".to_owned()), ..Credentials::unproven(token(60), "new") };
    let updated = proof.update(stored);
    assert_eq!(updated.phone_number_id.as_deref(), Some("106540352242922"));
    assert!(matches!(updated.mark, Mark::Verified { .. }));
    let kept = Proof::default().update(updated);
    assert!(matches!(kept.mark, Mark::Verified { .. }), "no answer says nothing");
    assert_eq!(kept.phone_number_id.as_deref(), Some("106540352242922"));
    let credentials = proof.credentials(token(60));
    assert_eq!(credentials.whatsapp_business_account_id.as_deref(), Some("700"));
    assert_eq!(credentials.system_user_id.as_deref(), Some("61580000000001"));
}

#[tokio::test]
async fn the_token_goes_in_a_header_and_in_no_address_but_debug_token() {
    let server = Server::good().await;
    let next = format!("{}/v26.0/700/phone_numbers?after=B&access_token={}", server.root, canary::token(60));
    let first = json!({"data": [number("1", "+1 1")], "paging": {"next": next}});
    server.on("700/phone_numbers", [Answer::Json(200, first), list(&json!([number("2", "+1 2")]))]);
    let proof = proof(&server).await;
    assert_eq!(proof.phone_numbers.len(), 2);
    assert_eq!(proof.chosen.as_ref().unwrap().id, "1");
    assert!(proof.verified && proof.notes[0].contains("was chosen by the rule \"first\""), "never silently");
    for asked in server.asked() {
        assert_eq!(asked.authorization, format!("Bearer {}", canary::token(60)));
        assert_eq!(asked.query.contains(&canary::token(60)), asked.path == "debug_token", "{}", asked.path);
    }
}

#[tokio::test]
async fn each_rule_of_a_good_token() {
    for (changes, kind) in [
        (json!({"type": "USER"}), "wrong_type"),
        (json!({"expires_at": 1_790_000_000}), "expires"),
        (json!({"expires_at": null}), "expiry_unknown"),
        (json!({"scopes": ["whatsapp_business_management"]}), "scope_missing"),
        (json!({"app_id": "501"}), "wrong_app"),
        (json!({"is_valid": false, "scopes": []}), "token_invalid"),
        (json!({"is_valid": null}), "not_graph"),
        (
            json!({"is_valid": false, "error": {"code": 190, "message": "Session has expired", "subcode": 463}}),
            "token_expired",
        ),
    ] {
        let server = Server::good().await;
        server.on("debug_token", [Answer::Json(200, debug_token(&changes))]);
        assert_eq!(kinds(&proof(&server).await), [kind], "{changes}");
    }
    for never in [json!("0"), json!(0.0)] {
        let server = Server::good().await;
        server.on("debug_token", [Answer::Json(200, debug_token(&json!({"expires_at": never})))]);
        assert!(proof(&server).await.verified);
    }
    let server = Server::good().await;
    server.on("me", [Answer::Json(200, json!({"id": "61580000000001", "name": "mark-old"}))]);
    assert_eq!(kinds(&proof(&server).await), ["wrong_user"]);
}

#[tokio::test]
async fn an_account_must_really_answer() {
    let server = Server::good().await;
    server.on(
        "700/phone_numbers",
        [error(
            400,
            100,
            Some(33),
            "Unsupported get request. Object with ID '700' does not exist, cannot be loaded due to missing permissions",
        )],
    );
    let bad = proof(&server).await;
    assert_eq!(kinds(&bad), ["not_assigned"]);
    assert!(matches!(bad.mark(), Mark::NotProven { .. }) && !bad.is_open());
    assert_eq!(bad.run_error().unwrap().exit_code, 6);

    server.on("700/phone_numbers", [list(&json!([]))]);
    assert_eq!(kinds(&proof(&server).await), ["no_phone_number"]);

    // The business has a second account, which this user need not reach.
    let server = Server::good().await;
    server.on("900/owned_whatsapp_business_accounts", [list(&json!([{"id": "700"}, {"id": "701"}]))]);
    assert!(proof(&server).await.verified);

    // A token that is not limited to some assets: the accounts are the business's.
    let server = Server::good().await;
    let unlimited = json!({"granular_scopes": [{"scope": "whatsapp_business_messaging"}]});
    server.on("debug_token", [Answer::Json(200, debug_token(&unlimited))]);
    server.on("900/owned_whatsapp_business_accounts", [list(&json!([]))]);
    server.on("900/client_whatsapp_business_accounts", [list(&json!([{"id": "700"}]))]);
    assert!(proof(&server).await.verified);
    server.on("900/client_whatsapp_business_accounts", [list(&json!([]))]);
    assert_eq!(kinds(&proof(&server).await), ["no_account"]);
    server.on(
        "900/owned_whatsapp_business_accounts",
        [error(403, 10, None, "(#10) Application does not have permission for this action")],
    );
    assert_eq!(kinds(&proof(&server).await), ["permission"]);
}

#[tokio::test]
async fn a_number_is_chosen_by_the_rule() {
    let server = Server::good().await;
    server.on("700/phone_numbers", [list(&json!([number("1", "+1 555-0100"), number("2", "+1 555-0200")]))]);
    let with = |rule| GraphConfig { number: rule, ..server.config() };
    assert_eq!(proof_with(&with(NumberRule::First)).await.chosen.unwrap().id, "1");
    let strict = proof_with(&with(NumberRule::Only)).await;
    assert!(strict.verified && strict.chosen.is_none() && strict.notes[0].contains("phone_number ="));
    assert_eq!(proof_with(&with(NumberRule::This("+15550200".to_owned()))).await.chosen.unwrap().id, "2");
    assert_eq!(kinds(&proof_with(&with(NumberRule::This("3".to_owned()))).await), ["phone_number_not_found"]);
}

#[tokio::test]
async fn no_others_number_is_taken_while_an_own_account_does_not_answer() {
    let server = Server::good().await;
    let fault = error(500, 2, None, "Service temporarily unavailable");
    server.on("900/client_whatsapp_business_accounts", [list(&json!([{"id": "800"}]))]);
    server.on("800/phone_numbers", [list(&json!([number("8", "+1 8")]))]);
    for failing in ["700/phone_numbers", "900/owned_whatsapp_business_accounts"] {
        let server = Server::good().await;
        let nameless = json!({"granular_scopes": [{"scope": "whatsapp_business_messaging"}]});
        server.on("debug_token", [Answer::Json(200, debug_token(&nameless))]);
        server.on("900/client_whatsapp_business_accounts", [list(&json!([{"id": "800"}]))]);
        server.on("800/phone_numbers", [list(&json!([number("8", "+1 8")]))]);
        server.on(failing, [fault.clone()]);
        let unsettled = proof(&server).await;
        assert!(unsettled.verified && unsettled.chosen.is_none(), "{failing}: {unsettled:?}");
        let notes = unsettled.notes.join("\n");
        assert!(notes.contains("Meta's service has a fault") && notes.contains("no phone number is chosen"), "{notes}");
        let pinned = unsettled.credentials(token(60));
        assert_eq!((pinned.phone_number_id, pinned.whatsapp_business_account_id), (None, None));
        // What was chosen once is not missed because of it.
        let known = Expected { phone_number_id: Some("7".to_owned()), ..expected() };
        assert_eq!(kinds(&prove(&server.config(), &token(60), &known).await), Vec::<&str>::new());
    }
    // For good: said, and then another's may do; that it is another's is said as well.
    server.on("700/phone_numbers", [error(403, 10, None, "(#10) Application does not have permission")]);
    let shared = proof(&server).await;
    let notes = shared.notes.join("\n");
    assert_eq!(shared.chosen.unwrap().id, "8");
    assert!(notes.contains("account 700") && notes.contains("account 800 is another's"), "{notes}");
    server.on("700/phone_numbers", [list(&json!([]))]);
    let notes = proof(&server).await.notes.join("\n");
    assert!(notes.contains("account 700 has no phone number") && notes.contains("another's"), "{notes}");
}

#[tokio::test]
async fn what_could_not_be_told_changes_no_mark_and_comes_last() {
    let server = Server::good().await;
    server.on("me", [error(403, 4, None, "(#4) Application request limit reached")]);
    server.on("debug_token", [Answer::Json(200, debug_token(&json!({"expires_at": 1_790_000_000})))]);
    let certain = proof(&server).await;
    assert_eq!(kinds(&certain), ["expires", "rate_limited"]);
    assert!(!certain.is_open());

    server.on("debug_token", [error(400, 104, None, "API calls from the server require an appsecret_proof argument")]);
    let open = proof(&server).await;
    let marked = |mark: Mark| open.update(Credentials { mark, ..Credentials::unproven(token(60), "new") }).mark;
    assert!(matches!(marked(Mark::verified_now()), Mark::Verified { .. }));
    assert!(
        matches!(marked(Mark::NotProven { reason: "new".to_owned() }), Mark::NotProven { reason } if reason != "new")
    );
    assert!(open.run_error().unwrap().message.contains("could not be proved"));
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let server = Server::good().await;
    let next = format!("{}/v26.0/700/phone_numbers?after=B", server.root);
    let page = Answer::Json(200, json!({"data": [number("1", "+1 1")], "paging": {"next": next}}));
    server.on("700/phone_numbers", [page]);
    let proof = proof(&server).await;
    assert_eq!(kinds(&proof), ["endless"]);
    assert!(proof.problems[0].summary.contains("does not come to an end"), "{:?}", proof.problems);
    assert_eq!(server.count("700/phone_numbers"), 2);

    // Ever new pages with nothing on them.
    let server = Server::good().await;
    let empty = |at: usize| {
        let next = format!("{}/v26.0/700/phone_numbers?after={at}", server.root);
        Answer::Json(200, json!({"data": [], "paging": {"next": next}}))
    };
    server.on("700/phone_numbers", (0..2000).map(empty));
    assert_eq!(kinds(&proof_with(&server.config()).await), ["endless"]);
    assert!(server.count("700/phone_numbers") < 30, "{}", server.count("700/phone_numbers"));
    // Ever new pages with one row on each.
    let one = |at: usize| {
        let next = format!("{}/v26.0/700/phone_numbers?after={at}", server.root);
        Answer::Json(200, json!({"data": [number(&at.to_string(), "+1 1")], "paging": {"next": next}}))
    };
    server.on("700/phone_numbers", (0..2000).map(one));
    assert_eq!(kinds(&proof_with(&server.config()).await), ["endless"]);
    assert!(server.count("700/phone_numbers") < 600, "{}", server.count("700/phone_numbers"));
}

#[tokio::test]
async fn nothing_of_graphs_steers_the_terminal() {
    let server = Server::good().await;
    server.on("me", [Answer::Json(200, json!({"id": "1", "name": "a\u{1b}]0;b\u{7}\u{202e}c"}))]);
    assert_eq!(proof(&server).await.user_name.as_deref(), Some("a ]0;b  c"));
    server.on("debug_token", [error(400, 190, None, "\u{1b}[2Jall is well\u{9b}m")]);
    assert!(!proof(&server).await.problems[0].message.contains(char::is_control));
}

#[tokio::test]
async fn what_will_not_change_is_asked_once() {
    for (answer, kind) in [
        (
            error(400, 190, Some(458), "Error validating access token: The user has not authorized application 500."),
            "app_not_installed",
        ),
        (
            error(
                400,
                190,
                Some(459),
                "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
            ),
            "checkpoint",
        ),
        (
            error(
                400,
                190,
                Some(460),
                "Error validating access token: The session has been invalidated because the user changed their password",
            ),
            "password_changed",
        ),
        (error(400, 190, Some(463), "Error validating access token: Session has expired on Saturday"), "token_expired"),
        (
            error(
                400,
                190,
                Some(467),
                "Error validating access token: The session is invalid because the user logged out.",
            ),
            "token_invalid",
        ),
        (error(401, 190, None, "Invalid OAuth access token - Cannot parse access token"), "token_invalid"),
        (error(403, 10, None, "(#10) Application does not have permission for this action"), "permission"),
        (error(403, 200, None, "(#200) You do not have the necessary permissions required"), "permission"),
        (error(403, 131_005, None, "(#131005) Access denied"), "permission"),
        (error(401, 0, None, "We were unable to authenticate the app user."), "not_authenticated"),
        (error(400, 131_031, None, "(#131031) Business Account locked"), "account_locked"),
        (error(400, 415, Some(2_859_009), "Two-factor authentication required"), "two_factor"),
        (error(400, 10, Some(2_859_030), "This Action Is Not Allowed"), "not_now"),
        (error(400, 100, Some(33), "Unsupported get request."), "not_assigned"),
        (error(400, 100, None, "(#100) Invalid parameter"), "bad_request"),
        (error(400, 100, None, "Invalid appsecret_proof provided in the API argument"), "app_secret_wrong"),
        (error(400, 104, None, "API calls from the server require an appsecret_proof argument"), "app_secret_needed"),
        (
            error(400, 368, Some(1_390_008), "The action attempted has been deemed abusive or is otherwise disallowed"),
            "blocked",
        ),
        (
            Answer::Text(200, "text/html", "<!DOCTYPE html><title>Sign in to the network</title>".to_owned()),
            "not_graph",
        ),
        (Answer::Text(200, "application/json", "{\"data\": ".to_owned()), "not_graph"),
        (Answer::Text(200, "text/plain", String::new()), "not_graph"),
        (Answer::Json(200, json!([])), "not_graph"),
        (Answer::Json(200, json!({"data": []})), "not_graph"),
        (Answer::Text(200, "application/json", format!("\"{}\"", "x".repeat(10 << 20))), "too_large"),
    ] {
        let server = Server::good().await;
        server.on("debug_token", [answer]);
        let proof = proof(&server).await;
        assert_eq!(kinds(&proof), [kind]);
        let problem = &proof.problems[0];
        // In plain words first, and none that only repeats Meta's, but for what has no better ones.
        assert!(kind == "bad_request" || !problem.summary.starts_with("Meta refused"), "{problem:?}");
        assert!(problem.message.starts_with(&problem.summary) && !problem.summary.contains("code"), "{problem:?}");
        // What lies with the app secret, the account or the way to Meta says nothing about the token.
        let elsewhere = [
            "account_locked",
            "app_secret_needed",
            "app_secret_wrong",
            "blocked",
            "not_graph",
            "not_now",
            "too_large",
            "two_factor",
        ];
        assert_eq!(proof.is_open(), elsewhere.contains(&kind), "{kind}");
        assert_eq!(server.count("debug_token"), 1, "{kind}");
    }
}

#[tokio::test]
async fn what_may_pass_is_asked_again() {
    for (answer, kind) in [
        (error(500, 1, None, "An unknown error occurred"), "service"),
        (error(503, 2, None, "Service temporarily unavailable"), "service"),
        (error(403, 4, None, "(#4) Application request limit reached"), "rate_limited"),
        (error(400, 17, None, "(#17) User request limit reached"), "rate_limited"),
        (
            error(400, 80007, None, "(#80007) There have been too many calls to this WhatsApp Business account"),
            "rate_limited",
        ),
        (error(403, 32, None, "(#32) Page request limit reached"), "rate_limited"),
        (error(403, 613, None, "(#613) Calls to this api have exceeded the rate limit."), "rate_limited"),
        (error(400, 80014, None, "(#80014) There have been too many calls"), "rate_limited"),
        (
            Answer::Json(400, json!({"error": {"code": "2", "message": "An unexpected error", "is_transient": true}})),
            "service",
        ),
        (Answer::Text(502, "text/html", "<html>Bad gateway</html>".to_owned()), "service"),
        (Answer::Text(429, "text/html", String::new()), "rate_limited"),
    ] {
        let server = Server::good().await;
        server
            .on("me", [answer.clone(), Answer::Json(200, json!({"id": "61580000000001", "name": "Cloud Messaging"}))]);
        assert!(proof(&server).await.verified, "{kind}");
        assert_eq!(server.count("me"), 2, "{kind}");
        server.on("debug_token", [answer]);
        let proof = proof(&server).await;
        assert_eq!(kinds(&proof), [kind]);
        assert!(proof.is_open(), "{kind}");
        assert_eq!(server.count("debug_token"), 1 + 4, "{kind}");
    }
}

#[tokio::test]
async fn retry_after_is_kept() {
    let server = Server::good().await;
    let body = json!({"error": {"message": "limit", "code": 4}});
    let limited = |seconds: &str| Answer::Headers(400, vec![("retry-after", seconds.to_owned())], body.clone());
    server.on("me", [limited("1"), Answer::Json(200, json!({"id": "61580000000001", "name": "Cloud Messaging"}))]);
    let begun = Instant::now();
    assert!(proof(&server).await.verified);
    assert!(begun.elapsed() >= Duration::from_secs(1));
    server.on("debug_token", [limited("7200")]);
    assert_eq!(kinds(&proof(&server).await), ["rate_limited"]);
    assert_eq!(server.count("debug_token"), 2, "a pause of two hours is not waited for");
}

#[tokio::test]
async fn the_token_follows_no_redirect() {
    let elsewhere = Server::good().await;
    let server = Server::good().await;
    let to = elsewhere.root.replace("127.0.0.1", "localhost");
    for status in [301, 302, 303, 307, 308] {
        let location = vec![("location", format!("{to}/v26.0/debug_token"))];
        server.on("debug_token", [Answer::Headers(status, location, json!({}))]);
        let proof = proof(&server).await;
        assert_eq!(kinds(&proof), ["redirect"]);
        assert!(proof.problems[0].message.contains("localhost"));
    }
    let server = Server::good().await;
    let page = json!({"data": [], "paging": {"next": format!("{to}/v26.0/700/phone_numbers")}});
    server.on("700/phone_numbers", [Answer::Json(200, page)]);
    assert_eq!(kinds(&proof(&server).await), ["redirect"]);
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn nothing_comes_back() {
    let server = Server::good().await;
    server.on("debug_token", [Answer::Never]);
    let config = GraphConfig { timeout: Duration::from_millis(80), attempts: 2, ..server.config() };
    let proof = proof_with(&config).await;
    assert_eq!(kinds(&proof), ["timeout"]);
    assert!(proof.is_open());

    // A port where nobody listens.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let config = GraphConfig { first_pause: Duration::from_millis(1), ..GraphConfig::new(&root, "v26.0").unwrap() };
    assert_eq!(kinds(&proof_with(&config).await), ["network"]);
}

#[tokio::test]
async fn the_app_secret_proves_itself_and_is_not_shown() {
    let server = Server::good().await;
    let config = GraphConfig { app_secret: Some(Secret::new("0123456789abcdef")), ..server.config() };
    assert!(proof_with(&config).await.verified);
    for asked in server.asked() {
        assert!(asked.query.contains("appsecret_proof="), "{}", asked.path);
        assert!(!asked.query.contains("0123456789abcdef"));
    }
}

#[tokio::test]
async fn an_error_that_quotes_the_token_is_redacted() {
    let server = Server::good().await;
    let message = format!("Malformed access token {}", canary::token(60));
    server.on("debug_token", [error(401, 190, None, &message)]);
    assert!(proof(&server).await.problems[0].message.contains("[token sha256:"));
}

#[tokio::test]
async fn nothing_is_sent_over_a_certificate_that_is_not_valid() {
    let server = crate::secret::deliver::test_tls::TlsServer::start().await;
    let config = GraphConfig::new(&server.root, "v26.0").unwrap();
    let proof = proof_with(&config).await;
    assert_eq!(kinds(&proof), ["certificate"]);
    assert!(proof.is_open());
    assert!(server.got.lock().unwrap().is_empty());
}
