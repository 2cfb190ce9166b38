//! Browsers that are not there, or do not go together with their driver.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::support::{Site, on_path};

fn program(site: &Site, name: &str, script: &str) -> PathBuf {
    let path = site.folder().join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Firefox walks every generation, as Chromium does in all other tests.
#[test]
fn firefox_walks_every_generation() {
    let named = std::env::var_os("TOKENWRIGHT_GECKODRIVER").is_some();
    let firefox = ["firefox", "firefox-esr"].iter().any(|name| on_path(name).is_some());
    if !firefox || !(named || on_path("geckodriver").is_some()) {
        eprintln!("skipped: firefox and geckodriver are not installed");
        return;
    }
    for generation in ["1", "1b", "1-expiry", "2", "3"] {
        let site = Site::new(&format!("generation={generation} name_rules=none"));
        let walked = site.walk().timeout("20").args(["--browser", "firefox"]).run();
        walked.expect(0);
        site.assert_made_once("ADMIN");
        assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN").as_deref(), Some(site.truth().tokens[0].token.as_str()));
    }
}

#[test]
fn no_browser_tells_how_to_install_one() {
    let site = Site::new("");
    let walked = site.walk().whole_browser().env("TOKENWRIGHT_CHROMIUM", "/nowhere/chromium").run();
    walked.expect_error(7, "no_browser").says(["/nowhere/chromium", "install", "TOKENWRIGHT_CHROMIUM"]);
    let walked = site.walk().whole_browser().env("TOKENWRIGHT_CHROMEDRIVER", "/nowhere/chromedriver").run();
    walked.expect_error(7, "no_driver").says(["/nowhere/chromedriver", "install", "TOKENWRIGHT_CHROMEDRIVER"]);
    assert_eq!(site.truth().page_views, 0);
}

#[test]
fn versions_that_differ_are_told_with_both() {
    let site = Site::new("");
    let chromium = program(&site, "chromium", "[ \"$1\" = --version ] && { echo 'Chromium 99.0.1.2'; exit; }; exit 1");
    let driver = program(
        &site,
        "chromedriver",
        "[ \"$1\" = --version ] && { echo 'ChromeDriver 98.0.3.4 (abc)'; exit; }; echo 'This version of ChromeDriver only supports Chrome version 98'; exit 1",
    );
    let walked = site
        .walk()
        .whole_browser()
        .env("TOKENWRIGHT_CHROMIUM", &chromium)
        .env("TOKENWRIGHT_CHROMEDRIVER", &driver)
        .run();
    walked.expect_error(7, "version_mismatch").says(["99", "98"]);
}

#[test]
fn a_browser_that_crashes_on_start() {
    let site = Site::new("");
    let chromium = program(&site, "chromium", "echo 'cannot open shared object file: libnss3.so' >&2; exit 127");
    let walked = site.walk().whole_browser().env("TOKENWRIGHT_CHROMIUM", &chromium).run();
    walked.expect_error(7, "browser_start").says(["libnss3.so"]);
}
