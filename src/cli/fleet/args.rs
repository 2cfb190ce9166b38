//! The flags that are about many accounts.

use std::path::PathBuf;

use clap::{Args, ValueHint, builder::PossibleValue};

use crate::cli::setting_flags::SettingFlags;
use crate::config::Overrides;
use crate::fleet::standing::Standing;

/// Flags about many accounts.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Many accounts")]
pub struct FleetArgs {
    /// The accounts: a CSV file as a spreadsheet exports it, or a TOML file (docs/roster.md has a sample of each)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "id")]
    pub accounts: Option<PathBuf>,
    /// Only these accounts of the roster
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Only the accounts that stand so: new, running, done, `needs_person`, failed, `in_doubt`
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_name = "STATUS,..",
        value_delimiter = ',',
        help = "Only the accounts that stand so: new, running, done, needs_person, failed, in_doubt"
    )]
    pub status: Vec<Standing>,
    /// Say what would be done for each account, and start nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How many browsers work at once [default: 1]
    #[arg(long, value_name = "N")]
    pub jobs: Option<String>,
    /// How many of them on one saved sign-in: all but the first use a temporary copy of its profile [default: 1]
    #[arg(long, value_name = "N")]
    pub jobs_per_session: Option<String>,
    /// Begin no other account after so many have failed
    #[arg(long, value_name = "N")]
    pub max_failures: Option<String>,
    /// The pause after an account, in seconds, more or less [default: 0]
    #[arg(long, value_name = "SECONDS")]
    pub pause: Option<String>,
    /// Begin at most so many accounts in an hour
    #[arg(long, value_name = "N")]
    pub accounts_per_hour: Option<String>,
    /// The saved sign-in to use (`tokenwright login NAME` makes one)
    #[arg(long, value_name = "NAME")]
    pub session: Option<String>,
}

impl clap::ValueEnum for Standing {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

impl FleetArgs {
    /// The first flag that means something only beside a roster.
    pub fn about_a_roster(&self) -> Option<&'static str> {
        let given =
            [(!self.only.is_empty(), "--only"), (!self.status.is_empty(), "--status"), (self.dry_run, "--dry-run")];
        given.into_iter().find(|(given, _)| *given).map(|(_, flag)| flag)
    }
}

impl SettingFlags for FleetArgs {
    fn add_to(&self, flags: &mut Overrides) {
        let mut put = |key: &'static str, value: Option<String>| {
            if let Some(value) = value {
                flags.insert(key, value);
            }
        };
        put("accounts", self.accounts.as_ref().map(|path| path.display().to_string()));
        put("session", self.session.clone());
        put("jobs", self.jobs.clone());
        put("jobs_per_session", self.jobs_per_session.clone());
        put("max_failures", self.max_failures.clone());
        put("pause", self.pause.clone());
        put("accounts_per_hour", self.accounts_per_hour.clone());
    }
}
