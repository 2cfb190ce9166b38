//! `tokenwright doctor`: what is missing on this machine, and the command that mends it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::exit;
use crate::browser::distribution::Distribution;
use crate::browser::find::{Pair, Version, version};
use crate::browser::{BrowserError, BrowserKind, BrowserOptions, Session};
use crate::secret::keyring_answers;

/// What was looked at, and how it stands.
#[derive(Debug, Serialize)]
pub struct Examination {
    /// Whether everything that is essential is well.
    pub ok: bool,
    /// The program's version.
    pub version: &'static str,
    /// Each thing that was looked at.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// How it stands.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// The command that mends it, where something is to be mended.
    pub mend: Option<String>,
}

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Well.
    Ok,
    /// Worth knowing, but no hindrance.
    Note,
    /// A walk cannot be done like this.
    Missing,
}

/// Looks at everything that a walk needs on this machine.
pub async fn examine(options: &BrowserOptions, out: &Path) -> Examination {
    let mut checks = Vec::new();
    if let Some(url) = &options.webdriver {
        let place = format!("{}:{}", url.host_str().unwrap_or("?"), url.port_or_known_default().unwrap_or(0));
        checks.push(Check::note("driver", format!("one that runs already, at {place}"), None));
    } else {
        let options = options.clone();
        let programs = tokio::task::spawn_blocking(move || programs(&options)).await;
        checks.extend(programs.unwrap_or_default());
        checks.extend(temporary(&std::env::temp_dir()));
    }
    checks.push(if checks.iter().any(|check| check.state == State::Missing) {
        Check::missing("session", "not tried, because of the above".into(), None)
    } else {
        session(options).await
    });
    checks.push(display());
    if options.webdriver.is_none() && options.kind == BrowserKind::Chromium && nix::unistd::geteuid().is_root() {
        let seen = "running as root, so Chromium runs without its sandbox";
        checks.push(Check::note("sandbox", seen.into(), Some("run as another user".into())));
    }
    checks.extend(home());
    checks.push(output(out));
    checks.push(tokio::task::spawn_blocking(keyring).await.unwrap_or_else(|_| no_keyring("its library failed", None)));
    Examination {
        ok: checks.iter().all(|check| check.state != State::Missing),
        version: env!("CARGO_PKG_VERSION"),
        checks,
    }
}

impl Examination {
    /// 0: all essential is well; 7: not.
    pub fn exit_code(&self) -> u8 {
        if self.ok { exit::DONE } else { exit::BROWSER }
    }

    /// One JSON object on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// For a person, with colours; print it through `anstream`, which leaves them out where they are not wanted.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for check in &self.checks {
            let (word, style) = match check.state {
                State::Ok => ("ok", AnsiColor::Green.on_default()),
                State::Note => ("note", AnsiColor::Yellow.on_default()),
                State::Missing => ("MISSING", AnsiColor::Red.on_default().bold()),
            };
            let mut lines = check.seen.lines();
            let first = lines.next().unwrap_or_default();
            let _ = writeln!(table, "  {style}{word:<8}{style:#}{:<9} {first}", check.name);
            for line in lines {
                let _ = writeln!(table, "  {:<17} {line}", "");
            }
            if let Some(mend) = &check.mend {
                let bold = Style::new().bold();
                let _ = writeln!(table, "  {:<17} {bold}->{bold:#} {mend}", "");
            }
        }
        let verdict = if self.ok {
            "Everything that a walk needs is here."
        } else {
            "A walk cannot be done yet: mend what is missing above, and run `tokenwright doctor` again."
        };
        let _ = writeln!(table, "\n{verdict}");
        table
    }
}

impl Check {
    fn ok(name: &'static str, seen: String) -> Self {
        Self { name, state: State::Ok, seen, mend: None }
    }

    fn note(name: &'static str, seen: String, mend: Option<String>) -> Self {
        Self { name, state: State::Note, seen, mend }
    }

    fn missing(name: &'static str, seen: String, mend: Option<String>) -> Self {
        Self { name, state: State::Missing, seen, mend }
    }

    fn failed(name: &'static str, error: &BrowserError) -> Self {
        Self::missing(name, error.to_string(), Some(error.hint()))
    }
}

/// Browser, driver, and whether they go together. Blocks.
fn programs(options: &BrowserOptions) -> Vec<Check> {
    let kind = options.kind;
    // The pair that a walk would take; where there is none, the first of each, so that both are told of.
    let pair = options.search.pair(kind).ok();
    let browser = pair.as_ref().map_or_else(
        || options.search.browsers(kind).map(|mut found| found.remove(0)),
        |pair| Ok(pair.browser.clone()),
    );
    let driver = pair
        .as_ref()
        .map_or_else(|| options.search.drivers(kind).map(|mut found| found.remove(0)), |pair| Ok(pair.driver.clone()));
    let (browser, first) = program("browser", browser);
    let (driver, second) = program("driver", driver);
    let mut checks = vec![first, second];
    if let (Some((browser, browser_version)), Some((driver, driver_version))) = (browser, driver)
        && kind == BrowserKind::Chromium
    {
        let pair = Pair { browser, driver };
        checks.push(match pair.compare(kind, &browser_version, &driver_version) {
            Ok(()) => Check::ok("versions", format!("both are {}", browser_version.major())),
            Err(error) => Check::failed("versions", &error),
        });
    }
    checks
}

