//! Asking a driver for a session, and why none came about.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::sync::oneshot;
use url::Url;

use super::error::first_line;
use super::kind::BrowserKind;
use super::options::BrowserOptions;

/// What Chromium says where it finds no sandbox.
pub(super) const NO_SANDBOX: &str = "No usable sandbox";

/// Why no session came about.
pub(super) enum Refusal {
    Slow(Duration),
    Refused(String),
    Unreachable(String),
}

impl Refusal {
    /// Whether the browser itself ended, rather than was refused.
    pub(super) fn is_a_crash(&self) -> bool {
        let signs = ["crashed", "exited", "DevToolsActivePort", "unexpectedly closed"];
        matches!(self, Self::Refused(message) if signs.iter().any(|sign| message.contains(sign)))
    }

    /// Whether it was waited for in vain: by this program, or by a Grid that has said so.
    pub(super) fn is_a_long_wait(&self) -> bool {
        match self {
            Self::Slow(_) => true,
            Self::Refused(message) => message.to_lowercase().contains("timed out"),
            Self::Unreachable(_) => false,
        }
    }

    pub(super) fn reason(&self, options: &BrowserOptions) -> String {
        match self {
            Self::Slow(limit) => format!("no session within {} s", limit.as_secs_f32()),
            Self::Refused(_) if self.is_a_crash() && !options.headless => {
                let display =
                    ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().find_map(|name| Some((name, std::env::var(name).ok()?)));
                let display = display.map(|(name, value)| format!(" ({name} is \"{value}\")")).unwrap_or_default();
                format!("it ended at once; most likely it may not open a window on the display{display}")
            }
            Self::Refused(_) if self.is_a_crash() => "it ended at once".into(),
            Self::Refused(message) if profile_in_use(message) => {
                format!("its profile folder is in use by another browser ({message})")
            }
            Self::Refused(message) => message.clone(),
            Self::Unreachable(message) => format!("the driver does not answer ({message})"),
        }
    }

    pub(super) fn mend(&self, options: &BrowserOptions) -> String {
        match self {
            Self::Refused(message) if profile_in_use(message) => {
                "close the other window or run that uses the same saved session, and run again".into()
            }
            Self::Refused(_)
                if self.is_a_crash() && options.webdriver.is_some() && options.kind == BrowserKind::Chromium =>
            {
                "a driver that root has started starts a Chromium that does not run without its sandbox: start the driver as \
                 another user, or leave --webdriver out"
                    .into()
            }
            Self::Refused(message) if options.webdriver.is_some() && message.contains("No nodes support") => {
                "see which browsers the Grid has, and what is asked for (--browser, and [capabilities] in tokenwright.toml)".into()
            }
            Self::Refused(_) | Self::Slow(_) if options.webdriver.is_some() => {
                "see what the driver or Grid logs; --webdriver-limit waits longer for a browser".into()
            }
            Self::Refused(_) if !options.headless => {
                "run with --headless to do without a display; else run `tokenwright doctor`".into()
            }
            Self::Unreachable(_) if options.webdriver.is_some() => {
                "see that the driver or Grid runs and that --webdriver names its address".into()
            }
            _ => "run `tokenwright doctor`, which tries each part by itself".into(),
        }
    }
}

fn profile_in_use(message: &str) -> bool {
    message.contains("user data directory is already in use") || message.contains("profile cannot be loaded")
}

/// Asks a driver for a session.
pub(super) async fn connect(url: &Url, options: &BrowserOptions, browser: Option<PathBuf>) -> Result<Client, Refusal> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(options.capabilities(browser.as_deref()));
    let (limit, url) = (options.start_limit, url.to_string());
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        // A Grid has taken the request into its queue: if nobody waits any more when the browser comes, it is closed again.
        if let Err(Ok(client)) = tell.send(builder.connect(&url).await) {
            client.close().await.ok();
        }
    });
    match tokio::time::timeout(limit, told).await {
        Ok(Ok(Ok(client))) => Ok(client),
        Ok(Ok(Err(NewSessionError::SessionNotCreated(answer)))) => Err(Refusal::Refused(first_line(&answer.message))),
        Ok(Ok(Err(NewSessionError::UnexpectedError(CmdError::Standard(answer))))) => {
            debug_assert!(answer.error != ErrorStatus::InvalidSessionId);
            Err(Refusal::Refused(first_line(&answer.message)))
        }
        Ok(Ok(Err(error))) => Err(Refusal::Unreachable(first_line(&error.to_string()))),
        Ok(Err(error)) => Err(Refusal::Unreachable(error.to_string())),
        Err(_) => Err(Refusal::Slow(limit)),
    }
}

/// The address without what nobody else needs to see.
pub(super) fn without_password(url: &Url) -> String {
    let mut shown = url.clone();
    let _ = shown.set_password(None);
    let _ = shown.set_username("");
    shown.to_string()
}
