//! Whatever is killed, and whenever: the next run ends with everything made once, or says what is in doubt.
//!
//! `KILLS=all` strikes after every single thing that happens in a run, instead of after some that are drawn at random, and `KILLS=20..40`
//! after these; `KILLS_SEED` draws others.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;

use super::{assert_no_token_leaks, lines, roster, status};
use crate::support::{Moments, Site, Victim, Walk, Walked};

/// The suite strikes after the same things each time: what a change breaks must not show in another's run.
const SEED: u64 = 20;

/// An account with its system user and app.
type Account = (&'static str, &'static str, &'static str);

const ONE: &[Account] = &[("rcwa", "Cloud Messaging", "RCWa")];
const TWO: &[Account] = &[("alpha", "Alpha", "RCWa"), ("beta", "Beta", "RCWa Cloud")];

/// What is killed, and in what.
#[derive(Debug, Clone, Copy)]
struct Attack {
    victims: &'static [Victim],
    accounts: &'static [Account],
    /// How often, where not everything is struck.
    times: usize,
}

#[test]
fn the_program_may_be_killed_after_anything() {
    attack(Attack { victims: &[Victim::Program], accounts: ONE, times: 1 });
}

#[test]
fn the_program_may_be_killed_after_anything_in_either_of_two_jobs() {
    attack(Attack { victims: &[Victim::Program], accounts: TWO, times: 1 });
}

#[test]
fn driver_and_browser_may_be_killed_after_anything() {
    attack(Attack { victims: &[Victim::Driver, Victim::Browser], accounts: ONE, times: 2 });
}

#[test]
fn driver_and_browser_may_be_killed_after_anything_in_either_of_two_jobs() {
    attack(Attack { victims: &[Victim::Browser, Victim::Driver], accounts: TWO, times: 1 });
}

fn attack(attack: Attack) {
    let seed = std::env::var("KILLS_SEED").map_or(SEED, |seed| seed.parse().expect("a number"));
    println!("{attack:?}: KILLS_SEED={seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let generation = chance.random_range(1..=3);
    if let Ok(kills) = std::env::var("KILLS") {
        let (from, to) = kills.split_once("..").unwrap_or(("1", "1000000"));
        let [from, to]: [usize; 2] = [from, to].map(|number| number.parse().expect("KILLS is all, or like 20..40"));
        let victim = |at: usize| attack.victims[at % attack.victims.len()];
        let struck: Vec<Struck> = (from..to).map_while(|at| strike(attack, generation, victim(at), at)).collect();
        let doubtful = struck.iter().filter(|struck| struck.in_doubt > 0).count();
        println!("{} strikes; in {doubtful} a token was in doubt afterwards", struck.len());
        return;
    }
    let whole = things(attack, generation);
    for part in 0..attack.times {
        // Somewhere in each part of the run, so that none is left out for long.
        let at = chance.random_range(part * whole / attack.times..(part + 1) * whole / attack.times) + 1;
        strike(attack, generation, attack.victims[part % attack.victims.len()], at);
    }
}

/// What came of a strike.
struct Struck {
    /// How many accounts were in doubt after it.
    in_doubt: usize,
}

fn site(generation: u32) -> Site {
    Site::new(&format!("generation={generation} terms=accepted"))
}

fn walk(site: &Site, attack: Attack) -> Walk<'_> {
    let walk = site.walk().trace("failures");
    if attack.accounts.len() == 1 {
        return walk;
    }
    let rows = attack.accounts.iter().map(|(id, user, app)| format!("{id},{user},{app}\n"));
    let file = roster(site, &format!("id,system_user,app\n{}", rows.collect::<String>()));
    walk.args(["--accounts", &file, "--jobs", "2"])
}

/// How many things happen in a run that nobody strikes.
fn things(attack: Attack, generation: u32) -> usize {
    let site = site(generation);
    let mut run = walk(&site, attack).start();
    let mut moments = Moments::new(&site);
    let mut count = 0;
    while run.runs() {
        count = moments.count();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    drop(moments);
    let walked = run.finish();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    count
}

/// Kills, runs again, and sees that all is well; `None`: the run was over before.
fn strike(attack: Attack, generation: u32, victim: Victim, at: usize) -> Option<Struck> {
    let site = site(generation);
    let mut run = walk(&site, attack).start();
    let told = run.strike(&site, victim, at);
    let struck = run.finish();
    let Some(told) = told else {
        assert_eq!(struck.code, Some(0), "{}\n{}", struck.stdout, struck.stderr);
        return None;
    };
    let told = format!("generation {generation}, {told}");
    println!("{told}: {:?}", struck.code);
    if victim == Victim::Program {
        // It may have been at its very end.
        assert!(matches!(struck.code, None | Some(0)), "{told}: {:?} {}", struck.code, struck.stderr);
    } else {
        // The browser is gone; or a token is in doubt, or made already; or the batch has begun another.
        assert!(matches!(struck.code, Some(0 | 3 | 7 | 8)), "{told}: {:?}\n{}", struck.code, explain(&struck));
        assert!(!struck.stderr.contains("panicked"), "{told}: {}", struck.stderr);
    }
    assert_no_token_leaks(&site, &struck);
    let next = walk(&site, attack).run();
    assert_no_token_leaks(&site, &next);
    let mut in_doubt = 0;
    for (account, user, app) in attack.accounts {
        let lines = lines(&next);
        let line = lines.iter().find(|line| line["account"] == *account);
        let line = line.unwrap_or_else(|| panic!("{told}: no line of {account}: {}", next.stderr));
        let doubtful = line["status"] != "done";
        if doubtful {
            in_doubt += 1;
            assert_told_as_in_doubt(&site, account, line, &told);
            assert_made(&site, user, app, 0..=1, &told);
            let forced = force(&site, attack, account);
            assert_eq!(forced.code, Some(0), "{told}: {}\n{}", forced.stdout, forced.stderr);
        }
        assert_made(&site, user, app, 1..=(if doubtful { 2 } else { 1 }), &told);
        assert_stored(&site, account, user, &told);
    }
    assert_eq!(site.truth().users.len(), attack.accounts.len(), "{told}: {:?}", site.truth().users);
    Some(Struck { in_doubt })
}

fn force(site: &Site, attack: Attack, account: &str) -> Walked {
    let walk = walk(site, attack).args(["--force-new-token"]);
    if attack.accounts.len() == 1 { walk.run() } else { walk.args(["--only", account]).run() }
}

/// What is not done is in doubt, and the person is told how to revoke what may be there.
fn assert_told_as_in_doubt(site: &Site, account: &str, line: &Value, told: &str) {
    assert_eq!(line["error"]["kind"], "token_unaccounted", "{told}: {line:#}");
    let hint = line["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("revoke") && hint.contains("--force-new-token"), "{told}: {hint}");
    let standing = status::status(site.folder(), &site.out(), &[]);
    let standing = standing.iter().find(|one| one["account"] == account).unwrap();
    assert_eq!(standing["status"], "in_doubt", "{told}: {standing}");
}

/// The account has one system user with one assignment, and so many tokens. A console may have had its name in small letters.
fn assert_made(site: &Site, user: &str, app: &str, tokens: std::ops::RangeInclusive<usize>, told: &str) {
    let (truth, app) = (site.truth(), site.app_id(app));
    let users: Vec<_> = truth.users.iter().filter(|one| one.name.eq_ignore_ascii_case(user)).collect();
    let [user] = users.as_slice() else { panic!("{told}: users {:?}", truth.users) };
    let assigned: Vec<_> = truth.assignments.iter().filter(|one| one.user_id == user.id).collect();
    assert_eq!(assigned.len(), 1, "{told}: {assigned:?}");
    assert_eq!((assigned[0].kind.as_str(), &assigned[0].asset_id), ("app", &app), "{told}");
    let made = truth.tokens.iter().filter(|one| one.user_id == user.id && one.app_id == app).count();
    assert!(tokens.contains(&made), "{told}: {made} tokens");
    assert!(truth.entries("mishap").is_empty(), "{told}: {:?}", truth.log);
}

/// What is stored is the token that was made last, and nothing else is left that may be one.
fn assert_stored(site: &Site, account: &str, user: &str, told: &str) {
    let truth = site.truth();
    let user = truth.users.iter().find(|one| one.name.eq_ignore_ascii_case(user)).unwrap();
    let token = truth.tokens.iter().rfind(|one| one.user_id == user.id).unwrap();
    let folder = site.out().join("credentials");
    let text = std::fs::read_to_string(folder.join(format!("{account}.env"))).unwrap_or_default();
    assert!(text.contains(&token.token), "{told}: {account} has another token");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let own = files.iter().filter(|name| name.to_string_lossy().contains(account)).count();
    assert_eq!(own, 1, "{told}: {files:?}");
}

fn explain(walked: &Walked) -> String {
    let told: Vec<String> = lines(walked).iter().map(|line| format!("{:#}", line["error"])).collect();
    format!("{}\n{}", told.join("\n"), walked.stderr)
}
