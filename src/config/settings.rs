//! The settings of one run, checked.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::ValueEnum;
use url::{Host, Url};

use super::{
    error::ConfigError,
    keys::Key,
    layers::{Layers, Overrides},
    paths::{user_path, user_text},
    secret_tables::SecretTables,
    values::{AcceptPolicy, Browser, Role, Trace, Via, account_name, choices},
};
use crate::{
    browser::{BrowserKind, BrowserOptions, Search},
    scenario::Problem,
    secret::{Slug, secret_variables},
};

/// The settings of one run, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Settings {
    /// The account's name, which names its files: `--id`, or after the business, or after the app.
    pub account: String,
    /// Whether that is what `--id` says.
    pub account_given: bool,
    /// The app's name or ID.
    pub app: String,
    /// The business's name or ID; `None`: the one that the app is linked to.
    pub business: Option<String>,
    /// The system user's name.
    pub system_user: String,
    /// The system user's role.
    pub role: Role,
    /// The WhatsApp Business Accounts whose numbers are meant, by ID (`waba`); empty: those that Graph tells of.
    pub accounts: Vec<String>,
    /// The same where it is a name, which a scenario of steps alone can go by (`waba`).
    pub account_named: Option<String>,
    /// The permissions that the token is to have.
    pub permissions: Vec<String>,
    /// Whether Meta's non-discrimination policy is accepted where it is asked for.
    pub accept_policy: AcceptPolicy,
    /// The scenario's name or path.
    pub scenario: String,
    /// The language that the browser asks pages for.
    pub language: Option<String>,
    /// Root of the app panel, without a slash at its end.
    pub developers_url: String,
    /// Root of the business console, without a slash at its end.
    pub business_url: String,
    /// Root of the Graph API, without a slash at its end.
    pub graph_url: String,
    /// The Graph API's version (`v26.0`).
    pub graph_version: String,
    /// A driver or Grid that runs already.
    pub webdriver: Option<Url>,
    /// How long that may take to give a browser.
    pub webdriver_limit: Duration,
    /// What it is asked for besides.
    pub capabilities: serde_json::Map<String, serde_json::Value>,
    /// Which browser.
    pub browser: Browser,
    /// Without a window.
    pub headless: bool,
    /// How the token is made.
    pub via: Via,
    /// Longest wait for one step.
    pub timeout: Duration,
    /// So many times as long the page is given until something is believed, for consoles that are slow.
    pub patience: u32,
    /// Longest wait for a person in the browser window.
    pub person_limit: Duration,
    /// Where all files go.
    pub out: PathBuf,
    /// How much is kept of a run.
    pub trace: Trace,
    /// Whether standard output is for machines.
    pub json: bool,
    /// Whether nobody is asked for anything.
    pub non_interactive: bool,
    /// Whether a token is made although a good one is stored.
    pub force_new_token: bool,
    /// The roster of the accounts, where there are many.
    pub roster: Option<PathBuf>,
    /// What was given as flags of that which says whom a run is about and how it comes there; a row of a roster adds its own.
    pub given: Overrides,
    /// The saved sign-in.
    pub session: Option<String>,
    /// How many browsers work on a roster at once.
    pub jobs: usize,
    /// How many of them work on one saved sign-in.
    pub jobs_per_session: usize,
    /// After so many accounts that failed no other is begun.
    pub max_failures: Option<usize>,
    /// The pause after an account.
    pub pause: Duration,
    /// So many accounts are begun in an hour at most.
    pub accounts_per_hour: Option<usize>,
}

impl Settings {
    /// Checks the layers, for one run.
    ///
    /// # Errors
    /// Everything that is wrong, each with where it was said.
    pub fn check(layers: &Layers) -> Result<Self, ConfigError> {
        let mut check = Check { layers, problems: Vec::new() };
        let settings = check.settings(true);
        if check.problems.is_empty() { Ok(settings) } else { Err(ConfigError { problems: check.problems }) }
    }

