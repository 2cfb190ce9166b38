//! Finds browsers and drivers on this machine, and says whether they go together.

use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::distribution::Distribution;
use super::error::BrowserError;
use super::kind::BrowserKind;

/// How long a program may take to tell its version.
const VERSION_LIMIT: Duration = Duration::from_secs(10);

/// The variable that tells Chromium where to leave what it writes of a crash: its habit is a folder in the home, which would grow.
pub(super) const CRASH_DUMPS: &str = "BREAKPAD_DUMP_LOCATION";

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The folders of `PATH`.
    pub path: Option<OsString>,
    /// The usual folders, for what is on none of these.
    pub usual: Vec<PathBuf>,
    /// The browser's program, where it was named.
    pub browser: Option<PathBuf>,
    /// The driver's program, where it was named.
    pub driver: Option<PathBuf>,
}

impl Search {
    /// As the environment of this process says.
    pub fn here(kind: BrowserKind) -> Self {
        let named = |variable| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            path: std::env::var_os("PATH"),
            usual: usual_folders(),
            browser: named(kind.browser_variable()),
            driver: named(kind.driver_variable()),
        }
    }

    /// A browser and a driver that go together, as far as can be told without starting them.
    ///
    /// # Errors
    /// When one of them is not there, or when there are several and no two of them go together.
    pub fn pair(&self, kind: BrowserKind) -> Result<Pair, BrowserError> {
        let browsers = self.browsers(kind)?;
        let drivers = self.drivers(kind)?;
        // Firefox and geckodriver have versions of their own each; and a single pair is judged when it starts, which
        // tells the versions for nothing.
        if kind == BrowserKind::Firefox || (browsers.len() == 1 && drivers.len() == 1) {
            return Ok(Pair { browser: browsers[0].clone(), driver: drivers[0].clone() });
        }
        let drivers: Vec<_> = drivers.into_iter().map(|path| (version(&path).ok(), path)).collect();
        for browser in &browsers {
            let Ok(browser_version) = version(browser) else {
                continue;
            };
            for (driver_version, driver) in &drivers {
                if driver_version.as_ref().is_some_and(|version| version.major() == browser_version.major()) {
                    return Ok(Pair { browser: browser.clone(), driver: driver.clone() });
                }
            }
        }
        let pair = Pair { browser: browsers[0].clone(), driver: drivers[0].1.clone() };
        pair.check(kind)?;
        Ok(pair)
    }

    /// The browsers that are there, the preferred one first.
    ///
    /// # Errors
    /// When there is none.
    pub fn browsers(&self, kind: BrowserKind) -> Result<Vec<PathBuf>, BrowserError> {
        self.all(self.browser.as_deref(), kind.browser_variable(), kind.browser_programs())
            .map_err(|looked| BrowserError::NoBrowser { wanted: kind.browser_name(), looked, mend: mend(kind) })
    }

    /// The drivers that are there, the preferred one first.
    ///
    /// # Errors
    /// When there is none.
    pub fn drivers(&self, kind: BrowserKind) -> Result<Vec<PathBuf>, BrowserError> {
        self.all(self.driver.as_deref(), kind.driver_variable(), kind.driver_programs())
            .map_err(|looked| BrowserError::NoDriver { wanted: kind.driver_name(), looked, mend: mend(kind) })
    }

    fn all(&self, named: Option<&Path>, variable: &str, programs: &[&str]) -> Result<Vec<PathBuf>, String> {
        if let Some(named) = named {
            return program(named, self.path.as_ref())
                .map(|path| vec![path])
                .ok_or_else(|| format!("at {} (as {variable} says), which is no program", named.display()));
        }
        let on_path: Vec<_> = programs.iter().filter_map(|name| program(Path::new(name), self.path.as_ref())).collect();
        let found = if on_path.is_empty() {
            let places = self.usual.iter().flat_map(|folder| programs.iter().map(move |name| folder.join(name)));
            let bundles = self.usual.iter().flat_map(|folder| bundled(programs).map(move |name| folder.join(name)));
            places.chain(bundles).filter_map(|path| program(&path, None)).collect()
        } else {
            on_path
        };
        let found = without_twins(found);
        if found.is_empty() {
            let usual: Vec<_> = self.usual.iter().map(|folder| folder.display().to_string()).collect();
            let usual = if usual.is_empty() { String::new() } else { format!(" and in {}", usual.join(", ")) };
            return Err(format!("for {} on PATH{usual}", programs.join(", ")));
        }
        Ok(found)
    }
}

