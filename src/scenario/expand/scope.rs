//! Where the locators of a step look that do not say it: at the step's place.

use crate::scenario::{
    model::{Action, Condition, Guard, Locator, Step, Way},
    script::{Kind, Place},
};

/// The word for "wherever it is", where a place would narrow it.
const ANYWHERE: &str = "anywhere";

/// A locator that looks at a place, unless it says where.
pub(super) fn at(place: Option<&Place>, mut locator: Locator) -> Locator {
    look(&mut locator, place);
    locator
}

/// The same for each.
pub(super) fn all_at(place: Option<&Place>, ladder: &[Locator]) -> Vec<Locator> {
    ladder.iter().map(|locator| at(place, locator.clone())).collect()
}

fn look(locator: &mut Locator, place: Option<&Place>) {
    if locator.within.as_deref() == Some(ANYWHERE) {
        locator.within = None;
        return;
    }
    let Some(place) = place else { return };
    match &place.kind {
        Kind::Card { around, one, of } => {
            if locator.near.is_none() && locator.within.is_none() {
                locator.near = Some(around.clone());
                locator.single = Some(one.clone());
                locator.rather.clone_from(of);
            }
        }
        _ => {
            locator.within.get_or_insert_with(|| word(place));
        }
    }
}

/// The word for where a place is.
fn word(place: &Place) -> String {
    match place.kind {
        Kind::Dialog => "dialog".to_owned(),
        Kind::Part => place.id.clone(),
        Kind::Page | Kind::Card { .. } => "page".to_owned(),
    }
}

/// Lets all locators of a step look at its place; without one only `anywhere` is taken away.
pub(in crate::scenario) fn settle(step: &mut Step, place: Option<&Place>) {
    for way in step.ways.iter_mut().chain(&mut step.outcomes) {
        settle_way(way, place);
    }
    for condition in &mut step.done_when {
        settle_condition(condition, place);
    }
    for guard in &mut step.guards {
        settle_guard(guard, place);
    }
    for locator in step.leave.iter_mut().flatten() {
        look(locator, place);
    }
}

/// Lets all locators of a way look at a place.
pub(super) fn settle_way(way: &mut Way, place: Option<&Place>) {
    for condition in &mut way.when {
        settle_condition(condition, place);
    }
    let all = |ladder: &mut Vec<Locator>| ladder.iter_mut().for_each(|locator| look(locator, place));
    match &mut way.action {
        Action::Click { target, .. } | Action::Fill { target, .. } | Action::Choose { target, .. } => all(target),
        Action::Check { target, behind, .. } => {
            all(target);
            all(behind);
        }
        Action::CheckOnly { within, behind, .. } => {
            settle_word(within, place);
            all(behind);
        }
        Action::Read { target, copy, sole, .. } => {
            all(target);
            all(copy);
            if let Some(sole) = sole {
                all(&mut sole.behind);
            }
        }
        _ => {}
    }
}

/// Lets a condition look at a place.
pub(super) fn settle_condition(condition: &mut Condition, place: Option<&Place>) {
    match condition {
        Condition::Present(locator)
        | Condition::Absent(locator)
        | Condition::Twins(locator)
        | Condition::Alike(locator) => look(locator, place),
        Condition::Checks { within, .. } => settle_word(within, place),
        _ => {}
    }
}

/// A guard that looks at a place.
pub(super) fn guard_at(place: &Place, mut guard: Guard) -> Guard {
    settle_guard(&mut guard, Some(place));
    guard
}

fn settle_guard(guard: &mut Guard, place: Option<&Place>) {
    match guard {
        Guard::Holds(condition) => settle_condition(condition, place),
        Guard::Value { target, .. } | Guard::Shows { target, .. } | Guard::Checked { target, .. } => {
            for locator in target {
                look(locator, place);
            }
        }
        Guard::CheckedOnly { within, .. } => settle_word(within, place),
    }
}

fn settle_word(within: &mut Option<String>, place: Option<&Place>) {
    if within.as_deref() == Some(ANYWHERE) {
        *within = None;
    } else if let (None, Some(place)) = (&within, place) {
        *within = Some(word(place));
    }
}
