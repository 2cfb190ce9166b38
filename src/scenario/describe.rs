//! Scenarios in a person's words, for terminals, traces and reports.

use super::model::{
    Action, Belief, Condition, Control, Count, Guard, Labels, Ladder, Locator, Matching, Name, Repeat, Which,
};

impl Control {
    /// The word for it, which is also its key in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Field => "field",
            Self::Picker => "picker",
            Self::Check => "check",
            Self::Option => "option",
            Self::Text => "text",
            Self::Menu => "menu",
        }
    }
}

impl Belief {
    /// The word for it in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Quiet => "quiet",
            Self::Sure => "sure",
            Self::Grave => "grave",
        }
    }

    /// What a person would say of it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Order => "once nothing before it is about to show",
            Self::Quiet => "once the page is quiet",
            Self::Sure => "once it is sure that no more comes",
            Self::Grave => "once it is certain, as far as a page tells, that no more comes",
        }
    }
}

impl Repeat {
    /// The word for it in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Look => "look",
            Self::Harmless => "harmless",
        }
    }
}

impl Name {
    /// The name in a person's words: the first English wording of a label, or the words themselves.
    pub fn words(&self, labels: &Labels) -> String {
        match self {
            Self::Label(key) => {
                let text = labels.wordings(key, "en").first().map_or(key.as_str(), |wording| wording.text.as_str());
                format!("\"{text}\"")
            }
            Self::Literal(text) => format!("\"{text}\""),
            Self::Pattern(pattern) => format!("/{pattern}/"),
        }
    }
}

impl Locator {
    /// The locator in a person's words: `button "Create System User" in the dialog`.
    pub fn words(&self, labels: &Labels) -> String {
        let mut words = Vec::new();
        match self.which {
            Some(Which::First) => words.push("first".to_owned()),
            Some(Which::Last) => words.push("last".to_owned()),
            None => {}
        }
        let state = self.state;
        for (set, yes, no) in [
            (state.checked, "checked", "unchecked"),
            (state.expanded, "unfolded", "folded"),
            (state.selected, "selected", "unselected"),
            (state.disabled, "greyed", "enabled"),
        ] {
            words.extend(set.map(|on| if on { yes } else { no }.to_owned()));
        }
        words.extend(self.control.map(|control| control.word().to_owned()));
        words.extend(self.role.clone());
        if let Some(name) = &self.name {
            let how = match self.matching {
                Matching::Starts => "beginning with ",
                Matching::Contains => "with ",
                Matching::Whole | Matching::Counted => "",
            };
            words.push(format!("{how}{}", name.words(labels)));
        }
        if words.is_empty() {
            words.push("anything".to_owned());
        }
        words.extend(self.after.as_ref().map(|name| format!("after {}", name.words(labels))));
        words.extend(self.near.as_ref().map(|name| format!("near {}", name.words(labels))));
        words.extend(self.single.as_ref().map(|name| format!("(one {} a group)", name.words(labels))));
        words.extend(self.rather.as_ref().map(|name| format!("(of several that of {})", name.words(labels))));
        words.extend(self.within.as_ref().map(|scope| match scope.as_str() {
            "page" => "outside of dialogs".to_owned(),
            scope => format!("in the {scope}"),
        }));
        words.join(" ")
    }
}

impl Condition {
    /// The condition in a person's words.
    pub fn words(&self, labels: &Labels) -> String {
        match self {
            Self::Present(locator) => locator.words(labels),
            Self::Absent(locator) => format!("no {}", locator.words(labels)),
            Self::Twins(locator) => format!("several of {}", locator.words(labels)),
            Self::Checks { count, besides, .. } => {
                let few = match count {
                    Count::None => "no check",
                    Count::Several => "several checks",
                    Count::Twins => "several checks of one name",
                };
                format!("{few} (besides {})", list(besides, labels))
            }
            Self::Url(glob) => format!("the address {glob}"),
            Self::NotUrl(glob) => format!("not the address {glob}"),
            Self::Unproved(step) => format!("what {step} asks for is not to be seen"),
            Self::Word(value) => format!("\"{value}\" is one of the console's own words"),
            Self::Value { value, like, not: false } => format!("\"{value}\" is like {like}"),
            Self::Value { value, like, not: true } => format!("\"{value}\" is not like {like}"),
            Self::NoDialog => "no dialog".to_owned(),
            Self::Alike(locator) => format!("{} once, only written alike", locator.words(labels)),
            Self::Anew => "another page than the one that was acted on".to_owned(),
            Self::NotDone(step) => format!("no {step} done before"),
        }
    }
}

impl Guard {
    /// The guard in a person's words.
    pub fn words(&self, labels: &Labels) -> String {
        match self {
            Self::Holds(condition) => condition.words(labels),
            Self::Value { target, value } => format!("{} is \"{value}\"", ladder(target, labels)),
            Self::Shows { target, option, .. } => {
                format!("{} shows {}", ladder(target, labels), ladder(option, labels))
            }
            Self::Checked { target, on, if_there } => {
                let state = if *on { "is on" } else { "is off" };
                let where_there = if *if_there { ", where it is there" } else { "" };
                format!("{} {state}{where_there}", ladder(target, labels))
            }
            Self::CheckedOnly { names, also, .. } => {
                let besides =
                    if also.is_empty() { String::new() } else { format!(" (besides maybe {})", list(also, labels)) };
                format!("nothing but {} is on{besides}", list(names, labels))
            }
        }
    }
}

impl Action {
    /// The action in a person's words.
    pub fn words(&self, labels: &Labels) -> String {
        match self {
            Self::Open(address) => format!("open {address}"),
            Self::Click { target, .. } => format!("click {}", ladder(target, labels)),
            Self::Fill { target, value } => format!("fill {} with \"{value}\"", ladder(target, labels)),
            Self::Choose { target, option, .. } => {
                format!("choose {} in {}", ladder(option, labels), ladder(target, labels))
            }
            Self::Check { target, on, behind, .. } => {
                let state = if *on { "on" } else { "off" };
                format!("turn {state} {}{}", ladder(target, labels), hidden(behind, labels))
            }
            Self::CheckOnly { names, behind, .. } => {
                format!("turn on {} and nothing else{}", list(names, labels), hidden(behind, labels))
            }
            Self::Read { name, target, .. } => format!("read the {name} from {}", ladder(target, labels)),
            Self::Set { name, value } => format!("take \"{value}\" as the {name}"),
            Self::Expect => "go on".to_owned(),
            Self::Reload => "load the page anew".to_owned(),
            Self::Person(person) => format!("ask a person: {}", person.message),
            Self::Stop(stop) => format!("stop ({}): {}", stop.kind, stop.message),
        }
    }
}

/// The rungs of a ladder, the documented one first.
fn ladder(ladder: &Ladder, labels: &Labels) -> String {
    ladder.iter().map(|rung| rung.words(labels)).collect::<Vec<_>>().join(", or ")
}

/// Where a check stands that may not be in sight.
fn hidden(behind: &Ladder, labels: &Labels) -> String {
    if behind.is_empty() {
        String::new()
    } else {
        format!(" (behind {} where it does not show)", ladder(behind, labels))
    }
}

/// Names of checks, labels among them as `@key`.
fn list(names: &[String], labels: &Labels) -> String {
    let words: Vec<String> = names
        .iter()
        .map(|name| match name.strip_prefix('@') {
            Some(key) => Name::Label(key.to_owned()).words(labels),
            None => format!("\"{name}\""),
        })
        .collect();
    words.join(", ")
}
