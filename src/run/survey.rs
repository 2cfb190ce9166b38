//! The survey: every place that can be opened without a commit, one after the other, each left as it was.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::beside::Beside;
use super::browser_route::{leave, start_browser};
use super::course::Course;
use super::freezing::OWN;
use super::halt::Halt;
use super::only_looks::OnlyLooks;
use super::replay::Replay;
use super::report_files::create_trace;
use super::setup::{Account, Setup};
use super::stage::{Hear, Stage};
use super::surveying::Surveying;
use super::values::values;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::Outcome;
use crate::outcome::survey::{Came, ControlSeen, PlaceSeen, Surveyed};
use crate::page::fill_in;
use crate::scenario::model::{Action, Mark, Name, Scenario, Scope, Visit};

/// How long is tried to leave a dialog in which something was not found.
const LEAVING: Duration = Duration::from_secs(4);

/// Goes to all places. Never fails: what went wrong is in what it returns. `folder` is where the trace goes; `capture`: each place is
/// also taken as a page that can be shared.
pub async fn survey(setup: &Setup, account: &Account, folder: &Path, capture: bool, hear: &mut Hear<'_>) -> Surveyed {
    let mut seen = Surveyed::default();
    let began = Instant::now();
    let ways = Ways { folder, capture };
    let scenario = setup.scenario.surveyed();
    hear(&Event::RunStarted {
        account: account.id.clone(),
        title: scenario.title.clone(),
        steps: scenario.steps.len(),
    });
    if let Err(halt) = whole(setup, account, &scenario, &ways, began, &mut seen, hear).await {
        seen.ended.get_or_insert(halt.error);
    }
    seen
}

/// How it is gone about.
struct Ways<'a> {
    folder: &'a Path,
    capture: bool,
}

