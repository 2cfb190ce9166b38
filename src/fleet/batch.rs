//! The order in which accounts are set up: so many at once, those of one sign-in one after another, gently.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rand::RngExt as _;
use tokio::sync::watch;

use super::pace::Pace;

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
    /// Accounts of one lane are worked on one after another.
    pub lane: Option<String>,
    /// Whether it opens a browser, as far as is known: only then is the pace heeded.
    pub walks: bool,
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
    waits: AtomicBool,
    waiting: Arc<watch::Sender<usize>>,
}

impl Worker {
    /// Its account waits for a person, or does not any more: as long as it does, another one is worked on.
    pub fn waits_for_person(&self, waits: bool) {
        if self.waits.swap(waits, Ordering::Relaxed) != waits {
            self.waiting.send_modify(|count| if waits { *count += 1 } else { *count -= 1 });
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.waits_for_person(false);
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
    // Tells how many accounts wait for a person.
    let (waiting, mut heard) = watch::channel(0_usize);
    let waiting = Arc::new(waiting);
    let mut queue: VecDeque<Job> = jobs.into();
    let mut running = FuturesUnordered::new();
    let (mut numbers, mut lanes) = (BTreeSet::new(), HashSet::new());
    let mut state = State::default();
    loop {
        let stopped = *interrupt.borrow();
        state.too_many = rules.max_failures.is_some_and(|most| state.failures >= most);
        let stopping = stopped || state.too_many;
        let windows = (*heard.borrow_and_update()).min(MOST_WINDOWS);
        let slots = rules.jobs.max(1) + windows;
        let mut due = None;
        while !stopping && running.len() < slots {
            let now = Instant::now();
            let free = |job: &Job| job.lane.as_ref().is_none_or(|lane| !lanes.contains(lane));
            let alone = running.is_empty();
            let ready = |job: &Job| free(job) && state.not_before(job, alone, now).is_some_and(|at| at <= now);
            let Some(job) = queue.iter().position(ready).and_then(|at| queue.remove(at)) else {
                due = queue.iter().filter(|job| free(job)).filter_map(|job| state.not_before(job, alone, now)).min();
                break;
            };
            state.begins(&job, rules.pace, now);
            lanes.extend(job.lane.clone());
            let number = (1..=numbers.len() + 1).find(|number| !numbers.contains(number)).unwrap_or(1);
            numbers.insert(number);
            running.push(work(job, Worker { number, waits: AtomicBool::new(false), waiting: Arc::clone(&waiting) }));
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
                if let Some(lane) = &job.lane {
                    lanes.remove(lane);
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A batch in which each account takes 20 ms, but as `special` says.
    async fn batch(jobs: Vec<Job>, rules: Rules, special: impl Fn(usize, usize) -> Outcome) -> (Vec<String>, Left) {
        let log = Mutex::new(Vec::new());
        let tries = Mutex::new(HashMap::new());
        let (_stop, interrupt) = watch::channel(false);
        let (log_of, tries, special) = (&log, &tries, &special);
        let left = work_off(jobs, rules, interrupt, move |job: Job, worker: Worker| async move {
            log_of.lock().unwrap().push(format!("+{}", job.index));
            tokio::time::sleep(Duration::from_millis(20)).await;
            let times = {
                let mut tries = tries.lock().unwrap();
                let times = tries.entry(job.index).or_insert(0);
                *times += 1;
                *times
            };
            let outcome = special(job.index, times);
            log_of.lock().unwrap().push(format!("-{}", job.index));
            (job, worker.number, outcome)
        })
        .await;
        (log.into_inner().unwrap(), left)
    }

    fn jobs(lanes: &[&str]) -> Vec<Job> {
        let lane = |lane: &str| (!lane.is_empty()).then(|| lane.to_owned());
        lanes.iter().enumerate().map(|(index, name)| Job { index, lane: lane(name), walks: true }).collect()
    }

    #[tokio::test]
    async fn one_at_a_time_in_the_order_of_the_roster() {
        let (log, left) =
            batch(jobs(&["", "", ""]), Rules { jobs: 1, ..Rules::default() }, |_, _| Outcome::Failed).await;
        assert_eq!(log, ["+0", "-0", "+1", "-1", "+2", "-2"], "a failing one stops no other");
        assert_eq!(left, Left::default());
    }

    #[tokio::test]
    async fn accounts_of_one_sign_in_go_one_after_another() {
        let (log, _) = batch(jobs(&["a", "a", "b"]), Rules { jobs: 3, ..Rules::default() }, |_, _| Outcome::Done).await;
        assert_eq!(log[..2], ["+0", "+2"]);
        assert!(log.iter().position(|line| line == "+1") > log.iter().position(|line| line == "-0"), "{log:?}");
    }

    #[tokio::test]
    async fn too_many_failures_begin_no_other() {
        let rules = Rules { jobs: 1, max_failures: Some(2), ..Rules::default() };
        let (log, left) = batch(jobs(&["", "", "", ""]), rules, |_, _| Outcome::Failed).await;
        assert_eq!(log.len(), 4);
        assert_eq!(left, Left { not_begun: vec![2, 3], too_many_failures: true });
    }

    #[tokio::test]
    async fn what_is_held_is_come_back_to() {
        let held_once = |index, times| if (index, times) == (0, 1) { Outcome::Held } else { Outcome::Done };
        let (log, left) = batch(jobs(&["", ""]), Rules { jobs: 1, ..Rules::default() }, held_once).await;
        assert_eq!(log, ["+0", "-0", "+1", "-1", "+0", "-0"]);
        assert_eq!(left, Left::default());
    }

    #[tokio::test]
    async fn the_pause_is_kept_between_walks_only() {
        let pace = Pace { pause: Duration::from_millis(400), per_hour: None };
        let rules = Rules { jobs: 1, pace, ..Rules::default() };
        let mut jobs = jobs(&["", "", ""]);
        jobs[2].walks = false;
        let began = Instant::now();
        let (log, _) = batch(jobs, rules, |_, _| Outcome::Done).await;
        assert!(began.elapsed() > Duration::from_millis(300), "{:?}", began.elapsed());
        assert_eq!(log.last().unwrap(), "-1", "{log:?}");
    }

    #[tokio::test]
    async fn one_that_waits_for_a_person_holds_no_other() {
        let (_stop, interrupt) = watch::channel(false);
        let (person, here) = watch::channel(false);
        let (person, here) = (&person, &here);
        let work = move |job: Job, worker: Worker| async move {
            if job.index == 0 {
                worker.waits_for_person(true);
                here.clone().wait_for(|here| *here).await.unwrap();
            } else if job.index == 2 {
                // The person comes once all others are done.
                person.send_replace(true);
            }
            (job, worker.number, Outcome::Done)
        };
        let rules = Rules { jobs: 1, ..Rules::default() };
        let all = work_off(jobs(&["", "", ""]), rules, interrupt, work);
        tokio::time::timeout(Duration::from_secs(10), all).await.unwrap();
    }

    #[tokio::test]
    async fn an_interrupted_batch_begins_nothing() {
        let (stop, interrupt) = watch::channel(false);
        let stop = &stop;
        let work = move |job: Job, worker: Worker| async move {
            stop.send_replace(true);
            (job, worker.number, Outcome::Failed)
        };
        let left = work_off(jobs(&["", "", ""]), Rules { jobs: 1, ..Rules::default() }, interrupt, work).await;
        assert_eq!(left.not_begun, [1, 2]);
        assert!(!left.too_many_failures);
    }
}
