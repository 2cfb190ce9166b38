//! The site's state, and every change that can be made to it: by the pages, by Graph, by the control page.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use rand::RngExt as _;
use serde_json::{Value, json};

use super::options::Options;
use super::switches::{SwitchError, Switches};
use super::token;
use super::truth::{Assignment, LogEntry, SystemUser, Token, Truth};
use super::world::PAGE_ID;
use super::world::{Waba, World};

/// Sixty days, in seconds.
const SIXTY_DAYS: i64 = 60 * 24 * 3600;

/// The three addresses.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    pub(super) developers: String,
    pub(super) business: String,
    pub(super) graph: String,
}

/// What the three servers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) addresses: Addresses,
    inner: Mutex<Inner>,
}

impl Shared {
    pub(super) fn new(options: &Options, addresses: Addresses) -> Self {
        Self { addresses, inner: Mutex::new(Inner::new(options)) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The state proper.
#[derive(Debug)]
pub(super) struct Inner {
    seed: u64,
    pub(super) switches: Switches,
    pub(super) world: World,
    pub(super) truth: Truth,
    started: Instant,
    /// How often each switch that counts has struck.
    struck: HashMap<String, u64>,
    /// An obstacle that stays until it is switched off: every page leads to it.
    sticky: Option<(String, &'static str)>,
    /// Where the person goes next in the window, of their own accord.
    wander: Option<String>,
    /// Whether the person has signed in: the browser that asks next gets the cookie, and the one after it must sign in again.
    pub(super) signed_in: bool,
    /// Tokens whose page waits until the account is verified, and whether it is: by fingerprint.
    pub(super) gates: HashMap<String, bool>,
    /// A token that an admin holds already, for the way through the API.
    admin: Token,
}

/// A system user to be made.
pub(super) struct NewUser<'a> {
    pub(super) business_id: &'a str,
    pub(super) name: &'a str,
    pub(super) role: &'a str,
}

/// A token to be made.
pub(super) struct NewToken<'a> {
    pub(super) user_id: &'a str,
    pub(super) app_id: &'a str,
    pub(super) scopes: Vec<String>,
    pub(super) expires: bool,
    pub(super) kind: &'a str,
}

impl Inner {
    fn new(options: &Options) -> Self {
        let mut inner = Self {
            seed: options.seed,
            switches: options.switches.clone(),
            world: World::build(options.seed, &options.switches),
            truth: Truth::default(),
            started: Instant::now(),
            struck: HashMap::new(),
            sticky: None,
            wander: None,
            signed_in: false,
            gates: HashMap::new(),
            admin: Token {
                token: token::mint(),
                fingerprint: String::new(),
                kind: "SYSTEM_USER".into(),
                user_id: "61580000000001".into(),
                app_id: String::new(),
                scopes: vec!["business_management".into(), "whatsapp_business_management".into()],
                waba_ids: None,
                expires_at: 0,
                issued_at: now(),
                revoked: false,
                shown: true,
                lost: false,
            },
        };
        inner.reset();
        inner
    }

    /// Forgets everything that happened; the switches stay.
    pub(super) fn reset(&mut self) {
        self.world = World::build(self.seed, &self.switches);
        self.truth = Truth { terms_accepted: self.switches.is("terms", "accepted"), ..Truth::default() };
        self.struck.clear();
        self.sticky = None;
        self.wander = None;
        self.signed_in = false;
        self.gates.clear();
        self.admin.fingerprint = token::fingerprint(&self.admin.token);
        self.admin.app_id =
            self.world.apps.iter().find(|app| app.name == "RCWa").unwrap_or(&self.world.apps[0]).id.clone();
        self.people_the_world();
        let called = url::form_urlencoded::parse(self.switches.get("world.names").as_bytes())
            .into_owned()
            .collect::<HashMap<_, _>>();
        self.world.rename(&called);
        for user in &mut self.truth.users {
            if let Some(name) = called.get(&user.name) {
                name.clone_into(&mut user.name);
            }
        }
    }

    /// Makes the system users that `world.users` asks for.
    fn people_the_world(&mut self) {
        let wanted = self.switches.get("world.users").to_owned();
        let business_id = self.world.businesses[0].id.clone();
        for entry in wanted.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let mut parts = entry.split(':').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let role = if parts.next() == Some("employee") { "EMPLOYEE" } else { "ADMIN" };
            let user_id = self.create_user(&NewUser { business_id: &business_id, name, role });
            if let Some(user) = self.truth.users.last_mut() {
                user.at_ms = 0;
            }
            for asset in parts.next().unwrap_or_default().split('+') {
                let (name, level) = asset.split_once('~').unwrap_or((asset, ""));
                let tasks = match level {
                    "partial" => vec!["DEVELOP".into()],
                    "nothing" => Vec::new(),
                    _ => vec!["MANAGE".into()],
                };
                let asset = match name {
                    "page" => Some(("page", PAGE_ID.to_owned())),
                    "waba" => self.world.wabas.first().map(|waba| ("waba", waba.id.clone())),
                    _ => self.world.apps.iter().find(|app| app.name == name).map(|app| ("app", app.id.clone())),
                };
                if let Some((kind, asset_id)) = asset {
                    self.assign(&user_id, kind, &asset_id, tasks);
                    if let Some(assignment) = self.truth.assignments.last_mut() {
                        assignment.loads = u64::MAX / 2;
                    }
                }
            }
            // Somebody has been here before: the policy is accepted.
            self.truth.terms_accepted = true;
        }
    }

    /// Sets switches. A new world begins everything anew; an obstacle that is switched off lets the person pass.
    pub(super) fn set(&mut self, changes: &[(String, String)]) -> Result<(), SwitchError> {
        let mut switches = self.switches.clone();
        for (key, value) in changes {
            switches.set(key, value)?;
        }
        self.switches = switches;
        for (key, value) in changes {
            self.struck.remove(key);
            if key.starts_with("graph.") {
                self.struck.remove("graph.fail");
            }
            if self.sticky.as_ref().is_some_and(|(by, _)| by == key && value == "none") {
                self.sticky = None;
            }
            if key == "terms" {
                self.truth.terms_accepted = value == "accepted";
            }
        }
        if changes.iter().any(|(key, _)| World::SHAPED_BY.contains(&key.as_str())) {
            self.reset();
        }
        Ok(())
    }

    /// Counts a strike of something that fails only so often; the count includes this one.
    pub(super) fn strike(&mut self, key: &str) -> u64 {
        let count = self.struck.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }

    /// Makes an obstacle stay until its switch is set to `none`.
    pub(super) fn stick(&mut self, by: &str, what: &'static str) {
        self.sticky = Some((by.to_owned(), what));
    }

    /// The obstacle that every page leads to now.
    pub(super) fn stuck(&self) -> Option<&'static str> {
        self.sticky.as_ref().map(|(_, what)| *what)
    }

