//! The flags of `tokenwright check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::args::{AccountArgs, AddressArgs, BrowserArgs, OutputArgs};
use crate::cli::setting_flags::{SettingFlags, layers, put, switch};
use crate::config::{ConfigError, Overrides, Settings, Via};

/// The examples of `tokenwright check --help`.
const EXAMPLES: &str = "\
Examples:
  tokenwright check --app \"My app\" --update
  tokenwright check --app \"My app\"
  tokenwright check --app \"My app\" --suggest
  tokenwright check --app \"My app\" --json | jq -r .status

With --update it writes the baseline, while the console works; later it compares. Nothing is committed: no system user, no \
assignment, no token, no policy. Exit codes: 0 as in the baseline, 10 the console has changed and the scenario still works, \
4 a step could not be done.";

/// Flags of `tokenwright check`.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag by itself")]
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
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
    /// Use this saved sign-in (tokenwright login)
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub session: Option<String>,
    /// A business that is meant for it: all of the walk is done there, with what it commits, and nowhere else
    #[arg(long, value_name = "NAME_OR_ID", help_heading = "Account")]
    pub sandbox_business: Option<String>,
    /// Check the accounts of this roster, one after the other (docs/roster.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["id", "sandbox_business"], help_heading = "Many accounts")]
    pub accounts: Option<PathBuf>,
    /// Only these accounts of the roster
    #[arg(long, value_name = "ID,..", value_delimiter = ',', requires = "accounts", help_heading = "Many accounts")]
    pub only: Vec<String>,
    /// Never ask or wait for a person: stop instead, with exit code 3
    #[arg(long, help_heading = "Browser")]
    pub non_interactive: bool,
    /// The baseline [default: screenshots/SCENARIO/console-LANGUAGE]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Check")]
    pub baseline: Option<PathBuf>,
    /// Write the baseline: all of it, or only the places that have changed [default: all]
    #[arg(long, value_enum, value_name = "all|changed", num_args = 0..=1, require_equals = true, default_missing_value = "all", hide_possible_values = true, help_heading = "Check")]
    pub update: Option<Update>,
    /// Say what would mend the scenario, as a diff
    #[arg(long, help_heading = "Check")]
    pub suggest: bool,
    /// Write that into your own files under ./scenarios/, after a yes at the terminal
    #[arg(long, help_heading = "Check")]
    pub apply: bool,
    /// The yes to --apply and --update; what commits is left to a person, unless it can be no other control
    #[arg(long, help_heading = "Check")]
    pub yes: bool,
    /// Also write the places as pages that can be shared: without scripts, with stand-ins for all names, IDs and numbers
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Check")]
    pub capture: Option<PathBuf>,
    /// Also write the result as a test report (`JUnit`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Check")]
    pub junit: Option<PathBuf>,
    /// A command that gets one line fit for a message on its standard input where the result is not "same"
    #[arg(long, value_name = "COMMAND", help_heading = "Check")]
    pub on_drift: Option<String>,
}

/// What of the baseline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Update {
    /// All of it.
    All,
    /// The places that have changed.
    Changed,
}

impl SettingFlags for CheckArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.account.add_to(flags);
        self.addresses.add_to(flags);
        self.browser.add_to(flags);
        self.output.add_to(flags);
        put(flags, "session", self.session.clone());
        put(flags, "accounts", self.accounts.as_ref().map(|path| path.display().to_string()));
        if self.sandbox_business.is_some() {
            put(flags, "business", self.sandbox_business.clone());
        }
        switch(flags, "non_interactive", self.non_interactive);
    }
}

impl CheckArgs {
    /// The settings of the check, with these flags on top.
    ///
    /// # Errors
    /// Everything that is wrong with the flags, the environment and `tokenwright.toml`.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut flags = Overrides::new();
        self.add_to(&mut flags);
        let mut settings = Settings::check(&layers(flags)?)?;
        // What the API would do is no face of the console.
        settings.via = Via::Browser;
        Ok(settings)
    }
}
