//! Asking until something answers: slices of one question, interruptions, alerts, new windows, persons.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ahead::{Ahead, Given};
use super::halt::Halt;
use super::replay::{Context, Interrupted, Raced, Replay};
use super::stage::millis;
use super::turn;
use crate::browser::BrowserError;
use crate::names::same;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::page::{self, ASKED_BUSINESS, Act, Answer, Found, Phrasing, Used, act};
use crate::scenario::model::{Action, Condition, Interruption, Way};

/// How long the page may think about a question before it answers "nothing yet": as long as Ctrl-C may have to wait.
const SLICE: Duration = Duration::from_millis(900);
/// The same while a new window may be opening elsewhere.
const WINDOW_SLICE: Duration = Duration::from_millis(150);
/// From when on a person is told that the page takes its time.
const PATIENCE: Duration = Duration::from_secs(2);
/// After a question that the page could not answer (it was being replaced), the next one waits so long.
pub(super) const REPLACED_PAUSE: Duration = Duration::from_millis(25);

/// An alert that came up meanwhile is no failure: the next question finds and closes it.
pub(super) fn closed_later(done: Result<(), BrowserError>) -> Result<(), BrowserError> {
    match done {
        Err(BrowserError::Alert { .. }) => Ok(()),
        other => other,
    }
}

