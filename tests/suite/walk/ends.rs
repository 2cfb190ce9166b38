//! Runs that are ended from outside: nothing is left running, and the ledger knows how far they came.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use nix::sys::signal::Signal;
use tokenwright::run::ledger::Ledger;

use crate::support::{Site, Walked, naming, signal};

/// The run stands still while the console thinks about the system user.
fn standing_still() -> Site {
    Site::new("obstacle.create=hang")
}

/// The ledger knows that the commit was begun, and how the run ended.
fn assert_journalled(walked: &Walked, status: &str) {
    let accounts = Ledger::open(&walked.out.join("ledger.sqlite")).unwrap().accounts().unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].status, status);
    assert_eq!(accounts[0].open_commits, ["create-user"]);
}

#[test]
fn interrupted_by_either_signal() {
    for what in [Signal::SIGINT, Signal::SIGTERM] {
        let site = standing_still();
        let mut walking = site.walk().whole_browser().timeout("60").start();
        walking.until_logged("create_system_user");
        assert!(naming(site.folder()).len() > 4, "program, driver and browser run");
        walking.signal(what);
        let walked = walking.finish();
        walked.expect_error(130, "interrupted").says(["run again"]);
        assert_eq!(walked.result()["error"]["kind"], "interrupted");
        assert!(walked.run_folder().join("report.html").exists());
        assert_journalled(&walked, "failed");
    }
}

/// Before there is any page.
#[test]
fn interrupted_while_the_browser_starts() {
    let site = Site::new("");
    let mut walking = site.walk().whole_browser().start();
    walking.until("a driver is started", || naming(site.folder()).len() > 1);
    walking.signal(Signal::SIGINT);
    walking.finish().expect_error(130, "interrupted");
    assert!(site.truth().users.is_empty());
}

#[test]
fn the_browser_is_killed_mid_step() {
    let site = standing_still();
    let mut walking = site.walk().whole_browser().timeout("60").start();
    walking.until_logged("create_system_user");
    signal(walking.browser().pid, Signal::SIGKILL);
    let walked = walking.finish();
    walked.expect(7);
    assert!(!walked.json["error"]["hint"].as_str().unwrap().is_empty());
    assert_eq!(walked.json["error"]["step"], "create-user");
    assert_journalled(&walked, "failed");
}

#[test]
fn the_driver_is_killed_mid_step() {
    let site = standing_still();
    let mut walking = site.walk().whole_browser().timeout("60").start();
    walking.until_logged("create_system_user");
    let driver = naming(site.folder()).into_iter().find(|process| process.command_line.contains("--port=0")).unwrap();
    signal(driver.pid, Signal::SIGKILL);
    let walked = walking.finish();
    walked.expect(7);
    assert_journalled(&walked, "failed");
}

/// A person closes the window: here through the browser's own debugging port.
#[test]
fn the_window_is_closed_by_a_person() {
    let site = standing_still();
    let mut walking = site.walk().whole_browser().timeout("60").start();
    walking.until_logged("create_system_user");
    let browser = walking.browser();
    let profile = browser.command_line.split("--user-data-dir=").nth(1).unwrap().split(' ').next().unwrap();
    let port = std::fs::read_to_string(format!("{profile}/DevToolsActivePort")).unwrap();
    let port: u16 = port.lines().next().unwrap().parse().unwrap();
    let pages: serde_json::Value = serde_json::from_str(&devtools(port, "/json/list")).unwrap();
    let pages = pages.as_array().unwrap().iter().filter(|target| target["type"] == "page");
    for page in pages {
        devtools(port, &format!("/json/close/{}", page["id"].as_str().unwrap()));
    }
    let walked = walking.finish();
    walked.expect(7).says(["window"]);
    assert_journalled(&walked, "failed");
}

/// The body of the answer.
fn devtools(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if length.is_some_and(|length: usize| body.len() >= length) {
                return body.to_owned();
            }
        }
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => answer.extend_from_slice(&piece[..read]),
            // The last window takes the server with it.
            _ => return text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()),
        }
    }
}
