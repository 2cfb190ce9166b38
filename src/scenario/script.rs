//! A scenario as it is written: places where one can be, and steps that are done there. Plain data, before it is expanded into the
//! ways of a walk (`expand/`).

use super::model::{Condition, Ladder, Locator, Name, Step, Stop, Way};

/// Somewhere that one can be.
pub(super) struct Place {
    /// The name by which steps and other places name it.
    pub(super) id: String,
    /// What a person would call it.
    pub(super) title: String,
    /// What kind of place it is, which tells how it is looked into.
    pub(super) kind: Kind,
    /// The place from which it is reached.
    pub(super) from: Option<String>,
    /// What tells that one is there; any of it will do.
    pub(super) shows: Vec<Locator>,
    /// How it is reached from there: the documented way first.
    pub(super) reach: Vec<Move>,
    /// What the list in it has.
    pub(super) list: List,
    /// How a dialog is left without doing anything.
    pub(super) leave: Ladder,
    /// What leads to the next page of a dialog that has several.
    pub(super) turn: Ladder,
    /// Whether what is entered in the dialog counts for nothing until it is committed, so that the regression check may enter it.
    pub(super) draft: bool,
    /// Why the walk ends where it cannot be reached.
    pub(super) unreached: Option<Stop>,
    /// Its line in its file.
    pub(super) line: usize,
}

/// What kind of place it is.
pub(super) enum Kind {
    /// A page, or the pages that a panel at the side leads to: what is outside of every dialog.
    Page,
    /// The smallest group around a text that has only one other which begins so.
    Card {
        /// The text.
        around: Name,
        /// What there may be only one of.
        one: Name,
        /// What decides between several of them.
        of: Option<Name>,
    },
    /// A part of a page, which is a region of its name.
    Part,
    /// A dialog.
    Dialog,
}

/// A move from one place to another. It changes nothing, and may be made again at any time.
pub(super) enum Move {
    /// A click.
    Click {
        /// The control, at the place from which the move is made.
        target: Ladder,
        /// Whether a new window may open.
        new_window: bool,
        /// Why the walk ends where the control stays greyed.
        greyed: Option<Stop>,
    },
    /// An entry of a menu, where the control itself does not show.
    Menu {
        /// What opens the menu.
        menu: Ladder,
        /// The entry's name.
        entry: Name,
    },
    /// Something is unfolded that the control of the other moves may be in.
    Unfold(Locator),
    /// Something of this name is found in the list of the place, and clicked.
    Find(Name),
}

/// What the list of a place has.
#[derive(Default)]
pub(super) struct List {
    /// The field in which it is searched.
    pub(super) search: Option<Locator>,
    /// What shows more of it.
    pub(super) more: Option<Locator>,
    /// What it says where it is empty.
    pub(super) empty: Option<Locator>,
    /// What only its entries have: where such shows, the list has begun to show them.
    pub(super) row: Vec<Locator>,
}

/// A step, as it is written.
pub(super) enum Written {
    /// One that says by itself where it goes on.
    Plain(Box<Step>),
    /// One that is done at a place.
    Deed(Box<Deed>),
}

/// A step that is done at a place.
#[derive(Clone)]
pub(super) struct Deed {
    /// What is said of it as of every step; it has no ways of its own.
    pub(super) step: Step,
    /// The place.
    pub(super) at: String,
    /// What is done there; nothing: to be there is the step.
    pub(super) acts: Vec<Act>,
    /// What shows once it is not needed, or done.
    pub(super) goal: Option<Goal>,
    /// Why the walk may end here.
    pub(super) ends: Vec<Way>,
    /// What the console says that it has not done.
    pub(super) refused: Vec<Refusal>,
    /// What closes the dialog that says that it was done.
    pub(super) confirmed: Option<Locator>,
    /// Why the walk ends where it keeps failing.
    pub(super) fails: Option<Stop>,
    /// What is told of the place, where it holds.
    pub(super) remark: Option<Remark>,
}

/// One act of a step.
#[derive(Clone)]
pub(super) struct Act {
    /// What is said of it as of every step; its ways are in `ways`.
    pub(super) step: Step,
    /// The ways to do it.
    pub(super) ways: Vec<ActWay>,
    /// Whether it changes something on the other side.
    pub(super) commit: bool,
    /// While this shows, the page asks for it: it is not turned.
    pub(super) asks: Option<Locator>,
    /// What tells that one has come to it, in a dialog of several pages.
    pub(super) told: Vec<Condition>,
    /// The act that brings what this one needs: where it does not show, that was the wrong thing.
    pub(super) of: Option<String>,
    /// Why the walk ends where what is to be checked is not in the list.
    pub(super) missing: Option<Stop>,
    /// Why the walk may end here.
    pub(super) ends: Vec<Way>,
    /// Whether the dialog is gone once it is done.
    pub(super) closes: bool,
}

/// One way to do an act.
#[derive(Clone)]
pub(super) struct ActWay {
    /// What is done, and when.
    pub(super) way: Way,
    /// What follows.
    pub(super) then: Then,
}

/// What follows once a way was gone.
#[derive(Clone)]
pub(super) enum Then {
    /// The act is done.
    Next,
    /// The act is not asked for here: go on to the next one, on this page.
    Pass,
    /// An earlier step, which seemed done, is not; with the stop for when it stays so.
    Refutes(String, Option<Stop>),
}

/// What shows once a step is not needed, or done.
#[derive(Clone)]
pub(super) struct Goal {
    /// The id of the look for it.
    pub(super) id: String,
    /// What a person would call it.
    pub(super) name: String,
    /// What it is.
    pub(super) what: Sought,
    /// Whether it may show only after minutes, and on a page that is loaded anew.
    pub(super) late: bool,
    /// Why the walk ends where it was done and does not show.
    pub(super) unseen: Option<Stop>,
}

/// What a goal is.
#[allow(clippy::large_enum_variant, reason = "there are a few of them, while a file is read")]
#[derive(Clone)]
pub(super) enum Sought {
    /// Something of this name is in the list of the place that the dialog is opened from.
    Listed(Name),
    /// Something shows there; `less` tells that it is there and not enough.
    Shown {
        /// What shows.
        shows: Locator,
        /// What tells that it is not enough.
        less: Option<Locator>,
    },
}

/// What the console says that it has not done.
#[derive(Clone)]
pub(super) struct Refusal {
    /// How it is told.
    pub(super) when: Vec<Condition>,
    /// What follows.
    pub(super) then: Refused,
}

/// What follows where the console has refused.
#[derive(Clone)]
pub(super) enum Refused {
    /// It is looked up, and asked for once more; then the stop.
    Again(Stop),
    /// It is looked up, and not asked for again: then the stop.
    ForGood(Stop),
    /// It asks whether to go on, and is answered with this: then the stop.
    Answered(Ladder, Stop),
    /// It is asked for with another value; what that is called, and what is told of it.
    Instead {
        /// What the act is called.
        title: String,
        /// The value's name, and what it is from now on.
        set: (String, String),
        /// What is told of it.
        note: Option<String>,
    },
}

/// What is told of a place.
#[derive(Clone)]
pub(super) struct Remark {
    /// Where any of these holds.
    pub(super) when: Vec<Vec<Condition>>,
    /// What is told.
    pub(super) note: String,
}
