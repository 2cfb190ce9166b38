//! What was made and is not there as far as is known may still come: a console says "Something went wrong", and its list shows a
//! moment later what it has made all the same. Where a second one would be another, it is only made again once the list has been
//! looked at anew so long after the attempt.

use std::time::Duration;

use super::halt::Halt;
use super::replay::Replay;
use super::stage::{ledger_fault, millis};
use crate::outcome::event::Event;
use crate::scenario::model::{Action, Step};

/// So long it is waited until the list is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(4);

impl Replay<'_> {
    /// The attempts of an earlier run: it may have ended only just now.
    pub(super) fn know_attempts(&mut self) -> Result<(), Halt> {
        for step in self.scenario.steps.iter().filter(|step| step.listed) {
            let last = self.stage.ledger.last_attempt(&self.stage.account, &step.id);
            if let Some((ago, denied)) = last.map_err(|error| ledger_fault(&error))? {
                self.attempts.made(step, ago, self.stage.patience, denied);
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
