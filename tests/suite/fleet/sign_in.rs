//! Saved sign-ins: a person signs in once, and the accounts of a roster use it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use age::secrecy::ExposeSecret as _;
use nix::sys::signal::Signal;
use tempfile::TempDir;
use tokenwright::secret::ProfileLock;
use which::which;

use super::{assert_each_made_once, lines, roster};
use crate::support::{Display, Site, eventually};

fn tokenwright(site: &Site) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    command
        .current_dir(site.folder())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", site.folder().join("home"))
        .env("TMPDIR", site.folder().join("tmp"));
    command
}

/// A person signs in, in a window, and the sign-in is saved.
fn sign_in(site: &Site, name: &str) {
    let (display, before) = (Display::new(), site.truth().page_views);
    let [developers, business, graph] = site.addresses();
    let mut login = tokenwright(site)
        .args(["login", name, "--developers-url", developers, "--business-url", business, "--graph-url", graph])
        .args(["--person-limit", "60"])
        .env("DISPLAY", &display.name)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the window asks the person to sign in", || site.truth().page_views > before);
    assert!(login.try_wait().unwrap().is_none(), "it waits for the person");
    site.person_passes();
    assert_eq!(login.wait().unwrap().code(), Some(0));
    site.assert_clean();
}

#[test]
fn one_sign_in_serves_all_its_accounts() {
    let site = Site::new("session=required terms=accepted");
    let file = roster(&site, "id,app,system_user,session\nalpha,RCWa,Alpha,work\nbeta,RCWa Cloud,Beta,work\n");
    // Before it is there, nothing is started.
    let early = site.walk().whole_browser().args(["--accounts", &file]).run();
    assert_eq!(early.code, Some(2));
    assert!(early.stderr.contains("`tokenwright login work` makes it"), "{}", early.stderr);

    sign_in(&site, "work");
    let kept = site.folder().join("home/.local/state/tokenwright/sign-ins/work");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o700);

    // Another browser cannot read the profile: that is said before one is started.
    for others in [["--accounts", &file], ["--session", "work"]] {
        let other = site.walk().whole_browser().args(others).args(["--browser", "firefox"]).run();
        assert_eq!(other.code, Some(2));
        assert!(other.stderr.contains("is kept in Chromium"), "{}", other.stderr);
    }

    let walked = site.walk().whole_browser().args(["--accounts", &file, "--jobs", "2"]).run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);

    let list = tokenwright(&site).args(["login", "--list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).starts_with("work  signed in "), "{list:?}");
    assert!(tokenwright(&site).args(["login", "--forget", "work"]).status().unwrap().success());
    assert!(!kept.exists());
}

/// Where it is asked for, two browsers work on one sign-in: one on a copy, which is for its owner alone and nowhere to be found
/// afterwards, also where the program was killed.
#[test]
fn a_further_job_of_a_sign_in_works_on_a_copy_that_does_not_stay() {
    let site = Site::new("session=required terms=accepted");
    let file = roster(
        &site,
        "id,app,system_user,session,language\nalpha,RCWa,Alpha,work,\nbeta,RCWa Cloud,Beta,work,\ngamma,RCWa Old,Gamma,work,es\n",
    );
    sign_in(&site, "work");
    let copies = site.folder().join("home/.local/state/tokenwright/sign-ins/work/copies");
    let made = || fs::read_dir(&copies).map_or(0, Iterator::count);
    let batch = || site.walk().whole_browser().args(["--accounts", &file, "--jobs", "2", "--jobs-per-session", "2"]);
    let mut run = batch().start();
    // What they are made of, and one.
    run.until("a second browser has a copy", || made() == 2);
    for entry in fs::read_dir(&copies).unwrap() {
        assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
    run.signal(Signal::SIGKILL);
    assert_eq!(run.finish().code, None);
    assert_eq!(made(), 2, "nobody could remove them");
    let list = tokenwright(&site).args(["login", "--list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).starts_with("work  signed in "), "{list:?}");
    assert_eq!(made(), 0, "any start removes them");
    let walked = batch().run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud"), ("Gamma", "RCWa Old")]);
    assert_eq!(made(), 0);
}

/// The usual case: one sign-in for all. One that waits for a person over something of its own holds no other all the same.
#[test]
fn the_others_of_a_sign_in_go_on_while_one_waits_for_a_person() {
    let site = Site::new("generation=2 session=required terms=accepted");
    let file = roster(&site, "id,app,system_user,session\nalpha,RCWa,Alpha,work\nbeta,RCWa Cloud,Beta,work\n");
    sign_in(&site, "work");
    site.set("obstacle.token", "approval");
    let mut run = site.walk().args(["--accounts", &file, "--person-limit", "90"]).seat();
    run.await_bell(2, "waits for you in its window");
    let words = run.shown().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("the others go on; waiting now: alpha, beta"), "{words}");
    run.await_words("alpha waits for you", 2);
    site.person_passes();
    run.finish().expect(0);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
}

#[test]
fn an_expired_sign_in_is_told_once_for_all_its_accounts() {
    let site = Site::new("session=required terms=accepted");
    let file = roster(&site, "id,app,system_user,session\nalpha,RCWa,Alpha,work\nbeta,RCWa Cloud,Beta,work\n");
    // As a sign-in is whose cookie is gone.
    let kept = site.folder().join("home/.local/state/tokenwright/sign-ins/work/profile");
    fs::create_dir_all(&kept).unwrap();
    let walked = site.walk().whole_browser().args(["--accounts", &file]).run();
    assert_eq!(walked.code, Some(3), "{}\n{}", walked.stdout, walked.stderr);
    let lines = lines(&walked);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line["error"]["kind"] == "signed_out" && line["status"] == "needs_person"));
    assert!(lines[1]["error"]["hint"].as_str().unwrap().contains("tokenwright login work"), "{}", lines[1]);
    assert!(lines[1]["steps"].as_array().unwrap().is_empty(), "no browser was opened for it");
    assert!(site.truth().users.is_empty());
}

/// One program uses a sign-in at a time: who comes second is told, and a batch comes back to its accounts.
#[test]
fn a_sign_in_that_is_in_use_is_waited_for() {
    let site = Site::new("session=required terms=accepted");
    let place = site.folder().join("home/.local/state/tokenwright/sign-ins");
    fs::create_dir_all(place.join("work/profile")).unwrap();
    let held = ProfileLock::take(&place, "work").unwrap();
    for arguments in [["login", "work"], ["login", "--forget=work"], ["run", "--session=work"]] {
        let told =
            tokenwright(&site).args(arguments).args(["--app=RCWa"].iter().filter(|_| arguments[0] == "run")).output();
        let told = told.unwrap();
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        let words = format!("(process {}) is working on the sign-in \"work\"", std::process::id());
        assert!(String::from_utf8_lossy(&told.stderr).contains(&words), "{told:?}");
    }
    let file = roster(&site, "id,app,system_user,session\nalpha,RCWa,Alpha,work\n");
    let [developers, business, graph] = site.addresses();
    let mut batch = tokenwright(&site)
        .args(["run", "--accounts", &file, "--headless", "--non-interactive", "--trace=off"])
        .args(["--developers-url", developers, "--business-url", business, "--graph-url", graph])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(batch.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.next().unwrap();
    assert!(told.contains("the saved sign-in \"work\" is in use by another program"), "{told}");
    drop(held);
    let rest: Vec<String> = lines.collect();
    assert!(rest.iter().any(|line| line.contains("has expired")), "it was come back to: {rest:?}");
    assert_eq!(batch.wait().unwrap().code(), Some(3));
}

/// Where nobody signs in, nothing is left that looks like a sign-in.
#[test]
fn a_login_that_nobody_comes_to_saves_nothing() {
    let site = Site::new("session=required");
    let display = Display::new();
    let login = tokenwright(&site)
        .args(["login", "work", "--developers-url", site.addresses()[0], "--person-limit", "3"])
        .env("DISPLAY", &display.name)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&login.stderr);
    assert_eq!(login.status.code(), Some(3), "{told}");
    assert!(told.contains("nobody signed in within 0:03"), "{told}");
    site.assert_clean();
    let list = tokenwright(&site).args(["login", "--list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).starts_with("no sign-in is saved"), "{list:?}");
    let forget = tokenwright(&site).args(["login", "--forget", "work"]).output().unwrap();
    assert_eq!(forget.status.code(), Some(2), "{forget:?}");
}

/// Sealed, a sign-in goes to fresh browsers, several at once; and nothing of it can be read on the way.
#[test]
fn a_sealed_sign_in_serves_fresh_browsers() {
    let site = Site::new("session=required terms=accepted");
    sign_in(&site, "work");
    let own = |name: &str| site.folder().join(name).display().to_string();
    let login = |arguments: &[&str]| tokenwright(&site).arg("login").args(arguments).output().unwrap();
    let nobody = login(&["work", "--export", &own("work.age")]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("age-keygen"), "{nobody:?}");

    let key = age::x25519::Identity::generate();
    fs::write(site.folder().join("key.txt"), key.to_string().expose_secret()).unwrap();
    let settings = format!("[deliver]\nrecipients = [\"{}\"]\nidentity = \"{}\"\n", key.to_public(), own("key.txt"));
    fs::write(site.folder().join("tokenwright.toml"), settings).unwrap();
    let exported = login(&["work", "--export", &own("work.age")]);
    assert_eq!(exported.status.code(), Some(0), "{exported:?}");
    let sealed = fs::read(own("work.age")).unwrap();
    assert!(sealed.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
    assert_eq!(fs::metadata(own("work.age")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(login(&["away", "--import", &own("key.txt")]).status.code(), Some(2), "that is none");
    assert_eq!(login(&["away", "--import", &own("work.age")]).status.code(), Some(0));
    let list = login(&["--list"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("sealed for other browsers"), "{list:?}");

    // The profile is in use meanwhile: it is not needed.
    let rows = "id,app,system_user,session\nalpha,RCWa,Alpha,away\nbeta,RCWa Cloud,Beta,away\n";
    let walked = site.walk().whole_browser().args(["--accounts", &roster(&site, rows), "--jobs", "2"]).run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
    // Elsewhere a profile of this machine is of no use, and it is told what is.
    let rows = rows.replace("away", "work");
    let there = site
        .walk()
        .whole_browser()
        .args(["--accounts", &roster(&site, &rows), "--webdriver", "http://127.0.0.1:9"])
        .run();
    assert_eq!(there.code, Some(2));
    assert!(there.stderr.contains("tokenwright login work --export"), "{}", there.stderr);
}

/// A Secret Service on a bus of its own, until it is dropped: then its bus ends, and it with that.
struct Keyring {
    bus: String,
    session: Child,
    _folder: TempDir,
}

impl Keyring {
    fn start() -> Option<Self> {
        if which("dbus-run-session").is_err() || which("gnome-keyring-daemon").is_err() {
            eprintln!("skipped: dbus-run-session and gnome-keyring-daemon are not installed");
            return None;
        }
        let script = "printf x | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1 && \
                      printf '%s\\n' \"$DBUS_SESSION_BUS_ADDRESS\" && cat > /dev/null";
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", script]).env_remove("DBUS_SESSION_BUS_ADDRESS");
        let folder = tempfile::tempdir().unwrap();
        for name in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            command.env(name, folder.path().join(name));
        }
        let mut session = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut bus = String::new();
        BufReader::new(session.stdout.take().unwrap()).read_line(&mut bus).unwrap();
        Some(Self { bus: bus.trim().to_owned(), session, _folder: folder })
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        drop(self.session.stdin.take());
        self.session.wait().unwrap();
    }
}

/// Sealed by the system's keyring it serves browsers elsewhere, for this user alone, and for nobody once it is forgotten.
#[test]
fn a_sign_in_that_the_keyring_seals_serves_fresh_browsers() {
    let site = Site::new("session=required terms=accepted");
    let kept = site.folder().join("home/.local/state/tokenwright/sign-ins/work");
    fs::create_dir_all(kept.join("profile")).unwrap();
    let nobody = format!("unix:path={}", site.folder().join("no-bus").display());
    let refused = tokenwright(&site)
        .args(["login", "work", "--keyring"])
        .env("DBUS_SESSION_BUS_ADDRESS", nobody)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no keyring answers here"), "{refused:?}");

    let Some(keyring) = Keyring::start() else { return };
    sign_in(&site, "work");
    let login = |arguments: &[&str]| {
        tokenwright(&site).arg("login").args(arguments).env("DBUS_SESSION_BUS_ADDRESS", &keyring.bus).output().unwrap()
    };
    let sealed = login(&["work", "--keyring"]);
    assert_eq!(sealed.status.code(), Some(0), "{sealed:?}");
    let file = kept.join("cookies-keyring.age");
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // As a browser elsewhere has nothing of the profile.
    fs::rename(kept.join("profile"), site.folder().join("away")).unwrap();
    let rows = "id,app,system_user,session\nalpha,RCWa,Alpha,work\nbeta,RCWa Cloud,Beta,work\n";
    let batch = || {
        let walk = site.walk().whole_browser().args(["--accounts", &roster(&site, rows), "--jobs", "2"]);
        walk.env("DBUS_SESSION_BUS_ADDRESS", &keyring.bus)
    };
    let walked = batch().run();
    assert_eq!(walked.code, Some(0), "{}\n{}", walked.stdout, walked.stderr);
    assert_each_made_once(&site, &[("Alpha", "RCWa"), ("Beta", "RCWa Cloud")]);
    // Whoever has kept the file has nothing of it once the key is gone.
    assert_eq!(login(&["--forget", "work"]).status.code(), Some(0));
    fs::create_dir_all(&kept).unwrap();
    fs::write(&file, bytes).unwrap();
    let forgotten = batch().run();
    assert_eq!(forgotten.code, Some(2), "{}", forgotten.stdout);
    assert!(forgotten.stderr.contains("`tokenwright login work --keyring`"), "{}", forgotten.stderr);
}
