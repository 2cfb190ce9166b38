//! Frozen pages in a browser: how one is opened, and how a control of the scenario is looked for on it.

use std::io::Write as _;
use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::asked::{asked, control};
use crate::browser::{BrowserError, Session};
use crate::outcome::capture::{Fit, Located};
use crate::page::{Values, engine};
use crate::scenario::model::{Ladder, Scenario, Step};

/// How long a page may take to be there. It asks no network.
const LOADS_WITHIN: Duration = Duration::from_secs(15);
/// How often it is asked whether it is there.
const ASKED_EVERY: Duration = Duration::from_millis(10);

/// Opens a frozen page. Its scripts are off: it has none, and its own policy forbids them.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn open(session: &Session, html: &str) -> Result<(), BrowserError> {
    let fault = |error: std::io::Error| BrowserError::Command {
        command: "open a frozen page".into(),
        code: "file".into(),
        message: error.to_string(),
    };
    // A browser on another machine sees no file of this one.
    let mut file = None;
    let address = if session.process_group().is_some() {
        let mut made = tempfile::Builder::new().prefix("frozen-").suffix(".html").tempfile().map_err(fault)?;
        made.write_all(html.as_bytes()).map_err(fault)?;
        let path = made.path().canonicalize().map_err(fault)?;
        let address =
            url::Url::from_file_path(&path).map_err(|()| fault(std::io::ErrorKind::InvalidFilename.into()))?;
        file = Some(made);
        address.to_string()
    } else {
        format!("data:text/html;charset=utf-8;base64,{}", STANDARD.encode(html))
    };
    let opened = come(session, &address).await;
    drop::<Option<NamedTempFile>>(file);
    opened
}

async fn come(session: &Session, address: &str) -> Result<(), BrowserError> {
    const HERE: &str = "return location.href === arguments[0] && document.readyState === 'complete'";
    session.goto(address).await?;
    let began = Instant::now();
    loop {
        match session.execute(HERE, vec![json!(address)]).await {
            Ok(Value::Bool(true)) => return Ok(()),
            Err(error) if !error.session_lives() => return Err(error),
            _ if began.elapsed() > LOADS_WITHIN => {
                return Err(BrowserError::Unresponsive { command: "open a frozen page".into(), limit: LOADS_WITHIN });
            }
            _ => tokio::time::sleep(ASKED_EVERY).await,
        }
    }
}

/// Looks for a step's control on the page that is open: in this way first, and in the others that lead on.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn locate(
    session: &Session,
    scenario: &Scenario,
    values: &Values,
    step: &Step,
    first: Option<usize>,
) -> Result<Located, BrowserError> {
    let turns: Vec<&Ladder> = scenario.survey.iter().map(|visit| &visit.turn).collect();
    let ladders = step.ways.iter().map(control).enumerate();
    let mut ways: Vec<(usize, Ladder)> = ladders
        .filter(|(at, ladder)| {
            let own = step.ways[*at].goto.is_none() && !turns.contains(&ladder);
            !ladder.is_empty() && (own || Some(*at) == first)
        })
        .collect();
    ways.sort_by_key(|(at, _)| Some(*at) != first);
    let mut several = None;
    for (way, ladder) in ways {
        let mut input = asked(scenario, values, None, &ladder);
        input["frozen"] = true.into();
        let Some(sight) = engine::survey(session, input).await?.control else { continue };
        let unsure = sight.count > 1 && ladder.get(sight.rung).is_none_or(|rung| rung.which.is_none());
        let located = Located {
            step: step.id.clone(),
            came: if unsure { Fit::Ambiguous } else { Fit::Found },
            way,
            rung: sight.rung,
            tier: sight.tier,
            count: sight.count,
            role: sight.role,
            name: sight.name,
        };
        if !unsure {
            return Ok(located);
        }
        several.get_or_insert(located);
    }
    Ok(several.unwrap_or_else(|| Located::missing(&step.id)))
}
