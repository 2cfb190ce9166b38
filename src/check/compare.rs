//! From what was seen and what was there before to a verdict for each step.

use similar::{ChangeTag, TextDiff};

use super::baseline::Baseline;
use crate::outcome::check::{CheckStatus, StepVerdict, Verdict};
use crate::outcome::code;
use crate::outcome::help::{Help, Near};
use crate::outcome::result::RunError;
use crate::outcome::survey::{Came, ControlSeen, PlaceSeen, Sight, Surveyed};

/// So near, of 100, a control has to be before it is taken for the one that is called otherwise now.
const LIKELY: u8 = 30;
/// So many changed lines of a place are told.
const TOLD: usize = 6;

/// The verdicts, what they come to, and the error where a step could not be done or the check ended early.
pub fn compare(seen: &Surveyed, baseline: &Baseline) -> (CheckStatus, Vec<StepVerdict>, Option<RunError>) {
    let mut steps = Vec::new();
    for place in &seen.places {
        steps.extend(of_place(place, baseline));
    }
    let missed = seen.places.iter().flat_map(|place| &place.controls).find_map(|control| match &control.came {
        Came::Missed { error, .. } => Some((**error).clone()),
        _ => None,
    });
    let drifted = |step: &StepVerdict| !matches!(step.verdict, Verdict::Same | Verdict::NotReachable);
    let status = match &seen.ended {
        Some(error) if error.exit_code == code::PERSON => CheckStatus::NeedsPerson,
        Some(_) => CheckStatus::Failed,
        None if missed.is_some() => CheckStatus::Broken,
        None if steps.iter().any(drifted) => CheckStatus::Drifted,
        None => CheckStatus::Same,
    };
    (status, steps, seen.ended.clone().or(missed))
}

fn of_place(place: &PlaceSeen, baseline: &Baseline) -> Vec<StepVerdict> {
    let mut steps: Vec<StepVerdict> = place
        .controls
        .iter()
        .enumerate()
        .map(|(at, control)| StepVerdict { place: place.place.clone(), ..verdict(control, at == 0, baseline) })
        .collect();
    if place.dialog {
        look_for_moves(&mut steps, place, baseline);
    }
    // What a control's change has made of the place is told with the control.
    let told = steps.iter().any(|step| !matches!(step.verdict, Verdict::Same | Verdict::NotReachable));
    // What stands on a page besides the controls hangs on the account: whom it has, what they have. A dialog is the console's.
    let judged = place.dialog && !told;
    let Some(first) = steps.first_mut().filter(|first| judged && first.verdict == Verdict::Same) else { return steps };
    let changes: Vec<String> = place
        .pages
        .iter()
        .filter_map(|page| Some(changes(baseline.page(&place.place, &page.step)?, &page.lines)))
        .flatten()
        .collect();
    if !changes.is_empty() {
        let more = changes.len().saturating_sub(TOLD);
        let mut lines: Vec<String> = changes.into_iter().take(TOLD).collect();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        first.verdict = Verdict::LooksDifferent;
        first.reason = Some(format!("{} looks different: {}", place.title, lines.join("; ")));
    }
    steps
}

/// A control of a dialog that is as it was and stands elsewhere. One that stands after another that is called otherwise now has not
/// moved.
fn look_for_moves(steps: &mut [StepVerdict], place: &PlaceSeen, baseline: &Baseline) {
    let renamed: Vec<(String, String)> = steps
        .iter()
        .filter(|step| matches!(step.verdict, Verdict::Reworded | Verdict::Moved))
        .filter_map(|step| step.was.clone().zip(step.now.clone()))
        .collect();
    // What opens it stands on a page.
    let inside = steps.iter_mut().zip(&place.controls).skip(1);
    for (step, control) in inside.filter(|(step, _)| step.verdict == Verdict::Same) {
        let was = baseline.control(&control.step).and_then(|known| known.seen.as_ref());
        let (Some(was), Came::Found(Some(now))) = (was, &control.came) else { continue };
        let explained =
            || renamed.iter().any(|(one, other)| was.after.starts_with(one) && now.after.starts_with(other));
        if was.way != now.way || folded(&was.after) == folded(&now.after) || explained() {
            continue;
        }
        let stood =
            |sight: &Sight| if sight.after.is_empty() { "first".to_owned() } else { format!("after {}", sight.after) };
        step.verdict = Verdict::Moved;
        step.reason = Some(format!("it stood {}, and stands {}", stood(was), stood(now)));
    }
}

