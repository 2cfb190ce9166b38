//! `check --update`: writing the baseline.

use std::path::Path;

use super::args::{CheckArgs, Update};
use super::asking::says_yes;
use crate::check::{self, Baseline};
use crate::cli::write;
use crate::config::Settings;
use crate::outcome::check::{CheckResult, CheckStatus, StepVerdict, Verdict};

/// Writes the baseline. A person is shown the difference first, and asked; where nobody can be asked it is written as it is.
pub(super) fn update(
    args: &CheckArgs,
    settings: &Settings,
    place: &Path,
    known: &Baseline,
    now: &Baseline,
    result: &CheckResult,
) -> Result<(), u8> {
    // A console at which a run would end is nothing to compare with later.
    if !matches!(result.status, CheckStatus::Same | CheckStatus::Drifted) {
        write::err("the baseline is left as it is: not every step could be done");
        return Ok(());
    }
    let changed =
        |step: &&StepVerdict| is_changed(step) || now.control(&step.id).is_some() && known.control(&step.id).is_none();
    let mut places: Vec<&str> = result.steps.iter().filter(changed).map(|step| step.place.as_str()).collect();
    places.dedup();
    let written = match args.update {
        Some(Update::Changed) if !known.controls.is_empty() => known.clone().with_places_of(now, &places),
        _ => now.clone(),
    };
    if written == *known {
        write::err(format_args!("the baseline in {} is as it should be", place.display()));
        return Ok(());
    }
    // What is written for the first time replaces nothing.
    let asks = !args.yes && !known.controls.is_empty() && !settings.json && settings.someone_reads();
    if asks {
        eprint!("{}", check::difference(known, &written));
        if !says_yes(&format!("Write this into the baseline in {}?", place.display())) {
            write::err("the baseline is left as it is");
            return Ok(());
        }
    }
    check::write(place, &written).map_err(|error| write::usage(&error))?;
    write::err(format_args!("the baseline in {} is written", place.display()));
    Ok(())
}

fn is_changed(step: &StepVerdict) -> bool {
    !matches!(step.verdict, Verdict::Same | Verdict::NotReachable)
}
