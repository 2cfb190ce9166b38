//! The settings that there are.

/// What a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number of seconds.
    Seconds,
    /// A whole number, from 1.
    Number,
    /// Yes or no.
    Switch,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its name in `tokenwright.toml`.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Its value where nobody gives one.
    pub default: Option<&'static str>,
}

impl Key {
    /// The setting of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Its flag (`--system-user`).
    pub fn flag(&self) -> String {
        format!("--{}", self.name.replace('_', "-"))
    }

    /// Its environment variable (`TOKENWRIGHT_SYSTEM_USER`).
    pub fn variable(&self) -> String {
        format!("TOKENWRIGHT_{}", self.name.to_ascii_uppercase())
    }
}

/// Variables of the program that are no settings: secrets, programs, the log.
pub const OTHER_VARIABLES: [&str; 8] = [
    "TOKENWRIGHT_ADMIN_TOKEN",
    "TOKENWRIGHT_APP_SECRET",
    "TOKENWRIGHT_CHROMEDRIVER",
    "TOKENWRIGHT_CHROMIUM",
    "TOKENWRIGHT_COMPLETE",
    "TOKENWRIGHT_FIREFOX",
    "TOKENWRIGHT_GECKODRIVER",
    "TOKENWRIGHT_LOG",
];

const fn text(name: &'static str, default: Option<&'static str>) -> Key {
    Key { name, kind: Kind::Text, default }
}

const fn number(name: &'static str, default: Option<&'static str>) -> Key {
    Key { name, kind: Kind::Number, default }
}

const fn switch(name: &'static str) -> Key {
    Key { name, kind: Kind::Switch, default: None }
}

/// All settings. Names with WhatsApp, Meta or Bot have been refused for a system user, hence the neutral default.
pub const KEYS: [Key; 35] = [
    text("app", None),
    text("business", None),
    text("system_user", Some("Cloud Messaging")),
    text("role", Some("admin")),
    text("accept_policy", Some("yes")),
    text("id", None),
    text("waba", None),
    text("permissions", Some("whatsapp_business_messaging,whatsapp_business_management")),
    text("scenario", Some("whatsapp-token")),
    text("language", None),
    text("developers_url", Some("https://developers.facebook.com")),
    text("business_url", Some("https://business.facebook.com")),
    text("graph_url", Some("https://graph.facebook.com")),
    text("graph_version", Some("v26.0")),
    text("webdriver", None),
    // A little longer than a Grid lets a request wait, so that it is heard why none came.
    Key { name: "webdriver_limit", kind: Kind::Seconds, default: Some("310") },
    text("browser", Some("chromium")),
    switch("headed"),
    switch("headless"),
    text("via", Some("browser")),
    Key { name: "timeout", kind: Kind::Seconds, default: Some("30") },
    number("patience", Some("1")),
    Key { name: "person_limit", kind: Kind::Seconds, default: Some("900") },
    text("out", Some("out")),
    text("trace", Some("full")),
    switch("json"),
    switch("non_interactive"),
    switch("force_new_token"),
    text("accounts", None),
    text("session", None),
    number("jobs", Some("1")),
    number("jobs_per_session", Some("1")),
    number("max_failures", None),
    Key { name: "pause", kind: Kind::Seconds, default: Some("0") },
    number("accounts_per_hour", None),
];
