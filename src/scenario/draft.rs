//! A scenario that was recorded, as the text of a file: places and acts in the order in which they were gone to and done.

use std::fmt::Write as _;

use toml_edit::Value;

use super::labels::fold;
use super::model::Labels;

/// A scenario that was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The name of the file.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// The places, each with what was done there, in order.
    pub places: Vec<DraftPlace>,
}

/// A place of a recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftPlace {
    /// What a person would call it.
    pub title: String,
    /// Its address, of the first.
    pub open: Option<String>,
    /// What was clicked at the place before to come here.
    pub reach: Option<Pointer>,
    /// Whether that opened a window.
    pub new_window: bool,
    /// Whether it is a dialog.
    pub dialog: bool,
    /// What leaves the dialog without doing anything, where that shows.
    pub leave: Option<Pointer>,
    /// The place, by its number, that it was reached from.
    pub from: Option<usize>,
    /// The place, by its number, that this is once more.
    pub same_as: Option<usize>,
    /// What was done there.
    pub acts: Vec<DraftAct>,
}

/// How a control was pointed at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer {
    /// As what (`button`, `field`, `picker`, `check`, `option`, `text`).
    pub kind: String,
    /// Its name, with values of the account as placeholders.
    pub name: String,
    /// Words that stand beside it, where its name alone does not tell it.
    pub near: Option<String>,
    /// Where it is looked for, where it is not where the step is done.
    pub within: Option<String>,
    /// Which of several.
    pub which: Option<String>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftAct {
    /// A click.
    Click(Pointer),
    /// An entry, with the text.
    Fill(Pointer, String),
    /// A choice, with the option's name.
    Choose(Pointer, String),
    /// A check was turned on or off.
    Check(Pointer, bool),
    /// A click that changes something on the other side, with what shows afterwards that it was done, and where.
    Commit(Pointer, Option<Pointer>),
}

impl DraftAct {
    /// A sentence for it.
    fn title(&self) -> String {
        match self {
            Self::Click(at) => format!("Click {}", at.said()),
            Self::Fill(at, _) => format!("Enter {}", at.said()),
            Self::Choose(at, option) => format!("Choose {option} in {}", at.said()),
            Self::Check(at, on) => format!("Turn {} {}", at.said(), if *on { "on" } else { "off" }),
            Self::Commit(at, _) => format!("Press {}", at.said()),
        }
    }
}

impl Pointer {
    /// A control of this kind and name.
    pub fn new(kind: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    fn said(&self) -> String {
        format!("\"{}\"", self.name)
    }

    /// The locator, with a label in place of words that are one of its wordings.
    fn locator(&self, labels: &Labels, within: bool) -> String {
        let mut parts = vec![format!("{} = {}", self.kind, named(&self.name, labels))];
        if let Some(near) = &self.near {
            parts.push(format!("near = {}", named(near, labels)));
        }
        if let Some(place) = self.within.as_ref().filter(|_| within) {
            parts.push(format!("in = {}", quoted(place)));
        }
        if let Some(which) = &self.which {
            parts.push(format!("which = {}", quoted(which)));
        }
        format!("{{ {} }}", parts.join(", "))
    }
}

impl Draft {
    /// The text of its file.
    pub fn to_toml(&self, labels: &Labels) -> String {
        let mut text = format!(
            "# Recorded by `tokenwright teach`. docs/scenarios.md explains the words.\nname  = {}\ntitle = {}\n",
            quoted(&self.name),
            quoted(&self.title)
        );
        let ids = self.ids();
        text.push_str("\n[place]\n");
        for (number, (place, id)) in self.places.iter().zip(&ids).enumerate() {
            if place.same_as.is_some() {
                continue;
            }
            let _ = writeln!(text, "{id} = {{ {} }}", self.place(number, place, &ids, labels));
        }
        for (place, id) in self.places.iter().zip(&ids) {
            // To be there once more, or where the walk begins, is nothing to do.
            let is_step = place.same_as.is_none() && place.open.is_none();
            if is_step || !place.acts.is_empty() {
                let at = place.same_as.and_then(|at| ids.get(at)).unwrap_or(id);
                steps(&mut text, place, (id, at), labels);
            }
        }
        text
    }

