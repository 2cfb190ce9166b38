//! The regime, look by look.

use super::*;

const ANSWER: Duration = Duration::from_secs(30);
const SLICE: Duration = Duration::from_millis(900);
const APPROVAL: Notice = Notice { number: 1, asks: Ask::Refusal };
const CODE: Notice = Notice { number: 2, asks: Ask::Person };
const BLOCKED: Notice = Notice { number: 3, asks: Ask::Stop };

fn alone() -> (Regime, Decision) {
    Regime::begin(Limits { answer: ANSWER, person: None })
}

fn attended() -> (Regime, Decision) {
    Regime::begin(Limits { answer: ANSWER, person: Some(Duration::from_secs(600)) })
}

fn looked(sight: Sight) -> Event {
    Event::Looked { awake: SLICE, sight }
}

fn still(notices: &[Notice]) -> Sight {
    Sight { notices: notices.to_vec(), dialog: true, quiet: Duration::from_secs(5), ..Sight::default() }
}

fn showing(value: u32, notices: &[Notice]) -> Sight {
    Sight { values: vec![value], result: true, ..still(notices) }
}

/// Looks so often as it is asked to at a page that stays so; what comes then, and how long it took.
fn stare(regime: &mut Regime, sight: &Sight) -> (Decision, Duration) {
    let mut took = Duration::ZERO;
    loop {
        took += SLICE;
        match regime.next(looked(sight.clone())) {
            Decision::Look => {}
            other => return (other, took),
        }
    }
}

#[test]
fn a_token_is_stored_then_proved_and_only_then_is_the_dialog_closed() {
    let (mut regime, first) = alone();
    assert_eq!(first, Decision::Look);
    assert_eq!(regime.next(looked(showing(1, &[]))), Decision::Store(1));
    assert_eq!(regime.next(Event::Stored(1)), Decision::Prove(1));
    assert_eq!(regime.next(Event::Answered(1, Worth::Live)), Decision::Close);
}

#[test]
fn whatever_stands_beside_a_token_is_not_heeded() {
    for notice in [APPROVAL, CODE, BLOCKED] {
        for begin in [alone, attended] {
            let (mut regime, _) = begin();
            // The dialog with these words is there before the token is.
            let empty = Sight { result: true, ..still(&[notice]) };
            for _ in 0..9 {
                let decision = regime.next(looked(empty.clone()));
                assert!(matches!(decision, Decision::Look | Decision::Tell(_)), "{decision:?} for {notice:?}");
            }
            assert_eq!(regime.next(looked(showing(1, &[notice]))), Decision::Store(1));
            assert_eq!(regime.next(Event::Stored(1)), Decision::Prove(1));
        }
    }
}

#[test]
fn the_whole_time_is_waited_and_twice_as_long_for_a_page_at_work() {
    let (mut regime, _) = alone();
    let (decision, took) = stare(&mut regime, &still(&[]));
    assert_eq!(decision, Decision::End(Ending::Nothing));
    assert!(took > ANSWER && took < ANSWER + SLICE * 2, "{took:?}");
    let (mut regime, _) = alone();
    let (_, took) = stare(&mut regime, &Sight { at_work: true, ..still(&[]) });
    assert!(took > ANSWER * 2, "{took:?}");
}

#[test]
fn a_page_that_cannot_be_looked_at_for_a_while_is_no_reason_to_end() {
    let (mut regime, _) = alone();
    for _ in 0..100 {
        assert_eq!(regime.next(Event::Blind { awake: SLICE }), Decision::Look);
    }
    assert_eq!(regime.next(looked(showing(1, &[]))), Decision::Store(1), "one more look, and there it is");
    let (mut regime, _) = alone();
    let blind = (0..1000).find(|_| regime.next(Event::Blind { awake: SLICE }) != Decision::Look).unwrap();
    assert!(SLICE * blind > ANSWER * 3, "{blind}");
}