fn mend(kind: BrowserKind) -> String {
    format!(
        "install it: {}; or name the programs in {} and {}",
        Distribution::here().install(kind),
        kind.browser_variable(),
        kind.driver_variable()
    )
}

/// Where this program is: of the present folder where its name is a path, else in the folders of `path`. Absolute, as the driver may
/// look from elsewhere.
fn program(name: &Path, path: Option<&OsString>) -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let found = which::which_in(name, path, &here).ok()?;
    Some(here.join(found))
}

/// The same file under two names is one program.
fn without_twins(found: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = Vec::new();
    found
        .into_iter()
        .filter(|path| {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let new = !seen.contains(&real);
            seen.push(real);
            new
        })
        .collect()
}

fn usual_folders() -> Vec<PathBuf> {
    let folders: &[&str] = if cfg!(target_os = "macos") {
        &["/Applications", "/opt/homebrew/bin", "/usr/local/bin"]
    } else {
        &[
            "/usr/bin",
            "/usr/local/bin",
            "/usr/lib/chromium",
            "/usr/lib/chromium-browser",
            "/usr/lib64/chromium-browser",
            "/snap/bin",
            "/opt/google/chrome",
            "/opt/chromium",
        ]
    };
    let mut folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    if cfg!(target_os = "macos")
        && let Some(home) = std::env::home_dir()
    {
        folders.push(home.join("Applications"));
    }
    folders
}

/// Programs inside macOS application bundles.
fn bundled(programs: &[&str]) -> impl Iterator<Item = &'static str> {
    let names: &[&'static str] = if programs.contains(&"chromium") {
        &["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"]
    } else if programs.contains(&"firefox") {
        &["Firefox.app/Contents/MacOS/firefox"]
    } else {
        &[]
    };
    names.iter().copied()
}

/// A browser and the driver that is to drive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The browser's program.
    pub browser: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Pair {
    /// Asks both for their version and compares. Blocks.
    ///
    /// # Errors
    /// When one does not tell its version, or they do not go together.
    pub fn check(&self, kind: BrowserKind) -> Result<(Version, Version), BrowserError> {
        let (browser, driver) = (version(&self.browser)?, version(&self.driver)?);
        self.compare(kind, &browser, &driver)?;
        Ok((browser, driver))
    }

    /// Compares versions that are known already.
    ///
    /// # Errors
    /// When they do not go together.
    pub fn compare(&self, kind: BrowserKind, browser: &Version, driver: &Version) -> Result<(), BrowserError> {
        if kind == BrowserKind::Firefox || browser.major() == driver.major() {
            return Ok(());
        }
        Err(BrowserError::VersionMismatch {
            browser: self.browser.clone(),
            browser_version: browser.to_string(),
            driver: self.driver.clone(),
            driver_version: driver.to_string(),
            mend: mend(kind).replacen("install it", "bring both to the same version", 1),
        })
    }
}