    /// The person has passed the obstacle: signed in, answered the check. Only a person or a test does this.
    pub(super) fn pass(&mut self) {
        for key in [
            "obstacle.apps",
            "obstacle.page",
            "obstacle.create",
            "obstacle.assign",
            "obstacle.token",
            "obstacle.agreement",
        ] {
            let passable = [
                "signed-out",
                "checkpoint",
                "password",
                "code",
                "approval",
                "approval-banner",
                "consent",
                "accept",
                "agree",
                "data-sharing",
                "fees",
                "mixed",
            ];
            if passable.contains(&self.switches.get(key)) {
                let _ = self.switches.set(key, "none");
            }
        }
        if self.sticky.as_ref().is_some_and(|(_, what)| *what != "blocked") {
            self.sticky = None;
        }
        self.signed_in = true;
        // The next token meets the gate again.
        for verified in self.gates.values_mut() {
            *verified = true;
        }
        self.log("pass_obstacle", "control", "done", json!({}));
    }

    /// The person goes to another page in the window, as soon as the page that waits for them asks.
    pub(super) fn wander(&mut self, to: &str) {
        self.wander = Some(to.to_owned());
        self.log("wander", "control", "done", json!({ "to": to }));
    }

    /// Where the person goes now; told once.
    pub(super) fn goes_to(&mut self) -> Option<String> {
        self.wander.take()
    }

    /// The token that an admin holds already.
    pub(super) fn admin_token(&self) -> &Token {
        &self.admin
    }

    /// What is known of a token.
    pub(super) fn token(&self, text: &str) -> Option<Token> {
        let mut all = self.truth.tokens.iter().chain([&self.admin]);
        all.find(|token| token.token == text).cloned()
    }

    /// Whether a token reaches a WhatsApp Business Account.
    pub(super) fn reaches(&self, token: &Token, waba_id: &str) -> bool {
        let home = self.truth.user(&token.user_id).map(|user| user.business_id.as_str());
        let at_home = self.world.waba(waba_id).is_some_and(|waba| home.is_none_or(|home| home == waba.business_id));
        match &token.waba_ids {
            None => at_home,
            Some(ids) => ids.iter().any(|id| id == waba_id) || self.is_assigned(&token.user_id, waba_id),
        }
    }

