//! One browser session. Every command has a deadline; an answer that does not come ends the session for good.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fantoccini::Client;
use serde_json::{Value, json};

use super::command::RawCommand;
use super::connect::{NO_SANDBOX, connect};
use super::distribution::Distribution;
use super::driver::Driver;
use super::error::BrowserError;
use super::find::{Pair, Version, last_words};
use super::group::has_ended;
use super::kind::BrowserKind;
use super::left_open::InUse;
use super::options::BrowserOptions;

mod anew;
mod cookies;
mod picture;
mod remote;

pub use cookies::Cookies;

/// How long a script may take where nothing else is said.
const SCRIPT_LIMIT: Duration = Duration::from_secs(10);
/// How long a page may take to tell its address.
const ASK_LIMIT: Duration = Duration::from_secs(3);
/// How long a browser may take to close in peace.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);
/// How long a browser that crashes may take to say why.
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(3);
/// Commands are waited for in steps of this.
const TICK: Duration = Duration::from_secs(1);
/// So many times longer is a driver waited for where everything hangs on it.
const PATIENCE: u32 = 6;

/// An open browser, and the driver that was started for it.
#[derive(Debug)]
pub struct Session {
    /// Remarks that a person should read (no sandbox).
    pub warnings: Vec<String>,
    /// Which browser it is.
    pub kind: BrowserKind,
    /// The browser's version, as it told.
    pub version: String,
    client: Client,
    driver: Option<Driver>,
    /// Of a session elsewhere: tells that it is in use.
    _in_use: Option<InUse>,
    broken: AtomicBool,
    new_document: AtomicBool,
    script_limit: Mutex<Duration>,
    command_limit: Duration,
    /// How many accounts it has served.
    pub(super) served: u32,
    /// Whether a driver that answers late is waited for much longer than usual.
    patient: AtomicBool,
}

impl Session {
    /// Starts a driver and a browser, or asks a driver that runs already for one.
    ///
    /// # Errors
    /// When there is no browser or driver, they do not go together, or one of them does not start.
    pub async fn start(options: &BrowserOptions) -> Result<Self, BrowserError> {
        match &options.webdriver {
            Some(url) => Self::on_remote(options, url).await,
            None => Self::on_this_machine(options).await,
        }
    }

    async fn on_this_machine(options: &BrowserOptions) -> Result<Self, BrowserError> {
        let kind = options.kind;
        if !options.headless && !BrowserOptions::display_is_there() {
            return Err(BrowserError::StartFailed {
                what: "a browser window".into(),
                reason: "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)".into(),
                mend: "run with --headless, or on a machine with a display".into(),
            });
        }
        let search = options.search.clone();
        let pair = blocking(move || search.pair(kind)).await?;
        let driver = match Driver::start(
            kind,
            &pair.driver,
            &options.withheld,
            options.start_limit.min(Duration::from_secs(20)),
        )
        .await
        {
            Ok(driver) => driver,
            Err(error) => return Err(mismatch_or(kind, pair, error).await),
        };
        match connect(driver.url(), options, Some(pair.browser.clone())).await {
            Ok(client) => {
                let session = Self::opened(options, client, Some(driver)).await;
                if let Err(error) = session.versions_agree(&pair) {
                    session.close().await.ok();
                    return Err(error);
                }
                Ok(session)
            }
            Err(failure) => {
                driver.end().await;
                let mut reason = driver.explain(&failure.reason(options));
                if failure.is_a_crash() && kind == BrowserKind::Chromium {
                    let (browser, arguments) = (pair.browser.clone(), options.chromium_arguments());
                    let words = blocking(move || Ok(last_words(&browser, &arguments, LAST_WORDS_LIMIT))).await;
                    for line in words.unwrap_or_default() {
                        reason = format!("{reason}\n  | {line}");
                    }
                }
                let what = pair.browser.display().to_string();
                if reason.contains(NO_SANDBOX) {
                    return Err(BrowserError::NoSandbox { what, reason, mend: Distribution::here().sandbox() });
                }
                let error = BrowserError::StartFailed { what, mend: failure.mend(options), reason };
                Err(mismatch_or(kind, pair, error).await)
            }
        }
    }

