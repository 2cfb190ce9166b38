//! Browsers and drivers: a real chromedriver, and shell scripts that play a broken one.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use tempfile::TempDir;
use tokenwright::browser::{BrowserError, BrowserKind, BrowserOptions, Search, Session};

use crate::support::within;

/// As long as what was ended may take to be gone.
const GONE: Duration = Duration::from_secs(10);

/// Processes of a group that still run; zombies that nobody waits for do not count.
fn living(group: i32) -> BTreeSet<i32> {
    let entries = fs::read_dir("/proc").unwrap();
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| {
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
        let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        fields[0] != "Z" && fields[2] == group.to_string()
    })
    .collect()
}

/// Processes whose environment or arguments name the folder: also those that would have left the group.
fn naming(folder: &Path) -> Vec<String> {
    let wanted = folder.to_str().unwrap();
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let own = std::process::id().to_string();
    entries
        .filter(|entry| entry.file_name().to_str() != Some(own.as_str()))
        .filter_map(|entry| {
            let read = |name| fs::read(entry.path().join(name)).unwrap_or_default();
            let text = [read("environ"), read("cmdline")].concat();
            String::from_utf8_lossy(&text)
                .contains(wanted)
                .then(|| String::from_utf8_lossy(&read("cmdline")).into_owned())
        })
        .collect()
}

fn tmpdir_of(pid: i32) -> PathBuf {
    let environ = fs::read(format!("/proc/{pid}/environ")).unwrap();
    let entry = environ.split(|&byte| byte == 0).find_map(|entry| entry.strip_prefix(b"TMPDIR=")).unwrap();
    PathBuf::from(String::from_utf8(entry.to_vec()).unwrap())
}

