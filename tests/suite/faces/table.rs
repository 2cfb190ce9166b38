//! Walks side by side, and the table of what came of them, which docs/faces.md shows.

use std::sync::Mutex;

use tokenwright::practice::Assignment;

use crate::support::{Site, Walked, side_by_side};

/// One walk of a table.
pub(super) struct Case {
    /// The switches of the practice site.
    pub(super) switches: String,
    /// What the row is called.
    pub(super) name: String,
    /// The longest wait for one step, in seconds.
    pub(super) timeout: &'static str,
    /// The system user's name; `None`: the usual one.
    pub(super) system_user: Option<&'static str>,
}

/// What came of it. Who was there before, and what they had, is not counted.
pub(super) struct Came {
    pub(super) walked: Walked,
    /// Whether those who were there before have what they had.
    others_kept: bool,
    pub(super) users: usize,
    pub(super) called: Vec<String>,
    pub(super) assignments: Vec<Vec<String>>,
    pub(super) tokens: Vec<(Vec<String>, i64)>,
    pub(super) mishaps: Vec<String>,
}

impl Came {
    /// The words of the table: the exit code, and why where it is not 0.
    pub(super) fn outcome(&self) -> String {
        match (self.walked.code, self.walked.json["error"]["kind"].as_str()) {
            (Some(0), _) => "token stored and proven (0)".to_owned(),
            (code, kind) => format!("{} ({})", kind.unwrap_or("?").replace('_', " "), code.unwrap_or(-1)),
        }
    }

    /// What must hold whatever the console does: no second user, no more than Manage app, no other permission.
    pub(super) fn assert_harmless(&self, name: &str) {
        if let Some(harm) = self.harm() {
            panic!("{}", self.told(name, &harm));
        }
    }

    /// One admin user, one assignment, one token that never expires; and the program says so.
    pub(super) fn assert_done(&self, name: &str) {
        if let Some(fault) = self.fault(name) {
            panic!("{fault}");
        }
    }

    /// What is wrong with a walk that was to end well, so that of many all faults can be told.
    pub(super) fn fault(&self, name: &str) -> Option<String> {
        self.harm().or_else(|| self.undone()).map(|fault| self.told(name, &fault))
    }

    fn told(&self, name: &str, fault: &str) -> String {
        format!("{name}: {fault}: {}\n{}", self.walked.json, self.walked.stderr)
    }

    fn harm(&self) -> Option<String> {
        if self.users > 1 || self.assignments.len() > 1 || self.tokens.len() > 1 {
            let (assigned, tokens) = (&self.assignments, self.tokens.len());
            return Some(format!("{} users, assignments {assigned:?}, {tokens} tokens", self.users));
        }
        if !self.others_kept {
            return Some("another user has other assets than before, or the new one has a Page".to_owned());
        }
        for (scopes, _) in &self.tokens {
            let mut scopes = scopes.clone();
            scopes.sort();
            if scopes != ["whatsapp_business_management", "whatsapp_business_messaging"] {
                return Some(format!("a token for {scopes:?}"));
            }
        }
        (!self.mishaps.is_empty()).then(|| format!("{:?}", self.mishaps))
    }

    fn undone(&self) -> Option<String> {
        if self.walked.code != Some(0) {
            return Some(format!("it ended with {:?}", self.walked.code));
        }
        let made = (self.users, self.assignments.len(), self.tokens.len());
        if made != (1, 1, 1) {
            return Some(format!("users, assignments and tokens: {made:?}"));
        }
        if self.tokens[0].1 != 0 {
            return Some("the token expires".to_owned());
        }
        if !self.assignments[0].iter().any(|task| task == "MANAGE") {
            return Some(format!("assigned: {:?}", self.assignments));
        }
        // The console may have refused the name that was asked for, and taken another.
        if self.walked.json["system_user"] != self.called[0].as_str() {
            return Some(format!("the user is called {:?}", self.called));
        }
        (self.walked.json["verified"] != true).then(|| "it is not proven".to_owned())
    }
}

/// Whether everything is to be walked, as `make faces` does, and not only what the suite has time for.
pub(super) fn all() -> bool {
    std::env::var_os("FACES_ALL").is_some()
}

/// Walks all of them, several at a time, and returns what came of each, in order.
pub(super) fn walk_all(cases: &[Case]) -> Vec<Came> {
    side_by_side(cases, walk)
}

fn walk(case: &Case) -> Came {
    let site = Site::new(&case.switches);
    let before = site.truth();
    let mut walk = site.walk().timeout(case.timeout);
    if let Some(name) = case.system_user {
        walk = walk.args(["--system-user", name]);
    }
    let walked = walk.run();
    let truth = site.truth();
    let theirs = |assignments: &[Assignment]| {
        let theirs = assignments.iter().filter(|a| before.user(&a.user_id).is_some());
        theirs.map(|a| (a.user_id.clone(), a.asset_id.clone(), a.tasks.clone())).collect::<Vec<_>>()
    };
    let made = |a: &&Assignment| a.kind == "app" && before.user(&a.user_id).is_none();
    let harmful = ["mishap", "temporary_token", "accept_agreement"];
    let mishaps = truth.log.iter().filter(|entry| harmful.contains(&entry.what.as_str()));
    Came {
        others_kept: theirs(&before.assignments) == theirs(&truth.assignments)
            && !truth.assignments.iter().any(|a| a.kind == "page" && before.user(&a.user_id).is_none()),
        users: truth.users.len() - before.users.len(),
        called: truth
            .users
            .iter()
            .filter(|user| before.user(&user.id).is_none())
            .map(|user| user.name.clone())
            .collect(),
        assignments: truth.assignments.iter().filter(made).map(|a| a.tasks.clone()).collect(),
        tokens: truth.tokens.iter().map(|token| (token.scopes.clone(), token.expires_at)).collect(),
        mishaps: mishaps.map(|entry| format!("{entry:?}")).collect(),
        walked,
    }
}

/// Holds a part of docs/faces.md against what came of the walks; with `UPDATE_FACES` set it is written instead.
pub(super) fn assert_told(part: &str, table: &str) {
    static FILE: Mutex<()> = Mutex::new(());
    let _one_at_a_time = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faces.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {part} -->\n"), format!("<!-- end of {part} -->"));
    let from = text.find(&begin).unwrap() + begin.len();
    let to = text.find(&end).unwrap();
    if std::env::var_os("UPDATE_FACES").is_some() {
        std::fs::write(&path, format!("{}{table}{}", &text[..from], &text[to..])).unwrap();
    } else {
        assert_eq!(&text[from..to], table, "docs/faces.md is not true any more; `make faces` writes it anew");
    }
}
