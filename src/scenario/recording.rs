//! Recordings of Chrome's `DevTools` Recorder, as scenarios: what was clicked and entered, by the names that a person sees. Nothing else
//! of a recording is used: no selectors of markup, no places on the screen.

use serde_json::Value;

use super::draft::{Draft, DraftAct, DraftPlace, Pointer};
use super::labels::fold;
use super::model::{Labels, Name, Scenario};

/// A part of a recording that is not in the scenario, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its line in the recording.
    pub line: usize,
    /// What it is, and why it was left out.
    pub why: String,
}

/// What the account's values are replaced by, the longest first: the value, and the name of its placeholder.
pub type Placeholders = Vec<(String, String)>;

/// Steps that a walk does by itself, or has no use for.
const NEEDLESS: [&str; 8] = [
    "setViewport",
    "scroll",
    "keyUp",
    "waitForElement",
    "waitForExpression",
    "emulateNetworkConditions",
    "close",
    "hover",
];
/// In names of fields: what is entered there is nobody's business.
const SECRETS: [&str; 9] =
    ["password", "passwort", "passwor", "contraseñ", "mot de passe", "senha", "secret", "token", "pin"];

/// Reads a recording. `known`: a scenario whose commits are known by their labels.
///
/// # Errors
/// Why the text is no recording, in words.
pub fn from_recorder(
    text: &str,
    name: &str,
    values: &Placeholders,
    known: &Scenario,
) -> Result<(Draft, Vec<LeftOut>), String> {
    let whole: Value =
        serde_json::from_str(text).map_err(|error| format!("it is no JSON: line {}: {error}", error.line()))?;
    let Some(steps) = whole["steps"].as_array() else {
        return Err(
            "it has no \"steps\": export the recording as a JSON file in the Recorder of Chrome's DevTools".to_owned()
        );
    };
    let title = whole["title"].as_str().filter(|title| !title.trim().is_empty()).unwrap_or(name);
    let mut reader = Reader {
        draft: Draft { name: name.to_owned(), title: title.to_owned(), places: Vec::new() },
        left_out: Vec::new(),
        values,
        known,
    };
    for (step, line) in steps.iter().zip(lines_of_steps(text)) {
        reader.take(step, line);
    }
    if reader.draft.places.is_empty() {
        return Err("no page is gone to in it: begin the recording with a page".to_owned());
    }
    Ok((reader.draft, reader.left_out))
}

struct Reader<'a> {
    draft: Draft,
    left_out: Vec<LeftOut>,
    values: &'a Placeholders,
    known: &'a Scenario,
}

