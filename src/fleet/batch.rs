//! The order in which accounts are set up: so many at once, those of one sign-in one after another, gently.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rand::RngExt as _;
use tokio::sync::watch;

use super::pace::Pace;

#[cfg(test)]
mod tests;

/// So many windows wait for a person at most: beyond that, the workers wait, too.
const MOST_WINDOWS: usize = 5;
/// How long until an account that another program holds is looked at again.
const HELD_PAUSE: Duration = Duration::from_secs(2);

/// How a batch is worked off.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// How many browsers work at once.
    pub jobs: usize,
    /// After so many accounts that failed no other is begun.
    pub max_failures: Option<usize>,
    /// How gently.
    pub pace: Pace,
}

/// One account to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its place in the caller's list.
    pub index: usize,
    /// What it shares with others.
    pub lanes: Vec<Lane>,
    /// Whether it opens a browser, as far as is known: only then is the pace heeded.
    pub walks: bool,
}

/// What several accounts share, so that only some of them are worked on at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// What it is called.
    pub name: String,
    /// Whether it is a sign-in, on which more than one may work: so many, once one has been let in. Who waits for a person over
    /// something of its own makes room for another. `None`: one after another, whatever they wait for.
    pub sign_in: Option<usize>,
}

/// What an account waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Waits {
    /// For nobody.
    #[default]
    No,
    /// For a person, over something that is its own.
    Alone,
    /// For a person, over something that would stop all accounts of its sign-in.
    WithAll,
}

/// What came of a job, as far as the others are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is not.
    Failed,
    /// Another program, or another account of this batch, holds what it needs: it is worked on later.
    Held,
}

/// What a worker has of the batch.
#[derive(Debug)]
pub struct Worker {
    /// Its number, from 1. A number is given anew once its account has ended.
    pub number: usize,
    waits: Mutex<Waits>,
    sign_in: Option<String>,
    board: Arc<watch::Sender<Board>>,
}

impl Worker {
    fn new(number: usize, job: &Job, board: &Arc<watch::Sender<Board>>) -> Self {
        let sign_in = job.lanes.iter().find(|lane| lane.sign_in.is_some()).map(|lane| lane.name.clone());
        Self { number, waits: Mutex::default(), sign_in, board: Arc::clone(board) }
    }

    /// Its account waits for a person, or does not any more: as long as it does, another one is worked on.
    pub fn waits_for_person(&self, waits: Waits) {
        let before = std::mem::replace(&mut *self.waits.lock().unwrap_or_else(PoisonError::into_inner), waits);
        if before == waits {
            return;
        }
        self.board.send_modify(|board| {
            board.waiting += usize::from(waits != Waits::No);
            board.waiting -= usize::from(before != Waits::No);
            if let Some(sign_in) = &self.sign_in {
                let aside = board.aside.entry(sign_in.clone()).or_default();
                *aside += usize::from(waits == Waits::Alone);
                *aside -= usize::from(before == Waits::Alone);
            }
        });
    }

    /// Its sign-in has let it in: others may use it, too.
    pub fn is_let_in(&self) {
        let Some(sign_in) = &self.sign_in else { return };
        self.board.send_if_modified(|board| board.open.insert(sign_in.clone()));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.waits_for_person(Waits::No);
    }
}

/// What the accounts under way tell of themselves.
#[derive(Debug, Default)]
struct Board {
    /// How many wait for a person.
    waiting: usize,
    /// Of those, how many have made room in their sign-in.
    aside: HashMap<String, usize>,
    /// The sign-ins that have let somebody in.
    open: HashSet<String>,
}

impl Board {
    /// Whether one more may be worked on in this lane, where so many are already.
    fn has_room(&self, lane: &Lane, taken: usize) -> bool {
        let most = lane.sign_in.filter(|_| self.open.contains(&lane.name)).unwrap_or(1);
        let aside = self.aside.get(&lane.name).copied().unwrap_or_default();
        taken.saturating_sub(aside) < most.max(1)
    }
}

/// What was left undone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Left {
    /// The accounts that were not begun, by their index.
    pub not_begun: Vec<usize>,
    /// Whether that is because of too many failures.
    pub too_many_failures: bool,
}

