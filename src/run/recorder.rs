//! A walk that a person shows, recorded as a scenario. Each click is told first, asked about where it may change something, and then made
//! by the driver as real input.

use std::time::{Duration, Instant};

use super::browser_route::{leave, start_browser};
use super::halt::Halt;
use super::race::REPLACED_PAUSE;
use super::setup::Setup;
use crate::browser::{BrowserError, Session};
use crate::outcome::code;
use crate::outcome::result::RunError;
use crate::page::point::{self, Button, Did, Panel};
use crate::page::record::{self, At, Rest, Shown};
use crate::page::{act, prepare};
use crate::scenario::model::{Action, Locator, Name, Scenario};
use crate::scenario::{Draft, DraftAct, DraftPlace, Placeholders, Pointer, with_placeholders};
use crate::secret::redact;

/// How long the page is asked for what the person did before it is asked again.
const SLICE_MS: u64 = 700;
/// How often a page that is being replaced is asked again.
const TRIES: u32 = 200;

/// Records what a person shows, beginning at an address, until they say that it is done. `known`: a scenario whose labels and commits are
/// known.
///
/// # Errors
/// Why nothing was recorded.
pub async fn record(
    setup: &Setup,
    draft: Draft,
    (start, values, known): (&str, &Placeholders, &Scenario),
    limit: Duration,
    tell: &mut (dyn FnMut(&str) + Send),
) -> Result<Draft, RunError> {
    let session = start_browser(setup, Instant::now(), |_| {}).await.map_err(|halt| halt.error)?;
    record::prepare(&session).await;
    let mut scribe = Recorder {
        session: &session,
        draft,
        values,
        known,
        limit,
        tell: &mut *tell,
        here: None,
        page: 0,
        told: String::new(),
        noted: Default::default(),
    };
    let mut interrupt = setup.interrupt.clone();
    let came = tokio::select! {
        came = scribe.whole(start) => came,
        _ = interrupt.wait_for(|stop| *stop) => Err(Halt::interrupted()),
    };
    let draft = std::mem::take(&mut scribe.draft);
    leave(setup, session, false).await;
    match came {
        // Whoever closes the window has shown all that they wanted to.
        Err(halt) if halt.error.exit_code == code::BROWSER && draft.places.len() > 1 => {
            tell(&format!("{}: what was recorded so far is written", halt.error.message));
            Ok(draft)
        }
        came => came.map(|()| draft).map_err(|halt| halt.error),
    }
}

struct Recorder<'a> {
    session: &'a Session,
    draft: Draft,
    values: &'a Placeholders,
    known: &'a Scenario,
    limit: Duration,
    tell: &'a mut (dyn FnMut(&str) + Send),
    /// Where the person was when the page rested last.
    here: Option<Rest>,
    /// The place, by its number, that is the page behind all dialogs.
    page: usize,
    /// What the panel says next.
    told: String,
    /// What was noted last, and how much so far.
    noted: (String, u32),
}

