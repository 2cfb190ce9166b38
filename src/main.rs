//! The `tokenwright` program. Everything it does is in the library; this file only turns the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    tokenwright::cli::main()
}
