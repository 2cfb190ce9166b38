//! `tokenwright status`: what the ledger knows of each account.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use console::{Alignment, measure_text_width, pad_str};
use jiff::{Timestamp, Unit};

use super::{exit, fleet::standings, terminal::Width, write};
use crate::config::Settings;
use crate::fleet::roster::{Given, Roster};
use crate::fleet::standing::{Standing, StatusLine};
use crate::report::words::{hung, moment, one_line};
use crate::run::ledger::{AccountLine, Ledger};
use crate::scenario;
use crate::secret::{AccountLock, redact};

/// What a run is called that never ended and is not under way.
const CUT_OFF: &str = "cut off";

/// Prints a line an account, and what to do next.
pub(super) fn status(settings: &Settings) -> u8 {
    // A scenario that cannot be read is told by those who walk it.
    let scenario = scenario::load(&settings.scenario).ok().map(|loaded| loaded.scenario);
    let mut accounts = match standings(settings, scenario.as_ref()) {
        Ok(accounts) => accounts,
        Err(error) => {
            write::error(format_args!("could not read {}: {error}", Ledger::path(&settings.out).display()));
            return exit::USAGE;
        }
    };
    if let Some(path) = &settings.roster {
        // Only the names matter here.
        match Roster::read(path, Given { app: true, business: true, needs_business: false }) {
            Ok(roster) => accounts.extend(never_begun(&roster, &accounts)),
            Err(error) => {
                write::error(error);
                return exit::USAGE;
            }
        }
    }
    if settings.json {
        for (_, line) in &accounts {
            write::out(serde_json::to_string(line).unwrap_or_default());
        }
        return exit::DONE;
    }
    if accounts.is_empty() {
        let path = Ledger::path(&settings.out);
        let why = if path.exists() { "is empty" } else { "is not there" };
        let path = path.display();
        write::out(format_args!("no account yet: {path} {why}; `tokenwright run --app NAME` sets one up"));
        return exit::DONE;
    }
    let lines: Vec<AccountLine> =
        accounts.into_iter().map(|(line, standing)| as_it_is_now(line, &standing, &settings.out)).collect();
    let table = redact::text(&table(&lines, Width::Stdout.text_columns())).into_owned();
    let _ = anstream::stdout().write_all(table.as_bytes());
    exit::DONE
}

/// The accounts of a roster that the ledger does not know.
fn never_begun(roster: &Roster, known: &[(AccountLine, StatusLine)]) -> Vec<(AccountLine, StatusLine)> {
    let known: HashSet<&str> = known.iter().map(|(line, _)| line.account.as_str()).collect();
    let new = roster.rows.iter().filter(|row| !known.contains(row.id.as_str()));
    new.map(|row| {
        let standing = StatusLine::new(&row.id);
        let line = AccountLine {
            account: row.id.clone(),
            last_run: String::new(),
            status: standing.status.word().to_owned(),
            under_way: false,
            error: None,
            hint: None,
            open_commits: Vec::new(),
            attempts: 0,
            last_step: None,
            kind: None,
        };
        (line, standing)
    })
    .collect()
}

/// The line with what only this machine knows: whether somebody is at work on it. A moment is told to the second.
fn as_it_is_now(mut line: AccountLine, standing: &StatusLine, out: &Path) -> AccountLine {
    line.under_way = line.status == "running" && AccountLock::is_held(out, &line.account);
    if line.under_way {
        line.hint = None;
    }
    if standing.status == Standing::InDoubt {
        standing.status.word().clone_into(&mut line.status);
        line.error.clone_from(&standing.error);
        line.hint.clone_from(&standing.next);
    }
    if let Ok(at) = line.last_run.parse::<Timestamp>().and_then(|at| at.round(Unit::Second)) {
        line.last_run = at.to_string();
    }
    line
}

