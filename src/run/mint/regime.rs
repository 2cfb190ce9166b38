//! The rules of the regime, without a browser: events in, decisions out.

use std::collections::BTreeMap;
use std::time::Duration;

/// The console's refusal is believed once the page has said nothing else for so long.
const REFUSAL_REST: Duration = Duration::from_secs(1);
/// A person is told of what has stood for so long: words beside a token that is about to show call nobody.
const NOTICE_REST: Duration = Duration::from_secs(1);
/// What a person had to do is done when it has not shown for so long.
const DONE_REST: Duration = Duration::from_millis(300);
/// On a page that has taken the place of the one that was asked, and has come to rest, nothing can show any more.
const REPLACED_REST: Duration = Duration::from_secs(4);
/// A page that is visibly at work on the answer is given so many times the time of a step.
const AT_WORK: u32 = 2;
/// A page that cannot be looked at at all for so many times the time of a step is given up.
const BLIND: u32 = 4;
/// How often the page's own Copy is pressed.
const COPIES: u32 = 6;
/// How often a person is asked for something on the page.
const REQUESTS: u32 = 12;
/// How long until something that could not be stored, or was not answered, is tried again.
const AGAIN: Duration = Duration::from_millis(250);
/// How long until Graph is asked again about a value of which it has said nothing.
const ASK_GRAPH_AGAIN: Duration = Duration::from_secs(5);

/// How long is waited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the answer: the time of a step.
    pub(super) answer: Duration,
    /// For a person; `None`: there is none.
    pub(super) person: Option<Duration>,
}

/// What the page says besides, in the words of the scenario's interruptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Notice {
    /// Which interruption.
    pub(super) number: usize,
    /// What it asks for.
    pub(super) asks: Ask,
}

/// What a notice asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    /// The console says in its own words that it did not do what was asked.
    Refusal,
    /// Something that only a person can do.
    Person,
    /// The walk would stop for it. Here it says no more than why nothing came.
    Stop,
}

/// What one look at the page came to. Values are known by numbers: their letters are nobody's business here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an observation of its own")]
pub(super) struct Sight {
    /// Values that can be read and look like what was made.
    pub(super) values: Vec<u32>,
    /// A value stands where the token should, and is not understood.
    pub(super) odd: bool,
    /// The page shows where the answer will stand, or says that it has made something.
    pub(super) result: bool,
    /// The page's own Copy can be pressed.
    pub(super) copy: bool,
    /// What else it says.
    pub(super) notices: Vec<Notice>,
    /// Whether a dialog is open.
    pub(super) dialog: bool,
    /// Whether the page is visibly at work on what was asked.
    pub(super) at_work: bool,
    /// Whether it is another document than the one that was clicked.
    pub(super) replaced: bool,
    /// Whether the click was kept from the page for certain: it was about to fall on something else.
    pub(super) kept: bool,
    /// How long the page has looked so.
    pub(super) quiet: Duration,
}

/// What Graph says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// It is a token.
    Live,
    /// It is none that Graph takes.
    Dead,
    /// Graph said nothing about it.
    Open,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The page was looked at. `awake`: how long that took, without the time in which nobody ran.
    Looked {
        /// How long it took.
        awake: Duration,
        /// What was seen.
        sight: Sight,
    },
    /// The page could not be looked at: it was being replaced, or a box of the browser lay over it.
    Blind {
        /// How long it took.
        awake: Duration,
    },
    /// A person was told, Copy was pressed, or a while was waited.
    Did {
        /// How long it took.
        awake: Duration,
    },
    /// The run is to end.
    Interrupted,
    /// The value is on the disk.
    Stored(u32),
    /// It is not.
    NotStored(u32),
    /// Graph was asked about the value.
    Answered(u32, Worth),
}

/// What a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// To do what this notice says.
    Notice(Notice),
    /// To make room: the value cannot be stored.
    Room,
    /// To look at the page: what it shows is not understood, or is nothing that Graph takes.
    Look,
    /// That Graph does not answer, and the dialog stays open until it does.
    Graph,
}

