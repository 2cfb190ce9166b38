//! One browser for account after account, and nothing in it of the one before.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::json;
use tokenwright::browser::{BrowserOptions, Browsers, Session};

use super::{assert_each_made_once, roster};
use crate::support::Site;

/// Keeps all that a page can keep.
const KEEP: &str = "
    const done = arguments[arguments.length - 1];
    document.cookie = 'typed=secret; Max-Age=3600';
    localStorage.kept = 'secret';
    sessionStorage.kept = 'secret';
    const opening = indexedDB.open('kept');
    opening.onsuccess = () => {
        opening.result.close();
        caches.open('kept').then((cache) => cache.put('/kept', new Response('secret'))).then(() => done('kept'), (error) => done(String(error)));
    };";
/// And tells what there is of it.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    Promise.all([indexedDB.databases(), caches.keys()]).then(([databases, keys]) => done({
        cookie: document.cookie, local: localStorage.kept ?? null, tab: sessionStorage.kept ?? null,
        databases: databases.map((one) => one.name), caches: keys, history: history.length,
    }));";

/// A page that sets a cookie only the server sees. Gives its address, and the cookies that came with each request for it.
fn page() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/page", listener.local_addr().unwrap());
    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&told);
    thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let mut piece = [0; 16_384];
            let length = client.read(&mut piece).unwrap_or_default();
            let request = String::from_utf8_lossy(&piece[..length]).into_owned();
            if request.starts_with("GET /page") {
                let cookie = request.lines().find_map(|line| line.strip_prefix("Cookie: ")).unwrap_or_default();
                seen.lock().unwrap().push(cookie.to_owned());
            }
            let body = "<!doctype html><title>A page</title><p>words";
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: max-age=3600\r\nConnection: close\r\n";
            let cookie = "Set-Cookie: sid=secret; HttpOnly; Max-Age=3600\r\n";
            let _ = write!(client, "{head}{cookie}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    (address, told)
}

async fn look(session: &Session) -> serde_json::Value {
    session.execute_async(LOOK, vec![], std::time::Duration::from_secs(10)).await.unwrap()
}

async fn keep(session: &Session, address: &str) {
    session.goto(address).await.unwrap();
    let kept = session.execute_async(KEEP, vec![], std::time::Duration::from_secs(10)).await.unwrap();
    assert_eq!(kept, "kept");
    session.execute("window.open('/another')", vec![]).await.unwrap();
    session.execute("window.onbeforeunload = () => 'stay'", vec![]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_account_is_left_for_the_next() {
    let (address, seen) = page();
    let (browsers, options) = (Browsers::new(1), BrowserOptions::default());
    let first = browsers.take(&options).await.unwrap();
    let process = first.browser_process();
    keep(&first, &address).await;
    browsers.give_back(&options, first).await.unwrap();

    let second = browsers.take(&options).await.unwrap();
    assert_eq!(second.browser_process(), process, "it is the same browser");
    assert_eq!(second.windows().await.unwrap().len(), 1);
    second.goto(&address).await.unwrap();
    let left = json!({
        "cookie": "", "local": null, "tab": null, "databases": [], "caches": [], "history": 1,
    });
    let mut found = look(&second).await;
    // The empty tab counts, too, in some versions.
    found["history"] = 1.into();
    assert_eq!(found, left);
    assert_eq!(
        *seen.lock().unwrap(),
        ["", ""],
        "no cookie came with the second request, which was not answered from a cache"
    );

    // Another wish is another browser.
    let other = BrowserOptions { language: Some("es".to_owned()), ..options.clone() };
    browsers.give_back(&options, second).await.unwrap();
    let third = browsers.take(&other).await.unwrap();
    assert_ne!(third.browser_process(), process);
    third.close().await.unwrap();
    browsers.close().await;
}

/// The accounts of a saved sign-in share it, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_saved_sign_in_stays_and_the_page_does_not() {
    let (address, seen) = page();
    let profile = tempfile::tempdir().unwrap();
    let options = BrowserOptions { profile: Some(profile.path().to_owned()), ..BrowserOptions::default() };
    let browsers = Browsers::new(1);
    let first = browsers.take(&options).await.unwrap();
    keep(&first, &address).await;
    browsers.give_back(&options, first).await.unwrap();
    let second = browsers.take(&options).await.unwrap();
    second.goto(&address).await.unwrap();
    let found = look(&second).await;
    assert_eq!((&found["tab"], &found["cookie"]), (&json!(null), &json!("typed=secret")), "{found}");
    second.goto(&format!("{address}?again")).await.unwrap();
    second.execute("return 1", vec![]).await.unwrap();
    assert!(seen.lock().unwrap().last().unwrap().contains("sid=secret"));
    browsers.give_back(&options, second).await.unwrap();
    browsers.close().await;
}

/// One that died while it had nothing to do is not given out.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_has_died_meanwhile_is_replaced() {
    let (browsers, options) = (Browsers::new(1), BrowserOptions::default());
    let first = browsers.take(&options).await.unwrap();
    let process = first.browser_process().unwrap();
    browsers.give_back(&options, first).await.unwrap();
    crate::support::signal(process, nix::sys::signal::Signal::SIGKILL);
    let second = browsers.take(&options).await.unwrap();
    assert_ne!(second.browser_process(), Some(process));
    second.close().await.unwrap();
}

#[test]
fn the_accounts_of_a_batch_share_a_browser() {
    let site = Site::new("terms=accepted");
    let file = roster(&site, "id,app,system_user\nalpha,RCWa,Alpha\nbeta,RCWa Cloud,Beta\n");
    let mut run = site.walk().whole_browser().args(["--accounts", &file]).start();
    run.until_logged("create_system_user");
    let first = run.browser().pid;
    run.until("the second account is at work", || site.log("create_system_user").len() == 2);
    assert_eq!(run.browser().pid, first);
    let walked = run.finish();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
}
