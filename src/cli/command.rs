//! The commands.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use super::{
    args::{DemoArgs, DoctorArgs, InspectArgs, PlaceArgs, RunArgs, StatusArgs, StoredArgs},
    check::CheckArgs,
    deliver::DeliverArgs,
    exit,
    login::LoginArgs,
    practice::PracticeArgs,
    report::ReportArgs,
    scenario::ScenarioCommand,
    teach::TeachArgs,
    verify::VerifyArgs,
};

/// Sets up WhatsApp Cloud API access for Meta business accounts: walks the documented clicks in a real browser that you are
/// signed in to, takes the permanent token, proves it and keeps it safe.
#[derive(Debug, Parser)]
#[command(name = "tokenwright", version, about, long_about = None, max_term_width = 110, arg_required_else_help = true)]
#[command(after_help = "\
Settings: flags go before TOKENWRIGHT_ variables, these before tokenwright.toml in this folder.
Start with `tokenwright demo`, then `tokenwright doctor` and `tokenwright run --help`.")]
#[command(after_long_help = exit::HELP)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The main job, whole, against the practice site in a real browser
    Demo(DemoArgs),
    /// Set up one account, or many: walk the console, store the token, prove it
    Run(Box<RunArgs>),
    /// Has the console changed? The same walk with nothing committed, compared with a baseline
    Check(Box<CheckArgs>),
    /// The console has changed? The same walk with a person beside it, who points at what is not found
    Teach(Box<TeachArgs>),
    /// Save a sign-in: a window opens, a person signs in, and the browser's profile is kept for runs on this machine
    Login(LoginArgs),
    /// What the ledger knows of each account, and what to do next
    Status(StatusArgs),
    /// Prove stored credentials again through the Graph API
    Verify {
        /// Which.
        #[command(flatten)]
        args: VerifyArgs,
        /// Where they and the Graph API are.
        #[command(flatten)]
        place: StoredArgs,
    },
    /// Hand stored credentials to where they are used, as [[deliver.to]] in tokenwright.toml says
    Deliver {
        /// Which.
        #[command(flatten)]
        args: DeliverArgs,
        /// Where they are.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// What the bot sees on a page: role, name, state and a locator for each control
    Inspect(InspectArgs),
    /// Rebuild a run's report and open it
    #[command(after_help = "\
Examples:
  tokenwright report acme                 # the latest run of an account
  tokenwright report out/runs/20260101-120000-acme --no-open")]
    Report {
        /// The run.
        #[command(flatten)]
        args: ReportArgs,
        /// Where it is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Serve the practice site and print its addresses as one line of JSON
    Practice(PracticeArgs),
    /// Scenarios: list them, show one, look for what is wrong with them
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// What is missing on this machine, and the command that mends it
    #[command(after_help = "\
Examples:
  tokenwright doctor
  tokenwright doctor --browser firefox --json")]
    Doctor(DoctorArgs),
    /// The completion script of a shell
    #[command(after_help = "\
Examples:
  echo 'source <(tokenwright completions bash)' >> ~/.bashrc
  echo 'source <(tokenwright completions zsh)' >> ~/.zshrc
  tokenwright completions fish > ~/.config/fish/completions/tokenwright.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}
