//! What the HTML report shows, in the words and proportions in which it shows it: the template only lays it out.

use minijinja::Value;
use serde::Serialize;

use super::{
    Headline, Timing,
    facts::{Group, facts},
    headline,
    words::{count, moment, ordinal, span},
};
use crate::outcome::help::Near;
use crate::outcome::result::{Outcome, RunResult, StepRecord};

/// The whole report.
#[derive(Serialize)]
pub(super) struct View {
    headline: Headline,
    account: String,
    business: Option<String>,
    started: String,
    started_at: String,
    scenario: String,
    version: String,
    took: String,
    page_share: Option<u64>,
    time: Vec<Share>,
    done: String,
    skipped: usize,
    facts: Vec<Group>,
    notes: Vec<String>,
    drift: Vec<Link>,
    trouble: Option<Trouble>,
    blocks: Vec<Block>,
    has_pictures: bool,
}

/// A part of a bar.
#[derive(Serialize)]
struct Share {
    kind: &'static str,
    label: &'static str,
    text: String,
    percent: String,
}

/// A step to jump to.
#[derive(Serialize)]
struct Link {
    text: String,
    anchor: Option<String>,
}

/// What went wrong, for the top of the page.
#[derive(Serialize)]
struct Trouble {
    kind: String,
    message: String,
    hint: String,
    at: Option<Link>,
    seen: Vec<String>,
    instead: Option<Instead>,
    picture: Option<Picture>,
}

/// What was sought, and what is nearest to it.
#[derive(Serialize)]
struct Instead {
    sought: String,
    nearest: Vec<String>,
    file: Option<String>,
    line: Option<String>,
}

/// A part of the timeline: a step, or several in a row that were not needed.
#[derive(Serialize)]
struct Block {
    step: Option<Step>,
    folded: Vec<Step>,
    folded_text: String,
}

/// A step.
#[derive(Serialize)]
struct Step {
    anchor: String,
    number: String,
    title: String,
    outcome: &'static str,
    outcome_text: String,
    action: String,
    answered: Option<String>,
    took: String,
    /// What the bar says, for those who do not see it.
    timing: String,
    /// Where on the run's time line the step lies, in per cent.
    left: String,
    page: String,
    bot: String,
    commits: bool,
    again: Option<String>,
    drift: Option<String>,
    rungs: Vec<Rung>,
    seen: Vec<String>,
    picture: Option<Picture>,
}

/// One alternative of a ladder.
#[derive(Serialize)]
struct Rung {
    text: String,
    state: &'static str,
    state_text: &'static str,
}

/// A masked picture.
#[derive(Serialize, Clone)]
struct Picture {
    /// Where in the timeline it stands: a step that was done twice has two of one caption.
    anchor: String,
    data: Value,
    alt: String,
    caption: String,
    /// Where the control is that was acted on, in per cent from the left and from the top.
    mark: Option<(String, String)>,
}

impl View {
    /// Lays a run out. `data` gives a picture, base64-encoded, by its path.
    pub(super) fn of(result: &RunResult, data: impl Fn(&str) -> Option<Value>) -> Self {
        let timing = Timing::of(result);
        let numbers = numbers(&result.steps);
        let mut steps: Vec<Step> = result
            .steps
            .iter()
            .zip(numbers)
            .enumerate()
            .map(|(place, (record, number))| Step::of(record, place, number, result.elapsed_ms, &data))
            .collect();
        let ended = |outcome| result.steps.iter().filter(|step| step.outcome == outcome).count();
        let (skipped, failed) = (ended(Outcome::Skipped), ended(Outcome::Failed));
        let has_pictures = steps.iter().any(|step| step.picture.is_some());
        let trouble = Trouble::of(result, &steps);
        let drift = drift(result, &steps);
        show_once(&mut steps);
        Self {
            headline: headline(result),
            account: result.account.clone(),
            business: result.business.clone(),
            started: moment(&result.started_at),
            started_at: result.started_at.clone(),
            scenario: result.scenario.clone(),
            version: result.version.clone(),
            took: span(result.elapsed_ms),
            page_share: timing.page_share(),
            time: time(&timing),
            done: count(result.steps.len() - skipped - failed, "step"),
            skipped,
            facts: facts(result),
            notes: result.notes.clone(),
            drift,
            trouble,
            blocks: blocks(steps),
            has_pictures,
        }
    }
}

/// Of steps in a row that saw the same page the last shows it, on which something was done.
fn show_once(steps: &mut [Step]) {
    let pictured: Vec<usize> = (0..steps.len()).filter(|at| steps[*at].picture.is_some()).collect();
    for pair in pictured.windows(2) {
        let [one, next] = [pair[0], pair[1]].map(|at| steps[at].picture.as_ref());
        if one.is_some_and(|one| one.mark.is_none() && next.is_some_and(|next| next.data == one.data)) {
            steps[pair[0]].picture = None;
        }
    }
}

