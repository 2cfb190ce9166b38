//! Each target with a real file, child process or server, and the canary over everything that is said about it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::IntoResponse as _,
};

use super::{
    CommandTarget, Delivery, EndpointTarget, FileTarget, Format, Target, deliver, endpoint::HttpMethod,
    test_tls::TlsServer,
};
use crate::secret::{Slug, Token, canary, credentials::Credentials};

const SEED: u64 = 90;

fn credentials() -> Credentials {
    Credentials {
        phone_number_id: Some("106540352242922".to_owned()),
        whatsapp_business_account_id: Some("700".to_owned()),
        app_id: Some("500".to_owned()),
        ..Credentials::unproven(Token::parse(&canary::token(SEED)).unwrap(), "new")
    }
}

async fn all(targets: &[Target]) -> Vec<Delivery> {
    let done = deliver(targets, &Slug::parse("acme").unwrap(), &credentials(), |_, _| {}).await;
    let seen = format!("{done:?} {}", serde_json::to_string(&done).unwrap());
    assert!(canary::forms_in(seen.as_bytes(), &canary::token(SEED)).is_empty(), "{seen}");
    for delivery in &done {
        assert_eq!(delivery.done, delivery.hint.is_none());
    }
    done
}

async fn only(target: Target) -> Delivery {
    all(&[target]).await.remove(0)
}

fn file(path: &Path) -> FileTarget {
    FileTarget { name: None, path: path.display().to_string() }
}

fn sh(script: &str, format: Format) -> Target {
    let command = ["sh", "-c", script].map(str::to_owned).to_vec();
    Target::Command(CommandTarget { name: Some("sh".to_owned()), command, format, timeout_seconds: 20 })
}

fn http(url: String) -> EndpointTarget {
    EndpointTarget {
        name: None,
        url,
        method: HttpMethod::Post,
        headers_from_env: [].into(),
        ca_file: None,
        timeout_seconds: 5,
    }
}

#[tokio::test]
async fn files_are_for_their_owner_only_and_one_failure_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let done = all(&[
        Target::Dotenv(file(&at("{account}.env"))),
        Target::Json(file(&at("none/x.json"))),
        Target::Json(file(&at("{phone_number_id}.json"))),
        Target::Dotenv(file(&at("{business_id}.env"))),
        Target::Handout(file(&at("form.txt"))),
    ])
    .await;
    assert_eq!(done.iter().map(|delivery| delivery.done).collect::<Vec<_>>(), [true, false, true, false, true]);
    assert!(done[1].message.ends_with("/none is not there"), "{}", done[1].message);
    let mkdir = format!("make it with mkdir -p {}, or mend", at("none").display());
    let hint = done[1].hint.as_ref().unwrap();
    assert!(hint.starts_with(&mkdir) && hint.ends_with("then run tokenwright deliver acme"), "{hint}");
    assert!(done[3].message.contains("{business_id} is not known"), "{}", done[3].message);
    for name in ["acme.env", "106540352242922.json", "form.txt"] {
        assert_eq!(fs::metadata(at(name)).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::read_to_string(at(name)).unwrap().contains(&canary::token(SEED)));
    }
    fs::create_dir(at("folder")).unwrap();
    let failed = only(Target::Json(file(&at("folder")))).await;
    let told = format!("{} {}", failed.message, failed.hint.unwrap());
    assert!(told.contains("not what it should be") && !told.contains("--out"), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&fs::read(at("106540352242922.json")).unwrap()).unwrap();
    assert_eq!(json["whatsapp_business_account_id"], "700");
    assert_eq!(json["verified"], false);
    assert_eq!(fs::read_to_string(at("form.txt")).unwrap().lines().count(), 4);
}

