//! What the program says to do next is pasted into a shell, and does what it says.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Site, canary_token};

/// A shell of somebody who has installed the program, and whose settings lead to this practice site.
struct Shell<'s> {
    site: &'s Site,
    display: Option<String>,
}

impl Shell<'_> {
    fn paste(&self, command: &str) -> Output {
        let [developers, business, graph] = self.site.addresses();
        let own = Path::new(env!("CARGO_BIN_EXE_tokenwright")).parent().unwrap().to_owned();
        let folders = [self.site.folder().join("bin"), own].into_iter();
        let usual = std::env::var_os("PATH").unwrap();
        let path = folders.chain(std::env::split_paths(&usual));
        let mut bash = Command::new("bash");
        bash.args(["-c", command]).current_dir(self.site.folder()).env_clear();
        bash.env("PATH", std::env::join_paths(path).unwrap());
        bash.env("HOME", self.site.folder().join("home")).env("TMPDIR", self.site.folder().join("tmp"));
        bash.env("TOKENWRIGHT_DEVELOPERS_URL", developers).env("TOKENWRIGHT_BUSINESS_URL", business);
        bash.env("TOKENWRIGHT_GRAPH_URL", graph).env("TOKENWRIGHT_TRACE", "off").env("TOKENWRIGHT_TIMEOUT", "20");
        match &self.display {
            Some(name) => bash.env("DISPLAY", name),
            None => bash.env("TOKENWRIGHT_HEADLESS", "true"),
        };
        bash.output().unwrap()
    }

    /// Pastes what must go well, and gives what it printed.
    #[track_caller]
    fn done(&self, command: &str) -> String {
        let output = self.paste(command);
        assert_eq!(output.status.code(), Some(0), "{command}\n{}", said(&output));
        said(&output)
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The command of the program that a text says, from its name to the end of the code or of the sentence.
#[track_caller]
fn command_in(text: &str) -> String {
    let at = text.find("tokenwright ").unwrap_or_else(|| panic!("no command in: {text}"));
    text[at..].split(['`', ';', '\n']).next().unwrap().trim().to_owned()
}

/// From "no account yet" to a token, a second one instead of one that is not good any more, and its delivery.
#[test]
fn the_hints_of_an_accounts_life_lead_on_when_they_are_pasted() {
    let site = Site::new("terms=accepted");
    let shell = Shell { site: &site, display: None };
    let first = command_in(&shell.done("tokenwright status"));
    assert_eq!(first, "tokenwright run --app NAME");
    shell.done(&first.replace("NAME", "RCWa --id acme"));
    site.assert_made_once("ADMIN");
    assert!(shell.done("tokenwright status").contains("done"));

    // The file was changed by hand: the hint makes another token, for this account and no other.
    let file = site.out().join("credentials/acme.env");
    let made = site.truth().tokens[0].token.clone();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace(&made, &canary_token(7))).unwrap();
    let bad = shell.paste("tokenwright verify");
    assert_eq!(bad.status.code(), Some(6), "{}", said(&bad));
    let again = command_in(&said(&bad));
    assert!(again.contains("--id acme") && again.ends_with("--force-new-token"), "{again}");
    shell.done(&again.replace("APP", "RCWa").replace("SYSTEM-USER", "'Cloud Messaging'"));
    assert_eq!(site.truth().tokens.len(), 2);
    assert!(shell.done("tokenwright verify").contains("1 of 1 good"));

    // A folder that is not there: made as the hint says, and then it is delivered.
    let target = "[[deliver.to]]\nkind = \"dotenv\"\npath = \"shop/config/.env\"\n";
    fs::write(site.folder().join("tokenwright.toml"), target).unwrap();
    let refused = said(&shell.paste("tokenwright deliver acme"));
    let mkdir = refused.split("make it with ").nth(1).unwrap().split(',').next().unwrap();
    shell.done(mkdir);
    shell.done(&command_in(refused.split("; then run ").nth(1).unwrap()));
    let delivered = fs::read_to_string(site.folder().join("shop/config/.env")).unwrap();
    assert!(delivered.contains(&site.truth().tokens[1].token));
}