/// A version as a program tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    /// The first dotted number in a line such as `Chromium 156.0.8078.79 built on Debian`.
    pub fn parse(text: &str) -> Option<Self> {
        text.split_whitespace()
            .find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
            .map(|word| Self(word.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned()))
    }

    /// The number that browser and driver must share.
    pub fn major(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Asks a program for its version. Blocks, for ten seconds at most.
///
/// # Errors
/// When it does not start, does not answer or tells no version.
pub fn version(program: &Path) -> Result<Version, BrowserError> {
    let failed = |reason: String| BrowserError::StartFailed {
        what: program.display().to_string(),
        reason,
        mend: "try it yourself with --version; install it anew if it fails".into(),
    };
    let told = run(Command::new(program).arg("--version"), VERSION_LIMIT).map_err(|error| failed(error.to_string()))?;
    let Some(status) = told.status else {
        return Err(failed(format!("it did not tell its version within {} s", VERSION_LIMIT.as_secs())));
    };
    Version::parse(&told.out).ok_or_else(|| {
        let lines: Vec<_> = told.err.lines().chain(told.out.lines()).filter(|line| !line.trim().is_empty()).collect();
        failed(format!("it tells no version ({status}): {}", lines.join(" / ")))
    })
}

/// What a browser says when it is started by itself: the driver keeps its last words to itself. Blocks, for as long as
/// `limit` at most; a browser that does start is ended again.
pub(super) fn last_words(browser: &Path, arguments: &[String], limit: Duration) -> Vec<String> {
    let Ok(profile) = tempfile::tempdir() else { return Vec::new() };
    let mut command = Command::new(browser);
    command
        .args(arguments.iter().filter(|argument| !argument.starts_with("--user-data-dir")))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg("about:blank")
        .env("TMPDIR", profile.path())
        .env(CRASH_DUMPS, profile.path());
    let Ok(told) = run(&mut command, limit) else { return Vec::new() };
    // Without a desktop session there is no bus: Chromium says so at every start, and does without.
    // Nor does a trace of its stack, "#0 0x55...", tell anybody but its makers anything, and there may be a hundred lines of it.
    let noise = |line: &str| line.contains("dbus/") || line.contains("Broken pipe") || line.starts_with('#');
    let telling = |line: &&str| !line.is_empty() && !noise(line);
    let lines: Vec<_> = told.err.lines().map(str::trim).filter(telling).map(str::to_owned).collect();
    lines[lines.len().saturating_sub(5)..].to_vec()
}

/// What a program printed, and how it ended; `None`: it had to be ended.
struct Told {
    out: String,
    err: String,
    status: Option<ExitStatus>,
}

/// Runs a program in a group of its own, and ends it with all that it started when the time is up.
fn run(command: &mut Command, limit: Duration) -> std::io::Result<Told> {
    let mut child =
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let group = Pid::from_raw(child.id().cast_signed());
    let out = read_all(child.stdout.take());
    let err = read_all(child.stderr.take());
    let begin = Instant::now();
    let early = [&out, &err].map(|pipe| pipe.recv_timeout(limit.saturating_sub(begin.elapsed())).ok());
    // Whatever came: neither a program that hangs nor a child that it left behind is to stay.
    let _ = killpg(group, Signal::SIGKILL);
    let status = child.wait()?;
    let in_time = early.iter().all(Option::is_some);
    let [out, err] = [(out, 0), (err, 1)].map(|(pipe, index)| {
        early[index].clone().or_else(|| pipe.recv_timeout(Duration::from_secs(1)).ok()).unwrap_or_default()
    });
    Ok(Told { out, err, status: in_time.then_some(status) })
}

/// Reads a pipe to its end in a thread of its own.
fn read_all(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        let _ = tell.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_really_print() {
        for (text, major) in [
            ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", "156"),
            (
                "ChromeDriver 156.0.8078.79 (a21ce95c24ce3964416f09ae1862f53f319eb4d0-refs/branch-heads/8078@{#1704})",
                "156",
            ),
            ("Google Chrome 131.0.6778.85 ", "131"),
            ("Mozilla Firefox 128.5.0esr", "128"),
            ("geckodriver 0.35.0 (9f0a0036bea4 2024-08-03 07:00 +0000)", "0"),
        ] {
            assert_eq!(Version::parse(text).unwrap().major(), major, "{text}");
        }
        assert_eq!(Version::parse("Chromium"), None);
    }
}
