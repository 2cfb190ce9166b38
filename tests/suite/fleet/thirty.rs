//! Thirty accounts with faults, and two kills in between: `make thirty` walks them, on the browsers of this machine and, where
//! `SELENIUM_SERVER_JAR` names its jar, on a Selenium Grid. It takes some minutes.

use std::fmt::Write as _;

use serde_json::Value;

use super::{assert_no_token_leaks, grid, lines, roster, status};
use crate::support::{Grid, Site, Victim, Walk, Walked};

/// What each account's row asks for, and what must come of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// Everything is made once.
    Done,
    /// There is no such app.
    NoApp,
    /// The app has no WhatsApp product: user and assignment are made, and no token.
    Refused,
}

impl Fate {
    fn of(number: usize) -> Self {
        match number % 10 {
            4 => Self::NoApp,
            7 => Self::Refused,
            _ => Self::Done,
        }
    }

    fn app(self) -> &'static str {
        match self {
            Self::Done => "RCWa",
            Self::NoApp => "Rocket",
            Self::Refused => "Shop 01",
        }
    }
}

const ACCOUNTS: usize = 30;

fn rows() -> String {
    (1..=ACCOUNTS).fold("id,app,system_user\n".to_owned(), |mut rows, number| {
        writeln!(rows, "account-{number:02},{},agent {number:02}", Fate::of(number).app()).unwrap();
        rows
    })
}

#[test]
#[ignore = "minutes; make thirty"]
fn thirty_accounts_and_two_kills() {
    walk_thirty(None);
}

#[test]
#[ignore = "minutes; make thirty"]
fn thirty_accounts_and_two_kills_on_a_grid() {
    let Some(grid) = Grid::start(2) else {
        println!("no Grid: SELENIUM_SERVER_JAR names no jar");
        return;
    };
    walk_thirty(Some(&grid));
    grid.await_sessions(0);
}

fn walk_thirty(grid: Option<&Grid>) {
    let site = Site::new("generation=3 world.apps=many obstacle.create=500-once obstacle.assign=500-once");
    grid::settings(&site);
    let file = roster(&site, &rows());
    let walk = || -> Walk<'_> {
        let walk = site.walk().trace("failures").args(["--accounts", &file, "--jobs", "2"]);
        match grid {
            Some(grid) => walk.args(["--webdriver", grid.address()]),
            None => walk,
        }
    };
    // The program is killed, and then a browser, or on a Grid the program once more.
    let mut runs = Vec::new();
    for (victim, tokens) in [(Victim::Program, 6), (if grid.is_some() { Victim::Program } else { Victim::Browser }, 14)]
    {
        let mut run = walk().start();
        run.until("so many tokens are made", || site.truth().tokens.len() >= tokens);
        let during = status::status(site.folder(), &site.out(), &["--accounts", &file]);
        println!("{victim:?} killed; {}", count(&during));
        assert_eq!(during.len(), ACCOUNTS);
        assert!(during.iter().any(|line| line["status"] == "running"), "{during:?}");
        run.strike(&site, victim, 0).expect("it runs");
        // What tells of the browsers that are open on the Grid is left for the next run, which closes them.
        let walked = if grid.is_some() { run.finish_beside() } else { run.finish() };
        assert_no_token_leaks(&site, &walked);
        println!("exit code {:?}", walked.code);
        runs.push(walked);
    }
    let last = walk().run();
    assert_no_token_leaks(&site, &last);
    println!("exit code {:?}", last.code);
    assert_eq!(last.code, Some(8), "{}", last.stderr);
    let doubtful = assert_each(&site, &last);
    for account in &doubtful {
        let forced = walk().args(["--force-new-token", "--only", account]).run();
        assert_eq!(forced.code, Some(0), "{account}: {}", forced.stdout);
    }
    // What is done is not done again.
    let before = site.truth().log.len();
    let again = walk().args(["--status", "failed,needs_person,new"]).run();
    assert_eq!(again.code, Some(5), "{}", again.stdout);
    assert_eq!(lines(&again).len(), 6);
    let truth = site.truth();
    assert!(truth.log[before..].iter().all(|entry| entry.what != "create_system_user"), "{:?}", &truth.log[before..]);
    println!("{}", count(&status::status(site.folder(), &site.out(), &["--accounts", &file])));
    println!("{} users, {} assignments, {} tokens", truth.users.len(), truth.assignments.len(), truth.tokens.len());
}

/// How many accounts stand where.
fn count(lines: &[Value]) -> String {
    let of = |status: &str| lines.iter().filter(|line| line["status"] == status).count();
    let standing =
        ["done", "running", "in_doubt", "needs_person", "failed", "new"].map(|word| format!("{} {word}", of(word)));
    standing.join(", ")
}

/// Every account has what it must have, and nothing twice. Returns those of which a token is in doubt.
fn assert_each(site: &Site, last: &Walked) -> Vec<String> {
    let (truth, told, mut doubtful) = (site.truth(), lines(last), Vec::new());
    for number in 1..=ACCOUNTS {
        let (account, name, fate) = (format!("account-{number:02}"), format!("agent {number:02}"), Fate::of(number));
        let line =
            told.iter().find(|line| line["account"] == *account).unwrap_or_else(|| panic!("no line of {account}"));
        let users: Vec<_> = truth.users.iter().filter(|user| user.name == name).collect();
        let of = |id: &str| truth.assignments.iter().filter(|one| one.user_id == id).count();
        let tokens = |id: &str| truth.tokens.iter().filter(|token| token.user_id == id).count();
        let made: Vec<_> = users.iter().map(|user| (of(&user.id), tokens(&user.id))).collect();
        let in_doubt = line["error"]["kind"] == "token_unaccounted";
        match fate {
            Fate::NoApp => {
                assert_eq!((made.len(), line["error"]["kind"].as_str()), (0, Some("no_such_app")), "{line:#}");
            }
            Fate::Refused => {
                assert_eq!(
                    (made, line["error"]["kind"].as_str()),
                    (vec![(1, 0)], Some("permission_not_offered")),
                    "{line:#}"
                );
            }
            Fate::Done if in_doubt => {
                assert!(made == [(1, 0)] || made == [(1, 1)], "{account}: {made:?}");
                doubtful.push(account);
            }
            Fate::Done => {
                assert_eq!((made, line["status"].as_str()), (vec![(1, 1)], Some("done")), "{account}: {line:#}");
            }
        }
    }
    assert!(truth.entries("mishap").is_empty(), "{:?}", truth.log);
    doubtful
}