    async fn opened(options: &BrowserOptions, client: Client, driver: Option<Driver>) -> Self {
        let mut warnings = Vec::new();
        if options.without_sandbox() {
            warnings.push(
                "running as root, so the browser runs without its sandbox; run as another user to keep it".to_owned(),
            );
        }
        let told = client.capabilities().and_then(|told| told.get("browserVersion")).and_then(Value::as_str);
        let version = told.unwrap_or_default().to_owned();
        let session = Self {
            warnings,
            kind: options.kind,
            version,
            client,
            driver,
            _in_use: None,
            broken: AtomicBool::new(false),
            new_document: AtomicBool::new(false),
            script_limit: Mutex::new(Duration::ZERO),
            command_limit: options.command_limit,
            served: 0,
            patient: AtomicBool::new(false),
        };
        // A refusal shows again at the first script, with a better error.
        let _ = session.set_script_limit(SCRIPT_LIMIT).await;
        session
    }

    /// The driver tells both versions once a session is open; a pair that differs is not to be relied upon.
    fn versions_agree(&self, pair: &Pair) -> Result<(), BrowserError> {
        let told = self.client.capabilities().and_then(|told| told.get("chrome"));
        let driver = told.and_then(|told| told.get("chromedriverVersion")).and_then(Value::as_str);
        match (Version::parse(&self.version), driver.and_then(Version::parse)) {
            (Some(browser), Some(driver)) => pair.compare(self.kind, &browser, &driver),
            _ => Ok(()),
        }
    }

    /// The process group of driver and browser, where this program started them.
    pub fn process_group(&self) -> Option<i32> {
        self.driver.as_ref().map(|driver| driver.group().id())
    }

    /// The browser's process, as far as the driver tells.
    pub fn browser_process(&self) -> Option<i32> {
        let told = self.client.capabilities()?;
        let id = told.get("goog:processID").or_else(|| told.get("moz:processID"))?.as_i64()?;
        i32::try_from(id).ok()
    }

    fn death() -> BrowserError {
        BrowserError::Died { detail: "it crashed, was killed, or its last window was closed".into() }
    }

    /// Only of a browser on this machine: the process of another one means nothing here.
    fn browser_has_ended(&self) -> bool {
        self.driver.is_some() && self.browser_process().is_some_and(has_ended)
    }

    // Navigation: https://www.w3.org/TR/webdriver2/#navigation

    /// Goes to an address and does not wait for the page: the next script does.
    ///
    /// # Errors
    /// As for every command.
    pub async fn goto(&self, url: &str) -> Result<(), BrowserError> {
        self.new_document.store(true, Ordering::Relaxed);
        self.issue("open an address", RawCommand::post("url", json!({ "url": url }))).await.map(drop)
    }

    /// Whether another document has been asked for since this was last asked: nothing that was installed in one is there.
    pub fn takes_new_document(&self) -> bool {
        self.new_document.swap(false, Ordering::Relaxed)
    }

    /// Loads the page anew and does not wait for it: the next script does.
    ///
    /// # Errors
    /// As for every command.
    pub async fn reload(&self) -> Result<(), BrowserError> {
        self.new_document.store(true, Ordering::Relaxed);
        self.issue("reload the page", RawCommand::post("refresh", json!({}))).await.map(drop)
    }

    /// The address of the document that commands go to.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::ScriptTimeout`] while a page does not load.
    pub async fn current_url(&self) -> Result<String, BrowserError> {
        // Not the driver's own command: chromedriver does not answer that one at all while a page does not load.
        self.ask("return location.href").await.and_then(text)
    }

    async fn ask(&self, script: &str) -> Result<Value, BrowserError> {
        self.set_script_limit(ASK_LIMIT).await?;
        self.script("execute/sync", script, Vec::new(), ASK_LIMIT).await
    }

    // Scripts: https://www.w3.org/TR/webdriver2/#executing-script

