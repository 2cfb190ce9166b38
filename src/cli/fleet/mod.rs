//! `tokenwright run --accounts FILE`: many accounts.

pub mod args;
mod context;
mod plan;
mod run;
mod written;

pub use args::FleetArgs;
pub(super) use context::{roster, settings_of, standings};
pub(super) use run::run;
