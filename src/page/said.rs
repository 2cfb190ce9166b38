//! What is asked of the page, in a person's words: in the page's language, with the account's values.

use super::question::Phrasing;
use crate::scenario::model::{Action, Condition, Control, Count, Guard, Ladder, Locator, Name, Region};

impl Phrasing<'_> {
    /// What a guard asks for, in a person's words.
    pub fn say_guard(&self, guard: &Guard) -> String {
        match guard {
            Guard::Holds(condition) => self.say_condition(condition),
            Guard::Value { target, value } => {
                format!("{} must have \"{}\"", self.say_ladder(target), self.fill(value))
            }
            Guard::Shows { target, option, .. } => {
                format!("{} must show {}", self.say_ladder(target), self.say_ladder(option))
            }
            Guard::Checked { target, on, .. } => {
                format!("{} must be {}", self.say_ladder(target), if *on { "on" } else { "off" })
            }
            Guard::CheckedOnly { names, .. } => {
                let names: Vec<String> = names.iter().map(|name| self.say_text(name)).collect();
                format!("exactly {} must be on", names.join(" and "))
            }
        }
    }

    fn say_condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Present(locator) => format!("{} must be there", self.say(locator)),
            Condition::Absent(locator) => format!("{} must not be there", self.say(locator)),
            Condition::Checks { count: Count::None, .. } => "there must be no check".to_owned(),
            Condition::Checks { count: Count::Several, .. } => "there must be several checks".to_owned(),
            Condition::Checks { count: Count::Twins, .. } => "there must be several checks of one name".to_owned(),
            Condition::Twins(locator) => format!("{} must be there several times", self.say(locator)),
            Condition::Url(glob) => format!("the address must be like {}", self.fill(glob)),
            Condition::NotUrl(glob) => format!("the address must not be like {}", self.fill(glob)),
            Condition::Unproved(step) => format!("what \"{step}\" asks for must be to be seen"),
            Condition::Word(value) => {
                format!("\"{}\" must be one of the console's own words", self.fill(value))
            }
            Condition::Value { value, like, not } => {
                format!("\"{}\" must{} be like /{like}/", self.fill(value), if *not { " not" } else { "" })
            }
            Condition::NoDialog => "no dialog may be open".to_owned(),
            Condition::Alike(locator) => format!("{} must have been there, only written alike", self.say(locator)),
            Condition::Anew => "the page must have been loaded anew".to_owned(),
            Condition::NotDone(step) => format!("{step} must not have been done before"),
        }
    }

    fn say_text(&self, text: &str) -> String {
        match text.strip_prefix('@') {
            Some(key) => format!("\"{}\"", self.first_wording(key)),
            None => format!("\"{}\"", self.fill(text)),
        }
    }

    fn first_wording(&self, key: &str) -> String {
        let wordings = self.scenario().labels.wordings(key, self.language());
        wordings.first().map_or_else(|| key.to_owned(), |wording| self.fill(&wording.text))
    }

    fn say_name(&self, name: &Name) -> String {
        match name {
            Name::Label(key) => format!("\"{}\"", self.first_wording(key)),
            Name::Literal(text) => format!("\"{}\"", self.fill(text)),
            Name::Pattern(pattern) => format!("/{pattern}/"),
        }
    }

    /// A locator as a person would say it: `button "Add" in the dialog`.
    pub fn say(&self, locator: &Locator) -> String {
        let kind = locator.control.map(Control::word).or(locator.role.as_deref()).unwrap_or("control");
        let mut words = kind.to_owned();
        if let Some(name) = &locator.name {
            words = format!("{words} {}", self.say_name(name));
        }
        if let Some(near) = &locator.near {
            words = format!("{words} near {}", self.say_name(near));
        }
        if let Some(after) = &locator.after {
            words = format!("{words} after {}", self.say_name(after));
        }
        match locator.within.as_deref() {
            Some("dialog") => words.push_str(" in the dialog"),
            Some("page") => words.push_str(" on the page"),
            Some(region) => {
                let title = self.scenario().regions.get(region).map_or(region, |r: &Region| r.title.as_str());
                words = format!("{words} in {title}");
            }
            None => {}
        }
        words
    }

    fn say_ladder(&self, ladder: &Ladder) -> String {
        ladder.first().map_or_else(|| "nothing".to_owned(), |locator| self.say(locator))
    }

    /// What an action asks of the page, rung by rung.
    pub fn asked(&self, action: &Action) -> Vec<String> {
        match action {
            Action::Open(address) => vec![self.fill(address)],
            Action::Click { target, .. }
            | Action::Fill { target, .. }
            | Action::Check { target, .. }
            | Action::Read { target, .. }
            | Action::Choose { target, .. } => target.iter().map(|locator| self.say(locator)).collect(),
            Action::CheckOnly { names, .. } => {
                names.iter().map(|name| format!("check {}", self.say_text(name))).collect()
            }
            _ => Vec::new(),
        }
    }
}
