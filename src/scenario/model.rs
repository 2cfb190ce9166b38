//! The scenario as plain data, after loading: labels are still keys, `{placeholders}` are still in the texts.

mod locator;
mod survey;

use std::collections::BTreeMap;

pub use locator::{Control, Locator, Matching, Name, State, Which};
pub use survey::{Mark, Scope, Visit};

/// A scenario: the ordered steps to one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The name by which it is asked for (`whatsapp-token`).
    pub name: String,
    /// What it achieves, in a person's words.
    pub title: String,
    /// The address at which it starts; placeholders allowed.
    pub start: String,
    /// Named parts of the page that steps scope to (`in = "detail"`).
    pub regions: BTreeMap<String, Region>,
    /// Controls that are never clicked, whatever a locator says.
    pub never: Vec<Locator>,
    /// The labels of an assistant's rail, which names its pages: where three of them stand together they are no controls.
    pub rail: Vec<String>,
    /// What may show up at any moment, and what to do then.
    pub interruptions: Vec<Interruption>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What the regression check walks instead of the steps.
    pub survey: Vec<Visit>,
    /// The wordings by label key.
    pub labels: Labels,
}

impl Scenario {
    /// Whether it comes to a token. One that does not is done when its steps are done.
    pub fn makes_token(&self) -> bool {
        let mut ways = self.steps.iter().flat_map(|step| &step.ways);
        ways.any(|way| matches!(&way.action, Action::Read { name, .. } if name == "token"))
    }
}

/// A part of the page: the smallest element that holds a match of each of these locators.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// What a person would call it.
    pub title: String,
    /// Each of these must be inside.
    pub holds: Vec<Locator>,
    /// None of these may be inside: a group that has one is larger than the part that is meant.
    pub lacks: Vec<Locator>,
}

/// The wordings known for each label key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    /// Label key -> its wordings in every language.
    pub entries: BTreeMap<String, Vec<Wording>>,
    /// Language tags that have a label file, with the language's English name.
    pub languages: BTreeMap<String, String>,
}

/// One wording of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Language tag of the label file (`en`, `pt-BR`).
    pub language: String,
    /// The words; placeholders allowed.
    pub text: String,
    /// Whether no source tells this wording.
    pub guess: bool,
}

/// Something that may show up at any moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Interruption {
    /// Short name (`signed-out`).
    pub id: String,
    /// A person's words for it.
    pub title: String,
    /// It is there when all of these hold.
    pub when: Vec<Condition>,
    /// How sure one must be until that is believed; `None`: it is believed at once.
    pub settled: Option<Belief>,
    /// What to do then: click it away, hand to a person, or stop.
    pub action: Action,
}

impl Interruption {
    /// The kind of the error that it is where no person comes; `None`: it asks for none.
    pub fn kind_without_person(&self) -> Option<String> {
        let Action::Person(person) = &self.action else { return None };
        Some(person.kind.clone().unwrap_or_else(|| self.id.replace('-', "_")))
    }
}

/// One documented click, entry or reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Short name, unique in the scenario.
    pub id: String,
    /// The title a person reads.
    pub title: String,
    /// Mutually exclusive ways through this step, in order of preference. A plain step has one.
    pub ways: Vec<Way>,
    /// Whether this step may be passed over when a later one is already possible.
    pub optional: bool,
    /// Whether it changes something on the other side.
    pub commits: bool,
    /// Whether what it makes is sought in a list before: a second one would be another.
    pub listed: bool,
    /// How a step that commits may be made again; a step that does not commit is [`Repeat::Harmless`].
    pub repeat: Repeat,
    /// What must be true on the page, in the very same question, for a committing step to be done.
    pub guards: Vec<Guard>,
    /// How to see that the commit has happened.
    pub done_when: Vec<Condition>,
    /// Other ways in which the commit may turn out: a refusal that is said in words, say, and where to go on then.
    pub outcomes: Vec<Way>,
    /// What to do when the commit was made, the page has settled, and `done_when` does not hold.
    pub if_not_done: Option<Goto>,
    /// Where to go on when a guard fails and does not mend itself: to the entries that it asks for.
    pub if_guard_fails: Option<Goto>,
    /// What is to be told of the run once this is done; placeholders allowed.
    pub note: Option<String>,
    /// How to leave without committing (used by the regression check).
    pub leave: Option<Ladder>,
    /// Longest wait for this step, in milliseconds; `None`: the run's own `--timeout`.
    pub timeout_ms: Option<u64>,
    /// Line of the step in its file, for messages.
    pub line: usize,
}