async fn whole(
    setup: &Setup,
    account: &Account,
    scenario: &Scenario,
    ways: &Ways<'_>,
    began: Instant,
    seen: &mut Surveyed,
    hear: &mut Hear<'_>,
) -> Result<(), Halt> {
    if setup.scenario.survey.is_empty() {
        let message = format!("the scenario {} has no steps at places, so there is nothing to look at", scenario.name);
        return Err(Halt::new("scenario", code::USAGE, &message, "see docs/scenarios.md on places"));
    }
    let folder = ways.folder;
    let mut trace = create_trace(setup.trace, folder)?;
    let beside = Beside::begin(&account.id)?;
    let session = start_browser(setup, began, |event| {
        trace.event(event, began.elapsed());
        hear(event);
    })
    .await?;
    seen.notes.extend(session.warnings.iter().cloned());
    let walked = {
        let (stage, _) = Stage::begin(setup, account, &session, hear, &mut trace, (&beside.ledger, beside.run), began);
        let mut own = values(setup, account);
        // The policy's own words are looked for whether or not a run may accept it. Nothing accepts it here (`only_looks.rs`).
        own.insert("accept_policy".to_owned(), "yes".to_owned());
        let mut replay = Replay::new(scenario, own, stage);
        setup.graph.root().clone_into(&mut replay.console);
        let visits = &setup.scenario.survey;
        let mut surveying = Surveying::new(OnlyLooks::of(&setup.scenario), visits, secret(&setup.scenario));
        surveying.capture = ways.capture.then(String::new);
        replay.surveying = Some(surveying);
        let mut interrupt = setup.interrupt.clone();
        let walked = tokio::select! {
            walked = async {
                let walked = go_to_all(&mut replay, visits, seen).await;
                // What shows a token is captured by nobody.
                if !replay.stage.dark {
                    seen.captured = replay.keep_frozen().await?;
                }
                walked
            } => walked,
            _ = interrupt.wait_for(|stop| *stop) => Err(Halt::interrupted()),
        };
        seen.language.clone_from(&replay.language);
        seen.notes.append(&mut replay.stage.notes);
        for key in OWN {
            seen.own.extend(replay.values.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        walked
    };
    leave(setup, session, walked.is_ok()).await;
    walked
}

/// What reads the secret that the run makes.
pub(super) fn secret(scenario: &Scenario) -> Option<Action> {
    let reads = scenario.steps.iter().flat_map(|step| &step.ways).map(|way| &way.action);
    let token = |action: &&Action| matches!(action, Action::Read { name, .. } if name == "token");
    let read = reads.into_iter().find(token)?.clone();
    // Wherever it shows.
    let Action::Read { name, mut target, pattern, .. } = read else { return None };
    for locator in &mut target {
        *locator = crate::scenario::model::Locator::default();
    }
    Some(Action::Read { name, target, pattern, copy: Vec::new(), sole: None })
}

async fn go_to_all(replay: &mut Replay<'_>, visits: &[Visit], seen: &mut Surveyed) -> Result<(), Halt> {
    let mut opening = Some(replay.arrive().await?);
    let mut lost: HashSet<&str> = HashSet::new();
    let mut told_before: Option<(String, Halt)> = None;
    for (number, visit) in visits.iter().enumerate() {
        let closed = visit.from.as_deref().filter(|from| lost.contains(from));
        let behind = visit.behind.clone().or_else(|| {
            let title = |place: &str| {
                visits.iter().find(|other| other.place == place).map_or(place.to_owned(), |other| other.title.clone())
            };
            closed.map(|place| format!("it is reached from {}, which was not reached", title(place)))
        });
        if let Some(reason) = behind {
            lost.insert(&visit.place);
            seen.places.push(unreached(visit, &reason));
            continue;
        }
        replay.course = Course::default();
        if let Some(capture) = replay.surveying.as_mut().and_then(|surveying| surveying.capture.as_mut()) {
            capture.clone_from(&visit.place);
        }
        if let Some((_, halt)) = told_before.take_if(|(place, _)| *place == visit.place) {
            seen.places.push(told(replay, visit, &Err(halt)).0);
            lost.insert(&visit.place);
            continue;
        }
        let mut came = go_to(replay, visit, opening.take()).await;
        if came.is_ok() && is_recorded(replay, visit.nobody.as_deref()) && take_another(replay) {
            replay.records.retain(|record| Some(&record.id) != visit.nobody.as_ref());
            replay.course = Course::default();
            came = go_to(replay, visit, None).await;
        }
        // The place was reached: what is missing is a control that leads on from it, and is told where it does.
        let onwards = came.as_ref().err().and_then(|halt| leads_on(replay.scenario, visits, visit, halt));
        if let (Some(place), Err(halt)) = (onwards, &came) {
            let step = visits.iter().find(|other| other.place == place).and_then(|other| other.marks.first());
            replay.freeze_missed(step.map_or("", |mark| &mark.step), halt.error.help.as_deref()).await;
            told_before = Some((place, std::mem::replace(&mut came, Ok(())).expect_err("it was just looked at")));
        }
        let (place, here) = told(replay, visit, &came);
        seen.places.push(place);
        if !here {
            lost.insert(&visit.place);
        }
        if let Err(halt) = came {
            if halt.error.exit_code != code::PAGE {
                let reason = "the check ended before it";
                seen.places.extend(visits[number + 1..].iter().map(|visit| unreached(visit, reason)));
                return Err(halt);
            }
            if let Some(step) = missed(visit, &halt) {
                replay.freeze_missed(step, halt.error.help.as_deref()).await;
            }
            recover(replay, visit).await?;
        }
    }
    Ok(())
}

/// The place to which the control leads that was not found, where that is none of the visit's own.
fn leads_on(scenario: &Scenario, visits: &[Visit], visit: &Visit, halt: &Halt) -> Option<String> {
    let sought = Name::Label(halt.error.help.as_ref()?.sought.label.clone()?);
    let clicks = |mark: &Mark| {
        let steps = scenario.steps.iter().filter(|step| step.id == mark.step);
        let targets = steps.flat_map(|step| &step.ways).filter_map(|way| match &way.action {
            Action::Click { target, .. } => Some(target),
            _ => None,
        });
        targets.flatten().any(|rung| rung.name.as_ref() == Some(&sought))
    };
    if visit.marks.iter().any(clicks) {
        return None;
    }
    let mut further = visits.iter().filter(|other| other.from.as_ref() == Some(&visit.place));
    further.find(|other| other.marks.first().is_some_and(clicks)).map(|other| other.place.clone())
}

/// The step of a visit whose control was not found.
fn missed<'a>(visit: &'a Visit, halt: &Halt) -> Option<&'a str> {
    let mark = visit.marks.iter().find(|mark| Some(&mark.step) == halt.error.step.as_ref());
    mark.or(visit.marks.first()).map(|mark| mark.step.as_str())
}

pub(super) async fn go_to(replay: &mut Replay<'_>, visit: &Visit, opening: Option<Instant>) -> Result<(), Halt> {
    let scenario = replay.scenario;
    let begin =
        scenario.steps.iter().position(|step| step.id == visit.begin).expect("a visit begins with a step of its own");
    replay.walk_from(begin, opening).await
}

pub(super) fn is_recorded(replay: &Replay<'_>, step: Option<&str>) -> bool {
    step.is_some_and(|step| replay.records.iter().any(|record| record.id == step && record.outcome != Outcome::Failed))
}

/// Where there is nobody of the name that was asked for, somebody else is looked at: nothing is done to anybody.
pub(super) fn take_another(replay: &mut Replay<'_>) -> bool {
    let Some(surveying) = &mut replay.surveying else { return false };
    let Some(name) = std::mem::take(&mut surveying.entries).into_iter().next() else { return false };
    let asked = replay.values.insert("system_user".to_owned(), name.clone()).unwrap_or_default();
    replay.stage.remark(&format!("\"{asked}\" is not there; \"{name}\" was looked at instead"));
    true
}

