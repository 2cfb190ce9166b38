//! What a token is worth: Graph is asked, and what it says is written beside the token.

use std::time::{Duration, Instant};

use super::halt::Halt;
use super::job::Job;
use super::mint;
use super::setup::is_id;
use crate::graph::{self, Expected, Proof};
use crate::names;
use crate::outcome::event::Event;
use crate::outcome::result::{RunResult, Status};
use crate::secret::credentials::Credentials;

/// So long Graph is asked again about a token that was made just now: until all of Meta's machines know it, some call it invalid.
const FRESH: Duration = Duration::from_secs(30);
/// The pause before it is asked again, twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// What Graph calls a token that it does not know.
const UNKNOWN: &str = "token_invalid";

impl Job<'_> {
    /// Asks Graph, and writes what it says beside the token.
    pub(super) async fn prove(&mut self) -> Result<(), Halt> {
        let Some(stored) = self.draft.stored.take() else { return Ok(()) };
        (self.hear)(&Event::Proof { message: "asking the Graph API what the token is worth".to_owned(), good: None });
        let expected = Expected {
            app_id: self.draft.result.app_id.clone(),
            system_user: Some(self.account.system_user.clone()),
            // It is that of the user who was asked for then.
            system_user_id: stored.system_user_id.clone().filter(|_| {
                stored.system_user.as_ref().is_some_and(|then| names::same(then, &self.account.system_user).is_same())
            }),
            business_id: self.draft.result.business_id.clone(),
            accounts: self.account.accounts.clone(),
            whatsapp_business_account_id: stored
                .whatsapp_business_account_id
                .clone()
                .or_else(|| self.draft.in_use.account.clone()),
            phone_number_id: stored.phone_number_id.clone().or_else(|| self.draft.in_use.number.clone()),
        };
        let mut interrupt = self.setup.interrupt.clone();
        let proof = tokio::select! {
            proof = self.ask(&stored, &expected) => proof,
            _ = interrupt.wait_for(|stop| *stop) => return Err(Halt::interrupted()),
        };
        take_over(&mut self.draft.result, &proof);
        let stored = proof_credentials(&proof, stored, &self.draft.result);
        self.draft.result.phone_number_id.clone_from(&stored.phone_number_id);
        let written = self.write_proved(&stored, &proof);
        self.draft.stored = Some(stored);
        let message = match proof.problems.first() {
            None => format!("the Graph API proved it: {}", proof.words()),
            Some(problem) => problem.message.clone(),
        };
        (self.hear)(&Event::Proof { message, good: Some(proof.verified) });
        if let Err(halt) = written {
            // The token itself is on the disk since before the dialog was closed; only the ids beside it are not.
            self.draft.result.notes.push(halt.error.message.clone());
        }
        match proof.run_error() {
            None => {
                self.draft.result.status = Status::Done;
                Ok(())
            }
            Some(error) => Err(Halt { error, seen: Vec::new() }),
        }
    }

    /// What Graph says of the token.
    async fn ask(&self, stored: &Credentials, expected: &Expected) -> Proof {
        let (began, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            let mut proof = graph::prove(&self.setup.graph, &stored.token, expected).await;
            let unknown = proof.problems.first_mut().filter(|problem| self.draft.fresh && problem.kind == UNKNOWN);
            let Some(problem) = unknown else { return proof };
            if began.elapsed() + pause > FRESH {
                problem.message =
                    format!("Graph does not know the token, which was made just now: {}", problem.message);
                "run tokenwright verify in some minutes, before you make another: Graph may not know it everywhere yet"
                    .clone_into(&mut problem.hint);
                return proof;
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    /// Writes what the proof came to. A new token takes the place of an older one only once it is proved.
    fn write_proved(&mut self, stored: &Credentials, proof: &Proof) -> Result<(), Halt> {
        let Some(aside) = self.draft.aside.clone() else {
            return self.setup.store.put(&self.account.id, stored).map(drop).map_err(|error| Halt::not_stored(&error));
        };
        if !proof.verified {
            let kept =
                self.setup.store.put_unproved(&self.account.id, stored).map_err(|error| Halt::not_stored(&error))?;
            let note = format!(
                "the credentials that were stored before stay as they are; the new token is in {}",
                kept.display()
            );
            self.draft.result.notes.push(note);
            return Ok(());
        }
        let (path, note) =
            mint::promote(self.setup, &self.account.id, &aside, stored).map_err(|error| Halt::not_stored(&error))?;
        self.draft.aside = None;
        self.draft.result.credentials = Some(path);
        self.draft.result.notes.extend(note);
        Ok(())
    }
}

/// Ids that the walk saw fill what Graph did not tell.
fn proof_credentials(proof: &Proof, stored: Credentials, result: &RunResult) -> Credentials {
    let mut stored = proof.update(stored);
    stored.app_id = stored.app_id.or_else(|| result.app_id.clone());
    stored.business_id = stored.business_id.or_else(|| result.business_id.clone());
    stored.system_user_id = stored.system_user_id.or_else(|| result.system_user_id.clone());
    stored
}

fn take_over(result: &mut RunResult, proof: &Proof) {
    proof.tell(result);
    // What was asked for stays, or another look would find nothing wrong with what came instead.
    if !proof.is_of_another_user() {
        result.system_user_id = proof.user_id.clone().or_else(|| result.system_user_id.take());
        // Asked for by its ID, or written otherwise, it is shown by its name.
        let asked = result.system_user.clone();
        let own = |name: &String| is_id(&asked) || names::same(name, &asked).is_same();
        if let Some(name) = proof.user_name.clone().filter(own) {
            result.system_user = name;
        }
    }
    result.app_id = result.app_id.take().or_else(|| proof.app_id.clone());
    result.app = result.app.take().or_else(|| proof.app.clone());
    result.business_id = proof.business_id.clone().or_else(|| result.business_id.take());
}
