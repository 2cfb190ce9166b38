//! Doing what a way says, and seeing that it was done.

use std::time::{Duration, Instant};

use serde_json::json;

use super::course::{After, Came, way_id};
use super::halt::Halt;
use super::ledger::CommitState;
use super::race::closed_later;
use super::replay::{REDO_LIMIT, Raced, Replay, again_id, mend_id, unheard_id};
use super::stage::Shot;
use super::vain::Acts;
use crate::outcome::code;
use crate::outcome::help::Help;
use crate::outcome::result::Outcome;
use crate::page::{AS_WRITTEN, Act, Found, WAITED_FOR, act};
use crate::scenario::model::{Action, Belief, Condition, Goto, Name, Repeat, Step, Stop, Way, done_key};

/// How long a new window may take to open after a click.
const WINDOW_LIMIT: Duration = Duration::from_secs(4);
/// How often one list or picker is acted on before the step fails.
const ACTS_LIMIT: u32 = 60;
/// The same for a single check or picker.
const SINGLE_ACTS_LIMIT: u32 = 5;
/// How often a click of which nothing came is made again.
const UNHEARD_LIMIT: u32 = 2;
/// Of a step whose question the console does not put.
const NOT_ASKED: &str = "not asked";
/// What came of a way.
#[allow(clippy::large_enum_variant, reason = "there is one of it at a time")]
enum Carried {
    /// It was gone to its end.
    Out(Outcome, String),
    /// The page shows that this other way of the step is the one to go.
    OtherWay(usize, Found),
}

/// Where on the page an act takes place.
fn place_of(act: &Act) -> Option<(i64, i64)> {
    match *act {
        Act::None | Act::Already | Act::Value { .. } | Act::Escape | Act::Keys { .. } => None,
        Act::Fill { x, y, .. }
        | Act::Search { x, y, .. }
        | Act::Click { x, y }
        | Act::Copy { x, y }
        | Act::Opened { x, y, .. }
        | Act::Check { x, y, .. }
        | Act::Reveal { x, y } => Some((x, y)),
    }
}