    fn place(&self, number: usize, place: &DraftPlace, ids: &[String], labels: &Labels) -> String {
        let mut parts = vec![format!("title = {}", quoted(&place.title))];
        parts.extend(place.open.as_ref().map(|address| format!("open = {}", quoted(address))));
        parts.extend(place.from.and_then(|at| ids.get(at)).map(|from| format!("from = {}", quoted(from))));
        if let Some(reach) = &place.reach {
            let window = if place.new_window { ", new_window = true" } else { "" };
            parts.push(format!("reach = {{ click = {}{window} }}", reach.locator(labels, false)));
        }
        if place.dialog {
            parts.push("dialog = true".to_owned());
        }
        parts.extend(place.leave.as_ref().map(|leave| format!("leave = {}", leave.locator(labels, false))));
        // What one does there first tells that one is there: an act, or the way to the next place.
        let acted = place.acts.iter().find_map(|act| match act {
            DraftAct::Click(at) | DraftAct::Commit(at, _) => Some(at),
            _ => None,
        });
        let led = || self.places.iter().find(|next| next.from == Some(number)).and_then(|next| next.reach.as_ref());
        let shows = acted.or_else(led).filter(|_| !place.dialog && place.open.is_none());
        parts.extend(shows.map(|at| format!("shows = {}", at.locator(labels, false))));
        parts.join(", ")
    }

    /// A short name for each place, after its title.
    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for place in &self.places {
            let words = fold(&place.title);
            let plain: String = words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).take(4).collect();
            let first = if parts.is_empty() { "place".to_owned() } else { parts.join("-") };
            let first = if first.starts_with(|c: char| c.is_ascii_digit()) { format!("place-{first}") } else { first };
            let free = |id: &String| !ids.contains(id);
            let numbered = (2..).map(|number| format!("{first}-{number}"));
            let id = std::iter::once(first.clone()).chain(numbered).find(free).unwrap_or(first);
            ids.push(id);
        }
        ids
    }
}

/// The steps at a place: one for each commit, with what was done before it.
fn steps(text: &mut String, place: &DraftPlace, (id, place_id): (&str, &str), labels: &Labels) {
    let mut acts = place.acts.as_slice();
    let mut number = 0;
    loop {
        let end = acts.iter().position(|act| matches!(act, DraftAct::Commit(..))).map_or(acts.len(), |at| at + 1);
        let (these, rest) = acts.split_at(end);
        number += 1;
        let own = if number == 1 { format!("at-{id}") } else { format!("at-{id}-{number}") };
        let title = these.last().map_or_else(|| format!("Be at {}", place.title), DraftAct::title);
        let _ = write!(
            text,
            "\n[[step]]\nid     = {}\ntitle  = {}\nat     = {}\n",
            quoted(&own),
            quoted(&title),
            quoted(place_id)
        );
        if !these.is_empty() {
            text.push_str("do     = [\n");
            for (at, act) in these.iter().enumerate() {
                let _ = writeln!(text, "    {},", written(act, &format!("{own}-{}", at + 1), labels));
            }
            text.push_str("]\n");
        }
        if let Some(DraftAct::Commit(_, shows)) = these.last() {
            match shows {
                Some(shows) => {
                    let _ = write!(
                        text,
                        "goal   = {{ name = {}, shows = {} }}\nrepeat = \"look\"\n",
                        quoted(&shows.name),
                        shows.locator(labels, true)
                    );
                }
                None => text.push_str("repeat = \"harmless\"\n"),
            }
        }
        acts = rest;
        if acts.is_empty() {
            break;
        }
    }
}

fn written(act: &DraftAct, id: &str, labels: &Labels) -> String {
    let does = match act {
        DraftAct::Click(at) => format!("click = {}", at.locator(labels, true)),
        DraftAct::Fill(at, value) => {
            format!("fill = {{ target = {}, value = {} }}", at.locator(labels, true), quoted(value))
        }
        DraftAct::Choose(at, option) => {
            format!("choose = {{ target = {}, option = {} }}", at.locator(labels, true), named(option, labels))
        }
        DraftAct::Check(at, on) => {
            format!("{} = {}", if *on { "check" } else { "uncheck" }, at.locator(labels, true))
        }
        DraftAct::Commit(at, _) => return format!("{{ commit = {} }}", at.locator(labels, true)),
    };
    format!("{{ id = {}, title = {}, {does} }}", quoted(id), quoted(&act.title()))
}

