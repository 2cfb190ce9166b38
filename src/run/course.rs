//! Where a walk goes on: decided by the plan, by what the page has answered, and by how often what was done. No browser, no clock.

use std::collections::HashMap;

use crate::scenario::model::{Action, Condition, END, Goto, Repeat, Scenario, Step, Stop};

/// So often a walk goes the same way back before it is asked whether anything has changed meanwhile.
const WAYS_BACK: u32 = 3;
/// How often a commit is made that may be made again.
const TRIES: u32 = 2;
/// Counts how often a commit was made and not done, before its step's id.
const FAILED: &str = "failed ";

/// What is known of a walk that decides where it goes on: how often what was done.
#[derive(Default)]
pub(super) struct Course {
    counts: HashMap<String, u32>,
    /// The way that was gone last, for its limit: a click that never arrived does not count.
    last_way: Option<String>,
}

/// Where a jump leads.
#[derive(Debug, PartialEq)]
pub(super) enum Next<'a> {
    /// To this step; beyond the last one the walk has ended well.
    Step(usize),
    /// Nowhere: the walk ends for this reason.
    Stop(&'a Stop),
    /// Nowhere: it was made so often, and is still not as expected.
    TooOften(u32),
    /// There is no such step.
    Nowhere,
}

/// What came of a commit, as the page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It shows that it was done.
    Done,
    /// It shows this other outcome of the step.
    Outcome(usize),
    /// It shows nothing of it for a long while.
    Nothing,
}

/// What follows from what came of a commit.
#[derive(Debug, PartialEq)]
pub(super) enum After<'a> {
    /// It is done.
    Done,
    /// The walk ends for this reason.
    Stop(&'a Stop),
    /// It is not done as far as is known: it is looked up, from here on.
    LookUp {
        /// What the jump is counted by.
        from: String,
        /// The jump.
        goto: &'a Goto,
    },
}

impl Course {
    /// How often something was done.
    pub(super) fn count(&self, key: &str) -> u32 {
        self.counts.get(key).copied().unwrap_or(0)
    }

    /// Counts it once more.
    pub(super) fn count_up(&mut self, key: &str) -> u32 {
        let count = self.counts.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }

    /// The ways that are open at a step: its own, and while it is optional those of the next.
    pub(super) fn open(&self, scenario: &Scenario, at: usize) -> Vec<(usize, usize)> {
        let mut open = Vec::new();
        for (number, step) in scenario.steps.iter().enumerate().skip(at) {
            open.extend((0..step.ways.len()).filter(|way| !self.used_up(step, *way)).map(|way| (number, way)));
            if !step.optional {
                break;
            }
        }
        open
    }

    fn used_up(&self, step: &Step, way: usize) -> bool {
        step.ways[way].limit.is_some_and(|limit| self.count(&way_id(step, way)) >= limit)
    }

    /// A way is gone.
    pub(super) fn goes(&mut self, step: &Step, way: usize) {
        self.count_up(&way_id(step, way));
        self.last_way = Some(way_id(step, way));
    }

    /// What the way that was gone last did has not reached the page: it does not count.
    pub(super) fn did_not_arrive(&mut self) {
        if let Some(count) = self.last_way.take().and_then(|way| self.counts.get_mut(&way)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Whether a guard that fails leads back to the entries that it asks for, and has not done so too often.
    pub(super) fn enters_again(&self, step: &Step) -> bool {
        let goto = step.if_guard_fails.as_ref();
        goto.is_some_and(|goto| self.count(&goto_id(&step.id, goto)) < goto.limit)
    }

    /// Follows a jump. `stuck`: nothing new has shown for as long as a step may take.
    pub(super) fn jump<'a>(&mut self, scenario: &Scenario, from: &str, goto: &'a Goto, stuck: bool) -> Next<'a> {
        if let (true, Some(stop)) = (goto.step.is_empty(), &goto.then) {
            return Next::Stop(stop);
        }
        let times = self.count_up(&goto_id(from, goto));
        let in_circles = goto.then.is_none() && times > WAYS_BACK && stuck;
        if times > goto.limit || in_circles {
            return goto.then.as_ref().map_or(Next::TooOften(times - 1), Next::Stop);
        }
        if goto.step == END {
            return Next::Step(scenario.steps.len());
        }
        let Some(at) = scenario.steps.iter().position(|step| step.id == goto.step) else { return Next::Nowhere };
        if goto.anew {
            for step in &scenario.steps[at..] {
                for way in 0..step.ways.len() {
                    self.counts.remove(&way_id(step, way));
                }
            }
        }
        Next::Step(at)
    }

    /// What follows from what came of a commit. `left`: the page was left since it was made, so that what does not show there tells
    /// nothing.
    pub(super) fn after<'a>(&mut self, step: &'a Step, came: Came, left: bool) -> After<'a> {
        let lost = |number: usize| step.outcomes[number].when.contains(&Condition::Anew);
        let looked_for = (left && step.repeat == Repeat::Look) || matches!(came, Came::Outcome(number) if lost(number));
        match came {
            Came::Done => self.done(step),
            Came::Outcome(number) if !looked_for => {
                let way = &step.outcomes[number];
                match (&way.action, &way.goto) {
                    (Action::Stop(reason), _) => After::Stop(reason),
                    // With a way back the commit has to be looked for; without one this is how its success shows.
                    (_, Some(goto)) => After::LookUp { from: format!("{}/outcome", step.id), goto },
                    (_, None) => self.done(step),
                }
            }
            Came::Outcome(_) | Came::Nothing => match &step.if_not_done {
                Some(goto) => After::LookUp { from: format!("{}/not-done", step.id), goto },
                None => self.done(step),
            },
        }
    }

    fn done<'a>(&mut self, step: &Step) -> After<'a> {
        self.counts.remove(&format!("{FAILED}{}", step.id));
        After::Done
    }

    /// Goes where a commit is looked up that was made and not done, and made once more; or ends the walk.
    pub(super) fn look_up<'a>(
        &mut self,
        scenario: &Scenario,
        step: &Step,
        from: &str,
        goto: &'a Goto,
        stuck: bool,
    ) -> Next<'a> {
        if asks_for_another(scenario, goto) {
            return self.jump(scenario, from, goto, stuck);
        }
        let failed = self.count_up(&format!("{FAILED}{}", step.id));
        match &goto.then {
            Some(reason) if failed >= TRIES => Next::Stop(reason),
            None if failed >= TRIES => Next::TooOften(failed - 1),
            _ => self.jump(scenario, from, goto, stuck),
        }
    }

    /// What is asked for from now on has not failed yet.
    pub(super) fn asks_for_another(&mut self) {
        self.counts.retain(|key, _| !key.starts_with(FAILED));
    }
}

/// Whether it leads where the walk only takes another value: what was refused is not asked for once more, but something else.
fn asks_for_another(scenario: &Scenario, goto: &Goto) -> bool {
    let led_to = scenario.steps.iter().find(|step| step.id == goto.step);
    led_to.is_some_and(|step| step.ways.iter().all(|way| matches!(way.action, Action::Set { .. })))
}

/// Names a way of a step.
pub(super) fn way_id(step: &Step, way: usize) -> String {
    format!("{}/{way}", step.id)
}

/// Counts how often a jump has been made.
pub(super) fn goto_id(from: &str, goto: &Goto) -> String {
    format!("goto {from} {}", goto.step)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
