//! The summary of a batch: a page for people, `JUnit` for machines that run tests, CSV for spreadsheets.
//!
//! Pure functions of what the accounts came to: nothing here reads a file, asks a clock or redacts.

mod csv;
mod html;
mod junit;
mod outcome;
#[cfg(test)]
mod tests;

pub use csv::csv;
pub use html::html;
pub use junit::junit;
pub use outcome::Summary;