    pub(super) fn at_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn log(&mut self, what: &str, by: &str, outcome: &str, detail: Value) {
        let at_ms = self.at_ms();
        self.truth.log.push(LogEntry { at_ms, what: what.into(), by: by.into(), outcome: outcome.into(), detail });
    }

    pub(super) fn create_user(&mut self, new: &NewUser<'_>) -> String {
        let tail: u64 = rand::rng().random_range(0..10_000_000_000);
        let id = format!("6158{tail:010}");
        let at_ms = self.at_ms();
        self.truth.users.push(SystemUser {
            id: id.clone(),
            name: new.name.into(),
            role: new.role.into(),
            business_id: new.business_id.into(),
            created: now(),
            at_ms,
        });
        id
    }

    pub(super) fn assign(&mut self, user_id: &str, kind: &str, asset_id: &str, tasks: Vec<String>) {
        let at_ms = self.at_ms();
        self.truth.assignments.retain(|old| !(old.user_id == user_id && old.asset_id == asset_id));
        self.truth.assignments.push(Assignment {
            user_id: user_id.into(),
            kind: kind.into(),
            asset_id: asset_id.into(),
            tasks,
            at_ms,
            loads: 0,
        });
    }

    /// Whether the pages are those of late 2024 and after.
    pub(super) fn has_new_chrome(&self) -> bool {
        self.switches.is("generation", "2") || self.is_2026()
    }

    /// Whether the pages are those of 2026.
    pub(super) fn is_2026(&self) -> bool {
        self.switches.is("generation", "3")
    }

    /// Whether an assignment has reached the pages. From generation 2 on that takes time and reloads.
    pub(super) fn visible(&self, assignment: &Assignment) -> bool {
        !self.has_new_chrome()
            || assignment.loads >= u64::MAX / 2
            || (assignment.loads >= self.switches.number("assign_visible_loads")
                && self.at_ms() >= assignment.at_ms + self.switches.number("assign_visible_ms"))
    }

    /// Whether the pages let this user act on this app.
    pub(super) fn has_app_role(&self, user_id: &str, app_id: &str) -> bool {
        let mine = |assignment: &&Assignment| {
            assignment.user_id == user_id && assignment.asset_id == app_id && !assignment.tasks.is_empty()
        };
        self.truth.assignments.iter().filter(mine).any(|assignment| self.visible(assignment))
    }

    pub(super) fn make_token(&mut self, new: &NewToken<'_>) -> Token {
        let text = if self.switches.is("token.form", "opaque") { token::mint_opaque() } else { token::mint() };
        let waba_ids = match self.switches.get("world.waba_access") {
            "all" => None,
            access => {
                let own = |waba: &&Waba| access == "owned" && waba.owned;
                Some(self.world.wabas.iter().filter(own).map(|waba| waba.id.clone()).collect())
            }
        };
        let issued_at = now();
        let token = Token {
            fingerprint: token::fingerprint(&text),
            token: text,
            kind: new.kind.into(),
            user_id: new.user_id.into(),
            app_id: new.app_id.into(),
            scopes: new.scopes.clone(),
            waba_ids,
            expires_at: if new.expires { issued_at + SIXTY_DAYS } else { 0 },
            issued_at,
            revoked: false,
            shown: true,
            lost: false,
        };
        self.truth.tokens.push(token.clone());
        self.install(new.user_id, new.app_id);
        token
    }

    /// The permissions that a new token really gets.
    pub(super) fn granted(&self, mut asked: Vec<String>) -> Vec<String> {
        if self.switches.is("obstacle.token", "one-scope") {
            asked.retain(|scope| scope != "whatsapp_business_management");
        }
        asked
    }

    /// Installs an app for a user; twice is once.
    pub(super) fn install(&mut self, user_id: &str, app_id: &str) {
        let pair = (user_id.to_owned(), app_id.to_owned());
        if !self.truth.installed.contains(&pair) {
            self.truth.installed.push(pair);
        }
    }

    /// Whether an asset was given to a user.
    pub(super) fn is_assigned(&self, user_id: &str, asset_id: &str) -> bool {
        let mut all = self.truth.assignments.iter();
        all.any(|given| given.user_id == user_id && given.asset_id == asset_id)
    }

    /// Whether a user's next token would reach a WhatsApp Business Account that nobody assigned.
    pub(super) fn reaches_unasked(&self, user: &SystemUser, waba: &Waba) -> bool {
        user.business_id == waba.business_id
            && match self.switches.get("world.waba_access") {
                "all" => true,
                access => access == "owned" && waba.owned,
            }
    }
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