fn unreached(visit: &Visit, reason: &str) -> PlaceSeen {
    let controls = visit.marks.iter().map(|mark| ControlSeen {
        step: mark.step.clone(),
        title: mark.title.clone(),
        commits: mark.commits,
        line: mark.line,
        came: Came::NotReached(reason.to_owned()),
    });
    PlaceSeen {
        place: visit.place.clone(),
        title: visit.title.clone(),
        dialog: visit.scope == Scope::Dialog,
        pages: Vec::new(),
        controls: controls.collect(),
    }
}

/// What came of a visit, and whether the place was reached.
fn told(replay: &mut Replay<'_>, visit: &Visit, came: &Result<(), Halt>) -> (PlaceSeen, bool) {
    let records = &replay.records;
    let values = &replay.values;
    let surveying = replay.surveying.as_mut().expect("it is a survey");
    let of_visit: HashSet<&str> = visit.steps.iter().map(|step| step.id.as_str()).collect();
    let (pages, others) =
        std::mem::take(&mut surveying.pages).into_iter().partition(|page| of_visit.contains(page.step.as_str()));
    surveying.pages = others;
    let mut pages: Vec<_> = pages;
    let found = |step: &str| surveying.sights.contains_key(step);
    // The control that was not found: the one that the walk names; the next one where a page could not be turned; or else what leads there.
    let failed = came.as_ref().err().map(|halt| {
        let named = halt.error.step.as_deref().filter(|step| visit.marks.iter().any(|mark| mark.step == *step));
        let turning = halt.error.step.as_deref().is_some_and(|step| step.ends_with("-next"));
        let other = || visit.marks.iter().find(|mark| !turning || !found(&mark.step)).map(|mark| mark.step.as_str());
        (named.or_else(other).unwrap_or_default().to_owned(), halt)
    });
    let aside = records.iter().rev().find(|record| {
        of_visit.contains(record.id.as_str())
            && ["-behind", "-refuted", "-nobody"].iter().any(|end| record.id.ends_with(end))
            || record.id.contains("-ends-") && of_visit.contains(record.id.as_str())
    });
    let ends_before = aside.is_some_and(|record| record.id.ends_with("-behind"));
    if ends_before {
        pages.clear();
    }
    let aside = aside.map(|record| fill_in(&record.title, values));
    let reason = |step: &str| {
        let passed = records.iter().any(|record| record.id == step && record.outcome == Outcome::Skipped);
        match (&failed, &aside) {
            _ if passed => "the page does not ask for it".to_owned(),
            (Some((step, halt)), _) => {
                let title =
                    visit.marks.iter().find(|mark| mark.step == *step).map_or(&halt.error.message, |mark| &mark.title);
                format!("it lies behind what was not found: {title}")
            }
            (None, Some(why)) => why.clone(),
            (None, None) if !of_visit.contains(step) => "it shows only after a commit".to_owned(),
            (None, None) => "the walk has not come to it".to_owned(),
        }
    };
    let controls = visit.marks.iter().map(|mark| {
        let came = match &failed {
            Some((step, halt)) if *step == mark.step && halt.error.exit_code == code::PAGE => {
                Came::Missed { error: Box::new(halt.error.clone()), seen: halt.seen.clone() }
            }
            Some((step, halt)) if *step == mark.step => Came::NotReached(halt.error.message.clone()),
            // What was left is not the dialog that the place is, but what stands before it.
            _ if ends_before && visit.leave.as_ref() == Some(&mark.step) => Came::NotReached(reason(&mark.step)),
            _ => match surveying.sights.remove(&mark.step) {
                Some(sight) => Came::Found(sight),
                None => Came::NotReached(reason(&mark.step)),
            },
        };
        ControlSeen {
            step: mark.step.clone(),
            title: fill_in(&mark.title, values),
            commits: mark.commits,
            line: mark.line,
            came,
        }
    });
    let controls: Vec<ControlSeen> = controls.collect();
    let here = matches!(controls.first().map(|control| &control.came), Some(Came::Found(_)))
        && (came.is_ok() || visit.leave.is_some());
    let here = here && !(visit.nobody.is_some() && aside.is_some());
    (
        PlaceSeen {
            place: visit.place.clone(),
            title: visit.title.clone(),
            dialog: visit.scope == Scope::Dialog,
            pages,
            controls,
        },
        here,
    )
}

/// Leaves a place in which something was not found, so that the others can be looked at.
pub(super) async fn recover(replay: &mut Replay<'_>, visit: &Visit) -> Result<(), Halt> {
    let scenario = replay.scenario;
    let leave = visit.leave.as_ref().and_then(|leave| scenario.steps.iter().position(|step| step.id == *leave));
    let Some(at) = leave else { return Ok(()) };
    replay.course = Course::default();
    let timeout = std::mem::replace(&mut replay.stage.timeout, LEAVING);
    let left = replay.walk_from(at, None).await;
    replay.stage.timeout = timeout;
    match left {
        Ok(()) => Ok(()),
        Err(halt) if halt.error.exit_code == code::PAGE => replay.reload().await,
        Err(halt) => Err(halt),
    }
}
