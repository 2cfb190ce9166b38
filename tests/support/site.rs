//! A practice site, with a folder for the runs against it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokenwright::practice::{self, LogEntry, Options, Served, Truth};
use tokio::runtime::{Builder, Runtime};

use super::processes::{eventually, naming, within};
use super::walk::Walk;

/// A practice site that is served in this process, and a folder that all runs against it share.
pub(crate) struct Site {
    served: Served,
    folder: TempDir,
    runtime: Runtime,
}

impl Site {
    /// Serves a site with these switches (`generation=2 terms=accepted`). It is quicker than the usual one.
    pub(crate) fn new(switches: &str) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        // The oldest generation unless a test says otherwise: what most tests ask of is the same in all.
        let quick = "generation=1 delay_ms=20 manner.fade_ms=40 manner.close_ms=40";
        let switches = format!("{quick} {switches}").parse().unwrap();
        let served = runtime.block_on(practice::serve(Options { switches, ..Options::default() })).unwrap();
        let folder = TempDir::with_prefix("walks-").unwrap();
        for name in ["home", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { served, folder, runtime }
    }

    /// The same where some are called otherwise: from, to.
    pub(crate) fn called<'n>(switches: &str, names: impl IntoIterator<Item = (&'n str, &'n str)>) -> Self {
        let names = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(names).finish();
        Self::new(&format!("{switches} world.names={names}"))
    }

    /// What really happened.
    pub(crate) fn truth(&self) -> Truth {
        self.served.truth()
    }

    /// Turns a switch.
    pub(crate) fn set(&self, key: &str, value: &str) {
        self.served.set(key, value).unwrap();
    }

    /// The person does what the console asks for: signs in, enters a code, has a request approved.
    pub(crate) fn person_passes(&self) {
        self.served.pass_obstacle();
    }

    /// The person goes to another page in the window, from a page that waits for them.
    pub(crate) fn person_wanders(&self, to: &str) {
        self.served.wander(to);
    }

    /// The ID of the first app of this name.
    pub(crate) fn app_id(&self, name: &str) -> String {
        self.id_in("apps", name)
    }

    /// The ID of the business of this name.
    pub(crate) fn business_id(&self, name: &str) -> String {
        self.id_in("businesses", name)
    }

    /// The ID of the first WhatsApp Business Account that a business owns.
    pub(crate) fn waba_id(&self, business: &str) -> String {
        let business = self.business_id(business);
        let truth = self.served.truth_json();
        let mut accounts = truth["world"]["wabas"].as_array().unwrap().iter();
        let own = accounts.find(|one| one["business_id"] == *business && one["owned"] == true).unwrap();
        own["id"].as_str().unwrap().to_owned()
    }

    /// The secret of the first app of this name, and the token that an admin holds.
    pub(crate) fn secrets(&self, app: &str) -> (String, String) {
        let (json, id) = (self.served.truth_json(), self.app_id(app));
        let secrets = json["app_secrets"].as_array().unwrap();
        let secret = secrets.iter().find(|entry| entry["id"] == id.as_str()).unwrap()["secret"].as_str().unwrap();
        (secret.to_owned(), json["admin_token"].as_str().unwrap().to_owned())
    }

    /// The IDs of all apps of this name.
    pub(crate) fn app_ids(&self, name: &str) -> Vec<String> {
        let json = self.served.truth_json();
        let rows = json["world"]["apps"].as_array().unwrap();
        rows.iter().filter(|row| row["name"] == name).map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    /// What the app or the system user of this ID is called.
    pub(crate) fn called_by_id(&self, id: &str) -> Option<String> {
        let json = self.served.truth_json();
        let rows = [&json["world"]["apps"], &json["users"]].into_iter().filter_map(|rows| rows.as_array()).flatten();
        rows.into_iter().find(|row| row["id"] == id).map(|row| row["name"].as_str().unwrap().to_owned())
    }

    /// Everything that the server knows.
    pub(crate) fn truth_json(&self) -> serde_json::Value {
        self.served.truth_json()
    }

    fn id_in(&self, kind: &str, name: &str) -> String {
        let json = self.served.truth_json();
        let rows = json["world"][kind].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// The server's log entries of one kind.
    pub(crate) fn log(&self, what: &str) -> Vec<LogEntry> {
        self.truth().log.into_iter().filter(|entry| entry.what == what).collect()
    }

    /// Waits until the console has been asked for this.
    pub(crate) fn await_log(&self, what: &str) {
        eventually(&format!("the console is asked to {what}"), || !self.log(what).is_empty());
    }

    /// The folder of this site's runs: everything that they start names it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the runs write, unless they are told otherwise.
    pub(crate) fn out(&self) -> PathBuf {
        self.folder().join("out")
    }

    /// The roots of app panel, console and Graph.
    pub(crate) fn addresses(&self) -> [&str; 3] {
        [&self.served.developers_url, &self.served.business_url, &self.served.graph_url]
    }

    /// A run against this site, to be told more and started.
    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk::new(self)
    }

    /// Runs something that needs the site's runtime.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    /// Nothing that a run started is left: no process and no temporary folder.
    pub(crate) fn assert_clean(&self) {
        within(Duration::from_secs(30), "no process is left", || naming(self.folder()).is_empty());
        let left: Vec<_> = std::fs::read_dir(self.folder().join("tmp")).unwrap().flatten().map(|e| e.path()).collect();
        assert!(left.is_empty(), "temporary files are left: {left:?}");
    }

    /// The one system user, its one assignment and its one token are as the contract says.
    pub(crate) fn assert_made_once(&self, role: &str) {
        let truth = self.truth();
        let users: Vec<_> = truth.users.iter().map(|user| (user.name.as_str(), user.role.as_str())).collect();
        assert_eq!(users, [("Cloud Messaging", role)]);
        // Full control of an app brings all partial access with it.
        let [assignment] = truth.assignments.as_slice() else { panic!("one assignment: {:?}", truth.assignments) };
        assert_eq!((assignment.kind.as_str(), assignment.asset_id.as_str()), ("app", self.app_id("RCWa").as_str()));
        assert_eq!(assignment.user_id, truth.users[0].id);
        assert!(assignment.tasks.iter().any(|task| task == "MANAGE"), "{assignment:?}");
        assert_eq!(truth.tokens.len(), 1);
        self.assert_token(0);
        assert!(truth.entries("mishap").is_empty(), "something was clicked that must not be: {:?}", truth.log);
        assert!(truth.entries("temporary_token").is_empty(), "the decoy was clicked");
    }

    /// This token has both permissions and no other, never expires, and is for the app and its user.
    pub(crate) fn assert_token(&self, number: usize) {
        let truth = self.truth();
        let token = &truth.tokens[number];
        let mut scopes = token.scopes.clone();
        scopes.sort();
        assert_eq!(scopes, ["whatsapp_business_management", "whatsapp_business_messaging"]);
        assert_eq!((token.expires_at, token.revoked), (0, false));
        assert_eq!(token.app_id, self.app_id("RCWa"));
        assert_eq!(token.user_id, truth.users[0].id);
    }
}
