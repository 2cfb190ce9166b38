//! The in-page engine: its script, and the calls to it.

use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Control, FrozenPage, Nearest, Sighting};
use crate::browser::{BrowserError, Session};

/// The engine's script, which makes the page's window know it. It is some hundred kilobytes, so lines that are only a comment are left
/// out. A line of a template string must therefore never begin with `//`, nor rely on its indentation.
static ENGINE: LazyLock<String> = LazyLock::new(|| {
    let parts = [
        include_str!("names.js"),
        include_str!("engine/patience.js"),
        include_str!("engine/match.js"),
        include_str!("engine/tree.js"),
        include_str!("engine/traffic.js"),
        include_str!("engine/frames.js"),
        include_str!("engine/act.js"),
        include_str!("engine/kinds.js"),
        include_str!("engine/texts.js"),
        include_str!("engine/scopes.js"),
        include_str!("engine/rail.js"),
        include_str!("engine/nearness.js"),
        include_str!("engine/dots.js"),
        include_str!("engine/tiers.js"),
        include_str!("engine/data.js"),
        include_str!("engine/find.js"),
        include_str!("engine/settle.js"),
        include_str!("engine/ready.js"),
        include_str!("engine/check_state.js"),
        include_str!("engine/guard.js"),
        include_str!("engine/lists.js"),
        include_str!("engine/behind.js"),
        include_str!("engine/search.js"),
        include_str!("engine/select.js"),
        include_str!("engine/check_only.js"),
        include_str!("engine/read.js"),
        include_str!("engine/sole.js"),
        include_str!("engine/belief.js"),
        include_str!("engine/way.js"),
        include_str!("engine/ask.js"),
        include_str!("engine/once.js"),
        include_str!("engine/explain.js"),
        include_str!("engine/nearest.js"),
        include_str!("engine/mask.js"),
        include_str!("engine/survey.js"),
        include_str!("engine/standins.js"),
        include_str!("engine/looks.js"),
        include_str!("engine/freeze.js"),
        include_str!("engine/gate.js"),
        include_str!("engine/panel.js"),
        include_str!("engine/point.js"),
        include_str!("engine/record.js"),
        include_str!("engine/entry.js"),
        "Object.defineProperty(window, Symbol.for('tokenwright.engine'), { value: enter, configurable: true });",
    ];
    let lines = parts.iter().flat_map(|part| part.lines()).map(str::trim_start);
    lines.filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n")
});

/// The first call to a document: it brings the engine. Later ones do without ([`CALL`]).
static INSTALL: LazyLock<String> = LazyLock::new(|| {
    format!("\"use strict\";\n{}\nenter(arguments[0], arguments[1]).then(arguments[arguments.length - 1]);", *ENGINE)
});

/// What a document runs before its own scripts, where the browser can be told so: it has the engine then, which so knows of all that the
/// page asks its server, from the first request on.
static AT_START: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(() => {{\n\"use strict\";\nif (window !== window.top || window[Symbol.for('tokenwright.engine')]) return;\n{}\n\
         watchWindow(window);\n}})();",
        *ENGINE
    )
});

/// A call to the engine where it is installed. A document that has replaced another has nothing of it, and says so.
const CALL: &str = "const enter = window[Symbol.for('tokenwright.engine')]; const done = arguments[arguments.length - 1]; \
                    if (enter) enter(arguments[0], arguments[1]).then(done); else done({ absent: true });";

#[derive(Deserialize)]
struct Reply {
    ok: Option<Value>,
    #[serde(default)]
    absent: bool,
    error: Option<String>,
    stack: Option<String>,
}

/// How long the driver waits for any answer of the engine. One figure for all calls: another one would cost a request to
/// tell the driver. It is generous, because a page that is busy with its own scripts answers late.
const DEADLINE: Duration = Duration::from_secs(10);

pub(super) async fn call(session: &Session, what: &str, input: Value) -> Result<Value, BrowserError> {
    let mut reply = enter(session, CALL, what, input.clone()).await?;
    if reply.absent {
        reply = enter(session, &INSTALL, what, input).await?;
    }
    value(reply)
}

