//! Steps that are done in one dialog, as steps of the plan: how it is opened, its acts in order, and that they begin anew where it is gone.

use super::{
    acts::{Bench, closed},
    back,
    book::{Book, Made, acts, entry, goal, lead},
    commit,
    dialog::Dialog,
    make::{AGAIN, CLICKS, More, click, reload, see, step},
    opening,
};
use crate::scenario::{
    model::{Action, Belief, Condition, Step, Stop, Way},
    script::{Act, Deed, Refused, Then},
};

/// The steps of the plan for some steps in one dialog.
pub(super) fn steps(book: &Book<'_>, number: usize, deeds: &[Deed], next: Option<&str>) -> Made {
    let Some(place) = book.place(&deeds[0].at) else { return Made::default() };
    let dialog = Dialog { book, number, deeds, place, next };
    let mut made = Made::default();
    open(&dialog, &mut made);
    do_acts(&dialog, &mut made);
    afterwards(&dialog, &mut made);
    made
}

/// The steps that open the dialog.
pub(super) fn open(dialog: &Dialog<'_>, made: &mut Made) {
    let Some(from) = dialog.from() else { return };
    let first = dialog.first_act();
    if let Some(look) = dialog.look() {
        made.main.extend(look.steps(&dialog.next().step, &entry(dialog.deeds)));
    } else {
        let begin = dialog.book.begin(dialog.deeds);
        let steps = back::steps(dialog.book, &dialog.id("again"), from, &begin, goal(dialog.deeds).is_none());
        // Each opening begins anew: what it takes to find back, too. That is so of what stands behind the step that opens.
        if goal(dialog.deeds).is_none() && dialog.next.is_some() {
            made.behind.extend(steps);
        } else {
            made.aside.extend(steps);
        }
        made.aside.extend(opening::menu(dialog, &first));
    }
    if dialog.shown().is_some() {
        opening::look(dialog, made, &first);
        return;
    }
    let opening = &dialog.deeds[0];
    let mut ways: Vec<Way> = opening.ends.clone();
    ways.extend(
        opening::direct(dialog)
            .map(|target| if dialog.look().is_some() { click(target) } else { click(target).on_to(&first) }),
    );
    if dialog.look().is_none() {
        ways.extend(opening::around(dialog, from, &entry(dialog.deeds)));
    }
    let title =
        if opening.acts.is_empty() { opening.step.title.clone() } else { format!("Open {}", dialog.place.title) };
    made.main.push(step(entry(dialog.deeds), title, opening.step.line, ways));
}

/// The steps of its acts.
pub(super) fn do_acts(dialog: &Dialog<'_>, made: &mut Made) {
    let all: Vec<(&Deed, &Act)> = acts(dialog.deeds).collect();
    let flat: Vec<&Act> = all.iter().map(|(_, act)| *act).collect();
    let late = dialog.from().and_then(|from| dialog.book.late_confirmation(dialog.number, from));
    let bench = Bench { place: dialog.place, refuted: dialog.id("refuted") };
    for (at, (deed, act)) in all.iter().enumerate() {
        let next = flat.get(at + 1).copied();
        let of_deed: Vec<&Act> = deed.acts.iter().collect();
        let mut own = bench.act(act, next);
        let before = at.checked_sub(1).map(|before| flat[before]);
        own.ways.extend(before.and_then(|before| bench.click_again(act, before)));
        own.ways.extend(bench.missing(act));
        own.ways.extend(bench.wrong(act, &flat, &dialog.first_act()));
        own.ways.extend(bench.turn(act));
        let committing = deed.acts.iter().find(|act| act.commit);
        if let (0, Some(confirmed)) = (at, &late) {
            own.ways.extend([bench.confirmed_late(act, committing, confirmed)]);
        }
        if act.commit {
            let undone = of_deed.iter().filter(|other| !other.commit).filter_map(|other| bench.undone(other));
            own.ways.splice(0..0, undone);
            commit::finish(dialog, &bench, deed, act, &mut own);
        }
        own.ways.extend(lost(dialog, act));
        made.main.push(own);
        if let Some(mut turned) = next.and_then(|next| bench.turned(act, next)) {
            turned.ways.extend(lost(dialog, act));
            made.main.push(turned);
        }
        if act.closes {
            made.main.push(closed(act));
        }
    }
}

