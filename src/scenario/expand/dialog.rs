//! Some steps that are done in one dialog: what they are called, where they begin, and what shows that they are not needed.

use super::{
    book::{Block, Book, absence, acts, entry, goal, lead},
    lists::Look,
    make::{AGAIN, More, button, gone, reload, see, stop, to},
    scope,
};
use crate::scenario::{
    model::{Belief, Condition, Control, END, Goto, Locator, State, Stop, Way},
    script::{Deed, Goal, Move, Place, Sought, Then},
};

/// Some steps in one dialog.
pub(super) struct Dialog<'a> {
    /// All steps and places.
    pub(super) book: &'a Book<'a>,
    /// Where among the blocks they stand.
    pub(super) number: usize,
    /// The steps.
    pub(super) deeds: &'a [Deed],
    /// The dialog.
    pub(super) place: &'a Place,
    /// The step that follows them.
    pub(super) next: Option<&'a str>,
}

impl<'a> Dialog<'a> {
    /// The id of a step that is made of these.
    pub(super) fn id(&self, part: &str) -> String {
        format!("{}-{part}", lead(self.deeds).step.id)
    }

    /// Line of the step after which they are called.
    pub(super) fn line(&self) -> usize {
        lead(self.deeds).step.line
    }

    /// The place that the dialog is opened from.
    pub(super) fn from(&self) -> Option<&'a Place> {
        self.book.from(self.place)
    }

    /// The step of the first act.
    pub(super) fn first_act(&self) -> String {
        acts(self.deeds).next().map_or_else(|| entry(self.deeds), |(_, act)| act.step.id.clone())
    }

    /// The look for the goal, where that is an entry of a list.
    pub(super) fn look(&'a self) -> Option<Look<'a>> {
        let goal = goal(self.deeds)?;
        let Sought::Listed(name) = &goal.what else { return None };
        let lead = &lead(self.deeds).step;
        Some(Look { book: self.book, lead: &lead.id, what: &goal.name, name, place: self.from()?, line: lead.line })
    }

    /// The goal, where it is something that shows at the place from which the dialog is opened.
    pub(super) fn shown(&self) -> Option<(&'a Goal, Locator, Option<Locator>)> {
        let goal = goal(self.deeds)?;
        let Sought::Shown { shows, less } = &goal.what else { return None };
        let at = |locator: &Locator| scope::at(self.from(), locator.clone());
        Some((goal, at(shows), less.as_ref().map(at)))
    }

    /// The step that finds back and begins anew.
    pub(super) fn again(&self) -> String {
        if self.look().is_some() { self.book.begin(self.deeds) } else { self.id("again") }
    }

    /// The step that a walk goes to which looks up whether a commit was made.
    pub(super) fn home(&self) -> String {
        let from = self.from().filter(|_| self.look().is_some());
        from.and_then(|from| self.book.to_place(from)).map_or_else(|| self.again(), str::to_owned)
    }

    /// Whether a later step may say that one of these has not been done after all.
    pub(super) fn is_refuted(&self) -> bool {
        let dialogs = self.book.blocks.iter().filter_map(|block| match block {
            Block::Dialog(deeds) => Some(deeds),
            _ => None,
        });
        let mut ways = dialogs.flat_map(|deeds| acts(deeds)).flat_map(|(_, act)| &act.ways);
        ways.any(|way| matches!(&way.then, Then::Refutes(of, _) if self.deeds.iter().any(|deed| deed.step.id == *of)))
    }

    /// The step after these.
    pub(super) fn next(&self) -> Goto {
        to(self.next.unwrap_or(END), u32::MAX)
    }
}

/// The control of the documented move, where it does not show or is greyed.
pub(super) fn alone(mut target: Vec<Locator>) -> Option<Locator> {
    let rung = (!target.is_empty()).then(|| target.remove(0))?;
    Some(Locator { which: None, ..rung })
}

/// Whether a menu leads to a place, and where its entry is.
pub(super) fn through_menu(place: &Place) -> Option<(&Vec<Locator>, Vec<Locator>)> {
    place.reach.iter().find_map(|one| match one {
        Move::Menu { menu, entry } => {
            let option = Locator { control: Some(Control::Option), ..button(entry) };
            Some((menu, vec![option, button(entry)]))
        }
        _ => None,
    })
}

/// That a place does not show and no dialog is open over it.
pub(super) fn lost(place: &Place) -> Option<Way> {
    Some(see(vec![Condition::NoDialog, absence(place)?]).once(Belief::Sure))
}

/// The ways of a control that stays greyed: right after something was given only a page that is loaded anew may show it otherwise.
pub(super) fn greyed(control: &Locator, reason: &Stop, again: &str) -> [Way; 2] {
    let disabled = || {
        let state = State { disabled: Some(true), ..control.state };
        Condition::Present(Locator { state, ..control.clone() })
    };
    [
        reload().when(disabled()).once(Belief::Sure).at_most(1).back_to(again, AGAIN),
        stop(reason).when(disabled()).once(Belief::Grave),
    ]
}

/// That none of these shows.
pub(super) fn none_of(controls: &[Locator]) -> Vec<Condition> {
    controls.iter().cloned().map(gone).collect()
}