impl Step {
    /// A step of which no more is said than what it is called.
    pub(crate) fn bare(id: impl Into<String>, title: impl Into<String>, line: usize) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            ways: Vec::new(),
            optional: false,
            commits: false,
            listed: false,
            repeat: Repeat::Harmless,
            guards: Vec::new(),
            done_when: Vec::new(),
            outcomes: Vec::new(),
            if_not_done: None,
            if_guard_fails: None,
            note: None,
            leave: None,
            timeout_ms: None,
            line,
        }
    }
}

/// How a commit may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Never: it makes another one each time, and shows what it made once. Only the console's own word that it made nothing
    /// allows another.
    Never,
    /// After a look: whether it was done can be looked up, and is before it is made again.
    Look,
    /// As often as need be: twice comes to the same as once.
    Harmless,
}

/// How sure one must be that no more is about to show, by what follows from believing it. What that takes is the engine's
/// (`page/engine/patience.js`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belief {
    /// What comes before it may be about to show.
    Order,
    /// A look is lost if it was wrong: something is scrolled, filtered, unfolded or turned.
    Quiet,
    /// A detour is made if it was wrong: a place is given up, or loaded anew.
    Sure,
    /// Something is made because of it, or the walk ends.
    Grave,
}

/// One way through a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// All of these must hold on the page for the way to be taken.
    pub when: Vec<Condition>,
    /// What is done.
    pub action: Action,
    /// Where to go on afterwards; `None`: the next step.
    pub goto: Option<Goto>,
    /// How sure one must be that nothing before it is about to show; `None`: it is gone as soon as it can be.
    pub settled: Option<Belief>,
    /// How sure instead, where the page does not show this in answer to what it has asked its server.
    pub unanswered: Option<Belief>,
    /// How often at most in one run; `None`: no limit.
    pub limit: Option<u32>,
    /// Whether lists and the page are scrolled to their ends before it is believed that what is expected is not there.
    pub scroll: bool,
    /// Line in its file.
    pub line: usize,
}

impl Way {
    /// The way that asks for nothing but its action.
    pub fn plain(action: Action) -> Self {
        Self {
            when: Vec::new(),
            action,
            goto: None,
            settled: None,
            unanswered: None,
            limit: None,
            scroll: false,
            line: 0,
        }
    }
}

/// A jump to another step.
#[derive(Debug, Clone, PartialEq)]
pub struct Goto {
    /// The step's id; empty: the walk stops there, with the reason of `then`.
    pub step: String,
    /// Whether the page is loaded anew first.
    pub reload: bool,
    /// Whether the limits of the ways from that step on count anew.
    pub anew: bool,
    /// How often at most in one run before the step fails.
    pub limit: u32,
    /// The reason to stop with once the limit is used up.
    pub then: Option<Stop>,
}

/// Where a jump leads that ends the walk well.
pub(crate) const END: &str = "(end)";

/// An ordered list of alternatives for one control, the documented one first.
pub type Ladder = Vec<Locator>;

/// The only check of a list, whatever it is called.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sole {
    /// Names of checks that are no entries of the list.
    pub besides: Vec<String>,
    /// What the list is searched for first; placeholders allowed.
    pub search: Option<String>,
    /// The field behind which the list is, where it does not show.
    pub behind: Ladder,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Go to an address.
    Open(String),
    /// A pointer click.
    Click {
        /// The control.
        target: Ladder,
        /// Whether a new window may open, which is then followed.
        may_open_window: bool,
    },
    /// Replace the text of a field.
    Fill {
        /// The field.
        target: Ladder,
        /// The text; placeholders allowed.
        value: String,
    },
    /// Make a picker (native select, combobox, button with a list, radio group) show an option.
    Choose {
        /// The picker.
        target: Ladder,
        /// The option.
        option: Ladder,
        /// The other options that the page may show beside it all the time, in a list that has no other sign of what is on.
        others: Ladder,
        /// Why the walk ends where the picker's list does not offer the option.
        missing: Option<Stop>,
    },
    /// Turn a check (check box, switch, radio, selectable row) on or off.
    Check {
        /// The check.
        target: Ladder,
        /// The wished state.
        on: bool,
        /// What is clicked to bring it to sight where it does not show: a field with a list, or a part that is folded away.
        behind: Ladder,
        /// Whether nothing else may be on in a list that is opened so.
        alone: bool,
    },
    /// Make exactly these checks be on among those that `among` matches, however the list is scrolled, searched or rendered.
    CheckOnly {
        /// The names of the checks that must be on; placeholders allowed.
        names: Vec<String>,
        /// A regular expression on the name: which checks are of this list (a permission's name, say).
        among: String,
        /// The scope, as in [`Locator::within`].
        within: Option<String>,
        /// The field behind which the list is, where it does not show.
        behind: Ladder,
    },
    /// Read a value from the page into the account's values.
    Read {
        /// The value's name (`token`, `app_id`).
        name: String,
        /// Where.
        target: Ladder,
        /// A regular expression that the whole value must match.
        pattern: String,
        /// A control that puts the whole value on the clipboard, for values that are shown shortened.
        copy: Ladder,
        /// What is read is the name of the only check of a list.
        sole: Option<Sole>,
    },
    /// Give a value of the account another content.
    Set {
        /// The value's name.
        name: String,
        /// Its new content; placeholders allowed.
        value: String,
    },
    /// The conditions of the way hold: go on.
    Expect,
    /// Load the page anew.
    Reload,
    /// Wait for a person.
    Person(Person),
    /// Stop with a reason.
    Stop(Stop),
}

