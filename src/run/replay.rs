//! The replay: which ways are open now, the question, and where to go on.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::ahead::Given;
use super::attempts::Attempts;
use super::course::{Course, Next, way_id};
use super::halt::Halt;
use super::mint::{Answered, Clicked};
use super::stage::{Stage, ledger_fault};
use super::surveying::Surveying;
use super::turn::Turn;
use super::vain::Vain;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::{Outcome, StepRecord};
use crate::page::{Found, Phrasing, Used, Values};
use crate::scenario::model::{Action, Goto, Scenario, Step, Way, done_key};

/// So long it is tried at most to close the dialog of a token that is stored.
const CLOSE_LIMIT: Duration = Duration::from_secs(6);
/// How often a click that did not arrive is made again before the step fails.
pub(super) const REDO_LIMIT: u32 = 6;

/// One scenario, one account, one browser.
#[allow(clippy::struct_excessive_bools, reason = "each is known or not by itself")]
pub struct Replay<'a> {
    /// What to do.
    pub scenario: &'a Scenario,
    /// The account's values; readings add to them.
    pub values: Values,
    /// The world around it: browser, events, ledger, pictures, the place for the token.
    pub stage: Stage<'a>,
    /// What each step came to.
    pub records: Vec<StepRecord>,
    /// The page's language, as last seen.
    pub language: Option<String>,
    /// The address that answered last.
    pub last_url: Option<String>,
    /// The steps that were come to, in that order: it numbers them.
    pub(super) numbered: Vec<usize>,
    /// Where it goes on, by what is known of it.
    pub(super) course: Course,
    pub(super) clicked: Option<String>,
    pub(super) filled: bool,
    /// Whether the click before may be made again when nothing at all comes of it.
    pub(super) repeatable: bool,
    pub(super) clicks: u64,
    pub(super) visits: u64,
    pub(super) context: Option<Context>,
    pub(super) contexts: u64,
    /// What was answered before it was asked.
    pub(super) given: Option<Given>,
    /// Whether the page is to take back what it has noted for such an answer.
    pub(super) undo: bool,
    pub(super) follow_until: Option<Instant>,
    pub(super) known_windows: HashSet<String>,
    pub(super) waited: Duration,
    pub(super) step_began: Instant,
    /// Since when the page is as it was loaded last.
    pub(super) looked: Instant,
    /// What was made and may still come.
    pub(super) attempts: Attempts,
    pub(super) last_step: usize,
    /// The ways of the question that was asked last.
    pub(super) asked_for: Vec<serde_json::Value>,
    /// The step whose ways they are.
    pub(super) asking: usize,
    pub(super) vain: Vain,
    /// What a field has kept of what was typed last, where it has cut off the rest.
    pub(super) cut: Option<String>,
    /// The step that committed last.
    pub(super) committing: Option<usize>,
    /// Whether the page was left for a person since then.
    pub(super) left: bool,
    /// What tells this console from another one, for the turn.
    pub(super) console: String,
    /// Under which other account's name the credentials of an app of this ID are stored.
    pub(super) stored_elsewhere: Option<&'a KnownUnder<'a>>,
    /// That account, once the app's ID has told it: the walk ends there.
    pub(super) elsewhere: Option<String>,
    /// The turn of this run at the system user, once it was asked for.
    pub(super) turn: Option<Turn>,
    /// The click that has made what is shown once, and is still to be read.
    pub(super) clicked_once: Option<Clicked>,
    /// Where nothing is to be committed: what keeps it so, and what was seen.
    pub(super) surveying: Option<Surveying>,
}

/// What is the same in many questions.
pub(super) struct Context {
    /// The values that are in it; `None`: it was looked for, and was not known.
    pub(super) values: Vec<(String, Option<String>)>,
    /// By this a page knows it.
    pub(super) key: String,
    /// It, as a page is told it.
    pub(super) sent: Arc<serde_json::Value>,
}

/// What came of a race.
#[allow(clippy::large_enum_variant, reason = "there is one of it at a time")]
pub(super) enum Raced {
    /// A way can be gone.
    Found(Found),
    /// The action before must be done again.
    Redo(String),
}