/// A line an account under a heading, and below it what is wrong and what to do.
fn table(accounts: &[AccountLine], columns: usize) -> String {
    const HEADS: [&str; 3] = ["ACCOUNT", "STATUS", "LAST RUN"];
    let rows: Vec<[String; 3]> =
        accounts.iter().map(|line| [one_line(&line.account), word(line).to_owned(), moment(&line.last_run)]).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| measure_text_width(&row[column]));
        cells.chain([HEADS[column].len()]).max().unwrap_or_default()
    };
    let (first, second) = (width(0), width(1));
    let mut text = String::new();
    let put = |cells: [&str; 3], whole: Style, status: Style| {
        let pad = |cell: &str, width: usize| pad_str(cell, width, Alignment::Left, None).into_owned();
        let [account, state, last] = cells;
        let (account, state) = (pad(account, first), pad(state, second));
        format!("{whole}{account}  {whole:#}{status}{state}{status:#}{whole}  {last}{whole:#}\n")
    };
    text.push_str(&put(HEADS, Style::new().bold(), Style::new().bold()));
    for (line, [account, state, last]) in accounts.iter().zip(&rows) {
        text.push_str(&put([account, state, last], Style::new(), style(line)));
        let mut below = |words: &str| {
            let _ = writeln!(text, "{}", hung("    ", 4, &one_line(words), columns));
        };
        line.error.iter().for_each(|error| below(error));
        line.hint.iter().for_each(|hint| below(&format!("next: {hint}")));
        if !line.open_commits.is_empty() && line.status != "done" && !line.under_way {
            below(&format!("begun and not seen to end: {}", line.open_commits.join(", ")));
        }
    }
    text
}

fn word(line: &AccountLine) -> &str {
    match line.status.as_str() {
        "running" if !line.under_way => CUT_OFF,
        "needs_person" => "needs a person",
        "in_doubt" => "in doubt",
        other => other,
    }
}

fn style(line: &AccountLine) -> Style {
    match word(line) {
        "done" => AnsiColor::Green.on_default(),
        "running" => AnsiColor::Cyan.on_default(),
        "failed" => AnsiColor::Red.on_default().bold(),
        _ => AnsiColor::Yellow.on_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(account: &str, status: &str) -> AccountLine {
        AccountLine {
            account: account.to_owned(),
            last_run: "2026-07-27T10:12:05.123456789Z".to_owned(),
            status: status.to_owned(),
            under_way: false,
            error: None,
            hint: None,
            open_commits: Vec::new(),
            attempts: 1,
            last_step: None,
            kind: None,
        }
    }

    #[test]
    fn a_run_that_is_under_way_is_told_from_one_that_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let lock = AccountLock::take(folder.path(), "acme").unwrap();
        let now = |account: &str| {
            let line = AccountLine { hint: Some("it was cut off".to_owned()), ..line(account, "running") };
            let standing = StatusLine::of(&line, AccountLock::is_held(folder.path(), account), |_| false);
            as_it_is_now(line, &standing, folder.path())
        };
        let (held, other) = (now("acme"), now("other"));
        assert_eq!((word(&held), held.hint.as_deref()), ("running", None));
        assert_eq!((word(&other), other.hint.as_deref()), (CUT_OFF, Some("it was cut off")));
        drop(lock);
        assert_eq!(word(&now("acme")), CUT_OFF);
        assert_eq!(held.last_run, "2026-07-27T10:12:05Z");
    }

    #[test]
    fn the_table_has_a_heading_and_fits_its_window() {
        let failed = AccountLine {
            error: Some("the console did not show the system user".to_owned()),
            hint: Some("run again, and look at the report of the run before".to_owned()),
            ..line("a-long-name-of-an-account", "failed")
        };
        let table = table(&[line("acme", "needs_person"), failed], 50);
        let plain = console::strip_ansi_codes(&table).into_owned();
        let rows: Vec<&str> = plain.lines().collect();
        assert_eq!(rows[0], "ACCOUNT                    STATUS          LAST RUN");
        assert_eq!(rows[1], "acme                       needs a person  27 July 2026, 10:12 UTC");
        assert!(rows[3..].iter().all(|row| row.starts_with("    ") && row.len() <= 50), "{plain}");
    }
}