/// What a person is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the person should do, in plain words; placeholders allowed.
    pub message: String,
    /// The kind of the error where nobody is there; `None`: after the interruption's id.
    pub kind: Option<String>,
    /// What to do where nobody is there; `None`: run again at a terminal.
    pub hint: Option<String>,
    /// Whether the page says that what was clicked last has not been done.
    pub refused: bool,
}

/// A reason to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The step that the error names; `None`: the one at which the walk stops.
    pub step: Option<String>,
    /// Machine-readable kind (`rights_missing`); also the `error.kind` of the JSON.
    pub kind: String,
    /// Which exit code class it belongs to.
    pub class: StopClass,
    /// What happened, in plain words; placeholders allowed.
    pub message: String,
    /// What the person can do.
    pub hint: String,
}

/// The exit code class of a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopClass {
    /// A person is needed (exit 3).
    Person,
    /// The page is not what the scenario expects (exit 4).
    Page,
    /// The console refused (exit 5).
    Refused,
}

/// Something that is or is not on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// This is on the page.
    Present(Locator),
    /// This is not on the page.
    Absent(Locator),
    /// A list shows several of this, so that nobody can say which is meant.
    Twins(Locator),
    /// There are so many checks, but for those of these names.
    Checks {
        /// How many.
        count: Count,
        /// Names of checks that do not count.
        besides: Vec<String>,
        /// The scope, as in [`Locator::within`].
        within: Option<String>,
    },
    /// The address matches this glob (`*/login*`); it is compared without the query unless the glob has a `?`.
    Url(String),
    /// The address does not match this glob.
    NotUrl(String),
    /// The list of this step's `check_only` stands behind a field, and has not been seen as it should be since.
    Unproved(String),
    /// A value of the account's matches this pattern as a whole.
    Value {
        /// The value; placeholders allowed.
        value: String,
        /// A regular expression; placeholders stand for themselves.
        like: String,
        /// It must not match.
        not: bool,
    },
    /// A value of the account's is one of the console's own words, as the label files have them.
    Word(String),
    /// No dialog is open.
    NoDialog,
    /// The page is another one than the one that was acted on last: it has been loaded anew since.
    Anew,
    /// An entry that is only written alike has shown, and does not any more: a search by the name has it no longer.
    Alike(Locator),
    /// Neither this run nor an earlier one of the account has made the commit of this step, as far as is known.
    NotDone(String),
}

/// How many checks a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// None.
    None,
    /// Several.
    Several,
    /// Several of one name.
    Twins,
}

impl Count {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Several => "several",
            Self::Twins => "twins",
        }
    }
}

/// The name of the value that stands for a commit that was made. No placeholder can ask for it.
pub(crate) fn done_key(step: &str) -> String {
    format!("done {step}")
}

/// What must be true for a commit.
#[derive(Debug, Clone, PartialEq)]
pub enum Guard {
    /// A condition on the page.
    Holds(Condition),
    /// This field has exactly this value.
    Value {
        /// The field.
        target: Ladder,
        /// Its value; placeholders allowed.
        value: String,
    },
    /// This picker shows this option (or the option itself is checked, in a radio group).
    Shows {
        /// The picker.
        target: Ladder,
        /// The option.
        option: Ladder,
        /// Only where the picker is there at all.
        if_there: bool,
    },
    /// This check is on (`true`) or off.
    Checked {
        /// The check.
        target: Ladder,
        /// The wished state.
        on: bool,
        /// Only where it is there at all.
        if_there: bool,
    },
    /// Among the checks that `among` matches in the scope, exactly these are on, also where the list must be scrolled.
    CheckedOnly {
        /// Names of the checks that are on; placeholders and label keys as `@key`.
        names: Vec<String>,
        /// Names that may be on besides (`@develop_app`).
        also: Vec<String>,
        /// A regular expression on the names that belong to the list; empty: every check.
        among: String,
        /// The scope.
        within: Option<String>,
    },
}
