//! The families of browsers.

use std::fmt;
use std::path::Path;

/// Which family of browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BrowserKind {
    /// Chromium, Chrome and kin, through `chromedriver`.
    #[default]
    Chromium,
    /// Firefox, through `geckodriver`.
    Firefox,
}

impl BrowserKind {
    /// What a person calls the browser.
    pub fn browser_name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium or Chrome",
            Self::Firefox => "Firefox",
        }
    }

    /// Whose profile a folder is, by what only that browser writes there; `None` where no browser has written yet.
    pub fn of_profile(folder: &Path) -> Option<Self> {
        let has = |name: &str| folder.join(name).exists();
        match (has("Local State"), has("prefs.js")) {
            (true, _) => Some(Self::Chromium),
            (_, true) => Some(Self::Firefox),
            _ => None,
        }
    }

    /// The name of the driver's program.
    pub fn driver_name(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
        }
    }

    pub(super) fn browser_programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
            Self::Firefox => &["firefox", "firefox-esr"],
        }
    }

    pub(super) fn driver_programs(self) -> &'static [&'static str] {
        match self {
            // The snap names its driver so.
            Self::Chromium => &["chromedriver", "chromium-chromedriver", "chromium.chromedriver"],
            Self::Firefox => &["geckodriver"],
        }
    }

    /// The variable that names the browser's program.
    pub fn browser_variable(self) -> &'static str {
        match self {
            Self::Chromium => "TOKENWRIGHT_CHROMIUM",
            Self::Firefox => "TOKENWRIGHT_FIREFOX",
        }
    }

    /// The variable that names the driver's program.
    pub fn driver_variable(self) -> &'static str {
        match self {
            Self::Chromium => "TOKENWRIGHT_CHROMEDRIVER",
            Self::Firefox => "TOKENWRIGHT_GECKODRIVER",
        }
    }
}

impl fmt::Display for BrowserKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}

impl std::str::FromStr for BrowserKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "chromium" | "chrome" => Ok(Self::Chromium),
            "firefox" => Ok(Self::Firefox),
            _ => Err(format!("\"{text}\" is no browser that can be driven: say chromium or firefox")),
        }
    }
}