    /// Runs a script and returns what it returns.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::Javascript`] when it throws.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Result<Value, BrowserError> {
        self.set_script_limit(SCRIPT_LIMIT).await?;
        self.script("execute/sync", script, arguments, SCRIPT_LIMIT).await
    }

    /// Runs a script that answers by calling its last argument, within `limit`.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::ScriptTimeout`] when it does not call, [`BrowserError::Navigated`] when the
    /// page is replaced meanwhile.
    pub async fn execute_async(
        &self,
        script: &str,
        arguments: Vec<Value>,
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        self.set_script_limit(limit).await?;
        self.script("execute/async", script, arguments, limit).await
    }

    async fn script(
        &self,
        path: &str,
        script: &str,
        arguments: Vec<Value>,
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        let command = RawCommand::post(path, json!({ "script": script, "args": arguments }));
        let answer = self.issue_within("ask the page", command, limit + self.command_limit).await;
        if matches!(answer, Ok(Value::Null) | Err(BrowserError::Navigated | BrowserError::ScriptTimeout { .. })) {
            // So chromedriver answers too when an alert opens or the window closes under the script. These two questions
            // tell which, and are answered even while a page does not load.
            if let Some(text) = self.alert_text().await? {
                return Err(BrowserError::Alert { text });
            }
            self.window().await?;
            if self.browser_has_ended() {
                return Err(Self::death());
            }
        }
        answer
    }

    async fn set_script_limit(&self, limit: Duration) -> Result<(), BrowserError> {
        if self.script_limit() == limit {
            return Ok(());
        }
        let milliseconds = |limit: Duration| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        // Where the driver waits for pages, it is to give up before the command's own deadline ends the session.
        let page_load = self.command_limit.mul_f32(0.75);
        let body = json!({ "script": milliseconds(limit), "pageLoad": milliseconds(page_load) });
        self.issue("set time-outs", RawCommand::post("timeouts", body)).await?;
        *self.script_limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
        Ok(())
    }

    fn script_limit(&self) -> Duration {
        *self.script_limit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // Input: https://www.w3.org/TR/webdriver2/#actions

    /// Performs real input: `actions` is the array of input sources as the specification writes it.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::Stale`] when an element that is named in it is gone.
    pub async fn perform(&self, actions: Value) -> Result<(), BrowserError> {
        self.issue("click or type", RawCommand::post("actions", json!({ "actions": actions }))).await.map(drop)
    }

    /// Lets go of every key and button.
    ///
    /// # Errors
    /// As for every command.
    pub async fn release_actions(&self) -> Result<(), BrowserError> {
        self.issue("let go of keys and buttons", RawCommand::delete("actions")).await.map(drop)
    }

    // Windows: https://www.w3.org/TR/webdriver2/#contexts

    /// The handles of all windows and tabs.
    ///
    /// # Errors
    /// As for every command.
    pub async fn windows(&self) -> Result<Vec<String>, BrowserError> {
        let answer = self.issue("list the windows", RawCommand::get("window/handles")).await?;
        Ok(answer.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The handle of the window that commands go to.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::WindowClosed`] when it is gone.
    pub async fn window(&self) -> Result<String, BrowserError> {
        self.issue("name the window", RawCommand::get("window")).await.and_then(text)
    }

    /// Sends further commands to another window.
    ///
    /// # Errors
    /// As for every command; [`BrowserError::WindowClosed`] when it is gone.
    pub async fn switch_to_window(&self, handle: &str) -> Result<(), BrowserError> {
        self.new_document.store(true, Ordering::Relaxed);
        self.issue("change to another window", RawCommand::post("window", json!({ "handle": handle }))).await.map(drop)
    }

    // User prompts: https://www.w3.org/TR/webdriver2/#user-prompts

    /// What an open alert says; `None`: there is none.
    ///
    /// # Errors
    /// As for every command.
    pub async fn alert_text(&self) -> Result<Option<String>, BrowserError> {
        match self.issue("read the alert", RawCommand::get("alert/text")).await {
            Ok(answer) => Ok(answer.as_str().map(str::to_owned)),
            Err(BrowserError::Command { code, .. }) if code == "no such alert" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Closes an alert as its "Cancel" would.
    ///
    /// # Errors
    /// As for every command.
    pub async fn dismiss_alert(&self) -> Result<(), BrowserError> {
        self.issue("dismiss the alert", RawCommand::post("alert/dismiss", json!({}))).await.map(drop)
    }

    // What WebDriver has no word for

    /// A command of Chromium's own protocol, for what WebDriver has no word for.
    ///
    /// # Errors
    /// As for every command; refused for other browsers.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value, BrowserError> {
        // Firefox's driver closes the connection on a path that it does not know, and the next command may be lost with it.
        if self.kind != BrowserKind::Chromium {
            return Err(BrowserError::Command {
                command: method.to_owned(),
                code: "unknown command".to_owned(),
                message: "only Chromium knows it".to_owned(),
            });
        }
        let body = json!({ "cmd": method, "params": parameters });
        self.issue(method, RawCommand::post("goog/cdp/execute", body)).await
    }

    /// Whether a driver that does not answer is waited for much longer than usual, because more than the session is lost with it.
    pub fn be_patient(&self, patient: bool) {
        self.patient.store(patient, Ordering::Relaxed);
    }

    // The end

    /// Closes the browser in peace, so that a kept profile is whole, and ends the driver.
    ///
    /// # Errors
    /// When the browser did not close in time; it is ended all the same.
    pub async fn close(self) -> Result<(), BrowserError> {
        let closed = if self.broken.load(Ordering::Relaxed) {
            Ok(())
        } else {
            tokio::time::timeout(CLOSE_LIMIT, self.client.clone().close())
                .await
                .map(drop)
                .map_err(|_| BrowserError::Unresponsive { command: "close the browser".into(), limit: CLOSE_LIMIT })
        };
        if let Some(driver) = &self.driver {
            driver.end().await;
        }
        closed
    }

    async fn issue(&self, what: &str, command: RawCommand) -> Result<Value, BrowserError> {
        self.issue_within(what, command, self.command_limit).await
    }

    async fn issue_within(&self, what: &str, command: RawCommand, limit: Duration) -> Result<Value, BrowserError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(BrowserError::Died { detail: "it was ended after it had stopped answering".into() });
        }
        let begin = Instant::now();
        let limit = if self.patient.load(Ordering::Relaxed) { limit * PATIENCE } else { limit };
        match within(limit, self.client.issue_cmd(command)).await {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(error)) => {
                let told = BrowserError::of_command(what, error, begin.elapsed(), self.script_limit());
                // A driver that has just lost its browser takes that for a page that went away, or a window.
                if matches!(told, BrowserError::Navigated | BrowserError::WindowClosed) && self.browser_has_ended() {
                    return Err(Self::death());
                }
                if let BrowserError::Command { code, message, .. } = &told
                    && code == "unknown error"
                    && self.is_lost().await
                {
                    return Err(BrowserError::Died { detail: message.clone() });
                }
                Err(told)
            }
            None => {
                // The client would queue every further command behind this one.
                self.broken.store(true, Ordering::Relaxed);
                if let Some(driver) = &self.driver {
                    driver.end().await;
                }
                Err(BrowserError::Unresponsive { command: what.to_owned(), limit })
            }
        }
    }
}

/// What comes of the work within this time, of which only that counts in which this program runs: a laptop that was shut has waited
/// for nothing.
async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut left = limit;
    while !left.is_zero() {
        let tick = left.min(TICK);
        if let Ok(done) = tokio::time::timeout(tick, &mut work).await {
            return Some(done);
        }
        left -= tick;
    }
    None
}

/// chromedriver answers null instead of a text when the window goes away just then.
fn text(answer: Value) -> Result<String, BrowserError> {
    match answer {
        Value::String(text) => Ok(text),
        _ => Err(BrowserError::WindowClosed),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BrowserError> + Send + 'static,
) -> Result<T, BrowserError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        Err(BrowserError::StartFailed {
            what: "the browser".into(),
            reason: error.to_string(),
            mend: "run again".into(),
        })
    })
}

/// Versions that differ explain a failed start better than the failure does.
async fn mismatch_or(kind: BrowserKind, pair: Pair, error: BrowserError) -> BrowserError {
    match blocking(move || pair.check(kind)).await {
        Err(mismatch @ BrowserError::VersionMismatch { .. }) => mismatch,
        _ => error,
    }
}
