//! The practice site as a process of its own, for what needs no browser: the API route, `verify`, `deliver`.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::forms_in;

/// The practice site as a process of its own.
pub(crate) struct Practice {
    child: Child,
    graph_url: String,
    control_url: String,
}

impl Practice {
    pub(crate) fn start(switches: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.args(["practice", "--delay-ms", "0"]).stdout(Stdio::piped());
        // As in `Site::new`.
        for switch in ["generation=1"].iter().chain(switches) {
            command.args(["--set", switch]);
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addresses: Value = serde_json::from_str(&line).unwrap();
        let address = |name: &str| addresses[name].as_str().unwrap().to_owned();
        Self { graph_url: address("graph_url"), control_url: address("control_url"), child }
    }

    pub(crate) fn truth(&self) -> Value {
        ask(|client| client.get(format!("{}/truth", self.control_url)))
    }

    pub(crate) fn set(&self, switches: &Value) {
        ask(|client| client.post(format!("{}/set", self.control_url)).json(switches));
    }

    /// The app of the runs.
    pub(crate) fn app(&self) -> Value {
        let truth = self.truth();
        truth["world"]["apps"].as_array().unwrap().iter().find(|app| app["name"] == "RCWa").unwrap().clone()
    }

    /// The app's secret, and the token that an admin holds.
    pub(crate) fn secrets(&self) -> (String, String) {
        let (truth, app) = (self.truth(), self.app());
        let secrets = truth["app_secrets"].as_array().unwrap();
        let secret = secrets.iter().find(|entry| entry["id"] == app["id"]).unwrap()["secret"].as_str().unwrap();
        (secret.to_owned(), truth["admin_token"].as_str().unwrap().to_owned())
    }

    /// Every token that was made so far.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let truth = self.truth();
        truth["tokens"].as_array().unwrap().iter().map(|token| token["token"].as_str().unwrap().to_owned()).collect()
    }

    /// The program with what the API route takes, in this folder.
    pub(crate) fn tokenwright(&self, folder: &Path, arguments: &[&str]) -> Command {
        let (secret, admin) = self.secrets();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.current_dir(folder).args(arguments).args(["--graph-url", &self.graph_url]);
        command.env("XDG_STATE_HOME", folder.join("state"));
        command.env("TOKENWRIGHT_ADMIN_TOKEN", admin).env("TOKENWRIGHT_APP_SECRET", secret);
        command
    }

    /// A run through the API for an account of this name.
    pub(crate) fn run(&self, folder: &Path, account: &str) -> Command {
        let app = self.app();
        let business = app["business_id"].as_str().unwrap();
        let arguments = ["run", "--via", "graph", "--app", "RCWa", "--business", business, "--id", account, "--json"];
        self.tokenwright(folder, &arguments)
    }

    /// A call to the site's Graph API by the admin.
    pub(crate) fn admin_calls(&self, method: reqwest::Method, path: &str, query: &[(&str, &str)]) {
        let (_, admin) = self.secrets();
        let mut url = url::Url::parse(&format!("{}/v26.0/{path}", self.graph_url)).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let reply = ask(|client| client.request(method, url).bearer_auth(admin));
        assert_eq!(reply["success"], true, "{path}: {reply}");
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask(request: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = super::http_client().no_proxy().build().unwrap();
        request(&client).send().await.unwrap().json().await.unwrap()
    })
}

/// None of the tokens that were made is in the output, or in a file under `out` that must not hold it.
pub(crate) fn assert_no_token_leaks(practice: &Practice, folder: &Path, output: &[u8]) {
    for token in practice.tokens() {
        assert!(forms_in(output, &token).is_empty(), "{}", String::from_utf8_lossy(output));
        for path in super::files_under(&folder.join("out")) {
            if !path.starts_with(folder.join("out/credentials")) {
                assert!(forms_in(&fs::read(&path).unwrap(), &token).is_empty(), "{}", path.display());
            }
        }
    }
}
