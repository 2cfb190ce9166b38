//! How a session is asked for: one struct of wishes, and the capabilities that they become.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value, json};
use url::Url;

use super::find::Search;
use super::kind::BrowserKind;

/// When a driver is to take a navigation for done. The page engine itself waits for what it needs. With `none` Chromium's
/// driver holds a script back until the next page is there, for as long as the script's own time-out says, so that a
/// page that never loads blocks no other command. Firefox's would run it in the old page: it is asked for `eager`.
const fn page_load_strategy(kind: BrowserKind) -> &'static str {
    match kind {
        BrowserKind::Chromium => "none",
        BrowserKind::Firefox => "eager",
    }
}

/// The window: wide enough for the console's side panel, small enough for a laptop.
const WINDOW: (u32, u32) = (1366, 900);

/// Below this much shared memory Chromium crashes on large pages; containers often have 64 MB.
const LITTLE_SHARED_MEMORY: u64 = 512 * 1024 * 1024;

/// What a session is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserOptions {
    /// Which browser.
    pub kind: BrowserKind,
    /// Without a window.
    pub headless: bool,
    /// A driver or Grid that runs already, instead of starting one.
    pub webdriver: Option<Url>,
    /// Where to look for browser and driver.
    pub search: Search,
    /// A profile folder that is kept (a saved session); `None`: a new one that goes with the session.
    pub profile: Option<PathBuf>,
    /// The language that the browser asks pages for (`pt-BR`).
    pub language: Option<String>,
    /// Further arguments for the browser.
    pub arguments: Vec<String>,
    /// What a driver or Grid that runs already is asked for besides: vendors' options, a platform.
    pub capabilities: Map<String, Value>,
    /// Variables of the environment that neither browser nor driver gets: they hold secrets.
    pub withheld: Vec<String>,
    /// How long a start may take.
    pub start_limit: Duration,
    /// How long a command may take, beyond what the command itself waits for.
    pub command_limit: Duration,
}

impl Default for BrowserOptions {
    fn default() -> Self {
        Self::new(BrowserKind::default())
    }
}

impl BrowserOptions {
    /// The defaults for a browser: headless, with a new profile.
    pub fn new(kind: BrowserKind) -> Self {
        Self {
            kind,
            headless: true,
            webdriver: None,
            search: Search::here(kind),
            profile: None,
            language: None,
            arguments: Vec::new(),
            capabilities: Map::new(),
            withheld: Vec::new(),
            start_limit: Duration::from_secs(60),
            command_limit: Duration::from_secs(20),
        }
    }

    /// Whether this machine has a display to show a window on.
    pub fn display_is_there() -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
    }

    /// Whether the browser must run without its sandbox: as root, and when it is a browser of this machine.
    pub(super) fn without_sandbox(&self) -> bool {
        self.webdriver.is_none() && self.kind == BrowserKind::Chromium && nix::unistd::geteuid().is_root()
    }

    /// The capabilities that ask for such a session; `browser` is its program, on this machine.
    pub(super) fn capabilities(&self, browser: Option<&Path>) -> Map<String, Value> {
        let mut asked = Map::new();
        asked.insert("pageLoadStrategy".into(), page_load_strategy(self.kind).into());
        // The default dismisses an alert unseen; here it is an interruption that the scenario decides upon.
        asked.insert("unhandledPromptBehavior".into(), "ignore".into());
        match self.kind {
            BrowserKind::Chromium => {
                asked.insert("browserName".into(), "chrome".into());
                asked.insert("goog:chromeOptions".into(), self.chromium(browser));
            }
            BrowserKind::Firefox => {
                asked.insert("browserName".into(), "firefox".into());
                asked.insert("moz:firefoxOptions".into(), self.firefox(browser));
            }
        }
        if self.webdriver.is_some() {
            add(&mut asked, &self.capabilities);
        }
        asked
    }

    /// Chromium's arguments.
    pub(super) fn chromium_arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = [
            "--no-first-run",
            "--no-default-browser-check",
            // Quiet: nothing of its own over the network, and no bubbles over the page.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-search-engine-choice-screen",
            "--disable-sync",
            // Nor pages of its own that are made ready for an address bar in which nobody types: a quarter of its processor time.
            "--disable-features=Translate,MediaRouter,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
            // No question of the system's keyring, which nobody would answer.
            "--password-store=basic",
            "--use-mock-keychain",
            // A window that another one covers still draws: the page engine counts frames.
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
            "--disable-background-timer-throttling",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--window-size={},{}", WINDOW.0, WINDOW.1));
        if self.headless {
            arguments.push("--headless=new".into());
        }
        if self.without_sandbox() {
            arguments.push("--no-sandbox".into());
        }
        if self.webdriver.is_none() && little_shared_memory() {
            arguments.push("--disable-dev-shm-usage".into());
        }
        if let Some(profile) = &self.profile {
            arguments.push(format!("--user-data-dir={}", profile.display()));
        }
        if let Some(language) = &self.language {
            arguments.push(format!("--lang={language}"));
        }
        arguments.extend(self.arguments.iter().cloned());
        arguments
    }

    fn chromium(&self, browser: Option<&Path>) -> Value {
        let mut preferences = json!({
            "credentials_enable_service": false,
            "profile.password_manager_enabled": false,
        });
        if let Some(language) = &self.language {
            preferences["intl.accept_languages"] = accepted(language).into();
        }
        let mut options = json!({ "args": self.chromium_arguments(), "prefs": preferences });
        if let Some(browser) = browser {
            options["binary"] = browser.display().to_string().into();
        }
        options
    }

    fn firefox(&self, browser: Option<&Path>) -> Value {
        let mut arguments = vec![format!("--width={}", WINDOW.0), format!("--height={}", WINDOW.1)];
        if self.headless {
            arguments.push("-headless".into());
        }
        if let Some(profile) = &self.profile {
            arguments.extend(["-profile".into(), profile.display().to_string()]);
        }
        arguments.extend(self.arguments.iter().cloned());
        let mut preferences = json!({ "signon.rememberSignons": false, "app.update.enabled": false });
        if let Some(language) = &self.language {
            preferences["intl.accept_languages"] = accepted(language).into();
        }
        let mut options = json!({ "args": arguments, "prefs": preferences });
        if let Some(browser) = browser {
            options["binary"] = browser.display().to_string().into();
        }
        options
    }
}

