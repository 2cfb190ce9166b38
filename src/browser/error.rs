//! Everything that can go wrong with a browser, told apart by what to do about it.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus};
use thiserror::Error;

/// What went wrong with the browser, the driver or one command. Messages may quote the page: redact before showing.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// An unexpected dialog of the page is open and blocks every other command.
    #[error("the page shows an alert: \"{text}\"")]
    Alert {
        /// What the alert says.
        text: String,
    },
    /// The driver refused a command for a reason that has no variant of its own.
    #[error("the driver refused to {command}: {code}: {message}")]
    Command {
        /// The command, in a person's words.
        command: String,
        /// The WebDriver error code (`invalid argument`, `move target out of bounds`, ...).
        code: String,
        /// The driver's own words.
        message: String,
    },
    /// The browser or the driver has gone.
    #[error("the browser is gone: {detail}")]
    Died {
        /// What told so.
        detail: String,
    },
    /// All browsers of a Grid are in use.
    #[error("could not start {what}: {reason}")]
    GridFull {
        /// What did not start.
        what: String,
        /// How long it was waited, and how busy the Grid is.
        reason: String,
    },
    /// A script of ours, or of the page, threw.
    #[error("a script in the page failed: {0}")]
    Javascript(String),
    /// The page was replaced while a script waited in it. Asking again asks the new page.
    #[error("the page was replaced by another while it was being looked at")]
    Navigated,
    /// No browser is installed, or not where it was said to be.
    #[error("no {wanted} found: looked {looked}")]
    NoBrowser {
        /// `Chromium or Chrome`, `Firefox`.
        wanted: &'static str,
        /// Where it was looked for.
        looked: String,
        /// The command that installs it.
        mend: String,
    },
    /// No driver is installed, or not where it was said to be.
    #[error("no {wanted} found: looked {looked}")]
    NoDriver {
        /// `chromedriver`, `geckodriver`.
        wanted: &'static str,
        /// Where it was looked for.
        looked: String,
        /// The command that installs it.
        mend: String,
    },
    /// Chromium finds nothing to shut its pages in with, and does not start without.
    #[error("could not start {what}: {reason}")]
    NoSandbox {
        /// What did not start.
        what: String,
        /// Its own words.
        reason: String,
        /// The command that gives it a sandbox.
        mend: String,
    },
    /// The script did not answer within the time it was given, in a page that stayed.
    #[error("the page did not answer within {} ms", limit.as_millis())]
    ScriptTimeout {
        /// The time it was given.
        limit: Duration,
    },
    /// The element is no longer in the page. `chromedriver` says "no such element" for the same.
    #[error("the element is no longer in the page: {message}")]
    Stale {
        /// The driver's own words.
        message: String,
    },
    /// Browser or driver did not start.
    #[error("could not start {what}: {reason}")]
    StartFailed {
        /// What did not start.
        what: String,
        /// Why, with the last lines that it printed.
        reason: String,
        /// What to do.
        mend: String,
    },
    /// The driver did not answer in time; it has been ended.
    #[error("the driver did not answer to \"{command}\" within {} s and was ended", limit.as_secs_f32())]
    Unresponsive {
        /// The command, in a person's words.
        command: String,
        /// The time it was given.
        limit: Duration,
    },
    /// Browser and driver are of different major versions.
    #[error(
        "{} is version {browser_version} and {} is version {driver_version}: they work together only when the first \
         number is the same", browser.display(), driver.display()
    )]
    VersionMismatch {
        /// The browser.
        browser: PathBuf,
        /// Its version.
        browser_version: String,
        /// The driver.
        driver: PathBuf,
        /// Its version.
        driver_version: String,
        /// The command that brings both to the same version.
        mend: String,
    },
    /// The window that the walk was in is closed, by a person or by the page.
    #[error("the browser window was closed")]
    WindowClosed,
}

