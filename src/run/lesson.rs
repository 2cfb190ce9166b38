//! One lesson: a control was not found, the person points at it, and what would mend the scenario is tried on the page before it is
//! written.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::halt::Halt;
use super::help;
use super::race::REPLACED_PAUSE;
use super::replay::Replay;
use crate::browser::BrowserError;
use crate::names::same;
use crate::outcome::code;
use crate::outcome::help::Help;
use crate::page::point::{self, Button, Did, Panel, Pointed};
use crate::page::{Phrasing, fill_in};
use crate::scenario::model::{Action, Condition, Ladder, Locator, Name, Scenario, Step, Visit};
use crate::secret::redact;

/// How long the page is asked for what the person did before it is asked again.
const SLICE_MS: u64 = 700;
/// What is wrong is none of the wordings: nothing that could be pointed at would mend it.
const OTHER_FAULTS: [&str; 8] = [
    "unknown_dialog",
    "not_clickable",
    "page_not_loaded",
    "guard",
    "alert",
    "interruption",
    "would_commit",
    "left_open",
];

/// A step that was taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// Its id.
    pub step: String,
    /// Its title.
    pub title: String,
    /// What was pointed at, in a person's words.
    pub pointed: String,
    /// The file that was changed.
    pub file: String,
    /// The line in it.
    pub line: usize,
}

/// What was pointed at, and what of the scenario is to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The label whose wordings were sought.
    pub label: String,
    /// The line of the scenario's file with the locator that was to find it.
    pub line: usize,
    /// The label file, and its line with the wording that is missing; `None`: it has it.
    pub wording: Option<(String, String)>,
    /// Locators that could find it, as they would stand in a scenario, the best first.
    pub rungs: Vec<String>,
}

/// A change of a file, and the scenario as it would be with it.
#[derive(Debug, Clone)]
pub struct Patch {
    /// The file.
    pub file: String,
    /// The line that changes.
    pub line: usize,
    /// What changes, as a unified diff.
    pub diff: String,
    /// The file as it would be.
    pub text: String,
    /// The scenario as it would be.
    pub scenario: Scenario,
}

/// Makes patches, asks at the terminal, and writes.
pub trait Mender: Send {
    /// What could be changed so that the scenario finds what was pointed at, the best first.
    ///
    /// # Errors
    /// Why nothing can be changed, in words.
    fn patches(&mut self, lesson: &Lesson) -> Result<Vec<Patch>, String>;
    /// Writes a patch into the user's own file.
    ///
    /// # Errors
    /// Why it could not be written, in words.
    fn write(&mut self, patch: &Patch) -> Result<(), String>;
    /// Tells the person at the terminal.
    fn tell(&mut self, text: &str);
    /// Whether this may be written without asking. What commits never is.
    fn needs_no_yes(&self) -> bool;
    /// What was answered at the terminal since this was last asked: yes or no.
    fn answered(&mut self) -> Option<bool>;
}

/// What came of a lesson.
pub(super) enum Came {
    /// The scenario is mended.
    Learned(Learned, Box<Scenario>),
    /// The step is left as it is.
    Skipped,
    /// The person has had enough.
    Stopped,
}

/// What the person is asked.
struct Asked {
    /// The step's title.
    title: String,
    /// What is sought, in a person's words.
    sought: String,
    /// The kind of control.
    kind: String,
    /// The label whose wordings are sought.
    label: String,
    /// Whether a run commits with it.
    commits: bool,
}

