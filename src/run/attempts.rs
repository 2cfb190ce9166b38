//! What was made and is not there as far as is known, and may still come.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::scenario::model::Step;

/// So long after an attempt that the console has denied its result may still come.
const LATE: Duration = Duration::from_secs(30);
/// The same where nobody knows what came of it: it was cut off, or the console was silent, or said that it did it.
const IN_DOUBT: Duration = Duration::from_secs(60);

/// The commits that were made and are not done as far as is known, by their steps: until when their results may come.
#[derive(Default)]
pub(super) struct Attempts(HashMap<String, Instant>);

impl Attempts {
    /// A commit is made, so long ago. `denied`: the console says that it has not done it.
    pub(super) fn made(&mut self, step: &Step, ago: Duration, patience: u32, denied: bool) {
        let late = if denied { LATE } else { IN_DOUBT }.saturating_mul(patience);
        if let Some(rest) = late.checked_sub(ago).filter(|_| step.listed) {
            self.0.insert(step.id.clone(), Instant::now() + rest);
        }
    }

    /// The console says that it has not done what was asked for last.
    pub(super) fn is_denied(&mut self, step: &Step, patience: u32) {
        if let Some(until) = self.0.get_mut(&step.id) {
            *until = (*until).min(Instant::now() + LATE.saturating_mul(patience));
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
    pub(super) fn rest(&mut self, step: &Step, looked: Instant) -> Option<Duration> {
        let until = *self.0.get(&step.id)?;
        if looked >= until {
            self.0.remove(&step.id);
            return None;
        }
        Some(until.saturating_duration_since(Instant::now()))
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
        attempts.made(&step(true), Duration::ZERO, 1, false);
        assert!(attempts.rest(&step(true), now).is_some_and(|rest| rest > IN_DOUBT / 2));
        // However often it says so.
        attempts.is_denied(&step(true), 1);
        attempts.is_denied(&step(true), 1);
        assert!(attempts.rest(&step(true), now).is_some_and(|rest| rest > LATE / 2 && rest <= LATE));
        assert!(attempts.rest(&step(true), now + LATE + Duration::from_secs(1)).is_none());
        assert!(attempts.rest(&step(true), now).is_none(), "it was looked at late enough once");
    }

    #[test]
    fn what_was_made_long_ago_or_is_the_same_twice_is_not_waited_for() {
        let mut attempts = Attempts::default();
        attempts.made(&step(true), LATE + Duration::from_secs(1), 1, true);
        attempts.made(&step(false), Duration::ZERO, 1, false);
        assert_eq!(attempts.rest(&step(true), Instant::now()), None);
    }
}