impl BrowserError {
    /// What to do next, in one sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::Alert { .. } => {
                "look at the picture, and run again: an alert is closed without agreeing to anything".into()
            }
            Self::Command { .. } => {
                "run again; if it stays, run with TOKENWRIGHT_LOG=debug in the environment and report what it logs"
                    .into()
            }
            Self::Died { .. } => {
                "run again, and leave the browser window open; if it stays, run `tokenwright doctor`".into()
            }
            Self::GridFull { .. } => {
                "run again when a browser of the Grid is free, with fewer --jobs than it has browsers; or wait longer (--webdriver-limit)".into()
            }
            Self::Javascript(_) => "run again with --trace full and report it with the trace".into(),
            Self::Navigated | Self::Stale { .. } => "run again: the page changed under the walk".into(),
            Self::NoBrowser { mend, .. }
            | Self::NoDriver { mend, .. }
            | Self::NoSandbox { mend, .. }
            | Self::StartFailed { mend, .. }
            | Self::VersionMismatch { mend, .. } => mend.clone(),
            Self::ScriptTimeout { .. } => "the page may be slow or hang: run again, or raise --timeout".into(),
            Self::Unresponsive { .. } => {
                "the machine may be overloaded: run again with fewer --jobs; if it stays, run `tokenwright doctor`"
                    .into()
            }
            Self::WindowClosed => "run again, and leave the browser window open until the walk has ended".into(),
        }
    }

    /// A machine-readable kind for `result.json`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Alert { .. } => "alert",
            Self::Command { .. } => "browser_command",
            Self::Died { .. } => "browser_died",
            Self::GridFull { .. } => "grid_full",
            Self::Javascript(_) => "javascript",
            Self::Navigated => "navigated",
            Self::NoBrowser { .. } => "no_browser",
            Self::NoSandbox { .. } => "no_sandbox",
            Self::NoDriver { .. } => "no_driver",
            Self::ScriptTimeout { .. } => "page_timeout",
            Self::Stale { .. } => "stale",
            Self::StartFailed { .. } => "browser_start",
            Self::Unresponsive { .. } => "browser_unresponsive",
            Self::VersionMismatch { .. } => "version_mismatch",
            Self::WindowClosed => "window_closed",
        }
    }

    /// Whether the session is still of use: asking the page again may help.
    pub fn session_lives(&self) -> bool {
        matches!(
            self,
            Self::Alert { .. }
                | Self::Command { .. }
                | Self::Javascript(_)
                | Self::Navigated
                | Self::ScriptTimeout { .. }
                | Self::Stale { .. }
        )
    }

    /// Sorts a driver's answer. `waited` against `limit` tells a page that hangs from one that went away.
    pub(super) fn of_command(command: &str, error: CmdError, waited: Duration, script_limit: Duration) -> Self {
        let answer = match error {
            CmdError::Standard(answer) => answer,
            CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_) => {
                return Self::Died { detail: format!("the driver no longer answers ({})", chain(&error)) };
            }
            CmdError::NotJson(_) | CmdError::Json(_) | CmdError::NotW3C(_) => {
                return Self::Command {
                    command: command.into(),
                    code: "not a WebDriver answer".into(),
                    message: first_line(&error.to_string()),
                };
            }
            other => {
                return Self::Command { command: command.into(), code: "client".into(), message: other.to_string() };
            }
        };
        let message = first_line(&answer.message);
        match answer.error {
            ErrorStatus::UnexpectedAlertOpen => {
                let told = answer.data.as_ref().and_then(|data| data.get("text")).and_then(|text| text.as_str());
                Self::Alert { text: told.map_or(message, str::to_owned) }
            }
            ErrorStatus::NoSuchWindow => Self::WindowClosed,
            // The same words for a last window that a person closes and for a browser that is killed.
            ErrorStatus::InvalidSessionId if message.contains("browser has closed") => {
                Self::Died { detail: "its last window was closed, or it crashed or was killed".into() }
            }
            ErrorStatus::InvalidSessionId => Self::Died { detail: message },
            ErrorStatus::StaleElementReference
            | ErrorStatus::NoSuchElement
            | ErrorStatus::NoSuchFrame
            | ErrorStatus::DetachedShadowRoot
            | ErrorStatus::NoSuchShadowRoot => Self::Stale { message },
            // chromedriver answers "script timeout" at once when the page goes away under the script.
            ErrorStatus::ScriptTimeout if waited + Duration::from_millis(20) < script_limit => Self::Navigated,
            ErrorStatus::Timeout | ErrorStatus::JavascriptError if tells_of_navigation(&answer.message) => {
                Self::Navigated
            }
            ErrorStatus::ScriptTimeout => Self::ScriptTimeout { limit: script_limit },
            ErrorStatus::Timeout => Self::ScriptTimeout { limit: waited },
            ErrorStatus::JavascriptError => {
                Self::Javascript(message.strip_prefix("javascript error: ").unwrap_or(&message).to_owned())
            }
            _ if tells_of_death(&answer.message) => Self::Died { detail: message },
            _ if tells_of_navigation(&answer.message) => Self::Navigated,
            other => Self::Command { command: command.into(), code: other.to_string(), message },
        }
    }
}