/// What came of an interruption.
pub(super) enum Interrupted {
    /// It was closed.
    Closed,
    /// A person has been waited for: the clock begins anew.
    Waited,
    /// A person has been waited for, and what was clicked last has not been done: it is to be done again, for this reason.
    Refused(String),
}

impl<'a> Replay<'a> {
    /// A replay that has not begun.
    pub fn new(scenario: &'a Scenario, values: Values, stage: Stage<'a>) -> Self {
        Self {
            scenario,
            values,
            stage,
            records: Vec::new(),
            language: None,
            last_url: None,
            numbered: Vec::new(),
            course: Course::default(),
            clicked: None,
            filled: false,
            repeatable: false,
            clicks: 0,
            visits: 0,
            context: None,
            contexts: 0,
            given: None,
            undo: false,
            follow_until: None,
            known_windows: HashSet::new(),
            waited: Duration::ZERO,
            step_began: Instant::now(),
            looked: Instant::now(),
            attempts: Attempts::default(),
            last_step: 0,
            asked_for: Vec::new(),
            asking: 0,
            vain: Vain::default(),
            cut: None,
            committing: None,
            left: false,
            console: String::new(),
            stored_elsewhere: None,
            elsewhere: None,
            turn: None,
            clicked_once: None,
            surveying: None,
        }
    }

    /// Walks the scenario to its end.
    ///
    /// # Errors
    /// The reason why it ended early; the records tell how far it came.
    pub async fn walk(&mut self) -> Result<(), Halt> {
        let opened = self.arrive().await?;
        self.walk_from(0, Some(opened)).await
    }

    /// Goes to the first page. Returns when that was begun.
    pub(super) async fn arrive(&mut self) -> Result<Instant, Halt> {
        self.known_windows = self.stage.session.windows().await?.into_iter().collect();
        for step in self.scenario.steps.iter().filter(|step| step.commits) {
            let done = self.stage.ledger.was_done(&self.stage.account, &step.id);
            if done.map_err(|error| ledger_fault(&error))? {
                self.values.insert(done_key(&step.id), String::new());
            }
        }
        self.know_attempts()?;
        let start = crate::page::fill_in(&self.scenario.start, &self.values);
        // It is put together while no page waits for it.
        self.context();
        // Going to the first page belongs to the first step, and is waiting for the page.
        let opened = Instant::now();
        self.load(Some(&start)).await?;
        Ok(opened)
    }

