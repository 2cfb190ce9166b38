//! A made-up console for the tests of the decision: what it holds, what it shows, and what comes of what is done. It knows nothing of the
//! engine: a locator shows here where something of its name does.

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::scenario::model::{Action, Condition, Guard, Locator, Name, Way};

/// The dialog that is open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Dialog {
    None,
    Terms,
    Create { named: bool, role: bool },
    Assign { apps: bool, app: bool, manage: bool },
    Assigned,
    Token { page: u8, app: bool, never: bool, ticked: bool },
    Result,
}

/// Which of its bad manners a console has.
#[derive(Clone, Copy)]
pub(super) struct Manners {
    /// Of a hundred looks, so many see the page as it was a moment ago.
    pub(super) late: u32,
    /// Of a hundred acts, so many end with a page that has loaded itself anew.
    pub(super) reload: u32,
    /// Of a hundred commits, so many are answered by an error; half of them were done all the same.
    pub(super) error: u32,
    /// Whether it never shows what was assigned.
    pub(super) hides: bool,
}

/// A console and what was made in it.
#[allow(clippy::struct_excessive_bools, reason = "each is on or off by itself")]
pub(super) struct World {
    pub(super) rng: StdRng,
    manners: Manners,
    console: bool,
    pub(super) listed: bool,
    pub(super) pane: bool,
    pub(super) dialog: Dialog,
    pub(super) users: u32,
    pub(super) assigned: bool,
    pub(super) tokens: u32,
    /// So many pages more until what was assigned shows, and counts.
    shows_after: u32,
    terms: bool,
    pages: bool,
    /// The words of an error that stands on the page.
    said: Option<&'static str>,
    /// Whether it has been loaded anew since something was done.
    anew: bool,
}

/// How a page is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// As it is.
    Whole,
    /// Before what comes late.
    Early,
}

