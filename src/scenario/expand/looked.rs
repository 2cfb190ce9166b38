//! Acts as the regression check does them: what commits, and what is no draft, is found and not touched.

use super::make::{More, see, there};
use crate::scenario::{
    model::{Action, Belief, Control, Ladder, Locator, Matching, Name, Way, Which},
    script::{Act, ActWay, Then},
};

/// An act that changes nothing: in a draft, what is entered; elsewhere, and of what commits, only that its control is there.
pub(super) fn act(act: &Act, draft: bool) -> Act {
    let only_looked_at = act.commit || !draft || act.closes;
    let ways = act.ways.iter().flat_map(|way| if only_looked_at { looked_at(way) } else { vec![way.clone()] });
    Act { ways: ways.collect(), commit: false, closes: false, ..act.clone() }
}

/// The ways that only see the control of a way, one for each rung. A way that touches nothing stays what it is.
fn looked_at(way: &ActWay) -> Vec<ActWay> {
    let Some(target) = touched(&way.way.action) else { return vec![way.clone()] };
    let seen = target.into_iter().enumerate().map(|(rung, locator)| {
        let mut seen = Way { line: way.way.line, ..see(way.way.when.clone()) }.when(there(locator));
        seen.settled = way.way.settled;
        if rung > 0 && seen.settled.is_none() {
            seen = seen.once(Belief::Order);
        }
        ActWay { way: seen, then: Then::Next }
    });
    seen.collect()
}

/// The control that an action would touch.
fn touched(action: &Action) -> Option<Ladder> {
    match action {
        Action::Click { target, .. }
        | Action::Fill { target, .. }
        | Action::Choose { target, .. }
        | Action::Check { target, .. } => Some(target.clone()),
        Action::CheckOnly { among, within, behind, .. } => {
            let one = Locator {
                control: Some(Control::Check),
                name: Some(Name::Pattern(format!("^(?:{among})$"))),
                matching: Matching::Whole,
                within: within.clone(),
                which: Some(Which::First),
                ..Locator::default()
            };
            Some([one].into_iter().chain(behind.iter().cloned()).collect())
        }
        Action::Open(_)
        | Action::Read { .. }
        | Action::Set { .. }
        | Action::Expect
        | Action::Reload
        | Action::Person(_)
        | Action::Stop(_) => None,
    }
}