#[test]
fn the_commit_is_made_again_only_after_a_refusal_that_a_person_has_seen_to() {
    let (mut regime, _) = attended();
    let (decision, _) = stare(&mut regime, &still(&[APPROVAL]));
    assert_eq!(decision, Decision::Tell(Need::Notice(APPROVAL)));
    let (decision, _) = stare(&mut regime, &still(&[]));
    assert_eq!(decision, Decision::Again);
    let (mut regime, _) = alone();
    assert_eq!(stare(&mut regime, &still(&[APPROVAL])).0, Decision::End(Ending::Refused(APPROVAL)));
}

#[test]
fn a_refusal_that_passes_by_is_heard() {
    let (mut regime, _) = alone();
    let toast = Sight { quiet: Duration::ZERO, ..still(&[APPROVAL]) };
    assert_eq!(regime.next(looked(toast)), Decision::Look);
    assert_eq!(regime.next(looked(still(&[]))), Decision::End(Ending::Refused(APPROVAL)));
}

#[test]
fn a_click_that_was_kept_from_the_page_is_made_and_one_that_was_not_seen_is_not() {
    let (mut regime, _) = alone();
    assert_eq!(regime.next(looked(Sight { kept: true, ..still(&[]) })), Decision::Again);
    let (mut regime, _) = alone();
    assert_eq!(regime.next(looked(still(&[]))), Decision::Look);
}

#[test]
fn a_person_is_waited_for_and_the_page_is_read_all_the_while() {
    let (mut regime, _) = attended();
    let gate = Sight { result: true, ..still(&[CODE]) };
    assert_eq!(stare(&mut regime, &gate).0, Decision::Tell(Need::Notice(CODE)));
    for _ in 0..100 {
        assert_eq!(regime.next(looked(gate.clone())), Decision::Look);
    }
    assert_eq!(regime.next(looked(showing(7, &[]))), Decision::Store(7));
    assert_eq!(regime.next(Event::Stored(7)), Decision::Prove(7));
    assert_eq!(regime.next(Event::Answered(7, Worth::Live)), Decision::Thank);
    assert_eq!(regime.next(Event::Did { awake: Duration::ZERO }), Decision::Close);
}

#[test]
fn nobody_there_ends_with_what_the_page_asks_for() {
    let (mut regime, _) = alone();
    let gate = Sight { result: true, ..still(&[CODE]) };
    let (decision, took) = stare(&mut regime, &gate);
    assert_eq!(decision, Decision::End(Ending::Notice(CODE)));
    assert!(took > ANSWER, "the token may come all the same: {took:?}");
    let (mut regime, _) = alone();
    let login = Sight { replaced: true, dialog: false, ..still(&[CODE]) };
    let (decision, took) = stare(&mut regime, &login);
    assert_eq!(decision, Decision::End(Ending::Notice(CODE)));
    assert!(took < ANSWER, "nothing can come there: {took:?}");
}

#[test]
fn a_signal_lets_the_token_be_read_and_stored_first() {
    let (mut regime, _) = alone();
    assert_eq!(regime.next(looked(still(&[]))), Decision::Look);
    assert_eq!(regime.next(Event::Interrupted), Decision::Look);
    assert_eq!(regime.next(looked(still(&[]))), Decision::Look);
    assert_eq!(regime.next(looked(showing(1, &[]))), Decision::Store(1));
    assert_eq!(regime.next(Event::Stored(1)), Decision::End(Ending::Interrupted));
    let (mut regime, _) = alone();
    regime.next(Event::Interrupted);
    let (decision, took) = stare(&mut regime, &still(&[]));
    assert_eq!(decision, Decision::End(Ending::Interrupted));
    assert!(took > ANSWER, "{took:?}");
}

