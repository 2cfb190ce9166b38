//! What fits where an account is asked for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap_complete::engine::CompletionCandidate;

use crate::config::{Layers, Overrides, Settings};
use crate::secret::Store;

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
