//! Reading scenario and label files into the plain types of the model, one file a part of the language.

mod action;
mod condition;
mod context;
mod deed;
mod document;
mod fields;
mod guard;
mod labels;
pub(super) mod locator;
mod node;
mod notice;
mod people;
mod place;
mod scenario;
mod sense;
mod step;
mod way;

pub(super) use context::Context;
pub(super) use labels::read_labels;
pub(super) use scenario::read_scenario;
