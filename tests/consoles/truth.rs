//! What is really there, whatever a page shows.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

/// The app that every test means, by its name.
pub(crate) const APP: (&str, &str) = ("604512345678901", "Rocket");
/// An app of the same business whose name begins alike.
pub(crate) const OTHER_APP: (&str, &str) = ("604512345678902", "Rocket Cloud");
/// The business that both apps belong to.
pub(crate) const BUSINESS: (&str, &str) = ("102030405060708", "Rocket Foods");
/// The system user that every test means.
pub(crate) const USER: &str = "Cloud Messaging";

/// A system user.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
}

/// What a user may do with an app.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) user: String,
    pub(crate) app: String,
    pub(crate) tasks: Vec<String>,
    /// Shown by the pages only some time afterwards.
    pub(crate) since: Option<Instant>,
    /// How often a page has asked for the user's assets since.
    pub(crate) looks: u64,
}

/// A token, with what it is worth.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) user: String,
    pub(crate) app: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) days: u64,
}

/// Everything that was made, and every commit in the order in which it came.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) users: Vec<User>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) temporary: Vec<String>,
    pub(crate) log: Vec<String>,
    pub(crate) terms: bool,
}

impl Truth {
    pub(crate) fn new(traits: &BTreeMap<String, u64>) -> Self {
        let mut truth = Truth::default();
        let on = |name: &str| traits.get(name).is_some_and(|&value| value > 0);
        if on("lookalikes") {
            truth.add_user("Cloud Messaging Old", "ADMIN");
            truth.add_user("My Cloud Messaging", "EMPLOYEE");
        }
        let many = traits.get("many_users").copied().unwrap_or_default();
        for number in 1..=many {
            truth.add_user(&format!("Cloud Messaging {number}"), "EMPLOYEE");
        }
        if on("existing") {
            let id = truth.add_user(USER, "ADMIN");
            if on("assigned") {
                let tasks = ["DEVELOP", "INSIGHTS", "TEST", "MANAGE"].map(str::to_owned).to_vec();
                truth.assignments.push(Assignment { user: id, app: APP.0.to_owned(), tasks, since: None, looks: 0 });
            }
        }
        truth
    }

    pub(crate) fn add_user(&mut self, name: &str, role: &str) -> String {
        let id = format!("615850{:08}", 40_112_233 + self.users.len() * 7919);
        self.users.push(User { id: id.clone(), name: name.to_owned(), role: role.to_owned() });
        id
    }

    /// The users of the name that the tests mean.
    pub(crate) fn meant(&self) -> Vec<&User> {
        self.users.iter().filter(|user| user.name == USER).collect()
    }
}

/// A token's text; nothing like it is ever checked in.
pub(crate) fn token_text() -> String {
    use rand::RngExt as _;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut random = rand::rng();
    let rest: String = (0..189).map(|_| char::from(alphabet[random.random_range(0..alphabet.len())])).collect();
    format!("EAA{rest}")
}
