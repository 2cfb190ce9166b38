//! What the expansion looks up: the places, what is done at them, and what the steps that are made of it are called.

use std::collections::BTreeMap;

use super::{make::there, scope};
use crate::scenario::{
    model::{Condition, Locator, Step},
    script::{Act, Deed, Goal, Place},
};

/// Steps that belong together.
#[allow(clippy::large_enum_variant, reason = "there are a few of them, while a file is read")]
pub(super) enum Block {
    /// A step that says by itself where it goes on.
    Plain(Step),
    /// A step at a page or a part of one.
    There(Deed),
    /// Steps in one dialog.
    Dialog(Vec<Deed>),
}

/// The steps of a block: those in their order, and those that only a jump leads to.
#[derive(Default)]
pub(super) struct Made {
    /// In order.
    pub(super) main: Vec<Step>,
    /// Where only jumps lead.
    pub(super) aside: Vec<Step>,
    /// The same, behind those in order: what is limited there counts anew with them.
    pub(super) behind: Vec<Step>,
}

/// What the expansion looks up.
pub(super) struct Book<'a> {
    /// The places.
    pub(super) places: &'a BTreeMap<String, Place>,
    /// The steps.
    pub(super) blocks: Vec<Block>,
}

impl<'a> Book<'a> {
    /// A book of these.
    pub(super) fn new(places: &'a BTreeMap<String, Place>, blocks: Vec<Block>) -> Self {
        Self { places, blocks }
    }

    /// A place of which it was looked whether it is there.
    pub(super) fn place(&self, id: &str) -> Option<&'a Place> {
        self.places.get(id)
    }

    /// The place that another one is reached from.
    pub(super) fn from(&self, place: &Place) -> Option<&'a Place> {
        self.place(place.from.as_deref()?)
    }

    /// The step with which a block begins.
    pub(super) fn first(&self, block: &Block) -> String {
        match block {
            Block::Plain(step) => step.id.clone(),
            Block::There(deed) => deed.step.id.clone(),
            Block::Dialog(deeds) => self.begin(deeds),
        }
    }

    /// The step with which some steps in one dialog begin: the look for their goal, what opens the dialog, or their first act where
    /// nothing opens it.
    pub(super) fn begin(&self, deeds: &[Deed]) -> String {
        let opened = self.place(&deeds[0].at).is_some_and(|place| place.from.is_some());
        match (goal(deeds), acts(deeds).next()) {
            (Some(goal), _) if opened => goal.id.clone(),
            (_, Some((_, act))) if !opened => act.step.id.clone(),
            _ => entry(deeds),
        }
    }

    /// The step that goes to a place from anywhere before it: what a walk goes back to that has to look again.
    pub(super) fn to_place(&self, place: &Place) -> Option<&str> {
        self.blocks.iter().find_map(|block| match block {
            Block::There(deed) if deed.at == place.id => Some(deed.step.id.as_str()),
            _ => None,
        })
    }

    /// The first step that has a goal of this name, for what refutes it.
    pub(super) fn dialog_of(&self, step: &str) -> Option<&[Deed]> {
        self.blocks.iter().find_map(|block| match block {
            Block::Dialog(deeds) if deeds.iter().any(|deed| deed.step.id == step) => Some(deeds.as_slice()),
            _ => None,
        })
    }

    /// What closes the confirmation of a step before this block that is opened from the same place: it may come late.
    pub(super) fn late_confirmation(&self, number: usize, from: &Place) -> Option<Locator> {
        let before = self.blocks.iter().take(number).rev();
        let deeds = before.filter_map(|block| match block {
            Block::Dialog(deeds) => Some(deeds),
            _ => None,
        });
        deeds.flatten().find_map(|deed| {
            let place = self.place(&deed.at)?;
            let confirmed = deed.confirmed.clone().filter(|_| place.from.as_deref() == Some(&from.id))?;
            Some(scope::at(Some(place), confirmed))
        })
    }
}

/// The step after which what is made of some steps in one dialog is called: the last, which commits.
pub(super) fn lead(deeds: &[Deed]) -> &Deed {
    deeds.last().expect("a block has a step")
}

/// The goal of some steps in one dialog.
pub(super) fn goal(deeds: &[Deed]) -> Option<&Goal> {
    deeds.iter().find_map(|deed| deed.goal.as_ref())
}

/// The step that opens the dialog: one that says no more than where it is done, or one that is made.
pub(super) fn entry(deeds: &[Deed]) -> String {
    if deeds[0].acts.is_empty() { deeds[0].step.id.clone() } else { format!("{}-open", lead(deeds).step.id) }
}

/// The acts of some steps in one dialog, with the step of each.
pub(super) fn acts(deeds: &[Deed]) -> impl Iterator<Item = (&Deed, &Act)> {
    deeds.iter().flat_map(|deed| deed.acts.iter().map(move |act| (deed, act)))
}

/// What tells that one is at a place; `None`: nothing does.
pub(super) fn presence(place: &Place) -> Option<Condition> {
    place.shows.first().map(|mark| there(scope::at(Some(place), mark.clone())))
}

/// The same, that one is not.
pub(super) fn absence(place: &Place) -> Option<Condition> {
    place.shows.first().map(|mark| Condition::Absent(scope::at(Some(place), mark.clone())))
}
