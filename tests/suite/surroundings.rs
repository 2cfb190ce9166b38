//! The program in surroundings that are not as usual: links, letters, folders, readers that go away.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Practice, canary_token};

fn tokenwright(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    command.current_dir(folder).env_clear().env("HOME", folder).env("PATH", std::env::var_os("PATH").unwrap());
    command
}

#[track_caller]
fn expect(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned());
    assert_eq!(status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

fn store(folder: &Path, name: &str) {
    fs::create_dir_all(folder.join("out/credentials")).unwrap();
    let text = format!("# verified 2026-01-01T00:00:00Z\nWHATSAPP_ACCESS_TOKEN={}\n", canary_token(150));
    fs::write(folder.join("out/credentials").join(name), text).unwrap();
}

fn program(path: &Path, says: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn checks(out: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(out).unwrap()["checks"].as_array().unwrap().clone()
}

/// A relative path in a variable is of the present folder, and a `~` of the home: no shell has looked at it.
#[test]
fn programs_are_sought_from_the_present_folder() {
    let folder = TempDir::new().unwrap();
    program(&folder.path().join("chrome/chrome"), "Chromium 120.0.1.2");
    program(&folder.path().join("chromedriver"), "ChromeDriver 156.0.1.2 (abc)");
    let mut doctor = tokenwright(folder.path());
    doctor.args(["doctor", "--json"]).env("TOKENWRIGHT_CHROMIUM", "./chrome/chrome");
    let (out, _) = expect(doctor.env("TOKENWRIGHT_CHROMEDRIVER", "~/chromedriver"), 7);
    let seen: Vec<String> = checks(&out)[..2].iter().map(|check| check["seen"].as_str().unwrap().to_owned()).collect();
    let here = folder.path().canonicalize().unwrap();
    assert!(seen[0].starts_with('/') && seen[0].contains("chrome/chrome, version 120.0.1.2"), "{seen:?}");
    assert!(seen[1].contains("chromedriver, version 156.0.1.2"), "{seen:?} in {}", here.display());
}

/// The first advice is the one that helps.
#[test]
fn doctor_tells_of_folders_that_are_not_as_they_should_be() {
    let folder = TempDir::new().unwrap();
    let mut doctor = tokenwright(folder.path());
    let (out, _) = expect(doctor.args(["doctor", "--json"]).env("TMPDIR", folder.path().join("none")), 7);
    let missing = checks(&out).into_iter().find(|check| check["state"] == "missing").unwrap();
    assert_eq!(missing["name"], "temporary");
    assert!(missing["mend"].as_str().unwrap().starts_with("unset TMPDIR, or make the folder: mkdir -p "), "{missing}");
    let mut doctor = tokenwright(folder.path());
    let other = if nix::unistd::geteuid().is_root() {
        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        std::os::unix::fs::chown(&other, Some(4321), None).unwrap();
        other
    } else {
        "/root".into()
    };
    let (out, _) =
        expect(doctor.args(["doctor", "--json"]).env("HOME", other).env("TMPDIR", folder.path().join("none")), 7);
    let home = checks(&out).into_iter().find(|check| check["name"] == "home").unwrap();
    assert!(home["mend"].as_str().unwrap().contains("sudo -H"), "{home}");
}

#[test]
fn what_is_no_text_is_told() {
    let folder = TempDir::new().unwrap();
    let mut run = tokenwright(folder.path());
    let (_, err) = expect(run.arg("run").env("TOKENWRIGHT_APP", OsStr::from_bytes(b"caf\xe9")), 2);
    assert_eq!(err, "error: TOKENWRIGHT_APP: its value is not UTF-8 text\n");
    fs::write(folder.path().join("x.toml"), b"name = \"x\"\ntitle = \"caf\xe9\"\n").unwrap();
    let (out, _) = expect(tokenwright(folder.path()).args(["scenario", "lint", "x.toml"]), 2);
    assert!(out.starts_with("x.toml:2:13: this is not UTF-8 text\n"), "{out}");
    fs::write(folder.path().join("tokenwright.toml"), b"app = \"caf\xe9\"\n").unwrap();
    let (_, err) = expect(tokenwright(folder.path()).arg("status"), 2);
    assert!(err.starts_with("error: tokenwright.toml:1:11: this is not UTF-8 text\n"), "{err}");
}

/// A file of somebody else's may say what it likes: the terminal does not do it, and it is told in no time.
#[test]
fn a_scenario_neither_steers_the_terminal_nor_takes_for_ever() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.toml"), "\"\\u001b[2J\" = 1 # \u{9b}\n").unwrap();
    let (out, _) = expect(tokenwright(folder.path()).args(["scenario", "lint", "x.toml"]), 2);
    assert!(out.contains("unknown key \"␛[2J\"") && !out.contains(['\u{1b}', '\u{9b}']), "{out}");
    let keys = (0..200_000).map(|number| format!("key{number} = 1")).collect::<Vec<_>>().join("\n");
    let labels = format!("language = \"es\"\nname = \"x\"\n[labels]\n{}", keys.replace("= 1", "= \"a\""));
    fs::create_dir(folder.path().join("labels")).unwrap();
    for (name, text, code, more) in [("x.toml", &keys, 2, 199_900), ("labels/es.toml", &labels, 0, 199_900)] {
        fs::write(folder.path().join(name), text).unwrap();
        let begun = Instant::now();
        let (out, _) = expect(tokenwright(folder.path()).args(["scenario", "lint", name]), code);
        assert!(
            out.contains(&format!("and {more} more, which are not shown")),
            "{name}: {}",
            out.lines().last().unwrap()
        );
        // It was a minute with 16 times as many looks at each; a machine that is busy takes some of this.
        assert!(begun.elapsed() < Duration::from_secs(30), "{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn names_that_lead_elsewhere_start_nothing() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("tokenwright.toml"), "[[deliver.to]]\nkind = \"dotenv\"\npath = \"x.env\"\n").unwrap();
    store(folder.path(), "acme.env");
    for name in ["..", "a/b", "../x"] {
        for arguments in [&["run", "--app", "x", "--id", name][..], &["deliver", "acme", name][..]] {
            let (out, err) = expect(tokenwright(folder.path()).args(arguments), 2);
            assert!(
                err.contains(&format!("the account name \"{name}\"")) && out.is_empty(),
                "{arguments:?}: {out}{err}"
            );
        }
    }
    assert!(!folder.path().join("x.env").exists());
}

/// A file with a name of a person's own is proved with the others.
#[test]
fn credentials_under_any_name_are_proved() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    store(folder.path(), "Acme_DE.env");
    let (out, _) = expect(&mut practice.tokenwright(folder.path(), &["verify"]), 6);
    assert!(out.starts_with("bad      Acme_DE  the token was revoked"), "{out}");
}

