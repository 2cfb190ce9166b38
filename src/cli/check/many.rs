//! `check --accounts`: the accounts of a roster, one after the other.

use std::collections::HashMap;

use tokio::sync::watch;

use super::args::CheckArgs;
use super::{account, junit};
use crate::cli::fleet::{roster, settings_of};
use crate::cli::run::heed_signals;
use crate::cli::write;
use crate::config::{SecretTables, Settings};
use crate::fleet::ended::common_code;
use crate::fleet::selection::Selection;
use crate::outcome::code;
use crate::scenario;

/// Checks them all. The exit code is the one that they have in common, or says that they ended differently.
pub(super) async fn check(args: &CheckArgs, settings: &Settings) -> Result<u8, u8> {
    let tables = SecretTables::here().map_err(|error| write::usage(&error))?;
    let loaded = scenario::load(&settings.scenario).map_err(|error| write::usage(&error))?;
    let Some(roster) = roster(settings, &loaded) else {
        return Err(write::usage(&"no roster is named: give --accounts FILE"));
    };
    let roster = roster.map_err(|error| write::usage(&error))?;
    for warning in &roster.warnings {
        write::err(format_args!("warning: {warning}"));
    }
    let selection = Selection { only: args.only.clone(), status: Vec::new() };
    let rows = selection.choose(&roster, &HashMap::new()).map_err(|error| write::usage(&error))?;
    let (stop, interrupt) = watch::channel(false);
    let signals = tokio::spawn(heed_signals(stop, None));
    let (mut results, mut codes) = (Vec::new(), Vec::new());
    for (row, _) in &rows {
        if *interrupt.borrow() {
            break;
        }
        if !settings.json {
            write::out(format_args!("== {}", row.id));
        }
        match account::check(args, &settings_of(settings, row), &tables, interrupt.clone()).await {
            Ok(result) => {
                codes.push(result.exit_code());
                results.push(result);
            }
            // Others may have a baseline, or a sign-in, all the same.
            Err(code) => {
                write::err(format_args!("{}: not checked", row.id));
                codes.push(code);
            }
        }
    }
    let interrupted = *interrupt.borrow();
    signals.abort();
    junit::write(args.junit.as_deref(), &results);
    Ok(if interrupted { code::INTERRUPTED } else { common_code(codes) })
}