impl Recorder<'_> {
    async fn whole(&mut self, start: &str) -> Result<(), Halt> {
        self.session.goto(start).await?;
        let rest = self.rest().await?;
        let title = if rest.title.is_empty() { "the first page" } else { &rest.title };
        self.draft.places.push(DraftPlace {
            title: title.to_owned(),
            open: Some(with_placeholders(start, self.values)),
            ..DraftPlace::default()
        });
        self.here = Some(rest);
        let mut began = Instant::now();
        while began.elapsed() < self.limit {
            let panel = self.panel();
            match record::record(self.session, &panel, SLICE_MS).await {
                Ok(Shown::Pending) => continue,
                Ok(Shown::Pressed { button }) if button == "done" => return Ok(()),
                Ok(Shown::Pressed { .. }) => {
                    return Err(Halt::new("stopped", code::PAGE, "it was ended by the person", "nothing was written"));
                }
                Ok(Shown::Secret) => self.say("an entry into a field for a secret was not read, and is not recorded"),
                Ok(Shown::Entered { at, value }) => self.entered(at, &value),
                Ok(Shown::Chosen { at, value }) => {
                    let act = DraftAct::Choose(self.pointer(at), with_placeholders(&value, self.values));
                    self.acts().push(act);
                }
                Ok(Shown::Clicked { at, x, y, on, dialog }) => self.clicked(at, (x, y), on, dialog).await?,
                Err(BrowserError::Alert { .. }) => drop(self.session.dismiss_alert().await),
                Err(error) if error.session_lives() && !matches!(error, BrowserError::Javascript(_)) => {
                    tokio::time::sleep(REPLACED_PAUSE).await;
                    continue;
                }
                Err(error) => return Err(error.into()),
            }
            began = Instant::now();
        }
        let message = format!("nothing was done within {} s", self.limit.as_secs());
        Err(Halt::new(
            "person",
            code::PERSON,
            &message,
            "run it again when somebody is there; --person-limit waits longer",
        ))
    }

    fn say(&mut self, text: &str) {
        text.clone_into(&mut self.told);
        (self.tell)(text);
    }

    fn panel(&self) -> Panel {
        let place = self.draft.places.last().map_or("", |place| place.title.as_str());
        let count: usize = self.draft.places.iter().map(|place| place.acts.len()).sum();
        Panel {
            id: format!("record {} {count} {}", self.noted.1, self.told),
            title: format!("Recording the scenario {}", self.draft.name),
            lines: vec![
                "Click and type as usual. Each click is noted, and then made for you. Passwords are not read."
                    .to_owned(),
                format!("Now at: {place}. So far: {count} acts, {} places.", self.draft.places.len()),
                self.noted.0.clone(),
            ],
            told: self.told.clone(),
            buttons: vec![Button::new("done", "Done, write it"), Button::new("stop", "Stop, write nothing")],
            ..Panel::default()
        }
    }

    fn pointer(&self, at: At) -> Pointer {
        let filled = |text: &str| with_placeholders(text.trim(), self.values);
        Pointer {
            kind: at.kind,
            name: filled(&at.name),
            near: at.near.as_deref().map(filled),
            which: at.which,
            within: None,
        }
    }

    fn acts(&mut self) -> &mut Vec<DraftAct> {
        &mut self.draft.places.last_mut().expect("there is a first place").acts
    }

    fn entered(&mut self, at: At, value: &str) {
        if redact::text(value) != value {
            return self.say("an entry that looks like a secret is not recorded");
        }
        let act = DraftAct::Fill(self.pointer(at), with_placeholders(value, self.values));
        self.acts().push(act);
    }

    async fn clicked(&mut self, at: At, (x, y): (i64, i64), on: Option<bool>, dialog: bool) -> Result<(), Halt> {
        self.told.clear();
        if is_named(self.known, &at.name, &self.known.never) {
            self.noted.1 += 1;
            self.say(&format!("\"{}\" is never clicked: it was not", at.name));
            return Ok(());
        }
        let pointer = self.pointer(at);
        (self.tell)(&format!("  {} \"{}\"", pointer.kind, redact::text(&pointer.name)));
        let may_commit = pointer.kind == "button"
            && (is_named(self.known, &pointer.name, &commits(self.known))
                || dialog
                    && !["cancel", "close", "next", "back"]
                        .iter()
                        .any(|key| is_wording(self.known, key, &pointer.name)));
        let commits = may_commit && self.asked_whether_it_commits(&pointer).await?;
        let windows = self.session.windows().await?;
        record::let_pass(self.session).await?;
        act::click(self.session, x, y).await?;
        let mut rest = self.rest().await?;
        let new_window = self.follow(&windows).await?;
        if new_window {
            rest = self.rest().await?;
        }
        self.noted = (format!("Noted: {} \"{}\".", pointer.kind, redact::text(&pointer.name)), self.noted.1 + 1);
        self.note(pointer, on, commits, new_window, &rest).await?;
        self.here = Some(rest);
        Ok(())
    }

    /// Notes a click by what came of it: another place, or an act at this one.
    async fn note(
        &mut self,
        pointer: Pointer,
        on: Option<bool>,
        commits: bool,
        new_window: bool,
        rest: &Rest,
    ) -> Result<(), Halt> {
        let was = self.here.clone();
        let had_dialog = was.as_ref().and_then(|was| was.dialog.clone());
        let moved = new_window || was.as_ref().is_none_or(|was| was.path != rest.path);
        if commits {
            let shows = self.asked_what_shows(&pointer).await?;
            self.acts().push(DraftAct::Commit(pointer, shows));
        } else if rest.dialog.is_some() && had_dialog.is_none() {
            let named = |key: &str| rest.buttons.iter().find(|name| is_wording(self.known, key, name));
            let leave = named("cancel").or_else(|| named("close")).map(|name| Pointer::new("button", name));
            let title = rest.dialog.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| pointer.name.clone());
            self.draft.places.push(DraftPlace {
                title: with_placeholders(&title, self.values),
                reach: Some(pointer),
                dialog: true,
                leave,
                from: Some(self.page),
                ..DraftPlace::default()
            });
            return Ok(());
        } else if moved && rest.dialog.is_none() {
            let title = if pointer.name.is_empty() { rest.title.clone() } else { pointer.name.clone() };
            let from = Some(self.page);
            self.page = self.draft.places.len();
            self.draft.places.push(DraftPlace {
                title,
                reach: Some(pointer),
                new_window,
                from,
                ..DraftPlace::default()
            });
            return Ok(());
        } else {
            self.note_act(pointer, on);
        }
        // Back on the page that the dialog was opened from.
        if had_dialog.is_some() && rest.dialog.is_none() {
            let title = self.draft.places[self.page].title.clone();
            self.draft.places.push(DraftPlace { title, same_as: Some(self.page), ..DraftPlace::default() });
        }
        Ok(())
    }

    fn note_act(&mut self, pointer: Pointer, on: Option<bool>) {
        let acts = self.acts();
        match (pointer.kind.as_str(), on, acts.last()) {
            // What is typed there is told by itself.
            ("field", ..) => {}
            ("check", Some(on), _) => acts.push(DraftAct::Check(pointer, !on)),
            ("option", _, Some(DraftAct::Click(picker))) if picker.kind == "picker" => {
                let picker = picker.clone();
                acts.pop();
                acts.push(DraftAct::Choose(picker, pointer.name));
            }
            _ => acts.push(DraftAct::Click(pointer)),
        }
    }

    /// Whether a click changes something on the other side is the person's to say, before it is made.
    async fn asked_whether_it_commits(&mut self, pointer: &Pointer) -> Result<bool, Halt> {
        let panel = Panel {
            id: format!("commits {} {}", self.draft.places.len(), pointer.name),
            title: format!("Does \"{}\" change something?", pointer.name),
            lines: vec![
                "A click that makes, changes or removes something in the console is a commit: a run journals it, and does not make it twice.".to_owned(),
                "It is clicked after your answer.".to_owned(),
            ],
            buttons: vec![Button::new("yes", "Yes, it changes something"), Button::new("no", "No, it only leads on")],
            ..Panel::default()
        };
        Ok(matches!(self.answer(&panel).await?, Did::Pressed { button } if button == "yes"))
    }

    /// What shows that a commit was done: how a run sees that it need not be made again.
    async fn asked_what_shows(&mut self, control: &Pointer) -> Result<Option<Pointer>, Halt> {
        let panel = Panel {
            id: format!("shows {} {}", self.draft.places.len(), control.name),
            title: format!("How does one see that \"{}\" was done?", control.name),
            lines: vec![
                "Point at words on the page that are there now because of it, and click them: a new entry of the list, say.".to_owned(),
                "A run looks for them first, and does not do it again where they show.".to_owned(),
            ],
            buttons: vec![Button::new("skip", "Nothing shows it"), Button::new("free", "Let me use the page first")],
            pointing: true,
            ..Panel::default()
        };
        match self.answer(&panel).await? {
            Did::Pointed(pointed) => {
                let name = with_placeholders(&pointed.name, self.values);
                Ok(Some(Pointer::new("text", &name)))
            }
            _ => Ok(None),
        }
    }

    async fn answer(&mut self, panel: &Panel) -> Result<Did, Halt> {
        let began = Instant::now();
        while began.elapsed() < self.limit {
            match point::point(self.session, panel, "text", SLICE_MS).await {
                Ok(Did::Pending) => {}
                // The panel stays: what a person presses now, before the next is looked at, is not to reach the page.
                Ok(did) => return Ok(did),
                Err(error) if error.session_lives() && !matches!(error, BrowserError::Javascript(_)) => {
                    tokio::time::sleep(REPLACED_PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Halt::new("person", code::PERSON, "nobody has answered", "run it again when somebody is there"))
    }

    /// Where the person is once the page rests, be it replaced meanwhile or not.
    async fn rest(&mut self) -> Result<Rest, Halt> {
        for _ in 0..TRIES {
            match record::rest(self.session).await {
                Ok(rest) if rest.path.starts_with("null") => tokio::time::sleep(REPLACED_PAUSE).await,
                Ok(rest) => return Ok(rest),
                Err(error) if error.session_lives() && !matches!(error, BrowserError::Javascript(_)) => {
                    tokio::time::sleep(REPLACED_PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Halt::new("page_not_loaded", code::PAGE, "the page does not come to rest", "run it again"))
    }

    /// Follows a window that has opened.
    async fn follow(&mut self, before: &[String]) -> Result<bool, Halt> {
        let now = self.session.windows().await?;
        let Some(new) = now.iter().find(|window| !before.contains(window)) else { return Ok(false) };
        self.session.switch_to_window(new).await?;
        prepare(self.session).await;
        record::prepare(self.session).await;
        Ok(true)
    }
}

/// The controls that the known scenario commits with.
fn commits(known: &Scenario) -> Vec<Locator> {
    let ways = known.steps.iter().filter(|step| step.commits).flat_map(|step| &step.ways);
    let clicked = ways.filter_map(|way| match &way.action {
        Action::Click { target, .. } => Some(target.clone()),
        _ => None,
    });
    clicked.flatten().collect()
}

/// Whether a name is a wording of the label of one of these.
fn is_named(known: &Scenario, name: &str, among: &[Locator]) -> bool {
    among.iter().any(|locator| matches!(&locator.name, Some(Name::Label(key)) if is_wording(known, key, name)))
}

fn is_wording(known: &Scenario, key: &str, name: &str) -> bool {
    let wordings = known.labels.entries.get(key).into_iter().flatten();
    wordings.map(|wording| &wording.text).any(|text| crate::names::same(text, name).is_same())
}