/// The lines that are gone and those that have come.
fn changes(was: &[String], now: &[String]) -> Vec<String> {
    let (was, now): (Vec<&str>, Vec<&str>) =
        (was.iter().map(String::as_str).collect(), now.iter().map(String::as_str).collect());
    let diff = TextDiff::from_slices(&was, &now);
    let told = diff.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Equal => None,
        ChangeTag::Delete => Some(format!("- {}", change.value())),
        ChangeTag::Insert => Some(format!("+ {}", change.value())),
    });
    told.collect()
}

fn verdict(control: &ControlSeen, entry: bool, baseline: &Baseline) -> StepVerdict {
    let known = baseline.control(&control.step);
    let was = known.and_then(|known| known.seen.as_ref());
    let blank = StepVerdict {
        id: control.step.clone(),
        title: control.title.clone(),
        place: String::new(),
        verdict: Verdict::Same,
        was: was.map(Sight::said),
        now: None,
        reason: None,
    };
    match &control.came {
        Came::NotReached(reason) => {
            StepVerdict { verdict: Verdict::NotReachable, reason: Some(reason.clone()), ..blank }
        }
        Came::Missed { error, .. } => {
            let (verdict, now) = missed(error, was);
            StepVerdict { verdict, now, reason: Some(error.message.clone()), ..blank }
        }
        Came::Found(now) => {
            let said = now.as_ref().map(Sight::said);
            let (verdict, reason) = match (was, now) {
                (Some(was), Some(now)) => found(was, now, entry),
                // It was left in another way than by its control.
                (Some(was), None) => {
                    (Verdict::Moved, Some(format!("{} was not there; it was done in another way", was.said())))
                }
                _ if known.is_none() => (Verdict::Same, Some("the baseline has not seen it".to_owned())),
                _ => (Verdict::Same, None),
            };
            StepVerdict { verdict, now: said, reason, ..blank }
        }
    }
}

/// A control that was found, beside what it was.
fn found(was: &Sight, now: &Sight, entry: bool) -> (Verdict, Option<String>) {
    // Some places open by themselves for one account, and by a click for another.
    if entry && was.way != now.way {
        return (Verdict::Same, None);
    }
    if folded(&was.name) != folded(&now.name) {
        let taken = if now.rung > was.rung { "; it was found by what is contented with less" } else { "" };
        return (
            Verdict::Reworded,
            Some(format!("it was called \"{}\", and is called \"{}\"{taken}", was.name, now.name)),
        );
    }
    if (was.way, was.rung, was.tier) != (now.way, now.rung, now.tier) || was.role != now.role {
        let role = if was.role == now.role {
            String::new()
        } else {
            format!(": it was a {}, and is a {}", was.role, now.role)
        };
        return (Verdict::Moved, Some(format!("it is found in another way than it was{role}")));
    }
    (Verdict::Same, None)
}

/// A control that was not found.
fn missed(error: &RunError, was: Option<&Sight>) -> (Verdict, Option<String>) {
    let near = error.help.as_deref().and_then(best);
    let now = near.map(Near::said);
    match error.kind.as_str() {
        "ambiguous" => (Verdict::Ambiguous, now),
        "unknown_dialog" | "not_clickable" => (Verdict::NewObstacle, None),
        _ => match near {
            // It was there by its name, and now there is something of its kind that nothing else accounts for.
            Some(near) if near.score >= LIKELY && was.is_none_or(|was| kin(&was.role, &near.role)) => {
                (Verdict::Reworded, now)
            }
            _ => (Verdict::Missing, now),
        },
    }
}

fn best(help: &Help) -> Option<&Near> {
    help.nearest.first()
}

/// Whether a person uses two roles alike.
fn kin(one: &str, other: &str) -> bool {
    let kind = |role: &str| match role {
        "textbox" | "searchbox" | "spinbutton" | "field" => 1,
        "checkbox" | "switch" | "radio" | "menuitemcheckbox" | "menuitemradio" => 2,
        "combobox" | "listbox" | "select" => 3,
        _ => 4,
    };
    kind(one) == kind(other)
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
