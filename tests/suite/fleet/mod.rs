//! Many accounts: the real program with a roster, in a real browser, and the truth on the practice site's server.

mod batch;
mod browsers;
mod documented;
mod graph_route;
mod grid;
mod killed;
mod measured;
mod roster;
mod sign_in;
mod status;
mod thirty;

use std::fs;

use serde_json::Value;

use crate::support::{Site, Walked};

/// Writes a roster into the site's folder, and gives its path.
fn roster(site: &Site, text: &str) -> String {
    let path = site.folder().join("accounts.csv");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The lines of JSON, by account.
fn lines(walked: &Walked) -> Vec<Value> {
    let mut lines: Vec<Value> =
        walked.stdout.lines().map(|line| serde_json::from_str(line).expect("one line of JSON an account")).collect();
    lines.sort_by_key(|line| line["account"].as_str().unwrap().to_owned());
    lines
}

/// Account and status of each line.
fn standing(walked: &Walked) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines(walked).iter().map(|line| (text(&line["account"]), text(&line["status"]))).collect()
}

/// The server has one system user of each name, with one assignment and one token each, that is for this app.
fn assert_each_made_once(site: &Site, made: &[(&str, &str)]) {
    let truth = site.truth();
    assert_eq!(truth.users.len(), made.len(), "{:?}", truth.users);
    assert_eq!(truth.tokens.len(), made.len());
    assert_eq!(truth.assignments.len(), made.len(), "{:?}", truth.assignments);
    for (user, app) in made {
        let user = truth.users.iter().find(|one| one.name == *user).unwrap_or_else(|| panic!("no {user}"));
        let app = site.app_id(app);
        assert_eq!(truth.assignments.iter().filter(|one| one.user_id == user.id && one.asset_id == app).count(), 1);
        assert_eq!(truth.tokens.iter().filter(|one| one.user_id == user.id && one.app_id == app).count(), 1);
    }
    assert!(truth.entries("mishap").is_empty(), "{:?}", truth.log);
}

/// No token is in what was printed, nor in any file but the credentials.
fn assert_no_token_leaks(site: &Site, walked: &Walked) {
    for token in site.truth().tokens {
        for text in [&walked.stdout, &walked.stderr] {
            assert!(crate::support::forms_in(text.as_bytes(), &token.token).is_empty());
        }
        for path in crate::support::files_under(&site.out()) {
            if !path.starts_with(site.out().join("credentials")) {
                let leaks = crate::support::forms_in(&fs::read(&path).unwrap(), &token.token);
                assert!(leaks.is_empty(), "{}", path.display());
            }
        }
    }
}