fn tells_of_death(message: &str) -> bool {
    [
        "disconnected:",
        "not connected to DevTools",
        "chrome not reachable",
        "tab crashed",
        "browser has closed",
        "Failed to decode response from marionette",
        "Tried to run command without establishing a connection",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

fn tells_of_navigation(message: &str) -> bool {
    [
        "document unloaded while waiting",
        "aborted by navigation",
        "Document was unloaded",
        "navigating to another page",
        "Cannot find context with specified id",
        "uniqueContextId not found",
        "Execution context was destroyed",
        "Inspected target navigated",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// The driver adds session facts and stacks in further lines; the first one is for people.
pub(super) fn first_line(message: &str) -> String {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        words = source.to_string();
        next = source.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use fantoccini::error::WebDriver;

    use super::*;

    fn sorted(status: ErrorStatus, message: &'static str, waited: u64) -> BrowserError {
        let error = CmdError::Standard(WebDriver::new(status, message));
        BrowserError::of_command("look", error, Duration::from_millis(waited), Duration::from_secs(2))
    }

    #[test]
    fn a_script_timeout_that_comes_early_is_a_navigation() {
        assert!(matches!(sorted(ErrorStatus::ScriptTimeout, "script timeout", 40), BrowserError::Navigated));
        assert!(matches!(
            sorted(ErrorStatus::ScriptTimeout, "script timeout", 2005),
            BrowserError::ScriptTimeout { .. }
        ));
    }

    #[test]
    fn a_timeout_because_of_a_navigation_is_one() {
        let answer = "timeout\nfrom aborted by navigation\n  (Session info: chrome=156)";
        assert!(matches!(sorted(ErrorStatus::Timeout, answer, 3), BrowserError::Navigated));
    }

    #[test]
    fn no_such_element_means_stale() {
        assert!(matches!(sorted(ErrorStatus::NoSuchElement, "no such element", 4), BrowserError::Stale { .. }));
    }

    #[test]
    fn a_lost_browser_is_told_from_other_unknown_errors() {
        let lost = "disconnected: not connected to DevTools\n  (Session info: chrome=156)";
        let BrowserError::Died { detail } = sorted(ErrorStatus::UnknownError, lost, 4) else { panic!("not Died") };
        assert_eq!(detail, "disconnected: not connected to DevTools");
        assert!(matches!(sorted(ErrorStatus::UnknownError, "net::ERR_FAILED", 4), BrowserError::Command { .. }));
    }

    #[test]
    fn an_alert_tells_its_text() {
        let answer = WebDriver::new(ErrorStatus::UnexpectedAlertOpen, "unexpected alert open: {Alert text : hi}")
            .with_data(serde_json::json!({ "text": "hi" }));
        let error =
            BrowserError::of_command("look", CmdError::Standard(answer), Duration::ZERO, Duration::from_secs(1));
        assert_eq!(error.to_string(), "the page shows an alert: \"hi\"");
    }
}
