//! Handing the browser window to a person, and going on from where the walk was.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::halt::Halt;
use super::ledger::CommitState;
use super::race::REPLACED_PAUSE;
use super::replay::{Interrupted, Replay};
use super::stage::millis;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::page::{self, Answer};
use crate::scenario::model::{Action, Interruption, Person, Repeat};

/// How often is looked whether the person is done.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// What is gone for so long, in milliseconds, is not just being rendered anew.
const GONE_MS: u64 = 300;
/// How long the console has to lead back by itself, or to ask the person for more.
const LEADS_BACK: Duration = Duration::from_secs(3);

impl Replay<'_> {
    /// Waits for a person, and finds out where to go on.
    pub(super) async fn await_person(
        &mut self,
        number: usize,
        person: &Person,
        returned: &mut bool,
    ) -> Result<Interrupted, Halt> {
        let scenario = self.scenario;
        let interruption = &scenario.interruptions[number];
        let met_at = self.last_url.clone().unwrap_or_default();
        let refused = person.refused && self.stage.commit.is_some();
        if refused {
            // The page says so itself, and in an answer to the click.
            self.stage.settle(CommitState::NotDone)?;
        }
        self.wait_for_person(number, interruption, person).await?;
        let home = self.home();
        // What was to show that the commit is done was on the page that was left.
        self.left |= !same_page(&met_at, &home);
        self.lead_back(&home, returned).await?;
        if refused {
            return Ok(Interrupted::Refused(format!("{}: a person has seen to it", interruption.title)));
        }
        Ok(Interrupted::Waited)
    }

    /// Waits until the interruption is gone, or the person's time is up.
    async fn wait_for_person(
        &mut self,
        number: usize,
        interruption: &Interruption,
        person: &Person,
    ) -> Result<(), Halt> {
        let kind = interruption.kind_without_person().unwrap_or_default();
        let message = crate::page::fill_in(&person.message, &self.values);
        let own_hint = person.hint.as_deref();
        let halt = |message: &str, hint: &str| Halt::new(&kind, code::PERSON, message, own_hint.unwrap_or(hint));
        let Some(limit) = self.stage.person_limit else {
            let hint = "run again at a terminal with --headed, and do it in the browser window while the bot waits";
            return Err(halt(&format!("{}: {message}", interruption.title), hint));
        };
        self.stage.emit(&Event::PersonNeeded { kind: Some(kind.clone()), message, limit_ms: millis(limit) });
        let began = Instant::now();
        let only = |replay: &Self| vec![replay.interruptions()[number].clone()];
        while self.shows(only, GONE_MS).await? != Some(false) {
            if began.elapsed() > limit {
                let message = format!("{}: nobody came within {} s", interruption.title, limit.as_secs());
                return Err(halt(&message, "run again when somebody is at the browser window"));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        self.stage.emit(&Event::PersonDone);
        Ok(())
    }

    /// Whether one of these shows within so many milliseconds; `None`: the page is just being replaced.
    async fn shows(&mut self, ways: impl Fn(&Self) -> Vec<Value>, ms: u64) -> Result<Option<bool>, Halt> {
        let ways = ways(self);
        let mut question = self.question(&ways);
        // The interruptions are asked for themselves, and not beside others as in every question.
        question["contextKey"] = Value::Null;
        let (_, context) = self.context();
        question["regions"] = context["regions"].clone();
        question["rail"] = context["rail"].clone();
        question["never"] = json!([]);
        question["spent"] = json!(0);
        question["timeout"] = json!(1_000_000);
        question["slice"] = json!(ms);
        match page::ask(self.stage.session, question).await {
            Ok(Answer::Way(_)) => Ok(Some(true)),
            Ok(_) => Ok(Some(false)),
            Err(error) if error.session_lives() => {
                tokio::time::sleep(REPLACED_PAUSE).await;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The page that the walk was on.
    fn home(&self) -> String {
        let start = || page::fill_in(&self.scenario.start, &self.values);
        self.stage.last_good_url.clone().unwrap_or_else(start)
    }

    /// Where the person came out may be another page than the one on which the walk was stopped. It goes back once, and only
    /// when the console neither leads back by itself nor asks the person for more on the way.
    async fn lead_back(&mut self, home: &str, returned: &mut bool) -> Result<(), Halt> {
        if *returned || !self.may_leave_page() {
            return Ok(());
        }
        let began = Instant::now();
        let people = |replay: &Self| {
            let all = replay.interruptions().into_iter().zip(&replay.scenario.interruptions);
            all.filter(|(_, of)| matches!(of.action, Action::Person(_))).map(|(way, _)| way).collect()
        };
        while began.elapsed() < LEADS_BACK {
            match self.stage.session.current_url().await {
                Ok(url) if same_page(&url, home) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.session_lives() => {}
                Err(error) => return Err(error.into()),
            }
            if self.shows(people, GONE_MS).await? == Some(true) {
                return Ok(());
            }
        }
        *returned = true;
        self.left = true;
        self.stage.note("the person came out on another page: going back to that of the walk");
        self.load(Some(home)).await
    }

    /// Leads back to the page that the walk was on.
    pub(super) async fn lead_home(&mut self) -> Result<(), Halt> {
        let home = self.home();
        self.lead_back(&home, &mut false).await
    }

    /// Whether nothing is lost with the page: what a commit that cannot be looked up shows, it shows only once.
    fn may_leave_page(&self) -> bool {
        let committing = self.committing.filter(|_| self.stage.commit.is_some());
        committing.is_none_or(|at| self.scenario.steps[at].repeat != Repeat::Never)
    }
}

/// Whether two addresses are of the same page, a place in it apart.
fn same_page(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Some(url)
    };
    bare(one).is_some_and(|one| Some(one) == bare(other))
}

#[cfg(test)]
mod tests {
    use super::same_page;

    #[test]
    fn a_page_is_told_by_its_address_without_the_place_in_it() {
        let page = "https://business.example/settings/system_users?business_id=1";
        assert!(same_page(page, "https://business.example/settings/system_users/?business_id=1#top"));
        assert!(!same_page(page, "https://business.example/settings/system_users?business_id=2"));
        assert!(!same_page(page, "https://business.example/login/?next=settings"));
        assert!(!same_page("", page));
    }
}
