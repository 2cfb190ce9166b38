//! Random walks of the shipped scenario through made-up consoles: late, reloading, refusing, done in spite of an error. Whatever happens,
//! no second system user, no second token, and no walk without an end. That these tests can fail is tried, too: with a rule taken out they do.

use super::world::{Dialog, Manners, Seen, World};
use super::{After, Came, Course, Next};
use crate::scenario::Library;
use crate::scenario::model::{Action, Belief, Condition, Goto, Guard, Repeat, Scenario, Way};

/// No walk asks for longer.
const LONGEST: u32 = 4000;
const UNRULY: Manners = Manners { late: 15, reload: 8, error: 25, hides: false };

/// How a walk ended.
#[derive(Debug, PartialEq, Clone, Copy)]
enum End {
    Well,
    Stopped,
    Never,
}

fn shipped() -> Scenario {
    (Library { folders: Vec::new() }).load("whatsapp-token").unwrap().scenario
}

/// The way that is gone: what is written first of those that are believed first. What is grave, or waits for an answer, is believed
/// only of the page as it is, with all that shows there: that this is so is the engine's part.
fn chosen(
    world: &mut World,
    open: &[(usize, usize)],
    scenario: &Scenario,
    done: &[String],
    trust: bool,
) -> Option<(usize, usize)> {
    let way = |&(step, way): &(usize, usize)| &scenario.steps[step].ways[way];
    let mut order: Vec<(usize, usize)> = open.to_vec();
    order.sort_by_key(|one| way(one).settled);
    let first = |world: &World, seen| order.iter().find(|one| world.open(way(one), seen, done)).copied();
    let seen = world.look();
    let found = first(world, seen)?;
    let grave = way(&found).settled == Some(Belief::Grave) || way(&found).unanswered.is_some();
    if grave && !trust { first(world, Seen::Whole) } else { Some(found) }
}

/// One walk. `trust`: what is late is taken for absent, however much follows from it.
fn walk(scenario: &Scenario, seed: u64, manners: Manners, trust: bool) -> (World, End) {
    let mut world = World::new(seed, manners);
    let (mut course, mut done) = (Course::default(), Vec::new());
    let (mut at, mut idle) = (0, 0);
    for _ in 0..LONGEST {
        let Some(here) = scenario.steps.get(at) else { return (world, End::Well) };
        let open = course.open(scenario, at);
        let Some((number, way)) = chosen(&mut world, &open, scenario, &done, trust) else {
            // What is late comes; what does not come for long ends the walk with an error.
            idle += 1;
            if idle > 20 {
                return (world, End::Stopped);
            }
            continue;
        };
        idle = 0;
        let step = &scenario.steps[number];
        let gone = &step.ways[way];
        let commits = step.commits && matches!(gone.action, Action::Click { .. });
        let eyes = world.look();
        if commits && !step.guards.iter().all(|guard| world.guarded(guard, eyes)) {
            if !course.enters_again(here) {
                return (world, End::Stopped);
            }
            let goto = here.if_guard_fails.as_ref().unwrap();
            match course.jump(scenario, &here.id, goto, false) {
                Next::Step(next) => at = next,
                _ => return (world, End::Stopped),
            }
            continue;
        }
        course.goes(step, way);
        if matches!(gone.action, Action::Stop(_)) {
            return (world, End::Stopped);
        }
        if matches!(gone.action, Action::Set { .. }) {
            course.asks_for_another();
        }
        if commits {
            world.commit(&step.id);
            // What shows once is looked at until it is read, and is not asked for again.
            if step.repeat == Repeat::Never && world.dialog != Dialog::Result {
                return (world, End::Stopped);
            }
            if step.repeat != Repeat::Never {
                let came = came(&mut world, step, &done);
                match course.after(step, came, false) {
                    After::Done => done.push(step.id.clone()),
                    After::Stop(_) => return (world, End::Stopped),
                    After::LookUp { from, goto } => {
                        let reloads = goto.reload
                            || matches!(came, Came::Outcome(n) if matches!(step.outcomes[n].action, Action::Reload));
                        if reloads {
                            world.act(&Way::plain(Action::Reload));
                        }
                        match course.look_up(scenario, step, &from, goto, false) {
                            Next::Step(next) => at = next,
                            _ => return (world, End::Stopped),
                        }
                        continue;
                    }
                }
            }
        } else {
            world.act(gone);
        }
        let Some(goto) = &gone.goto else {
            at = number + 1;
            continue;
        };
        match course.jump(scenario, &step.id, goto, false) {
            Next::Step(next) => at = next,
            _ => return (world, End::Stopped),
        }
    }
    (world, End::Never)
}

/// What the page shows of a commit.
fn came(world: &mut World, step: &crate::scenario::model::Step, done: &[String]) -> Came {
    let seen = world.look();
    if step.done_when.iter().all(|condition| world.holds(condition, seen, done)) {
        return Came::Done;
    }
    let outcome = step.outcomes.iter().position(|way| world.open(way, seen, done));
    outcome.map_or(Came::Nothing, Came::Outcome)
}

