//! What the regression check walks: each place once, by the moves of the run and with the controls of the run, and no commit.
//!
//! A visit is made of the same parts as the plan. Left out are the goals (a dialog is opened whatever is there already) and what
//! follows on a commit; put in are a moment at which the place is looked at as a whole, and the way out of a dialog.

use super::{
    book::{Block, Book, Made, acts, entry, goal, lead},
    deeds,
    dialog::Dialog,
    lists::Look,
    looked,
    make::{AGAIN, More, click, lead_on, reload, see, step, there},
    reach, scope,
};
use crate::scenario::{
    model::{Action, Belief, Condition, END, Mark, Name, Scope, Step, Stop, StopClass, Visit},
    script::{Act, Deed, Kind, Move, Place, Sought, Then},
};

/// The visits of a scenario, in the order of its steps. Steps that say by themselves where they go on are at no place.
pub(super) fn visits(book: &Book<'_>) -> Vec<Visit> {
    let visit = |block: &Block| match block {
        Block::Plain(_) => None,
        Block::There(deed) => page(book, deed),
        Block::Dialog(deeds) => dialog(book, deeds),
    };
    book.blocks.iter().filter_map(visit).collect()
}

fn blank(place: &Place, begin: String, marks: Vec<Mark>) -> Visit {
    Visit {
        place: place.id.clone(),
        title: place.title.clone(),
        from: place.from.clone(),
        scope: match place.kind {
            Kind::Dialog => Scope::Dialog,
            Kind::Part => Scope::Part(place.id.clone()),
            Kind::Page | Kind::Card { .. } => Scope::Page,
        },
        steps: Vec::new(),
        begin,
        leave: None,
        look: None,
        turn: scope::all_at(Some(place), &place.turn),
        nobody: None,
        others: None,
        rows: Vec::new(),
        marks,
        behind: None,
    }
}

fn mark(step: &Step, act: Option<&Act>) -> Mark {
    let of = act.map_or(step, |act| &act.step);
    let commits = act.is_some_and(|act| act.commit);
    Mark { step: of.id.clone(), title: of.title.clone(), commits, line: of.line }
}

// ----- pages and parts of pages -----

fn page(book: &Book<'_>, deed: &Deed) -> Option<Visit> {
    let place = book.place(&deed.at)?;
    let own = &deed.step.id;
    let acts = deed.acts.iter().map(|act| looked::act(act, false)).collect();
    let Made { mut main, .. } = reach::steps(book, &Deed { acts, ..deed.clone() });
    let mut marks = vec![mark(&deed.step, None)];
    marks.extend(deed.acts.iter().map(|act| mark(&deed.step, Some(act))));
    let mut visit = blank(place, own.clone(), marks);
    let here = format!("{own}-here");
    let mut seen: Vec<_> =
        place.shows.iter().map(|shows| vec![there(scope::at(Some(place), shows.clone()))]).map(see).collect();
    if seen.is_empty() {
        seen.push(see(Vec::new()));
    }
    let seen = seen.into_iter().map(|way| way.once(Belief::Quiet)).collect();
    main.push(step(&here, format!("Look at {}", place.title), deed.step.line, seen));
    visit.look = Some(here);
    if let Some((name, from)) = entry_of(book, place) {
        let nobody = format!("{own}-nobody");
        let what = called(book, name).unwrap_or(&place.title);
        let look = Look { book, lead: own, what, name, place: from, line: deed.step.line };
        visit.begin = format!("{own}-look");
        visit.rows = from.list.row.iter().map(|row| scope::at(Some(from), row.clone())).collect();
        main.splice(0..0, look.steps(own, &nobody));
        let others = format!("{own}-others");
        lead_on(&mut main, END);
        // What was searched for hides all others.
        let anew = reload().on_to(&others);
        main.push(step(&nobody, format!("{what} is not there"), deed.step.line, vec![anew]));
        main.push(look.others(&others));
        (visit.nobody, visit.others) = (Some(nobody), Some(others));
    } else {
        lead_on(&mut main, END);
    }
    visit.steps = main;
    Some(visit)
}

/// The entry of a list that opens a place, and the place with the list.
fn entry_of<'a>(book: &Book<'a>, place: &'a Place) -> Option<(&'a Name, &'a Place)> {
    let name = place.reach.iter().find_map(|one| match one {
        Move::Find(name) => Some(name),
        _ => None,
    })?;
    Some((name, book.from(place)?))
}

/// What a person calls an entry of a list, where a step has it for its goal.
fn called<'a>(book: &'a Book<'_>, name: &Name) -> Option<&'a str> {
    book.blocks.iter().find_map(|block| match block {
        Block::Dialog(deeds) => goal(deeds)
            .filter(|goal| matches!(&goal.what, Sought::Listed(sought) if sought == name))
            .map(|goal| goal.name.as_str()),
        _ => None,
    })
}

// ----- dialogs -----

