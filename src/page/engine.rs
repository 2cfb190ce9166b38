//! The in-page engine: its script, and the calls to it.

use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Control};
use crate::browser::{BrowserError, Session};

/// The engine's script. It is sent with every question: a page that was replaced meanwhile has nothing of it, and a
/// question that finds nothing installed would cost a second request.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    [
        "\"use strict\";",
        include_str!("names.js"),
        include_str!("engine/match.js"),
        include_str!("engine/tree.js"),
        include_str!("engine/act.js"),
        include_str!("engine/find.js"),
        include_str!("engine/race.js"),
        include_str!("engine/ways.js"),
        include_str!("engine/explain.js"),
        include_str!("engine/mask.js"),
        include_str!("engine/entry.js"),
        "enter(arguments[0], arguments[1]).then(arguments[arguments.length - 1]);",
    ]
    .join("\n")
});

#[derive(Deserialize)]
struct Reply {
    ok: Option<Value>,
    error: Option<String>,
    stack: Option<String>,
}

/// How long the driver waits for any answer of the engine. One figure for all calls: another one would cost a request to
/// tell the driver. It is generous, because a page that is busy with its own scripts answers late.
const DEADLINE: Duration = Duration::from_secs(10);

async fn call(session: &Session, what: &str, input: Value) -> Result<Value, BrowserError> {
    let reply = session.execute_async(&SCRIPT, vec![json!(what), input], DEADLINE).await?;
    let reply: Reply = serde_json::from_value(reply)
        .map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))?;
    match reply.error {
        None => Ok(reply.ok.unwrap_or(Value::Null)),
        Some(error) => Err(BrowserError::Javascript(format!("{error} [{}]", reply.stack.unwrap_or_default()))),
    }
}

/// Asks one question.
///
/// # Errors
/// Whatever the browser fails with; a page that goes away while it thinks is [`BrowserError::Navigated`] or the like.
pub async fn ask(session: &Session, question: Value) -> Result<Answer, BrowserError> {
    let answer = call(session, "ask", question).await?;
    serde_json::from_value(answer).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// Everything that the engine sees on the page, or only what the selector matches.
///
/// # Errors
/// Whatever the browser fails with; a selector that is none is [`BrowserError::Javascript`].
pub async fn inspect(session: &Session, css: Option<&str>) -> Result<Vec<Control>, BrowserError> {
    let list = call(session, "inspect", json!(css)).await?;
    serde_json::from_value(list).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// Covers what could be a token. True when the cover holds.
pub(super) async fn mask(session: &Session) -> Result<bool, BrowserError> {
    let reply = call(session, "mask", Value::Null).await?;
    Ok(reply.get("failed").is_none())
}

/// Uncovers again. True when the cover has held all the time.
pub(super) async fn unmask(session: &Session) -> Result<bool, BrowserError> {
    let reply = call(session, "unmask", Value::Null).await?;
    Ok(reply["held"] == json!(true))
}