impl Step {
    fn of(
        record: &StepRecord,
        place: usize,
        number: usize,
        elapsed_ms: u64,
        data: &impl Fn(&str) -> Option<Value>,
    ) -> Self {
        let (page, bot, person) = Timing::parts(record);
        let began = record.at_ms.saturating_sub(record.ms);
        let number = format!("{number:02}");
        let (outcome, outcome_text) = match record.outcome {
            Outcome::Done => ("done", "done"),
            Outcome::Already => ("already", "was so already"),
            Outcome::Skipped => ("skipped", "not needed"),
            Outcome::ByPerson => ("person", "done by a person"),
            Outcome::Failed => ("failed", "failed"),
        };
        let of = |drift: String| match record.rung {
            Some(rung) if rung > 0 => format!("{drift} of {}", record.asked.len().max(rung + 1)),
            _ => drift,
        };
        Self {
            // Its place and not its id: an id may come twice, and is not made for an address.
            anchor: anchor(place),
            picture: record.picture.as_deref().and_then(data).map(|data| Picture {
                anchor: anchor(place),
                data,
                alt: format!("The masked page at step {number}, {}", record.title),
                caption: format!("{number} · {}", record.title),
                mark: record.mark.map(|(x, y)| (percent(x.into(), 1000), percent(y.into(), 1000))),
            }),
            number,
            title: record.title.clone(),
            outcome,
            outcome_text: match record.outcome {
                Outcome::Skipped if !record.action.is_empty() => record.action.clone(),
                _ => outcome_text.to_owned(),
            },
            action: record.action.clone(),
            answered: record.answered.clone(),
            took: span(record.ms),
            timing: format!(
                "began at {}, took {}, of which {} waiting for the {}",
                span(began),
                span(record.ms),
                span(page + person),
                if person > 0 { "person" } else { "page" },
            ),
            left: percent(began, elapsed_ms),
            page: percent(page + person, elapsed_ms),
            bot: percent(bot, elapsed_ms),
            commits: record.commits,
            again: (record.attempt > 1).then(|| format!("{} time", ordinal(record.attempt))),
            drift: record.drift().map(of),
            rungs: rungs(record),
            seen: record.seen.clone(),
        }
    }
}

impl Trouble {
    fn of(result: &RunResult, steps: &[Step]) -> Option<Self> {
        let error = result.error.as_ref()?;
        let place = error.step.as_ref().and_then(|id| result.steps.iter().rposition(|step| step.id == *id));
        let step = place.map(|place| &steps[place]);
        let at = match (step, &error.step) {
            (Some(step), _) => Some(step.link()),
            (None, Some(id)) => Some(Link { text: id.clone(), anchor: None }),
            (None, None) => None,
        };
        Some(Self {
            kind: error.kind.clone(),
            message: error.message.clone(),
            hint: error.hint.clone(),
            at,
            instead: error.help.as_ref().map(|help| Instead {
                sought: help.sought(),
                nearest: help.nearest.iter().map(Near::said).collect(),
                file: help.label_file.clone(),
                line: help.suggestion.clone(),
            }),
            seen: step.map(|step| step.seen.clone()).unwrap_or_default(),
            picture: step.and_then(|step| step.picture.clone()),
        })
    }
}

impl Step {
    fn link(&self) -> Link {
        Link { text: format!("{} {}", self.number, self.title), anchor: Some(self.anchor.clone()) }
    }
}

fn anchor(place: usize) -> String {
    format!("step-{}", place + 1)
}

/// The numbers that the run gave; in a result of an older program they are counted here, where a step done twice keeps its own.
fn numbers(steps: &[StepRecord]) -> Vec<usize> {
    if steps.iter().all(|step| step.number > 0) {
        return steps.iter().map(|step| step.number).collect();
    }
    let mut known: Vec<&str> = Vec::new();
    steps
        .iter()
        .map(|step| {
            known.iter().position(|id| *id == step.id).unwrap_or_else(|| {
                known.push(&step.id);
                known.len() - 1
            }) + 1
        })
        .collect()
}

fn rungs(record: &StepRecord) -> Vec<Rung> {
    record
        .asked
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let (state, state_text) = match record.rung {
                Some(rung) if index == rung => ("hit", "answered"),
                Some(rung) if index < rung => ("miss", "no answer"),
                None if record.outcome == Outcome::Failed => ("miss", "no answer"),
                _ => ("idle", ""),
            };
            Rung { text: text.clone(), state, state_text }
        })
        .collect()
}

fn drift(result: &RunResult, steps: &[Step]) -> Vec<Link> {
    result
        .drift
        .iter()
        .map(|id| match result.steps.iter().position(|step| step.id == *id) {
            Some(place) => steps[place].link(),
            None => Link { text: id.clone(), anchor: None },
        })
        .collect()
}

