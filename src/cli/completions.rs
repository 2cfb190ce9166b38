//! `tokenwright completions SHELL`: the completion script, on standard output.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{args::Cli, exit};
use crate::secret::redact;

/// Prints the completion script of a shell.
pub(super) fn run(shell: Shell) -> u8 {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "tokenwright", &mut script);
    match redact::stdout().write_all(&script) {
        Ok(()) => exit::DONE,
        Err(_) => exit::FAULT,
    }
}
