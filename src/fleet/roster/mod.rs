//! The roster: the accounts to set up, as a spreadsheet or a person writes them down.
//!
//! It is read and checked whole before anything starts, and everything that is wrong is told at once, each fault with its place.

mod check;
mod column;
mod csv;
mod decode;
mod oddity;
mod place;
mod read;
mod record;
mod row;
#[cfg(test)]
mod tests;
mod toml;

pub use column::COLUMNS;
pub use read::RosterError;
pub use row::{Given, Roster, Row};
