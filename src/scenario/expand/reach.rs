//! Steps at a page, a card or a part of a page: how it is reached, and what is done there.

use super::{
    acts::Bench,
    back::first,
    book::{Book, Made, presence},
    lists::Look,
    make::{CLICKS, More, button, click, fill, gone, see, step, stop, text, there},
    scope,
};
use crate::scenario::{
    model::{Belief, Condition, Locator, Matching, Name, State, Step, Way},
    script::{Deed, Kind, Move, Place},
};

/// The steps of the plan for a step at a page or a part of one.
pub(super) fn steps(book: &Book<'_>, deed: &Deed) -> Made {
    let Some(place) = book.place(&deed.at) else { return Made::default() };
    let mut made = Made::default();
    // Being there is the step; further steps there need not go there again.
    if book.to_place(place) == Some(deed.step.id.as_str()) {
        made.main = match &place.kind {
            Kind::Card { around, one, .. } => card(book, deed, place, around, one),
            _ => reached(book, deed, place),
        };
    }
    let bench = Bench { place, refuted: String::new() };
    for (at, act) in deed.acts.iter().enumerate() {
        made.main.push(bench.act(act, deed.acts.get(at + 1)));
    }
    // What is done at once after it was found goes on there, past the search.
    let onwards = deed.acts.first().map(|act| act.step.id.clone());
    if let (Some(onwards), Kind::Card { .. }) = (onwards, &place.kind) {
        for way in made.main[0].ways.iter_mut().filter(|way| way.goto.is_none() && !super::lists::ends(way)) {
            way.goto = Some(super::make::to(&onwards, u32::MAX));
        }
    }
    made
}

/// The card of a list that may be long: seen, scrolled to, searched for.
fn card(book: &Book<'_>, deed: &Deed, place: &Place, around: &Name, one: &Name) -> Vec<Step> {
    let own = &deed.step.id;
    let searched = format!("{own}-searched");
    let whole = Locator { near: Some(one.clone()), single: Some(one.clone()), ..text(around) };
    let some = there(Locator { matching: Matching::Starts, ..text(one) });
    let mut ways = deed.ends.clone();
    let found = |ways: &mut Vec<Way>| {
        ways.push(see(vec![there(whole.clone())]));
        // Its name may stand apart from what there is one of.
        ways.push(see(vec![there(text(around))]).once(Belief::Quiet));
    };
    found(&mut ways);
    ways.push(see(vec![there(whole.clone())]).once(Belief::Sure).scrolled());
    let search = book.from(place).and_then(|from| from.list.search.clone());
    if let Some(search) = &search {
        let type_it = || fill(search.clone(), around).once(Belief::Sure).at_most(1);
        // Only where there were some before: then it is not a page that fails to load, but one that has found nothing.
        ways.push(type_it().when(some.clone()).on_to(&searched));
        ways.push(type_it().back_to(own, CLICKS));
    }
    ways.extend(place.unreached.as_ref().map(|reason| stop(reason).when(some).once(Belief::Grave)));
    let mut steps = vec![step(own, &deed.step.title, deed.step.line, ways)];
    if search.is_some() {
        let mut ways = Vec::new();
        found(&mut ways);
        ways.extend(place.unreached.as_ref().map(|reason| stop(reason).when(gone(whole)).once(Belief::Grave)));
        steps.push(step(searched, format!("{}: by a search", deed.step.title), deed.step.line, ways));
    }
    steps
}

/// A page that a click leads to, or a part of one that an entry of a list opens.
fn reached(book: &Book<'_>, deed: &Deed, place: &Place) -> Vec<Step> {
    let from = book.from(place);
    let found = place.reach.iter().find_map(|one| match one {
        Move::Find(name) => Some(name),
        _ => None,
    });
    if let (Some(name), Some(from), Some(here)) = (found, from, presence(place)) {
        let mut made = sought(book, deed, place, from, name, &here);
        made.extend(opened(deed, place, from, name, &here));
        return made;
    }
    let mut ways = deed.ends.clone();
    for one in &place.reach {
        ways.extend(moved(from, one, &deed.step.id));
    }
    if let (Some(reason), Some(from)) = (&place.unreached, from) {
        ways.extend(evidence(from).into_iter().map(|when| Way { when, ..stop(reason) }.once(Belief::Grave)));
    }
    vec![step(&deed.step.id, &deed.step.title, deed.step.line, ways)]
}

