//! The table `[capabilities]` of `tokenwright.toml`: what a driver or Grid that runs already is asked for besides.

use std::ops::Range;

use serde::Deserialize;
use serde_json::{Map, Value};
use toml_edit::Item;

use crate::scenario::{Problem, Source};

/// The table's name.
pub(super) const TABLE: &str = "capabilities";

/// What the walk itself decides, and how to say it where that can be said.
const OURS: [(&str, &str); 4] = [
    ("browserName", "say browser = \"chromium\" or \"firefox\""),
    ("pageLoadStrategy", "the walk waits for pages in a way of its own"),
    ("unhandledPromptBehavior", "the scenario says what is done about alerts"),
    ("webSocketUrl", "it is not used"),
];

/// What would hide that a program drives the browser, as Chromium and Firefox call it.
const TRICKS: [&str; 6] = [
    "AutomationControlled",
    "excludeSwitches",
    "useAutomationExtension",
    "user-agent",
    "general.useragent",
    "dom.webdriver.enabled",
];

#[derive(Deserialize)]
struct Only {
    #[serde(default)]
    capabilities: Map<String, Value>,
}

/// Reads the table, and tells what is wrong with it.
pub(super) fn read(source: &Source, item: &Item, problems: &mut Vec<Problem>) -> Map<String, Value> {
    let whole = item.span().unwrap_or(0..0);
    let mut fault = |span: Option<Range<usize>>, message: String, hint: &str| {
        problems.push(Problem::at(source, span.unwrap_or(whole.clone()), message, Some(hint.to_owned())));
    };
    let Some(table) = item.as_table_like() else {
        fault(None, format!("[{TABLE}] is a table"), "like platformName = \"linux\"");
        return Map::new();
    };
    let place = |name: &str| table.key(name).and_then(toml_edit::Key::span);
    let capabilities = match toml_edit::de::from_str::<Only>(&source.text) {
        Ok(only) => only.capabilities,
        Err(error) => {
            fault(error.span(), error.message().trim().replace('\n', ", "), "see docs/grid.md");
            return Map::new();
        }
    };
    for (name, value) in &capabilities {
        if let Some((_, hint)) = OURS.iter().find(|(ours, _)| ours == name) {
            fault(place(name), format!("\"{name}\" is not asked for here"), hint);
        }
        let text = format!("{name} {value}");
        if let Some(trick) = TRICKS.iter().find(|trick| text.contains(*trick)) {
            let message = format!("\"{trick}\" would hide that a program drives the browser");
            fault(place(name), message, "leave it out: nothing is hidden from Meta");
        }
    }
    capabilities
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> (Map<String, Value>, Vec<String>) {
        let source = Source { name: "tokenwright.toml".to_owned(), text: text.to_owned() };
        let document = toml_edit::Document::parse(text.to_owned()).unwrap();
        let mut problems = Vec::new();
        let asked = read(&source, document.get(TABLE).unwrap(), &mut problems);
        (asked, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_a_vendor_offers_is_taken_and_what_hides_is_refused() {
        let (asked, problems) = look("[capabilities]\nplatformName = \"linux\"\n\"se:name\" = \"x\"\n");
        assert_eq!((asked["platformName"].as_str(), problems.len()), (Some("linux"), 0), "{problems:?}");
        let (_, problems) = look(
            "[capabilities]\nbrowserName = \"x\"\n\"goog:chromeOptions\" = { excludeSwitches = [\"enable-automation\"] }\n",
        );
        assert!(problems[0].contains("tokenwright.toml:2:1") && problems[0].contains("browser = "), "{problems:?}");
        assert!(
            problems[1].contains("tokenwright.toml:3:1") && problems[1].contains("excludeSwitches"),
            "{problems:?}"
        );
        assert_eq!(look("capabilities = 1\n").1.len(), 1);
    }
}
