//! Looks at a scenario as a whole: steps and ways that nobody can reach, commits without a safeguard, forbidden clicks.

use std::{collections::BTreeMap, ops::Range};

use super::{
    model::{Action, Belief, Condition, Ladder, Locator, Repeat, Scenario, Step, Way},
    read::Context,
};

/// Notes what is wrong or looks wrong; `spans` are the places of the steps' ids.
pub(super) fn look(context: &Context<'_>, scenario: &Scenario, spans: &[Range<usize>]) {
    unreachable_steps(context, scenario, spans);
    for (step, span) in scenario.steps.iter().zip(spans) {
        unreachable_ways(context, step);
        safeguards(context, scenario, step, span);
        absences(context, step);
        unknown_commits(context, scenario, step);
        forbidden(context, scenario, step);
    }
}

/// A step that no other leads to.
fn unreachable_steps(context: &Context<'_>, scenario: &Scenario, spans: &[Range<usize>]) {
    let places: BTreeMap<&str, usize> =
        scenario.steps.iter().enumerate().map(|(at, step)| (step.id.as_str(), at)).collect();
    let mut reached = vec![false; scenario.steps.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        let Some(step) = scenario.steps.get(at) else { continue };
        if std::mem::replace(&mut reached[at], true) {
            continue;
        }
        open.extend(successors(step, at, &places));
    }
    for (at, step) in scenario.steps.iter().enumerate().filter(|(at, _)| !reached[*at]) {
        // Of a row of unreachable steps the first tells the cause; the others follow from it.
        if at > 0 && !reached[at - 1] {
            continue;
        }
        let before = &scenario.steps[at.saturating_sub(1)].id;
        context.error_with(
            spans[at].clone(),
            format!("nobody can reach the step \"{}\"", step.id),
            format!("every way of \"{before}\" before it stops or goes elsewhere, and no step goes to it"),
        );
    }
}

fn successors(step: &Step, at: usize, places: &BTreeMap<&str, usize>) -> Vec<usize> {
    let mut next = Vec::new();
    if step.optional || step.ways.is_empty() {
        next.push(at + 1);
    }
    for way in step.ways.iter().chain(&step.outcomes) {
        match &way.goto {
            _ if matches!(way.action, Action::Stop(_)) => {}
            Some(goto) if goto.step.is_empty() => {}
            // A jump to a step that is not there is told elsewhere; here it shall not make all that follows unreachable.
            Some(goto) => next.push(places.get(goto.step.as_str()).copied().unwrap_or(at + 1)),
            None => next.push(at + 1),
        }
    }
    let back = step.if_not_done.iter().chain(&step.if_guard_fails);
    next.extend(back.filter_map(|goto| places.get(goto.step.as_str())));
    next
}

/// A way after one that is taken at once, whatever the page shows.
fn unreachable_ways(context: &Context<'_>, step: &Step) {
    let always = |way: &Way| {
        let needs_page = matches!(
            way.action,
            Action::Click { .. }
                | Action::Fill { .. }
                | Action::Choose { .. }
                | Action::Check { .. }
                | Action::CheckOnly { .. }
                | Action::Read { .. }
        );
        way.when.is_empty() && !needs_page && way.settled.is_none() && way.limit.is_none()
    };
    let Some(first) = step.ways.iter().position(always) else { return };
    let place = context.line_span(step.ways[first].line);
    if first + 1 < step.ways.len() {
        context.error_with(
            place,
            format!("nobody can reach the ways after this one of \"{}\"", step.id),
            "it is taken at once, whatever the page shows; give it a when or settled",
        );
    } else if first > 0 {
        context.warning(
            place,
            format!("this way of \"{}\" is taken at once, before the page shows another", step.id),
            "give it settled = \"sure\", say",
        );
    }
}