impl Replay<'_> {
    /// Performs a way of a step. Returns the step to go on with.
    pub(super) async fn perform(&mut self, at: usize, mut way: usize, mut found: Found) -> Result<usize, Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        self.look_at(at, way, &found).await?;
        // Something that the guard does not want to be on is turned off, and then it is asked again.
        if let (Action::Click { .. }, Act::Check { .. }) = (&step.ways[way].action, &found.act) {
            self.course.count_up(&mend_id(step));
            let off = found.found.clone().unwrap_or_default();
            self.stage.note(&format!("{}: {off} was on besides, and is turned off first", step.title));
            self.act(found.act, "").await?;
            return Ok(at);
        }
        if let Some(home) = self.looks_again(step, way).await? {
            return Ok(home);
        }
        self.course.goes(step, way);
        let mut picture = Shot::default();
        let reading = matches!(step.ways[way].action, Action::Read { .. });
        if !matches!(found.act, Act::None | Act::Already | Act::Value { .. }) && !reading {
            let place = place_of(&found.act);
            picture = self.stage.picture_of(self.number(at), &step.id, place, &found.sign).await;
        }
        let (mut rung, mut tier, mut answered) = (found.rung, found.tier, found.found.clone());
        let mut sign = found.sign.clone();
        let (outcome, action) = loop {
            match self.carry_out(at, way, found).await? {
                Carried::Out(outcome, action) => break (outcome, action),
                Carried::OtherWay(other, next) => {
                    (way, found) = (other, next);
                    self.course.count_up(&way_id(step, way));
                    (rung, tier, answered) = (found.rung, found.tier, found.found.clone());
                    sign.clone_from(&found.sign);
                }
            }
        };
        let chosen = &step.ways[way];
        let asked = self.asked(&chosen.action);
        // What was shown once is gone with its dialog.
        self.stage.dark &= !chosen.when.contains(&Condition::NoDialog);
        if picture.path.is_none() && outcome != Outcome::Skipped {
            picture = self.stage.picture_of(self.number(at), &step.id, None, &sign).await;
        }
        let jump = self.outcome_of_commit(at, way, outcome).await?;
        if let (Some(note), Outcome::Done, None) = (&step.note, outcome, jump) {
            self.stage.remark(&crate::page::fill_in(note, &self.values));
        }
        self.stage.last_good_url.clone_from(&self.last_url);
        let mut record = self.record(at, outcome, &action, asked);
        record.rung = rung;
        record.tier = rung.map(|_| tier);
        record.answered = answered;
        (record.picture, record.mark) = (picture.path, picture.mark);
        self.push(record);
        if let Some(jump) = jump {
            return Ok(jump);
        }
        match &chosen.goto {
            Some(goto) => {
                self.note_missed(step, chosen, goto).await;
                self.go_to(&step.id, goto, Vec::new()).await
            }
            None => Ok(at + 1),
        }
    }

    async fn carry_out(&mut self, at: usize, way: usize, found: Found) -> Result<Carried, Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        let chosen = &step.ways[way];
        let ended = |outcome, action: &str| Ok(Carried::Out(outcome, action.to_owned()));
        match &chosen.action {
            Action::Stop(reason) => return Err(self.stop_with_help(reason, chosen).await),
            Action::Reload => {
                if chosen.when.iter().any(|condition| matches!(condition, Condition::Alike(_))) {
                    self.values.insert(AS_WRITTEN.to_owned(), String::new());
                }
                self.reload().await?;
                return ended(Outcome::Done, "reload");
            }
            Action::Open(address) => {
                let address = crate::page::fill_in(address, &self.values);
                self.load(Some(&address)).await?;
                return ended(Outcome::Done, "open");
            }
            Action::Person(person) => {
                let message = crate::page::fill_in(&person.message, &self.values);
                return Err(Halt::new("person", code::PERSON, &message, "do it in the browser window, and run again"));
            }
            Action::Set { name, value } => {
                let value = crate::page::fill_in(value, &self.values);
                self.values.insert(name.clone(), value);
                // What is asked for from now on has not failed yet.
                self.course.asks_for_another();
                self.attempts.forget();
                return ended(Outcome::Done, "set");
            }
            Action::Expect if self.goes_past(at, chosen) => return ended(Outcome::Skipped, NOT_ASKED),
            Action::Expect => return ended(Outcome::Done, "seen"),
            Action::Read { name, sole: None, .. } => {
                let (outcome, action) = self.read(at, way, name, found).await?;
                return ended(outcome, &action);
            }
            Action::Click { may_open_window, target } => {
                if target
                    .iter()
                    .any(|rung| matches!(&rung.name, Some(Name::Literal(name)) if WAITED_FOR.contains(&name.as_str())))
                {
                    self.values.insert(AS_WRITTEN.to_owned(), String::new());
                }
                if step.commits {
                    (self.committing, self.left) = (Some(at), false);
                }
                self.note_doubt(at, &found);
                self.note_link(found.leads.as_deref());
                if step.commits && step.repeat == Repeat::Never {
                    self.click_once(at, found.act).await?;
                    return ended(Outcome::Done, "click");
                }
                if step.commits {
                    self.stage.intend(&step.id)?;
                    self.attempts.made(step, Duration::ZERO, self.stage.patience, false);
                }
                if *may_open_window {
                    self.follow_until = Some(Instant::now() + WINDOW_LIMIT);
                }
                self.act(found.act, "").await?;
                self.repeatable = (!step.commits || step.repeat == Repeat::Harmless)
                    && !may_open_window
                    && self.course.count(&again_id(step)) < UNHEARD_LIMIT;
                return ended(Outcome::Done, "click");
            }
            Action::Fill { value, .. } => {
                let value = crate::page::fill_in(value, &self.values);
                let already = matches!(found.act, Act::Already);
                if chosen.goto.is_some() {
                    // A search: what showed before it may be gone after it.
                    self.keep_help(chosen.goto.as_ref().map_or(&step.id, |goto| &goto.step)).await;
                }
                self.act(found.act, &value).await?;
                let word = if already { "filled already" } else { "type" };
                return ended(if already { Outcome::Already } else { Outcome::Done }, word);
            }
            Action::Choose { .. } | Action::Check { .. } | Action::CheckOnly { .. } | Action::Read { .. } => {}
        }
        if matches!(found.act, Act::Already) {
            return ended(Outcome::Already, "so already");
        }
        if let Some((other, found)) = self.until_so(at, way, found).await? {
            return Ok(Carried::OtherWay(other, found));
        }
        let action = match chosen.action {
            Action::Choose { .. } => "choose",
            Action::Read { .. } => "read",
            _ => "check",
        };
        ended(Outcome::Done, action)
    }

    /// Whether the way only sees that there is nothing to do here: it goes on past what the step's other ways would act on. One
    /// with a limit is a new attempt.
    fn goes_past(&self, at: usize, way: &Way) -> bool {
        let steps = &self.scenario.steps;
        let acts = !matches!(steps[at].ways[0].action, Action::Expect | Action::Read { .. } | Action::Set { .. });
        let onwards = |goto: &Goto| {
            goto.limit == u32::MAX && steps.iter().position(|step| step.id == goto.step).is_some_and(|to| to > at)
        };
        acts && way.goto.as_ref().is_some_and(onwards)
    }

    /// Acts on a list or picker until the page shows that it is as wished, or that another way of the step is the one to go.
    async fn until_so(&mut self, at: usize, way: usize, mut found: Found) -> Result<Option<(usize, Found)>, Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        // A list takes an act an entry; one check that does not take after a few will not take at all.
        let single = matches!(step.ways[way].action, Action::Check { .. } | Action::Choose { .. });
        let hidden = matches!(&step.ways[way].action, Action::Check { behind, .. } if !behind.is_empty());
        let limit = if single && !hidden { SINGLE_ACTS_LIMIT } else { ACTS_LIMIT };
        let (mut acted, mut redone, mut acts) = (0, 0, Acts::default());
        let began = Instant::now();
        self.vain.option = None;
        while acted < limit
            && !acts.in_vain(&found, began.elapsed() > self.time_limit(step) && !self.vain.saw_no_option())
        {
            match found.act {
                Act::Already | Act::None => return Ok(None),
                Act::Value { value } => {
                    if let Action::Read { name, .. } = &step.ways[way].action {
                        self.values.insert(name.clone(), value);
                    }
                    return Ok(None);
                }
                Act::Opened { x, y, editable } => {
                    self.act(Act::Click { x, y }, "").await?;
                    self.repeatable = self.course.count_up(&again_id(step)) <= UNHEARD_LIMIT;
                    self.pick_option(step, way, editable.then_some((x, y))).await?;
                }
                Act::Search { x, y, ref text } => {
                    let text = text.clone();
                    self.act(Act::Fill { x, y, empty: false }, &text).await?;
                }
                other => self.act(other, "").await?,
            }
            // An act that did not arrive is none of those that the list takes: it is only made again.
            let mut arrived = true;
            found = loop {
                let ahead = self.ahead_of(&[(at, way)]);
                match self.race(&step.title, self.again(step, way), self.time_limit(step), ahead).await? {
                    Raced::Found(next) if next.way == 0 => break next,
                    Raced::Found(next) => {
                        let others = (0..step.ways.len()).filter(|other| *other != way).collect::<Vec<_>>();
                        return Ok(Some((others[next.way - 1], next)));
                    }
                    Raced::Redo(reason) => {
                        arrived = false;
                        if redone >= REDO_LIMIT {
                            let message = format!("{}: the click did not arrive: {reason}", step.title);
                            let hint = "look at the picture in the report";
                            return Err(Halt::new("not_clickable", code::PAGE, &message, hint));
                        }
                        self.stage.note(&format!("again: {reason}"));
                    }
                }
            };
            (acted, redone) = if arrived { (acted + 1, 0) } else { (acted, redone + 1) };
        }
        Err(self.in_vain(step, found.found.as_deref(), acted).await)
    }

    /// The same way once more, and after it the step's others.
    fn again(&self, step: &Step, way: usize) -> Vec<serde_json::Value> {
        let wording = self.wording();
        let mut again = wording.way(&way_id(step, way), &step.ways[way], &[]);
        // What was just acted on may show it only a moment later: it is acted on again only when all is quiet.
        again["calm"] = json!(1500);
        let others = (0..step.ways.len()).filter(|other| *other != way);
        let others = others.map(|other| wording.way(&way_id(step, other), &step.ways[other], &[]));
        std::iter::once(again).chain(others).collect()
    }

    /// A stop of the scenario's own, with what was sought in vain before it.
    async fn stop_with_help(&self, stop: &Stop, way: &Way) -> Halt {
        let halt = self.vain.quoted(self.stop(stop));
        // What was given is no name at all: no page can help.
        if way.when.iter().any(|condition| matches!(condition, Condition::Word(_))) {
            return halt;
        }
        let help = self.best_help("").await.filter(|help| !help.nearest.is_empty());
        // The console has refused, or lacks something: what stands there instead is told, and not proposed to be taken for it.
        let help = help.map(|help| Help { label_file: None, suggestion: None, ..help });
        // What there is of apps says something only where the account's is not among them.
        let there = help.as_ref().filter(|_| !self.values.contains_key("app_id")).and_then(Help::there);
        match there {
            Some(there) => halt.adding(&there),
            None => halt,
        }
        .helped(help)
    }

    /// One act of real input.
    pub(super) async fn act(&mut self, what: Act, text: &str) -> Result<(), Halt> {
        let session = self.stage.session;
        match what {
            Act::None | Act::Already | Act::Value { .. } => return Ok(()),
            Act::Escape => closed_later(act::escape(session).await)?,
            Act::Keys { delta } => closed_later(act::arrow(session, delta).await)?,
            Act::Fill { x, y, .. } | Act::Search { x, y, .. } => {
                self.mark_click();
                self.filled = true;
                let empty = matches!(what, Act::Fill { empty: true, .. });
                closed_later(act::type_into(session, x, y, empty, text).await)?;
            }
            Act::Click { x, y }
            | Act::Copy { x, y }
            | Act::Opened { x, y, .. }
            | Act::Check { x, y, .. }
            | Act::Reveal { x, y } => {
                self.mark_click();
                closed_later(act::click(session, x, y).await)?;
            }
        }
        self.stage.page_changes();
        Ok(())
    }

    fn mark_click(&mut self) {
        self.stage.page_changes();
        self.clicks += 1;
        self.clicked = Some(self.clicks.to_string());
    }

    /// Journals that the commit was made, and remembers it for the conditions that ask after it.
    fn commit_is_done(&mut self, step: &Step) -> Result<(), Halt> {
        self.values.insert(done_key(&step.id), String::new());
        self.vain.was_done();
        self.stage.settle(CommitState::Done)
    }

    /// After a commit: waits until it shows, and journals it. `Some(step)`: go on there.
    async fn outcome_of_commit(&mut self, at: usize, way: usize, outcome: Outcome) -> Result<Option<usize>, Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        let clicked = matches!(step.ways[way].action, Action::Click { .. });
        if !step.commits
            || !clicked
            || outcome != Outcome::Done
            || step.repeat == Repeat::Never
            || step.done_when.is_empty()
        {
            return Ok(None);
        }
        let wording = self.wording();
        let mut ways = vec![wording.look(&format!("{}/done", step.id), &step.done_when, None)];
        for (number, way) in step.outcomes.iter().enumerate() {
            let mut outcome = wording.way(&format!("{}/outcome{number}", step.id), way, &[]);
            outcome["refuses"] = true.into();
            ways.push(outcome);
        }
        if step.if_not_done.is_some() {
            // A slow server that is taken for a refusal leads to a second try.
            let belief = if step.repeat == Repeat::Harmless { Belief::Sure } else { Belief::Grave };
            ways.push(wording.look(&format!("{}/not-done", step.id), &[], Some(belief)));
        }
        // What now lies over the button that was clicked, and is none of the outcomes, is a dialog that nobody knows.
        let mut probe = wording.way(&format!("{}/covered", step.id), &step.ways[way], &[]);
        probe["probe"] = json!(true);
        ways.push(probe);
        let title = format!("{}: its outcome", step.title);
        let ahead = self.ahead_of_done(at, way);
        match self.race(&title, ways, self.time_limit(step), ahead).await? {
            Raced::Redo(reason) => {
                // The click never reached the page, so nothing was committed.
                self.stage.settle(CommitState::NotDone)?;
                self.attempts.not_made(step);
                self.stage.note(&format!("again: {reason}"));
                let key = format!("redo {}", step.id);
                if self.course.count_up(&key) > 5 {
                    let message = format!("{}: the click did not arrive: {reason}", step.title);
                    return Err(Halt::new(
                        "not_clickable",
                        code::PAGE,
                        &message,
                        "look at the picture: what lies over the control?",
                    ));
                }
                Ok(Some(at))
            }
            Raced::Found(found) => {
                let number = found.way;
                let came = match number {
                    0 => Came::Done,
                    _ if number <= step.outcomes.len() => Came::Outcome(number - 1),
                    _ => Came::Nothing,
                };
                self.follow_up(step, came, found).await
            }
        }
    }

    /// Goes on from what came of a commit. `Some(step)`: there.
    async fn follow_up(&mut self, step: &Step, came: Came, found: Found) -> Result<Option<usize>, Halt> {
        let after = self.course.after(step, came, self.left);
        let outcome = match came {
            Came::Outcome(number) => Some(&step.outcomes[number]),
            _ => None,
        };
        match after {
            After::Stop(reason) => Err(self.stop(reason)),
            After::Done => {
                if outcome.is_some() {
                    self.act(found.act, "").await?;
                }
                self.commit_is_done(step)?;
                Ok(None)
            }
            After::LookUp { from, goto } => {
                let mut seen = self.stage.words_on_page().await;
                self.vain.page_says(&seen, came == Came::Nothing);
                if from.ends_with("/outcome") {
                    seen.clear();
                    self.act(found.act, "").await?;
                    self.attempts.is_denied(step, self.stage.patience);
                    self.stage.settle(CommitState::NotDone)?;
                    if outcome.is_some_and(|way| matches!(way.action, Action::Reload)) {
                        self.reload().await?;
                    }
                } else {
                    self.stage.note(&format!("{}: the page does not show that it was done", step.title));
                    // A page that has been replaced meanwhile is not deaf.
                    if outcome.is_none() {
                        self.course.count_up(&unheard_id(step));
                    }
                }
                let stuck = self.stands_still();
                let next = self.course.look_up(self.scenario, step, &from, goto, stuck);
                self.go_on(next, goto, seen).await.map(Some).map_err(|halt| self.vain.quoted(halt))
            }
        }
    }
}