impl World {
    pub(super) fn new(seed: u64, manners: Manners) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let users = u32::from(rng.random_bool(0.3));
        Self {
            manners,
            console: false,
            listed: false,
            pane: false,
            dialog: Dialog::None,
            users,
            assigned: users > 0 && rng.random_bool(0.3),
            tokens: 0,
            shows_after: 0,
            terms: rng.random_bool(0.5),
            pages: rng.random_bool(0.5),
            said: None,
            anew: true,
            rng,
        }
    }

    fn chance(&mut self, of_hundred: u32) -> bool {
        self.rng.random_range(0..100) < of_hundred
    }

    /// How this look sees the page.
    pub(super) fn look(&mut self) -> Seen {
        if self.chance(self.manners.late) { Seen::Early } else { Seen::Whole }
    }

    /// What is in the dialog, by label.
    fn in_dialog(&self) -> Vec<&'static str> {
        let mut shown = match self.dialog {
            Dialog::None => Vec::new(),
            Dialog::Terms => vec!["i_accept", "policy_title", "policy_certifies", "cancel"],
            Dialog::Create { .. } => {
                vec!["system_user_name", "any field", "system_user_role", "create_system_user", "cancel"]
            }
            Dialog::Assign { apps, .. } => {
                let mut shown = vec!["apps", "save_assignment", "cancel"];
                if apps {
                    shown.extend(["{app_name}", "manage_app"]);
                }
                shown
            }
            Dialog::Assigned => vec!["done"],
            Dialog::Token { page, .. } => {
                let mut shown = vec!["cancel"];
                if page == 0 {
                    shown.push("select_app");
                }
                if page == 1 || !self.pages {
                    shown.extend(["sixty_days", "never", "token_expiration"]);
                }
                if page == 2 || !self.pages {
                    let offered = self.assigned && self.shows_after == 0;
                    shown.push("generate_token");
                    shown.extend(if offered {
                        vec!["a permission", "=whatsapp_business_messaging"]
                    } else {
                        vec!["no_permissions", "assign_role_first"]
                    });
                } else {
                    shown.push("next");
                }
                shown
            }
            Dialog::Result => vec!["access_token", "close_result"],
        };
        shown.extend(self.said);
        shown
    }

    fn on_page(&self, seen: Seen) -> Vec<&'static str> {
        if !self.console {
            return vec!["{app}", "app_id", "business", "{business}"];
        }
        let mut shown = vec!["users", "business_info", "system_users"];
        if !self.listed {
            return shown;
        }
        shown.push("add");
        if self.users > 0 && (seen == Seen::Whole || self.pane) {
            shown.extend(["{system_user}", "user_row"]);
        }
        if self.pane {
            shown.extend(["pane_marks", "open_token_dialog", "add_assets"]);
            if self.assigned && self.shows_after == 0 && seen == Seen::Whole {
                shown.push("{app_name}");
            }
        }
        shown
    }

    fn shows(&self, locator: &Locator, seen: Seen) -> bool {
        let state = &locator.state;
        if state.disabled == Some(true) || state.expanded.is_some() || locator.role.is_some() {
            return false;
        }
        if let (Some(checked), Dialog::Token { never, .. }) = (state.checked, self.dialog) {
            let key = key(locator);
            let is = (key == "never") == never;
            return self.in_dialog().contains(&key.as_str()) && is == checked;
        }
        if state.checked.is_some() {
            return false;
        }
        let key = key(locator);
        let here = |shown: Vec<&'static str>| shown.contains(&key.as_str());
        match locator.within.as_deref() {
            Some("dialog") => here(self.in_dialog()),
            Some("page") => here(self.on_page(seen)),
            Some(_) => self.pane && here(self.on_page(seen)),
            None => here(self.in_dialog()) || here(self.on_page(seen)),
        }
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, condition: &Condition, seen: Seen, done: &[String]) -> bool {
        match condition {
            Condition::Present(locator) => self.shows(locator, seen),
            Condition::Absent(locator) => !self.shows(locator, seen),
            Condition::NoDialog => self.dialog == Dialog::None,
            Condition::Anew => self.anew,
            Condition::NotDone(step) => !done.contains(step),
            Condition::Url(_) | Condition::NotUrl(_) => true,
            // The policy may be accepted; no name is a word, an ID, or another role than was asked for.
            Condition::Value { value, not, .. } => value == "{accept_policy}" && !not,
            Condition::Alike(_)
            | Condition::Twins(_)
            | Condition::Checks { .. }
            | Condition::Unproved(_)
            | Condition::Word(_) => false,
        }
    }

    /// Whether a guard holds, as the commit's own question sees it.
    pub(super) fn guarded(&self, guard: &Guard, seen: Seen) -> bool {
        match (guard, self.dialog) {
            (Guard::Holds(condition), _) => self.holds(condition, seen, &[]),
            (Guard::Value { .. }, Dialog::Create { named, .. }) => named,
            (Guard::Shows { .. }, Dialog::Create { role, .. }) => role,
            (Guard::Checked { target, .. }, Dialog::Assign { app, manage, .. }) => {
                if key(&target[0]) == "manage_app" {
                    manage
                } else {
                    app
                }
            }
            (Guard::CheckedOnly { .. }, Dialog::Assign { .. }) | (Guard::Shows { .. }, Dialog::Token { .. }) => true,
            (Guard::CheckedOnly { .. }, Dialog::Token { ticked, .. }) => ticked,
            (Guard::Checked { .. }, Dialog::Token { never, page, .. }) => never || (self.pages && page != 1),
            _ => false,
        }
    }

    /// Whether a way can be gone as the page is.
    pub(super) fn open(&self, way: &Way, seen: Seen, done: &[String]) -> bool {
        if !way.when.iter().all(|condition| self.holds(condition, seen, done)) {
            return false;
        }
        let any = |ladder: &[Locator]| ladder.iter().any(|rung| self.shows(rung, seen));
        match &way.action {
            Action::Click { target, .. }
            | Action::Choose { target, .. }
            | Action::Check { target, .. }
            | Action::Fill { target, .. } => any(target),
            Action::CheckOnly { .. } => self.in_dialog().contains(&"a permission"),
            Action::Read { name, .. } if name == "token" => self.dialog == Dialog::Result,
            _ => true,
        }
    }

    /// What comes of an act that commits nothing.
    pub(super) fn act(&mut self, way: &Way) {
        self.anew = false;
        match &way.action {
            Action::Reload => self.load(),
            Action::Click { target, .. } => {
                let shown = target.iter().find(|rung| self.shows(rung, Seen::Whole)).map(key).unwrap_or_default();
                self.click(&shown);
            }
            Action::Fill { .. } => {
                if let Dialog::Create { named, .. } = &mut self.dialog {
                    *named = true;
                }
            }
            Action::Choose { target, .. } => match &mut self.dialog {
                Dialog::Create { role, .. } => *role = true,
                Dialog::Token { app, never, .. } => {
                    if key(&target[0]) == "select_app" {
                        *app = true;
                    } else {
                        *never = true;
                    }
                }
                _ => {}
            },
            Action::Check { target, on, .. } => match &mut self.dialog {
                Dialog::Assign { app, manage, .. } => {
                    if key(&target[0]) == "manage_app" {
                        *manage = *on;
                    } else {
                        *app = *on;
                    }
                }
                Dialog::Token { never, .. } => *never = *on,
                _ => {}
            },
            Action::CheckOnly { .. } => {
                if let Dialog::Token { ticked, .. } = &mut self.dialog {
                    *ticked = true;
                }
            }
            _ => {}
        }
        if self.console && self.chance(self.manners.reload) {
            self.load();
        }
    }

    fn click(&mut self, shown: &str) {
        match shown {
            "{business}" => self.console = true,
            "system_users" => (self.listed, self.pane, self.dialog) = (true, false, Dialog::None),
            "add" => {
                self.dialog = if self.terms { Dialog::Terms } else { Dialog::Create { named: false, role: false } }
            }
            "{system_user}" => self.pane = true,
            "add_assets" => self.dialog = Dialog::Assign { apps: false, app: false, manage: false },
            "apps" => {
                if let Dialog::Assign { apps, .. } = &mut self.dialog {
                    *apps = true;
                }
            }
            "open_token_dialog" => self.dialog = Dialog::Token { page: 0, app: false, never: false, ticked: false },
            "next" => {
                if let Dialog::Token { page, .. } = &mut self.dialog {
                    *page += 1;
                }
            }
            "done" | "close_result" | "cancel" => self.dialog = Dialog::None,
            _ => {}
        }
    }

    /// The page loads anew: what was open is gone, and what comes late has had the time to come.
    fn load(&mut self) {
        (self.dialog, self.pane, self.said, self.anew) = (Dialog::None, false, None, true);
        self.listed = self.listed && self.rng.random_bool(0.5);
        self.shows_after = self.shows_after.saturating_sub(1);
    }

    /// What comes of a commit.
    pub(super) fn commit(&mut self, step: &str) {
        self.anew = false;
        let error = self.chance(self.manners.error);
        let done = !error || self.rng.random_bool(0.5);
        if done {
            match step {
                "accept-terms" => self.terms = false,
                "create-user" => self.users += 1,
                "assign" => {
                    let late = self.rng.random_range(0..4);
                    (self.assigned, self.shows_after) = (true, if self.manners.hides { u32::MAX } else { late });
                }
                "generate" => self.tokens += 1,
                other => panic!("nobody knows what {other} commits"),
            }
        }
        if error {
            self.said = Some("went_wrong");
            // What it says of the commit may be gone before anybody has read it.
            if step != "generate" && self.chance(self.manners.reload) {
                self.load();
            }
            return;
        }
        self.dialog = match step {
            "accept-terms" => Dialog::Create { named: false, role: false },
            "assign" if self.rng.random_bool(0.5) => Dialog::Assigned,
            "generate" => Dialog::Result,
            _ => Dialog::None,
        };
        if step != "generate" && self.chance(self.manners.reload) {
            self.load();
        }
    }
}

/// What a locator is about: its label, the words of the account's, or what its pattern is for.
fn key(locator: &Locator) -> String {
    match &locator.name {
        Some(Name::Label(key)) => key.clone(),
        Some(Name::Literal(words)) if words.starts_with('{') => words.clone(),
        Some(Name::Literal(words)) => format!("={words}"),
        Some(Name::Pattern(pattern)) if pattern.contains("business_pattern") => "{business}".to_owned(),
        Some(Name::Pattern(pattern)) if pattern.contains("a-z") => "a permission".to_owned(),
        Some(Name::Pattern(_)) => "any number".to_owned(),
        None => format!("any {}", locator.control.map_or("thing", crate::scenario::model::Control::word)),
    }
}
