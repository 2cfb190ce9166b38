//! A driver process: started on a free port, listened to, ended with everything that it started.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc;
use url::Url;

use super::error::BrowserError;
use super::find::CRASH_DUMPS;
use super::group::Group;
use super::kind::BrowserKind;
use super::leftovers;
use super::owner::PREFIX;

/// How many of the last printed lines are kept for an error.
const KEPT: usize = 30;

/// What a driver prints whose port was taken by another program between finding and binding it.
const PORT_TAKEN: &str = "Address already in use";
/// How often a driver is started before a port that is always taken is a fault.
const PORT_TRIES: u32 = 5;

/// What chromedriver prints in any case, and what explains nothing.
const BANNER: [&str; 4] = [
    "Starting ChromeDriver",
    "Only local connections are allowed",
    "Please see https://chromedriver",
    "was started successfully on port",
];

/// A running driver.
#[derive(Debug)]
pub struct Driver {
    group: Arc<Group>,
    url: Url,
    lines: Lines,
}

impl Driver {
    /// Starts a driver and waits until it says on which port it listens.
    ///
    /// A driver takes a free port for IPv6 and then the same one for IPv4, which may be somebody's: then it ends, and is
    /// started again. It does not get the variables in `withheld`.
    ///
    /// # Errors
    /// When it does not start, ends at once, or does not say so within `limit`.
    pub async fn start(
        kind: BrowserKind,
        program: &Path,
        withheld: &[String],
        limit: Duration,
    ) -> Result<Self, BrowserError> {
        for _ in 1..PORT_TRIES {
            match Self::start_once(kind, program, withheld, limit).await {
                Err(BrowserError::StartFailed { reason, .. }) if reason.contains(PORT_TAKEN) => {}
                other => return other,
            }
        }
        Self::start_once(kind, program, withheld, limit).await
    }

    async fn start_once(
        kind: BrowserKind,
        program: &Path,
        withheld: &[String],
        limit: Duration,
    ) -> Result<Self, BrowserError> {
        let what = program.display().to_string();
        let failed = |reason: String| BrowserError::StartFailed {
            what: what.clone(),
            reason,
            mend: "run `tokenwright doctor`, which says what is missing".into(),
        };
        let folder = folder_for(program).map_err(|error| failed(format!("no temporary folder: {error}")))?;
        if let Some(parent) = folder.path().parent() {
            leftovers::clean(parent);
        }
        let mut command = Command::new(program);
        command.env(CRASH_DUMPS, folder.path());
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::piped());
        // The program's own variables, which may hold an admin's token or the app secret, are none of the browser's.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"TOKENWRIGHT_")) {
            command.env_remove(name);
        }
        for name in withheld {
            command.env_remove(name);
        }
        if kind == BrowserKind::Firefox {
            // Its default is one fixed port for all.
            command.arg("--websocket-port=0");
        }
        let lines = Lines::default();
        let (tell, mut told) = mpsc::unbounded_channel();
        let (group, pipes) = Group::start(&mut command, folder).map_err(|error| failed(error.to_string()))?;
        // The threads end when the pipes do, and these when the group does.
        if let Some(out) = pipes.out {
            listen(out, lines.clone(), tell.clone());
        }
        if let Some(err) = pipes.err {
            listen(err, lines.clone(), tell);
        }
        let port = tokio::time::timeout(limit, async {
            while let Some(line) = told.recv().await {
                if let Some(port) = port_in(&line) {
                    return Some(port);
                }
            }
            None
        })
        .await;
        let reason = match port {
            Ok(Some(port)) => {
                let url =
                    Url::parse(&format!("http://127.0.0.1:{port}/")).map_err(|error| failed(error.to_string()))?;
                return Ok(Self { group, url, lines });
            }
            Ok(None) => {
                let group = Arc::clone(&group);
                let status = tokio::task::spawn_blocking(move || {
                    let status = group.status();
                    group.end();
                    status.or_else(|| group.status())
                });
                let status = status.await.ok().flatten().map(|status| format!(" ({status})")).unwrap_or_default();
                format!("it ended at once{status}")
            }
            Err(_) => format!("it did not say on which port it listens within {} s", limit.as_secs_f32()),
        };
        end(group).await;
        Err(failed(lines.after(&reason)))
    }

    /// Where it listens.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The driver's process group.
    pub fn group(&self) -> &Arc<Group> {
        &self.group
    }

    /// `reason`, followed by the last lines that the driver printed.
    pub fn explain(&self, reason: &str) -> String {
        self.lines.after(reason)
    }

    /// Ends driver and browser, and returns when they are gone.
    pub async fn end(&self) {
        end(Arc::clone(&self.group)).await;
    }
}

async fn end(group: Arc<Group>) {
    let _ = tokio::task::spawn_blocking(move || group.end()).await;
}

/// A temporary folder that the driver can see: a snap has a `/tmp` of its own, but shares its folder in the home.
fn folder_for(program: &Path) -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    if program.starts_with("/snap")
        && let Some(home) = std::env::home_dir()
    {
        let shared = home.join("snap/chromium/common");
        std::fs::create_dir_all(&shared)?;
        return builder.tempdir_in(shared);
    }
    builder.tempdir()
}

/// The port in `ChromeDriver was started successfully on port 32939.` or `Listening on 127.0.0.1:41233`.
fn port_in(line: &str) -> Option<u16> {
    let rest =
        line.split_once("was started successfully on port ").or_else(|| line.split_once("Listening on 127.0.0.1:"))?.1;
    let digits: &str = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    digits.parse().ok().filter(|&port| port != 0)
}

fn listen(pipe: impl Read + Send + 'static, lines: Lines, tell: mpsc::UnboundedSender<String>) {
    thread::spawn(move || {
        let mut tell = Some(tell);
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            lines.push(&line);
            // Once the port is known nobody listens any more, but the pipe must still be emptied.
            tell = tell.filter(|tell| tell.send(line).is_ok());
        }
    });
}

/// The last lines that a driver printed.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<VecDeque<String>>>);

impl Lines {
    fn push(&self, line: &str) {
        if line.is_empty() || BANNER.iter().any(|usual| line.contains(usual)) {
            return;
        }
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    fn after(&self, reason: &str) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().fold(reason.to_owned(), |text, line| format!("{text}\n  | {line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_both_drivers_lines() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 32939."), Some(32939));
        assert_eq!(port_in("1719000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:41233"), Some(41233));
        assert_eq!(port_in("Starting ChromeDriver 156.0.8078.79 on port 0"), None);
    }
}
