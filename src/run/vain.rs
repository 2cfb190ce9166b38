//! What was done in vain: acts of which nothing comes, ways back that lead to the same page again, and a control that was
//! taken for another. A walk ends where it makes no progress, and says which step could not be done.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::halt::Halt;
use crate::outcome::help::Help;
use crate::page::{Act, Found};

/// So often one control is acted on while the page stays as it is.
const ACTS: u32 = 3;
/// So often one control of a list is acted on at all.
const ACTS_OF_ONE: u32 = 5;

/// How a line of what was seen begins that the page says since it was clicked.
const SAID: &str = "new: ";

/// What a walk remembers of what it has done without progress.
#[derive(Default)]
pub(super) struct Vain {
    /// What the page has looked like, and since when it has not looked new.
    signs: HashSet<String>,
    since: Option<Instant>,
    /// The step that was left undone last, on a way that has been gone before.
    pub(super) missed: Option<Missed>,
    /// The click on what was only taken for the control, if it was the last.
    pub(super) doubtful: Option<Doubtful>,
    /// What an open list did not have.
    pub(super) option: Option<Help>,
    /// What a step's question was nearest to before the walk went on trying: a search, or what folds and unfolds.
    pub(super) kept: HashMap<String, Help>,
    /// What the page said of the commit that was not done last, in its own words.
    said: Vec<String>,
    /// Whether it showed nothing of that commit at all.
    mute: bool,
    /// What the page looked like when the last question ended.
    pub(super) last_sign: String,
}

/// A step that was left undone.
pub(super) struct Missed {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) help: Help,
}

/// A click on what was only taken for the control.
pub(super) struct Doubtful {
    pub(super) at: usize,
    pub(super) taken: String,
    pub(super) sign: String,
    pub(super) ways: Vec<Value>,
}

impl Vain {
    /// A page that has not been seen before is progress.
    pub(super) fn looks(&mut self, sign: &str) {
        sign.clone_into(&mut self.last_sign);
        if self.signs.insert(sign.to_owned()) {
            self.since = Some(Instant::now());
        }
    }

    /// A page that is loaded anew may show anything.
    pub(super) fn begins_anew(&mut self) {
        self.since = Some(Instant::now());
    }

    /// Keeps what is nearest to an option that an open list does not have: a list that was shut again has none.
    pub(super) fn lacks_option(&mut self, help: Option<Help>) {
        if help.as_ref().is_some_and(|help| !help.nearest.is_empty()) || self.option.is_none() {
            self.option = help;
        }
    }

    /// Whether the list was not open when its options were to be told: then it is opened once more.
    pub(super) fn saw_no_option(&self) -> bool {
        self.option.as_ref().is_some_and(|help| help.nearest.is_empty())
    }

    /// Keeps what the page says since it was clicked; `mute`: that tells nothing of what the click was for.
    pub(super) fn page_says(&mut self, seen: &[String], mute: bool) {
        let said = seen.iter().filter_map(|line| line.strip_prefix(SAID)).map(str::to_owned);
        self.said = said.filter(|_| !mute).collect();
        self.mute = mute;
    }

    /// A commit was done after all: what was said before says nothing more.
    pub(super) fn was_done(&mut self) {
        self.said.clear();
        self.mute = false;
    }

    /// The end of a walk, with what the page said.
    pub(super) fn quoted(&self, halt: Halt) -> Halt {
        let said: Vec<String> = self.said.iter().map(|text| format!("\"{text}\"")).collect();
        match said.as_slice() {
            [] if self.mute => halt.adding("the page showed nothing of it"),
            [] => halt,
            said => halt.adding(&format!("the page said: {}", said.join(", "))),
        }
    }

    pub(super) fn stands_for(&self) -> Duration {
        self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Acts on a list or picker, counted.
#[derive(Default)]
pub(super) struct Acts {
    alike: HashMap<(String, String), u32>,
    of_one: HashMap<String, u32>,
}

impl Acts {
    /// Counts an act. True when it has been made in vain so often that it is not made again.
    pub(super) fn in_vain(&mut self, found: &Found, over: bool) -> bool {
        // A search is bounded by the engine, word by word.
        if matches!(found.act, Act::Search { .. } | Act::None | Act::Already) {
            return false;
        }
        let control = found.found.clone().unwrap_or_default();
        let of_one = self.of_one.entry(control.clone()).or_default();
        *of_one += 1;
        let alike = self.alike.entry((control, found.sign.clone())).or_default();
        *alike += 1;
        *alike > ACTS || *of_one > ACTS_OF_ONE || (over && *alike > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(control: &str, sign: &str) -> Found {
        Found {
            way: 0,
            waited: 0.0,
            act: Act::Check { x: 1, y: 1, again: true },
            rung: Some(0),
            tier: 0,
            found: Some(control.to_owned()),
            leads: None,
            language: String::new(),
            url: String::new(),
            sign: sign.to_owned(),
            pressed: false,
            ahead: None,
            next: None,
        }
    }

    #[test]
    fn the_same_act_on_the_same_page_is_made_three_times() {
        let mut acts = Acts::default();
        let tries: Vec<bool> = (0..4).map(|_| acts.in_vain(&click("check a", "x"), false)).collect();
        assert_eq!(tries, [false, false, false, true]);
    }

    #[test]
    fn a_list_takes_an_act_an_entry_and_each_on_a_page_of_its_own() {
        let mut acts = Acts::default();
        assert!((0..40).all(|n| !acts.in_vain(&click(&format!("check {n}"), &format!("{n}")), false)));
        // One that goes on and off again for ever stops too.
        let tries = (0..9).position(|n| acts.in_vain(&click("check a", &format!("{n}")), false));
        assert_eq!(tries, Some(5));
    }

    #[test]
    fn when_the_time_is_up_nothing_is_tried_twice() {
        let mut acts = Acts::default();
        assert!(!acts.in_vain(&click("check a", "x"), true));
        assert!(acts.in_vain(&click("check a", "x"), true));
    }
}