    /// Checks the layers, for a command that is about no one account: the account and the app may be empty.
    ///
    /// # Errors
    /// Everything that is wrong, each with where it was said.
    pub fn check_without_account(layers: &Layers) -> Result<Self, ConfigError> {
        let mut check = Check { layers, problems: Vec::new() };
        let settings = check.settings(false);
        if check.problems.is_empty() { Ok(settings) } else { Err(ConfigError { problems: check.problems }) }
    }

    /// The family of the browser.
    pub fn browser_kind(&self) -> BrowserKind {
        match self.browser {
            Browser::Chromium => BrowserKind::Chromium,
            Browser::Firefox => BrowserKind::Firefox,
        }
    }

    /// How a browser is asked for with these settings.
    pub fn browser_options(&self) -> BrowserOptions {
        // For the names of variables alone: whoever needs the tables is told what is wrong with them.
        let _ = SecretTables::here();
        let kind = self.browser_kind();
        let mut search = Search::here(kind);
        for program in [&mut search.browser, &mut search.driver].into_iter().flatten() {
            *program = user_path(program);
        }
        let usual = BrowserOptions::new(kind);
        BrowserOptions {
            search,
            headless: self.headless,
            webdriver: self.webdriver.clone(),
            language: self.language.clone(),
            withheld: secret_variables().into_iter().collect(),
            start_limit: if self.webdriver.is_some() { self.webdriver_limit } else { usual.start_limit },
            capabilities: self.capabilities.clone(),
            ..usual
        }
    }

