//! Where a walk makes no progress, it ends, and says which step could not be done and what is nearest to its control.

use serde_json::{Value, json};

use super::course::goto_id;
use super::halt::Halt;
use super::replay::Replay;
use super::vain::{Doubtful, Missed};
use crate::outcome::code;
use crate::outcome::help::{Help, Near};
use crate::page::{self, Answer, Found, Phrasing, fill_in};
use crate::scenario::model::{Action, Belief, Condition, Goto, Step, Way, done_key};

impl Replay<'_> {
    /// The step's act was made in vain as often as it may be.
    pub(super) async fn in_vain(&mut self, step: &Step, found: Option<&str>, times: u32) -> Halt {
        let control = found.unwrap_or("the control");
        if let Some(help) = self.vain.option.take() {
            let nearest = help.nearest.iter().map(Near::said).collect::<Vec<_>>().join(", ");
            let offers = if nearest.is_empty() { String::new() } else { format!("; nearest to it is {nearest}") };
            let message = format!("{}: {} is not in the list of {control}{offers}", step.title, help.sought());
            return self.unhelpful("not_found", &message, Some(help));
        }
        let help = self.help(&self.asked_for, "").await;
        let message = format!("{}: {control} was acted on {times} times, and the page does not change", step.title);
        self.unhelpful("no_progress", &message, help)
    }

    fn unhelpful(&self, kind: &str, message: &str, help: Option<Help>) -> Halt {
        let hint = self.hint(kind, self.language.as_deref().unwrap_or_default(), help.as_ref());
        Halt::new(kind, code::PAGE, message, &hint).helped(help)
    }

    /// What helps with the question that was asked last, as the page is, or as it was before the walk went on trying.
    pub(super) async fn best_help(&self, why: &str) -> Option<Help> {
        let help = self.help(&self.asked_for, why).await;
        let kept = self.vain.kept.get(&self.scenario.steps[self.asking].id);
        match (help, kept) {
            (Some(help), Some(kept)) if kept.likeness() > help.likeness() || kept.there.len() > help.there.len() => {
                Some(kept.clone())
            }
            (None, Some(kept)) => Some(kept.clone()),
            (help, _) => help,
        }
    }

    /// Keeps what a step is nearest to while the walk goes on trying.
    pub(super) async fn keep_help(&mut self, step: &str) {
        let Some(help) = self.help(&self.asked_for, "").await else { return };
        if self.vain.kept.get(step).is_none_or(|kept| help.likeness() > kept.likeness()) {
            self.vain.kept.insert(step.to_owned(), help);
        }
    }

    /// A step is left undone because its control does not show: from the second time on, what it was that did not.
    pub(super) async fn note_missed(&mut self, step: &Step, way: &Way, goto: &Goto) {
        if goto.step == step.id
            && !matches!(way.action, Action::Expect)
            && self.course.count(&goto_id(&step.id, goto)) > 0
        {
            self.keep_help(&step.id).await;
            return;
        }
        let absence = |condition: &Condition| matches!(condition, Condition::Absent(_) | Condition::NoDialog);
        let undone = matches!(way.action, Action::Expect) && way.when.iter().any(absence);
        if !undone || self.course.count(&goto_id(&step.id, goto)) == 0 {
            return;
        }
        let ways = std::mem::take(&mut self.asked_for);
        if let Some(help) = self.help(&ways, "").await
            && help.sought.label.is_some()
        {
            self.vain.missed = Some(Missed { id: step.id.clone(), title: step.title.clone(), help });
        }
        self.asked_for = ways;
    }

    /// Whether nothing new has shown for as long as a step may take.
    pub(super) fn stands_still(&self) -> bool {
        self.vain.stands_for() > self.stage.timeout
    }

    /// The walk has gone back as often as it may.
    pub(super) fn went_in_circles(&mut self, goto: &Goto, times: u32, seen: Vec<String>) -> Halt {
        let to = self.scenario.steps.iter().find(|step| step.id == goto.step).map_or(&goto.step, |step| &step.title);
        let Some(Missed { id, title, help }) = self.vain.missed.take() else {
            let message = format!("went back to \"{to}\" {times} times, and the page is still not as expected");
            let hint = "look at the report for what the page showed";
            return self.vain.quoted(Halt::new("no_progress", code::PAGE, &message, hint).seeing(seen));
        };
        let nearest =
            help.nearest.first().map(|near| format!("; nearest to it is {}", near.said())).unwrap_or_default();
        let message = format!(
            "{title}: {} did not show{nearest} (went back to \"{to}\" {times} times to look again)",
            help.sought()
        );
        self.unhelpful("no_progress", &message, Some(help)).seeing(seen).at(&id)
    }

    /// Remembers a click on what was only taken for the control: by a later rung, or because of its words alone.
    pub(super) fn note_doubt(&mut self, at: usize, found: &Found) {
        let doubtful = found.tier >= 2 || found.rung.is_some_and(|rung| rung > 0);
        self.vain.doubtful = doubtful.then(|| Doubtful {
            at,
            taken: found.found.clone().unwrap_or_default(),
            sign: found.sign.clone(),
            ways: self.asked_for.clone(),
        });
    }

    /// What was done was made again and again, and has not come to the page.
    pub(super) fn did_not_arrive(&self, reason: &str, times: u32) -> Halt {
        let step = &self.scenario.steps[self.last_step];
        let typed = step.ways.iter().find_map(|way| match &way.action {
            Action::Fill { value, .. } => Some(value),
            _ => None,
        });
        if let (Some(kept), Some(value)) = (&self.cut, typed) {
            let (whole, letters) = (fill_in(value, &self.values), kept.chars().count());
            let message = format!(
                "{}: \"{whole}\" was typed, and the field has \"{kept}\": it takes no more letters than that, and nothing was made by half a name",
                step.title
            );
            let flag = if value == "{system_user}" { " (--system-user)" } else { "" };
            return Halt::new(
                "cut_off",
                code::REFUSED,
                &message,
                &format!("give one of at most {letters} letters{flag}"),
            );
        }
        let message = format!("\"{}\" was tried {times} times and did not arrive: {reason}", step.title);
        Halt::new("not_clickable", code::PAGE, &message, "look at the picture: what lies over the control?")
    }

    /// Where what the last commit has made showed, and shows no more, the console has taken it back: that commit's step has failed.
    async fn taken_back(&mut self, at: usize, halt: &Halt) -> Option<(usize, Halt)> {
        let of_page = [code::PAGE, code::REFUSED].contains(&halt.error.exit_code);
        let made = self.committing.filter(|made| of_page && *made < at)?;
        let step = &self.scenario.steps[made];
        let believed = step.listed && self.values.contains_key(&done_key(&step.id));
        if !believed || self.seen_to_hold(&step.done_when).await? {
            return None;
        }
        let mut halt = halt.clone();
        let error = &mut halt.error;
        error.message =
            format!("{}: what it was to make does not show, or not any more: {}", step.title, error.message);
        // What is nearest to it in the list is another one.
        if let Some(help) = &mut error.help {
            (help.label_file, help.suggestion) = (None, None);
        }
        if error.exit_code == code::PAGE {
            "see in the report what the page said; run again later, the walk looks first whether it was made all the same"
                .clone_into(&mut error.hint);
        }
        Some((made, self.vain.quoted(halt)))
    }

    /// Whether these hold on the page as it is; `None`: it cannot be told.
    async fn seen_to_hold(&mut self, when: &[Condition]) -> Option<bool> {
        let wording = Phrasing::new(self.scenario, &self.values);
        let ways = [wording.look("holds", when, None), wording.look("holds not", &[], Some(Belief::Quiet))];
        let regions = (wording.regions(), wording.never(), wording.rail());
        let mut question = self.question(&ways);
        (question["regions"], question["never"], question["rail"]) = regions;
        question["contextKey"] = Value::Null;
        (question["timeout"], question["slice"], question["spent"]) = (json!(4000), json!(4000), json!(0));
        match page::ask(self.stage.session, question).await.ok()? {
            Answer::Way(found) => Some(found.way == 0),
            _ => None,
        }
    }

    /// Where a step fails right after such a click, of which nothing came, it is that click's step that failed.
    pub(super) async fn blamed(&mut self, at: usize, halt: Halt) -> (usize, Halt) {
        if let Some(blamed) = self.taken_back(at, &halt).await {
            return blamed;
        }
        let Some(doubtful) = self.vain.doubtful.take() else { return (at, halt) };
        let of_page = [code::PAGE, code::REFUSED].contains(&halt.error.exit_code);
        if !of_page || doubtful.at == at || doubtful.sign != self.vain.last_sign {
            return (at, halt);
        }
        let Some(help) = self.help_in_doubt(&doubtful.ways).await.filter(|help| help.label_file.is_some()) else {
            return (at, halt);
        };
        let nearest =
            help.nearest.first().map(|near| format!("; nearest to it is {}", near.said())).unwrap_or_default();
        let message = format!(
            "{}: {} did not show, {} was taken for it, and nothing came of that{nearest}",
            self.scenario.steps[doubtful.at].title,
            help.sought(),
            doubtful.taken,
        );
        let failed = self.unhelpful("not_found", &message, Some(help)).seeing(halt.seen);
        (doubtful.at, failed)
    }
}