    /// Walks from this step on until a step leads beyond the last one. `opening`: since when its page is waited for.
    pub(super) async fn walk_from(&mut self, mut at: usize, mut opening: Option<Instant>) -> Result<(), Halt> {
        let mut redone = 0;
        while at < self.scenario.steps.len() {
            if let Some(next) = self.passed_over(at) {
                at = next;
                continue;
            }
            self.begin_step(at);
            if let Some(clicked) = self.clicked_once.take() {
                at = self.read_once(at, &clicked).await?;
                continue;
            }
            if let Some(opened) = opening.take() {
                (self.step_began, self.waited) = (opened, opened.elapsed());
            }
            let group = self.course.open(self.scenario, at);
            match self.race_group(at, &group, redone).await {
                // What it asks for was entered, and is not there any more: it is entered again.
                Err(halt) if halt.error.kind == "guard" && self.course.enters_again(&self.scenario.steps[at]) => {
                    self.stage.note(&format!("again: {}", halt.error.message));
                    let goto = self.scenario.steps[at].if_guard_fails.as_ref().expect("it was looked at");
                    at = self.go_to(&self.scenario.steps[at].id, goto, Vec::new()).await?;
                }
                Err(halt) => {
                    let (at, halt) = self.blamed(at, halt).await;
                    let halt = self.fail(at, halt);
                    return Err(self.picture_of_failure(halt).await);
                }
                Ok(Raced::Redo(reason)) => {
                    redone += 1;
                    if redone > REDO_LIMIT {
                        let halt = self.did_not_arrive(&reason, redone);
                        let halt = self.fail(self.last_step, halt);
                        return Err(self.picture_of_failure(halt).await);
                    }
                    self.stage.note(&format!("again: {reason}"));
                    self.course.did_not_arrive();
                    self.course.count_up(&again_id(&self.scenario.steps[self.last_step]));
                    at = self.last_step;
                }
                Ok(Raced::Found(found)) => {
                    let (step, way) = group[found.way];
                    for skipped in at..step {
                        self.record_skip(skipped);
                    }
                    if step > at {
                        self.announce(step);
                    }
                    let done = self.perform(step, way, found).await;
                    match done {
                        Ok(next) => {
                            if step != self.last_step {
                                redone = 0;
                            }
                            self.last_step = step;
                            at = next;
                        }
                        Err(halt) => {
                            let (step, halt) = self.blamed(step, halt).await;
                            let halt = self.fail(step, halt);
                            return Err(self.picture_of_failure(halt).await);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The step that reads what a click has made. Returns the step to go on with.
    async fn read_once(&mut self, at: usize, clicked: &Clicked) -> Result<usize, Halt> {
        let step = &self.scenario.steps[at];
        match self.await_once(at, clicked).await {
            Ok(Answered::Read(from)) => {
                // What was clicked was the right thing: its result is here.
                self.vain.doubtful = None;
                let asked = step.ways.iter().map(|way| self.asked(&way.action)).next().unwrap_or_default();
                let mut record = self.record(at, Outcome::Done, "read and stored", asked);
                record.answered = from;
                self.push(record);
                self.last_step = at;
                let reads = step.ways.iter().find(|way| matches!(way.action, Action::Read { .. }));
                match reads.and_then(|way| way.goto.as_ref()) {
                    Some(goto) => self.go_to(&step.id, goto, Vec::new()).await,
                    None => Ok(at + 1),
                }
            }
            Ok(Answered::Again(reason)) => {
                self.stage.note(&format!("again: {reason}"));
                let committing = &self.scenario.steps[clicked.step];
                if self.course.count_up(&again_id(committing)) > REDO_LIMIT {
                    let message = format!("\"{}\" was tried {REDO_LIMIT} times: {reason}", committing.title);
                    let halt = Halt::new(
                        "not_clickable",
                        code::PAGE,
                        &message,
                        "look at the picture: what lies over the control?",
                    );
                    let halt = self.fail(clicked.step, halt);
                    return Err(self.picture_of_failure(halt).await);
                }
                Ok(clicked.step)
            }
            Err(halt) => Err(self.fail(at, halt)),
        }
    }

    /// Whether the step needs no question: it reads what is known already.
    pub(super) fn passed_over(&self, at: usize) -> Option<usize> {
        let step = &self.scenario.steps[at];
        let [Way { action: Action::Read { name, .. }, .. }] = step.ways.as_slice() else { return None };
        if name == "token" || !self.values.contains_key(name) {
            return None;
        }
        Some(at + 1)
    }

    async fn race_group(&mut self, at: usize, group: &[(usize, usize)], redone: u32) -> Result<Raced, Halt> {
        let step = &self.scenario.steps[at];
        let ways = self.phrase_group(group, redone, None);
        let ahead = self.ahead_of(group);
        let limit = self.time_limit(step);
        self.asking = at;
        self.race(&step.title, ways, limit, ahead).await
    }

    /// The account's words, for a page that is told the labels' wordings with the context.
    pub(super) fn wording(&self) -> Phrasing<'_> {
        Phrasing::new(self.scenario, &self.values).to_who_knows_labels()
    }

    /// The question of these ways, each a step and its way. The values that go into it are noted.
    pub(super) fn phrase_group(
        &self,
        group: &[(usize, usize)],
        redone: u32,
        used: Option<&Used>,
    ) -> Vec<serde_json::Value> {
        let wording = match used {
            Some(used) => Phrasing::noting(self.scenario, &self.values, used),
            None => Phrasing::new(self.scenario, &self.values),
        };
        let wording = wording.to_who_knows_labels();
        let phrased = group.iter().map(|&(number, at)| {
            let step = &self.scenario.steps[number];
            let commit = step.commits && matches!(step.ways[at].action, Action::Click { .. });
            let guards = if commit { step.guards.as_slice() } else { &[] };
            let mut way = wording.way(&way_id(step, at), &step.ways[at], guards);
            // What shows only once is not made again because a page was replaced.
            way["commit"] = commit.then(|| step.repeat.word()).into();
            // What is on besides is turned off in sight, but not for ever.
            way["mend"] = (commit && self.course.count(&mend_id(step)) < MENDS).into();
            // A page that has not heard it once is given the time to come alive before the next click; and what a click has
            // fallen on instead may be about to go: the next is made the later, the more went astray.
            way["unheard"] = (commit && self.course.count(&unheard_id(step)) > 0).into();
            way["astray"] = if redone > 1 { redone } else { 0 }.into();
            if matches!(step.ways[at].action, Action::Reload) {
                way["reloaded"] = self.course.count(&way_id(step, at)).into();
            }
            if commit && let Some(leave) = &step.leave {
                // What commits stands beside what leaves without.
                way["leave"] = wording.ladder(leave);
            }
            way
        });
        phrased.collect()
    }

    pub(super) fn time_limit(&self, step: &Step) -> Duration {
        let said = step.timeout_ms.map(|ms| Duration::from_millis(ms).saturating_mul(self.stage.patience));
        let limit = said.unwrap_or(self.stage.timeout);
        // Once the token is stored, to close the dialog that shows it is worth no longer wait.
        let stored = self.stage.dark && !self.stage.vault.files().is_empty();
        if stored { limit.min(CLOSE_LIMIT.saturating_mul(self.stage.patience)) } else { limit }
    }

    fn begin_step(&mut self, at: usize) {
        self.step_began = Instant::now();
        self.waited = Duration::ZERO;
        self.announce(at);
    }

    /// Tells that this step is at hand. What was waited for before it, in the same question, is its time.
    fn announce(&mut self, at: usize) {
        let step = &self.scenario.steps[at];
        let number = self.come_to(at);
        self.stage.emit(&Event::StepStarted { id: step.id.clone(), title: step.title.clone(), number });
    }

    /// The number of a step in this run: that of its first time, or the next one.
    pub(super) fn number(&self, at: usize) -> usize {
        self.numbered.iter().position(|known| *known == at).unwrap_or(self.numbered.len()) + 1
    }

    pub(super) fn come_to(&mut self, at: usize) -> usize {
        let number = self.number(at);
        if number > self.numbered.len() {
            self.numbered.push(at);
        }
        number
    }

    /// Follows a jump; says why when it has been followed too often.
    pub(super) async fn go_to(&mut self, from: &str, goto: &Goto, seen: Vec<String>) -> Result<usize, Halt> {
        let stuck = self.stands_still();
        let next = self.course.jump(self.scenario, from, goto, stuck);
        self.go_on(next, goto, seen).await
    }

    /// Goes where it was decided to go.
    pub(super) async fn go_on(&mut self, next: Next<'_>, goto: &Goto, seen: Vec<String>) -> Result<usize, Halt> {
        match next {
            Next::Step(at) => {
                if goto.reload {
                    self.reload().await?;
                }
                Ok(at)
            }
            Next::Stop(stop) => Err(self.stop(stop).seeing(seen)),
            Next::TooOften(times) => Err(self.went_in_circles(goto, times, seen)),
            Next::Nowhere => Err(Halt::new(
                "scenario",
                code::USAGE,
                &format!("there is no step {}", goto.step),
                "run `tokenwright scenario lint`",
            )),
        }
    }

    pub(super) async fn reload(&mut self) -> Result<(), Halt> {
        self.clicked = None;
        self.filled = false;
        self.vain.begins_anew();
        self.load(None).await?;
        Ok(())
    }

    pub(super) fn stop(&self, stop: &crate::scenario::model::Stop) -> Halt {
        let message = crate::page::fill_in(&stop.message, &self.values);
        let hint = crate::page::fill_in(&stop.hint, &self.values);
        Halt::stop(stop, &message, &hint)
    }
}

/// Tells under which account's name the credentials of the app of an ID are stored.
pub(super) type KnownUnder<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// How often what is on besides is turned off before a commit.
const MENDS: u32 = 8;

/// Counts how often something was turned off before a step's commit.
pub(super) fn mend_id(step: &Step) -> String {
    format!("mend {}", step.id)
}

/// Counts how often a step's commit was made and the page showed nothing of it.
pub(super) fn unheard_id(step: &Step) -> String {
    format!("unheard {}", step.id)
}

/// Counts how often a step's click was made again.
pub(super) fn again_id(step: &Step) -> String {
    format!("again {}", step.id)
}