/// How it ends without a token that is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The console refused, in its own words: nothing was made.
    Refused(Notice),
    /// Values are stored, and none is proved.
    Unproved,
    /// The value can be read and cannot be stored.
    NotStored,
    /// The run was told to end; what could be read until then is stored.
    Interrupted,
    /// The page asks for somebody who is not there, or did not come.
    Notice(Notice),
    /// Something shows that is not understood.
    Odd,
    /// The place for the token is there, and empty.
    Empty,
    /// The page that was to show it is gone, or shows nothing.
    Nothing,
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Look at the page.
    Look,
    /// Press the page's own Copy, which is a way of reading.
    Copy,
    /// Store this value before anything else.
    Store(u32),
    /// Ask Graph about this value.
    Prove(u32),
    /// Wait a moment.
    Rest(Duration),
    /// Tell a person, and go on.
    Tell(Need),
    /// Say that the person is done.
    Thank,
    /// The commit was not made, and may be made again.
    Again,
    /// The token is proved: the dialog may be closed.
    Close,
    /// It is over.
    End(Ending),
}

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Seen,
    Unstored,
    Stored,
    Proved(Worth),
}

/// The regime between a commit that shows once what it made, and the proof of what it made.
///
/// Its invariants:
/// - **Never twice.** [`Decision::Again`] follows only on the console's own refusal, or on a click that was kept from the page for
///   certain; and never once a value has been seen.
/// - **Read first.** A value that can be read is stored before anything else is decided, whatever the page says beside it.
/// - **Waited for longest.** No ending for want of an answer before the whole time of a step, of which only the time counts in
///   which somebody ran, and none but right after a look at the page that is there.
/// - **Closed last.** [`Decision::Close`] follows only on Graph's word that the value is a token.
/// - **Left to a person.** Where somebody is there, what is not understood, not stored or not proved is put before them, with the
///   page left as it is.
#[derive(Debug, Clone)]
pub(super) struct Regime {
    limits: Limits,
    /// Since the click, or since a person was done.
    spent: Duration,
    /// Since a person was told.
    person_spent: Duration,
    values: BTreeMap<u32, Standing>,
    sight: Sight,
    /// Whether `sight` is what the page looked like right now.
    fresh: bool,
    /// The console's refusal, once it was heard.
    heard: Option<Notice>,
    /// Since when the first notice has stood.
    stood: Option<(Notice, Duration)>,
    told: Option<Need>,
    /// How long what the person was told of has not shown.
    done_for: Duration,
    interrupted: bool,
    copies: u32,
    /// How often a person was told of a notice.
    requests: u32,
    /// For how long the page could not be looked at.
    blind_for: Duration,
    /// How long ago Graph was asked last about a value of which it says nothing.
    since_graph: Duration,
}

impl Regime {
    /// The click has been made, or may have been.
    pub(super) fn begin(limits: Limits) -> (Self, Decision) {
        let regime = Self {
            limits,
            spent: Duration::ZERO,
            person_spent: Duration::ZERO,
            values: BTreeMap::new(),
            sight: Sight::default(),
            fresh: false,
            heard: None,
            stood: None,
            told: None,
            done_for: Duration::ZERO,
            interrupted: false,
            copies: 0,
            requests: 0,
            blind_for: Duration::ZERO,
            since_graph: Duration::ZERO,
        };
        (regime, Decision::Look)
    }

    /// What is done after this.
    pub(super) fn next(&mut self, event: Event) -> Decision {
        match event {
            Event::Looked { awake, sight } => {
                self.pass(awake);
                self.see(sight, awake);
            }
            Event::Blind { awake } => {
                self.pass(awake);
                self.blind_for += awake;
                self.fresh = false;
            }
            Event::Did { awake } => {
                self.pass(awake);
                self.fresh = false;
            }
            Event::Interrupted => self.interrupted = true,
            Event::Stored(value) => self.stands(value, Standing::Stored),
            Event::NotStored(value) => self.stands(value, Standing::Unstored),
            Event::Answered(value, worth) => {
                self.stands(value, Standing::Proved(worth));
                self.since_graph = Duration::ZERO;
                // What was asked took its time: the page may have gone on meanwhile.
                self.fresh = false;
            }
        }
        self.decide()
    }

    fn stands(&mut self, value: u32, standing: Standing) {
        self.values.insert(value, standing);
    }

