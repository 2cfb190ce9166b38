//! Roles, names and states as `src/page/names.js` computes them, on the small pages of `tests/pages/names`.
//!
//! An element says in attributes what is expected of it: `data-name`, `data-role`, `data-hidden`, `data-state` (JSON; `null`
//! is "not known"; `data-expect` where `data-state` itself is under test). The same pages are put to the driver's own
//! computation, which must not know better.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde::Deserialize;
use serde_json::{Value, json};

const NAMES: &str = include_str!("../../src/page/names.js");

/// Asks for everything that the elements of a page, those in open shadow roots too, expect of themselves.
const SURVEY: &str = r"
names.fresh();
const found = [];
const wanted = '[data-name], [data-role], [data-hidden], [data-state], [data-expect]';
const look = (root) => {
  for (const el of root.querySelectorAll('*')) {
    if (el.matches(wanted)) found.push(el);
    if (el.shadowRoot) look(el.shadowRoot);
  }
};
look(document);
return found.map((el) => {
  const state = el.dataset.expect || (/^{/.test(el.dataset.state || '') ? el.dataset.state : null);
  const all = state ? names.stateOf(el) : {};
  return {
    element: el,
    html: el.outerHTML.slice(0, 160),
    name: el.dataset.name === undefined ? null : [el.dataset.name, names.nameOf(el)],
    role: el.dataset.role === undefined ? null : [el.dataset.role, names.roleOf(el)],
    hidden: el.dataset.hidden === undefined ? null : [el.dataset.hidden, String(names.isHidden(el))],
    states: state ? Object.entries(JSON.parse(state)).map(([key, value]) => [key, value, all[key] ?? null]) : [],
  };
});
";

/// What one element expects and gets: pairs of expected and actual.
#[derive(Debug, Deserialize)]
struct Case {
    element: BTreeMap<String, String>,
    html: String,
    name: Option<(String, String)>,
    role: Option<(String, String)>,
    hidden: Option<(String, String)>,
    states: Vec<(String, Value, Value)>,
}

impl Case {
    /// How many things it expects.
    fn len(&self) -> usize {
        [&self.name, &self.role, &self.hidden].into_iter().flatten().count() + self.states.len()
    }

    /// What is not as expected, a line each.
    fn faults(&self, page: &str) -> Vec<String> {
        let texts = [("name", &self.name), ("role", &self.role), ("hidden", &self.hidden)];
        let texts = texts.into_iter().filter_map(|(what, pair)| pair.as_ref().map(|pair| (what, pair)));
        let texts = texts.filter(|(_, (expected, actual))| expected != actual);
        let texts = texts
            .map(|(what, (expected, actual))| format!("{page}: {what} {actual:?}, not {expected:?}: {}", self.html));
        let states = self.states.iter().filter(|(_, expected, actual)| expected != actual);
        let states =
            states.map(|(what, expected, actual)| format!("{page}: {what} {actual}, not {expected}: {}", self.html));
        texts.chain(states).collect()
    }

    fn id(&self) -> &str {
        self.element.values().next().expect("an element reference has one entry")
    }
}

/// A headless Chromium behind a chromedriver of its own.
struct Browser {
    driver: Child,
    client: reqwest::Client,
    session: String,
    _scratch: tempfile::TempDir,
}

impl Browser {
    async fn start() -> Self {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", scratch.path())
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver must be on PATH for this test");
        let lines = BufReader::new(driver.stdout.take().expect("stdout is piped")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                line.rsplit_once("was started successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver must tell its port");
        let mut browser = Browser {
            driver,
            client: crate::support::http_client().timeout(Duration::from_secs(60)).build().expect("a client"),
            session: format!("http://127.0.0.1:{port}/session"),
            _scratch: scratch,
        };
        let mut args = vec!["--headless=new", "--disable-gpu"];
        if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            args.push("--no-sandbox");
        }
        let wish = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": args}}}});
        let started = browser.post("", wish).await;
        let id = started["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {started}"));
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let reply = self.client.post(format!("{}{path}", self.session)).json(&body).send().await.expect("a reply");
        reply.json::<Value>().await.expect("JSON")["value"].take()
    }

    async fn get_text(&self, path: &str) -> String {
        let reply = self.client.get(format!("{}{path}", self.session)).send().await.expect("a reply");
        reply.json::<Value>().await.expect("JSON")["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Loads a page and asks each of its elements.
    async fn survey(&self, page: &Path) -> Vec<Case> {
        self.post("/url", json!({"url": format!("file://{}", page.display())})).await;
        let script = format!("{NAMES}\n{SURVEY}");
        let answer = self.post("/execute/sync", json!({"script": script, "args": []})).await;
        serde_json::from_value(answer.clone()).unwrap_or_else(|error| panic!("{}: {error}: {answer}", page.display()))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let group = Pid::from_raw(i32::try_from(self.driver.id()).expect("a process id"));
        let _ = killpg(group, Signal::SIGKILL);
        let _ = self.driver.wait();
    }
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/names");
    let mut pages: Vec<_> =
        std::fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()).collect();
    pages.sort();
    pages
}

fn title(page: &Path) -> String {
    page.file_name().expect("a file name").to_string_lossy().into_owned()
}

#[tokio::test]
async fn every_element_has_the_role_name_and_state_it_expects() {
    let browser = Browser::start().await;
    let (mut count, mut faults) = (0, Vec::new());
    for page in pages() {
        for case in browser.survey(&page).await {
            count += case.len();
            faults.extend(case.faults(&title(&page)));
        }
    }
    assert!(count > 300, "only {count} expectations found on the pages");
    assert!(faults.is_empty(), "{} of {count} are not as expected:\n{}", faults.len(), faults.join("\n"));
}

/// The driver's names for what has two.
fn canonical(role: &str) -> &str {
    match role {
        "image" => "img",
        "" | "none" | "presentation" | "sectionheader" | "sectionfooter" => "generic",
        other => other,
    }
}

#[tokio::test]
async fn the_driver_does_not_know_better() {
    let browser = Browser::start().await;
    let (mut count, mut ours, mut theirs, mut differing) = (0, 0, 0, String::new());
    for page in pages() {
        for case in browser.survey(&page).await {
            for (what, pair) in [("label", &case.name), ("role", &case.role)] {
                let Some((expected, actual)) = pair else { continue };
                let driver = browser.get_text(&format!("/element/{}/computed{what}", case.id())).await;
                let same = |told: &str| match what {
                    "label" => told.split_ascii_whitespace().eq(expected.split_ascii_whitespace()),
                    _ => canonical(told) == canonical(expected),
                };
                count += 1;
                ours += usize::from(same(actual));
                theirs += usize::from(same(&driver));
                if !same(&driver) {
                    writeln!(differing, "{}: {what} {driver:?}, not {expected:?}: {}", title(&page), case.html)
                        .expect("a line");
                }
            }
        }
    }
    println!("of {count}: ours {ours}, the driver's {theirs}\n{differing}");
    assert!(ours >= theirs, "of {count}: ours {ours}, the driver's {theirs}");
}
