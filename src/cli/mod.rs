//! The command line: one file a command.

mod practice;

use std::process::ExitCode;

/// Runs the program with the process's own arguments and returns its exit code.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
