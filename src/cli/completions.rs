//! Completion on the command line: `tokenwright completions SHELL` prints the script, which asks the program itself what fits.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::{CompleteEnv, Shell, engine::CompletionCandidate, env::Shells};

use super::{args::Cli, exit};
use crate::config::{Layers, Overrides, Settings};
use crate::secret::{Store, redact};

/// The variable by which a shell's script says that it asks.
const ASKED: &str = "TOKENWRIGHT_COMPLETE";
const NAME: &str = "tokenwright";

/// Answers a shell that asks what fits, and ends the program then.
pub(super) fn answer() {
    CompleteEnv::with_factory(Cli::command).var(ASKED).complete();
}

/// Prints the completion script of a shell.
pub(super) fn run(shell: Shell) -> u8 {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(&shell.to_string()) else { return exit::USAGE };
    let written = completer.write_registration(ASKED, NAME, NAME, NAME, &mut script);
    match written.and_then(|()| redact::stdout().write_all(&script)) {
        Ok(()) => exit::DONE,
        Err(_) => exit::FAULT,
    }
}

/// The accounts that have credentials.
pub(super) fn accounts() -> Vec<CompletionCandidate> {
    let all = out().and_then(|out| Store::plain(&out).list().ok()).unwrap_or_default();
    all.into_iter().map(|(account, _)| CompletionCandidate::new(account)).collect()
}

/// The accounts that have runs, each of which stands for its latest.
pub(super) fn accounts_with_runs() -> Vec<CompletionCandidate> {
    let entries = out().and_then(|out| out.join("runs").read_dir().ok()).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let accounts = names.filter_map(|name| name.split_once('-').map(|(_, account)| account.to_owned()));
    accounts.collect::<BTreeSet<_>>().into_iter().map(CompletionCandidate::new).collect()
}

/// The output folder, as the settings here say. What is wrong with them is told by the command, not while it is typed.
fn out() -> Option<PathBuf> {
    Some(Settings::check_without_account(&Layers::here(Overrides::new()).ok()?).ok()?.out)
}