impl Replay<'_> {
    /// Races these ways and every interruption. The index in the answer is that of `ways`.
    /// What is known of the next question is sent along.
    pub(super) async fn race(
        &mut self,
        what: &str,
        ways: Vec<Value>,
        limit: Duration,
        mut ahead: Vec<Ahead>,
    ) -> Result<Raced, Halt> {
        let first = self.scenario.interruptions.len();
        let mut began = Instant::now();
        let mut told = began;
        let (key, mut context) = self.context();
        let given = self.given_for(&ways, &key);
        let mut question = self.question(&ways);
        let mut given = given.map(|given| {
            let (id, answer, along) = given.take();
            question["id"] = json!(id);
            ahead = along;
            answer
        });
        // It has been asked for so long already.
        if let Some(Answer::Pending { waited }) = &given {
            began = began.checked_sub(Duration::from_secs_f64(waited.max(0.0) / 1000.0)).unwrap_or(began);
        }
        question["ahead"] = ahead.iter().map(Ahead::sent).collect();
        self.asked_for = ways;
        let mut returned_to = false;
        loop {
            let spent = began.elapsed();
            if spent > limit + Duration::from_secs(30) {
                return Err(self.unloaded(what, limit, None));
            }
            self.follow_window().await?;
            let slice = if self.follow_until.is_some() { WINDOW_SLICE } else { SLICE };
            question["spent"] = json!(millis(spent));
            question["timeout"] = json!(millis(limit));
            // Beyond its time a commit may be waited for that the server has not answered.
            let left = limit.saturating_sub(spent);
            question["slice"] = json!(millis(if left.is_zero() { WINDOW_SLICE } else { slice.min(left) }));
            let asked = Instant::now();
            let was_given = given.is_some();
            let answer = match given.take() {
                Some(answer) => Ok(answer),
                None => page::ask_within(self.stage.session, &question, &context).await,
            };
            let waited = asked.elapsed();
            question["undo"] = json!(false);
            question["clicked"] = Value::Null;
            question["filled"] = json!(false);
            match answer {
                Ok(Answer::Way(mut found)) => {
                    self.has_waited(if was_given { 0.0 } else { found.waited });
                    self.vain.looks(&found.sign);
                    self.settle_input(&found)?;
                    if found.way >= first {
                        self.keep_given(&mut found, std::mem::take(&mut ahead), &key);
                        return Ok(Raced::Found(Found { way: found.way - first, ..found }));
                    }
                    let number = found.way;
                    match self.interrupted(number, found, &mut returned_to).await? {
                        Interrupted::Closed => {}
                        Interrupted::Waited => began = Instant::now(),
                        Interrupted::Refused(reason) => return Ok(Raced::Redo(reason)),
                    }
                    let kept = question["ways"].as_array().cloned().unwrap_or_default();
                    question = self.question(&kept);
                    // What comes next may be another question by now.
                    ahead.clear();
                    context = self.context().1;
                }
                Ok(Answer::Redo { reason, cut }) => {
                    self.cut = cut;
                    self.clicked = None;
                    self.filled = false;
                    return Ok(Raced::Redo(reason));
                }
                Ok(Answer::Pending { waited }) => {
                    self.clicked = None;
                    self.filled = false;
                    self.has_waited(if was_given { 0.0 } else { waited });
                    if began.elapsed() > PATIENCE && told.elapsed() > Duration::from_millis(900) {
                        told = Instant::now();
                        let event = Event::Waiting {
                            what: what.to_owned(),
                            ms: millis(began.elapsed()),
                            limit_ms: millis(limit),
                        };
                        self.stage.emit(&event);
                    }
                }
                Ok(Answer::Timeout(_) | Answer::Stuck(_)) if self.stage.dark => {
                    let message = format!("{what}: the dialog that shows the token could not be closed");
                    return Err(Halt::new(
                        "left_open",
                        code::PAGE,
                        &message,
                        "close the dialog in the console by hand",
                    ));
                }
                Ok(Answer::Timeout(stuck) | Answer::Stuck(stuck)) => {
                    self.waited += waited;
                    self.vain.looks(&stuck.sign);
                    return Err(self.stuck(what, stuck, limit, first).await);
                }
                Err(BrowserError::Alert { text }) => self.close_alert(&text).await?,
                Err(BrowserError::WindowClosed) if self.follow_until.is_some() || self.known_windows.len() > 1 => {
                    self.return_to_a_window().await?;
                }
                Err(error) if error.session_lives() => {
                    self.waited += waited;
                    if began.elapsed() > limit {
                        return Err(self.unloaded(what, limit, Some(&error)));
                    }
                    // The page was being replaced. The next question asks the new one.
                    question["clicked"] = json!(self.clicked);
                    self.filled = false;
                    tokio::time::sleep(REPLACED_PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What was answered ahead, if it is this question; else the page is to take back what it has noted for it.
    fn given_for(&mut self, ways: &[Value], context: &str) -> Option<Given> {
        let given = self.given.take()?;
        let same = self.clicked.is_none() && !self.filled && given.answers(ways, context);
        self.undo = !same;
        same.then_some(given)
    }

    pub(super) fn question(&mut self, ways: &[Value]) -> Value {
        self.visits += 1;
        self.undo |= self.given.take().is_some();
        let (key, _) = self.context();
        json!({
            "id": format!("{}.{}", self.stage.run, self.visits),
            "run": self.stage.run.to_string(),
            "override": self.stage.language,
            "clicked": self.clicked,
            "click": format!("{}", self.clicks + 1),
            "filled": self.filled,
            "repeatable": self.repeatable,
            "strict": true,
            "undo": std::mem::take(&mut self.undo),
            "patience": self.stage.patience,
            "contextKey": key,
            "ownNames": Phrasing::new(self.scenario, &self.values).own_names(),
            "ways": ways,
        })
    }

    /// What is the same in all questions until a value changes that is in it, and a key for it.
    pub(super) fn context(&mut self) -> (String, Arc<Value>) {
        if let Some(known) = &self.context
            && known.values.iter().all(|(key, value)| self.values.get(key) == value.as_ref())
        {
            return (known.key.clone(), known.sent.clone());
        }
        let used = Used::default();
        let wording = Phrasing::noting(self.scenario, &self.values, &used).to_who_knows_labels();
        let sent = Arc::new(json!({
            "labels": wording.labels(), "regions": wording.regions(), "never": wording.never(), "rail": wording.rail(),
            "ways": self.interruptions_in(wording),
        }));
        let key = match self.context.take() {
            // The value that is new has changed nothing.
            Some(known) if known.sent == sent => known.key,
            _ => {
                self.contexts += 1;
                format!("{}.{}", self.stage.run, self.contexts)
            }
        };
        let now = |key: String| {
            let value = self.values.get(&key).cloned();
            (key, value)
        };
        let values = used.into_inner().into_iter().map(now).collect();
        self.context = Some(Context { values, key: key.clone(), sent: sent.clone() });
        (key, sent)
    }

    pub(super) fn interruptions(&self) -> Vec<Value> {
        self.interruptions_in(Phrasing::new(self.scenario, &self.values))
    }

    fn interruptions_in(&self, wording: Phrasing<'_>) -> Vec<Value> {
        self.scenario
            .interruptions
            .iter()
            .map(|interruption| {
                let way = Way {
                    when: interruption.when.clone(),
                    settled: interruption.settled,
                    ..Way::plain(interruption.action.clone())
                };
                let mut way = wording.way(&format!("!{}", interruption.id), &way, &[]);
                way["quietly"] = json!(true);
                way["when"] = wording.interruption(&interruption.when);
                way
            })
            .collect()
    }

    /// What the answer tells about the input before, and about the page.
    fn settle_input(&mut self, found: &Found) -> Result<(), Halt> {
        self.clicked = None;
        self.filled = false;
        self.repeatable = false;
        self.last_url = Some(found.url.clone());
        if !found.language.is_empty() {
            self.language = Some(found.language.clone());
            self.values.insert(page::PAGE_LANGUAGE.to_owned(), found.language.clone());
        }
        self.note_business()
    }

    /// The business's ID is in the console's address. Another one than the account's ends the walk before anything is made.
    fn note_business(&mut self) -> Result<(), Halt> {
        let Some(url) = self.last_url.as_deref().and_then(|url| url::Url::parse(url).ok()) else { return Ok(()) };
        let Some((_, id)) = url.query_pairs().find(|(key, value)| key == "business_id" && !value.is_empty()) else {
            return Ok(());
        };
        if !self.values.contains_key("business_id") {
            let known = match self.values.get(ASKED_BUSINESS) {
                // What leads to the console has been read by then: digits that are its name are no ID.
                Some(_) if !self.on_console() => return Ok(()),
                Some(asked) if !self.values.get("business").is_some_and(|name| same(name, asked).is_same()) => {
                    asked.clone()
                }
                _ => id.clone().into_owned(),
            };
            self.values.insert("business_id".to_owned(), known);
        }
        let known = &self.values["business_id"];
        if *known == id {
            return self.take_turn();
        }
        let asked = self.values.contains_key(ASKED_BUSINESS);
        let (message, hint) = if asked {
            (
                format!("the console opened the business {id}, and {known} was asked for"),
                "nothing was made; see by hand which business the app belongs to, and give that one (--business)",
            )
        } else {
            (
                format!("the console opened another business ({id}) than the app's card links to ({known})"),
                "nothing was made; open the business by hand, see which one the app belongs to, and give it (--business)",
            )
        };
        Err(Halt::new("business_mismatch", code::REFUSED, &message, hint))
    }

    /// The business that a link says it leads to. A console that goes on to another one is left before anything is made there.
    pub(super) fn note_link(&mut self, leads: Option<&str>) {
        let Some(url) = leads.and_then(|url| url::Url::parse(url).ok()) else { return };
        let known = ["business_id", ASKED_BUSINESS].iter().any(|key| self.values.contains_key(*key));
        let id = url.query_pairs().find(|(key, value)| key == "business_id" && !value.is_empty());
        if let Some((_, id)) = id.filter(|_| !known) {
            self.values.insert("business_id".to_owned(), id.into_owned());
        }
    }

    fn on_console(&self) -> bool {
        let root = self.values.get("business_url").map(String::as_str).unwrap_or_default();
        self.last_url.as_deref().is_some_and(|url| url.starts_with(root))
    }

    /// From here on the console is looked at for the system user, and changed.
    fn take_turn(&mut self) -> Result<(), Halt> {
        if self.turn.is_none() {
            let of = |key: &str| self.values.get(key).map(String::as_str).unwrap_or_default();
            self.turn = Some(turn::take(&self.console, of("business_id"), of("system_user"))?);
        }
        Ok(())
    }

    /// Does what the scenario says of an interruption.
    async fn interrupted(&mut self, number: usize, found: Found, returned: &mut bool) -> Result<Interrupted, Halt> {
        let scenario = self.scenario;
        let interruption: &Interruption = &scenario.interruptions[number];
        let title = interruption.title.clone();
        // The token is stored: nothing that stands beside it is worth a wait, and what lies over it is a person's to close.
        if self.stage.dark && matches!(interruption.action, Action::Stop(_) | Action::Person(_)) {
            let message = format!("{title}: the dialog that shows the token was left open");
            return Err(Halt::new("left_open", code::PAGE, &message, "close the dialog in the console by hand"));
        }
        match &interruption.action {
            Action::Stop(stop) => {
                // The console says why it does not do it: what was intended last has not happened. An address says nothing of it.
                if !interruption
                    .when
                    .iter()
                    .all(|condition| matches!(condition, Condition::Url(_) | Condition::NotUrl(_)))
                {
                    self.stage.settle(super::ledger::CommitState::NotDone)?;
                }
                Err(self.stop(stop))
            }
            Action::Person(person) => {
                // It was asked for somebody instead of being done.
                if let Some(made) = self.committing {
                    self.attempts.is_denied(&self.scenario.steps[made], self.stage.patience);
                }
                self.await_person(number, person, returned).await
            }
            _ => {
                let key = format!("interruption {}", interruption.id);
                if self.course.count_up(&key) > 12 {
                    let message = format!("{title} came back {} times", self.course.count(&key));
                    return Err(Halt::new("interruption", code::PAGE, &message, "look at the picture in the report"));
                }
                self.permits_notice(&interruption.action, found.found.as_deref())?;
                self.stage.note(&format!("{title}: closed"));
                if let Act::Click { x, y } | Act::Check { x, y, .. } = found.act {
                    self.clicks += 1;
                    self.stage.page_changes();
                    closed_later(act::click(self.stage.session, x, y).await)?;
                }
                Ok(Interrupted::Closed)
            }
        }
    }

    /// An alert says something and has one button; a question is answered with its "no". Either way nothing is agreed to.
    async fn close_alert(&mut self, text: &str) -> Result<(), Halt> {
        let key = "alert";
        let text = if self.stage.dark { "…" } else { text };
        self.stage.remark(&format!("the page showed an alert: \"{text}\"; it was closed without agreeing to anything"));
        if self.course.count_up(key) > 20 {
            let message = format!("the page keeps showing alerts, the last one: \"{text}\"");
            return Err(Halt::new("alert", code::PAGE, &message, "look at the page in a headed run"));
        }
        match self.stage.session.dismiss_alert().await {
            Ok(()) => Ok(()),
            Err(error) if error.session_lives() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Goes to an address, or loads the page anew. The driver does neither while an alert is open, which is closed first.
    pub(super) async fn load(&mut self, address: Option<&str>) -> Result<(), Halt> {
        self.looked = Instant::now();
        self.stage.page_changes();
        let session = self.stage.session;
        let load = async || match address {
            Some(address) => session.goto(address).await,
            None => session.reload().await,
        };
        match load().await {
            Err(BrowserError::Alert { text }) => self.close_alert(&text).await?,
            other => return Ok(other?),
        }
        Ok(closed_later(load().await)?)
    }

    /// Follows a window that the click before has opened.
    async fn follow_window(&mut self) -> Result<(), Halt> {
        let Some(until) = self.follow_until else { return Ok(()) };
        if Instant::now() > until {
            self.follow_until = None;
        }
        let windows = match self.stage.session.windows().await {
            Ok(windows) => windows,
            Err(error) if error.session_lives() => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if let Some(new) = windows.iter().find(|handle| !self.known_windows.contains(*handle)) {
            match self.stage.session.switch_to_window(new).await {
                Ok(()) => crate::page::prepare(self.stage.session).await,
                // It opens with an alert: closed first, and then the window is followed.
                Err(BrowserError::Alert { text }) => return self.close_alert(&text).await,
                Err(error) => return Err(error.into()),
            }
            self.follow_until = None;
            self.clicked = None;
        }
        self.known_windows.extend(windows);
        Ok(())
    }

    /// The window of the walk was closed by the page while others are open: goes on in the newest.
    async fn return_to_a_window(&mut self) -> Result<(), Halt> {
        let windows = self.stage.session.windows().await?;
        self.known_windows = windows.iter().cloned().collect();
        match windows.last() {
            // Only a window that the walk has left may take over; a person who closed the only one ended the run.
            Some(handle) if self.follow_until.is_some() => {
                self.stage.session.switch_to_window(handle).await?;
                Ok(())
            }
            _ => Err(BrowserError::WindowClosed.into()),
        }
    }

    /// The page does not answer at all.
    fn unloaded(&self, what: &str, limit: Duration, error: Option<&BrowserError>) -> Halt {
        let url = self.last_url.clone().unwrap_or_else(|| crate::page::fill_in(&self.scenario.start, &self.values));
        let reason = error.map(|e| format!(": {e}")).unwrap_or_default();
        let message = format!(
            "the page did not load within {} s while waiting to \"{what}\" (last seen: {url}){reason}",
            limit.as_secs()
        );
        Halt::new(
            "page_not_loaded",
            code::PAGE,
            &message,
            "open the address in a browser of your own; raise --timeout if it is only slow",
        )
    }
}
