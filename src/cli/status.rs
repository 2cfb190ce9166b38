//! `tokenwright status`: what the ledger knows of each account.

use std::fmt::Write as _;

use super::{exit, write};
use crate::config::Settings;
use crate::run::ledger::{AccountLine, Ledger};

/// Prints a line an account, and what to do next.
pub(super) fn status(settings: &Settings) -> u8 {
    let path = Ledger::path(&settings.out);
    // What cannot be looked into is not the same as what is not there.
    if matches!(path.try_exists(), Ok(false)) {
        if settings.json {
            return exit::DONE;
        }
        write::out(format_args!(
            "no account yet: {} is not there; `tokenwright run --app NAME` sets one up",
            path.display()
        ));
        return exit::DONE;
    }
    let accounts = match Ledger::open_to_read(&path).and_then(|ledger| Ok(ledger.accounts()?)) {
        Ok(accounts) => accounts,
        Err(error) => {
            write::error(format_args!("could not read {}: {error}", path.display()));
            return exit::USAGE;
        }
    };
    for line in &accounts {
        if settings.json {
            write::out(serde_json::to_string(line).unwrap_or_default());
        } else {
            write::out(say(line));
        }
    }
    exit::DONE
}

fn say(line: &AccountLine) -> String {
    let mut text = format!("{:<24} {:<13} {}", line.account, line.status, line.last_run);
    if let Some(error) = &line.error {
        let _ = write!(text, "\n    {error}");
    }
    if let Some(hint) = &line.hint {
        let _ = write!(text, "\n    next: {hint}");
    }
    if !line.open_commits.is_empty() && line.status != "done" {
        let _ = write!(text, "\n    begun and not seen to end: {}", line.open_commits.join(", "));
    }
    text
}
