//! The flags as clap reads them. Settings that have a key in `tokenwright.toml` have no default here: the layers do.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::engine::ArgValueCandidates;

use super::completers;
use super::fleet::FleetArgs;
use super::setting_flags::{SettingFlags, layers, list, put, switch};
use crate::config::{AcceptPolicy, Browser, ConfigError, Overrides, Role, Settings, Trace, Via};

/// The examples of `tokenwright run --help`.
pub const RUN_EXAMPLES: &str = "\
Examples:
  tokenwright run --app \"My app\" --business \"My business\"
  tokenwright run --app 1234567890 --id acme --role employee
  tokenwright run --app \"My app\" --json --non-interactive | jq .status
  TOKENWRIGHT_APP=\"My app\" tokenwright run --headless
  tokenwright run --accounts accounts.csv --dry-run

Afterwards the token is in out/credentials/<account>.env, and out/runs/ has a report of what was done. A second run finds \
the stored token, proves it and makes no other.";

/// Flags of `tokenwright run`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub struct RunArgs {
    /// Which account.
    #[command(flatten)]
    pub account: AccountArgs,
    /// Which addresses.
    #[command(flatten)]
    pub addresses: AddressArgs,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
    /// What is kept and shown.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Many accounts.
    #[command(flatten)]
    pub fleet: FleetArgs,
    /// How the token is made: by the clicks, or through Meta's API with an admin's token [default: browser]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "browser|graph", help_heading = "Token")]
    pub via: Option<Via>,
    /// Never ask or wait for a person: stop instead, with exit code 3
    #[arg(long, help_heading = "Browser")]
    pub non_interactive: bool,
    /// Make a token although a good one is stored
    #[arg(long, help_heading = "Token")]
    pub force_new_token: bool,
}

/// Which account.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Account")]
pub struct AccountArgs {
    /// The app, as the app panel shows it
    #[arg(long, value_name = "NAME_OR_ID")]
    pub app: Option<String>,
    /// The business [default: the one that the app is linked to]
    #[arg(long, value_name = "NAME_OR_ID")]
    pub business: Option<String>,
    /// The system user; one of this name is used if it is there [default: Cloud Messaging]
    #[arg(long, value_name = "NAME")]
    pub system_user: Option<String>,
    /// The system user's role [default: admin]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "admin|employee")]
    pub role: Option<Role>,
    /// Meta's non-discrimination policy, where it is asked for: accept it, as the guides document, or ask a person [default: yes]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "yes|ask")]
    pub accept_policy: Option<AcceptPolicy>,
    /// The account's short name, which names its files [default: after the business or the app]
    #[arg(long, value_name = "SLUG", add = ArgValueCandidates::new(completers::accounts))]
    pub id: Option<String>,
    /// The WhatsApp Business Account that is meant; of a token's several with commas, of whatsapp-assets by name or ID [default: those
    /// that Graph tells of, or the only one]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub waba: Vec<String>,
    /// The permissions that the token gets [default: the two for WhatsApp]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub permissions: Vec<String>,
    /// What to replay [default: whatsapp-token]
    #[arg(long, value_name = "NAME_OR_FILE", value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
}

/// Which addresses: roots without a path.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Addresses")]
pub struct AddressArgs {
    /// The app panel
    #[arg(long, value_name = "URL", help = "The app panel [default: https://developers.facebook.com]")]
    pub developers_url: Option<String>,
    /// The business console
    #[arg(long, value_name = "URL", help = "The business console [default: https://business.facebook.com]")]
    pub business_url: Option<String>,
    /// The Graph API
    #[arg(long, value_name = "URL", help = "The Graph API [default: https://graph.facebook.com]")]
    pub graph_url: Option<String>,
    /// The Graph API's version [default: v26.0]
    #[arg(long, value_name = "VERSION")]
    pub graph_version: Option<String>,
}

/// Which browser, and how long to wait for it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Browser")]
pub struct BrowserArgs {
    /// A driver or Selenium Grid that runs already
    #[arg(long, value_name = "URL")]
    pub webdriver: Option<String>,
    /// Longest wait for a browser of that driver or Grid, in seconds [default: 310]
    #[arg(long, value_name = "SECONDS")]
    pub webdriver_limit: Option<f64>,
    /// Which browser [default: chromium]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "chromium|firefox")]
    pub browser: Option<Browser>,
    /// With a window [default: where there is a display and a terminal]
    #[arg(long, conflicts_with = "headless")]
    pub headed: bool,
    /// Without a window
    #[arg(long)]
    pub headless: bool,
    /// The language that pages are asked for in, such as en or pt-BR
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Longest wait for one step, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<f64>,
    /// So many times as long a slow console is given until it is believed that no more shows [default: 1]
    #[arg(long, value_name = "TIMES")]
    pub patience: Option<usize>,
    /// Longest wait for a person in the window, in seconds [default: 900]
    #[arg(long, value_name = "SECONDS")]
    pub person_limit: Option<f64>,
}

/// What is kept and shown.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Where.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Which pictures are kept [default: full]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "full|failures|off")]
    pub trace: Option<Trace>,
    /// One line of JSON on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// Where everything is kept.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct PlaceArgs {
    /// Where credentials, ledger and reports are kept [default: out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// Flags of `tokenwright doctor`.
