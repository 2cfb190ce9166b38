//! The walk of the regression check with a person beside it: where a control is not found, the person points at it, the scenario is
//! mended, and the walk goes on from where it stood. Nothing is committed.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::beside::Beside;
use super::browser_route::{leave, start_browser};
use super::course::Course;
use super::halt::Halt;
use super::ledger::Ledger;
use super::lesson::{Came, Learned, Mender};
use super::only_looks::OnlyLooks;
use super::replay::Replay;
use super::report_files::create_trace;
use super::setup::{Account, Setup};
use super::stage::{Hear, Stage};
use super::survey::{go_to, is_recorded, recover, secret, take_another};
use super::surveying::Surveying;
use super::trace::Trace;
use super::values::values;
use crate::browser::Session;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::RunError;
use crate::page::{Values, fill_in, point};
use crate::scenario::model::{Scenario, Visit};

/// What came of teaching.
#[derive(Debug, Default)]
pub struct Taught {
    /// What was taught, in order.
    pub learned: Vec<Learned>,
    /// What was not found, and was not taught either.
    pub missed: Vec<Missed>,
    /// What ended it before all places were gone to.
    pub ended: Option<RunError>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A step that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Its id.
    pub step: String,
    /// Its title.
    pub title: String,
    /// Why it could not be done.
    pub message: String,
}

/// Goes to all places. Never fails: what went wrong is in what it returns. `folder` is where the trace goes; `person_limit`, how long the
/// person is waited for at one control.
pub async fn teach(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    person_limit: Duration,
    mender: &mut dyn Mender,
    hear: &mut Hear<'_>,
) -> Taught {
    let mut taught = Taught::default();
    if let Err(halt) = whole(setup, account, folder, person_limit, mender, &mut taught, hear).await {
        taught.ended.get_or_insert(halt.error);
    }
    taught
}

/// How far it has come. It outlives the scenario that is walked, which changes with each lesson.
struct Progress {
    /// The visit that is next.
    visit: usize,
    /// The step to go on with in it, where the walk stands there already.
    resume: Option<String>,
    /// Whether a page was gone to.
    arrived: bool,
    /// The places that were not reached.
    lost: HashSet<String>,
    /// The account's values, with what was read.
    values: Values,
    language: Option<String>,
    last_url: Option<String>,
    /// How many questions, contexts and clicks there were: what a page was told under a number, it is told under no other one.
    counted: [u64; 3],
}

async fn whole(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    person_limit: Duration,
    mender: &mut dyn Mender,
    taught: &mut Taught,
    hear: &mut Hear<'_>,
) -> Result<(), Halt> {
    if setup.scenario.survey.is_empty() {
        let message =
            format!("the scenario {} has no steps at places, so there is nothing to walk", setup.scenario.name);
        return Err(Halt::new("scenario", code::USAGE, &message, "see docs/scenarios.md on places"));
    }
    let began = Instant::now();
    let mut trace = create_trace(setup.trace, folder)?;
    let beside = Beside::begin(&account.id)?;
    let session = start_browser(setup, began, |event| {
        trace.event(event, began.elapsed());
        hear(event);
    })
    .await?;
    taught.notes.extend(session.warnings.iter().cloned());
    point::prepare(&session).await;
    let mut own = values(setup, account);
    own.insert("accept_policy".to_owned(), "yes".to_owned());
    let mut progress = Progress {
        visit: 0,
        resume: None,
        arrived: false,
        lost: HashSet::new(),
        values: own,
        language: None,
        last_url: None,
        counted: [0; 3],
    };
    let mut scenario = setup.scenario.clone();
    let mut interrupt = setup.interrupt.clone();
    let legs = async {
        loop {
            let world = World {
                setup,
                account,
                session: &session,
                ledger: (&beside.ledger, beside.run),
                began,
                person_limit,
                trace: &mut trace,
            };
            match leg(world, &scenario, &mut progress, mender, taught, hear).await? {
                Some(changed) => scenario = changed,
                None => return Ok(()),
            }
        }
    };
    let walked = tokio::select! {
        walked = legs => walked,
        _ = interrupt.wait_for(|stop| *stop) => Err(Halt::interrupted()),
    };
    leave(setup, session, walked.is_ok()).await;
    walked
}

