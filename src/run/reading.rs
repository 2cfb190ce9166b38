//! Reading values off the page, and storing the one that is a token.

use std::time::{Duration, Instant};

use super::course::way_id;
use super::halt::Halt;
use super::replay::{Raced, Replay};
use super::stage::millis;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::Outcome;
use crate::page::{Act, Found};

/// A token that could not be stored is tried again after this.
const STORE_PAUSE: Duration = Duration::from_millis(250);

impl Replay<'_> {
    /// Reads a value, pressing the page's own Copy where that gives it.
    pub(super) async fn read(
        &mut self,
        at: usize,
        way: usize,
        name: &str,
        mut found: Found,
    ) -> Result<(Outcome, String), Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        for _ in 0..6 {
            match found.act {
                Act::Value { value } if name == "token" => {
                    self.keep_token(&value, self.time_limit(step)).await?;
                    return Ok((Outcome::Done, "read and stored".into()));
                }
                Act::Value { value } => {
                    if name == "app_id" {
                        self.elsewhere = self.stored_elsewhere.and_then(|stored| stored(&value));
                    }
                    self.values.insert(name.to_owned(), value);
                    if let Some(account) = &self.elsewhere {
                        let message = format!("the credentials of this app are stored under the account {account}");
                        return Err(Halt::new("stored_elsewhere", code::USAGE, &message, "run again with its --id"));
                    }
                    return Ok((Outcome::Done, "read".into()));
                }
                other => self.act(other, "").await?,
            }
            let wording = self.wording();
            let again = wording.way(&way_id(step, way), &step.ways[way], &[]);
            found = loop {
                match self.race(&step.title, vec![again.clone()], self.time_limit(step), Vec::new()).await? {
                    Raced::Found(next) => break next,
                    Raced::Redo(_) => {}
                }
            };
        }
        Err(Halt::new(
            if name == "token" { "not_a_token" } else { "not_read" },
            code::PAGE,
            &format!("{}: what the dialog shows and Copy gives is no such value", step.title),
            "look at the dialog in a headed run",
        ))
    }

    /// Stores the token. While it cannot be stored, the dialog that shows it stays open: a person is told, and has as long
    /// as for any other thing to make room. Without a person it is tried for as long as a step may wait.
    async fn keep_token(&mut self, value: &str, step_limit: Duration) -> Result<(), Halt> {
        let limit = self.stage.person_limit.unwrap_or(step_limit);
        let began = Instant::now();
        let mut told = false;
        loop {
            let halt = match self.stage.keep_token(value, &self.values) {
                Ok(()) => break,
                // No waiting makes a token of it.
                Err(halt) if halt.error.kind == "not_a_token" => return Err(halt),
                Err(halt) => halt,
            };
            if began.elapsed() > limit {
                let message = format!("{}; it was tried for {} s", halt.error.message, limit.as_secs());
                return Err(Halt::new(&halt.error.kind, halt.error.exit_code, &message, &halt.error.hint));
            }
            if !told {
                told = true;
                let message = format!("{}. The dialog that shows it stays open until it is stored", halt.error.message);
                self.stage.emit(&Event::PersonNeeded {
                    kind: Some(halt.error.kind.clone()),
                    message,
                    limit_ms: millis(limit),
                });
            }
            tokio::time::sleep(STORE_PAUSE).await;
        }
        if told {
            self.stage.emit(&Event::PersonDone);
        }
        Ok(())
    }
}
