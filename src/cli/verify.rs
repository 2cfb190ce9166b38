//! `tokenwright verify`: proves stored credentials again.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anstyle::{AnsiColor, Style};
use clap::Args;
use futures_util::{StreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};

use super::{exit, write};
use crate::{
    graph::{Client, Expected, GraphConfig, Proof, prove_with},
    outcome::result::{RunError, RunResult, Status},
    report::json_line,
    run::{
        account::{Given, with_command},
        deliveries::{missing, not_delivered},
        ledger::Ledger,
    },
    secret::{AccountLock, Store, credentials::Credentials, deliver::Target, redact},
};

/// Flags of `tokenwright verify`.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  tokenwright verify                                  # all stored credentials
  tokenwright verify out/credentials/acme.env
  tokenwright verify --json | jq -r 'select(.verified | not) | .account'

Exit code 0 only if every token is good, 6 if one is not, or could not be asked for.")]
pub struct VerifyArgs {
    /// Credentials files [default: all under the output folder]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How many are proved at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    /// One line of JSON an account on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// One credentials file to prove.
struct Subject {
    account: String,
    path: PathBuf,
}

/// What came of one.
struct Verdict {
    result: RunResult,
    /// The problem may pass by itself, so nothing is said about the token.
    open: bool,
    /// What is wrong, in plain words; Meta's own are in the error.
    wrong: String,
    /// The targets that do not have it yet.
    missing: Vec<String>,
}

/// Proves the credentials side by side, prints a table or JSON, and returns the exit code.
///
/// # Errors
/// When standard output cannot be written.
pub async fn run(
    args: &VerifyArgs,
    store: &Store,
    targets: &[Target],
    graph: &GraphConfig,
    given: &Given,
) -> io::Result<u8> {
    let subjects = match subjects(args, store) {
        Ok(subjects) => subjects,
        Err(message) => {
            write::error(message);
            return Ok(exit::USAGE);
        }
    };
    let bar = progress(subjects.len(), args.json);
    let client = Client::new(graph);
    let mut verdicts: Vec<Verdict> = stream::iter(&subjects)
        .map(|subject| verify(store, targets, &client, subject, given))
        .buffer_unordered(usize::from(args.jobs))
        .inspect(|verdict| {
            bar.set_message(redact::text(&verdict.result.account).into_owned());
            bar.inc(1);
        })
        .collect()
        .await;
    bar.finish_and_clear();
    verdicts
        .sort_by(|a, b| (&a.result.account, &a.result.credentials).cmp(&(&b.result.account, &b.result.credentials)));
    let mut out = redact::stdout();
    if args.json {
        for verdict in &verdicts {
            writeln!(out, "{}", json_line(&verdict.result))?;
        }
    } else {
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        out.write_all(table(&verdicts, colour).as_bytes())?;
    }
    out.flush()?;
    Ok(if verdicts.iter().all(|verdict| verdict.result.verified) { exit::DONE } else { exit::UNPROVEN })
}

fn subjects(args: &VerifyArgs, store: &Store) -> Result<Vec<Subject>, String> {
    if args.files.is_empty() {
        let all = store.list().map_err(|error| error.to_string())?;
        if all.is_empty() {
            return Err("there are no stored credentials; make some with tokenwright run, or name a file".to_owned());
        }
        return Ok(all.into_iter().map(|(account, path)| Subject { account, path }).collect());
    }
    args.files
        .iter()
        .map(|path| {
            if !path.is_file() {
                return Err(format!("{} is not there; name a credentials file", path.display()));
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let account = name.strip_suffix(".age").unwrap_or(&name);
            let account = account.strip_suffix(".env").unwrap_or(account).to_owned();
            Ok(Subject { account, path: path.clone() })
        })
        .collect()
}

fn progress(length: usize, json: bool) -> ProgressBar {
    if json || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{spinner} proving {pos} of {len} {wide_msg:.dim}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

async fn verify(store: &Store, targets: &[Target], client: &Client<'_>, subject: &Subject, given: &Given) -> Verdict {
    let begun = Instant::now();
    let mut result = RunResult::begun(&subject.account, "verify", "graph", jiff::Timestamp::now());
    result.credentials = Some(subject.path.clone());
    let mut missing = Vec::new();
    let (open, wrong) = match store.load(&subject.path) {
        Err(error) => {
            result.error = Some(RunError {
                kind: error.kind().to_owned(),
                step: None,
                message: error.to_string(),
                // Which app and system user it was for is in the file that cannot be read: no default is meant.
                hint: with_command(
                    "mend the file, or make another token with tokenwright run --force-new-token",
                    &subject.account,
                    "APP",
                    Some("SYSTEM-USER"),
                    given,
                ),
                exit_code: exit::UNPROVEN,
                help: None,
            });
            // Of a token that nobody here can read nothing is known.
            (matches!(error.kind(), "sealed" | "unreadable"), error.to_string())
        }
        Ok(stored) => {
            result.token_fingerprint = Some(stored.token.fingerprint());
            let proof = prove_with(client, &stored.token, &expected(&stored, client.accounts())).await;
            take_over(&mut result, &stored, &proof);
            let open = proof.is_open();
            if !open {
                match remember(store, targets, subject, &proof, &result) {
                    Ok(names) => missing = names,
                    Err(note) => result.notes.push(note),
                }
            }
            if proof.verified && !missing.is_empty() {
                let names = missing.join(", ");
                result.notes.push(format!("not delivered to {names} yet: run tokenwright deliver {}", subject.account));
            }
            // What it says to do is a command that can be pasted.
            let app = stored.app_id.as_deref().unwrap_or("APP");
            let whole = |text: &str| with_command(text, &subject.account, app, stored.system_user.as_deref(), given);
            if let Some(error) = &mut result.error {
                error.hint = whole(&error.hint);
            }
            (open, whole(&wrong(&proof)))
        }
    };
    result.elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Verdict { result, open, wrong, missing }
}

/// The first problem is the most telling; of the others it is only said that they are there.
fn wrong(proof: &Proof) -> String {
    match &proof.problems[..] {
        [] => String::new(),
        [one] => one.summary.clone(),
        [first, more @ ..] => format!("{} (and {} more, see --json)", first.summary, more.len()),
    }
}

/// What the file says of its token is what must be true of it. `accounts`: those to ask where it names none.
fn expected(stored: &Credentials, accounts: &[String]) -> Expected {
    Expected {
        app_id: stored.app_id.clone(),
        system_user: stored.system_user.clone(),
        system_user_id: stored.system_user_id.clone(),
        business_id: stored.business_id.clone(),
        accounts: if stored.whatsapp_business_account_id.is_none() { accounts.to_vec() } else { Vec::new() },
        whatsapp_business_account_id: stored.whatsapp_business_account_id.clone(),
        phone_number_id: stored.phone_number_id.clone(),
    }
}

fn take_over(result: &mut RunResult, stored: &Credentials, proof: &Proof) {
    result.status = if proof.verified { Status::Done } else { Status::Failed };
    proof.tell(result);
    // What the file asks for, not what the token turned out to be: that is told by the error.
    result.business.clone_from(&stored.business);
    result.business_id = stored.business_id.clone().or_else(|| proof.business_id.clone());
    let same_app = stored.app_id.is_none() || stored.app_id == proof.app_id;
    result.app = proof.app.clone().filter(|_| same_app).or_else(|| stored.app.clone());
    result.app_id = stored.app_id.clone().or_else(|| proof.app_id.clone());
    result.system_user = proof.user_name.clone().or_else(|| stored.system_user.clone()).unwrap_or_default();
    result.system_user_id =
        stored.system_user_id.clone().or_else(|| proof.user_id.clone().filter(|_| !proof.is_of_another_user()));
    result.phone_number_id =
        proof.chosen.as_ref().map(|number| number.id.clone()).or_else(|| stored.phone_number_id.clone());
    result.error = proof.problems.first().map(|problem| RunError {
        kind: problem.kind.to_owned(),
        step: None,
        message: proof.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; "),
        hint: problem.hint.clone(),
        exit_code: exit::UNPROVEN,
        help: None,
    });
}

/// Writes the new mark into the store's own file and the ledger, unless a run is at work on the account, and returns the names
/// of the targets that do not have the credentials yet.
fn remember(
    store: &Store,
    targets: &[Target],
    subject: &Subject,
    proof: &Proof,
    result: &RunResult,
) -> Result<Vec<String>, String> {
    let account = &subject.account;
    let own = store.path(account).is_ok_and(|path| same_file(&path, &subject.path));
    if !own {
        return Ok(Vec::new());
    }
    let not_written = |error: &dyn std::fmt::Display| format!("the mark in the file was not renewed: {error}");
    let _lock = AccountLock::take(store.out(), account).map_err(|error| not_written(&error))?;
    // Read again: while Graph was asked, a run may have stored another token.
    let stored = store.load(&subject.path).map_err(|error| not_written(&error))?;
    if result.token_fingerprint != Some(stored.token.fingerprint()) {
        return Err(not_written(&"it holds another token by now; verify again to prove that one"));
    }
    let stored = proof.update(stored);
    store.put(account, &stored).map_err(|error| not_written(&error))?;
    let unknown = |error: &dyn std::fmt::Display| format!("tokenwright status does not know of this: {error}");
    let ledger = Ledger::open(&Ledger::path(store.out())).map_err(|error| unknown(&error))?;
    let missing = missing(&ledger, targets, account, &stored);
    let missing: Vec<String> = missing.iter().map(|target| target.name().to_owned()).collect();
    let mut result = result.clone();
    if proof.verified && !missing.is_empty() {
        result.status = Status::Failed;
        result.error = Some(not_delivered(account, &missing, &[]).error);
    }
    ledger.record(&result).map_err(|error| unknown(&error))?;
    Ok(missing)
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// One line an account, and below it what to do for each that is not good.
fn table(verdicts: &[Verdict], colour: bool) -> String {
    let paint = |style: Style, text: &str| {
        if colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    };
    let (good, bad, open, dim) = (
        Style::new().fg_color(Some(AnsiColor::Green.into())),
        Style::new().fg_color(Some(AnsiColor::Red.into())).bold(),
        Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        Style::new().dimmed(),
    );
    let width = verdicts.iter().map(|verdict| verdict.result.account.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for Verdict { result, open: is_open, wrong, missing } in verdicts {
        let (mark, words) = match &result.error {
            None => (paint(good, "good   "), good_words(result, missing)),
            Some(_) if *is_open => (paint(open, "unknown"), wrong.clone()),
            Some(_) => (paint(bad, "bad    "), wrong.clone()),
        };
        let _ = writeln!(text, "{mark}  {:width$}  {words}", result.account);
    }
    let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
    for Verdict { result, missing, .. } in verdicts {
        if result.verified && !missing.is_empty() {
            let _ = writeln!(text, "\n{}: run tokenwright deliver {}", result.account, result.account);
        }
        let Some(error) = &result.error else { continue };
        match told.iter_mut().find(|(hint, _)| *hint == error.hint) {
            Some((_, accounts)) => accounts.push(&result.account),
            None => told.push((&error.hint, vec![&result.account])),
        }
    }
    if !told.is_empty() {
        text.push('\n');
    }
    for (hint, accounts) in told {
        let _ = writeln!(text, "{}: {hint}", accounts.join(", "));
    }
    let good_ones = verdicts.iter().filter(|verdict| verdict.result.verified).count();
    let summary = format!("{good_ones} of {} good", verdicts.len());
    let _ = writeln!(text, "\n{}", paint(dim, &summary));
    text
}

fn good_words(result: &RunResult, missing: &[String]) -> String {
    let numbers: Vec<_> = result.phone_numbers.iter().map(|number| number.display_phone_number.as_str()).collect();
    let user = if result.system_user.is_empty() { "a system user" } else { &result.system_user };
    // Nobody says of a token that it is permanent where Graph did not.
    let lasts = if result.expires_at == Some(0) { "permanent" } else { "expiry not known" };
    let words = format!("{lasts}, acts as {user}, reaches {}", numbers.join(", "));
    if missing.is_empty() { words } else { format!("{words}; not delivered to {} yet", missing.join(", ")) }
}
