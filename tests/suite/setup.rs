//! `scripts/setup` on machines that lack something. They are made of a folder of programs that stands for `PATH`.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What any machine has.
const ALWAYS: [&str; 8] = ["bash", "cut", "dirname", "env", "head", "sed", "sort", "uname"];

struct Machine(TempDir);

impl Machine {
    /// One with this `os-release` and these programs, which do nothing.
    fn new(os_release: &str, programs: &[&str]) -> Self {
        let machine = Self(TempDir::new().unwrap());
        fs::write(machine.0.path().join("os-release"), os_release).unwrap();
        fs::create_dir(machine.0.path().join("bin")).unwrap();
        for name in ALWAYS {
            let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
                .map(|folder| folder.join(name))
                .find(|path| path.exists());
            symlink(real.expect(name), machine.0.path().join("bin").join(name)).unwrap();
        }
        for name in programs {
            machine.program(name, "exit 0");
        }
        machine
    }

    fn program(&self, name: &str, does: &str) {
        let path = self.0.path().join("bin").join(name);
        fs::write(&path, format!("#!/usr/bin/env bash\n{does}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// An apt that notes what it is told, and knows these versions of packages.
    fn with_apt(self, candidates: &[(&str, &str)], root: bool) -> Self {
        self.program("id", if root { "echo 0" } else { "echo 1000" });
        self.program("apt-get", &format!("printf '%s\\n' \"$*\" >> '{}'", self.log().display()));
        let known = candidates.iter().map(|(name, version)| format!("{name}) echo '  Candidate: {version}';;\n"));
        let known = known.collect::<Vec<_>>().concat();
        self.program("apt-cache", &format!("case $2 in\n{known}*) echo '  Candidate: (none)';;\nesac"));
        self
    }

    fn log(&self) -> std::path::PathBuf {
        self.0.path().join("apt.log")
    }

    /// What apt was told to install, call by call.
    fn installed(&self) -> Vec<Vec<String>> {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let calls = log.lines().filter(|line| line.starts_with("install"));
        calls
            .map(|call| call.split(' ').skip(1).filter(|word| !word.starts_with('-')).map(str::to_owned).collect())
            .collect()
    }

    fn setup(&self) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/setup");
        let mut command = Command::new(self.0.path().join("bin/bash"));
        command.arg(script).env_clear().env("PATH", self.0.path().join("bin")).env("HOME", self.0.path());
        command.env("SETUP_OS_RELEASE", self.0.path().join("os-release")).output().unwrap()
    }
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const BOOKWORM: &str = "ID=debian\nVERSION_ID=\"12\"\n";

/// A Debian 12 with nothing: all of it is named at once and installed in one go, Rust from the security archive.
#[test]
fn a_bare_debian_gets_everything_at_once() {
    let machine = Machine::new(BOOKWORM, &[])
        .with_apt(&[("cargo", "0.66.0+ds1-1"), ("cargo-web", "1.96.0+dfsg1-1~deb12u2")], true);
    let output = machine.setup();
    assert!(output.status.success(), "{}", err(&output));
    for what in ["a C compiler", "make", "git", "Rust 1.88 or newer", "Chromium and ChromeDriver"] {
        assert!(err(&output).contains(what), "{what} is not named:\n{}", err(&output));
    }
    let calls = machine.installed();
    let [packages] = calls.as_slice() else { panic!("not in one go: {calls:?}") };
    for package in ["gcc", "libc6-dev", "make", "git", "cargo-web", "rustc-web", "chromium", "chromium-driver"] {
        assert!(packages.iter().any(|one| one == package), "{package} is not among {packages:?}");
    }
    assert!(packages.iter().any(|one| one == "chromium-sandbox"), "also as root: others use this Chromium, too");
}

/// Where the archive's Rust is too old, nothing old is installed; what else is missing is, and the way to Rust is told.
#[test]
fn an_old_rust_is_not_installed() {
    let old = [("cargo", "0.66.0+ds1-1"), ("cargo-web", "1.85.0+dfsg3-1")];
    let machine = Machine::new(BOOKWORM, &["make", "git", "chromium", "chromedriver"]).with_apt(&old, true);
    let output = machine.setup();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(machine.installed(), [["gcc", "libc6-dev", "curl", "ca-certificates"].map(str::to_owned)]);
    assert!(err(&output).contains("sh.rustup.rs"), "{}", err(&output));
}

/// Who may install nothing is told one command with all of it.
#[test]
fn who_is_not_root_is_told_all_in_one_command() {
    let machine = Machine::new(BOOKWORM, &["cc", "git"]).with_apt(&[("cargo-web", "1.96.0")], false);
    let output = machine.setup();
    assert_eq!((output.status.code(), machine.installed().len()), (Some(1), 0));
    let told = err(&output);
    assert!(told.contains("as root: apt-get update && apt-get install make cargo-web rustc-web chromium "), "{told}");
}

#[test]
fn another_system_is_told_its_own_command() {
    let machine = Machine::new("ID=fedora\n", &["cc", "make"]);
    machine.program("id", "echo 1000");
    let output = machine.setup();
    assert_eq!(output.status.code(), Some(1));
    let told = err(&output);
    assert!(told.contains("sudo dnf install git chromium chromedriver") && told.contains("sh.rustup.rs"), "{told}");
}

#[test]
fn a_machine_that_has_everything_hears_nothing() {
    let machine = Machine::new(BOOKWORM, &["cc", "make", "git", "chromium", "chromedriver"]).with_apt(&[], true);
    machine.program("cargo", "echo 'cargo 1.99.0'");
    let output = machine.setup();
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    assert!(!machine.log().exists(), "apt was not even asked");
}