    fn pass(&mut self, awake: Duration) {
        self.spent += awake;
        self.since_graph += awake;
        if self.told.is_some() {
            self.person_spent += awake;
        }
    }

    fn see(&mut self, sight: Sight, awake: Duration) {
        for value in &sight.values {
            self.values.entry(*value).or_insert(Standing::Seen);
        }
        // Words that stand beside a result are no refusal of it.
        if sight.result || sight.odd || !self.values.is_empty() {
            self.heard = None;
        } else if let Some(refusal) = sight.notices.iter().find(|notice| notice.asks == Ask::Refusal) {
            self.heard = Some(*refusal);
        }
        let first = sight.notices.iter().find(|notice| notice.asks != Ask::Stop).copied();
        self.stood = match (self.stood, first) {
            (Some((before, ms)), Some(now)) if before == now => Some((now, ms + awake)),
            (_, now) => now.map(|now| (now, Duration::ZERO)),
        };
        if let Some(Need::Notice(told)) = self.told {
            let shows = sight.notices.iter().any(|notice| notice.number == told.number);
            self.done_for = if shows { Duration::ZERO } else { self.done_for + awake };
        }
        self.sight = sight;
        self.fresh = true;
        self.blind_for = Duration::ZERO;
    }

    fn has(&self, wanted: Standing) -> Option<u32> {
        self.values.iter().find(|(_, standing)| **standing == wanted).map(|(value, _)| *value)
    }

    fn decide(&mut self) -> Decision {
        if let Some(value) = self.has(Standing::Seen) {
            return Decision::Store(value);
        }
        if let Some(value) = self.has(Standing::Unstored) {
            return self.not_stored(value);
        }
        if !self.values.is_empty() {
            return self.stored();
        }
        if self.told == Some(Need::Room) {
            return self.thank();
        }
        if !self.fresh {
            return self.look_again(self.ending());
        }
        if self.sight.kept && !self.sight.result && !self.sight.odd {
            return Decision::Again;
        }
        self.unread()
    }

    /// A value that the disk did not take: as long as it may take to make room, it is tried again.
    fn not_stored(&mut self, value: u32) -> Decision {
        let limit = self.limits.person.filter(|_| !self.interrupted).unwrap_or(self.limits.answer);
        if self.told != Some(Need::Room) {
            return self.tell(Need::Room);
        }
        if self.person_spent > limit {
            return Decision::End(Ending::NotStored);
        }
        // Tried after each rest.
        if self.fresh {
            self.fresh = false;
            return Decision::Rest(AGAIN);
        }
        self.fresh = true;
        Decision::Store(value)
    }

    /// Everything that was read is stored: is it the token?
    fn stored(&mut self) -> Decision {
        if self.told == Some(Need::Room) {
            return self.thank();
        }
        if self.has(Standing::Proved(Worth::Live)).is_some() {
            return if self.told.is_some() { self.thank() } else { Decision::Close };
        }
        if self.interrupted {
            return Decision::End(Ending::Interrupted);
        }
        if let Some(value) = self.has(Standing::Stored) {
            return Decision::Prove(value);
        }
        let open = self.has(Standing::Proved(Worth::Open));
        let Some(person) = self.limits.person else {
            // Nobody would see the dialog. Where Graph was clear, the right one may be still to come.
            return match open {
                Some(_) => Decision::End(Ending::Unproved),
                None => self.look_until_over(Ending::Unproved),
            };
        };
        let need = if open.is_some() { Need::Graph } else { Need::Look };
        if self.told != Some(need) {
            return self.tell(need);
        }
        if !self.fresh {
            return self.look_again(Ending::Unproved);
        }
        let closed = !self.sight.dialog && self.sight.values.is_empty() && self.sight.quiet >= REFUSAL_REST;
        if closed || self.person_spent > person {
            return Decision::End(Ending::Unproved);
        }
        if let Some(value) = open.filter(|_| self.since_graph >= ASK_GRAPH_AGAIN) {
            return Decision::Prove(value);
        }
        self.fresh = false;
        Decision::Look
    }

