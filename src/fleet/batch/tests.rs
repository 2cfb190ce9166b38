//! Batches of accounts that take no time, in their order.

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
    let (log, left) = batch(jobs(&["", "", ""]), Rules { jobs: 1, ..Rules::default() }, |_, _| Outcome::Failed).await;
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
