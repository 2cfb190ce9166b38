//! Ways and jumps, in few words.

use crate::scenario::model::{Action, Belief, Condition, Control, Goto, Ladder, Locator, Name, Step, Stop, Way};

/// How often a move to another place is made; a walk that turns in circles ends sooner (`run/blame.rs`).
pub(super) const MOVES: u32 = 60;
/// How often a step begins anew because its dialog is gone.
pub(super) const AGAIN: u32 = 8;
/// How often a thing is clicked of which nothing came.
pub(super) const CLICKS: u32 = 3;
/// How many pages of a list are looked through.
pub(super) const PAGES: u32 = 50;
/// How often a list is filtered.
pub(super) const FILTERS: u32 = 6;

/// A step of this name with these ways, and nothing else.
pub(super) fn step(id: impl Into<String>, title: impl Into<String>, line: usize, ways: Vec<Way>) -> Step {
    let ways = ways.into_iter().map(|way| Way { line, ..way }).collect();
    Step { ways, ..Step::bare(id, title, line) }
}

/// It is seen, and the walk goes on.
pub(super) fn see(when: Vec<Condition>) -> Way {
    Way { when, ..Way::plain(Action::Expect) }
}

/// A click.
pub(super) fn click(target: Ladder) -> Way {
    Way::plain(Action::Click { target, may_open_window: false })
}

/// Something is typed into a field.
pub(super) fn fill(target: Locator, value: &Name) -> Way {
    fill_one(vec![target], value)
}

/// The same into the first of these that is there alone.
pub(super) fn fill_one(target: Ladder, value: &Name) -> Way {
    Way::plain(Action::Fill { target, value: words(value) })
}

/// The page is loaded anew.
pub(super) fn reload() -> Way {
    Way::plain(Action::Reload)
}

/// The walk ends.
pub(super) fn stop(stop: &Stop) -> Way {
    Way::plain(Action::Stop(stop.clone()))
}

/// More of a way, said one after the other.
pub(super) trait More {
    /// Believed only when one can be so sure.
    fn once(self, belief: Belief) -> Self;
    /// The same where the server has not answered with it.
    fn unanswered(self, belief: Belief) -> Self;
    /// Only when this holds besides.
    fn when(self, condition: Condition) -> Self;
    /// So often at most.
    fn at_most(self, times: u32) -> Self;
    /// The list is scrolled before it is believed.
    fn scrolled(self) -> Self;
    /// Goes on there, as often as need be.
    fn on_to(self, step: &str) -> Self;
    /// Goes back there, so often at most.
    fn back_to(self, step: &str, times: u32) -> Self;
}

impl More for Way {
    fn once(self, belief: Belief) -> Self {
        Self { settled: Some(belief), ..self }
    }
    fn unanswered(self, belief: Belief) -> Self {
        Self { unanswered: Some(belief), ..self }
    }
    fn when(mut self, condition: Condition) -> Self {
        self.when.push(condition);
        self
    }
    fn at_most(self, times: u32) -> Self {
        Self { limit: Some(times), ..self }
    }
    fn scrolled(self) -> Self {
        Self { scroll: true, ..self }
    }
    fn on_to(self, step: &str) -> Self {
        self.back_to(step, u32::MAX)
    }
    fn back_to(self, step: &str, times: u32) -> Self {
        Self { goto: Some(to(step, times)), ..self }
    }
}

/// A jump.
pub(super) fn to(step: &str, limit: u32) -> Goto {
    Goto { step: step.to_owned(), reload: false, anew: false, limit, then: None }
}

/// Lets the last step in order go on past those that only a jump leads to.
pub(super) fn lead_on(steps: &mut [Step], next: &str) {
    let Some(last) = steps.last_mut() else { return };
    for way in last.ways.iter_mut().filter(|way| way.goto.is_none() && !matches!(way.action, Action::Stop(_))) {
        way.goto = Some(to(next, u32::MAX));
    }
}

/// This shows.
pub(super) fn there(locator: Locator) -> Condition {
    Condition::Present(locator)
}

/// This does not show.
pub(super) fn gone(locator: Locator) -> Condition {
    Condition::Absent(locator)
}

/// A text of this name.
pub(super) fn text(name: &Name) -> Locator {
    Locator { control: Some(Control::Text), name: Some(name.clone()), ..Locator::default() }
}

/// A button of this name.
pub(super) fn button(name: &Name) -> Locator {
    Locator { control: Some(Control::Button), name: Some(name.clone()), ..Locator::default() }
}

/// The words of a name that is a value of the account.
pub(super) fn words(name: &Name) -> String {
    match name {
        Name::Literal(words) | Name::Label(words) | Name::Pattern(words) => words.clone(),
    }
}
