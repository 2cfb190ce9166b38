//! What each step came to, written down.

use super::halt::Halt;
use super::replay::Replay;
use super::stage::millis;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::{Outcome, StepRecord};
use crate::page::Phrasing;
use crate::scenario::model::Action;

impl Replay<'_> {
    pub(super) fn record_skip(&mut self, at: usize) {
        let step = &self.scenario.steps[at];
        self.come_to(at);
        let asked = self.asked(&step.ways[0].action);
        let record = self.record(at, Outcome::Skipped, "not needed", asked);
        self.push(record);
    }

    pub(super) fn asked(&self, action: &Action) -> Vec<String> {
        Phrasing::new(self.scenario, &self.values).asked(action)
    }

    /// A record of the present step, with the times so far.
    pub(super) fn record(&self, at: usize, outcome: Outcome, action: &str, asked: Vec<String>) -> StepRecord {
        let step = &self.scenario.steps[at];
        let skipped = outcome == Outcome::Skipped;
        let attempt = self.records.iter().filter(|r| r.id == step.id && r.outcome != Outcome::Skipped).count();
        StepRecord {
            id: step.id.clone(),
            number: self.number(at),
            title: step.title.clone(),
            outcome,
            rung: None,
            tier: None,
            ms: if skipped { 0 } else { millis(self.step_began.elapsed()) },
            waited_ms: if skipped { 0 } else { millis(self.waited) },
            at_ms: millis(self.stage.began.elapsed()),
            commits: step.commits,
            action: action.to_owned(),
            asked,
            answered: None,
            picture: None,
            mark: None,
            seen: Vec::new(),
            attempt: u32::try_from(attempt).unwrap_or(u32::MAX) + 1,
        }
    }

    pub(super) fn push(&mut self, record: StepRecord) {
        self.stage.emit(&Event::StepFinished { record: record.clone() });
        self.records.push(record);
    }

    pub(super) fn fail(&mut self, at: usize, halt: Halt) -> Halt {
        let step = &self.scenario.steps[at];
        self.come_to(at);
        let halt = halt.at(&step.id);
        let asked = step.ways.iter().flat_map(|way| self.asked(&way.action)).collect();
        let mut record = self.record(at, Outcome::Failed, "failed", asked);
        record.seen.clone_from(&halt.seen);
        self.push(record);
        halt
    }

    /// Puts a masked picture of the page to the failed step, where there is still a page.
    pub(super) async fn picture_of_failure(&mut self, halt: Halt) -> Halt {
        if halt.error.exit_code != code::BROWSER
            && let Some(record) = self.records.last_mut()
            && let Some(path) = self.stage.picture_of_failure(record.number, &record.id).await
        {
            record.picture = Some(path);
        }
        halt
    }
}