impl Replay<'_> {
    /// Has the person point at what was not found.
    pub(super) async fn teach(
        &mut self,
        visit: &Visit,
        halt: &Halt,
        limit: Duration,
        mender: &mut dyn Mender,
    ) -> Result<Came, Halt> {
        let step = halt.error.step.clone().unwrap_or_default();
        let named = self.scenario.steps.iter().find(|one| one.id == step);
        let title = fill_in(named.map_or(visit.title.as_str(), |one| one.title.as_str()), &self.values);
        let help = match &halt.error.help {
            Some(help) => Some((**help).clone()),
            None => self.help(&self.asked_for, "").await,
        };
        mender.tell(&format!("{title}: {}", halt.error.message));
        let kind = halt.error.kind.as_str();
        let sought = help.as_ref().and_then(|help| Some((help, help.sought.label.clone()?)));
        let Some((help, label)) = sought.filter(|_| !OTHER_FAULTS.contains(&kind)) else {
            mender.tell("This is nothing that pointing at a control would mend.");
            mender.tell(&format!("  {}", halt.error.hint));
            return Ok(Came::Skipped);
        };
        // What commits is called by its step in the plan; what leads there is another one.
        let commits = visit.marks.iter().any(|mark| mark.step == step && mark.commits);
        let asked = Asked { title, sought: help.sought(), kind: help.sought.kind.clone(), label, commits };
        mender.tell(&format!("  point at it in the browser window: {}", asked.sought));
        let came = self.ask_to_point(&step, &asked, help, limit, mender).await;
        // A page that is gone has taken the panel with it.
        drop(point::end(self.stage.session).await);
        came
    }

    async fn ask_to_point(
        &mut self,
        step: &str,
        asked: &Asked,
        help: &Help,
        limit: Duration,
        mender: &mut dyn Mender,
    ) -> Result<Came, Halt> {
        let mut told = String::new();
        for round in 0.. {
            let panel = pointing(round, asked, help, &told);
            let pointed = match self.wait_for(&panel, &asked.kind, limit, None, mender).await? {
                Did::Pointed(pointed) => pointed,
                Did::Pressed { button } if button == "skip" => return Ok(Came::Skipped),
                _ => return Ok(Came::Stopped),
            };
            let said = said(&pointed);
            mender.tell(&format!("  pointed at: {said}"));
            let patch = match self.mended(step, asked, &pointed, mender).await? {
                Ok(patch) => patch,
                Err(why) => {
                    mender.tell(&format!("  {why}"));
                    told = format!("{said}: {why}");
                    continue;
                }
            };
            mender.tell(&format!("{}:{}\n{}", patch.file, patch.line, patch.diff.trim_end()));
            if !mender.needs_no_yes() || asked.commits {
                let panel = self.confirming(round, asked, &pointed, &patch);
                mender.tell(&format!("  {} [y/N]", panel.lines.join(" ")));
                match self.wait_for(&panel, &asked.kind, limit, Some(()), mender).await? {
                    Did::Pressed { button } if button == "yes" => {}
                    Did::Pressed { button } if button == "no" => {
                        "Nothing was written. Point again.".clone_into(&mut told);
                        continue;
                    }
                    Did::Pressed { button } if button == "skip" => return Ok(Came::Skipped),
                    _ => return Ok(Came::Stopped),
                }
            }
            if let Err(why) = mender.write(&patch) {
                return Err(Halt::new("out_folder", code::USAGE, &why, "make the folder writable, and run it again"));
            }
            mender.tell(&format!("  written: {}:{}", patch.file, patch.line));
            let learned = Learned {
                step: step.to_owned(),
                title: asked.title.clone(),
                pointed: said,
                file: patch.file,
                line: patch.line,
            };
            return Ok(Came::Learned(learned, Box::new(patch.scenario)));
        }
        Ok(Came::Stopped)
    }

    /// Waits for what the person does in the window, or answers at the terminal where there is something to answer.
    async fn wait_for(
        &mut self,
        panel: &Panel,
        kind: &str,
        limit: Duration,
        answers: Option<()>,
        mender: &mut dyn Mender,
    ) -> Result<Did, Halt> {
        let began = Instant::now();
        // What was answered before it was asked is no answer.
        while mender.answered().is_some() {}
        while began.elapsed() < limit {
            match point::point(self.stage.session, panel, kind, SLICE_MS).await {
                Ok(Did::Pending) => {}
                Ok(did) => return Ok(did),
                Err(BrowserError::Alert { .. }) => drop(self.stage.session.dismiss_alert().await),
                // The page is being replaced; the panel is drawn on the new one.
                Err(error) if error.session_lives() && !matches!(error, BrowserError::Javascript(_)) => {
                    tokio::time::sleep(REPLACED_PAUSE).await;
                }
                Err(error) => return Err(gone(error)),
            }
            if let Some(yes) = mender.answered().filter(|_| answers.is_some()) {
                return Ok(Did::Pressed { button: if yes { "yes" } else { "no" }.to_owned() });
            }
        }
        let message = format!("nobody has pointed at anything within {} s", limit.as_secs());
        Err(Halt::new(
            "person",
            code::PERSON,
            &message,
            "run it again when somebody is there; --person-limit waits longer",
        ))
    }

    /// The patch with which the scenario finds what was pointed at and nothing else, or why there is none.
    async fn mended(
        &mut self,
        step: &str,
        asked: &Asked,
        pointed: &Pointed,
        mender: &mut dyn Mender,
    ) -> Result<Result<Patch, String>, Halt> {
        if redact::text(&pointed.name) != pointed.name.as_str() {
            return Ok(Err("it holds what looks like a secret, and is not taken".to_owned()));
        }
        let never = "it is one that is never clicked, and cannot be taught";
        if self.tried(self.scenario, step, &asked.label).await?.is_some_and(|tried| tried.never) {
            return Ok(Err(never.to_owned()));
        }
        let Some(line) = self.line_of(step, &asked.label) else {
            return Ok(Err("the step does not say where it looks for it".to_owned()));
        };
        let language = self.language.clone().unwrap_or_default();
        let wording = help::proposal(self.scenario, &self.values, &asked.label, &language, &pointed.name, &asked.kind);
        let lesson = Lesson { label: asked.label.clone(), line, wording, rungs: rungs(asked, pointed) };
        let patches = match mender.patches(&lesson) {
            Ok(patches) => patches,
            Err(why) => return Ok(Err(why)),
        };
        let mut why = None;
        for patch in patches {
            let Some(tried) = self.tried(&patch.scenario.surveyed(), step, &asked.label).await? else { continue };
            if tried.never {
                return Ok(Err(never.to_owned()));
            }
            if tried.only {
                return Ok(Ok(patch));
            }
            why = why.or(tried.reason);
        }
        let why = why.map_or_else(String::new, |why| format!(": {}", redact::text(&why)));
        Ok(Err(format!("no change of a label or of the step would find it and nothing else{why}")))
    }

    /// Whether a scenario's step finds what was pointed at; `None`: the scenario has no such step.
    async fn tried(&self, scenario: &Scenario, step: &str, label: &str) -> Result<Option<point::Tried>, Halt> {
        let wording = Phrasing::new(scenario, &self.values);
        let Some(step) = scenario.steps.iter().find(|one| one.id == step) else { return Ok(None) };
        let ways: Vec<Value> = step.ways.iter().map(|way| wording.way("try", way, &[])).collect();
        let input = json!({
            "override": self.stage.language, "run": self.stage.run.to_string(), "ways": ways, "label": label, "labels": wording.labels(),
            "regions": wording.regions(), "never": wording.never(), "rail": wording.rail(), "ownNames": wording.own_names(),
        });
        match point::tried(self.stage.session, input).await {
            Ok(tried) => Ok(Some(tried)),
            Err(error) => Err(gone(error)),
        }
    }

    /// The line of the locator with which a step asks for a label.
    fn line_of(&self, step: &str, label: &str) -> Option<usize> {
        let step = self.scenario.steps.iter().find(|one| one.id == step)?;
        let asks = |locator: &&Locator| matches!(&locator.name, Some(Name::Label(key)) if key == label);
        let found = locators(step).find(asks)?;
        Some(found.line)
    }

    /// What is shown before anything is written.
    fn confirming(&self, round: u32, asked: &Asked, pointed: &Pointed, patch: &Patch) -> Panel {
        let mut lines = vec![format!(
            "You pointed at {}. With this change of {} the bot finds it, and nothing else:",
            said(pointed),
            patch.file
        )];
        if asked.commits {
            lines.push("A run commits with this control. Be sure that it is the right one.".to_owned());
        }
        let other = self.scenario.labels.entries.iter().find(|(key, wordings)| {
            **key != asked.label && wordings.iter().any(|known| same(&known.text, &pointed.name).is_same())
        });
        if let Some((key, _)) = other {
            lines.push(format!("Note: so far these words are those of another control of the scenario ({key})."));
        }
        Panel {
            id: format!("confirm {} {round}", asked.label),
            title: format!("{}: write this?", asked.title),
            lines,
            code: patch.diff.clone(),
            buttons: vec![
                Button::new("yes", "Yes, write it"),
                Button::new("no", "No, I point again"),
                Button::new("skip", "Skip this step"),
                Button::new("stop", "Stop"),
            ],
            ..Panel::default()
        }
    }
}