#[tokio::test]
async fn a_file_of_an_application_keeps_all_but_the_variables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.env");
    fs::write(&path, "# app settings\nPORT=80\nexport WHATSAPP_ACCESS_TOKEN='old' # theirs\nKEY='a\nb'\nHOST=x")
        .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let linked = folder.path().join("linked.env");
    std::os::unix::fs::symlink("app.env", &linked).unwrap();
    for _ in 0..2 {
        assert!(only(Target::Dotenv(file(&linked))).await.done);
    }
    let token = canary::token(SEED);
    let (ids, waba) = ("WHATSAPP_PHONE_NUMBER_ID=106540352242922\n", "WHATSAPP_BUSINESS_ACCOUNT_ID=700\n");
    let want = format!(
        "# app settings\nPORT=80\nexport WHATSAPP_ACCESS_TOKEN={token} # theirs\nKEY='a\nb'\nHOST=x\n{ids}{waba}META_APP_ID=500\n"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), want);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&linked).unwrap().is_symlink());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let told = only(Target::Json(file(&path))).await.message;
    assert!(told.contains("which everybody on this machine can read"), "{told}");
}

#[tokio::test]
async fn a_command_gets_it_on_its_standard_input_alone() {
    let folder = tempfile::tempdir().unwrap();
    let got = folder.path().join("got");
    let seen = folder.path().join("seen");
    let script = format!(
        "cat > {}; cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline > {}; echo stored",
        got.display(),
        seen.display()
    );
    assert!(only(sh(&script, Format::Token)).await.done);
    assert_eq!(fs::read_to_string(&got).unwrap(), canary::token(SEED));
    assert!(canary::forms_in(&fs::read(&seen).unwrap(), &canary::token(SEED)).is_empty());
}

#[tokio::test]
async fn a_command_that_fails_is_quoted_without_the_token() {
    let failed = only(sh("printf 'vault: permission denied: ' >&2; cat >&2; exit 7", Format::Token)).await;
    assert!(!failed.done);
    assert!(failed.message.contains('7') && failed.message.contains("permission denied"), "{}", failed.message);
    let failed = only(sh("tr 'a-z' 'a-z' | base64 -w0; exit 1", Format::Token)).await;
    assert!(failed.message.contains("[token sha256:"), "{}", failed.message);
    // Much output, with the token at the place where it is cut.
    let failed = only(sh("cat; yes x | head -c 200000; exit 1", Format::Token)).await;
    assert!(failed.message.len() < 1000);
    let missing = Target::Command(CommandTarget {
        name: None,
        command: vec!["no-such-program-here".to_owned()],
        format: Format::Token,
        timeout_seconds: 1,
    });
    assert!(only(missing).await.message.contains("cannot be started"));
}

#[tokio::test]
async fn a_command_that_hangs_is_ended() {
    let begun = Instant::now();
    let Target::Command(target) = sh("exec sleep 600", Format::Token) else { unreachable!() };
    let failed = only(Target::Command(CommandTarget { timeout_seconds: 1, ..target })).await;
    assert!(failed.message.contains("within 1 s"), "{}", failed.message);
    assert!(begun.elapsed().as_secs() < 20);
}

#[tokio::test]
async fn what_a_command_starts_is_ended_with_it_or_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    // Given up, it takes along what it started.
    let Target::Command(target) = sh(&format!("sleep 601 & echo $! > {}; wait", at("given-up")), Format::Token) else {
        unreachable!()
    };
    let failed = only(Target::Command(CommandTarget { timeout_seconds: 1, ..target })).await;
    assert!(failed.message.contains("within 1 s"), "{}", failed.message);
    let runs = |name: &str| {
        let id = fs::read_to_string(at(name)).unwrap();
        let state = fs::read_to_string(format!("/proc/{}/stat", id.trim())).unwrap_or_default();
        state.contains("(sleep)") && !state.contains(") Z ")
    };
    let begun = Instant::now();
    while runs("given-up") {
        assert!(begun.elapsed().as_secs() < 20, "it still runs");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // What a command that ended well leaves behind, with its pipes, is its own affair.
    let begun = Instant::now();
    let done = only(sh(&format!("cat > {}; sleep 15 & echo $! > {}", at("got"), at("left")), Format::Token)).await;
    assert!(done.done && begun.elapsed().as_secs() < 12, "{}", done.message);
    assert!(runs("left"));
    assert_eq!(fs::read_to_string(at("got")).unwrap(), canary::token(SEED));
}

