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
    in_lanes(lanes, None)
}

fn in_lanes(lanes: &[&str], sign_in: Option<usize>) -> Vec<Job> {
    let lane = |name: &str| Lane { name: name.to_owned(), sign_in };
    let lanes_of = |name: &str| Some(name).filter(|name| !name.is_empty()).map(lane).into_iter().collect();
    lanes.iter().enumerate().map(|(index, name)| Job { index, lanes: lanes_of(name), walks: true }).collect()
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
            worker.waits_for_person(Waits::Alone);
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

/// Two accounts of one sign-in, the first of which waits: whether the second was begun before the first had ended.
async fn beside(sign_in: Option<usize>, waits: Waits, let_in: bool) -> bool {
    let (_stop, interrupt) = watch::channel(false);
    let begun = Mutex::new(Vec::new());
    let begun_of = &begun;
    let work = move |job: Job, worker: Worker| async move {
        begun_of.lock().unwrap().push(job.index);
        if job.index == 0 {
            if let_in {
                worker.is_let_in();
            }
            worker.waits_for_person(waits);
            tokio::time::sleep(Duration::from_millis(60)).await;
            begun_of.lock().unwrap().push(100);
        }
        (job, worker.number, Outcome::Done)
    };
    work_off(in_lanes(&["a", "a"], sign_in), Rules { jobs: 2, ..Rules::default() }, interrupt, work).await;
    begun.into_inner().unwrap() == [0, 1, 100]
}

#[tokio::test]
async fn a_sign_in_is_shared_once_it_has_let_somebody_in() {
    assert!(!beside(Some(1), Waits::No, true).await, "one at a time, unless more are asked for");
    assert!(!beside(Some(2), Waits::No, false).await, "nobody knows yet whether it is good");
    assert!(beside(Some(2), Waits::No, true).await);
}

#[tokio::test]
async fn who_waits_over_something_of_its_own_makes_room_in_its_sign_in() {
    assert!(beside(Some(1), Waits::Alone, true).await);
    assert!(!beside(Some(1), Waits::WithAll, true).await, "the next one would be asked for the same");
    assert!(!beside(None, Waits::Alone, true).await, "what it has half made is the next one's, too");
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