fn dialog(book: &Book<'_>, deeds: &[Deed]) -> Option<Visit> {
    let place = book.place(&deeds[0].at)?;
    let opening = &deeds[0];
    let first = if opening.acts.is_empty() {
        mark(&opening.step, None)
    } else {
        let title = format!("Open {}", place.title);
        Mark { step: entry(deeds), title, commits: false, line: opening.step.line }
    };
    let opened = place.from.is_some();
    let marks = opened.then_some(first).into_iter();
    let marks = marks.chain(acts(deeds).map(|(deed, act)| mark(&deed.step, Some(act)))).collect();
    let mut visit = blank(place, entry(deeds), marks);
    if !opened {
        visit.behind = Some(format!("{} shows only after a commit", place.title));
        return Some(visit);
    }
    if place.leave.is_empty() {
        visit.behind = Some(format!("the scenario does not say how {} is left without doing anything", place.title));
        return Some(visit);
    }
    let leave = format!("{}-leave", lead(deeds).step.id);
    let looked: Vec<Deed> = deeds.iter().map(|deed| without_commit(deed, place.draft)).collect();
    let dialog = Dialog { book, number: 0, deeds: &looked, place, next: None };
    let mut made = Made::default();
    deeds::open(&dialog, &mut made);
    deeds::do_acts(&dialog, &mut made);
    let mut aside: Vec<Step> = made.aside.into_iter().chain(made.behind).collect();
    let mut ends = Vec::new();
    for deed in deeds.iter().filter(|deed| deed.step.commits) {
        for act in deed.acts.iter().filter(|act| act.commit && act.step.optional) {
            ends.push(ends_behind(&mut made.main, act, &leave));
        }
    }
    ends.extend(refuted(&dialog, &looked, &leave));
    ends.extend(told_ends(&mut made.main, goal(deeds).is_some(), &greyed(place), &leave));
    let [by, gone] = leaving(place, &leave, opening.step.line);
    visit.marks.push(mark(&by, None));
    made.main.extend([by, gone]);
    lead_on(&mut made.main, END);
    made.main.append(&mut aside);
    made.main.extend(ends);
    visit.steps = made.main;
    (visit.look, visit.leave) = (Some(leave.clone()), Some(leave));
    Some(visit)
}

/// A step as the check does it: it has no goal that would make it needless, and no commit; what is done after an optional commit
/// (terms that are accepted) lies behind it.
fn without_commit(deed: &Deed, draft: bool) -> Deed {
    let past = deed.acts.iter().position(|act| act.commit && act.step.optional).map_or(usize::MAX, |at| at + 1);
    Deed {
        acts: deed.acts.iter().take(past).map(|act| looked::act(act, draft)).collect(),
        goal: None,
        ends: Vec::new(),
        refused: Vec::new(),
        confirmed: None,
        ..deed.clone()
    }
}

/// A step that ends a visit: its title is why.
fn end(id: String, why: String, line: usize, leave: &str) -> Step {
    step(id, why, line, vec![see(Vec::new()).on_to(leave)])
}

/// What shows only where it is not accepted yet is seen, and not passed.
fn ends_behind(main: &mut [Step], act: &Act, leave: &str) -> Step {
    let id = format!("{}-behind", act.step.id);
    for way in main.iter_mut().filter(|step| step.id == act.step.id).flat_map(|step| &mut step.ways) {
        *way = way.clone().on_to(&id);
    }
    end(id, format!("it lies behind a commit: {}", act.step.title), act.step.line, leave)
}

/// The dialog shows that an earlier step is not done for this account.
fn refuted(dialog: &Dialog<'_>, deeds: &[Deed], leave: &str) -> Option<Step> {
    let of = acts(deeds).flat_map(|(_, act)| &act.ways).find_map(|way| match &way.then {
        Then::Refutes(of, _) => Some(of),
        _ => None,
    })?;
    let title = dialog.book.dialog_of(of).and_then(|deeds| deeds.iter().find(|deed| deed.step.id == *of));
    let title = title.map_or(of.as_str(), |deed| &deed.step.title);
    Some(end(
        dialog.id("refuted"),
        format!("it needs what is not done for this account: {title}"),
        dialog.line(),
        leave,
    ))
}

fn greyed(place: &Place) -> Vec<Stop> {
    let stops = place.reach.iter().filter_map(|one| match one {
        Move::Click { greyed, .. } => greyed.clone(),
        _ => None,
    });
    stops.collect()
}

/// What the console refuses because of how the account stands (what is assigned already, say) says nothing of the page: the visit ends
/// there, and says why.
fn told_ends(main: &mut [Step], done_perhaps: bool, greyed: &[Stop], leave: &str) -> Vec<Step> {
    let mut ends = Vec::new();
    for step in main {
        for way in &mut step.ways {
            let Action::Stop(stop) = &way.action else { continue };
            if stop.class != StopClass::Refused || !(done_perhaps || greyed.contains(stop)) {
                continue;
            }
            let id = format!("{}-ends-{}", step.id, ends.len());
            ends.push(end(id.clone(), stop.message.clone(), way.line, leave));
            way.action = Action::Expect;
            *way = way.clone().on_to(&id);
        }
    }
    ends
}

/// A dialog is left by what leaves it without doing anything, and seen to be gone.
fn leaving(place: &Place, leave: &str, line: usize) -> [Step; 2] {
    let left = format!("{leave}-seen");
    let gone = || see(vec![Condition::NoDialog]);
    let by = || click(scope::all_at(Some(place), &place.leave));
    [
        step(
            leave,
            format!("Leave {} without doing anything", place.title),
            line,
            // One that has no such control is gone with the page.
            vec![by().once(Belief::Quiet), gone().once(Belief::Sure), reload().once(Belief::Sure).at_most(1)],
        ),
        step(
            &left,
            format!("See that {} is gone", place.title),
            line,
            vec![gone().once(Belief::Order), by().once(Belief::Sure).at_most(2).back_to(&left, AGAIN)],
        ),
    ]
}
