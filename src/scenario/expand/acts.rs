//! The acts of a step, one step of the plan each.

use super::{
    book::presence,
    make::{CLICKS, More, click, gone, see, step, stop, text, there, to},
    scope::{self, settle, settle_condition, settle_way},
};
use crate::scenario::{
    model::{Action, Belief, Condition, Control, Ladder, Locator, State, Step, Way},
    script::{Act, ActWay, Place, Then},
};

/// Where acts are done, and what follows from what they find.
pub(super) struct Bench<'a> {
    /// The place.
    pub(super) place: &'a Place,
    /// The step that an act goes to which shows that an earlier step was not done after all.
    pub(super) refuted: String,
}

impl Bench<'_> {
    /// The step of an act: its own ways, and why the walk may end at it. `next` is the act after it.
    pub(super) fn act(&self, act: &Act, next: Option<&Act>) -> Step {
        let mut made = act.step.clone();
        made.ways = act.ways.iter().map(|way| self.way(way, next)).collect();
        made.ways.extend(act.ends.iter().cloned());
        settle(&mut made, Some(self.place));
        made
    }

    fn way(&self, way: &ActWay, next: Option<&Act>) -> Way {
        let plain = way.way.clone();
        match (&way.then, next) {
            (Then::Refutes(..), _) => plain.on_to(&self.refuted),
            (Then::Pass, Some(next)) => plain.on_to(&next.step.id),
            _ => plain,
        }
    }

    /// The ways that say by themselves that a page does not ask for the act, as ways of another step to the same next one.
    fn passes(&self, act: &Act) -> Vec<Way> {
        let passes = act.ways.iter().filter(|way| matches!(way.then, Then::Pass));
        passes.map(|way| self.at(way.way.clone())).collect()
    }

    fn at(&self, mut way: Way) -> Way {
        settle_way(&mut way, Some(self.place));
        way
    }

    fn ladder(&self, ladder: &Ladder) -> Ladder {
        scope::all_at(Some(self.place), ladder)
    }

    /// Where the page does not ask for the act, it is turned: once, and never while it asks.
    pub(super) fn turn(&self, act: &Act) -> Option<Way> {
        let asks = scope::at(Some(self.place), act.asks.clone()?);
        if self.place.turn.is_empty() {
            return None;
        }
        let turned = click(self.ladder(&self.place.turn)).when(gone(asks)).once(Belief::Order).at_most(1);
        Some(turned.back_to(&act.step.id, 100))
    }

    /// The step that turns the page once an act is done, unless the next one shows already.
    pub(super) fn turned(&self, act: &Act, next: &Act) -> Option<Step> {
        act.asks.as_ref()?;
        if self.place.turn.is_empty() {
            return None;
        }
        let mut told = next.told.clone();
        for condition in &mut told {
            settle_condition(condition, Some(self.place));
        }
        let mut ways = if told.is_empty() { Vec::new() } else { vec![see(told)] };
        let (late, soon): (Vec<Way>, Vec<Way>) =
            self.passes(act).into_iter().partition(|way| way.settled >= Some(Belief::Sure));
        ways.extend(soon);
        let turn = || click(self.ladder(&self.place.turn));
        ways.extend(self.is_on(act).map(|on| turn().when(there(on))));
        ways.push(turn().once(Belief::Quiet));
        ways.extend(late);
        let title = format!("Go on to: {}", next.step.title);
        Some(step(format!("{}-next", act.step.id), title, act.step.line, ways))
    }

    /// The check of an act, where it is on.
    fn is_on(&self, act: &Act) -> Option<Locator> {
        self.check(act).map(|check| Locator { state: State { checked: Some(true), ..check.state }, ..check })
    }

    /// What an act checks.
    pub(super) fn check(&self, act: &Act) -> Option<Locator> {
        act.ways.iter().find_map(|way| match &way.way.action {
            Action::Check { target, on: true, .. } => Some(self.ladder(target).into_iter().next()?),
            _ => None,
        })
    }

    /// The control of an act, as it is documented.
    fn control(&self, act: &Act) -> Option<Locator> {
        act.ways.iter().find_map(|way| match &way.way.action {
            Action::Click { target, .. }
            | Action::Fill { target, .. }
            | Action::Choose { target, .. }
            | Action::Check { target, .. } => self.ladder(target).into_iter().next(),
            _ => None,
        })
    }

    /// Where the confirmation of an earlier step has come late, over this dialog: it has nothing of it.
    pub(super) fn confirmed_late(&self, act: &Act, commit: Option<&Act>, confirmed: &Locator) -> Way {
        let turn = self.ladder(&self.place.turn).into_iter().next();
        let own = [turn, commit.and_then(|commit| self.control(commit)), self.control(act)];
        let way = click(vec![confirmed.clone()]).once(Belief::Sure).at_most(2);
        let alone = |locator: Locator| gone(Locator { which: None, ..locator });
        own.into_iter().flatten().map(alone).fold(way, Way::when).back_to(&act.step.id, CLICKS)
    }

    /// Where what was to be checked is not in the list: the click before it has brought nothing, or something else.
    pub(super) fn click_again(&self, act: &Act, before: &Act) -> Option<Way> {
        let check = self.check(act)?;
        if !matches!(before.ways.first()?.way.action, Action::Click { .. }) {
            return None;
        }
        let mut when = vec![gone(check.clone()), gone(Locator { control: Some(Control::Text), ..check })];
        when.extend(self.behind(act).into_iter().map(gone));
        when.extend(self.left());
        Some(Way { when, ..see(Vec::new()) }.once(Belief::Sure).at_most(2).back_to(&before.step.id, 20))
    }

    /// Where what was to be checked is in no list: the walk ends. A list that nobody has looked into says nothing.
    pub(super) fn missing(&self, act: &Act) -> Option<Way> {
        let (reason, check) = act.missing.as_ref().zip(self.check(act))?;
        let picker = scope::at(Some(self.place), Locator { control: Some(Control::Picker), ..Locator::default() });
        let named = check.name.as_ref().map(text)?;
        let when = self.left().into_iter().chain([gone(picker), gone(check), gone(named)]).collect();
        Some(Way { when, ..stop(reason) }.once(Belief::Grave))
    }

    /// What was checked by the act that this one needs was the wrong thing: it is turned off, once, and done anew from `first` on.
    pub(super) fn wrong(&self, act: &Act, all: &[&Act], first: &str) -> Option<Way> {
        let of = all.iter().find(|other| Some(&other.step.id) == act.of.as_ref())?;
        let off = Action::Check { target: vec![self.check(of)?], on: false, behind: Vec::new(), alone: false };
        Some(Way::plain(off).once(Belief::Grave).at_most(1).back_to(first, CLICKS))
    }

    /// The list of an act that is behind a field.
    fn behind(&self, act: &Act) -> Ladder {
        act.ways
            .iter()
            .find_map(|way| match &way.way.action {
                Action::Check { behind, .. } => Some(self.ladder(behind)),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The dialog shows what it is left by, or the place what tells it.
    fn left(&self) -> Vec<Condition> {
        let leave = self.place.leave.first().map(|leave| there(scope::at(Some(self.place), leave.clone())));
        leave.or_else(|| presence(self.place)).into_iter().collect()
    }

    /// An act that does not hold any more is done again before what commits.
    pub(super) fn undone(&self, act: &Act) -> Option<Way> {
        let lists = act.ways.iter().any(|way| matches!(way.way.action, Action::CheckOnly { .. }));
        if lists {
            return Some(see(vec![Condition::Unproved(act.step.id.clone())]).back_to(&act.step.id, CLICKS));
        }
        act.asks.as_ref()?;
        let check = self.check(act)?;
        let off = Locator { state: State { checked: Some(false), ..check.state }, ..check.clone() };
        Some(see(vec![there(off), there(check)]).back_to(&act.step.id, 2))
    }
}

/// A step that waits until no dialog is open.
pub(super) fn closed(act: &Act) -> Step {
    let id = format!("{}-closed", act.step.id);
    step(id, "See that the dialog is closed", act.step.line, vec![see(vec![Condition::NoDialog])])
}

/// The way of a commit that was refused in words that tell what is answered.
pub(super) fn answered(when: &[Condition], answer: &Ladder, reason: &crate::scenario::model::Stop) -> Way {
    let mut goto = to("", 0);
    goto.then = Some(reason.clone());
    Way { when: when.to_vec(), goto: Some(goto), ..click(answer.clone()) }
}