/// What asks the person to point.
fn pointing(round: u32, asked: &Asked, help: &Help, told: &str) -> Panel {
    let mut lines = vec![
        format!("The bot looks for {} and does not find it.", asked.sought),
        "Point at it on the page and click. The click only tells the bot what you mean: nothing on the page is triggered.".to_owned(),
    ];
    if let Some(near) = help.nearest.first() {
        lines.push(format!("Nearest to it seems: {}", near.said()));
    }
    if asked.commits {
        lines.push("A run commits with this control.".to_owned());
    }
    Panel {
        id: format!("point {} {round}", asked.label),
        title: asked.title.clone(),
        lines,
        told: told.to_owned(),
        buttons: vec![
            Button::new("skip", "Skip this step"),
            Button::new("free", "Let me use the page first"),
            Button::new("stop", "Stop"),
        ],
        pointing: true,
        ..Panel::default()
    }
}

/// What was pointed at, in a person's words.
fn said(pointed: &Pointed) -> String {
    let state = if pointed.state.is_empty() { String::new() } else { format!(" ({})", pointed.state.join(", ")) };
    format!("{} \"{}\"{state}", pointed.role, redact::text(&pointed.name))
}

/// Locators that could find it where its wording alone does not.
fn rungs(asked: &Asked, pointed: &Pointed) -> Vec<String> {
    let mut rungs = vec![format!("{{ {} = {} }}", pointed.kind, Value::from(asked.label.as_str()))];
    rungs.push(format!("{{ {} = {}, in = \"anywhere\" }}", pointed.kind, Value::from(asked.label.as_str())));
    if !pointed.locator.contains("\"...\"") {
        rungs.push(pointed.locator.clone());
    }
    rungs
}

/// Every locator of a step.
fn locators(step: &Step) -> impl Iterator<Item = &Locator> {
    let of_way = step.ways.iter().flat_map(|way| {
        let present = way.when.iter().filter_map(|condition| match condition {
            Condition::Present(locator) => Some(locator),
            _ => None,
        });
        ladders(&way.action).into_iter().flatten().chain(present)
    });
    of_way.collect::<Vec<_>>().into_iter()
}

fn ladders(action: &Action) -> Vec<&Ladder> {
    match action {
        Action::Click { target, .. } | Action::Fill { target, .. } => vec![target],
        Action::Choose { target, option, .. } => vec![target, option],
        Action::Check { target, behind, .. } => vec![target, behind],
        Action::CheckOnly { behind, .. } => vec![behind],
        _ => Vec::new(),
    }
}

/// The window is gone, or the browser: told so that nobody fears for what was written.
fn gone(error: BrowserError) -> Halt {
    Halt::from(error).adding("what was taught before is written, and nothing else was changed")
}
