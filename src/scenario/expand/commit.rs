//! What commits: guarded by what the acts before it have made of the page, looked after, and looked up where it was refused.

use super::{
    acts::{Bench, answered},
    book::goal,
    dialog::{Dialog, alone},
    lists::ends,
    make::{More, gone, reload, see, there, to},
    opening,
    scope::{all_at, guard_at, settle_condition},
};
use crate::scenario::{
    model::{Action, Belief, Condition, Goto, Guard, Ladder, Locator, Repeat, State, Step, Way},
    script::{Act, Deed, Refusal, Refused, Sought},
};

/// Makes of the step of an act that commits what is journalled, guarded and looked after. Its own ways are there already.
pub(super) fn finish(dialog: &Dialog<'_>, bench: &Bench<'_>, deed: &Deed, act: &Act, own: &mut Step) {
    own.commits = true;
    own.repeat = deed.step.repeat;
    own.note.clone_from(&deed.step.note);
    own.leave = (!dialog.place.leave.is_empty()).then(|| all_at(Some(dialog.place), &dialog.place.leave));
    let target = own.ways.iter().find_map(|way| match &way.action {
        Action::Click { target, .. } => Some(target.clone()),
        _ => None,
    });
    let button = target.and_then(alone);
    refusals(dialog, deed, own);
    own.ways.sort_by_key(ends);
    own.guards = derived(dialog, bench, deed);
    own.guards.extend(deed.step.guards.iter().cloned().map(|guard| guard_at(dialog.place, guard)));
    if let Some(look) = dialog.look().filter(|_| deed.goal.is_some()) {
        own.listed = true;
        // Opening the dialog has made nothing: what is not there is proved here.
        let Condition::Present(entry) = look.entry() else { return };
        own.guards.push(Guard::Holds(gone(entry)));
        own.ways.push(reload().when(look.entry()).once(Belief::Quiet).back_to(&dialog.id("shows"), 1));
    }
    own.if_guard_fails = again_from(dialog, deed, act);
    if own.repeat == Repeat::Never {
        return;
    }
    nothing_to_do(dialog, bench, deed, button.as_ref(), own);
    own.done_when = done(dialog, deed, button);
    outcomes(dialog, bench, deed, own);
    own.if_not_done = Some(Goto { reload: true, then: deed.fails.clone(), ..to(&dialog.home(), 3) });
}

/// What a commit's own acts have made of the page must still be so.
fn derived(dialog: &Dialog<'_>, bench: &Bench<'_>, deed: &Deed) -> Vec<Guard> {
    let acts = deed.acts.iter().filter(|act| !act.commit);
    acts.flat_map(|act| {
        // What stood on a page that was turned is not to be seen any more.
        let if_there = act.asks.is_some() || act.step.optional || !dialog.place.turn.is_empty();
        let made = bench.act(act, None);
        let guard = |way: &Way| match way.action.clone() {
            Action::Fill { target, value } => Some(Guard::Value { target, value }),
            Action::Choose { target, option, .. } => Some(Guard::Shows { target, option, if_there }),
            Action::Check { target, on, .. } => Some(Guard::Checked { target, on, if_there }),
            Action::CheckOnly { names, among, within, .. } => {
                Some(Guard::CheckedOnly { names, also: Vec::new(), among, within })
            }
            _ => None,
        };
        // Of several ways to do the same the last is the most lenient: what it finds is the control that the others mean, too.
        let mut guards: Vec<Guard> = Vec::new();
        for guard in made.ways.iter().filter_map(guard) {
            guards.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&guard));
            guards.push(guard);
        }
        guards
    })
    .collect()
}

/// Where the acts are done again that a guard asks for: where pages were turned, only the last is to be seen.
fn again_from(dialog: &Dialog<'_>, deed: &Deed, commit: &Act) -> Option<Goto> {
    let before: Vec<&Act> = deed.acts.iter().take_while(|act| act.step.id != commit.step.id).collect();
    let act = if dialog.place.turn.is_empty() { before.first() } else { before.last() }?;
    Some(to(&act.step.id, 3))
}