impl Reader<'_> {
    fn take(&mut self, step: &Value, line: usize) {
        let kind = step["type"].as_str().unwrap_or_default();
        let done = match kind {
            "navigate" => self.navigate(step),
            "click" | "doubleClick" => self.click(step, kind),
            "change" => self.change(step),
            _ if NEEDLESS.contains(&kind) => Ok(()),
            "keyDown" if step["key"] == "Tab" => Ok(()),
            "keyDown" => Err(format!("the key {}: a scenario presses no keys; click what it stands for", step["key"])),
            "" => Err("a step without a type".to_owned()),
            _ => Err(format!("\"{kind}\" is nothing that a scenario does")),
        };
        if let Err(why) = done {
            self.left_out.push(LeftOut { line, why });
        }
    }

    fn navigate(&mut self, step: &Value) -> Result<(), String> {
        let url = step["url"].as_str().unwrap_or_default();
        if url.starts_with("about:") || url.starts_with("chrome:") {
            return Ok(());
        }
        if !self.draft.places.is_empty() {
            return Err(format!("going to {url}: a walk opens one address, and clicks on from there"));
        }
        let title = title_of(step).unwrap_or_else(|| "the first page".to_owned());
        self.draft.places.push(DraftPlace { title, open: Some(self.filled(url)), ..DraftPlace::default() });
        Ok(())
    }

    fn click(&mut self, step: &Value, kind: &str) -> Result<(), String> {
        if kind == "doubleClick" {
            return Err("a double click: a scenario clicks once".to_owned());
        }
        let pointer = self.pointer(step, "button")?;
        if let Some(key) = self.label_of(&pointer.name, &self.known.never) {
            return Err(format!("\"{}\" is never clicked ({key})", pointer.name));
        }
        let commits = self.known.steps.iter().filter(|step| step.commits).flat_map(|step| &step.ways);
        let clicked: Vec<_> = commits
            .filter_map(|way| match &way.action {
                super::model::Action::Click { target, .. } => Some(target.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        if self.label_of(&pointer.name, &clicked).is_some() {
            return Err(format!(
                "\"{}\" changes something on the other side: write it as a commit, with what shows that it was done",
                pointer.name
            ));
        }
        let Some(from) = self.draft.places.len().checked_sub(1) else {
            return Err("a click before any page was gone to".to_owned());
        };
        let leads = step["assertedEvents"].as_array().into_iter().flatten().find(|event| event["type"] == "navigation");
        match leads {
            Some(event) => {
                let title =
                    event["title"].as_str().filter(|title| !title.is_empty()).unwrap_or(&pointer.name).to_owned();
                let reach = Some(Pointer { within: None, ..pointer });
                // What comes next in another target is in a window that this has opened.
                let place = DraftPlace { title, reach, from: Some(from), new_window: true, ..DraftPlace::default() };
                self.draft.places.push(place);
            }
            None => self.draft.places[from].acts.push(DraftAct::Click(pointer)),
        }
        Ok(())
    }

    fn change(&mut self, step: &Value) -> Result<(), String> {
        let written = step["selectors"].to_string().to_lowercase();
        if SECRETS.iter().any(|word| written.contains(word)) {
            return Err(
                "an entry into a field for a secret: neither the field nor what was entered is taken".to_owned()
            );
        }
        let pointer = self.pointer(step, "field")?;
        let value = self.filled(step["value"].as_str().unwrap_or_default());
        let Some(place) = self.draft.places.last_mut() else {
            return Err("an entry before any page was gone to".to_owned());
        };
        // The click into the field belongs to the entry, and each letter may have been noted.
        while let Some(DraftAct::Click(Pointer { name, .. }) | DraftAct::Fill(Pointer { name, .. }, _)) =
            place.acts.last()
        {
            if *name != pointer.name {
                break;
            }
            place.acts.pop();
        }
        place.acts.push(DraftAct::Fill(pointer, value));
        Ok(())
    }

    /// What a person calls it: the name of an `aria` selector, or else the words of a `text` selector.
    fn pointer(&self, step: &Value, kind: &str) -> Result<Pointer, String> {
        let lists = step["selectors"].as_array().into_iter().flatten();
        // Of a list, which leads inwards, the last that has a name is the control.
        let has_name = |part: &&str| !part.starts_with("aria/[role=") && *part != "aria/";
        let last = |list: &Value| match list {
            Value::Array(parts) => parts.iter().rev().filter_map(Value::as_str).find(has_name).map(str::to_owned),
            one => one.as_str().map(str::to_owned),
        };
        let all: Vec<String> = lists.filter_map(last).collect();
        let named = |prefix: &str| all.iter().find_map(|one| one.strip_prefix(prefix)).filter(|name| !name.is_empty());
        let Some(name) = named("aria/").or_else(|| named("text/")) else {
            return Err("nothing of it has a name that a person sees: it is told by its markup alone".to_owned());
        };
        // What is clicked is a button, whatever its role.
        let name = name.rsplit_once("[role=\"").map_or(name, |(name, _)| name);
        Ok(Pointer {
            kind: kind.to_owned(),
            name: self.filled(name.trim()),
            within: Some("anywhere".to_owned()),
            ..Pointer::default()
        })
    }

    fn filled(&self, text: &str) -> String {
        with_placeholders(text, self.values)
    }

    /// The label among those of these locators of which a name is a wording.
    fn label_of(&self, name: &str, among: &[super::model::Locator]) -> Option<String> {
        let labels: &Labels = &self.known.labels;
        among.iter().find_map(|locator| match &locator.name {
            Some(Name::Label(key)) => {
                let known = labels.entries.get(key).into_iter().flatten();
                known.clone().any(|wording| fold(&wording.text) == fold(name)).then(|| key.clone())
            }
            _ => None,
        })
    }
}

/// A text with the placeholders of the account's values in place of them. What else has braces in it stays.
pub fn with_placeholders(text: &str, values: &Placeholders) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    // Each place once: the name of a placeholder may have a value in it.
    while let Some(letter) = rest.chars().next() {
        let here = values.iter().find(|(value, _)| value.len() > 2 && rest.starts_with(value.as_str()));
        if let Some((value, name)) = here {
            filled.extend(["{", name, "}"]);
            rest = &rest[value.len()..];
        } else {
            filled.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    filled
}

fn title_of(step: &Value) -> Option<String> {
    let events = step["assertedEvents"].as_array().into_iter().flatten();
    let mut titles = events.filter_map(|event| event["title"].as_str()).filter(|title| !title.is_empty());
    titles.next().map(str::to_owned)
}

/// The line on which each step of the list `steps` begins, as they follow each other.
fn lines_of_steps(text: &str) -> Vec<usize> {
    let (mut lines, mut line) = (Vec::new(), 1);
    let (mut depth, mut inside, mut escaped) = (0, false, false);
    let mut word = String::new();
    // Whether the list that is open is that of the steps, and how deep it is.
    let mut list = None;
    for letter in text.chars() {
        if letter == '\n' {
            line += 1;
        }
        if inside {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = false,
                _ => word.push(letter),
            }
            continue;
        }
        match letter {
            '"' => {
                inside = true;
                word.clear();
            }
            '{' | '[' => {
                depth += 1;
                if letter == '[' && depth == 2 && word == "steps" {
                    list = Some(depth);
                } else if list == Some(depth - 1) {
                    lines.push(line);
                }
            }
            '}' | ']' => {
                if list == Some(depth) {
                    list = None;
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Library, Source};

    const RECORDING: &str = r##"{
  "title": "Look at the users",
  "steps": [
    { "type": "setViewport", "width": 1200, "height": 800 },
    {
      "type": "navigate", "url": "https://developers.facebook.com/apps",
      "assertedEvents": [{ "type": "navigation", "url": "https://developers.facebook.com/apps", "title": "All Apps" }]
    },
    { "type": "click", "target": "main", "selectors": [["aria/Acme Retail"], ["#x > a"]], "assertedEvents": [{ "type": "navigation", "title": "Business [settings]" }] },
    { "type": "click", "target": "main", "selectors": [["aria/System users", "aria/[role=\"generic\"]"], ["text/System users"]] },
    { "type": "click", "selectors": [["#f83 > div"], ["xpath//div[2]"]] },
    { "type": "click", "selectors": [["aria/Filter by name or ID"]] },
    { "type": "change", "value": "Cloud Messaging", "selectors": [["aria/Filter by name or ID"]] },
    { "type": "change", "value": "hunter2", "selectors": [["aria/Your password"], ["#pass"]] },
    { "type": "keyDown", "key": "Enter" },
    { "type": "click", "selectors": [["aria/+ Add[role=\"button\"]"]] },
    { "type": "click", "selectors": [["aria/Create System User"]] },
    { "type": "click", "selectors": [["aria/Generate access token"]] }
  ]
}"##;

    #[test]
    fn clicks_and_entries_become_acts_and_what_does_not_is_said_with_its_line() {
        let library = Library::default();
        let known = library.load("whatsapp-token").unwrap().scenario;
        let values = [
            ("https://developers.facebook.com", "developers_url"),
            ("Cloud Messaging", "system_user"),
            ("Acme Retail", "business"),
        ]
        .map(|(value, name)| (value.to_owned(), name.to_owned()));
        let (draft, left_out) = from_recorder(RECORDING, "look", &values.to_vec(), &known).unwrap();
        let text = draft.to_toml(&known.labels);
        let loaded = library.read(&Source::new("look.toml", text.as_str()));
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(loaded.warnings.is_empty(), "{:?}\n{text}", loaded.warnings);
        for part in [
            "open = \"{developers_url}/apps\"",
            "reach = { click = { button = \"{business}\" }, new_window = true }",
            "{ button = \"system_users\", in = \"anywhere\" }",
            "fill = { target = { field = \"filter_by_name\", in = \"anywhere\" }, value = \"{system_user}\" }",
            "click = { button = \"add\", in = \"anywhere\" }",
        ] {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        assert!(!text.contains("hunter2") && !text.contains("create_system_user") && !text.contains("generate_access"));
        let lines: Vec<usize> = left_out.iter().map(|one| one.line).collect();
        assert_eq!(lines, [11, 14, 15, 17, 18], "{left_out:#?}");
        assert_eq!(draft.places.len(), 2);
        assert_eq!(
            draft.places[1].acts.len(),
            3,
            "the click into the field belongs to the entry: {:#?}",
            draft.places[1]
        );
    }

    #[test]
    fn a_value_becomes_its_placeholder_once() {
        let values = [("Acme Shop", "app"), ("Acme", "business"), ("app", "system_user"), ("x", "account")];
        let values = values.map(|(value, name)| (value.to_owned(), name.to_owned())).to_vec();
        assert_eq!(with_placeholders("Acme Shop of Acme, x", &values), "{app} of {business}, x");
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        let known = Library::default().load("whatsapp-token").unwrap().scenario;
        let read = |text: &str| from_recorder(text, "x", &Vec::new(), &known).unwrap_err();
        assert!(read("{").contains("no JSON: line 1"));
        assert!(read("{ \"title\": \"x\" }").contains("no \"steps\""));
        assert!(read("{ \"steps\": [] }").contains("no page is gone to"));
    }
}
