//! What was made and is not there as far as is known may still come: a console says "Something went wrong", and its list shows a
//! moment later what it has made all the same. Where a second one would be another, it is only made again once the list has been
//! looked at anew so long after the attempt.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::halt::Halt;
use super::replay::Replay;
use super::stage::{ledger_fault, millis};
use crate::outcome::event::Event;
use crate::scenario::model::{Action, Step};

/// So long after an attempt its result may still come.
const LATE: Duration = Duration::from_secs(15);
/// So long it is waited until the list is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(4);

/// The commits that were made and are not done as far as is known, by their steps: until when their results may come.
#[derive(Default)]
pub(super) struct Attempts(HashMap<String, Instant>);

impl Attempts {
    /// A commit is made, so long ago.
    pub(super) fn made(&mut self, step: &Step, ago: Duration, patience: u32) {
        let late = LATE.saturating_mul(patience);
        if let Some(rest) = late.checked_sub(ago).filter(|_| step.listed) {
            self.0.insert(step.id.clone(), Instant::now() + rest);
        }
    }

    /// It has not been made: the click never arrived, or the console says so itself.
    pub(super) fn not_made(&mut self, step: &Step) {
        self.0.remove(&step.id);
    }

    /// What is asked for from now on is another.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// How long its result may still come, and the look that was just taken tells nothing for good.
    fn rest(&mut self, step: &Step, looked: Instant) -> Option<Duration> {
        let until = *self.0.get(&step.id)?;
        if looked >= until {
            self.0.remove(&step.id);
            return None;
        }
        Some(until.saturating_duration_since(Instant::now()))
    }
}

impl Replay<'_> {
    /// The attempts of an earlier run: it may have ended only just now.
    pub(super) fn know_attempts(&mut self) -> Result<(), Halt> {
        for step in self.scenario.steps.iter().filter(|step| step.listed) {
            let last = self.stage.ledger.last_attempt(&self.stage.account, &step.id);
            if let Some(ago) = last.map_err(|error| ledger_fault(&error))? {
                self.attempts.made(step, ago, self.stage.patience);
            }
        }
        Ok(())
    }

    /// Where this way makes again what may still come: waits, and looks at the list anew. Returns the step to go on with.
    pub(super) async fn looks_again(&mut self, step: &Step, way: usize) -> Result<Option<usize>, Halt> {
        let (Action::Click { .. }, Some(goto)) = (&step.ways[way].action, &step.if_not_done) else { return Ok(None) };
        let Some(rest) = self.attempts.rest(step, self.looked) else { return Ok(None) };
        let Some(home) = self.scenario.steps.iter().position(|other| other.id == goto.step) else { return Ok(None) };
        let rest = rest.min(LOOK_AGAIN);
        self.stage
            .note(&format!("{}: what was asked for before may still come; the list is looked at again", step.title));
        let event = Event::Waiting { what: step.title.clone(), ms: 0, limit_ms: millis(rest) };
        self.stage.emit(&event);
        tokio::time::sleep(rest).await;
        self.waited += rest;
        self.reload().await?;
        Ok(Some(home))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(listed: bool) -> Step {
        Step { listed, ..Step::bare("make", "Make it", 1) }
    }

    #[test]
    fn a_look_before_the_result_may_have_come_tells_nothing_for_good() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        assert_eq!(attempts.rest(&step(true), now), None, "nothing was made");
        attempts.made(&step(true), Duration::ZERO, 1);
        assert!(attempts.rest(&step(true), now).is_some_and(|rest| rest > LATE / 2));
        assert!(attempts.rest(&step(true), now + LATE + Duration::from_secs(1)).is_none());
        assert!(attempts.rest(&step(true), now).is_none(), "it was looked at late enough once");
    }

    #[test]
    fn what_was_made_long_ago_or_is_the_same_twice_is_not_waited_for() {
        let mut attempts = Attempts::default();
        attempts.made(&step(true), LATE + Duration::from_secs(1), 1);
        attempts.made(&step(false), Duration::ZERO, 1);
        assert_eq!(attempts.rest(&step(true), Instant::now()), None);
    }
}
