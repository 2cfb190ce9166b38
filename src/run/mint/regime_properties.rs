//! The invariants of the regime, over made-up consoles, disks, Graphs, persons and signals.

use std::time::Duration;

use proptest::prelude::*;

use super::regime::Regime;
use super::terms::{Ask, Decision, Ending, Event, Limits, Need, Notice, Sight, Worth};

const ANSWER: Duration = Duration::from_secs(20);
const PERSON: Duration = Duration::from_secs(90);
const NOTICES: [Notice; 3] = [
    Notice { number: 0, asks: Ask::Refusal },
    Notice { number: 1, asks: Ask::Person },
    Notice { number: 2, asks: Ask::Stop },
];

/// What the world does at one turn.
#[derive(Debug, Clone)]
struct Turn {
    sight: Sight,
    /// The page cannot be looked at.
    blind: bool,
    /// The disk takes what is to be stored.
    takes: bool,
    worth: Worth,
    signal: bool,
    awake: Duration,
}

fn sight() -> impl Strategy<Value = Sight> {
    let flag = || prop::bool::weighted(0.3);
    let values = prop::collection::vec(0_u32..4, 0..3).prop_map(|mut values| {
        values.sort_unstable();
        values.dedup();
        values
    });
    let values = prop_oneof![4 => Just(Vec::new()), 1 => values];
    let notices = prop::sample::subsequence(NOTICES.to_vec(), 0..=3);
    let flags = (flag(), flag(), flag(), any::<bool>(), flag(), flag(), prop::bool::weighted(0.03));
    (values, notices, flags, 0_u64..8000).prop_map(|(values, notices, flags, quiet)| {
        let (odd, result, copy, dialog, at_work, replaced, kept) = flags;
        let quiet = Duration::from_millis(quiet);
        Sight { values, odd, result, copy, notices, dialog, at_work, replaced, kept, quiet }
    })
}

fn turn() -> impl Strategy<Value = Turn> {
    let worth = prop_oneof![Just(Worth::Live), Just(Worth::Dead), Just(Worth::Open)];
    let chance = |p| prop::bool::weighted(p);
    (sight(), chance(0.15), chance(0.7), worth, chance(0.01), 100_u64..1500).prop_map(
        |(sight, blind, takes, worth, signal, awake)| Turn {
            sight,
            blind,
            takes,
            worth,
            signal,
            awake: Duration::from_millis(awake),
        },
    )
}

/// Plays the turns, over and over, until the regime is at its end, and sees that its invariants hold at each.
fn play(turns: &[Turn], person: Option<Duration>) -> Result<(), TestCaseError> {
    let (mut regime, mut decision) = Regime::begin(Limits { answer: ANSWER, person });
    // What is known from outside.
    let (mut seen, mut stored, mut live) = (Vec::new(), Vec::new(), Vec::new());
    let (mut refused, mut kept, mut waited, mut signalled) = (false, false, Duration::ZERO, false);
    // A person who has done what was asked for begins the time anew: it is only less then.
    let (mut just_looked, mut blind) = (false, Duration::ZERO);
    for turn in turns.iter().cycle().take(20_000) {
        if turn.signal && !signalled {
            signalled = true;
            decision = regime.next(Event::Interrupted);
        }
        let unstored = seen.iter().any(|value| !stored.contains(value));
        let after_look = std::mem::take(&mut just_looked);
        let event = match decision {
            Decision::Look => {
                prop_assert!(!unstored, "it looked on while a value was not stored");
                blind = if turn.blind { blind + turn.awake } else { Duration::ZERO };
                if turn.blind {
                    Event::Blind { awake: turn.awake }
                } else {
                    for value in &turn.sight.values {
                        if !seen.contains(value) {
                            seen.push(*value);
                        }
                    }
                    refused |= turn.sight.notices.contains(&NOTICES[0]) && !turn.sight.result && !turn.sight.odd;
                    kept |= turn.sight.kept;
                    just_looked = true;
                    Event::Looked { awake: turn.awake, sight: turn.sight.clone() }
                }
            }
            Decision::Store(value) => {
                prop_assert!(seen.contains(&value) && !stored.contains(&value));
                if turn.takes {
                    stored.push(value);
                    Event::Stored(value)
                } else {
                    Event::NotStored(value)
                }
            }
            Decision::Prove(value) => {
                prop_assert!(stored.contains(&value) && !unstored, "nothing is proved while something is not stored");
                if turn.worth == Worth::Live {
                    live.push(value);
                }
                Event::Answered(value, turn.worth)
            }
            Decision::Copy => {
                prop_assert!(seen.is_empty());
                Event::Did { awake: turn.awake }
            }
            Decision::Rest(awake) => Event::Did { awake },
            Decision::Tell(need) => {
                prop_assert!(person.is_some() || need == Need::Room, "there is nobody to tell");
                prop_assert!(!unstored || need == Need::Room);
                Event::Did { awake: Duration::ZERO }
            }
            Decision::Thank => Event::Did { awake: Duration::ZERO },
            Decision::Again => {
                prop_assert!(seen.is_empty(), "another was asked for although one was seen");
                prop_assert!(refused || kept, "another was asked for without the console's word");
                return Ok(());
            }
            Decision::Close => {
                prop_assert!(!live.is_empty() && !unstored, "the dialog was closed over what is not proved");
                return Ok(());
            }
            Decision::End(ending) => {
                let looked = after_look || blind > ANSWER * 4;
                return ended(ending, &seen, unstored, looked, waited, refused);
            }
        };
        waited += match &event {
            Event::Looked { awake, .. } | Event::Blind { awake } | Event::Did { awake } => *awake,
            _ => Duration::ZERO,
        };
        decision = regime.next(event);
    }
    prop_assert!(false, "it never ends");
    Ok(())
}

fn ended(
    ending: Ending,
    seen: &[u32],
    unstored: bool,
    looked: bool,
    waited: Duration,
    refused: bool,
) -> Result<(), TestCaseError> {
    match ending {
        Ending::NotStored => {
            prop_assert!(unstored && waited >= ANSWER, "it gave up storing after {waited:?}");
        }
        Ending::Unproved => prop_assert!(!seen.is_empty() && !unstored),
        Ending::Refused(_) => prop_assert!(refused && seen.is_empty()),
        Ending::Interrupted if !seen.is_empty() => prop_assert!(!unstored),
        _ => {
            prop_assert!(seen.is_empty(), "it ended over a value: {ending:?}");
            prop_assert!(looked, "it ended without a look at the page that is there");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn its_invariants_hold_whatever_happens(turns in prop::collection::vec(turn(), 1..60)) {
        for person in [None, Some(PERSON)] {
            play(&turns, person)?;
        }
    }
}
