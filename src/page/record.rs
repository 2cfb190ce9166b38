//! A person shows a walk in the window: what they do is told before it is done.

use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::call;
use super::point::{Panel, read};
use crate::browser::{BrowserError, Session};

/// What a document begins with while a person is recorded: until it is looked at, nothing that they press reaches it.
const SHUT_FIRST: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("engine/gate.js"),
    "\nlistenTo(window);\nif (window === window.top) window[GATE] = (event) => {\n\
     if (!event.isTrusted || !/^(pointer(down|up)|mouse|click|dblclick|auxclick|touch|key)/.test(event.type)) return;\n\
     event.preventDefault();\nevent.stopImmediatePropagation();\n};\n})();"
);

/// Has every later document of the window begin shut: what a person presses before it is looked at would not be recorded.
pub async fn prepare(session: &Session) {
    if let Err(error) = session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": SHUT_FIRST })).await
    {
        tracing::debug!("a document is shut from the first panel on: {error}");
    }
}

/// What the person did. An entry may be anything: this type therefore has no `Debug`.
#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Shown {
    /// Nothing yet.
    Pending,
    /// Clicked; the page has not heard of it yet.
    Clicked {
        /// What.
        at: At,
        /// From the left, in CSS pixels of the viewport.
        x: i64,
        /// From the top.
        y: i64,
        /// Whether it was on, where it can be.
        on: Option<bool>,
        /// Whether it stands in a dialog.
        dialog: bool,
    },
    /// Typed into a field, and went on.
    Entered {
        /// Into which.
        at: At,
        /// What stands in it now.
        value: String,
    },
    /// Chose from a native list.
    Chosen {
        /// Which list.
        at: At,
        /// The option's words.
        value: String,
    },
    /// Typed into a field for a secret, which is never read.
    Secret,
    /// Pressed a button of the panel.
    Pressed {
        /// Which.
        button: String,
    },
}

/// How a scenario would point at a control.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct At {
    /// As what (`button`, `field`, ...).
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Words beside it, where several have that name.
    pub near: Option<String>,
    /// Which of several.
    pub which: Option<String>,
}

/// Where the person is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Rest {
    /// The address, without its query.
    pub path: String,
    /// The page's title.
    pub title: String,
    /// What the dialog on top is called; `None`: there is none.
    pub dialog: Option<String>,
    /// What its buttons are called.
    pub buttons: Vec<String>,
}

/// Shows the panel, and waits for what the person does, for as long as `slice_ms` at most.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn record(session: &Session, panel: &Panel, slice_ms: u64) -> Result<Shown, BrowserError> {
    read(call(session, "record", json!({ "panel": panel, "slice": slice_ms })).await?)
}

/// Lets the next input through to the page: it is the driver's.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn let_pass(session: &Session) -> Result<(), BrowserError> {
    call(session, "letPass", Value::Null).await.map(drop)
}

/// Waits until the page rests, and tells where one is.
///
/// # Errors
/// Whatever the browser fails with; a page that is being replaced is [`BrowserError::Navigated`] or the like.
pub async fn rest(session: &Session) -> Result<Rest, BrowserError> {
    read(call(session, "restAfterClick", Value::Null).await?)
}
