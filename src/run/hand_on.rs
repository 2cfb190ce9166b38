//! Proved credentials go to the targets that do not have them yet.

use super::deliveries::{deliver_to, missing, not_delivered};
use super::halt::Halt;
use super::job::Job;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::secret::Slug;

impl Job<'_> {
    /// Credentials that prove good are handed on; others are kept and marked.
    pub(super) async fn prove_and_deliver(&mut self) -> Result<(), Halt> {
        self.prove().await?;
        self.hand_on().await
    }

    /// Hands proved credentials to the targets that do not have them yet.
    pub(super) async fn hand_on(&mut self) -> Result<(), Halt> {
        let Some(stored) = self.draft.stored.take() else { return Ok(()) };
        let targets = missing(self.ledger, &self.setup.deliver, &self.account.id, &stored);
        if targets.is_empty() {
            return Ok(());
        }
        let slug = Slug::parse(&self.account.id)
            .map_err(|error| Halt::new("account_name", code::USAGE, &error.to_string(), "choose another --id"))?;
        let deliveries = deliver_to(self.ledger, &targets, &slug, &stored, self.setup.interrupt.clone()).await?;
        let (mut missing, mut hints) = (Vec::new(), Vec::new());
        for delivery in deliveries {
            let message = format!("{}: {}", delivery.name, delivery.message);
            (self.hear)(&Event::Note { message: message.clone() });
            if !delivery.done {
                missing.push(message.clone());
                hints.extend(delivery.hint);
            }
            self.draft.result.notes.push(message);
        }
        if missing.is_empty() { Ok(()) } else { Err(not_delivered(&self.account.id, &missing, &hints)) }
    }
}
