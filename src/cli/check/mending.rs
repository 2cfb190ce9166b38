//! `check --apply`: writing what was suggested.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::CheckArgs;
use super::asking::says_yes;
use crate::check;
use crate::cli::write;
use crate::config::Settings;
use crate::outcome::check::{CheckResult, Suggestion};

/// Writes what was suggested into the user's own files. What commits is written without a person only where it cannot be another control.
pub(super) fn apply(
    args: &CheckArgs,
    settings: &Settings,
    languages: &BTreeMap<String, String>,
    result: &CheckResult,
) -> Result<(), u8> {
    let person = !args.yes && !settings.json && settings.person_is_there();
    let chosen: Vec<&Suggestion> = if args.yes {
        let (chosen, left): (Vec<&Suggestion>, Vec<&Suggestion>) =
            result.suggestions.iter().partition(|one| answered(one));
        for left in left {
            write::err(format_args!(
                "not written: {} commits, and its place has other controls of that role, so a person has to look at it; run with --apply \
                 at a terminal",
                left.step
            ));
        }
        chosen
    } else if person {
        result.suggestions.iter().filter(|suggestion| asked(suggestion)).collect()
    } else {
        return Err(write::usage(&"--apply asks at a terminal, and there is none; --yes answers it"));
    };
    check::apply(&chosen, languages, Path::new("")).map_err(|error| write::usage(&error))?;
    for one in chosen {
        write::err(format_args!("{}:{} is written", one.file, one.line));
    }
    Ok(())
}

/// Whether --yes answers for a suggestion.
fn answered(suggestion: &Suggestion) -> bool {
    !suggestion.commits || suggestion.alone
}

fn asked(suggestion: &Suggestion) -> bool {
    let commits = if suggestion.commits { " A run commits with this control." } else { "" };
    says_yes(&format!("Write the line for \"{}\" into {}?{commits}", suggestion.step, suggestion.file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_answers_for_a_commit_only_where_it_can_be_no_other_control() {
        let suggestion = |commits, alone| Suggestion {
            step: "assign".into(),
            file: String::new(),
            line: 1,
            patch: String::new(),
            candidates: Vec::new(),
            commits,
            alone,
            entry: String::new(),
        };
        let all = [(false, false), (false, true), (true, false), (true, true)];
        assert_eq!(all.map(|(commits, alone)| answered(&suggestion(commits, alone))), [true, true, false, true]);
    }
}
