//! The rules of the regime, without a browser: events in, decisions out.

use std::collections::BTreeMap;
use std::time::Duration;

use super::terms::{Ask, Decision, Ending, Event, Limits, Need, Notice, Sight, Worth};

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
/// A page that says that it has made something, and does not show it yet, is given so many times the time of a step: nothing is
/// clicked meanwhile, and with its dialog what it has made would be lost.
const MADE: u32 = 3;
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
        let times = match &self.sight {
            sight if sight.result && !sight.odd && sight.dialog => MADE,
            sight if sight.at_work => AT_WORK,
            _ => 1,
        };
        self.spent > self.limits.answer * times
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
mod tests;