#[tokio::test]
async fn a_command_that_does_not_read_took_nothing() {
    for script in ["true", "head -c 20 > /dev/null", "exec < /dev/null; sleep 0.2"] {
        let failed = only(sh(script, Format::Token)).await;
        assert!(!failed.done && failed.message.contains("without having read"), "{script}: {}", failed.message);
    }
    assert!(only(sh("head -c 5000 > /dev/null", Format::Token)).await.done);
}

/// Answers with this status, and with what it was sent as the body.
async fn echo(status: StatusCode, location: Option<String>) -> (String, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) {
    let got = Arc::<Mutex<Vec<_>>>::default();
    let sink = got.clone();
    let app = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        sink.lock().unwrap().push((headers, body.clone()));
        let mut answer = (status, body).into_response();
        if let Some(location) = &location {
            answer.headers_mut().insert(LOCATION, location.parse().unwrap());
        }
        async move { answer }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (root, got)
}

#[tokio::test]
async fn an_endpoint_gets_json_and_its_refusal_is_quoted_without_the_token() {
    let (root, got) = echo(StatusCode::CREATED, None).await;
    // Cargo sets it for tests, and it is no secret.
    let target = EndpointTarget {
        headers_from_env: [("x-path".to_owned(), "CARGO_MANIFEST_DIR".to_owned())].into(),
        ..http(format!("{root}/take/{{account}}?key=k"))
    };
    assert!(only(Target::Http(target)).await.done);
    {
        let got = got.lock().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&got[0].1).unwrap();
        assert_eq!(json["access_token"], canary::token(SEED));
        assert_eq!(got[0].0["x-path"], env!("CARGO_MANIFEST_DIR"));
    }
    let (root, _) = echo(StatusCode::FORBIDDEN, None).await;
    let failed = only(Target::Http(http(root))).await;
    assert!(failed.message.contains("status 403") && failed.message.contains("[token sha256:"), "{}", failed.message);
    let missing = EndpointTarget {
        headers_from_env: [("a".to_owned(), "TOKENWRIGHT_NO_SUCH_VARIABLE".to_owned())].into(),
        ..http("http://127.0.0.1:1/".to_owned())
    };
    assert!(only(Target::Http(missing)).await.message.contains("TOKENWRIGHT_NO_SUCH_VARIABLE"));
}

#[tokio::test]
async fn an_endpoint_that_sends_elsewhere_is_not_followed() {
    let (elsewhere, got) = echo(StatusCode::OK, None).await;
    let (root, _) = echo(StatusCode::TEMPORARY_REDIRECT, Some(elsewhere)).await;
    let failed = only(Target::Http(http(root))).await;
    assert!(!failed.done && failed.message.contains("sends elsewhere"), "{}", failed.message);
    assert!(got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_must_be_valid() {
    let server = TlsServer::start().await;
    let failed = only(Target::Http(http(server.root.clone()))).await;
    assert!(!failed.done && failed.message.contains("certificate"), "{}", failed.message);
    assert!(server.got.lock().unwrap().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    fs::write(&ca, &server.pem).unwrap();
    let trusted = EndpointTarget { ca_file: Some(ca), ..http(server.root.clone()) };
    let done = only(Target::Http(trusted)).await;
    assert!(done.done, "{}", done.message);
    assert!(String::from_utf8_lossy(&server.got.lock().unwrap()).contains(&canary::token(SEED)));
}

#[tokio::test]
async fn without_a_keyring_it_says_so() {
    let target = Target::Keyring(super::KeyringTarget {
        name: None,
        service: "tokenwright-test-{account}".to_owned(),
        format: Format::Token,
    });
    let delivery = only(target).await;
    if delivery.done {
        keyring::Entry::new("tokenwright-test-acme", "acme").unwrap().delete_credential().unwrap();
    } else {
        assert!(delivery.hint.unwrap().contains("Secret Service"), "{}", delivery.message);
    }
}
