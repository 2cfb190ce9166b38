//! The way back to a place that was lost: the moves that lead to it, the nearest first.

use super::{
    book::{Book, absence, presence},
    make::{CLICKS, FILTERS, MOVES, More, PAGES, button, click, fill, gone, see, step, text, there, to},
    scope,
};
use crate::scenario::{
    model::{Belief, Goto, Locator, Name, Step, Way, Which},
    script::{Move, Place},
};

/// The steps that lead back to `place`, from where the walk goes on with the step `to`. With `anew`, what is limited from there on
/// counts anew. Nothing opens an address or a window again: beyond that the walk does not go back.
pub(super) fn steps(book: &Book<'_>, id: &str, place: &Place, to: &str, anew: bool) -> Vec<Step> {
    let (Some(here), Some(lost)) = (presence(place), absence(place)) else { return Vec::new() };
    let wait = format!("{id}-wait");
    let arrived = || Way { goto: Some(Goto { anew, ..self::to(to, MOVES) }), ..see(vec![here.clone()]) };
    let mut ways = vec![arrived()];
    let mut at = place;
    while let Some(from) = book.from(at).filter(|_| !is_border(at)) {
        ways.extend(at.reach.iter().flat_map(|one| moves(at, from, one, id, &wait)));
        at = from;
    }
    let is_waited_for = ways.iter().any(|way| way.goto.as_ref().is_some_and(|goto| goto.step == wait));
    let mut steps = vec![step(id, format!("Find back to {}", place.title), place.line, ways)];
    if is_waited_for {
        // What was clicked is given the time to show.
        let waits = vec![arrived(), see(vec![lost]).once(Belief::Sure).back_to(id, MOVES)];
        steps.push(step(&wait, format!("See that it is {}", place.title), place.line, waits));
    }
    steps
}

/// Whether a place is reached by a new window, or from where none leads on: it is not reached again.
fn is_border(place: &Place) -> bool {
    place.reach.iter().any(|one| matches!(one, Move::Click { new_window: true, .. }))
}

fn moves(place: &Place, from: &Place, one: &Move, id: &str, wait: &str) -> Vec<Way> {
    let at = |locator: Locator| scope::at(Some(from), locator);
    match one {
        Move::Find(name) => found(from, name, id, wait),
        Move::Click { target, .. } => {
            last(target).map(|rung| click(vec![at(rung)]).once(Belief::Sure).back_to(id, MOVES)).into_iter().collect()
        }
        Move::Unfold(part) => {
            let shut = beside(place).map(|control| gone(at(control)));
            let unfold = click(vec![at(part.clone())]).once(Belief::Sure).at_most(CLICKS).back_to(id, MOVES);
            vec![shut.into_iter().fold(unfold, Way::when)]
        }
        Move::Menu { .. } => Vec::new(),
    }
}

/// An entry of the list of a place is found: seen, scrolled to, searched for; and clicked.
fn found(from: &Place, name: &Name, id: &str, wait: &str) -> Vec<Way> {
    let entry = |locator| first(scope::at(Some(from), locator));
    let mut ways = vec![
        click(vec![entry(text(name))]).back_to(wait, MOVES),
        see(vec![there(scope::at(Some(from), text(name)))]).once(Belief::Quiet).scrolled().back_to(id, MOVES),
    ];
    if let Some(search) = &from.list.search {
        let field = scope::at(Some(from), search.clone());
        ways.push(fill(field, name).once(Belief::Quiet).at_most(FILTERS).back_to(id, MOVES));
    }
    if let Some(more) = &from.list.more {
        let more = Locator { which: Some(Which::Last), ..scope::at(Some(from), more.clone()) };
        let turn = click(vec![more]).once(Belief::Quiet).at_most(PAGES).back_to(id, MOVES);
        // What can be searched is not looked through page by page.
        let searched = from.list.search.iter().map(|search| gone(scope::at(Some(from), search.clone())));
        ways.push(searched.fold(turn, Way::when));
    }
    ways.push(click(vec![entry(button(name))]).once(Belief::Sure).back_to(wait, MOVES));
    ways
}

/// The control of the documented move to a place.
pub(super) fn beside(place: &Place) -> Option<Locator> {
    place.reach.iter().find_map(|one| match one {
        Move::Click { target, .. } => target.first().map(|rung| Locator { which: None, ..rung.clone() }),
        _ => None,
    })
}

/// The rung of a ladder that is contented with most.
pub(super) fn last(ladder: &[Locator]) -> Option<Locator> {
    ladder.last().cloned()
}

/// The first of several.
pub(super) fn first(locator: Locator) -> Locator {
    Locator { which: Some(Which::First), ..locator }
}