/// A run with flags that are not the defaults: what its hint says to do, and what `verify` says later, is about the same system user,
/// and says yes to no more than the first did. A token of another one replaces nothing unasked.
#[test]
fn the_hints_of_a_run_with_flags_repeat_them() {
    let site = Site::new("terms=accepted obstacle.token=500");
    let shell = Shell { site: &site, display: None };
    let first = "tokenwright run --app RCWa --id acme --system-user 'hook relay' --role employee --accept-policy ask --out 'my out'";
    let bad = shell.paste(first);
    site.set("obstacle.token", "none");
    assert_ne!(bad.status.code(), Some(0), "{}", said(&bad));
    let of = |told: &str| {
        let at = told.find("tokenwright run --app").unwrap_or_else(|| panic!("no command in: {told}"));
        let command = command_in(&told[at..]);
        for flag in ["--system-user 'hook relay'", "--out 'my out'", "--id acme", "--force-new-token"] {
            assert!(command.contains(flag), "{flag} in {command}");
        }
        command
    };
    let again = of(&said(&bad));
    assert!(again.contains("--role employee") && again.contains("--accept-policy ask"), "{again}");
    assert_eq!(of(&said(&shell.paste("tokenwright status --json --out 'my out'"))), again);
    shell.done(&again);
    let users = |made: &str| site.truth().users.into_iter().filter(|user| user.name == made).count();
    assert_eq!((users("hook relay"), users("Cloud Messaging")), (1, 0));

    let file = site.folder().join("my out/credentials/acme.env");
    let text = fs::read_to_string(&file).unwrap();
    let unnamed = shell.paste("tokenwright run --app RCWa --id acme --out 'my out' --force-new-token");
    assert_eq!(unnamed.status.code(), Some(2), "{}", said(&unnamed));
    assert!(said(&unnamed).contains("hook relay") && said(&unnamed).contains("Cloud Messaging"), "{}", said(&unnamed));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    site.set("graph.fail", "190-467");
    let revoked = shell.paste("tokenwright verify --out 'my out'");
    site.set("graph.fail", "none");
    let tokens = site.truth().tokens.len();
    shell.done(&of(&said(&revoked)));
    assert_eq!((site.truth().tokens.len(), users("hook relay"), users("Cloud Messaging")), (tokens + 1, 1, 0));
}

/// A token whose system user has no WhatsApp account: what the proof says to do assigns it, and then the same token is good.
#[test]
fn the_hint_of_an_account_that_is_not_assigned_assigns_it() {
    let site = Site::new("terms=accepted world.waba_access=none world.clients=0");
    let shell = Shell { site: &site, display: None };
    let bad = shell.paste("tokenwright run --app RCWa --id acme --system-user 'Cloud Messaging'");
    assert_eq!(bad.status.code(), Some(6), "{}", said(&bad));
    let told = said(&shell.paste("tokenwright verify --json"));
    for hint in [said(&bad), told] {
        let at = hint.find("tokenwright run --scenario").unwrap_or_else(|| panic!("no command in: {hint}"));
        let command = command_in(&hint[at..]);
        assert!(command.contains("--id acme") && command.ends_with("--system-user 'Cloud Messaging'"), "{command}");
        let done = shell.done(&command);
        assert!(done.contains("Assign a WhatsApp account to a system user") && !done.contains("proven"), "{done}");
    }
    let given: Vec<_> = site.truth().assignments.into_iter().filter(|one| one.kind == "waba").collect();
    assert_eq!(given.len(), 1);
    assert_eq!(site.log("assign_assets").len(), 2, "the app's and the account's");
    assert!(shell.done("tokenwright verify").contains("1 of 1 good"));
    assert_eq!(site.truth().tokens.len(), 1);
}

