//! `tokenwright check`: the regression check.

use tokio::sync::watch;

use super::run::heed_signals;
use super::write;
use crate::config::{SecretTables, Settings};
pub use args::{CheckArgs, Update};

mod account;
mod args;
mod asking;
mod baseline;
mod capture;
mod junit;
mod many;
mod mending;
mod on_drift;
mod sandbox;

/// Checks the console and returns the exit code.
pub(super) async fn check(args: &CheckArgs, settings: &Settings) -> u8 {
    let came = match fault(args, settings) {
        Some(fault) => Err(write::usage(&fault)),
        None if settings.roster.is_some() => many::check(args, settings).await,
        None => alone(args, settings).await,
    };
    match came {
        Ok(code) | Err(code) => code,
    }
}

/// What of the flags does not go together.
fn fault(args: &CheckArgs, settings: &Settings) -> Option<String> {
    if args.yes && !args.apply && args.update.is_none() {
        return Some("--yes answers what --apply and --update ask; give one of them, too".to_owned());
    }
    let asked = args.account.business.as_ref().zip(args.sandbox_business.as_ref());
    if asked.is_some_and(|(business, sandbox)| business != sandbox) {
        return Some(
            "--business and --sandbox-business name two businesses; give the one that is meant for the whole walk"
                .to_owned(),
        );
    }
    if settings.roster.is_some() && args.sandbox_business.is_some() {
        return Some(
            "--sandbox-business is about one account, and a roster is set (accounts); leave it out".to_owned(),
        );
    }
    let one = [("--update", args.update.is_some()), ("--apply", args.apply), ("--capture", args.capture.is_some())];
    let one = one.iter().find(|(_, given)| *given).filter(|_| settings.roster.is_some());
    one.map(|(flag, _)| format!("{flag} is about one account, and a roster is set (accounts); name the app with --app, and leave the roster out"))
}

/// One account.
async fn alone(args: &CheckArgs, settings: &Settings) -> Result<u8, u8> {
    let tables = SecretTables::here().map_err(|error| write::usage(&error))?;
    let (stop, interrupt) = watch::channel(false);
    let signals = tokio::spawn(heed_signals(stop, None));
    let checked = account::check(args, settings, &tables, interrupt).await;
    signals.abort();
    let result = checked?;
    junit::write(args.junit.as_deref(), std::slice::from_ref(&result));
    Ok(result.exit_code())
}
