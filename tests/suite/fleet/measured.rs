//! What many accounts cost, in time and memory: `make measure` prints it. Run it on a machine that does nothing else.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::{lines, roster};
use crate::support::{Site, eventually};

/// How many accounts the batches have.
const ACCOUNTS: usize = 6;
/// How many the large rosters have.
const MANY: usize = 10_000;
/// How many are under way at once where their memory is looked at.
const IN_FLIGHT: usize = 60;

/// A roster of so many accounts, all of the same app.
fn rows(count: usize) -> String {
    (1..=count).fold("id,app,system_user\n".to_owned(), |mut rows, number| {
        writeln!(rows, "account-{number},RCWa,User {number}").unwrap();
        rows
    })
}

#[test]
#[ignore = "it measures: `make measure`"]
fn accounts_a_minute() {
    let rate = |jobs: &str| {
        let site = Site::new("generation=3 terms=accepted");
        let file = roster(&site, &rows(ACCOUNTS));
        let began = Instant::now();
        let walked = site.walk().args(["--accounts", &file, "--jobs", jobs]).run();
        let took = began.elapsed();
        assert_eq!(walked.code, Some(0), "{}", walked.stderr);
        let each: Vec<u64> = lines(&walked).iter().map(|line| line["elapsed_ms"].as_u64().unwrap()).collect();
        println!("{ACCOUNTS} accounts, {jobs} jobs: {:.1} s, each {each:?} ms", took.as_secs_f64());
        60.0 * f64::from(u32::try_from(ACCOUNTS).unwrap()) / took.as_secs_f64()
    };
    let (one, two) = (rate("1"), rate("2"));
    println!("one job: {one:.1} accounts a minute; two jobs: {two:.1}, which is {:.2} times as many", two / one);
}

/// The same account in a browser of its own, and in one that has served another before it.
#[test]
#[ignore = "it measures: `make measure`"]
fn the_second_account_of_a_browser() {
    let mut saved = Vec::new();
    for round in 1..=5 {
        let site = Site::new("generation=3 terms=accepted");
        let file = roster(&site, &rows(2));
        let began = Instant::now();
        let walked = site.walk().args(["--accounts", &file]).run();
        let both = began.elapsed();
        assert_eq!(walked.code, Some(0), "{}", walked.stderr);
        let began = Instant::now();
        site.walk().args(["--id", "alone", "--system-user", "Alone"]).run().expect(0);
        let alone = began.elapsed();
        let second = both.saturating_sub(alone);
        println!("round {round}: alone {:.2} s, after another {:.2} s", alone.as_secs_f64(), second.as_secs_f64());
        saved.push(alone.as_secs_f64() - second.as_secs_f64());
    }
    saved.sort_by(f64::total_cmp);
    println!("the second account of a browser costs {:.2} s less (median of {})", saved[saved.len() / 2], saved.len());
}

#[test]
#[ignore = "it measures: `make measure`"]
fn a_large_roster_is_read_and_checked() {
    let site = Site::new("");
    let file = roster(&site, &rows(MANY));
    let began = Instant::now();
    let told = site.walk().args(["--accounts", &file, "--dry-run"]).run();
    println!("a roster of {MANY} accounts, read, checked and planned for: {:.2} s", began.elapsed().as_secs_f64());
    assert_eq!((told.code, told.stdout.lines().count()), (Some(0), MANY));
}

/// A driver that refuses at once: what is left of an account that has ended is what the batch keeps of it.
#[test]
#[ignore = "it measures: `make measure`"]
fn memory_of_accounts_that_have_ended() {
    let asked = Arc::new(AtomicUsize::new(0));
    let address = driver(Arc::clone(&asked), false);
    let site = Site::new("");
    let file = roster(&site, &rows(MANY));
    let mut run = site.walk().args(["--webdriver", &address, "--accounts", &file, "--jobs", "4"]).start();
    let (mut at, mut seen) = (MANY / 10, Vec::new());
    let began = Instant::now();
    while run.runs() && at < MANY {
        // Each is tried twice.
        if asked.load(Ordering::Relaxed) / 2 >= at {
            seen.push((at, resident(run.pid())));
            at += MANY / 10;
        }
        assert!(began.elapsed() < Duration::from_secs(3600), "it takes too long");
        thread::sleep(Duration::from_millis(2));
    }
    for (done, kilobytes) in &seen {
        println!("{done} accounts done: {kilobytes} kB resident");
    }
    if let (Some((from, first)), Some((to, last))) = (seen.first(), seen.last()) {
        let bytes = last.saturating_sub(*first) * 1024 / u64::try_from(to - from).unwrap();
        println!("{bytes} bytes an account that has ended; {MANY} took {:.0} s", began.elapsed().as_secs_f64());
    }
    run.signal(nix::sys::signal::Signal::SIGTERM);
    let _ = run.finish();
}

/// A driver that never answers: every account is under way.
#[test]
#[ignore = "it measures: `make measure`"]
fn memory_of_accounts_under_way() {
    let with = |jobs: usize| {
        let asked = Arc::new(AtomicUsize::new(0));
        let address = driver(Arc::clone(&asked), true);
        let site = Site::new("");
        let file = roster(&site, &rows(IN_FLIGHT));
        let run = site.walk().args(["--webdriver", &address, "--accounts", &file, "--jobs", &jobs.to_string()]).start();
        eventually("all are under way", || asked.load(Ordering::Relaxed) >= jobs);
        let kilobytes = resident(run.pid());
        run.signal(nix::sys::signal::Signal::SIGTERM);
        let _ = run.finish();
        kilobytes
    };
    let (one, many) = (with(1), with(IN_FLIGHT));
    let each = many.saturating_sub(one) / u64::try_from(IN_FLIGHT - 1).unwrap();
    println!("one account under way: {one} kB resident; {IN_FLIGHT}: {many} kB; {each} kB an account");
}

/// The memory of a process, in kilobytes.
fn resident(pid: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default()
}

/// A driver that answers every request for a browser with a refusal, at once or never.
fn driver(asked: Arc<AtomicUsize>, never: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut kept_waiting = Vec::new();
        for mut client in listener.incoming().map_while(Result::ok) {
            let mut piece = [0; 16_384];
            let length = client.read(&mut piece).unwrap_or_default();
            if piece[..length].starts_with(b"POST /session") {
                asked.fetch_add(1, Ordering::Relaxed);
            }
            if never {
                kept_waiting.push(client);
                continue;
            }
            let body = r#"{"value":{"error":"session not created","message":"none today","stacktrace":""}}"#;
            let head = "HTTP/1.1 500 No\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let _ = write!(client, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    address
}

/// What the machine is, for whoever reads the figures.
#[test]
#[ignore = "it measures: `make measure`"]
fn a_machine() {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let chromium = Command::new("chromium").arg("--version").output();
    let chromium = chromium.map_or_else(|_| String::new(), |told| String::from_utf8_lossy(&told.stdout).into_owned());
    println!("{cores} cores, load {}, {}", load.trim(), chromium.trim());
}
