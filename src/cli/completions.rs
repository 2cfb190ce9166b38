//! Completion on the command line: `tokenwright completions SHELL` prints the script, which asks the program itself what fits.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{CompleteEnv, Shell, env::Shells};

use super::{command::Cli, exit};
use crate::secret::redact;

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
