//! What was done in vain: acts of which nothing comes, ways back that lead to the same page again, and a control that was
//! taken for another. A walk ends where it makes no progress, and says which step could not be done.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::halt::Halt;
use super::replay::Replay;
use crate::outcome::code;
use crate::outcome::help::{Help, Near};
use crate::page::{Act, Found};
use crate::scenario::model::{Action, Condition, Goto, Step, Way};

/// So often one control is acted on while the page stays as it is.
const ACTS: u32 = 3;
/// So often one control of a list is acted on at all.
const ACTS_OF_ONE: u32 = 5;
/// So often a walk goes the same way back before it is asked whether anything has changed meanwhile.
const WAYS_BACK: u32 = 3;

/// What a walk remembers of what it has done without progress.
#[derive(Default)]
pub(super) struct Vain {
    /// What the page has looked like, and since when it has not looked new.
    signs: HashSet<String>,
    since: Option<Instant>,
    /// The step that was left undone last, on a way that has been gone before.
    missed: Option<Missed>,
    /// The click on what was only taken for the control, if it was the last.
    doubtful: Option<Doubtful>,
    /// What an open list did not have.
    pub(super) option: Option<Help>,
    /// What a step's question was nearest to before the walk went on trying: a search, or what folds and unfolds.
    kept: HashMap<String, Help>,
    /// What the page looked like when the last question ended.
    pub(super) last_sign: String,
}

struct Missed {
    id: String,
    title: String,
    help: Help,
}

struct Doubtful {
    at: usize,
    taken: String,
    sign: String,
    ways: Vec<Value>,
}

impl Vain {
    /// A page that has not been seen before is progress.
    pub(super) fn looks(&mut self, sign: &str) {
        sign.clone_into(&mut self.last_sign);
        if self.signs.insert(sign.to_owned()) {
            self.since = Some(Instant::now());
        }
    }

    /// A page that is loaded anew may show anything.
    pub(super) fn begins_anew(&mut self) {
        self.since = Some(Instant::now());
    }

    /// Keeps what is nearest to an option that an open list does not have: a list that was shut again has none.
    pub(super) fn lacks_option(&mut self, help: Option<Help>) {
        if help.as_ref().is_some_and(|help| !help.nearest.is_empty()) || self.option.is_none() {
            self.option = help;
        }
    }

    /// Whether the list was not open when its options were to be told: then it is opened once more.
    pub(super) fn saw_no_option(&self) -> bool {
        self.option.as_ref().is_some_and(|help| help.nearest.is_empty())
    }

    fn stands_for(&self) -> Duration {
        self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Acts on a list or picker, counted.
#[derive(Default)]
pub(super) struct Acts {
    alike: HashMap<(String, String), u32>,
    of_one: HashMap<String, u32>,
}

impl Acts {
    /// Counts an act. True when it has been made in vain so often that it is not made again.
    pub(super) fn in_vain(&mut self, found: &Found, over: bool) -> bool {
        // A search is bounded by the engine, word by word.
        if matches!(found.act, Act::Search { .. } | Act::None | Act::Already) {
            return false;
        }
        let control = found.found.clone().unwrap_or_default();
        let of_one = self.of_one.entry(control.clone()).or_default();
        *of_one += 1;
        let alike = self.alike.entry((control, found.sign.clone())).or_default();
        *alike += 1;
        *alike > ACTS || *of_one > ACTS_OF_ONE || (over && *alike > 1)
    }
}

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
        if goto.step == step.id && !matches!(way.action, Action::Expect) && self.count(&goto_id(&step.id, goto)) > 0 {
            self.keep_help(&step.id).await;
            return;
        }
        let absence = |condition: &Condition| matches!(condition, Condition::Absent(_) | Condition::NoDialog);
        let undone = matches!(way.action, Action::Expect) && way.when.iter().any(absence);
        if !undone || self.count(&goto_id(&step.id, goto)) == 0 {
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

    /// Whether the walk goes in circles: the same way back again, and nothing new has shown for as long as a step may take.
    pub(super) fn in_circles(&self, times: u32, goto: &Goto) -> bool {
        goto.then.is_none() && times > WAYS_BACK && self.vain.stands_for() > self.stage.timeout
    }

    /// The walk has gone back as often as it may.
    pub(super) fn went_in_circles(&mut self, goto: &Goto, times: u32, seen: Vec<String>) -> Halt {
        let to = self.scenario.steps.iter().find(|step| step.id == goto.step).map_or(&goto.step, |step| &step.title);
        let Some(Missed { id, title, help }) = self.vain.missed.take() else {
            let message = format!("went back to \"{to}\" {times} times, and the page is still not as expected");
            let hint = "look at the report for what the page showed";
            return Halt::new("no_progress", code::PAGE, &message, hint).seeing(seen);
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

    /// Where a step fails right after such a click, of which nothing came, it is that click's step that failed.
    pub(super) async fn blamed(&mut self, at: usize, halt: Halt) -> (usize, Halt) {
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

/// Counts how often a jump has been made.
pub(super) fn goto_id(from: &str, goto: &Goto) -> String {
    format!("goto {from} {}", goto.step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(control: &str, sign: &str) -> Found {
        Found {
            way: 0,
            waited: 0.0,
            act: Act::Check { x: 1, y: 1, again: true },
            rung: Some(0),
            tier: 0,
            found: Some(control.to_owned()),
            language: String::new(),
            url: String::new(),
            sign: sign.to_owned(),
            pressed: false,
        }
    }

    #[test]
    fn the_same_act_on_the_same_page_is_made_three_times() {
        let mut acts = Acts::default();
        let tries: Vec<bool> = (0..4).map(|_| acts.in_vain(&click("check a", "x"), false)).collect();
        assert_eq!(tries, [false, false, false, true]);
    }

    #[test]
    fn a_list_takes_an_act_an_entry_and_each_on_a_page_of_its_own() {
        let mut acts = Acts::default();
        assert!((0..40).all(|n| !acts.in_vain(&click(&format!("check {n}"), &format!("{n}")), false)));
        // One that goes on and off again for ever stops too.
        let tries = (0..9).position(|n| acts.in_vain(&click("check a", &format!("{n}")), false));
        assert_eq!(tries, Some(5));
    }

    #[test]
    fn when_the_time_is_up_nothing_is_tried_twice() {
        let mut acts = Acts::default();
        assert!(!acts.in_vain(&click("check a", "x"), true));
        assert!(acts.in_vain(&click("check a", "x"), true));
    }
}