fn time(timing: &Timing) -> Vec<Share> {
    let whole = timing.page + timing.bot + timing.person + timing.around;
    [
        ("page", "waiting for the page", timing.page),
        ("bot", "the bot itself", timing.bot),
        ("person", "waiting for a person", timing.person),
        ("around", "browser start, proof and storing", timing.around),
    ]
    .into_iter()
    .filter(|(_, _, ms)| *ms > 0)
    .map(|(kind, label, ms)| Share { kind, label, text: span(ms), percent: percent(ms, whole) })
    .collect()
}

/// A share as CSS takes it, in thousandths so that a short step is still seen.
fn percent(part: u64, whole: u64) -> String {
    let thousandths = (part.min(whole) * 100_000 + whole / 2).checked_div(whole).unwrap_or(0);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn blocks(steps: Vec<Step>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for step in steps {
        if step.outcome != "skipped" {
            blocks.push(Block { step: Some(step), folded: Vec::new(), folded_text: String::new() });
            continue;
        }
        match blocks.last_mut() {
            Some(block) if block.step.is_none() => block.folded.push(step),
            _ => blocks.push(Block { step: None, folded: vec![step], folded_text: String::new() }),
        }
    }
    for block in &mut blocks {
        let were = if block.folded.len() == 1 { "was" } else { "were" };
        block.folded_text = format!("{} {were} not needed", count(block.folded.len(), "step"));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::result::PhoneNumber;
    use crate::report::{Tone, samples};

    fn view(result: &RunResult) -> View {
        View::of(result, |_| None)
    }

    #[test]
    fn steps_in_a_row_that_were_not_needed_are_folded_together() {
        let folded: Vec<String> = view(&samples::good())
            .blocks
            .iter()
            .filter(|block| block.step.is_none())
            .map(|block| block.folded_text.clone())
            .collect();
        assert_eq!(folded, ["1 step was not needed", "2 steps were not needed"]);
    }

    #[test]
    fn a_step_done_again_keeps_its_number() {
        let mut result = samples::good();
        let again = StepRecord { attempt: 2, ..result.steps[2].clone() };
        result.steps.insert(5, again);
        assert_eq!(numbers(&result.steps)[..7], [1, 2, 3, 4, 5, 3, 6]);
        for step in &mut result.steps {
            step.number = 0;
        }
        assert_eq!(numbers(&result.steps)[..7], [1, 2, 3, 4, 5, 3, 6], "also of a run that gave none");
    }

    #[test]
    fn the_ladder_tells_which_rung_answered() {
        let mut record = samples::good().steps[7].clone();
        let states = |record: &StepRecord| rungs(record).iter().map(|rung| rung.state).collect::<Vec<_>>();
        assert_eq!(states(&record), ["miss", "hit"]);
        record.rung = Some(0);
        assert_eq!(states(&record), ["hit", "idle"]);
        (record.rung, record.outcome) = (None, Outcome::Failed);
        assert_eq!(states(&record), ["miss", "miss"]);
    }

    #[test]
    fn trouble_points_at_the_step_and_what_was_seen() {
        let view = view(&samples::failed());
        assert_eq!(view.headline.tone, Tone::Bad);
        let trouble = view.trouble.unwrap();
        assert_eq!(trouble.seen.len(), 3);
        assert_eq!(trouble.at.unwrap().anchor.as_deref(), Some("step-14"));
    }

    #[test]
    fn shares_stay_in_their_bar() {
        assert_eq!(percent(1, 3), "33.333");
        assert_eq!(percent(5, 3), "100.000");
        assert_eq!(percent(5, 0), "0.000");
    }

    #[test]
    fn of_several_numbers_the_one_in_the_file_is_marked() {
        let mut result = samples::good();
        let chosen = |result: &RunResult| -> Vec<String> {
            let facts = view(result).facts.into_iter().flat_map(|group| group.facts);
            facts.flat_map(|fact| fact.values).filter(|value| value.chosen).map(|value| value.text).collect()
        };
        result.phone_number_id = Some(result.phone_numbers[0].id.clone());
        assert_eq!(chosen(&result), Vec::<String>::new(), "there is nothing to choose");
        let other =
            PhoneNumber { id: "2".to_owned(), verified_name: "Other".to_owned(), ..result.phone_numbers[0].clone() };
        result.phone_numbers.push(other);
        result.phone_number_id = Some("2".to_owned());
        let marked = chosen(&result);
        assert!(marked.len() == 2 && marked[0].ends_with("Other") && marked[1] == "2", "{marked:?}");
    }

    #[test]
    fn a_mark_is_where_the_control_was() {
        let view = View::of(&samples::good(), |_| Some(Value::from("png")));
        let marks: Vec<_> =
            view.blocks.iter().filter_map(|block| block.step.as_ref()?.picture.as_ref()?.mark.clone()).collect();
        assert!(marks.contains(&("25.000".to_owned(), "40.000".to_owned())), "{marks:?}");
    }

    #[test]
    fn what_is_not_known_is_not_shown() {
        let groups = view(&samples::needs_person()).facts;
        assert_eq!(groups.iter().map(|group| group.title).collect::<Vec<_>>(), ["Business", "Run"]);
    }
}
