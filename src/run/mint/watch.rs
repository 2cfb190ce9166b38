//! The runner in the regime: what [`Regime`] decides is done in the browser, on the disk and at Graph.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::clicked::{Answered, Clicked};
use super::regime::Regime;
use super::terms::{Ask, Decision, Ending, Event as Seen, Limits, Need, Notice, Sight};
use crate::browser::BrowserError;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::page::once::{Arrival, Look, Point, look};
use crate::page::{Act, Phrasing, act};
use crate::run::halt::Halt;
use crate::run::ledger::CommitState;
use crate::run::race::{REPLACED_PAUSE, closed_later};
use crate::run::replay::Replay;
use crate::run::stage::millis;
use crate::scenario::model::{Action, Condition, Step, Stop, StopClass};
use crate::secret::Token;

/// How long one look may take: as long as a signal may have to wait.
const SLICE: Duration = Duration::from_millis(900);
/// What takes longer than this beyond its slice is time in which nobody ran: a driver that was held up, a stopped process.
const HELD_UP: Duration = Duration::from_millis(600);
/// From when on a person is told that the page takes its time.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is said of a token that may exist.
const MAY_EXIST: &str = "a token may have been made that nobody has";
/// And what to do about it.
const REVOKE: &str = "revoke the system user's tokens in the console if in doubt, then run with --force-new-token";

/// Texts of the page without the engine, for a page in which that cannot run.
const PLAIN: &str = "const texts = [...document.querySelectorAll('input, textarea')].map((field) => field.value); \
                     return texts.concat((document.body?.innerText ?? '').split(/\\s+/)).filter((text) => text.length > 40)";

/// What is known of the page and of what was read.
#[derive(Default)]
struct Reading {
    /// The values by their numbers. They may be tokens: no `Debug`.
    values: Vec<zeroize::Zeroizing<String>>,
    /// What is not understood.
    strange: Vec<zeroize::Zeroizing<String>>,
    copy: Option<Point>,
    /// Which of the reading step's own reasons to stop show.
    stops: Vec<bool>,
    /// The click that the next look asks after.
    clicked: Option<String>,
    looks: u32,
    stored: bool,
    /// Where the likeliest of them stood.
    from: Option<String>,
    /// Why the last value could not be stored.
    trouble: Option<Halt>,
}