fn value(reply: Reply) -> Result<Value, BrowserError> {
    match reply.error {
        None => Ok(reply.ok.unwrap_or(Value::Null)),
        Some(error) => Err(BrowserError::Javascript(format!("{error} [{}]", reply.stack.unwrap_or_default()))),
    }
}

async fn enter(session: &Session, script: &str, what: &str, input: Value) -> Result<Reply, BrowserError> {
    let reply = session.execute_async(script, vec![json!(what), input], DEADLINE).await?;
    serde_json::from_value(reply).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// Has every later document of the window that the session is in begin with the engine. Browsers that know no such thing, and the
/// document that is there already, get it with the first question.
pub async fn prepare(session: &Session) {
    let source = json!({ "source": *AT_START });
    if let Err(error) = session.devtools("Page.addScriptToEvaluateOnNewDocument", source).await {
        tracing::debug!("the engine comes to each document with the first question: {error}");
    }
}

/// Asks one question.
///
/// # Errors
/// Whatever the browser fails with; a page that goes away while it thinks is [`BrowserError::Navigated`] or the like.
pub async fn ask(session: &Session, question: Value) -> Result<Answer, BrowserError> {
    ask_within(session, &question, &Value::Null).await
}

/// Asks one question of a walk. What is the same in all of them (`context`: the interruptions, the regions) is sent only to
/// a page that does not know it yet; the question's `contextKey` tells.
///
/// # Errors
/// As [`ask`].
pub async fn ask_within(session: &Session, question: &Value, context: &Value) -> Result<Answer, BrowserError> {
    let whole = || {
        let mut question = question.clone();
        if !context.is_null() {
            question["context"] = context.clone();
        }
        question
    };
    // What a new document cannot know is sent at once.
    if session.takes_new_document() {
        return answered(enter(session, &INSTALL, "ask", whole()).await?);
    }
    let mut reply = enter(session, CALL, "ask", question.clone()).await?;
    let unknown = reply.ok.as_ref().is_some_and(|answer| answer["kind"] == "context");
    if reply.absent || unknown {
        reply = enter(session, if reply.absent { &INSTALL } else { CALL }, "ask", whole()).await?;
    }
    answered(reply)
}

fn answered(reply: Reply) -> Result<Answer, BrowserError> {
    let answer = value(reply)?;
    serde_json::from_value(answer).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// One look at a page after a click that makes what is shown once.
///
/// # Errors
/// Whatever the browser fails with.
pub(super) async fn look_once(session: &Session, question: Value) -> Result<Value, BrowserError> {
    call(session, "lookOnce", question).await
}

/// Everything that the engine sees on the page, or only what the selector matches.
///
/// # Errors
/// Whatever the browser fails with; a selector that is none is [`BrowserError::Javascript`].
pub async fn inspect(session: &Session, css: Option<&str>) -> Result<Vec<Control>, BrowserError> {
    let list = call(session, "inspect", json!(css)).await?;
    serde_json::from_value(list).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// What is nearest to a control that a question has not found; `None` where the question asks for no control.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn nearest(session: &Session, input: Value) -> Result<Option<Nearest>, BrowserError> {
    let found = call(session, "nearest", input).await?;
    serde_json::from_value(found).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// What a control and the place around it look like, without the account's data.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn survey(session: &Session, input: Value) -> Result<Sighting, BrowserError> {
    let seen = call(session, "survey", input).await?;
    serde_json::from_value(seen).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// The page without scripts, with stand-ins for all that is data.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn freeze(session: &Session, input: Value) -> Result<FrozenPage, BrowserError> {
    let page = call(session, "freeze", input).await?;
    serde_json::from_value(page).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
}

/// What the entries of a list are called.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn entries(session: &Session, input: Value) -> Result<Vec<String>, BrowserError> {
    let names = call(session, "entries", input).await?;
    serde_json::from_value(names).map_err(|error| BrowserError::Javascript(format!("an unreadable answer: {error}")))
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
