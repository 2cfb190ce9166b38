//! The token is in the credentials file and nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use axum::Router;
use axum::response::Html;

use crate::support::{Site, Walked, canary_token, command_lines, files_under, forms_in, naming};

/// Nothing that was written or printed holds the token in any form, the credentials folder aside.
fn assert_nowhere(folder: &Path, walked: &Walked, token: &str) {
    let mut looked = 0;
    for file in files_under(folder) {
        if file.parent().is_some_and(|parent| parent.ends_with("credentials")) {
            continue;
        }
        let bytes = fs::read(&file).unwrap();
        assert_eq!(forms_in(&bytes, token), Vec::<&str>::new(), "in {}", file.display());
        looked += 1;
    }
    assert!(looked > 3, "{looked} files were looked at");
    assert_eq!(forms_in(walked.stdout.as_bytes(), token), Vec::<&str>::new(), "on standard output");
    assert_eq!(forms_in(walked.stderr.as_bytes(), token), Vec::<&str>::new(), "on standard error");
}

#[test]
fn the_token_of_a_whole_walk_is_nowhere_else() {
    let site = Site::new("generation=1b");
    let mut walking = site.walk().whole_browser().trace("full").env("TOKENWRIGHT_LOG", "debug").start();
    let mut lines = BTreeSet::new();
    while walking.runs() {
        lines.append(&mut command_lines());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let walked = walking.finish();
    walked.expect(0);
    let token = site.truth().tokens[0].token.clone();
    assert_nowhere(site.folder(), &walked, &token);
    assert!(lines.iter().any(|line| String::from_utf8_lossy(line).contains("--user-data-dir")), "arguments were seen");
    for line in &lines {
        assert_eq!(forms_in(line, &token), Vec::<&str>::new(), "in {}", String::from_utf8_lossy(line));
    }
    // The search finds what is there.
    assert!(!forms_in(walked.credentials()[0].1.as_bytes(), &token).is_empty());

    // Neither has the second run, which reads the file.
    let second = site.walk().whole_browser().env("TOKENWRIGHT_LOG", "debug").run();
    second.expect(0);
    assert_nowhere(site.folder(), &second, &token);
}

/// Driver, browser and watchdog do not get the variables that hold secrets, whatever the user calls them.
#[test]
fn the_browser_does_not_get_the_users_secrets() {
    let site = Site::new("");
    let settings = "[graph]\napp_secret_env = \"ACME_APP\"\n[[deliver.to]]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/\"\n\
                    headers_from_env = { x-key = \"INTAKE_AUTH\" }\n";
    fs::write(site.folder().join("tokenwright.toml"), settings).unwrap();
    let (secret, _) = site.secrets("RCWa");
    let walking =
        site.walk().whole_browser().env("ACME_APP", &secret).env("INTAKE_AUTH", "Bearer k8-aaaa-bbbb").start();
    walking.browser();
    let children = naming(site.folder()).into_iter().filter(|one| !one.command_line.contains("--developers-url"));
    let children: Vec<_> = children.collect();
    for child in &children {
        let variables = fs::read(format!("/proc/{}/environ", child.pid)).unwrap_or_default();
        let variables = String::from_utf8_lossy(&variables);
        for name in ["ACME_APP", "INTAKE_AUTH", "k8-aaaa-bbbb", &secret] {
            assert!(!variables.contains(name), "{name} is a variable of {}", child.command_line);
        }
    }
    assert!(children.len() > 2, "driver, browser and watchdog were looked at: {children:?}");
    walking.finish().expect_error(6, "not_delivered");
}

/// A page that shows a token wherever it can, and lacks what the scenario asks for next.
const PAGE: &str = r#"<!doctype html><html lang="en"><title>Apps TOKEN</title><h1>My Apps TOKEN</h1>
<input aria-label="Token" value="TOKEN"><input aria-label="TOKEN"><button>Copy TOKEN</button>
<div role="alert">Wrong token TOKEN</div><div role="dialog" aria-label="TOKEN">Your token: TOKEN <button>Cancel TOKEN</button></div>
<script>
console.log("TOKEN"); console.error(new Error("TOKEN"));
history.replaceState(null, "", location.pathname + "?access_token=TOKEN#TOKEN");
if (!sessionStorage.told) { sessionStorage.told = 1; setTimeout(() => alert("your token is TOKEN"), 300); }
</script>"#;

const SCENARIO: &str = r#"
name = "canary"
title = "A page full of tokens"
start = "{developers_url}/apps"
[[step]]
id = "look"
title = "See the page"
expect = { button = "=Copy", match = "starts" }
[[step]]
id = "copy"
title = "Click what names a token"
click = { button = "=Copy", match = "starts" }
[[step]]
id = "token"
title = "Read what is not there"
read = { as = "token", pattern = "EAB[0-9A-Za-z]{60,}" }
"#;

/// Title, alert, console, address, field values, names of controls: an error tells of many of these, and never of a token.
#[test]
fn a_token_that_the_page_shows_everywhere_is_told_nowhere() {
    let site = Site::new("");
    let token = canary_token(7);
    let page = PAGE.replace("TOKEN", &token);
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    site.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let router = Router::new().fallback(move || async move { Html(page) });
        axum::serve(listener, router).await.unwrap();
    });
    let scenario = site.folder().join("canary.toml");
    fs::write(&scenario, SCENARIO).unwrap();
    let walked = site
        .walk()
        .developers_url(&address)
        .args(["--scenario", scenario.to_str().unwrap()])
        .timeout("3")
        .trace("full")
        .env("TOKENWRIGHT_LOG", "debug")
        .run();
    walked.expect(4).notes("alert");
    assert!(walked.json.to_string().contains("your token is"), "the alert is told, and its token is not");
    assert_nowhere(site.folder(), &walked, &token);
}