/// A commit that is not guarded, or of which nobody can tell that it happened.
fn safeguards(context: &Context<'_>, scenario: &Scenario, step: &Step, span: &Range<usize>) {
    if !step.commits {
        return;
    }
    if step.guards.is_empty() {
        context.warning(
            span.clone(),
            format!("\"{}\" commits and has no guard", step.id),
            "guard = [..] says what must be true on the page before it is done",
        );
    }
    if step.repeat == Repeat::Never && !is_read_afterwards(scenario, step) {
        context.error_with(
            span.clone(),
            format!("what \"{}\" shows only once is read by no step right after it", step.id),
            "let a step with a read follow, or say how else it may be made again: repeat = \"look\"",
        );
    } else if step.done_when.is_empty() && step.repeat != Repeat::Never {
        context.warning(
            span.clone(),
            format!("\"{}\" commits and has no done_when", step.id),
            "done_when = [..] says how to see that it has happened, so that it is not done twice",
        );
    } else if step.repeat == Repeat::Look && step.if_not_done.is_none() {
        context.error_with(
            span.clone(),
            format!("\"{}\" may be made again after a look, and nothing says where that is looked up", step.id),
            "if_not_done = { goto = .. } names the step that looks; or say that it may be made twice: repeat = \"harmless\"",
        );
    }
}

/// Whether a step right after this one reads what the commit made, which shows that it has happened.
fn is_read_afterwards(scenario: &Scenario, step: &Step) -> bool {
    let after = |way: &Way| match &way.goto {
        Some(goto) => scenario.steps.iter().find(|other| other.id == goto.step),
        None => scenario.steps.iter().skip_while(|other| other.id != step.id).nth(1),
    };
    let reads = |next: &Step| next.ways.iter().any(|way| matches!(way.action, Action::Read { .. }));
    let mut clicks = step.ways.iter().filter(|way| matches!(way.action, Action::Click { .. })).peekable();
    clicks.peek().is_some() && clicks.all(|way| after(way).is_some_and(reads))
}

/// An absence that is believed at once, or ends the walk too early.
fn absences(context: &Context<'_>, step: &Step) {
    for way in &step.ways {
        let absent = way.when.iter().any(|condition| matches!(condition, Condition::Absent(_)));
        if absent && way.settled.is_none() {
            context.warning(
                context.line_span(way.line),
                format!("\"{}\" believes at once that something is not there", step.id),
                "what is late looks absent; give it settled = \"quiet\", or more where more follows from it",
            );
        }
        if absent && matches!(way.action, Action::Stop(_)) && way.settled.is_some_and(|belief| belief < Belief::Grave) {
            context.warning(
                context.line_span(way.line),
                format!("\"{}\" ends the walk because something is not there, and is not sure enough of it", step.id),
                "what ends a walk is believed last; give it settled = \"grave\"",
            );
        }
    }
}

/// A way that asks after a commit that no step makes.
fn unknown_commits(context: &Context<'_>, scenario: &Scenario, step: &Step) {
    let made = |id: &str| scenario.steps.iter().any(|other| other.commits && other.id == id);
    for way in step.ways.iter().chain(&step.outcomes) {
        for condition in &way.when {
            if let Condition::NotDone(id) = condition
                && !made(id)
            {
                let commits: Vec<&str> =
                    scenario.steps.iter().filter(|other| other.commits).map(|other| other.id.as_str()).collect();
                context.error_with(
                    context.line_span(way.line),
                    format!("\"not_done\" asks after \"{id}\", which is no step that commits"),
                    format!("steps that commit: {}", commits.join(", ")),
                );
            }
        }
    }
}

/// A click on what the scenario itself says is never clicked.
fn forbidden(context: &Context<'_>, scenario: &Scenario, step: &Step) {
    for way in step.ways.iter().chain(&step.outcomes) {
        for rung in targets(&way.action).into_iter().flatten() {
            if scenario.never.iter().any(|never| same_control(never, rung)) {
                context.error_with(
                    context.line_span(rung.line),
                    format!("\"{}\" points at a control that is never clicked", step.id),
                    "[[never]] lists it",
                );
            }
        }
    }
}

fn targets(action: &Action) -> Vec<&Ladder> {
    match action {
        Action::Click { target, .. } | Action::Fill { target, .. } => vec![target],
        Action::Check { target, behind, .. } => vec![target, behind],
        Action::CheckOnly { behind, .. } => vec![behind],
        Action::Choose { target, option, others, .. } => vec![target, option, others],
        Action::Read { copy, .. } => vec![copy],
        _ => Vec::new(),
    }
}

fn same_control(never: &Locator, rung: &Locator) -> bool {
    never.name.is_some() && never.name == rung.name && never.within.is_none() && never.near.is_none()
}