/// The log goes where nobody reads any more: what the command does is done all the same.
#[test]
fn a_reader_that_goes_away_ends_nothing() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    let mut run = practice.run(folder.path(), "acme");
    run.env("TOKENWRIGHT_LOG", "trace").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = run.spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let stored = fs::read_to_string(folder.path().join("out/credentials/acme.env")).unwrap();
    assert!(stored.contains("# verified ") && stored.contains(&practice.tokens()[0]));
    // Every delivery is made, although nobody hears of the first.
    fs::write(folder.path().join("tokenwright.toml"), "[[deliver.to]]\nkind = \"dotenv\"\npath = \"{account}.env\"\n")
        .unwrap();
    fs::copy(folder.path().join("out/credentials/acme.env"), folder.path().join("out/credentials/berlin.env")).unwrap();
    let mut deliver = tokenwright(folder.path());
    let mut child = deliver.args(["deliver", "--all"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    child.wait().unwrap();
    assert!(folder.path().join("acme.env").exists() && folder.path().join("berlin.env").exists());
}

/// What runs leave is for their owner only.
#[test]
fn files_of_runs_are_closed_to_others() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    expect(&mut practice.run(folder.path(), "acme"), 0);
    let mut looked_at = vec![folder.path().join("out")];
    while let Some(path) = looked_at.pop() {
        let known = fs::metadata(&path).unwrap();
        let mode = known.permissions().mode() & 0o777;
        assert_eq!(mode, if known.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        if known.is_dir() {
            looked_at.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

/// A link of the user's own is written through, one that anybody may have planted starts nothing.
#[test]
fn links_are_followed_where_nobody_else_can_have_made_them() {
    let practice = Practice::start(&[]);
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("out/credentials")).unwrap();
    fs::create_dir(at("open")).unwrap();
    fs::write(at("real.env"), format!("WHATSAPP_ACCESS_TOKEN={}\n# mine\n", canary_token(151))).unwrap();
    symlink(at("real.env"), at("out/credentials/acme.env")).unwrap();
    symlink(at("real.env"), at("open/app.env")).unwrap();
    fs::set_permissions(at("open"), fs::Permissions::from_mode(0o777)).unwrap();
    fs::write(at("tokenwright.toml"), "[[deliver.to]]\nkind = \"dotenv\"\npath = \"open/app.env\"\n").unwrap();
    let (out, _) = expect(practice.run(folder.path(), "acme").arg("--force-new-token"), 2);
    assert!(
        out.contains("\"kind\":\"link\"") && out.contains("the delivery to dotenv") && practice.tokens().is_empty(),
        "{out}"
    );
    fs::remove_file(at("tokenwright.toml")).unwrap();
    expect(practice.run(folder.path(), "acme").arg("--force-new-token"), 0);
    assert!(fs::symlink_metadata(at("out/credentials/acme.env")).unwrap().is_symlink());
    let real = fs::read_to_string(at("real.env")).unwrap();
    assert!(
        real.contains(&practice.tokens()[0]) && real.contains("# verified ") && real.ends_with("# mine\n"),
        "{real}"
    );
}
