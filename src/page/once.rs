//! One look at a page after a click that makes something which is shown once: what can be read, and what else there is to tell.
//!
//! No words of the page come with it. What it shows may be a secret in a form that nobody has thought of.

use serde::Deserialize;
use serde_json::Value;

use super::engine;
use crate::browser::{BrowserError, Session};

/// What one look came to.
#[derive(Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is an observation of its own")]
pub struct Look {
    /// What could be what was made, the likeliest first.
    pub values: Vec<Readable>,
    /// A value stands where it should be, and is none.
    pub odd: bool,
    /// What stands there, where that is no word.
    pub strange: Vec<String>,
    /// The place where it should be is there, and empty.
    pub empty: bool,
    /// Which of the reasons to stop show.
    pub stops: Vec<bool>,
    /// Which of the interruptions show.
    pub notices: Vec<bool>,
    /// Whether a dialog is open.
    pub dialog: bool,
    /// Whether the page is visibly at work on what was asked.
    pub work: bool,
    /// Where the page's own Copy can be pressed.
    pub copy: Option<Point>,
    /// What became of the click before.
    pub click: Arrival,
    /// For how many milliseconds the page has looked so.
    pub quiet: f64,
    /// How many milliseconds the look waited in the page.
    pub waited: f64,
    /// Whether it is another document than the one that was clicked.
    pub replaced: bool,
    /// The page's language.
    pub language: String,
    /// The page's address.
    pub url: String,
}

/// A value that was read. It has no `Debug`: it may be a token.
#[derive(Deserialize)]
pub struct Readable {
    /// The value.
    pub value: String,
    /// Where it stood, in words that tell nothing of it.
    pub from: String,
}

/// A point of the viewport, in CSS pixels.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
}

/// What became of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrival {
    /// It reached what it was meant for.
    Reached,
    /// It was kept from the page, because it was about to fall on something else.
    Kept,
    /// Nobody saw it.
    Unknown,
}

/// Looks once, for as long as the question's `slice` says or until there is something to read.
///
/// # Errors
/// Whatever the browser fails with; a page that goes away meanwhile is [`BrowserError::Navigated`] or the like.
pub async fn look(session: &Session, question: Value) -> Result<Look, BrowserError> {
    let answer = engine::look_once(session, question).await?;
    serde_json::from_value(answer).map_err(|_| BrowserError::Javascript("an unreadable look".to_owned()))
}
