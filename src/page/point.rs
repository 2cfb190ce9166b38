//! A person points at a control of the page, beside a panel of ours that says what is sought.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::engine::call;
use crate::browser::{BrowserError, Session};

/// What a document begins with while a person may point: of those that listen to a window, the first is told first.
const GATE_FIRST: &str =
    concat!("(() => {\n\"use strict\";\n", include_str!("engine/gate.js"), "\nlistenTo(window);\n})();");

/// What the panel says.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Panel {
    /// Another one is another panel: it is drawn anew.
    pub id: String,
    /// What it is about, in a sentence.
    pub title: String,
    /// What is said, a paragraph each.
    pub lines: Vec<String>,
    /// What is shown as it stands (a diff); empty: nothing.
    pub code: String,
    /// What came of what the person did last; empty: nothing yet.
    pub told: String,
    /// What can be pressed, the likeliest first.
    pub buttons: Vec<Button>,
    /// Whether a click on the page takes what is there. Else it does nothing at all.
    pub pointing: bool,
}

/// A button of the panel.
#[derive(Debug, Clone, Serialize)]
pub struct Button {
    /// What is told when it is pressed.
    pub id: String,
    /// What it says.
    pub text: String,
}

impl Button {
    /// A button.
    pub fn new(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), text: text.to_owned() }
    }
}

/// What the person did.
#[derive(Debug, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Did {
    /// Nothing yet.
    Pending,
    /// Pointed at a control.
    Pointed(Pointed),
    /// Pressed a button of the panel.
    Pressed {
        /// Which.
        button: String,
    },
}

/// A control that a person has pointed at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pointed {
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it.
    pub name: String,
    /// Its states, by name (`greyed`).
    pub state: Vec<String>,
    /// As what a scenario would point at it (`button`, `field`, ...).
    pub kind: String,
    /// A locator for it, as it would stand in a scenario.
    pub locator: String,
}

/// Whether a scenario finds what was pointed at.
#[derive(Debug, Deserialize)]
pub struct Tried {
    /// It is not on the page any more.
    pub gone: bool,
    /// It, and nothing else.
    pub only: bool,
    /// It is one that is never clicked.
    pub never: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// Has every later document of the window listen to the person before the page does. Browsers that know no such thing listen from the
/// first panel on.
pub async fn prepare(session: &Session) {
    if let Err(error) = session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": GATE_FIRST })).await
    {
        tracing::debug!("a document listens from the first panel on: {error}");
    }
}

/// Shows the panel, and waits for what the person does, for as long as `slice_ms` at most. `kind`: the kind of control that is sought.
///
/// # Errors
/// Whatever the browser fails with; a page that goes away meanwhile is [`BrowserError::Navigated`] or the like.
pub async fn point(session: &Session, panel: &Panel, kind: &str, slice_ms: u64) -> Result<Did, BrowserError> {
    read(call(session, "point", json!({ "panel": panel, "kind": kind, "slice": slice_ms })).await?)
}

/// Asks whether a scenario finds what was pointed at, and nothing else. `input`: its ways, labels and so on, and the label that is sought.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn tried(session: &Session, input: Value) -> Result<Tried, BrowserError> {
    read(call(session, "tryPointed", input).await?)
}

/// Takes the panel away: the page is the page's own again.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn end(session: &Session) -> Result<(), BrowserError> {
    call(session, "endPointing", Value::Null).await.map(drop)
}

pub(super) fn read<T: serde::de::DeserializeOwned>(answer: Value) -> Result<T, BrowserError> {
    serde_json::from_value(answer).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}