/// Works off all jobs. `work` never fails: what went wrong is in what it gives, which `ended` gets at once.
pub async fn work_off<W, F>(jobs: Vec<Job>, rules: Rules, mut interrupt: watch::Receiver<bool>, work: W) -> Left
where
    W: Fn(Job, Worker) -> F,
    F: Future<Output = (Job, usize, Outcome)>,
{
    let (board, mut heard) = watch::channel(Board::default());
    let board = Arc::new(board);
    let mut queue: VecDeque<Job> = jobs.into();
    let mut running = FuturesUnordered::new();
    let (mut numbers, mut lanes) = (BTreeSet::new(), HashMap::new());
    let mut state = State::default();
    loop {
        let stopped = *interrupt.borrow();
        state.too_many = rules.max_failures.is_some_and(|most| state.failures >= most);
        let stopping = stopped || state.too_many;
        let windows = heard.borrow_and_update().waiting.min(MOST_WINDOWS);
        let slots = rules.jobs.max(1) + windows;
        let mut due = None;
        while !stopping && running.len() < slots {
            let now = Instant::now();
            let free = |job: &Job| is_free(job, &lanes, &heard.borrow());
            let alone = running.is_empty();
            let ready = |job: &Job| free(job) && state.not_before(job, alone, now).is_some_and(|at| at <= now);
            let Some(job) = queue.iter().position(ready).and_then(|at| queue.remove(at)) else {
                due = queue.iter().filter(|job| free(job)).filter_map(|job| state.not_before(job, alone, now)).min();
                break;
            };
            state.begins(&job, rules.pace, now);
            job.lanes.iter().for_each(|lane| *lanes.entry(lane.name.clone()).or_default() += 1);
            let number = (1..=numbers.len() + 1).find(|number| !numbers.contains(number)).unwrap_or(1);
            numbers.insert(number);
            let worker = Worker::new(number, &job, &board);
            running.push(work(job, worker));
        }
        if running.is_empty() && (stopping || queue.is_empty()) {
            break;
        }
        let sleep = async {
            match due {
                Some(due) => tokio::time::sleep_until(due.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some((job, number, outcome)) = running.next() => {
                numbers.remove(&number);
                for lane in &job.lanes {
                    lanes.entry(lane.name.clone()).and_modify(|taken| *taken -= 1);
                }
                state.ended(&job, outcome, rules.pace);
                if outcome == Outcome::Held {
                    queue.push_back(job);
                }
            }
            () = sleep => {}
            _ = heard.changed() => {}
            _ = interrupt.wait_for(|stop| *stop), if !stopped => {}
        }
    }
    let not_begun = queue.into_iter().map(|job| job.index).collect();
    Left { not_begun, too_many_failures: state.too_many }
}

/// Whether all that a job shares with others has room for it.
fn is_free(job: &Job, lanes: &HashMap<String, usize>, board: &Board) -> bool {
    job.lanes.iter().all(|lane| board.has_room(lane, lanes.get(&lane.name).copied().unwrap_or_default()))
}

/// What decides when the next account begins.
#[derive(Default)]
struct State {
    failures: usize,
    too_many: bool,
    /// How many have ended, for good or not.
    ends: usize,
    next_walk: Option<Instant>,
    /// When an account that was held is looked at again, and how many had ended when it was.
    held: HashMap<usize, (Instant, usize)>,
}

impl State {
    /// When a job may begin; `None`: not before something else has ended. An account that was held may be held by another one of
    /// this batch: it is looked at again once one has ended, or nothing else is under way.
    fn not_before(&self, job: &Job, alone: bool, now: Instant) -> Option<Instant> {
        let walk = self.next_walk.filter(|_| job.walks);
        let look = match self.held.get(&job.index) {
            Some((_, ends)) if self.ends == *ends && !alone => return None,
            Some((look, ends)) if self.ends == *ends => Some(*look),
            _ => None,
        };
        Some(walk.max(look).unwrap_or(now))
    }

    fn begins(&mut self, job: &Job, pace: Pace, now: Instant) {
        if job.walks {
            self.put_off(now + pace.after_start(chance()));
        }
    }

    fn ended(&mut self, job: &Job, outcome: Outcome, pace: Pace) {
        match outcome {
            Outcome::Held => {
                self.held.insert(job.index, (Instant::now() + HELD_PAUSE, self.ends));
                return;
            }
            Outcome::Failed => self.failures += 1,
            Outcome::Done => {}
        }
        self.ends += 1;
        if job.walks {
            self.put_off(Instant::now() + pace.after_end(chance()));
        }
    }

    fn put_off(&mut self, until: Instant) {
        self.next_walk = self.next_walk.max(Some(until));
    }
}

fn chance() -> f64 {
    rand::rng().random_range(0.0..1.0)
}