/// What stays the same from one leg to the next.
struct World<'a> {
    setup: &'a Setup,
    account: &'a Account,
    session: &'a Session,
    ledger: (&'a Ledger, i64),
    began: Instant,
    person_limit: Duration,
    trace: &'a mut Trace,
}

/// Walks on with this scenario, until it is mended or all places were gone to.
async fn leg(
    world: World<'_>,
    scenario: &Scenario,
    progress: &mut Progress,
    mender: &mut dyn Mender,
    taught: &mut Taught,
    hear: &mut Hear<'_>,
) -> Result<Option<Scenario>, Halt> {
    let surveyed = scenario.surveyed();
    let mut pass_on = |event: &Event| hear(event);
    let (stage, _) =
        Stage::begin(world.setup, world.account, world.session, &mut pass_on, world.trace, world.ledger, world.began);
    let mut replay = Replay::new(&surveyed, progress.values.clone(), stage);
    world.setup.graph.root().clone_into(&mut replay.console);
    replay.language.clone_from(&progress.language);
    replay.last_url.clone_from(&progress.last_url);
    [replay.visits, replay.contexts, replay.clicks] = progress.counted;
    let visits = &scenario.survey;
    replay.surveying = Some(Surveying::new(OnlyLooks::of(scenario), visits, secret(scenario)));
    let walked = go_on(&mut replay, visits, progress, world.person_limit, mender, taught).await;
    progress.values = std::mem::take(&mut replay.values);
    progress.counted = [replay.visits, replay.contexts, replay.clicks];
    progress.language = replay.language.take();
    progress.last_url = replay.last_url.take();
    taught.notes.append(&mut replay.stage.notes);
    walked
}

async fn go_on(
    replay: &mut Replay<'_>,
    visits: &[Visit],
    progress: &mut Progress,
    person_limit: Duration,
    mender: &mut dyn Mender,
    taught: &mut Taught,
) -> Result<Option<Scenario>, Halt> {
    let mut opening = None;
    if progress.arrived {
        replay.known_windows = replay.stage.session.windows().await?.into_iter().collect();
    } else {
        opening = Some(replay.arrive().await?);
        progress.arrived = true;
    }
    while let Some(visit) = visits.get(progress.visit) {
        let closed = visit.from.as_ref().is_some_and(|from| progress.lost.contains(from));
        if closed || visit.behind.is_some() {
            progress.lost.insert(visit.place.clone());
            progress.visit += 1;
            continue;
        }
        replay.course = Course::default();
        let begun = progress.resume.take().and_then(|step| replay.scenario.steps.iter().position(|one| one.id == step));
        let mut came = match begun {
            Some(at) => replay.walk_from(at, None).await,
            None => go_to(replay, visit, opening.take()).await,
        };
        if came.is_ok() && is_recorded(replay, visit.nobody.as_deref()) {
            if take_another(replay) {
                replay.records.retain(|record| Some(&record.id) != visit.nobody.as_ref());
                replay.course = Course::default();
                came = go_to(replay, visit, None).await;
            } else {
                progress.lost.insert(visit.place.clone());
            }
        }
        if let Err(halt) = came {
            if !matches!(halt.error.exit_code, code::PAGE | code::REFUSED) {
                return Err(halt);
            }
            match replay.teach(visit, &halt, person_limit, mender).await? {
                Came::Learned(learned, changed) => {
                    taught.learned.push(learned);
                    progress.resume = halt.error.step;
                    return Ok(Some(*changed));
                }
                Came::Stopped => {
                    taught.missed.push(missed(replay, &halt));
                    let message = "it was ended by the person; what was taught before is written";
                    return Err(Halt::new("stopped", code::PAGE, message, "run it again to go on"));
                }
                Came::Skipped => {
                    taught.missed.push(missed(replay, &halt));
                    progress.lost.insert(visit.place.clone());
                    recover(replay, visit).await?;
                }
            }
        }
        progress.visit += 1;
    }
    Ok(None)
}

fn missed(replay: &Replay<'_>, halt: &Halt) -> Missed {
    let step = halt.error.step.clone().unwrap_or_default();
    let title = replay.scenario.steps.iter().find(|one| one.id == step).map_or(&step, |one| &one.title);
    Missed { title: fill_in(title, &replay.values), step, message: halt.error.message.clone() }
}