    /// Nothing can be read on the page that was just looked at.
    fn unread(&mut self) -> Decision {
        if let Some(refusal) = self.heard {
            let rests = !self.sight.at_work && self.sight.quiet >= REFUSAL_REST;
            if rests || self.told == Some(Need::Notice(refusal)) {
                return self.refused(refusal, rests);
            }
        }
        if self.sight.copy && self.copies < COPIES {
            self.copies += 1;
            return Decision::Copy;
        }
        if self.interrupted {
            return self.look_until_over(Ending::Interrupted);
        }
        if let Some(Need::Notice(told)) = self.told {
            return self.await_person(told);
        }
        if let (Some((notice, stood)), Some(_)) = (self.stood, self.limits.person)
            && notice.asks == Ask::Person
            && stood >= NOTICE_REST
            && self.requests < REQUESTS
        {
            return self.tell(Need::Notice(notice));
        }
        let ending = self.ending();
        // What is there can be read by a person, who may copy it by hand.
        if (self.sight.odd || self.sight.result) && self.limits.person.is_some() && self.is_over() {
            return self.put_before_a_person(ending);
        }
        self.look_until_over(ending)
    }

    /// The console says that it made nothing.
    fn refused(&mut self, refusal: Notice, rests: bool) -> Decision {
        if self.interrupted && self.told.is_some() {
            return Decision::End(Ending::Interrupted);
        }
        let asked_enough = self.requests >= REQUESTS && self.told.is_none();
        if self.limits.person.is_none() || self.interrupted || asked_enough {
            return Decision::End(Ending::Refused(refusal));
        }
        let need = Need::Notice(refusal);
        if self.told != Some(need) {
            return self.tell(need);
        }
        if rests && self.done_for >= DONE_REST {
            return Decision::Again;
        }
        self.still_waits(Ending::Refused(refusal))
    }

    fn await_person(&mut self, told: Notice) -> Decision {
        if self.done_for >= DONE_REST {
            // What the person did may be what the answer has waited for.
            self.spent = Duration::ZERO;
            return self.thank();
        }
        self.still_waits(Ending::Notice(told))
    }

    fn still_waits(&mut self, ending: Ending) -> Decision {
        if self.limits.person.is_some_and(|limit| self.person_spent > limit) {
            return Decision::End(ending);
        }
        self.fresh = false;
        Decision::Look
    }

    fn put_before_a_person(&mut self, ending: Ending) -> Decision {
        if self.told != Some(Need::Look) {
            return self.tell(Need::Look);
        }
        if !self.sight.dialog && self.sight.quiet >= REFUSAL_REST {
            return Decision::End(ending);
        }
        self.still_waits(ending)
    }

    /// What it comes to if nothing else shows.
    fn ending(&self) -> Ending {
        let asked = |asks| self.sight.notices.iter().find(|notice| notice.asks == asks);
        let notice = asked(Ask::Person).or_else(|| asked(Ask::Refusal)).or_else(|| asked(Ask::Stop));
        match notice {
            Some(notice) => Ending::Notice(*notice),
            None if self.sight.odd => Ending::Odd,
            None if self.sight.result => Ending::Empty,
            None => Ending::Nothing,
        }
    }

    /// Whether the whole time has passed.
    fn is_over(&self) -> bool {
        let limit = if self.sight.at_work { self.limits.answer * AT_WORK } else { self.limits.answer };
        self.spent > limit
    }

    /// A look at the page that is there now, if it lets itself be looked at.
    fn look_again(&self, ending: Ending) -> Decision {
        if self.blind_for > self.limits.answer * BLIND { Decision::End(ending) } else { Decision::Look }
    }

    fn look_until_over(&mut self, ending: Ending) -> Decision {
        if !self.fresh {
            return self.look_again(ending);
        }
        let sight = &self.sight;
        let gone = sight.replaced && !sight.dialog && !sight.at_work && sight.quiet >= REPLACED_REST;
        if gone || self.is_over() {
            return Decision::End(ending);
        }
        self.fresh = false;
        Decision::Look
    }

    fn tell(&mut self, need: Need) -> Decision {
        self.told = Some(need);
        self.requests += u32::from(matches!(need, Need::Notice(_)));
        self.person_spent = Duration::ZERO;
        self.done_for = Duration::ZERO;
        Decision::Tell(need)
    }

    fn thank(&mut self) -> Decision {
        self.told = None;
        Decision::Thank
    }
}

#[cfg(test)]
mod tests {
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
}