fn walks() -> u64 {
    std::env::var("TOKENWRIGHT_WALKS").ok().and_then(|number| number.parse().ok()).unwrap_or(3000)
}

/// How many walks made a second user, a second token, or had no end.
fn faults(scenario: &Scenario, trust: bool) -> [u64; 3] {
    let mut faults = [0; 3];
    for seed in 0..walks() {
        let (world, end) = walk(scenario, seed, UNRULY, trust);
        let wrong = [world.users > 1, world.tokens > 1, end == End::Never];
        for (count, wrong) in faults.iter_mut().zip(wrong) {
            *count += u64::from(wrong);
        }
    }
    faults
}

#[test]
fn on_a_console_of_good_manners_every_walk_ends_well() {
    let scenario = shipped();
    let good = Manners { late: 0, reload: 0, error: 0, hides: false };
    for seed in 0..200 {
        let (world, end) = walk(&scenario, seed, good, false);
        assert_eq!((end, world.users, world.assigned, world.tokens), (End::Well, 1, true, 1), "seed {seed}");
    }
}

#[test]
fn whatever_happens_nothing_is_made_twice_and_every_walk_ends() {
    let scenario = shipped();
    assert_eq!(faults(&scenario, false), [0, 0, 0], "second users, second tokens, walks without an end");
    let well = (0..200).filter(|seed| walk(&scenario, *seed, UNRULY, false).1 == End::Well).count();
    assert!(well > 60, "only {well} of 200 walks end well");
}

#[test]
fn an_absence_that_is_believed_too_soon_makes_a_second_user() {
    let mut scenario = shipped();
    for step in scenario.steps.iter_mut().filter(|step| step.id == "create-user") {
        step.guards.retain(|guard| !matches!(guard, Guard::Holds(Condition::Absent(_))));
    }
    assert!(faults(&scenario, true)[0] > 0, "the test would not see it");
}

#[test]
fn a_token_that_is_asked_for_again_is_a_second_one() {
    let mut scenario = shipped();
    let home = scenario.steps.iter().find_map(|step| step.if_not_done.clone()).unwrap();
    for step in scenario.steps.iter_mut().filter(|step| step.repeat == Repeat::Never) {
        step.repeat = Repeat::Harmless;
        step.done_when = vec![Condition::Absent(
            match &step.ways.iter().find(|way| matches!(way.action, Action::Click { .. })).unwrap().action {
                Action::Click { target, .. } => target[0].clone(),
                _ => unreachable!(),
            },
        )];
        step.if_not_done = Some(home.clone());
    }
    assert!(faults(&scenario, false)[1] > 0, "the test would not see it");
}

/// A console that never shows what was assigned.
const HIDES: Manners = Manners { late: 0, reload: 0, error: 0, hides: true };

#[test]
fn what_never_shows_is_not_waited_for_for_ever() {
    let scenario = shipped();
    assert!((0..50).all(|seed| walk(&scenario, seed, HIDES, false).1 != End::Never));
    assert!((0..50).any(|seed| walk(&scenario, seed, HIDES, false).1 == End::Stopped));
}

#[test]
fn a_jump_without_a_limit_is_a_walk_without_an_end() {
    let mut scenario = shipped();
    for step in &mut scenario.steps {
        for way in &mut step.ways {
            way.limit = None;
            if let Some(goto) = &mut way.goto {
                goto.limit = u32::MAX;
            }
        }
    }
    assert!((0..50).any(|seed| walk(&scenario, seed, HIDES, false).1 == End::Never), "the test would not see it");
}

#[test]
fn another_name_is_not_the_same_commit_once_more() {
    let scenario = shipped();
    let step = scenario.steps.iter().find(|step| step.id == "create-user").unwrap();
    let takes_another = |goto: &Goto| {
        let led_to = scenario.steps.iter().find(|step| step.id == goto.step);
        led_to.is_some_and(|step| matches!(step.ways[0].action, Action::Set { .. }))
    };
    let gotos: Vec<&Goto> = step.outcomes.iter().filter_map(|outcome| outcome.goto.as_ref()).collect();
    let another = *gotos.iter().find(|goto| takes_another(goto)).expect("a refused name is answered by another");
    let failed = step.if_not_done.as_ref().expect("what failed is looked up");
    let mut course = Course::default();
    let next = course.look_up(&scenario, step, "create-user/not-done", failed, false);
    assert!(matches!(next, Next::Step(_)), "a commit that failed once is looked up: {next:?}");
    let next = course.look_up(&scenario, step, "create-user/outcome", another, false);
    assert!(matches!(next, Next::Step(_)), "a name that is refused then is answered by another: {next:?}");
    let next = course.look_up(&scenario, step, "create-user/not-done", failed, false);
    assert!(!matches!(next, Next::Step(_)), "the same name is not tried a third time: {next:?}");
}