fn program(name: &'static str, found: Result<PathBuf, BrowserError>) -> (Option<(PathBuf, Version)>, Check) {
    match found.and_then(|path| version(&path).map(|version| (path, version))) {
        Ok((path, version)) => {
            let check = Check::ok(name, format!("{}, version {version}", path.display()));
            (Some((path, version)), check)
        }
        Err(error) => (None, Check::failed(name, &error)),
    }
}

/// Opens a browser without a window and asks it something.
async fn session(options: &BrowserOptions) -> Check {
    let begin = Instant::now();
    // The user's own profile may be open in a window just now, and needs no proof.
    let options = BrowserOptions { headless: true, profile: None, ..options.clone() };
    let tried = async {
        let session = Session::start(&options).await?;
        session.goto("data:text/html,<title>well</title>").await?;
        let title = session.execute("return document.title", Vec::new()).await?;
        session.close().await?;
        Ok::<_, BrowserError>(title == "well")
    };
    match tried.await {
        Ok(true) => {
            let seen = format!(
                "a headless {} opened, answered and closed in {} ms",
                options.kind,
                begin.elapsed().as_millis()
            );
            Check::ok("session", seen)
        }
        Ok(false) => {
            Check::missing("session", "the browser opened, but did not show the page that it was given".into(), None)
        }
        Err(error) => {
            let mend = match error {
                // Its own hint is to run this command.
                BrowserError::StartFailed { .. } => format!(
                    "install browser and driver anew: {}; in a container, see that /tmp and /dev/shm can be written",
                    Distribution::here().install(options.kind)
                ),
                _ => error.hint(),
            };
            Check::missing("session", error.to_string(), Some(mend))
        }
    }
}

fn display() -> Check {
    if BrowserOptions::display_is_there() {
        return Check::ok("display", "there is one: a browser window can be shown".into());
    }
    let seen = "none: walks run without a window, and nobody can sign in here";
    let mend = "to sign in, run with --headed on a machine with a display, or over `ssh -X`";
    Check::note("display", seen.into(), Some(mend.into()))
}

/// Whether there is a keyring. Blocks.
fn keyring() -> Check {
    match keyring_answers() {
        Ok(()) => Check::ok("keyring", "the operating system's keyring answers".into()),
        Err(error) => no_keyring(&error.message, Some(error.hint)),
    }
}

fn no_keyring(why: &str, mend: Option<String>) -> Check {
    let seen = format!("none, and only a delivery of kind = \"keyring\" or app_secret_keyring needs one\n({why})");
    Check::note("keyring", seen, mend)
}

/// What is wrong with the folder for temporary files: without it no driver starts.
fn temporary(folder: &Path) -> Option<Check> {
    let error = tempfile::tempfile_in(folder).err()?;
    let seen = format!("temporary files cannot be written to {}: {error}", folder.display());
    let mend = match std::env::var_os("TMPDIR").filter(|set| Path::new(set) == folder) {
        Some(_) if !folder.exists() => format!("unset TMPDIR, or make the folder: mkdir -p {}", folder.display()),
        Some(_) => "set TMPDIR to a folder that you can write to, or unset it".to_owned(),
        None => "set TMPDIR to a folder that you can write to".to_owned(),
    };
    Some(Check::missing("temporary", seen, Some(mend)))
}

/// Whether the home folder is somebody else's, as after `sudo` or `su` without a shell of its own.
fn home() -> Option<Check> {
    use std::os::unix::fs::MetadataExt as _;
    let home = std::env::home_dir()?;
    let owner = home.metadata().ok()?.uid();
    if owner == nix::unistd::geteuid().as_raw() {
        return None;
    }
    let seen = format!(
        "HOME is {}, which is another user's: settings are read from there, and the browser may not be able to start",
        home.display()
    );
    Some(Check::note("home", seen, Some("set HOME to your own folder (sudo -H, su -)".to_owned())))
}

/// Whether the output folder can be written, or the folder that it would be made in.
fn output(out: &Path) -> Check {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let there = absolute.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let mend = Some("give another folder with --out, or change the owner or the mode of this one".to_owned());
    if !there.is_dir() {
        return Check::missing("output", format!("{} is not a folder", there.display()), mend);
    }
    match tempfile::tempfile_in(there) {
        Ok(_) if there == absolute => Check::ok("output", format!("{} can be written", out.display())),
        Ok(_) => Check::ok("output", format!("{} will be made in {}", out.display(), there.display())),
        Err(error) => Check::missing("output", format!("{} cannot be written: {error}", there.display()), mend),
    }
}
