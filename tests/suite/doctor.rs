//! What `doctor` says about this machine, and about broken ones.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokenwright::browser::{BrowserOptions, Search};
use tokenwright::cli::doctor::{Examination, State, examine};

fn state_of(examination: &Examination, name: &str) -> State {
    examination.checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no check {name}")).state
}

fn only(folder: &Path) -> BrowserOptions {
    BrowserOptions {
        search: Search { path: Some(OsString::from(folder)), usual: Vec::new(), browser: None, driver: None },
        start_limit: Duration::from_secs(3),
        ..BrowserOptions::default()
    }
}

fn program(folder: &TempDir, name: &str, version: &str) {
    let path = folder.path().join(name);
    fs::write(&path, format!("#!/bin/sh\necho '{version}'\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_has_everything_is_well() {
    let out = TempDir::new().unwrap();
    let examination = examine(&BrowserOptions::default(), &out.path().join("out")).await;
    assert!(examination.ok, "{}", examination.table());
    assert_eq!(examination.exit_code(), 0);
    assert_eq!(state_of(&examination, "session"), State::Ok);
    assert!(!out.path().join("out").exists(), "doctor changes nothing");
    let told: serde_json::Value = serde_json::from_str(&examination.json()).unwrap();
    assert_eq!(told["ok"], true);
    assert_eq!(told["checks"][0]["name"], "browser");
    assert_eq!(told["checks"][0]["state"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_machine_is_told_what_to_install_and_the_rest_is_looked_at_all_the_same() {
    let empty = TempDir::new().unwrap();
    let examination = examine(&only(empty.path()), empty.path()).await;
    assert_eq!(examination.exit_code(), 7);
    for name in ["browser", "driver", "session"] {
        assert_eq!(state_of(&examination, name), State::Missing, "{name}");
    }
    assert_eq!(state_of(&examination, "output"), State::Ok);
    let table = examination.table();
    assert!(table.contains("no chromedriver found") && table.contains("install"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_differ_are_told() {
    let folder = TempDir::new().unwrap();
    program(&folder, "chromium", "Chromium 120.0.1.2");
    program(&folder, "chromedriver", "ChromeDriver 156.0.1.2 (abc)");
    let examination = examine(&only(folder.path()), folder.path()).await;
    assert_eq!(state_of(&examination, "browser"), State::Ok);
    assert_eq!(state_of(&examination, "driver"), State::Ok);
    assert_eq!(state_of(&examination, "versions"), State::Missing);
    assert_eq!(examination.exit_code(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_place_that_is_a_file_is_told() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("out");
    fs::write(&file, "").unwrap();
    let examination = examine(&only(folder.path()), &file).await;
    assert_eq!(state_of(&examination, "output"), State::Missing);
}

/// Somebody installed Chromium as root, for whom it runs without a sandbox; for everybody else it ends at once and says why.
#[tokio::test(flavor = "multi_thread")]
async fn a_chromium_that_finds_no_sandbox_is_told_with_the_cure_that_helps() {
    let folder = TempDir::new().unwrap();
    let real = BrowserOptions::default().search.pair(tokenwright::browser::BrowserKind::Chromium).unwrap();
    let said = "[7:7:1125/1.2:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:128] No usable sandbox! If you are \
                running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor";
    let trace = (0..40).map(|frame| format!("#{frame} 0x55d0c0de{frame:04}\\n")).collect::<Vec<_>>().concat();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *--version*) exec '{}' --version;; esac\nprintf '%s\\n{trace}' '{said}' >&2\nexit 133\n",
        real.browser.display()
    );
    let path = folder.path().join("chromium");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let options = BrowserOptions {
        search: Search { path: None, usual: Vec::new(), browser: Some(path), driver: Some(real.driver) },
        ..BrowserOptions::default()
    };
    let examination = examine(&options, folder.path()).await;
    let check = examination.checks.iter().find(|check| check.name == "session").unwrap();
    assert_eq!((check.state, examination.exit_code()), (State::Missing, 7));
    let mend = check.mend.as_deref().unwrap();
    assert!(mend.contains("chromium-sandbox") || mend.contains("namespaces") || mend.contains("userns"), "{mend}");
    assert!(check.seen.contains("No usable sandbox!") && !check.seen.contains("#0"), "{}", check.seen);
}
