//! Looking for one entry of a list: whether it is there, however long the list is, and that it is not.

use std::iter;

use super::{
    back::{beside, first, last},
    book::Book,
    make::{CLICKS, MOVES, More, PAGES, click, fill_one, gone, reload, see, step, stop, text, there},
    scope,
};
use crate::scenario::{
    model::{Action, Belief, Condition, END, Locator, Matching, Name, Step, Stop, Way, Which},
    script::{Move, Place},
};

/// A look for one entry of the list of a place.
pub(super) struct Look<'a> {
    /// The steps and places.
    pub(super) book: &'a Book<'a>,
    /// The step after which the looks are called.
    pub(super) lead: &'a str,
    /// What is looked for, in a person's words.
    pub(super) what: &'a str,
    /// The entry.
    pub(super) name: &'a Name,
    /// The place.
    pub(super) place: &'a Place,
    /// Line of the step in its file.
    pub(super) line: usize,
}

impl Look<'_> {
    fn at(&self, locator: Locator) -> Locator {
        scope::at(Some(self.place), locator)
    }

    /// The entry shows.
    pub(super) fn entry(&self) -> Condition {
        there(self.at(text(self.name)))
    }

    /// The place itself shows: what is not in its list is not only not there because the place is not.
    fn mark(&self) -> Vec<Condition> {
        self.place.shows.first().map(|mark| there(self.at(mark.clone()))).into_iter().collect()
    }

    fn search(&self) -> Option<Way> {
        let field = self.at(self.place.list.search.clone()?);
        // Where something that is open beside the list has a search of its own, the list's is the one beside what marks the place.
        let beside = self.place.shows.first().and_then(|mark| mark.name.clone());
        let beside = beside.map(|mark| Locator { near: Some(mark), ..field.clone() });
        Some(fill_one(iter::once(field).chain(beside).collect(), self.name).once(Belief::Quiet))
    }

    fn scrolled(&self) -> Way {
        see(vec![self.entry()]).once(Belief::Quiet).scrolled()
    }

    fn more(&self) -> Option<Way> {
        let more = self.place.list.more.clone()?;
        Some(click(vec![Locator { which: Some(Which::Last), ..self.at(more) }]).once(Belief::Quiet))
    }

    /// The documented move to the place, where the place does not show.
    fn move_again(&self, times: u32) -> Option<Way> {
        let mark = self.place.shows.first()?;
        Some(self.move_to()?.when(gone(self.at(mark.clone()))).at_most(times))
    }

    fn move_to(&self) -> Option<Way> {
        let from = self.book.from(self.place);
        let rung = self.place.reach.iter().find_map(|one| match one {
            Move::Click { target, .. } => last(target),
            _ => None,
        })?;
        Some(click(vec![first(scope::at(from, rung))]).once(Belief::Sure))
    }

    fn id(&self, part: &str) -> String {
        format!("{}-{part}", self.lead)
    }

    fn made(&self, part: &str, title: String, ways: Vec<Option<Way>>) -> Step {
        step(self.id(part), title, self.line, ways.into_iter().flatten().collect())
    }

    /// The steps that look whether the entry is there: then the walk goes on with the first of these two, else with the second.
    pub(super) fn steps(&self, found: &str, none: &str) -> Vec<Step> {
        self.called(&format!("Look whether {} is there already", self.what), found, none)
    }

    /// The same, with a title of the steps' own.
    pub(super) fn called(&self, title: &str, found: &str, none: &str) -> Vec<Step> {
        let list = &self.place.list;
        let (look, search, ask, more) = (self.id("look"), self.id("search"), self.id("ask"), self.id("more"));
        let seen = || Some(see(vec![self.entry()]).on_to(found));
        let scrolled = || Some(self.scrolled().on_to(found));
        let more_of_it = || self.more().map(|way| way.on_to(&more));
        let again = || self.move_again(CLICKS).map(|way| way.back_to(&look, CLICKS));
        // Made only because it does not show: that is believed last.
        let nobody = |belief| see(self.mark()).once(belief).unanswered(belief).on_to(none);
        let rows: Vec<Locator> = list.row.iter().map(|row| self.at(row.clone())).collect();
        let mut ways = vec![seen()];
        // Some lists say so until they have asked.
        ways.push(list.empty.clone().map(|empty| {
            let empty = Locator { matching: Matching::Contains, ..self.at(empty) };
            see(vec![there(empty)]).once(Belief::Order).unanswered(Belief::Grave).on_to(none)
        }));
        // What a list loads only where it is scrolled, a search of its may not know of.
        ways.push(scrolled());
        // A list that has shown somebody is searched; one that has shown nobody may not have begun to.
        ways.extend(
            rows.iter().map(|row| self.search().map(|way| way.when(there(row.clone())).at_most(5).on_to(&search))),
        );
        ways.push(self.search().map(|way| way.at_most(1).on_to(&ask)));
        ways.push(more_of_it());
        ways.push(Some(rows.iter().fold(nobody(Belief::Grave), |way, row| way.when(gone(row.clone())))));
        // A list that cannot be searched.
        ways.push(list.search.clone().map(|field| nobody(Belief::Grave).when(gone(self.at(field)))));
        ways.push(again());
        let mut steps = vec![self.made("look", title.to_owned(), ways)];
        if list.search.is_some() {
            // What was only written alike, and is not what the search has: it is what is meant all the same, as there is no other.
            let alike = || {
                let Condition::Present(entry) = self.entry() else { return None };
                Some(
                    reload()
                        .when(Condition::Alike(entry))
                        .once(Belief::Grave)
                        .unanswered(Belief::Grave)
                        .at_most(1)
                        .back_to(&look, 1),
                )
            };
            let searched = |belief| vec![seen(), scrolled(), more_of_it(), alike(), Some(nobody(belief)), again()];
            steps.push(self.made("search", format!("{title}: by its name"), searched(Belief::Sure)));
            // It may not have asked its server yet: the filter makes it ask.
            steps.push(self.made("ask", format!("{title}: in a list that shows none"), searched(Belief::Grave)));
        }
        if list.more.is_some() {
            let on = self.more().map(|way| way.back_to(&more, PAGES));
            steps.push(self.made(
                "more",
                format!("{title}: further down"),
                vec![seen(), on, Some(nobody(Belief::Grave))],
            ));
        }
        steps
    }

    /// The step that waits until the entry shows which was just made.
    pub(super) fn shows(&self, unseen: Option<&Stop>) -> Step {
        let own = self.id("shows");
        let mut ways = vec![
            Some(see(vec![self.entry()])),
            self.search().map(|way| way.at_most(2).back_to(&own, MOVES)),
            Some(self.scrolled()),
            self.more().map(|way| {
                let searched = self.place.list.search.iter().map(|field| gone(self.at(field.clone())));
                searched.fold(way, Way::when).at_most(PAGES).back_to(&own, MOVES)
            }),
            self.move_to().map(|way| way.at_most(2).back_to(&own, MOVES)),
        ];
        ways.extend(self.unfold().into_iter().map(|way| Some(way.back_to(&own, MOVES))));
        ways.push(Some(reload().once(Belief::Sure).at_most(12).back_to(&own, MOVES)));
        ways.push(unseen.map(|reason| stop(reason).when(Condition::NoDialog).once(Belief::Grave)));
        self.made("shows", format!("See {} in the list", self.what), ways)
    }

    /// The step that looks for the entry in spite of a refusal, and ends the walk where it is not there.
    pub(super) fn refused(&self, shows: &str, reason: &Stop) -> Step {
        let own = self.id("refused");
        let end = self.mark().into_iter().fold(stop(reason), Way::when).once(Belief::Grave);
        let ways = vec![
            Some(see(vec![self.entry()]).on_to(shows)),
            self.search().map(|way| way.at_most(1).back_to(&own, MOVES)),
            self.move_again(CLICKS).map(|way| way.back_to(&own, MOVES)),
            Some(end),
        ];
        self.made("refused", format!("Look whether {} was made in spite of the refusal", self.what), ways)
    }

    /// The step that sees whether the list has any entry at all.
    pub(super) fn others(&self, own: &str) -> Step {
        let rows = self.place.list.row.iter().map(|row| see(vec![there(self.at(row.clone()))]).on_to(END));
        let mut ways: Vec<Way> = rows.collect();
        ways.extend(self.place.list.empty.clone().map(|empty| {
            let empty = Locator { matching: Matching::Contains, ..self.at(empty) };
            see(vec![there(empty)]).once(Belief::Quiet).on_to(END)
        }));
        // Nobody is made because of it: a place is not looked at.
        ways.push(see(self.mark()).once(Belief::Sure).on_to(END));
        ways.extend(self.move_again(CLICKS).map(|way| way.back_to(own, CLICKS)));
        step(own, format!("See whether there is another than {}", self.what), self.line, ways)
    }

    fn unfold(&self) -> Vec<Way> {
        let Some(from) = self.book.from(self.place) else { return Vec::new() };
        let Some(control) = beside(self.place) else { return Vec::new() };
        let parts = self.place.reach.iter().filter_map(|one| match one {
            Move::Unfold(part) => Some(scope::at(Some(from), part.clone())),
            _ => None,
        });
        let control = scope::at(Some(from), control);
        parts.map(|part| click(vec![part]).when(gone(control.clone())).once(Belief::Sure).at_most(CLICKS)).collect()
    }
}

/// Whether a way ends the walk.
pub(super) fn ends(way: &Way) -> bool {
    matches!(way.action, Action::Stop(_))
}