impl Replay<'_> {
    /// Clicks what makes something that is shown once. From here on the regime holds.
    pub(in crate::run) async fn click_once(&mut self, at: usize, what: Act) -> Result<(), Halt> {
        self.stage.begin_regime();
        if let Err(halt) = self.stage.intend(&self.scenario.steps[at].id) {
            self.stage.end_regime();
            self.stage.dark = false;
            return Err(halt);
        }
        // Whatever the driver says of it: the click may have been made, or may come yet.
        let made = self.act(what, "").await;
        let (commit, click) = (self.stage.commit, self.clicked.take());
        self.clicked_once = Some(Clicked { step: at, commit, click, sure: made.is_ok() });
        Ok(())
    }

    /// Waits for what was made, reads it and stores it. `at`: the step that reads.
    pub(in crate::run) async fn await_once(&mut self, at: usize, clicked: &Clicked) -> Result<Answered, Halt> {
        let answered = self.obey(at, clicked).await;
        self.stage.end_regime();
        answered.map_err(|halt| if self.stage.commit.is_some() { in_doubt(halt) } else { halt })
    }

    async fn obey(&mut self, at: usize, clicked: &Clicked) -> Result<Answered, Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        let limits = Limits { answer: self.time_limit(step), person: self.stage.person_limit };
        let (mut regime, mut decision) = Regime::begin(limits);
        let mut reading = Reading { clicked: clicked.click.clone(), ..Reading::default() };
        let began = Instant::now();
        let (mut interrupted, mut told) = (false, began);
        loop {
            if !interrupted && self.stage.is_interrupted() {
                interrupted = true;
                self.stage.note("ending: a token was asked for, and is read and stored first");
                decision = regime.next(Seen::Interrupted);
            }
            let event = match decision {
                Decision::Look => {
                    if began.elapsed() > PATIENCE && told.elapsed() > SLICE {
                        told = Instant::now();
                        let (ms, limit_ms) = (millis(began.elapsed()), millis(limits.answer));
                        self.stage.emit(&Event::Waiting { what: step.title.clone(), ms, limit_ms });
                    }
                    self.look_once(step, clicked, &mut reading).await?
                }
                Decision::Copy => {
                    if let Some(Point { x, y }) = reading.copy.take() {
                        self.clicks += 1;
                        // What does not come of it shows in the next look.
                        let _ = act::click(self.stage.session, x, y).await;
                    }
                    Seen::Did { awake: SLICE }
                }
                Decision::Store(number) => self.store_once(number, &mut reading),
                Decision::Prove(number) => {
                    self.stage.emit(&Event::Proof {
                        message: "asking the Graph API whether it takes what was read for a token".to_owned(),
                        good: None,
                    });
                    Seen::Answered(number, self.stage.vault.ask(number).await)
                }
                Decision::Rest(rest) => {
                    tokio::time::sleep(rest).await;
                    Seen::Did { awake: rest }
                }
                Decision::Tell(need) => {
                    self.tell_need(need, limits, &reading, clicked)?;
                    Seen::Did { awake: Duration::ZERO }
                }
                Decision::Thank => {
                    self.stage.emit(&Event::PersonDone);
                    Seen::Did { awake: Duration::ZERO }
                }
                Decision::Again => return self.again_once(clicked).await,
                Decision::Close => {
                    self.stage.vault.settle().await?;
                    self.stage.settle_as(clicked.commit, CommitState::Done)?;
                    return Ok(Answered::Read(reading.from));
                }
                Decision::End(ending) => return Err(self.end_once(ending, step, limits, &reading, clicked)?),
            };
            decision = regime.next(event);
        }
    }

    /// One look at the page that is there now.
    async fn look_once(&mut self, step: &Step, clicked: &Clicked, reading: &mut Reading) -> Result<Seen, Halt> {
        let question = self.question_once(step, reading.clicked.take().as_deref());
        let asked = Instant::now();
        let answer = look(self.stage.session, question).await;
        let took = asked.elapsed();
        // A page that does not come to an answer was at work itself.
        let busy = matches!(answer, Err(BrowserError::ScriptTimeout { .. }));
        let awake = if busy { took } else { took.min(SLICE + HELD_UP) };
        self.waited += awake;
        let error = match answer {
            Ok(look) => {
                reading.looks += 1;
                return Ok(Seen::Looked { awake, sight: self.sight(step, clicked, look, reading) });
            }
            Err(error) => error,
        };
        match error {
            BrowserError::Alert { .. } => {
                // What it says may be what is not to be told.
                self.stage.remark("the page showed an alert; it was closed without agreeing to anything");
                closed_later(self.stage.session.dismiss_alert().await)
                    .or_else(|error| if error.session_lives() { Ok(()) } else { Err(Halt::from(error)) })?;
            }
            BrowserError::Javascript(_) | BrowserError::ScriptTimeout { .. } => {
                let texts = self.stage.session.execute(PLAIN, Vec::new()).await.unwrap_or_default();
                let texts: Vec<String> = serde_json::from_value(texts).unwrap_or_default();
                let values: Vec<u32> = texts.iter().filter_map(|text| number_of(text, reading)).collect();
                if !values.is_empty() {
                    let sight = Sight { values, result: true, dialog: true, ..Sight::default() };
                    return Ok(Seen::Looked { awake, sight });
                }
                tokio::time::sleep(SLICE).await;
            }
            error if error.session_lives() => tokio::time::sleep(REPLACED_PAUSE).await,
            error => return Err(error.into()),
        }
        Ok(Seen::Blind { awake: awake.max(REPLACED_PAUSE) })
    }

    fn question_once(&mut self, step: &Step, clicked: Option<&str>) -> Value {
        let wording = Phrasing::new(self.scenario, &self.values);
        let read = step.ways.iter().find(|way| matches!(way.action, Action::Read { .. }));
        let stops = stops(step).map(|(when, _)| wording.all_of(when)).collect::<Vec<_>>();
        let notices = self.scenario.interruptions.iter().map(|one| wording.all_of(&one.when)).collect::<Vec<_>>();
        json!({
            "clicked": clicked,
            "click": format!("{}", self.clicks + 1),
            "run": self.stage.run.to_string(),
            "override": self.stage.language,
            "slice": millis(SLICE),
            "timeout": 600_000,
            "read": read.map(|way| wording.read_once(&way.action)),
            "stops": stops,
            "notices": notices,
            "regions": wording.regions(),
            "never": wording.never(),
            "rail": wording.rail(),
        })
    }

    fn sight(&mut self, step: &Step, clicked: &Clicked, look: Look, reading: &mut Reading) -> Sight {
        if !look.language.is_empty() {
            self.language = Some(look.language);
        }
        self.last_url = Some(look.url);
        let mut odd = look.odd;
        let mut values = Vec::new();
        for readable in look.values {
            let text = zeroize::Zeroizing::new(readable.value);
            // A name that looks like a token is no token.
            if self.values.values().any(|own| squeeze(own) == *text) {
                continue;
            }
            match number_of(&text, reading) {
                Some(number) => {
                    reading.from.get_or_insert(readable.from);
                    values.push(number);
                }
                None => odd = true,
            }
        }
        reading.strange = look.strange.into_iter().map(zeroize::Zeroizing::new).collect();
        let page = |stop: &Stop| stop.class == StopClass::Page;
        let says = stops(step).zip(&look.stops).any(|((_, stop), shows)| *shows && page(stop));
        reading.stops = look.stops;
        reading.copy = look.copy;
        let notices = look.notices.iter().enumerate().filter(|(_, shows)| **shows);
        Sight {
            values,
            odd,
            result: says || odd || look.empty,
            copy: look.copy.is_some(),
            notices: notices.filter_map(|(number, _)| self.notice(number)).collect(),
            dialog: look.dialog,
            at_work: look.work,
            replaced: look.replaced,
            kept: look.click == Arrival::Kept && clicked.sure && reading.looks == 1,
            quiet: Duration::from_secs_f64(look.quiet.max(0.0) / 1000.0),
        }
    }

    /// What an interruption means in the regime. What only closes something means nothing here: nothing is clicked.
    fn notice(&self, number: usize) -> Option<Notice> {
        let interruption = &self.scenario.interruptions[number];
        // An address is no word of the console's on what it did.
        let said =
            !interruption.when.iter().all(|condition| matches!(condition, Condition::Url(_) | Condition::NotUrl(_)));
        let asks = match &interruption.action {
            Action::Person(person) if person.refused && said => Ask::Refusal,
            Action::Person(_) => Ask::Person,
            Action::Stop(_) => Ask::Stop,
            _ => return None,
        };
        Some(Notice { number, asks })
    }

    fn store_once(&mut self, number: u32, reading: &mut Reading) -> Seen {
        let text = usize::try_from(number).ok().and_then(|number| reading.values.get(number));
        let text = text.map_or("", |text| text.as_str());
        match self.stage.vault.keep(number, text, &self.values) {
            Ok((path, fingerprint)) => {
                if !std::mem::replace(&mut reading.stored, true) {
                    self.stage.emit(&Event::TokenStored { path, fingerprint });
                }
                Seen::Stored(number)
            }
            Err(halt) => {
                reading.trouble = Some(halt);
                Seen::NotStored(number)
            }
        }
    }

    fn tell_need(&mut self, need: Need, limits: Limits, reading: &Reading, clicked: &Clicked) -> Result<(), Halt> {
        let files = self.stage.vault.files();
        let message = match need {
            Need::Notice(notice) => {
                if notice.asks == Ask::Refusal {
                    // The console says so itself, and shows nothing else.
                    self.stage.settle_as(clicked.commit, CommitState::NotDone)?;
                }
                self.person_message(notice)
            }
            Need::Room => {
                let trouble =
                    reading.trouble.as_ref().map_or("the token could not be stored", |halt| &halt.error.message);
                format!("{trouble}. The dialog that shows it stays open until it is stored")
            }
            Need::Graph => format!(
                "What the dialog shows is stored ({files}), but the Graph API does not answer, so that it is not proved. The dialog \
                 stays open until it does; close it yourself to go on without."
            ),
            Need::Look if files.is_empty() => {
                "The console says that it has made a token, and what it shows cannot be read as one. Copy it by hand before you \
                 close the dialog; the bot leaves it as it is."
                    .to_owned()
            }
            Need::Look => format!(
                "What the dialog shows is stored ({files}), but the Graph API does not take it for a token. Look at the dialog, copy by \
                 hand what it shows, and close it then; the bot leaves it as it is."
            ),
        };
        let limit = limits.person.unwrap_or(limits.answer);
        let kind = match need {
            Need::Notice(notice) => self.scenario.interruptions[notice.number].kind_without_person(),
            Need::Room => reading.trouble.as_ref().map(|halt| halt.error.kind.clone()),
            Need::Graph | Need::Look => None,
        };
        self.stage.emit(&Event::PersonNeeded { kind, message, limit_ms: millis(limit) });
        Ok(())
    }

    fn person_message(&self, notice: Notice) -> String {
        match &self.scenario.interruptions[notice.number].action {
            Action::Person(person) => crate::page::fill_in(&person.message, &self.values),
            _ => self.scenario.interruptions[notice.number].title.clone(),
        }
    }

    /// Nothing was made: by the console's word, or because the click never came to the page.
    async fn again_once(&mut self, clicked: &Clicked) -> Result<Answered, Halt> {
        let refused = self.stage.commit.is_none();
        self.stage.settle_as(clicked.commit, CommitState::NotDone)?;
        self.stage.dark = false;
        if refused {
            self.stage.emit(&Event::PersonDone);
            self.lead_home().await?;
            return Ok(Answered::Again("the console made none, and a person has seen to it".to_owned()));
        }
        Ok(Answered::Again("the click was about to fall on something else".to_owned()))
    }

    fn end_once(
        &mut self,
        ending: Ending,
        step: &Step,
        limits: Limits,
        reading: &Reading,
        clicked: &Clicked,
    ) -> Result<Halt, Halt> {
        let files = self.stage.vault.files();
        Ok(match ending {
            Ending::Refused(notice) => {
                self.stage.settle_as(clicked.commit, CommitState::NotDone)?;
                self.nobody(notice, limits)
            }
            Ending::Notice(notice) => match &self.scenario.interruptions[notice.number].action {
                Action::Stop(reason) => self.stop(reason),
                _ => self.nobody(notice, limits),
            },
            Ending::Unproved => Halt::new(
                "not_proved",
                code::UNPROVEN,
                &format!(
                    "what was read is stored ({files}), but it is not proved that it is a token; the dialog was not closed"
                ),
                &format!("run tokenwright verify with that file later; if it is none, {REVOKE}"),
            ),
            Ending::NotStored => {
                let limit = limits.person.unwrap_or(limits.answer);
                let trouble = reading
                    .trouble
                    .clone()
                    .unwrap_or_else(|| Halt::new("not_stored", code::PERSON, "the token could not be stored", REVOKE));
                let message = format!("{}; it was tried for {} s", trouble.error.message, limit.as_secs());
                Halt::new(&trouble.error.kind, trouble.error.exit_code, &message, &trouble.error.hint)
            }
            Ending::Interrupted if files.is_empty() => Halt::new(
                "interrupted",
                code::INTERRUPTED,
                "interrupted after a token was asked for, and none was shown",
                REVOKE,
            ),
            Ending::Interrupted => {
                self.stage.settle_as(clicked.commit, CommitState::Done)?;
                let message = format!("interrupted; what was read is stored ({files}) and not proved yet");
                Halt::new(
                    "interrupted",
                    code::INTERRUPTED,
                    &message,
                    "run again: what is stored is proved, and no other is made",
                )
            }
            Ending::Odd => {
                for text in &reading.strange {
                    let path = self.stage.vault.keep_unknown(text)?;
                    self.stage.remark(&format!(
                        "what the dialog shows, and is not understood, is kept in {}",
                        path.display()
                    ));
                }
                let hint = format!("look at the system user in the console; {REVOKE}");
                Halt::new("not_a_token", code::PAGE, "the result dialog shows something that is not a token", &hint)
            }
            Ending::Empty | Ending::Nothing => match self.reason(step, reading) {
                Some(halt) => halt,
                None => Halt::new(
                    "token_not_shown",
                    code::PAGE,
                    &format!(
                        "{}: nothing that could be one has shown within {} s",
                        step.title,
                        limits.answer.as_secs()
                    ),
                    REVOKE,
                ),
            },
        })
    }

    /// The first of the step's own reasons that shows.
    fn reason(&self, step: &Step, reading: &Reading) -> Option<Halt> {
        let mut shown = stops(step).zip(&reading.stops).filter(|(_, shows)| **shows);
        shown.next().map(|((_, stop), _)| self.stop(stop))
    }

    /// The page asks for somebody who is not there, or did not come.
    fn nobody(&self, notice: Notice, limits: Limits) -> Halt {
        let interruption = &self.scenario.interruptions[notice.number];
        let Action::Person(person) = &interruption.action else {
            return Halt::new("person", code::PERSON, &interruption.title, REVOKE);
        };
        let kind = interruption.kind_without_person().unwrap_or_default();
        let message = crate::page::fill_in(&person.message, &self.values);
        let (message, hint) = match limits.person {
            None => (
                format!("{}: {message}", interruption.title),
                "run again at a terminal with --headed, and do it in the browser window while the bot waits",
            ),
            Some(limit) => (
                format!("{}: nobody came within {} s", interruption.title, limit.as_secs()),
                "run again when somebody is at the browser window",
            ),
        };
        Halt::new(&kind, code::PERSON, &message, person.hint.as_deref().unwrap_or(hint))
    }
}

/// The number of a value that can be a token.
fn number_of(text: &str, reading: &mut Reading) -> Option<u32> {
    Token::parse(text).ok()?;
    let known = reading.values.iter().position(|known| **known == *text);
    let at = known.unwrap_or_else(|| {
        reading.values.push(zeroize::Zeroizing::new(text.to_owned()));
        reading.values.len() - 1
    });
    u32::try_from(at).ok()
}

/// The reasons to stop among the ways of a step, with their conditions.
fn stops(step: &Step) -> impl Iterator<Item = (&[Condition], &Stop)> {
    step.ways.iter().filter_map(|way| match &way.action {
        Action::Stop(reason) => Some((way.when.as_slice(), reason)),
        _ => None,
    })
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every run that may have made a token says so itself.
fn in_doubt(mut halt: Halt) -> Halt {
    let error = &mut halt.error;
    if !error.message.contains("token was made") && !error.message.contains(MAY_EXIST) {
        error.message = format!("{}; {MAY_EXIST}", error.message);
    }
    if !error.hint.contains("--force-new-token") {
        error.hint = format!("{}; {REVOKE}", error.hint);
    }
    halt
}
