//! A browser elsewhere: a driver or a Selenium Grid that runs already. With a real Grid only where `SELENIUM_SERVER_JAR` names its
//! jar (`make grid`).

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::{fs, thread};

use nix::sys::signal::Signal;
use tokenwright::run::ledger::Ledger;

use super::{assert_each_made_once, assert_no_token_leaks, roster, standing};
use crate::support::{Grid, Site, Walked};

const TWO: &str = "id,app,system_user\nalpha,RCWa,Alpha\nbeta,RCWa Cloud,Beta\n";
const MADE: [(&str, &str); 2] = [("Alpha", "RCWa"), ("Beta", "RCWa Cloud")];

/// What a Grid of this machine is asked for, as its nodes may run as root.
pub(super) fn settings(site: &Site) {
    let text = "[capabilities]\nplatformName = \"linux\"\n\"goog:chromeOptions\" = { args = [\"--no-sandbox\"] }\n";
    fs::write(site.folder().join("tokenwright.toml"), text).unwrap();
}

fn attempts(site: &Site) -> Vec<u32> {
    let ledger = Ledger::open_to_read(&Ledger::path(&site.out())).unwrap();
    ledger.accounts().unwrap().iter().map(|line| line.attempts).collect()
}

#[test]
fn two_nodes_serve_two_jobs() {
    let Some(grid) = Grid::start(2) else { return };
    let site = Site::new("terms=accepted");
    settings(&site);
    let file = roster(&site, TWO);
    let walked = site.walk().args(["--webdriver", grid.address(), "--accounts", &file, "--jobs", "2"]).run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &MADE);
    assert_no_token_leaks(&site, &walked);
    grid.await_sessions(0);
}

/// A machine of the Grid dies in the middle of an account: another takes it up, and nothing is made twice.
#[test]
fn a_node_that_dies_is_followed_by_another() {
    let Some(mut grid) = Grid::start(2) else { return };
    let site = Site::new("terms=accepted delay_ms=300");
    settings(&site);
    let file = roster(&site, TWO);
    let run = site.walk().args(["--webdriver", grid.address(), "--accounts", &file, "--only", "alpha"]).start();
    site.await_log("create_system_user");
    grid.kill_the_busy_node();
    let walked = run.finish();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &MADE[..1]);
    assert_eq!(attempts(&site), [2]);
    // And who has no other to go to says so.
    grid.kill_the_hub();
    let gone = site.walk().args(["--webdriver", grid.address(), "--accounts", &file, "--only", "beta"]).run();
    assert_eq!(gone.code, Some(7), "{}", gone.stdout);
    assert_says(&gone, "browser_start", &["does not answer", "--webdriver"]);
}

#[test]
fn a_full_grid_is_waited_for_and_told() {
    let Some(grid) = Grid::start(1) else { return };
    let site = Site::new("terms=accepted");
    settings(&site);
    let file = roster(&site, TWO);
    let first = site.walk().args(["--webdriver", grid.address(), "--id", "alpha", "--system-user", "Alpha"]).start();
    grid.await_sessions(1);
    first.signal(Signal::SIGSTOP);
    let beta = ["--accounts", &file, "--only", "beta", "--webdriver", grid.address()];
    let second = site.walk().trace("failures").args(beta).args(["--webdriver-limit", "60"]).start().finish_beside();
    assert_eq!(second.code, Some(7), "{}", second.stdout);
    assert_says(&second, "grid_full", &["1 of the Grid's 1 browsers are in use", "--jobs"]);
    let trace = fs::read_to_string(second.run_folder().join("trace.jsonl")).unwrap();
    assert!(trace.contains("\"event\":\"waiting\"") && trace.contains("browsers are in use"), "{trace}");
    let ledger = Ledger::open_to_read(&Ledger::path(&site.out())).unwrap();
    let beta_is = ledger.accounts().unwrap().into_iter().find(|line| line.account == "beta").unwrap();
    assert_eq!(beta_is.attempts, 1, "to wait once more would not help");
    // Who comes while the browser is about to be free gets its turn.
    first.signal(Signal::SIGCONT);
    site.await_log("generate_token");
    let third = site.walk().args(beta).start();
    first.finish_beside().expect(0);
    let third = third.finish();
    assert_eq!(standing(&third), [("beta".into(), "done".into())], "{}\n{}", third.stdout, third.stderr);
    assert_each_made_once(&site, &MADE);
}

#[test]
fn a_grid_that_answers_500_is_told_as_that() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let _ = client.read(&mut [0; 16_384]);
            let page = "<html><h1>Internal Server Error</h1></html>";
            let head = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let _ = write!(client, "{head}Content-Length: {}\r\n\r\n{page}", page.len());
        }
    });
    let site = Site::new("");
    let walked = site.walk().args(["--webdriver", &address]).run();
    walked.expect_error(7, "browser_start").says([&address, "500", "--webdriver"]);
    assert!(site.truth().log.is_empty());
}

fn assert_says(walked: &Walked, kind: &str, words: &[&str]) {
    let line = super::lines(walked).pop().unwrap();
    assert_eq!(line["error"]["kind"], kind, "{line:#}");
    let text = format!("{} {}", line["error"]["message"], line["error"]["hint"]);
    assert!(words.iter().all(|word| text.contains(word)), "no {words:?} in {text}");
}