/// Adds what is asked for besides: lists grow, and tables grow by each of their keys.
fn add(asked: &mut Map<String, Value>, besides: &Map<String, Value>) {
    for (name, more) in besides {
        match (asked.get_mut(name), more) {
            (Some(Value::Object(asked)), Value::Object(more)) => add(asked, more),
            (Some(Value::Array(asked)), Value::Array(more)) => asked.extend(more.iter().cloned()),
            _ => {
                asked.insert(name.clone(), more.clone());
            }
        }
    }
}

/// `pt-BR` asks for `pt-BR,pt`.
fn accepted(language: &str) -> String {
    match language.split_once('-') {
        Some((primary, _)) => format!("{language},{primary}"),
        None => language.to_owned(),
    }
}

fn little_shared_memory() -> bool {
    nix::sys::statvfs::statvfs("/dev/shm").is_ok_and(|shared| {
        // The types differ by platform.
        #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
        let bytes = (shared.blocks_available() as u64).saturating_mul(shared.fragment_size() as u64);
        bytes < LITTLE_SHARED_MEMORY
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(options: &BrowserOptions) -> Vec<String> {
        serde_json::from_value(options.capabilities(None)["goog:chromeOptions"]["args"].clone()).unwrap()
    }

    #[test]
    fn nothing_hides_that_a_program_drives_the_browser() {
        let options = BrowserOptions::default();
        let asked = Value::Object(options.capabilities(None)).to_string();
        for trick in ["AutomationControlled", "excludeSwitches", "useAutomationExtension", "user-agent"] {
            assert!(!asked.contains(trick), "{trick}");
        }
    }

    #[test]
    fn the_sandbox_is_left_out_only_as_root() {
        let options = BrowserOptions::default();
        let root = nix::unistd::geteuid().is_root();
        assert_eq!(arguments(&options).contains(&"--no-sandbox".to_owned()), root);
        let grid = BrowserOptions { webdriver: Some(Url::parse("http://grid:4444/").unwrap()), ..options };
        assert!(!arguments(&grid).contains(&"--no-sandbox".to_owned()));
    }

    #[test]
    fn a_grid_is_asked_for_what_the_settings_add() {
        let more =
            json!({ "platformName": "linux", "goog:chromeOptions": { "args": ["--no-sandbox"] }, "se:name": "x" });
        let besides = BrowserOptions { capabilities: more.as_object().unwrap().clone(), ..BrowserOptions::default() };
        assert!(
            !besides.capabilities(None).contains_key("platformName"),
            "this machine's browser is asked for as it is"
        );
        let grid = BrowserOptions { webdriver: Some(Url::parse("http://grid:4444/").unwrap()), ..besides };
        let asked = grid.capabilities(None);
        assert_eq!((&asked["platformName"], &asked["se:name"]), (&"linux".into(), &"x".into()));
        let given = arguments(&grid);
        assert!(["--headless=new", "--no-sandbox"].iter().all(|one| given.contains(&(*one).to_owned())), "{given:?}");
    }

    #[test]
    fn a_window_is_asked_for_by_leaving_headless_out() {
        let headed = BrowserOptions { headless: false, ..BrowserOptions::default() };
        assert!(!arguments(&headed).iter().any(|argument| argument.contains("headless")));
    }
}