async fn start() -> Session {
    Session::start(&BrowserOptions::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Firefox and geckodriver"]
async fn firefox_does_the_same() {
    let session = Session::start(&BrowserOptions::new(BrowserKind::Firefox)).await.unwrap();
    let group = session.process_group().unwrap();
    let folder = tmpdir_of(group);
    session.goto("data:text/html,<title>page</title><input id=i autofocus>").await.unwrap();
    let element = session.execute("return document.getElementById('i')", vec![]).await.unwrap();
    let click = json!([{ "type": "pointer", "id": "mouse", "actions": [
        { "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 },
        { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 } ] }]);
    session.perform(click.clone()).await.unwrap();
    session.execute("document.getElementById('i').remove()", vec![]).await.unwrap();
    let stale = session.perform(click).await.unwrap_err();
    assert!(matches!(stale, BrowserError::Stale { .. }), "{stale:?}");
    let slow = session.execute_async("", vec![], Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(slow, BrowserError::ScriptTimeout { .. }), "{slow:?}");
    session.execute("setTimeout(() => alert('stop')); return 1", vec![]).await.unwrap();
    let alert = until_told(&session).await;
    assert!(matches!(&alert, BrowserError::Alert { text } if text == "stop"), "{alert:?}");
    session.dismiss_alert().await.unwrap();
    session.close().await.unwrap();
    assert_eq!(living(group), BTreeSet::new());
    within(GONE, "nothing is left", || naming(&folder).is_empty());
}

/// A folder with programs of our own, and a search that sees nothing else.
struct Programs {
    folder: TempDir,
}

impl Programs {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn add(self, name: &str, script: &str) -> Self {
        let path = self.folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn options(&self) -> BrowserOptions {
        BrowserOptions {
            search: Search {
                path: Some(OsString::from(self.folder.path())),
                usual: Vec::new(),
                browser: None,
                driver: None,
            },
            start_limit: Duration::from_secs(3),
            ..BrowserOptions::default()
        }
    }

    async fn error(&self) -> BrowserError {
        Session::start(&self.options()).await.unwrap_err()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_session_leaves_no_process_and_no_folder() {
    let session = start().await;
    let group = session.process_group().unwrap();
    assert!(living(group).len() > 3, "driver and browser share one group");
    let folder = tmpdir_of(group);
    session.goto("data:text/html,<title>here</title>").await.unwrap();
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "here");
    session.close().await.unwrap();
    assert_eq!(living(group), BTreeSet::new());
    assert_eq!(naming(&folder), Vec::<String>::new());
    assert!(!folder.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_leaves_no_process() {
    let (tell, told) = std::sync::mpsc::channel();
    let task = tokio::spawn(async move {
        let session = start().await;
        let group = session.process_group().unwrap();
        tell.send((group, tmpdir_of(group))).unwrap();
        session.goto("data:text/html,hello").await.unwrap();
        panic!("as planned");
    });
    assert!(task.await.unwrap_err().is_panic());
    let (group, folder) = told.recv().unwrap();
    assert_eq!(living(group), BTreeSet::new());
    assert_eq!(naming(&folder), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sessions_run_side_by_side() {
    let (one, other) = tokio::join!(start(), start());
    assert_ne!(one.process_group(), other.process_group());
    let group = one.process_group().unwrap();
    one.close().await.unwrap();
    assert_eq!(living(group), BTreeSet::new());
    assert_eq!(other.execute("return 1", vec![]).await.unwrap(), 1);
    other.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_browser_is_until_told() {
    let session = start().await;
    kill(Pid::from_raw(session.browser_process().unwrap()), Signal::SIGKILL).unwrap();
    let error = session.execute("return 1", vec![]).await.unwrap_err();
    assert!(matches!(error, BrowserError::Died { .. }), "{error:?}");
    let again = session.screenshot().await.unwrap_err();
    assert!(matches!(again, BrowserError::Died { .. }), "{again:?}");
    session.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_browser_ends_a_script_that_waits() {
    let session = start().await;
    // On the page that a browser opens with, the script might still meet the replacement of that page.
    session.goto("data:text/html,<title>here</title>").await.unwrap();
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "here");
    let browser = Pid::from_raw(session.browser_process().unwrap());
    let wait = session.execute_async("/* waits for ever */", vec![], Duration::from_secs(30));
    let murder = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        kill(browser, Signal::SIGKILL).unwrap();
    };
    let begin = Instant::now();
    let (answer, ()) = tokio::join!(wait, murder);
    assert!(matches!(answer, Err(BrowserError::Died { .. })), "{answer:?}");
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_driver_is_until_told_and_its_browser_is_ended() {
    let session = start().await;
    let group = session.process_group().unwrap();
    kill(Pid::from_raw(group), Signal::SIGKILL).unwrap();
    let error = session.execute("return 1", vec![]).await.unwrap_err();
    assert!(matches!(error, BrowserError::Died { .. }), "{error:?}");
    drop(session);
    assert_eq!(living(group), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_stops_answering_is_ended() {
    let options = BrowserOptions { command_limit: Duration::from_millis(600), ..BrowserOptions::default() };
    let session = Session::start(&options).await.unwrap();
    let group = session.process_group().unwrap();
    kill(Pid::from_raw(group), Signal::SIGSTOP).unwrap();
    let error = session.current_url().await.unwrap_err();
    assert!(matches!(error, BrowserError::Unresponsive { .. }), "{error:?}");
    assert_eq!(living(group), BTreeSet::new());
    assert!(matches!(session.current_url().await, Err(BrowserError::Died { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_told_with_its_text_and_can_be_closed() {
    let session = start().await;
    session.goto("data:text/html,<title>page</title>").await.unwrap();
    assert_eq!(session.alert_text().await.unwrap(), None);
    session.execute("setTimeout(() => alert('stop')); return 1", vec![]).await.unwrap();
    // The alert may open before this script or during it.
    let error = until_told(&session).await;
    assert!(matches!(&error, BrowserError::Alert { text } if text == "stop"), "{error:?}");
    assert_eq!(session.alert_text().await.unwrap().as_deref(), Some("stop"));
    session.dismiss_alert().await.unwrap();
    assert_eq!(session.execute("return 1", vec![]).await.unwrap(), 1);
    session.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_tell_a_slow_page_from_a_replaced_one_and_from_a_fault() {
    let session = start().await;
    let page = "data:text/html,<title>page</title>";
    session.goto(page).await.unwrap();
    let slow = session.execute_async("", vec![], Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(slow, BrowserError::ScriptTimeout { .. }), "{slow:?}");
    let fault = session.execute("throw new Error('boo')", vec![]).await.unwrap_err();
    assert!(matches!(&fault, BrowserError::Javascript(message) if message == "boo"), "{fault:?}");
    let script = "const done = arguments[1]; setTimeout(() => done(arguments[0]), 20)";
    let answer = session.execute_async(script, vec![json!({"a": [1, 2]})], Duration::from_secs(5)).await.unwrap();
    assert_eq!(answer, json!({"a": [1, 2]}));
    let (other, address) = served("<title>other</title>");
    session.goto(&address).await.unwrap();
    let replaced = "setTimeout(() => location.reload(), 20)";
    let replaced = session.execute_async(replaced, vec![], Duration::from_secs(5)).await.unwrap_err();
    assert!(matches!(replaced, BrowserError::Navigated), "{replaced:?}");
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "other");
    session.reload().await.unwrap();
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "other");
    session.close().await.unwrap();
    drop(other);
}

/// One page on loopback, and where. It ends with the returned value's process... of the test.
fn served(page: &'static str) -> (std::thread::JoinHandle<()>, String) {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length:";
                let _ = write!(stream, "{head} {}\r\n\r\n{page}", page.len());
            });
        }
    });
    (server, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_never_loads_costs_a_timeout_and_not_the_session() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let session = start().await;
    session.goto(&format!("http://{}/", silent.local_addr().unwrap())).await.unwrap();
    let waiting = session.execute_async("arguments[0](1)", vec![], Duration::from_millis(500)).await.unwrap_err();
    assert!(matches!(waiting, BrowserError::ScriptTimeout { .. }), "{waiting:?}");
    let address = session.current_url().await.unwrap_err();
    assert!(matches!(address, BrowserError::ScriptTimeout { .. }), "{address:?}");
    session.goto("data:text/html,<title>page</title>").await.unwrap();
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "page");
    session.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn real_input_reaches_the_page_and_a_gone_element_is_told_as_stale() {
    let session = start().await;
    session.goto("data:text/html,<input id=i autofocus>").await.unwrap();
    let element = session.execute("return document.getElementById('i')", vec![]).await.unwrap();
    let click = json!([{ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": [
        { "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 },
        { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 } ] }]);
    session.perform(click.clone()).await.unwrap();
    let keys = json!([{ "type": "key", "id": "keys", "actions": [
        { "type": "keyDown", "value": "ü" }, { "type": "keyUp", "value": "ü" } ] }]);
    session.perform(keys).await.unwrap();
    session.release_actions().await.unwrap();
    assert_eq!(session.execute("return document.getElementById('i').value", vec![]).await.unwrap(), "ü");
    session.execute("document.getElementById('i').remove()", vec![]).await.unwrap();
    let error = session.perform(click).await.unwrap_err();
    assert!(matches!(error, BrowserError::Stale { .. }), "{error:?}");
    let picture = session.screenshot().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    session.close().await.unwrap();
}

/// The error that scripts come to: one that runs just when a window closes or an alert opens may still be answered.
async fn until_told(session: &Session) -> BrowserError {
    let begin = Instant::now();
    loop {
        match session.execute("return 1", vec![]).await {
            Ok(_) | Err(BrowserError::Navigated) => assert!(begin.elapsed() < Duration::from_secs(10)),
            Err(error) => return error,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_is_told_as_such() {
    let session = start().await;
    let first = session.window().await.unwrap();
    session.goto("data:text/html,<title>page</title>").await.unwrap();
    let (_server, address) = served("<title>second</title>");
    session.devtools("Target.createTarget", json!({ "url": address })).await.unwrap();
    let windows = session.windows().await.unwrap();
    let second = windows.iter().find(|&handle| *handle != first).unwrap();
    session.switch_to_window(second).await.unwrap();
    session.devtools("Target.closeTarget", json!({ "targetId": second })).await.unwrap();
    let error = until_told(&session).await;
    assert!(matches!(error, BrowserError::WindowClosed), "{error:?}");
    session.switch_to_window(&first).await.unwrap();
    assert_eq!(session.execute("return document.title", vec![]).await.unwrap(), "page");
    session.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_window_closed_by_a_person_is_told_as_such() {
    let session = start().await;
    session.goto("data:text/html,<title>page</title>").await.unwrap();
    let only = session.window().await.unwrap();
    let _ = session.devtools("Target.closeTarget", json!({ "targetId": only })).await;
    let error = until_told(&session).await;
    assert!(matches!(error, BrowserError::WindowClosed | BrowserError::Died { .. }), "{error:?}");
    assert!(!error.session_lives());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_kept_and_its_language_is_asked_for() {
    let profile = TempDir::new().unwrap();
    let options = BrowserOptions {
        profile: Some(profile.path().to_owned()),
        language: Some("pt-BR".into()),
        ..BrowserOptions::default()
    };
    let (_server, address) = served("<title>kept</title>");
    let session = Session::start(&options).await.unwrap();
    session.goto(&address).await.unwrap();
    let language = session.execute("localStorage.setItem('a', 'b'); return navigator.languages", vec![]).await.unwrap();
    assert_eq!(language, json!(["pt-BR", "pt"]));
    session.execute("document.cookie = 'signed=in; max-age=3600'", vec![]).await.unwrap();
    session.close().await.unwrap();
    let session = Session::start(&options).await.unwrap();
    session.goto(&address).await.unwrap();
    assert_eq!(session.execute("return document.cookie", vec![]).await.unwrap(), "signed=in");
    session.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_runs_already_is_used_and_left_running() {
    let own = tokenwright::browser::driver::Driver::start(
        BrowserKind::Chromium,
        &Search::here(BrowserKind::Chromium).pair(BrowserKind::Chromium).unwrap().driver,
        &[],
        Duration::from_secs(20),
    )
    .await
    .unwrap();
    // Such a driver is another machine's business as a rule, so the sandbox is its affair too.
    let options = BrowserOptions {
        webdriver: Some(own.url().clone()),
        arguments: vec!["--no-sandbox".into()],
        ..BrowserOptions::default()
    };
    let session = Session::start(&options).await.unwrap();
    assert_eq!(session.execute("return 1 + 1", vec![]).await.unwrap(), 2);
    assert_eq!(session.process_group(), None);
    session.close().await.unwrap();
    assert!(!living(own.group().id()).is_empty());
    own.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_that_is_not_there_says_what_to_do() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://someone:hidden@{free}/wd/hub").parse().unwrap();
    let options = BrowserOptions { webdriver: Some(address), ..BrowserOptions::default() };
    let error = Session::start(&options).await.unwrap_err();
    assert!(matches!(error, BrowserError::StartFailed { .. }));
    assert!(error.hint().contains("--webdriver"), "{}", error.hint());
    assert!(!error.to_string().contains("hidden"), "{error}");
}

#[tokio::test]
async fn a_missing_display_is_told_before_anything_starts() {
    if BrowserOptions::display_is_there() {
        return;
    }
    let options = BrowserOptions { headless: false, ..BrowserOptions::default() };
    let error = Session::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("no display"), "{error}");
    assert!(error.hint().contains("--headless"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_display_that_is_taken_or_wrong_is_told_with_the_way_out() {
    // What a browser says then, in its own words.
    let real = Search::here(BrowserKind::Chromium).drivers(BrowserKind::Chromium).unwrap().remove(0);
    let programs = Programs::new().add("chromium", "echo 'Missing X server or $DISPLAY' >&2; exit 1");
    let mut options = BrowserOptions { start_limit: Duration::from_secs(30), ..programs.options() };
    options.search.driver = Some(real);
    options.headless = !BrowserOptions::display_is_there();
    let error = Session::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("Missing X server"), "{error}");
    assert!(options.headless || error.hint().contains("--headless"), "{}", error.hint());
}

#[tokio::test]
async fn no_browser_says_where_it_looked_and_what_installs_it() {
    let error = Programs::new().add("chromedriver", "exit 0").error().await;
    assert!(matches!(error, BrowserError::NoBrowser { .. }), "{error:?}");
    assert!(error.to_string().contains("on PATH"), "{error}");
    assert!(error.hint().contains("install"), "{}", error.hint());
}

#[tokio::test]
async fn no_driver_says_so() {
    let error = Programs::new().add("chromium", "exit 0").error().await;
    assert!(matches!(error, BrowserError::NoDriver { .. }), "{error:?}");
    assert!(error.to_string().starts_with("no chromedriver found"), "{error}");
}

#[tokio::test]
async fn a_named_browser_that_is_not_there_is_not_replaced_by_another() {
    let programs = Programs::new().add("chromium", "exit 0").add("chromedriver", "exit 0");
    let mut options = programs.options();
    options.search.browser = Some("/nowhere/chromium".into());
    let error = Session::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/chromium (as TOKENWRIGHT_CHROMIUM says)"), "{error}");
}

/// Fake drivers have no PATH of use: the search is all they get, so they name what they call.
const PORT: &str = "echo 'ChromeDriver was started successfully on port 1.'; exec /bin/sleep 60";

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_differ_are_told_with_both_numbers() {
    let programs = Programs::new().add("chromium", "echo 'Chromium 120.0.6099.10 built on Debian'").add(
        "chromedriver",
        &format!("[ \"$1\" = --version ] && {{ echo 'ChromeDriver 156.0.1.2 (abc)'; exit; }}; {PORT}"),
    );
    let error = programs.error().await;
    assert!(matches!(error, BrowserError::VersionMismatch { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("120.0.6099.10") && message.contains("156.0.1.2"), "{message}");
}

#[tokio::test]
async fn of_several_browsers_the_one_that_fits_the_driver_is_taken() {
    let programs = Programs::new()
        .add("chromium", "echo 'Chromium 120.0.6099.10'")
        .add("google-chrome", "echo 'Google Chrome 156.0.1.1'")
        .add("chromedriver", "echo 'ChromeDriver 156.0.1.2 (abc)'");
    let pair = programs.options().search.pair(BrowserKind::Chromium).unwrap();
    assert_eq!(pair.browser.file_name().unwrap(), "google-chrome");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_crashes_on_start_shows_its_last_words() {
    let programs = Programs::new()
        .add("chromium", "echo 'Chromium 156.0.1.1'")
        .add("chromedriver", "echo 'error while loading shared libraries: libnss3.so' >&2; exit 127");
    let error = programs.error().await;
    assert!(matches!(error, BrowserError::StartFailed { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("ended at once (exit status: 127)") && message.contains("libnss3.so"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_whose_port_was_taken_is_started_again() {
    let real = Search::here(BrowserKind::Chromium).drivers(BrowserKind::Chromium).unwrap().remove(0);
    let count = TempDir::new().unwrap();
    let tries = count.path().join("tries").display().to_string();
    let script = format!(
        "[ \"$1\" = --version ] && exec {real} \"$@\"\n\
         echo once >> {tries}\n\
         [ \"$(/usr/bin/wc -l < {tries})\" -lt 3 ] && {{ echo 'bind() failed: Address already in use (98)' >&2; exit 1; }}\n\
         exec {real} \"$@\"",
        real = real.display()
    );
    let programs = Programs::new().add("chromedriver", &script);
    let mut options = BrowserOptions::default();
    options.search.driver = Some(programs.folder.path().join("chromedriver"));
    let session = Session::start(&options).await.unwrap();
    session.close().await.unwrap();
    assert_eq!(fs::read_to_string(&tries).unwrap().lines().count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_crashes_on_start_is_told_and_nothing_stays() {
    let real = Search::here(BrowserKind::Chromium).drivers(BrowserKind::Chromium).unwrap().remove(0);
    let programs = Programs::new().add("chromium", "echo 'cannot open shared object file: libnss3.so' >&2; exit 127");
    let mut options = BrowserOptions { start_limit: Duration::from_secs(30), ..programs.options() };
    options.search.driver = Some(real);
    let error = Session::start(&options).await.unwrap_err();
    assert!(matches!(error, BrowserError::StartFailed { .. }), "{error:?}");
    assert!(error.to_string().contains("it ended at once"), "{error}");
    assert!(error.to_string().contains("libnss3.so"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_never_says_its_port_is_ended() {
    let programs = Programs::new()
        .add("chromium", "echo 'Chromium 156.0.1.1'")
        .add("chromedriver", "[ \"$1\" = --version ] && { echo 'ChromeDriver 156.0.1.2'; exit; }; exec /bin/sleep 60");
    let mut options = programs.options();
    options.start_limit = Duration::from_millis(500);
    let error = Session::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("did not say on which port it listens within 0.5 s"), "{error}");
    assert_eq!(naming(programs.folder.path()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_never_answers_is_ended() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let line = format!("echo 'ChromeDriver was started successfully on port {port}.'; exec /bin/sleep 60");
    let programs = Programs::new()
        .add("chromium", "echo 'Chromium 156.0.1.1'")
        .add("chromedriver", &format!("[ \"$1\" = --version ] && {{ echo 'ChromeDriver 156.0.1.2'; exit; }}; {line}"));
    let mut options = programs.options();
    options.start_limit = Duration::from_millis(700);
    let error = Session::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("no session within 0.7 s"), "{error}");
    assert_eq!(naming(programs.folder.path()), Vec::<String>::new());
}

/// Not a test of its own: another process runs it, and is then ended in several ways.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by other tests, in a process of its own"]
async fn hold_a_browser() {
    if std::env::var_os("HOLD_A_BROWSER").is_none() {
        return;
    }
    let session = start().await;
    println!("\nholding {}", session.process_group().unwrap());
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).unwrap();
    terminate.recv().await;
    tokenwright::browser::reap_all();
    println!("\nreaped");
    std::process::exit(0);
}

fn holder() -> (Child, i32, PathBuf) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["suite::browser::hold_a_browser", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("HOLD_A_BROWSER", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let group = lines.find_map(|line| line.unwrap().strip_prefix("holding ")?.parse::<i32>().ok()).unwrap();
    assert!(living(group).len() > 3);
    (child, group, tmpdir_of(group))
}

#[test]
fn a_program_that_is_killed_outright_leaves_no_browser() {
    let (mut child, group, folder) = holder();
    child.kill().unwrap();
    child.wait().unwrap();
    within(GONE, "the watchdog ends the group", || living(group).is_empty());
    within(GONE, "the watchdog removes the folder", || !folder.exists());
    within(GONE, "nothing is left", || naming(&folder).is_empty());
}

#[test]
fn a_signal_ends_every_browser_before_the_program_ends() {
    let (mut child, group, folder) = holder();
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(living(group), BTreeSet::new());
    assert_eq!(naming(&folder), Vec::<String>::new());
    assert!(!folder.exists());
}