/// Each line below "Next:" after the demo.
#[test]
fn what_the_demo_says_to_do_next_can_be_done() {
    let site = Site::new("terms=accepted");
    let shell = Shell { site: &site, display: None };
    // What opens a file on a desktop.
    let bin = site.folder().join("bin");
    fs::create_dir(&bin).unwrap();
    for opener in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
        fs::write(bin.join(opener), "#!/bin/sh\nfor last; do :; done\nprintf '%s\\n' \"$last\" >> opened\n").unwrap();
        fs::set_permissions(bin.join(opener), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let told = shell.done("tokenwright demo --out 'my demo' --set generation=1 --set terms=accepted --delay-ms 20");
    let next = told.split("Next:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = next.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let [report, cat, doctor, run] = commands.as_slice() else { panic!("{next}") };
    let path = PathBuf::from(shell.done(report).trim());
    let opened = fs::read_to_string(site.folder().join("opened")).unwrap();
    assert!(path.ends_with("report.html") && opened.trim().ends_with("report.html"), "{path:?} {opened}");
    assert!(shell.done(cat).contains("WHATSAPP_ACCESS_TOKEN="));
    assert!(shell.done(doctor).contains("Everything that a walk needs is here."));
    let display = crate::support::Display::new();
    let windowed = Shell { site: &site, display: Some(display.name.clone()) };
    windowed.done(&run.replace("NAME", "RCWa"));
    site.assert_made_once("ADMIN");
}

/// The README's way to try `run` against the practice site, as it stands there but for the ports.
#[test]
fn what_the_readme_says_of_a_trial_can_be_pasted() {
    let site = Site::new("terms=accepted");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let block = readme.split("```sh\n").find(|block| block.starts_with("tokenwright practice --port 8300")).unwrap();
    // Three in a row that nobody has: below those that the system gives away by itself.
    let port = 20_000 + std::process::id() % 10_000;
    let block = (0..3).fold(block.split("```").next().unwrap().to_owned(), |block, next| {
        block.replace(&format!("830{next}"), &(port + next).to_string())
    });
    let told = Shell { site: &site, display: None }.done(&block);
    assert!(told.contains("The permanent token is proven and stored"), "{told}");
    assert!(fs::read_to_string(site.out().join("credentials/trial.env")).unwrap().contains("WHATSAPP_ACCESS_TOKEN="));
    assert!(site.truth().tokens.is_empty(), "it was made at the other one");
}

/// Every command that any text of the program or its documents names exists, with each of its flags.
#[test]
fn every_command_that_is_said_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts: Vec<PathBuf> = crate::support::files_under(&root.join("src"));
    texts.extend(crate::support::files_under(&root.join("scenarios")));
    texts.extend(
        [
            "README.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "docs/scenarios.md",
            "docs/testing.md",
            "docs/errors.md",
            "docs/json.md",
        ]
        .map(|name| root.join(name)),
    );
    let help = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tokenwright")).args(words).arg("--help").output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    let mut checked = BTreeSet::new();
    for path in texts {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        // What a string goes on with on the next line belongs to it.
        let text = text.replace("\\\n", " ");
        for (at, name) in text.match_indices("tokenwright ") {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let rest = text[at + name.len()..].split(['`', '"', ';', ',', '\n', '|', '>', ')', '#']).next().unwrap();
            let words: Vec<&str> = rest.split_whitespace().collect();
            let Some(command) = words.first().filter(|word| word.chars().all(|c| c.is_ascii_lowercase())) else {
                continue;
            };
            // "A newer tokenwright has ..." is a sentence.
            if !" `\"'(/".contains(before) || help(&[command]).is_none() {
                assert!(!matches!(before, '`'), "{}: tokenwright {rest}", path.display());
                continue;
            }
            for flag in words.iter().filter_map(|word| word.strip_prefix("--")).filter(|flag| !flag.is_empty()) {
                let flag = flag.split(['=', '.', '\'', ':']).next().unwrap();
                if flag != "help" && checked.insert((command.to_string(), flag.to_owned())) {
                    let of_both = [help(&[command]), words.get(1).and_then(|below| help(&[command, below]))];
                    let known = of_both.iter().flatten().any(|help| help.contains(&format!("--{flag}")));
                    assert!(known, "{}: no --{flag} in tokenwright {rest}", path.display());
                }
            }
        }
    }
    assert!(checked.len() > 15, "{checked:?}");
}
