//! `tokenwright deliver`: hands stored credentials to the configured targets again.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use clap::Args;
use clap_complete::engine::ArgValueCandidates;
use serde::Serialize;
use tokio::sync::watch;

use super::{completers, exit, run::heed_signals, terminal::Stopping, write};
use crate::{
    outcome::result::{RunResult, Status},
    run::{
        deliveries::{deliver_to, missing, not_delivered},
        ledger::Ledger,
    },
    secret::{
        AccountLock, Slug, Store,
        credentials::{Credentials, Mark},
        deliver::{DeliverConfig, Delivery, Target},
        redact,
    },
};

/// Flags of `tokenwright deliver`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright deliver acme
  tokenwright deliver acme berlin --only vault
  tokenwright deliver --all --json

Where they go is under [[deliver.to]] in tokenwright.toml. Exit code 0 only if all was delivered, 6 if not. A token that did not prove \
good is delivered only with --unproven.")]
pub struct DeliverArgs {
    /// The accounts
    #[arg(value_name = "ACCOUNT", required_unless_present = "all", add = ArgValueCandidates::new(completers::accounts))]
    pub accounts: Vec<String>,
    /// All accounts that have credentials
    #[arg(long, conflicts_with = "accounts")]
    pub all: bool,
    /// Only the targets of this name or kind
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Also a token that did not prove good
    #[arg(long)]
    pub unproven: bool,
    /// One line of JSON an account on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// What came of one account.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    pub(super) account: &'a str,
    pub(super) delivered: bool,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) error: Option<String>,
}

/// Delivers, prints what came of it, and returns the exit code.
///
/// # Errors
/// When standard output cannot be written.
pub async fn run(args: &DeliverArgs, store: &Store, config: &DeliverConfig) -> io::Result<u8> {
    let usage = |message: &str| -> io::Result<u8> {
        write::error(message);
        Ok(exit::USAGE)
    };
    let mut targets = config.to.clone();
    if !args.only.is_empty() {
        targets.retain(|target| args.only.iter().any(|only| only == target.name() || only == target.kind()));
    }
    if targets.is_empty() {
        return usage(if config.to.is_empty() {
            "nothing says where to deliver to; add [[deliver.to]] to tokenwright.toml"
        } else {
            "no target has that name or kind; see [[deliver.to]] in tokenwright.toml"
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
    // Of --all a file with a name of its own is told below, and the others are delivered.
    if let Some(error) = args.accounts.iter().find_map(|account| Slug::parse(account).err()) {
        return usage(&error.to_string());
    }
    let (stop, interrupt) = watch::channel(false);
    let signals = tokio::spawn(heed_signals(stop, Some(Stopping::plain(Box::new(redact::stderr())))));
    let work = Work { store, targets: &targets, all: &config.to, unproven: args.unproven, interrupt };
    let mut out = redact::stdout();
    let (mut all_done, mut told) = (true, Ok(()));
    for account in &accounts {
        let line = work.one(account).await;
        all_done &= line.delivered;
        let text = if args.json { serde_json::to_string(&line).unwrap_or_default() + "\n" } else { words(&line) };
        // Nobody may read it any more (`| head -1`): the others are delivered all the same.
        told = told.and_then(|()| out.write_all(text.as_bytes())).and_then(|()| out.flush());
        if *work.interrupt.borrow() {
            return Ok(exit::INTERRUPTED);
        }
    }
    signals.abort();
    told?;
    Ok(if all_done { exit::DONE } else { exit::UNPROVEN })
}

/// What is the same for every account.
struct Work<'w> {
    store: &'w Store,
    /// Where to deliver to now.
    targets: &'w [Target],
    /// Where everything should be in the end.
    all: &'w [Target],
    unproven: bool,
    interrupt: watch::Receiver<bool>,
}

impl Work<'_> {
    async fn one<'a>(&self, account: &'a str) -> Line<'a> {
        let mut line = Line { account, delivered: false, deliveries: Vec::new(), error: None };
        match self.deliver(account).await {
            Ok(deliveries) => {
                line.delivered = deliveries.iter().all(|delivery| delivery.done);
                line.deliveries = deliveries;
            }
            Err(error) => line.error = Some(error),
        }
        line
    }

    async fn deliver(&self, account: &str) -> Result<Vec<Delivery>, String> {
        let told = |error: &dyn std::fmt::Display| error.to_string();
        let slug = Slug::parse(account).map_err(|error| told(&error))?;
        let _lock = AccountLock::take(self.store.out(), account).map_err(|error| told(&error))?;
        let stored = self.store.get(account).map_err(|error| told(&error))?;
        let Some((_, stored)) = stored else {
            return Err(format!("{account} has no stored credentials; tokenwright run makes some"));
        };
        if let (Mark::NotProven { reason }, false) = (&stored.mark, self.unproven) {
            return Err(format!(
                "nothing was delivered, as the token did not prove good ({reason}); mend that and run tokenwright verify, or deliver it all the same with --unproven"
            ));
        }
        let path = Ledger::path(self.store.out());
        let ledger = Ledger::open(&path).map_err(|error| format!("could not open {}: {error}", path.display()))?;
        let deliveries = deliver_to(&ledger, self.targets, &slug, &stored, self.interrupt.clone()).await;
        let deliveries = deliveries.map_err(|halt| halt.error.message)?;
        self.remember(&ledger, account, &stored, &deliveries);
        Ok(deliveries)
    }

    /// Writes down where the account stands now. Of a token that did not prove good the ledger knows that already.
    fn remember(&self, ledger: &Ledger, account: &str, stored: &Credentials, deliveries: &[Delivery]) {
        if !matches!(stored.mark, Mark::Verified { .. }) {
            return;
        }
        let why = |target: &Target| {
            let failed = deliveries.iter().find(|delivery| !delivery.done && delivery.name == target.name());
            failed.map_or_else(|| target.name().to_owned(), |failed| format!("{}: {}", failed.name, failed.message))
        };
        let why: Vec<String> = missing(ledger, self.all, account, stored).iter().map(why).collect();
        let mut result = RunResult::begun(account, "deliver", "deliver", jiff::Timestamp::now());
        result.token_fingerprint = Some(stored.token.fingerprint());
        if why.is_empty() {
            result.status = Status::Done;
        } else {
            result.error = Some(not_delivered(account, &why, &[]).error);
        }
        if let Err(error) = ledger.record(&result) {
            tracing::warn!(%error, "tokenwright status does not know of this delivery");
        }
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