fn moved(from: Option<&Place>, one: &Move, own: &str) -> Vec<Way> {
    let at = |locator: &Locator| scope::at(from, locator.clone());
    match one {
        Move::Click { target, new_window, .. } => {
            let plain = crate::scenario::model::Action::Click {
                target: scope::all_at(from, target),
                may_open_window: *new_window,
            };
            // On a list of cards another that is like it may come a moment later.
            let listed = from.is_some_and(|from| matches!(from.kind, Kind::Card { .. }));
            vec![Way { settled: listed.then_some(Belief::Order), ..Way::plain(plain) }]
        }
        Move::Unfold(part) => {
            let folded = |expanded| Locator { state: State { expanded, ..part.state }, ..at(part) };
            let shut = || gone(folded(Some(true)));
            vec![
                click(vec![folded(Some(false))]).once(Belief::Quiet).at_most(30).back_to(own, 100),
                click(vec![at(part)]).when(shut()).once(Belief::Quiet).at_most(CLICKS).back_to(own, CLICKS),
                click(vec![at(part)]).when(shut()).once(Belief::Sure).at_most(1).back_to(own, 20),
            ]
        }
        Move::Menu { .. } | Move::Find(_) => Vec::new(),
    }
}

/// What must show for it to be believed that a place lacks the way to another one, and is not only still coming.
fn evidence(from: &Place) -> Vec<Vec<Condition>> {
    if let Kind::Card { one, .. } = &from.kind {
        return vec![vec![there(Locator { matching: Matching::Starts, ..text(one) })]];
    }
    from.shows.iter().map(|mark| vec![there(mark.clone()), Condition::NoDialog]).collect()
}

/// Where the place says why the walk ends without it, the entry is looked for in the whole list first.
fn sought(book: &Book<'_>, deed: &Deed, place: &Place, from: &Place, name: &Name, here: &Condition) -> Vec<Step> {
    let Some(reason) = &place.unreached else { return Vec::new() };
    let own = &deed.step.id;
    let (title, line) = (&deed.step.title, deed.step.line);
    let (open, none) = (format!("{own}-entry"), format!("{own}-none"));
    let look = Look { book, lead: own, what: &place.title, name, place: from, line };
    let mut ways = vec![see(vec![here.clone()]).on_to(&open)];
    ways.extend(presence(from).map(|there| see(vec![there]).on_to(&format!("{own}-look"))));
    let mut steps = vec![step(own, title, line, ways)];
    steps.extend(look.called(title, &open, &none));
    steps.push(step(none, format!("{title}: there is none"), line, vec![stop(reason)]));
    steps
}

/// An entry of a list is clicked, and it is seen that it is the right one that opens.
fn opened(deed: &Deed, place: &Place, from: &Place, name: &Name, here: &Condition) -> Vec<Step> {
    let own = &deed.step.id;
    let open = format!("{own}-open");
    let entry = |locator| vec![first(scope::at(Some(from), locator))];
    let mut ways = deed.ends.clone();
    ways.push(see(vec![here.clone()]));
    // It may be about to open by itself.
    ways.push(click(entry(text(name))).once(Belief::Order));
    ways.push(click(entry(button(name))).once(Belief::Sure));
    // What it was looked for has the step's own name.
    let entered = if place.unreached.is_some() { format!("{own}-entry") } else { own.clone() };
    let mut steps = vec![step(entered, &deed.step.title, deed.step.line, ways)];
    let remark = deed.remark.as_ref().map(|remark| (remark, format!("{own}-remark")));
    let onwards = format!("{own}-seen");
    let mut ways = Vec::new();
    if let Some((remark, id)) = &remark {
        for when in &remark.when {
            let mut when = when.clone();
            for condition in &mut when {
                scope::settle_condition(condition, Some(place));
            }
            when.push(here.clone());
            ways.push(see(when).on_to(id));
        }
    }
    ways.push(see(vec![here.clone()]));
    // A click of which nothing came: an entry may be clicked as often as one likes.
    ways.push(click(entry(text(name))).once(Belief::Sure).at_most(4).back_to(&open, 20));
    let mut seen = step(&open, format!("See that it is {}", place.title), deed.step.line, ways);
    let Some((remark, id)) = remark else {
        steps.push(seen);
        return steps;
    };
    let mut told = step(&id, format!("Tell of {}", place.title), deed.step.line, vec![see(vec![here.clone()])]);
    told.note = Some(remark.note.clone());
    // Nothing is told where there is nothing to tell: it goes on past it.
    let past = deed.acts.first().map_or(onwards.clone(), |act| act.step.id.clone());
    for way in seen.ways.iter_mut().filter(|way| way.goto.is_none()) {
        way.goto = Some(super::make::to(&past, u32::MAX));
    }
    steps.extend([seen, told]);
    if deed.acts.is_empty() {
        steps.push(step(onwards, format!("Be at {}", place.title), deed.step.line, vec![see(vec![here.clone()])]));
    }
    steps
}
