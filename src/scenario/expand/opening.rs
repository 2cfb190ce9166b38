//! How a dialog is opened from a place that may be lost: by its control, through a menu, after a look for what it would bring.

use super::{
    back,
    book::{Made, presence},
    dialog::{Dialog, alone, greyed, lost, none_of, through_menu},
    make::{AGAIN, CLICKS, More, click, gone, reload, see, step, there},
    scope,
};
use crate::scenario::{
    model::{Belief, Condition, Goto, Locator, Matching, Step, Stop, Way},
    script::{Goal, Move, Place},
};

/// The documented control that opens the dialog.
pub(super) fn direct(dialog: &Dialog<'_>) -> Option<Vec<Locator>> {
    dialog.place.reach.iter().find_map(|one| match one {
        Move::Click { target, .. } => Some(scope::all_at(dialog.from(), target)),
        _ => None,
    })
}

/// The click on the menu, and the step that chooses from it.
fn open_menu(dialog: &Dialog<'_>) -> Option<Way> {
    let (menu, _) = through_menu(dialog.place)?;
    Some(click(scope::all_at(dialog.from(), menu)).once(Belief::Sure).on_to(&dialog.id("menu")))
}

/// The step that chooses the entry of the menu.
pub(super) fn menu(dialog: &Dialog<'_>, first: &str) -> Option<Step> {
    let (_, entry) = through_menu(dialog.place)?;
    let mut shut = vec![Condition::NoDialog];
    shut.extend(none_of(&entry));
    let ways = vec![click(entry).on_to(first), see(shut).once(Belief::Sure).back_to(&dialog.again(), AGAIN)];
    let title = format!("Choose from the menu what opens {}", dialog.place.title);
    Some(step(dialog.id("menu"), title, dialog.line(), ways))
}

/// What helps where the documented control does not open the dialog: the place is found again, a confirmation is closed, a menu opened,
/// a control that is greyed looked at again.
pub(super) fn around(dialog: &Dialog<'_>, from: &Place, own: &str) -> Vec<Way> {
    let again = dialog.again();
    let control = direct(dialog).and_then(alone);
    let mut ways: Vec<Way> = lost(from).map(|way| way.back_to(&again, AGAIN)).into_iter().collect();
    if let Some(confirmed) = dialog.book.late_confirmation(dialog.number, from) {
        ways.push(click(vec![confirmed]).once(Belief::Order).at_most(2).back_to(own, CLICKS));
    }
    if let (Some(way), Some(control)) = (open_menu(dialog), &control) {
        ways.push(way.when(gone(control.clone())));
    }
    let reason: Option<&Stop> = dialog.place.reach.iter().find_map(|one| match one {
        Move::Click { greyed, .. } => greyed.as_ref(),
        _ => None,
    });
    if let (Some(control), Some(reason)) = (&control, reason) {
        ways.extend(greyed(control, reason, &again));
    }
    ways
}

/// The look for what the dialog would bring: where it does not show, the dialog is opened.
pub(super) fn look(dialog: &Dialog<'_>, made: &mut Made, first: &str) {
    let (Some(from), Some((goal, shows, less))) = (dialog.from(), dialog.shown()) else { return };
    let anew = dialog.id("anew");
    let next = dialog.next().step;
    let mut ways = Vec::new();
    // It is there, and not enough of it.
    let is_less = less.is_some();
    ways.extend(less.map(|less| see(vec![there(shows.clone()), there(less)]).on_to(&anew)));
    ways.push(see(vec![there(shows)]).on_to(&next));
    if let Some(target) = direct(dialog) {
        if let Some(empty) = &from.list.empty {
            let empty = Locator { matching: Matching::Contains, ..scope::at(Some(from), empty.clone()) };
            ways.push(click(target.clone()).when(there(empty)).once(Belief::Order).on_to(first));
        }
        ways.push(click(target).once(Belief::Sure).on_to(first));
    }
    let here = presence(from);
    let by_menu = || open_menu(dialog).map(|way| here.clone().into_iter().fold(way, Way::when));
    ways.extend(by_menu());
    ways.extend(lost(from).map(|way| way.back_to(&dialog.again(), AGAIN)));
    let title = format!("Look whether {} is there already", goal.name);
    made.main.push(step(goal.id.clone(), title, dialog.line(), ways));

    // Opened whatever shows: where it is not enough, or a later step says that it does not count.
    if !(is_less || dialog.is_refuted()) {
        return;
    }
    let mut ways = Vec::new();
    if let Some(target) = direct(dialog) {
        ways.push(here.clone().into_iter().fold(click(target), Way::when).once(Belief::Quiet).on_to(first));
    }
    ways.extend(by_menu());
    let again = dialog.id("anew-again");
    ways.extend(lost(from).map(|way| way.back_to(&again, AGAIN)));
    made.aside.push(step(&anew, format!("Open {}", dialog.place.title), dialog.line(), ways));
    made.aside.extend(back::steps(dialog.book, &again, from, &anew, false));
}

/// The step that waits until the goal shows which was just made.
pub(super) fn shows(dialog: &Dialog<'_>, made: &mut Made, goal: &Goal, shows: &Locator) {
    let Some(from) = dialog.from() else { return };
    let own = dialog.id("shows");
    let again = format!("{own}-again");
    let onwards = dialog.next.map(|next| Goto { anew: true, ..super::make::to(next, u32::MAX) });
    let mut ways = vec![Way { goto: onwards, ..see(vec![there(shows.clone()), Condition::NoDialog]) }];
    if let Some(confirmed) = confirmed(dialog) {
        ways.push(click(vec![confirmed.clone()]).at_most(1).back_to(&own, 20));
        ways.push(click(vec![confirmed]).once(Belief::Order).back_to(&own, 20));
    }
    // What comes late is given the time to come: a page is loaded anew the later, the more often it has been in vain.
    let times = if goal.late { 90 } else { 12 };
    let mut anew = reload().when(Condition::NoDialog).once(Belief::Sure).back_to(&again, times);
    anew.goto.as_mut().expect("it was just given").then.clone_from(&goal.unseen);
    ways.push(anew);
    made.main.push(step(&own, format!("Wait until {} shows", goal.name), dialog.line(), ways));
    made.aside.extend(back::steps(dialog.book, &again, from, &own, false));
}

/// What closes the dialog that says that it was done.
pub(super) fn confirmed(dialog: &Dialog<'_>) -> Option<Locator> {
    let confirmed = dialog.deeds.iter().find_map(|deed| deed.confirmed.clone())?;
    Some(scope::at(Some(dialog.place), confirmed))
}