    /// Whether a person reads what is said here, and can answer.
    pub fn someone_reads(&self) -> bool {
        !self.non_interactive && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether a person can do something in the browser window and say so here.
    pub fn person_is_there(&self) -> bool {
        !self.non_interactive && !self.headless && io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

fn is_account_id(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A look at all settings, which goes on after a fault.
struct Check<'l> {
    layers: &'l Layers,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn settings(&mut self, with_account: bool) -> Settings {
        let roster = self.roster();
        let with_account = with_account && roster.is_none();
        let app = self.app(with_account);
        let business = self.words("business");
        Settings {
            account: if with_account { self.account(business.as_deref().unwrap_or(&app)) } else { String::new() },
            account_given: self.layers.text("id").is_some(),
            app,
            business,
            system_user: self.words("system_user").unwrap_or_default(),
            role: self.choice("role"),
            accounts: self.accounts(),
            account_named: self.account_named(),
            permissions: self.permissions(),
            accept_policy: self.choice("accept_policy"),
            scenario: user_text(&self.words("scenario").unwrap_or_default()),
            language: self.language(),
            developers_url: self.root("developers_url"),
            business_url: self.root("business_url"),
            graph_url: self.root("graph_url"),
            graph_version: self.graph_version(),
            webdriver: self.webdriver(),
            webdriver_limit: self.seconds("webdriver_limit", 310),
            capabilities: self.layers.capabilities(),
            browser: self.choice("browser"),
            headless: self.headless(),
            via: self.choice("via"),
            timeout: self.seconds("timeout", 30),
            patience: self.number("patience").and_then(|times| times.try_into().ok()).unwrap_or(1),
            person_limit: self.seconds("person_limit", 900),
            out: user_path(Path::new(&self.words("out").unwrap_or_default())),
            trace: self.choice("trace"),
            json: self.switch("json"),
            non_interactive: self.switch("non_interactive"),
            force_new_token: self.switch("force_new_token"),
            roster,
            given: self.layers.given(),
            session: self.session(),
            jobs: self.number("jobs").unwrap_or(1),
            jobs_per_session: self.number("jobs_per_session").unwrap_or(1),
            max_failures: self.number("max_failures"),
            pause: self.pause(),
            accounts_per_hour: self.number("accounts_per_hour"),
        }
    }

    fn fault(&mut self, name: &str, message: impl Into<String>, hint: Option<String>) {
        if let Some(key) = Key::named(name) {
            self.problems.push(self.layers.fault(key, message.into(), hint));
        }
    }

    /// Words that may be left out but not be empty.
    fn words(&mut self, name: &str) -> Option<String> {
        let text = self.layers.text(name)?;
        if text.is_empty() {
            self.fault(name, "is empty", None);
        } else if text.chars().any(char::is_control) {
            self.fault(name, "has a line break or another control character", None);
        }
        Some(text)
    }

    fn app(&mut self, needed: bool) -> String {
        let app = self.words("app");
        if app.is_none() && needed {
            let hint = "give --app \"My app\", or app = \"My app\" in tokenwright.toml";
            self.fault("app", "no app is named", Some(hint.to_owned()));
        }
        app.unwrap_or_default()
    }

    fn account(&mut self, named_after: &str) -> String {
        let Some(id) = self.words("id") else { return account_name(named_after) };
        if let Err(error) = Slug::parse(&id) {
            self.fault("id", error.to_string(), None);
        }
        id
    }

    /// The words of a list that is written with commas or blanks.
    fn list(&self, name: &str) -> Vec<String> {
        let text = self.layers.text(name).unwrap_or_default();
        let words = text.split([',', ';', ' ']).map(str::trim).filter(|word| !word.is_empty());
        let mut list: Vec<String> = Vec::new();
        for word in words {
            if !list.iter().any(|known| known == word) {
                list.push(word.to_owned());
            }
        }
        list
    }

    fn accounts(&mut self) -> Vec<String> {
        let accounts = self.list("waba");
        if self.account_named().is_none() {
            return accounts;
        }
        let usual = Key::named("scenario").and_then(|key| key.default);
        // Another scenario may go by a name; whether it does is seen when it is read.
        if self.layers.text("scenario").as_deref() == usual
            && let Some(wrong) = accounts.iter().find(|one| !is_account_id(one))
        {
            let hint = "digits only, as in Business settings, Accounts, WhatsApp accounts; several with commas";
            self.fault("waba", format!("\"{wrong}\" is not the ID of a WhatsApp account"), Some(hint.to_owned()));
        }
        Vec::new()
    }

    fn account_named(&self) -> Option<String> {
        let text = self.layers.text("waba")?.trim().to_owned();
        let named = self.list("waba").iter().any(|one| !is_account_id(one));
        named.then_some(text)
    }

    fn permissions(&mut self) -> Vec<String> {
        let permissions = self.list("permissions");
        let is_name = |text: &String| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let example = || Some("like whatsapp_business_messaging,whatsapp_business_management".to_owned());
        if permissions.is_empty() {
            self.fault("permissions", "names no permission", example());
        } else if let Some(wrong) = permissions.iter().find(|one| !is_name(one)) {
            self.fault("permissions", format!("\"{wrong}\" is not the name of a permission"), example());
        }
        permissions
    }

    fn choice<E: ValueEnum + Default>(&mut self, name: &str) -> E {
        let word = self.layers.text(name).unwrap_or_default();
        E::from_str(&word, true).unwrap_or_else(|_| {
            let all = choices::<E>().join(", ");
            self.fault(name, format!("\"{word}\" is not one of {all}"), None);
            E::default()
        })
    }

    fn switch(&mut self, name: &str) -> bool {
        self.layers.switch(name).unwrap_or_else(|written| {
            self.fault(name, format!("\"{written}\" is neither true nor false"), None);
            false
        })
    }

    /// A window where there is a display and a terminal, unless one of the two switches says otherwise: the stronger layer.
    fn headless(&mut self) -> bool {
        let (headed, headless) = (self.switch("headed"), self.switch("headless"));
        let strength = |name: &str| Key::named(name).map_or(0, |key| self.layers.strength(key));
        let (of_headed, of_headless) = (strength("headed"), strength("headless"));
        if of_headed > of_headless {
            return !headed;
        }
        if of_headless > of_headed {
            return headless;
        }
        if of_headed == 0 {
            return !(BrowserOptions::display_is_there() && io::stderr().is_terminal());
        }
        if headed == headless {
            self.fault("headless", "\"headed\" and \"headless\" contradict each other", Some("give one".to_owned()));
        }
        headless
    }

    fn seconds(&mut self, name: &str, usual: u64) -> Duration {
        let text = self.layers.text(name).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(seconds) if seconds > 0.0 && seconds <= 86_400.0 => Duration::from_secs_f64(seconds),
            _ => {
                let hint = "one wait, in seconds: more than 0, at most 86400".to_owned();
                self.fault(name, format!("\"{text}\" is no time to wait"), Some(hint));
                Duration::from_secs(usual)
            }
        }
    }

    /// The roster, which names the accounts; but whoever names one by a stronger layer means that one.
    fn roster(&mut self) -> Option<PathBuf> {
        let path = self.words("accounts")?;
        let strength = |name: &str| Key::named(name).map_or(0, |key| self.layers.strength(key));
        (strength("accounts") >= strength("id")).then(|| user_path(Path::new(&path)))
    }

    /// A whole number from 1, where there is one.
    fn number(&mut self, name: &str) -> Option<usize> {
        let text = self.layers.text(name)?;
        let number = text.parse().ok().filter(|number| (1..=100_000).contains(number));
        if number.is_none() {
            self.fault(name, format!("\"{text}\" is no number"), Some("a whole number from 1".to_owned()));
        }
        number
    }

    fn pause(&mut self) -> Duration {
        let text = self.layers.text("pause").unwrap_or_default();
        match text.parse::<f64>() {
            Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Duration::from_secs_f64(seconds),
            _ => {
                let hint = "the pause after an account, in seconds: at most 86400".to_owned();
                self.fault("pause", format!("\"{text}\" is no pause"), Some(hint));
                Duration::ZERO
            }
        }
    }

    fn session(&mut self) -> Option<String> {
        let name = self.words("session")?;
        if Slug::parse(&name).is_err() {
            let hint = "as in `tokenwright login NAME`: small letters, digits, '-', '_' and '.'".to_owned();
            self.fault("session", format!("\"{name}\" cannot name a sign-in"), Some(hint));
        }
        Some(name)
    }

    fn language(&mut self) -> Option<String> {
        let tag = self.words("language")?;
        let good = tag.split('-').enumerate().all(|(at, part)| {
            let length = if at == 0 { 2..=3 } else { 1..=8 };
            length.contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if !good {
            self.fault("language", format!("\"{tag}\" is not a language tag"), Some("like en, es or pt-BR".to_owned()));
        }
        Some(tag)
    }

    fn graph_version(&mut self) -> String {
        let version = self.layers.text("graph_version").unwrap_or_default();
        let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let good = version
            .strip_prefix('v')
            .and_then(|numbers| numbers.split_once('.'))
            .is_some_and(|(major, minor)| digits(major) && digits(minor));
        if !good {
            self.fault("graph_version", format!("\"{version}\" is not a version"), Some("like v26.0".to_owned()));
        }
        version
    }

    fn webdriver(&mut self) -> Option<Url> {
        let text = self.words("webdriver")?;
        let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            let hint = "like http://127.0.0.1:4444".to_owned();
            self.fault("webdriver", format!("\"{text}\" is not the address of a driver"), Some(hint));
        }
        url
    }

    /// A root without a path, over TLS unless it is on this machine.
    fn root(&mut self, name: &str) -> String {
        let text = self.layers.text(name).unwrap_or_default();
        if let Err((message, hint)) = root(&text) {
            self.fault(name, message, Some(hint));
        }
        text.trim_end_matches('/').to_owned()
    }
}

fn root(text: &str) -> Result<(), (String, String)> {
    let example = "a root like https://business.facebook.com".to_owned();
    let wrong = |what: &str, hint: &str| Err((format!("\"{text}\" {what}"), hint.to_owned()));
    let Ok(url) = Url::parse(text) else { return Err((format!("\"{text}\" is not an address"), example)) };
    if !url.username().is_empty() || url.password().is_some() {
        // The address is not repeated here: it holds a secret.
        return Err(("the address has a user name or password in it".to_owned(), example));
    }
    if !matches!(url.scheme(), "http" | "https") {
        return wrong("is not the address of a web site", &example);
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return wrong("is more than a root", &format!("give {} alone", url.origin().ascii_serialization()));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return wrong("is not encrypted", "https is needed for all addresses but those of this machine");
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
