//! Where the time of a run went.

use serde::Serialize;

use crate::outcome::result::{Outcome, RunResult, StepRecord};

/// Where the time of a run went, in milliseconds. The four parts add up to at least the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// Steps waiting for the page.
    pub page: u64,
    /// Steps doing something: the bot's own share.
    pub bot: u64,
    /// Steps that a person did.
    pub person: u64,
    /// Outside of any step: starting the browser, proving and storing the token.
    pub around: u64,
}

impl Timing {
    /// Adds up the steps of a run.
    pub fn of(result: &RunResult) -> Self {
        let mut timing = Self { page: 0, bot: 0, person: 0, around: 0 };
        for step in &result.steps {
            let (page, bot, person) = Self::parts(step);
            timing.page += page;
            timing.bot += bot;
            timing.person += person;
        }
        timing.around = result.elapsed_ms.saturating_sub(timing.page + timing.bot + timing.person);
        timing
    }

    /// One step's time as (page, bot, person).
    pub fn parts(step: &StepRecord) -> (u64, u64, u64) {
        if step.outcome == Outcome::ByPerson {
            return (0, 0, step.ms);
        }
        let page = step.waited_ms.min(step.ms);
        (page, step.ms - page, 0)
    }

    /// How many per cent of the bot's walk were spent waiting for the page; `None` where there was no walk.
    pub fn page_share(&self) -> Option<u64> {
        let walk = self.page + self.bot;
        (walk > 0).then(|| (self.page * 100 + walk / 2) / walk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let result = samples::good();
        let timing = Timing::of(&result);
        assert_eq!(timing.page + timing.bot + timing.person + timing.around, result.elapsed_ms);
        assert_eq!((timing.page, timing.bot, timing.page_share()), (2674, 773, Some(78)));
    }

    #[test]
    fn a_step_never_waits_longer_than_it_takes() {
        let mut step = samples::good().steps[0].clone();
        (step.ms, step.waited_ms) = (10, 25);
        assert_eq!(Timing::parts(&step), (10, 0, 0));
    }

    #[test]
    fn nothing_walked_has_no_share() {
        let mut result = samples::good();
        result.steps.clear();
        assert_eq!(Timing::of(&result).page_share(), None);
    }
}
