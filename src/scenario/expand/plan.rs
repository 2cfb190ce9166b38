//! The plan as a whole: which steps belong together, and in which order what is made of them stands.

use std::collections::BTreeMap;

use super::{
    book::{Block, Book, Made},
    deeds,
    make::lead_on,
    reach,
    scope::settle,
    survey,
};
use crate::scenario::{
    model::{Step, Visit},
    script::{Kind, Place, Written},
};

/// The steps of a walk, in order, and what is visited where nothing is to be committed.
pub(in crate::scenario) fn expand(places: &BTreeMap<String, Place>, written: Vec<Written>) -> (Vec<Step>, Vec<Visit>) {
    let book = Book::new(places, blocks(places, written));
    let mut steps = Vec::new();
    for (number, block) in book.blocks.iter().enumerate() {
        let after = book.blocks.get(number + 1);
        let next = after.map(|next| book.first(next));
        let mut made = match block {
            Block::Plain(step) => plain(step),
            Block::There(deed) => reach::steps(&book, deed),
            Block::Dialog(deeds) => deeds::steps(&book, number, deeds, next.as_deref()),
        };
        // What only jumps lead to stands before the steps that are gone in order.
        if let Some(next) = next.as_deref()
            && (matches!(after, Some(Block::Dialog(_))) || !made.behind.is_empty())
        {
            lead_on(&mut made.main, next);
        }
        steps.extend(made.aside);
        steps.extend(made.main);
        steps.extend(made.behind);
    }
    let visits = survey::visits(&book);
    (steps, visits)
}

fn plain(step: &Step) -> Made {
    let mut step = step.clone();
    settle(&mut step, None);
    Made { main: vec![step], ..Made::default() }
}

/// Steps in a row that are done in one dialog belong together.
fn blocks(places: &BTreeMap<String, Place>, written: Vec<Written>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for one in written {
        let deed = match one {
            Written::Plain(step) => {
                blocks.push(Block::Plain(*step));
                continue;
            }
            Written::Deed(deed) => *deed,
        };
        let dialog = places.get(&deed.at).is_some_and(|place| matches!(place.kind, Kind::Dialog));
        match blocks.last_mut() {
            Some(Block::Dialog(deeds)) if dialog && deeds[0].at == deed.at => deeds.push(deed),
            _ if dialog => blocks.push(Block::Dialog(vec![deed])),
            _ => blocks.push(Block::There(deed)),
        }
    }
    blocks
}