/// A name as a locator has it: a value in braces and a label's key as they are, and other words behind an equals sign.
fn named(name: &str, labels: &Labels) -> String {
    let braces = super::placeholders(name);
    if !braces.is_empty() {
        return quoted(name);
    }
    match key_of(name, labels) {
        Some(key) => quoted(key),
        None => quoted(&format!("={name}")),
    }
}

/// The label of which these are the words, in any language: the one that is called so, or else one that is known for it.
fn key_of<'a>(name: &str, labels: &'a Labels) -> Option<&'a str> {
    let folded = fold(name);
    let called = folded.replace(' ', "_");
    let has = |guess: bool| {
        let mut keys = labels.entries.iter().filter(move |(_, wordings)| {
            wordings.iter().any(|known| (guess || !known.guess) && fold(&known.text) == fold(name))
        });
        let all: Vec<&str> = keys.by_ref().map(|(key, _)| key.as_str()).collect();
        all.iter().copied().find(|key| *key == called).or(all.first().copied())
    };
    has(false).or_else(|| has(true))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Library, Source};

    fn pointer(kind: &str, name: &str) -> Pointer {
        Pointer::new(kind, name)
    }

    /// What a recording of the guide's first steps comes to.
    fn recorded() -> Draft {
        let page =
            |title: &str, from, reach| DraftPlace { title: title.to_owned(), from, reach, ..DraftPlace::default() };
        let start = DraftPlace {
            title: "Apps".to_owned(),
            open: Some("{developers_url}/apps".to_owned()),
            ..DraftPlace::default()
        };
        let settings =
            DraftPlace { new_window: true, ..page("Settings", Some(0), Some(pointer("button", "{business}"))) };
        let users = page("System users", Some(1), Some(pointer("button", "System users")));
        let dialog = DraftPlace {
            dialog: true,
            leave: Some(pointer("button", "Cancel")),
            acts: vec![
                DraftAct::Fill(pointer("field", "System Username"), "{system_user}".to_owned()),
                DraftAct::Choose(pointer("picker", "System User Role"), "Admin".to_owned()),
                DraftAct::Check(pointer("check", "Keep \"it\""), false),
                DraftAct::Commit(pointer("button", "Create System User"), Some(pointer("text", "{system_user}"))),
            ],
            ..page("Add", Some(2), Some(pointer("button", "+ Add")))
        };
        Draft {
            name: "mine".to_owned(),
            title: "Make \"one\"".to_owned(),
            places: vec![start, settings, users, dialog],
        }
    }

    #[test]
    fn what_is_written_is_a_scenario_and_the_linter_has_nothing_to_say() {
        let library = Library::default();
        let labels = library.load("whatsapp-token").unwrap().scenario.labels;
        let text = recorded().to_toml(&labels);
        let loaded = library.read(&Source::new("mine.toml", text.as_str()));
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(loaded.warnings.is_empty(), "{:?}\n{text}", loaded.warnings);
        // Wordings that a label has are named by it: so the scenario is one for every language.
        for part in [
            "reach = { click = { button = \"add\" } }",
            "shows = { button = \"add\" } }",
            "fill = { target = { field = \"system_user_name\" }, value = \"{system_user}\" }",
            "option = \"admin\"",
            "uncheck = { check = '=Keep \"it\"' }",
            "commit = { button = \"create_system_user\" }",
            "leave = { button = \"cancel\" }",
        ] {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        assert_eq!(loaded.scenario.steps.iter().filter(|step| step.commits).count(), 1);
    }

    #[test]
    fn places_of_one_title_are_told_apart() {
        let mut draft = recorded();
        draft.places[2].title = "Settings".to_owned();
        draft.places[3].title = "Настройки".to_owned();
        assert_eq!(draft.ids(), ["apps", "settings", "settings-2", "place"]);
    }
}