#[test]
fn what_cannot_be_stored_is_tried_until_it_can() {
    let (mut regime, _) = alone();
    regime.next(looked(showing(1, &[])));
    assert_eq!(regime.next(Event::NotStored(1)), Decision::Tell(Need::Room));
    let mut tries = 0;
    let mut event = Event::Did { awake: Duration::ZERO };
    loop {
        match regime.next(event) {
            Decision::Rest(awake) => event = Event::Did { awake },
            Decision::Store(1) => {
                tries += 1;
                event = Event::NotStored(1);
            }
            other => break assert_eq!(other, Decision::End(Ending::NotStored)),
        }
    }
    assert!(tries > 100, "{tries}");
}

#[test]
fn of_several_values_each_is_stored_and_tried() {
    let (mut regime, _) = alone();
    let two = Sight { values: vec![1, 2], ..showing(1, &[]) };
    assert_eq!(regime.next(looked(two)), Decision::Store(1));
    assert_eq!(regime.next(Event::Stored(1)), Decision::Store(2));
    assert_eq!(regime.next(Event::Stored(2)), Decision::Prove(1));
    assert_eq!(regime.next(Event::Answered(1, Worth::Dead)), Decision::Prove(2));
    assert_eq!(regime.next(Event::Answered(2, Worth::Live)), Decision::Close);
}

#[test]
fn what_graph_does_not_take_leaves_the_dialog_open_for_the_right_one() {
    let (mut regime, _) = alone();
    regime.next(looked(showing(1, &[])));
    regime.next(Event::Stored(1));
    assert_eq!(regime.next(Event::Answered(1, Worth::Dead)), Decision::Look);
    let both = Sight { values: vec![1, 2], ..showing(1, &[]) };
    assert_eq!(regime.next(looked(both)), Decision::Store(2));
    let (mut regime, _) = alone();
    regime.next(looked(showing(1, &[])));
    regime.next(Event::Stored(1));
    regime.next(Event::Answered(1, Worth::Dead));
    let (decision, took) = stare(&mut regime, &showing(1, &[]));
    assert_eq!(decision, Decision::End(Ending::Unproved));
    assert!(took + SLICE * 2 > ANSWER, "{took:?}");
}

#[test]
fn while_graph_is_silent_the_dialog_stays_open_for_a_person_and_for_nobody_else() {
    let (mut regime, _) = alone();
    regime.next(looked(showing(1, &[])));
    regime.next(Event::Stored(1));
    assert_eq!(regime.next(Event::Answered(1, Worth::Open)), Decision::End(Ending::Unproved));
    let (mut regime, _) = attended();
    regime.next(looked(showing(1, &[])));
    regime.next(Event::Stored(1));
    assert_eq!(regime.next(Event::Answered(1, Worth::Open)), Decision::Tell(Need::Graph));
    assert_eq!(stare(&mut regime, &showing(1, &[])).0, Decision::Prove(1), "Graph is asked again");
    assert_eq!(regime.next(Event::Answered(1, Worth::Live)), Decision::Thank);
    assert_eq!(regime.next(Event::Did { awake: Duration::ZERO }), Decision::Close);
}

#[test]
fn what_is_not_understood_is_put_before_a_person() {
    let empty = Sight { result: true, ..still(&[]) };
    let (mut regime, _) = attended();
    assert_eq!(stare(&mut regime, &empty).0, Decision::Tell(Need::Look));
    assert_eq!(stare(&mut regime, &empty).0, Decision::End(Ending::Empty));
    let odd = Sight { odd: true, result: true, ..still(&[]) };
    let (mut regime, _) = attended();
    assert_eq!(stare(&mut regime, &odd).0, Decision::Tell(Need::Look));
    let (decision, took) = stare(&mut regime, &odd);
    assert_eq!(decision, Decision::End(Ending::Odd));
    assert!(took > Duration::from_secs(500), "{took:?}");
    let (mut regime, _) = alone();
    assert_eq!(stare(&mut regime, &odd).0, Decision::End(Ending::Odd));
}
