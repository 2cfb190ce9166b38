//! `tokenwright scenario list|show|lint|test`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{exit, write};
use crate::scenario::{Library, Origin, Problem, Severity, overview};
#[cfg(test)]
pub(crate) use packs::tried_sample;
pub(crate) use packs::{TestArgs, test};

mod packs;

/// The commands about scenarios.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// The scenarios that there are, shipped and your own
    List,
    /// A scenario in plain words, with everything resolved
    #[command(after_help = "\
Examples:
  tokenwright scenario show whatsapp-token
  tokenwright scenario show whatsapp-token --source > mine.toml")]
    Show(ShowArgs),
    /// Everything that is wrong with scenario and label files
    #[command(after_help = "\
Examples:
  tokenwright scenario lint               # all that there are
  tokenwright scenario lint mine.toml scenarios/labels/es.toml

Exits with 2 where there is an error; warnings alone give 0, unless --strict.")]
    Lint(LintArgs),
    /// Try a scenario's locators on captured places of the console, without an account
    #[command(after_help = "\
Examples:
  tokenwright scenario test packs/whatsapp-token/3-en
  tokenwright scenario test --scenario mine.toml my-pack

Exit codes: 0 all are found as they were when the pack was written, 10 one is found on another rung, 4 one is missing.")]
    Test(Box<TestArgs>),
}

/// Flags of `scenario show`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ShowArgs {
    /// Its name or file
    #[arg(value_name = "NAME_OR_FILE", default_value = "whatsapp-token")]
    pub(crate) scenario: String,
    /// Its file as it is, instead
    #[arg(long)]
    pub(crate) source: bool,
}

/// Flags of `scenario lint`.
#[derive(Debug, Clone, Args)]
pub(crate) struct LintArgs {
    /// Scenario files, or label files in a folder `labels`; none: all scenarios that there are
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A warning counts as an error
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Does what a scenario command says.
pub(super) fn run(command: &ScenarioCommand) -> u8 {
    let library = Library::usual();
    match command {
        ScenarioCommand::List => list(&library),
        ScenarioCommand::Show(args) => show(&library, args),
        ScenarioCommand::Lint(args) => lint(&library, args),
        // It waits for a browser: see `program.rs`.
        ScenarioCommand::Test(_) => exit::FAULT,
    }
}

fn list(library: &Library) -> u8 {
    let names = library.names();
    let width = names.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut code = exit::DONE;
    for (name, origin) in names {
        match library.load(&handle(&name, &origin)) {
            Ok(loaded) => write::out(format_args!("{name:width$}  {} (from {origin})", loaded.scenario.title)),
            Err(error) => {
                write::out(format_args!("{name:width$}  does not load (from {origin})"));
                write::err(error);
                code = exit::USAGE;
            }
        }
    }
    code
}

fn show(library: &Library, args: &ShowArgs) -> u8 {
    match library.load(&args.scenario) {
        Ok(loaded) if args.source => {
            write::out(loaded.sources.first().map_or("", |source| source.text.trim_end()));
            exit::DONE
        }
        Ok(loaded) => {
            write::out(overview(&loaded).trim_end());
            exit::DONE
        }
        Err(error) => {
            write::error(error);
            exit::USAGE
        }
    }
}

fn lint(library: &Library, args: &LintArgs) -> u8 {
    let mut problems: Vec<Problem> = Vec::new();
    let mut looked_at = 0;
    if args.files.is_empty() {
        for (name, origin) in library.names() {
            looked_at += 1;
            problems.extend(library.lint(&handle(&name, &origin)));
        }
    }
    for file in &args.files {
        looked_at += 1;
        problems.extend(library.lint(&file.display().to_string()));
    }
    // Several scenarios share label files; a fault of theirs is told once.
    let mut told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let mut seen = std::collections::BTreeSet::new();
    told.retain(|text| seen.insert(text.clone()));
    for text in &told {
        write::out(text);
    }
    let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    if told.is_empty() {
        write::out(format_args!("{looked_at} looked at, nothing wrong"));
    }
    if errors || args.strict && !told.is_empty() { exit::USAGE } else { exit::DONE }
}

/// What a scenario that was listed is loaded by.
fn handle(name: &str, origin: &Origin) -> String {
    match origin {
        Origin::Shipped => name.to_owned(),
        Origin::File(path) => path.display().to_string(),
    }
}