/// Where the button stays greyed though all is as it should be, it has been done already.
fn nothing_to_do(dialog: &Dialog<'_>, bench: &Bench<'_>, deed: &Deed, button: Option<&Locator>, own: &mut Step) {
    let (Some(_), Some(next), Some(button)) = (dialog.shown(), dialog.next, button) else { return };
    let Some(check) = last_check(bench, deed) else { return };
    let on = Locator { state: State { checked: Some(true), ..check.state }, ..check };
    let off = Locator { state: State { disabled: Some(true), ..button.state }, ..button.clone() };
    let way = reload().when(there(on)).when(there(off)).once(Belief::Grave).at_most(1);
    own.ways.push(way.on_to(next));
}

fn last_check(bench: &Bench<'_>, deed: &Deed) -> Option<Locator> {
    deed.acts.iter().rev().filter(|act| !act.commit).find_map(|act| bench.check(act))
}

/// How it is seen that it was done.
fn done(dialog: &Dialog<'_>, deed: &Deed, button: Option<Locator>) -> Vec<Condition> {
    if deed.confirmed.is_some() {
        return opening::confirmed(dialog).map(there).into_iter().collect();
    }
    if deed.goal.is_some() {
        if let Some(look) = dialog.look() {
            return vec![look.entry()];
        }
        if let Some((_, shows, _)) = dialog.shown() {
            return vec![there(shows)];
        }
    }
    button.map(gone).into_iter().collect()
}

/// Other ways in which it may turn out.
fn outcomes(dialog: &Dialog<'_>, bench: &Bench<'_>, deed: &Deed, own: &mut Step) {
    let Some(goal) = goal(dialog.deeds).filter(|_| deed.goal.is_some()) else { return };
    let closed = see(vec![Condition::NoDialog]);
    match (&goal.what, dialog.shown()) {
        // The dialog closes only over what is done. The list may be slow to show it, and it is not made again. But a page that was
        // loaded anew meanwhile has none because of that, and what it said of the commit is gone with it.
        (Sought::Listed(_), _) => {
            own.outcomes.push(closed.clone().when(Condition::Anew).once(Belief::Sure));
            own.outcomes.push(closed.once(Belief::Sure));
        }
        (Sought::Shown { .. }, shown) => {
            if let (Some((_, shows, _)), Some(check)) = (shown, last_check(bench, deed)) {
                own.outcomes.push(see(vec![there(shows), gone(check)]));
            }
            own.outcomes.push(closed.once(Belief::Quiet));
        }
    }
}

/// What the console says that it has not done, before the click and after it.
fn refusals(dialog: &Dialog<'_>, deed: &Deed, own: &mut Step) {
    for Refusal { when, then } in &deed.refused {
        let mut when = when.clone();
        for condition in &mut when {
            settle_condition(condition, Some(dialog.place));
        }
        let said = || Way { when: when.clone(), ..reload() };
        match then {
            Refused::Again(reason) => {
                let goto = Goto { then: Some(reason.clone()), ..to(&dialog.home(), 3) };
                own.outcomes.push(Way { goto: Some(goto), ..said().once(Belief::Sure) });
            }
            Refused::ForGood(_) => own.outcomes.push(said().once(Belief::Quiet).back_to(&dialog.id("refused"), 3)),
            Refused::Answered(answer, reason) => {
                let answer: Ladder = all_at(Some(dialog.place), answer);
                own.ways.push(answered(&when, &answer, reason));
                own.outcomes.push(answered(&when, &answer, reason));
            }
            Refused::Instead { .. } => {
                let instead = dialog.id("instead");
                own.ways.push(said().once(Belief::Quiet).back_to(&instead, 3));
                own.outcomes.push(said().once(Belief::Quiet).back_to(&instead, 3));
            }
        }
    }
}
