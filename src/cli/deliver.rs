//! `tokenwright deliver`: hands stored credentials to the configured targets again.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use clap::Args;
use serde::Serialize;

use super::exit;
use crate::secret::{
    AccountLock, Slug, Store,
    deliver::{DeliverConfig, Delivery, deliver},
    redact,
};

/// Flags of `tokenwright deliver`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright deliver acme
  tokenwright deliver acme berlin --only vault
  tokenwright deliver --all --json

Where they go is under [[deliver.to]] in tokenwright.toml. Exit code 0 only if all was delivered, 6 if not.")]
pub struct DeliverArgs {
    /// The accounts
    #[arg(value_name = "ACCOUNT", required_unless_present = "all")]
    pub accounts: Vec<String>,
    /// All accounts that have credentials
    #[arg(long, conflicts_with = "accounts")]
    pub all: bool,
    /// Only the targets of this name or kind
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// One line of JSON an account on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// What came of one account.
#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    delivered: bool,
    deliveries: Vec<Delivery>,
    error: Option<String>,
}

/// Delivers, prints what came of it, and returns the exit code.
///
/// # Errors
/// When standard output cannot be written.
pub async fn run(args: &DeliverArgs, store: &Store, config: &DeliverConfig) -> io::Result<u8> {
    let usage = |message: &str| -> io::Result<u8> {
        writeln!(redact::stderr(), "error: {message}")?;
        Ok(exit::USAGE)
    };
    let mut targets = config.to.clone();
    if !args.only.is_empty() {
        targets.retain(|target| args.only.iter().any(|only| only == target.name()));
    }
    if targets.is_empty() {
        return usage(if config.to.is_empty() {
            "nothing says where to deliver to; add [[deliver.to]] to tokenwright.toml"
        } else {
            "no target has that name; see [[deliver.to]] in tokenwright.toml"
        });
    }
    let accounts: Vec<String> = if args.all {
        match store.list() {
            Ok(all) => all.into_iter().map(|(account, _)| account).collect(),
            Err(error) => return usage(&error.to_string()),
        }
    } else {
        args.accounts.clone()
    };
    if accounts.is_empty() {
        return usage("there are no stored credentials; make some with tokenwright run");
    }
    let mut out = redact::stdout();
    let mut all_done = true;
    for account in &accounts {
        let line = one(account, store, &targets).await;
        all_done &= line.delivered;
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&line).map_err(io::Error::other)?)?;
        } else {
            out.write_all(words(&line).as_bytes())?;
        }
        out.flush()?;
    }
    Ok(if all_done { exit::DONE } else { exit::UNPROVEN })
}

async fn one<'a>(account: &'a str, store: &Store, targets: &[crate::secret::deliver::Target]) -> Line<'a> {
    let failed = |error: String| Line { account, delivered: false, deliveries: Vec::new(), error: Some(error) };
    let slug = match Slug::parse(account) {
        Ok(slug) => slug,
        Err(error) => return failed(error.to_string()),
    };
    let _lock = match AccountLock::take(store.out(), account) {
        Ok(lock) => lock,
        Err(error) => return failed(error.to_string()),
    };
    match store.get(account) {
        Ok(Some((_, credentials))) => {
            let deliveries = deliver(targets, &slug, &credentials).await;
            Line { account, delivered: deliveries.iter().all(|delivery| delivery.done), deliveries, error: None }
        }
        Ok(None) => failed(format!("{account} has no stored credentials; tokenwright run makes some")),
        Err(error) => failed(error.to_string()),
    }
}

fn words(line: &Line<'_>) -> String {
    let mut text = format!("{}\n", line.account);
    if let Some(error) = &line.error {
        let _ = writeln!(text, "  failed  {error}");
    }
    let width = line.deliveries.iter().map(|delivery| delivery.name.chars().count()).max().unwrap_or(0);
    for delivery in &line.deliveries {
        let mark = if delivery.done { "done  " } else { "failed" };
        let _ = writeln!(text, "  {mark}  {:width$}  {}", delivery.name, delivery.message);
        if let Some(hint) = &delivery.hint {
            let _ = writeln!(text, "          {:width$}  {hint}", "");
        }
    }
    text
}
