//! What people and tools read about a run: pure functions of its [`RunResult`](crate::outcome::result::RunResult).
//!
//! Nothing here reads a file, asks a clock or redacts: the caller gives the pictures and redacts the texts, so that a
//! report cannot say anything that the result does not.

mod check;
mod check_html;
mod facts;
mod headline;
mod html;
mod json;
#[cfg(test)]
pub(crate) mod samples;
mod summary;
mod timing;
mod view;
pub mod words;

pub use check::{check_json, check_junit, check_text};
pub use check_html::check_html;
pub use headline::{Headline, Tone, headline};
pub(crate) use html::page;
pub use html::{STYLE, html};
pub use json::json_line;
pub use summary::{Next, quote, summary};
pub use timing::Timing;
