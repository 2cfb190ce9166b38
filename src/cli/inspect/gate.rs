//! What stands before the page that is to be looked at, and only a person can do: signing in, a password, a code.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::Failure;
use crate::browser::{BrowserError, Session};
use crate::cli::terminal::{Mode, Terminal};
use crate::cli::write;
use crate::config::Settings;
use crate::outcome::event::Event;
use crate::page::{self, Answer, Phrasing, Values};
use crate::scenario;
use crate::scenario::model::{Action, Condition, Interruption, Scenario, Way};
use crate::secret::redact;

/// How often is looked whether the person is done.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// What is gone for so long, in milliseconds, is not just being rendered anew.
const GONE_MS: u64 = 300;

/// Waits for the person where one of the things that a run waits for shows. True: they did it, and the page is to be opened
/// again. Where nobody is there to wait for, it is only told.
pub(super) async fn await_person(
    session: &Session,
    url: &Url,
    here: &str,
    settings: &Settings,
) -> Result<bool, Failure> {
    let Ok(loaded) = scenario::load(&settings.scenario) else { return Ok(false) };
    let scenario = loaded.scenario;
    // Who asks for the log-in page itself wants to see that.
    let led_elsewhere = Url::parse(here).is_ok_and(|here| here.path() != url.path() || here.host() != url.host());
    let people = || scenario.interruptions.iter().filter(|one| matches!(one.action, Action::Person(_)));
    let by_address = |one: &&Interruption| one.when.iter().all(|when| matches!(when, Condition::Url(_)));
    let asked: Vec<&Interruption> = people().filter(|one| led_elsewhere || !by_address(one)).collect();
    let Some(found) = first_of(session, &scenario, &asked).await? else { return Ok(false) };
    let Action::Person(person) = &found.action else { return Ok(false) };
    if !settings.person_is_there() {
        write::err(format_args!(
            "note: {}: this is the page that says so; to see the one behind it, run at a terminal with --headed and do it in the window",
            found.title
        ));
        return Ok(false);
    }
    let mut terminal = Terminal::new(Mode::detect(true), Box::new(redact::stdout()), Box::new(redact::stderr()));
    let limit = settings.person_limit;
    let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
    terminal.event(&Event::PersonNeeded {
        kind: found.kind_without_person(),
        message: person.message.clone(),
        limit_ms,
    });
    let began = Instant::now();
    while first_of(session, &scenario, &people().collect::<Vec<_>>()).await?.is_some() {
        if began.elapsed() > limit {
            return Err(Failure::Person { title: found.title.clone(), limit });
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    terminal.event(&Event::PersonDone);
    Ok(true)
}

/// The first of these that shows within a moment.
async fn first_of<'s>(
    session: &Session,
    scenario: &Scenario,
    asked: &[&'s Interruption],
) -> Result<Option<&'s Interruption>, BrowserError> {
    let values = Values::new();
    let wording = Phrasing::new(scenario, &values);
    let ways: Vec<Value> = asked
        .iter()
        .map(|one| {
            let way = Way { when: one.when.clone(), ..Way::plain(Action::Expect) };
            wording.way(&format!("!{}", one.id), &way, &[])
        })
        .collect();
    let question = json!({
        "id": format!("gate.{}", asked.len()), "run": "inspect", "override": null, "clicked": null, "click": "0", "filled": false,
        "strict": false, "regions": wording.regions(), "never": [], "spent": 0, "timeout": 1_000_000, "slice": GONE_MS, "ways": ways,
    });
    match page::ask(session, question).await {
        Ok(Answer::Way(found)) => Ok(asked.get(found.way).copied()),
        Ok(_) => Ok(None),
        // The page is just being replaced: what it shows then is asked for again.
        Err(error) if error.session_lives() => Ok(asked.first().copied()),
        Err(error) => Err(error),
    }
}