#[derive(Debug, Clone, Default, Args)]
pub struct DoctorArgs {
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
    /// Where files would go.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// One JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Flags of `tokenwright demo`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright demo                # a browser window, if there is a display
  tokenwright demo --headless --out /tmp/demo
  tokenwright demo --json | jq .report
  tokenwright demo --shuffled 10 --headless --trace off

Nothing leaves this machine: the console is a practice site on loopback, and so is its token.")]
pub struct DemoArgs {
    /// Server delay of the practice site, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 120)]
    pub delay_ms: u64,
    /// Set a switch of the practice site (`tokenwright practice --help` lists them); may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Walk so many consoles that are drawn at random, one after the other, instead of the documented one
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub shuffled: Option<u64>,
    /// The first seed of --shuffled
    #[arg(long, value_name = "SEED", default_value_t = 1, requires = "shuffled")]
    pub seed: u64,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
    /// What is kept and shown.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Flags of `tokenwright inspect`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright inspect https://example.org
  tokenwright inspect https://example.org --css 'form *' --json")]
pub struct InspectArgs {
    /// The page
    pub url: String,
    /// Only the elements that this selector picks
    #[arg(long, value_name = "SELECTOR")]
    pub css: Option<String>,
    /// An array of role, name, state, locator and html (the opening tag) on standard output
    #[arg(long)]
    pub json: bool,
    /// Which browser.
    #[command(flatten)]
    pub browser: BrowserArgs,
}

/// Flags of `tokenwright status`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright status
  tokenwright status --json | jq -r 'select(.status != \"done\") | .account'")]
pub struct StatusArgs {
    /// Where the ledger is.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Also tell of the accounts of this roster that were never begun
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub accounts: Option<PathBuf>,
    /// One line of JSON an account
    #[arg(long)]
    pub json: bool,
}

/// Where stored credentials and the Graph API are.
#[derive(Debug, Clone, Default, Args)]
pub struct StoredArgs {
    /// The Graph API
    #[arg(long, value_name = "URL", help = "The Graph API [default: https://graph.facebook.com]")]
    pub graph_url: Option<String>,
    /// The Graph API's version [default: v26.0]
    #[arg(long, value_name = "VERSION")]
    pub graph_version: Option<String>,
    /// The WhatsApp Business Account to ask of where the file names none; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub waba: Vec<String>,
    /// The permissions that a token must have [default: the two for WhatsApp]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub permissions: Vec<String>,
    /// Where everything is kept.
    #[command(flatten)]
    pub place: PlaceArgs,
}

impl RunArgs {
    /// The settings of the run, with these flags on top.
    ///
    /// # Errors
    /// Everything that is wrong with the flags, the environment and `tokenwright.toml`.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut flags = Overrides::new();
        self.add_to(&mut flags);
        Settings::check(&layers(flags)?)
    }
}

impl SettingFlags for RunArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.account.add_to(flags);
        self.addresses.add_to(flags);
        self.browser.add_to(flags);
        self.output.add_to(flags);
        self.fleet.add_to(flags);
        put(flags, "via", self.via.map(Via::word));
        switch(flags, "non_interactive", self.non_interactive);
        switch(flags, "force_new_token", self.force_new_token);
    }
}

impl SettingFlags for AccountArgs {
    fn add_to(&self, flags: &mut Overrides) {
        put(flags, "app", self.app.clone());
        put(flags, "business", self.business.clone());
        put(flags, "system_user", self.system_user.clone());
        put(flags, "role", self.role.map(Role::word));
        put(flags, "accept_policy", self.accept_policy.map(AcceptPolicy::word));
        put(flags, "id", self.id.clone());
        put(flags, "waba", list(&self.waba));
        put(flags, "permissions", list(&self.permissions));
        put(flags, "scenario", self.scenario.clone());
    }
}

impl SettingFlags for AddressArgs {
    fn add_to(&self, flags: &mut Overrides) {
        put(flags, "developers_url", self.developers_url.clone());
        put(flags, "business_url", self.business_url.clone());
        put(flags, "graph_url", self.graph_url.clone());
        put(flags, "graph_version", self.graph_version.clone());
    }
}

impl SettingFlags for BrowserArgs {
    fn add_to(&self, flags: &mut Overrides) {
        put(flags, "webdriver", self.webdriver.clone());
        put(flags, "webdriver_limit", self.webdriver_limit.map(|seconds| seconds.to_string()));
        put(flags, "browser", self.browser.map(Browser::word));
        switch(flags, "headed", self.headed);
        switch(flags, "headless", self.headless);
        put(flags, "language", self.language.clone());
        put(flags, "timeout", self.timeout.map(|seconds| seconds.to_string()));
        put(flags, "patience", self.patience.map(|times| times.to_string()));
        put(flags, "person_limit", self.person_limit.map(|seconds| seconds.to_string()));
    }
}

impl SettingFlags for OutputArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.place.add_to(flags);
        put(flags, "trace", self.trace.map(Trace::word));
        switch(flags, "json", self.json);
    }
}

impl SettingFlags for StoredArgs {
    fn add_to(&self, flags: &mut Overrides) {
        put(flags, "graph_url", self.graph_url.clone());
        put(flags, "graph_version", self.graph_version.clone());
        put(flags, "waba", list(&self.waba));
        put(flags, "permissions", list(&self.permissions));
        self.place.add_to(flags);
    }
}

impl SettingFlags for PlaceArgs {
    fn add_to(&self, flags: &mut Overrides) {
        put(flags, "out", self.out.as_ref().map(|out| out.display().to_string()));
    }
}

impl SettingFlags for DemoArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.browser.add_to(flags);
        self.output.add_to(flags);
    }
}

impl SettingFlags for InspectArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.browser.add_to(flags);
        switch(flags, "json", self.json);
    }
}

impl SettingFlags for StatusArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.place.add_to(flags);
        put(flags, "accounts", self.accounts.as_ref().map(|path| path.display().to_string()));
        switch(flags, "json", self.json);
    }
}

impl SettingFlags for DoctorArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.browser.add_to(flags);
        self.place.add_to(flags);
        switch(flags, "json", self.json);
    }
}

#[cfg(test)]
mod tests;
