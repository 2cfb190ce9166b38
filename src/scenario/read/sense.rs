//! Whether what is said of places and of the steps at them goes together: what is read alone, and only means something beside the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use crate::scenario::{
    model::{Repeat, Step},
    script::{Act, Deed, Kind, Move, Place, Sought, Then, Written},
};

/// Notes what does not go together. Where something does not, what is made of it is no plan to be looked at.
pub(super) fn look(context: &Context<'_>, places: &BTreeMap<String, Place>, written: &[Written]) -> bool {
    let before = context.faults();
    let deeds: Vec<&Deed> = written
        .iter()
        .filter_map(|one| match one {
            Written::Deed(deed) => Some(deed.as_ref()),
            Written::Plain(_) => None,
        })
        .collect();
    for place in places.values() {
        reached(context, places, place);
    }
    if let Some(Written::Deed(first)) = written.first()
        && places.get(&first.at).is_some_and(|place| matches!(place.kind, Kind::Dialog))
    {
        context.error(context.line_span(first.step.line), "a walk begins at a page, and not in a dialog");
    }
    for deed in &deeds {
        let Some(place) = places.get(&deed.at) else { continue };
        commits(context, deed, place);
        goal(context, places, deed, place);
        for (number, act) in deed.acts.iter().enumerate() {
            of_act(context, deed, act, number);
            refutes(context, &deeds, deed, act, place);
        }
    }
    context.faults() == before
}

/// Notes a step of the plan that is called as another one.
pub(super) fn alone(context: &Context<'_>, steps: &[Step]) {
    let mut ids = BTreeSet::new();
    for step in steps {
        if !ids.insert(step.id.as_str()) {
            let message = format!("there is another step or act with the id \"{}\"", step.id);
            context.error(context.line_span(step.line), message);
        }
    }
}

fn reached(context: &Context<'_>, places: &BTreeMap<String, Place>, place: &Place) {
    let error = |message: String, hint: &str| context.error_with(context.line_span(place.line), message, hint);
    let id = &place.id;
    if matches!(place.kind, Kind::Part) && place.shows.is_empty() {
        error(format!("nothing tells that one is at \"{id}\""), "shows = .. is what is looked for in it");
    }
    let finds = place.reach.iter().any(|one| matches!(one, Move::Find(_)));
    let opens = place.reach.iter().any(|one| matches!(one, Move::Click { .. }));
    let Some(from) = place.from.as_ref().and_then(|from| places.get(from)) else {
        if !place.reach.is_empty() {
            error(format!("nothing says from where \"{id}\" is reached"), "from = \"PLACE\"");
        }
        return;
    };
    match place.kind {
        Kind::Card { .. } => {}
        Kind::Dialog => {
            if !opens {
                error(format!("nothing says what opens \"{id}\""), "reach = { click = .. }");
            }
            if from.shows.is_empty() {
                error(
                    format!("\"{id}\" is opened from \"{}\", and nothing tells that one is there", from.id),
                    "give that place a shows = ..",
                );
            }
        }
        _ if !opens && !finds => {
            error(format!("nothing says how \"{id}\" is reached"), "reach = { click = .. }, or { find = .. }");
        }
        _ => {}
    }
}

fn commits(context: &Context<'_>, deed: &Deed, place: &Place) {
    let error = |message: String, hint: &str| context.error_with(context.line_span(deed.step.line), message, hint);
    let id = &deed.step.id;
    if !deed.step.commits {
        return;
    }
    if !matches!(place.kind, Kind::Dialog) {
        error(
            format!("\"{id}\" commits at a place that is no dialog"),
            "what commits is done in a dialog, which can be left; or write the step without a place",
        );
    }
    if deed.acts.iter().filter(|act| act.commit).count() > 1 {
        error(format!("\"{id}\" commits twice"), "make it two steps: each is journalled and looked after by itself");
    }
    if deed.step.repeat == Repeat::Look && deed.goal.is_none() {
        error(
            format!("\"{id}\" may be made again after a look, and nothing says what is looked for"),
            "goal = { find = .. } or { shows = .. }; or say that it may be made twice: repeat = \"harmless\"",
        );
    }
}

fn goal(context: &Context<'_>, places: &BTreeMap<String, Place>, deed: &Deed, place: &Place) {
    let Some(goal) = &deed.goal else { return };
    let error = |message: String, hint: &str| context.error_with(context.line_span(deed.step.line), message, hint);
    let from = place.from.as_ref().and_then(|from| places.get(from));
    if !matches!(place.kind, Kind::Dialog) || from.is_none() || !deed.step.commits {
        error(
            format!("the goal of \"{}\" is of no use", deed.step.id),
            "a goal is what a commit brings, and is looked for where its dialog is opened from",
        );
    }
    if matches!(goal.what, Sought::Listed(_)) && from.is_some_and(|from| !matches!(from.kind, Kind::Page)) {
        error(
            format!("the goal of \"{}\" is looked for in a list of a page", deed.step.id),
            "goal = { shows = .. } is looked for anywhere",
        );
    }
}

fn of_act(context: &Context<'_>, deed: &Deed, act: &Act, number: usize) {
    let error = |message: String| context.error(context.line_span(act.step.line), message);
    if let Some(of) = &act.of
        && !deed.acts[..number].iter().any(|other| other.step.id == *of)
    {
        error(format!("\"of\" names \"{of}\", which is no act before \"{}\"", act.step.id));
    }
    let passes = act.ways.iter().any(|way| matches!(way.then, Then::Pass));
    if passes && number + 1 == deed.acts.len() {
        error(format!("\"pass\" goes on to the next act, and \"{}\" is the last", act.step.id));
    }
    if act.commit && act.ways.is_empty() {
        error(format!("\"{}\" commits, and does nothing", act.step.id));
    }
}

fn refutes(context: &Context<'_>, deeds: &[&Deed], deed: &Deed, act: &Act, place: &Place) {
    for way in &act.ways {
        let Then::Refutes(of, _) = &way.then else { continue };
        let known = deeds.iter().take_while(|other| other.step.id != deed.step.id).any(|other| {
            other.step.id == *of && other.goal.as_ref().is_some_and(|goal| matches!(goal.what, Sought::Shown { .. }))
        });
        if !known || !matches!(place.kind, Kind::Dialog) || place.from.is_none() {
            context.error_with(
                context.line_span(way.way.line),
                format!("\"{of}\" cannot be refuted here"),
                "refutes = { step = .. } names a step before this one that has a goal = { shows = .. }, and is said in a dialog that is opened from somewhere",
            );
        }
    }
}