/// Where the dialog is gone, its steps begin anew. After a look at a list it is opened once more without another look: that opens
/// nothing but a dialog, and what commits asks again for what the list shows.
fn lost(dialog: &Dialog<'_>, act: &Act) -> Vec<Way> {
    if dialog.from().is_none() || act.step.optional {
        return Vec::new();
    }
    let gone = || see(vec![Condition::NoDialog]).once(Belief::Sure);
    let anew = gone().back_to(&dialog.again(), AGAIN);
    if dialog.look().is_none() || act.commit {
        return vec![anew];
    }
    let first = acts(dialog.deeds).map(|(_, act)| act).find(|act| !act.step.optional);
    match (opening::direct(dialog), first) {
        (Some(target), Some(first)) if first.step.id == act.step.id => {
            let opened = click(target).when(Condition::NoDialog).once(Belief::Sure).at_most(2);
            vec![opened.back_to(&dialog.first_act(), CLICKS), anew]
        }
        (_, Some(first)) => vec![gone().back_to(&first.step.id, AGAIN)],
        _ => vec![anew],
    }
}

/// What follows once the commit was made, or was refused, or shows that an earlier one was not.
fn afterwards(dialog: &Dialog<'_>, made: &mut Made) {
    let shows = dialog.id("shows");
    if let (Some(look), Some(goal)) = (dialog.look(), goal(dialog.deeds)) {
        made.main.push(look.shows(goal.unseen.as_ref()));
        for refusal in dialog.deeds.iter().flat_map(|deed| &deed.refused) {
            if let Refused::ForGood(reason) = &refusal.then {
                made.aside.push(look.refused(&shows, reason));
                break;
            }
        }
    }
    if let Some((goal, locator, _)) = dialog.shown() {
        opening::shows(dialog, made, goal, &locator);
    }
    for refusal in dialog.deeds.iter().flat_map(|deed| &deed.refused) {
        if let Refused::Instead { title, set: (name, value), note } = &refusal.then {
            let set = Way::plain(Action::Set { name: name.clone(), value: value.clone() }).back_to(&dialog.home(), 1);
            let mut instead = step(dialog.id("instead"), title.clone(), dialog.line(), vec![set]);
            instead.note.clone_from(note);
            made.aside.push(instead);
        }
    }
    let refutes = acts(dialog.deeds).flat_map(|(_, act)| &act.ways).find_map(|way| match &way.then {
        Then::Refutes(of, reason) => Some((of, reason)),
        _ => None,
    });
    if let Some((of, reason)) = refutes {
        made.aside.push(refuted(dialog, of, reason.as_ref()));
    }
}

/// An earlier step shows here that it does not count yet; or that it was never done, and what was taken for its goal is none.
fn refuted(dialog: &Dialog<'_>, of: &str, stop: Option<&Stop>) -> Step {
    let again = dialog.again();
    let mut last = reload().once(Belief::Order).back_to(&again, 60);
    last.goto.as_mut().expect("it was just given").then = stop.cloned();
    let mut ways = vec![reload().once(Belief::Order).at_most(6).back_to(&again, 60)];
    if let Some(deeds) = dialog.book.dialog_of(of) {
        let anew = format!("{}-anew-again", lead(deeds).step.id);
        ways.push(reload().when(Condition::NotDone(of.to_owned())).once(Belief::Order).at_most(1).back_to(&anew, 3));
    }
    ways.push(last);
    step(dialog.id("refuted"), "Wait until what was done before counts", dialog.line(), ways)
}
