//! `docs/json.md` against what is really written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::fleet::standing::StatusLine;
use crate::outcome::event::Event;
use crate::outcome::result::RunResult;
use crate::page::Control;
use crate::report::{json_line, samples};
use crate::secret::deliver::Delivery;

type Keys = BTreeSet<String>;

fn document() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    std::fs::read_to_string(path).unwrap()
}

/// The rows of the table under a heading: what stands in backticks in each cell.
fn rows(heading: &str) -> Vec<Vec<Vec<String>>> {
    let text = document();
    let mut lines = text.lines().skip_while(|line| line.trim_start_matches('#') != format!(" {heading}"));
    lines.next().unwrap_or_else(|| panic!("docs/json.md has no \"{heading}\""));
    let lines = lines.take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("| `"));
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    lines.map(|line| line.trim_matches('|').split('|').map(quoted).collect()).collect()
}

fn documented(heading: &str) -> Keys {
    let keys: Vec<String> = rows(heading).into_iter().map(|cells| cells[0][0].clone()).collect();
    let unique: Keys = keys.iter().cloned().collect();
    assert_eq!(unique.len(), keys.len(), "{heading}: a key stands there twice");
    unique
}

fn keys(value: &Value) -> Keys {
    value.as_object().unwrap_or_else(|| panic!("{value} is no object")).keys().cloned().collect()
}

/// A run that did not find a control, with all that there can be in its result.
fn failed() -> RunResult {
    let mut result = samples::failed();
    let help = result.error.as_mut().and_then(|error| error.help.as_mut()).unwrap();
    help.there = vec!["RCWa".to_owned()];
    result.phone_numbers = samples::good().phone_numbers;
    result
}

#[test]
fn the_line_of_a_run() {
    let line: Value = serde_json::from_str(&json_line(&failed())).unwrap();
    assert_eq!(documented("A line of `run --json` and `verify --json`"), keys(&line));
    assert_eq!(documented("A phone number"), keys(&line["phone_numbers"][0]));
    assert_eq!(documented("A step"), keys(&line["steps"][0]));
    assert_eq!(documented("An error"), keys(&line["error"]));
    assert_eq!(documented("What was sought"), keys(&line["error"]["sought"]));
    assert_eq!(documented("A control that is near"), keys(&line["error"]["nearest"][0]));
}

#[test]
fn the_result_file() {
    let result = serde_json::to_value(failed()).unwrap();
    let both = |one: &str, more: &str| -> Keys {
        let (one, more) = (documented(one), documented(more));
        assert!(one.is_disjoint(&more));
        one.into_iter().chain(more).collect()
    };
    assert_eq!(both("A line of `run --json` and `verify --json`", "`result.json`"), keys(&result));
    assert_eq!(both("A step", "A step of `result.json`"), keys(&result["steps"][0]));
}

#[test]
fn the_lines_of_other_commands() {
    let line = StatusLine::new("acme");
    assert_eq!(documented("A line of `status --json`"), keys(&serde_json::to_value(line).unwrap()));
    let control = Control {
        role: String::new(),
        name: String::new(),
        state: Vec::new(),
        locator: String::new(),
        html: String::new(),
    };
    assert_eq!(documented("A control of `inspect --json`"), keys(&serde_json::to_value(control).unwrap()));
    let delivery =
        Delivery { name: String::new(), kind: "file", done: true, message: String::new(), hint: None, ms: 0 };
    assert_eq!(documented("A delivery"), keys(&serde_json::to_value(&delivery).unwrap()));
    let line = super::deliver::Line { account: "", delivered: true, deliveries: vec![delivery], error: None };
    assert_eq!(documented("A line of `deliver --json`"), keys(&serde_json::to_value(line).unwrap()));
}

#[test]
fn the_line_of_a_tried_pack() {
    let line = serde_json::to_value(super::scenario::tried_sample()).unwrap();
    assert_eq!(documented("A line of `scenario test --json`"), keys(&line));
    let told = &rows("A line of `scenario test --json`")[3];
    let values = ["found", "ambiguous", "missing"];
    let told: Keys = told[1].iter().filter(|key| !values.contains(&key.as_str())).cloned().collect();
    assert_eq!(told, keys(&line["controls"][0]));
}

/// One of each. Whoever adds one adds it to both.
fn events() -> Vec<Event> {
    let text = String::new;
    let all = vec![
        Event::RunStarted { account: text(), title: text(), steps: 0 },
        Event::StepStarted { id: text(), title: text(), number: 1 },
        Event::StepFinished { record: samples::good().steps.remove(0) },
        Event::Waiting { what: text(), ms: 0, limit_ms: 0 },
        Event::PersonNeeded { kind: None, message: text(), limit_ms: 0 },
        Event::PersonDone,
        Event::Note { message: text() },
        Event::TokenStored { path: text(), fingerprint: text() },
        Event::Proof { message: text(), good: None },
        Event::RunFinished { elapsed_ms: 0, error: None },
    ];
    for event in &all {
        match event {
            Event::RunStarted { .. }
            | Event::StepStarted { .. }
            | Event::StepFinished { .. }
            | Event::Waiting { .. }
            | Event::PersonNeeded { .. }
            | Event::PersonDone
            | Event::Note { .. }
            | Event::TokenStored { .. }
            | Event::Proof { .. }
            | Event::RunFinished { .. } => {}
        }
    }
    all
}

#[test]
fn the_trace() {
    let written: Vec<(String, Keys)> = events()
        .iter()
        .map(|event| {
            let event = serde_json::to_value(event).unwrap();
            let mut keys = keys(&event);
            keys.remove("event");
            (event["event"].as_str().unwrap_or_default().to_owned(), keys)
        })
        .collect();
    let told: Vec<(String, Keys)> = rows("`trace.jsonl`")
        .into_iter()
        .map(|cells| {
            // Words such as `null` and the names of files are no keys.
            let keys = cells[1].iter().filter(|key| !["null", "result.json"].contains(&key.as_str())).cloned();
            (cells[0][0].clone(), keys.collect())
        })
        .collect();
    assert_eq!(told, written);
}
