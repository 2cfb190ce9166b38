//! What the engine answers, as plain data.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The answer to one question.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Answer {
    /// A way can be gone.
    Way(Found),
    /// The action before did not arrive: it must be done again.
    Redo {
        /// Why.
        reason: String,
        /// What a field has kept of what was typed, where it has cut off the rest.
        #[serde(default)]
        cut: Option<String>,
    },
    /// Nothing yet; ask on.
    Pending {
        /// Milliseconds spent waiting in the page.
        waited: f64,
    },
    /// The time is up.
    Timeout(Stuck),
    /// It will not get better by waiting.
    Stuck(Stuck),
}

/// A way that can be gone, and how.
#[derive(Debug, Deserialize)]
pub struct Found {
    /// The way's place in the question.
    pub way: usize,
    /// Milliseconds that the question waited in the page.
    pub waited: f64,
    /// What the driver has to do.
    pub act: Act,
    /// The rung of the ladder.
    pub rung: Option<usize>,
    /// How leniently the control was recognised: 0 is by its role and name.
    #[serde(default)]
    pub tier: usize,
    /// What answered, in a person's words.
    pub found: Option<String>,
    /// Where it leads, if it is a link.
    #[serde(default)]
    pub leads: Option<String>,
    /// The page's language.
    #[serde(default)]
    pub language: String,
    /// The page's address.
    pub url: String,
    /// What the page looked like: the same again where nothing has changed.
    #[serde(default)]
    pub sign: String,
    /// Whether the click before was pressed, but its release went elsewhere.
    #[serde(default)]
    pub pressed: bool,
    /// What a question was answered that was sent along for this case, and which.
    #[serde(default)]
    pub ahead: Option<Box<Answer>>,
    /// Its `id`.
    #[serde(default)]
    pub next: Option<String>,
}

/// What the driver has to do. Coordinates are CSS pixels in the top window's viewport.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Act {
    /// Nothing.
    None,
    /// Nothing: it is as wished already.
    Already,
    /// A click.
    Click {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
    },
    /// A click on the page's own Copy.
    Copy {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
    },
    /// A click that opens a picker's list; an option must be clicked then.
    Opened {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
        /// Whether the picker can be typed into.
        editable: bool,
    },
    /// A click that opens or closes what stands behind a control; the same way must be asked for again afterwards.
    Reveal {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
    },
    /// The key that closes a list; the same way must be asked for again afterwards.
    Escape,
    /// A click on a check.
    Check {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
        /// Whether the same way must be asked for again afterwards.
        #[serde(default)]
        again: bool,
    },
    /// A click into a field, and typing.
    Fill {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
        /// Whether nothing stands in it that must be taken out first.
        #[serde(default)]
        empty: bool,
    },
    /// Typing into the search field of a list.
    Search {
        /// From the left.
        x: i64,
        /// From the top.
        y: i64,
        /// The words.
        text: String,
    },
    /// Arrow keys on the focused native select: downwards if positive.
    Keys {
        /// How many.
        delta: i64,
    },
    /// A value was read. It may be a token: this type therefore has no `Debug` of its content.
    Value {
        /// The value.
        value: String,
    },
}

impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Already => "Already",
            Self::Click { .. } => "Click",
            Self::Copy { .. } => "Copy",
            Self::Opened { .. } => "Opened",
            Self::Reveal { .. } => "Reveal",
            Self::Escape => "Escape",
            Self::Check { .. } => "Check",
            Self::Fill { .. } => "Fill",
            Self::Search { .. } => "Search",
            Self::Keys { .. } => "Keys",
            Self::Value { .. } => "Value",
        })
    }
}

/// What was seen instead of what was asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Stuck {
    /// Milliseconds that the question waited in the page.
    #[serde(default)]
    pub waited: f64,
    /// `ambiguous`, `guard`, `not_found`, `unknown_dialog`; empty: the time was up.
    #[serde(default)]
    pub why: String,
    /// The reason, for those.
    #[serde(default)]
    pub reason: String,
    /// The way whose reason it is.
    #[serde(default)]
    pub way: Option<usize>,
    /// Reasons by way.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// Controls whose names are like the sought ones.
    #[serde(default)]
    pub near: Vec<String>,
    /// Dialogs, alerts and headings that show.
    #[serde(default)]
    pub seen: Vec<String>,
    /// The page's title.
    #[serde(default)]
    pub title: String,
    /// The page's address.
    #[serde(default)]
    pub url: String,
    /// The page's language.
    #[serde(default)]
    pub language: String,
    /// What the page looked like, as in [`Found::sign`].
    #[serde(default)]
    pub sign: String,
}

/// Why one way could not be gone.
#[derive(Debug, Deserialize)]
pub struct Reason {
    /// The way's place in the question.
    pub way: usize,
    /// Why.
    pub reason: Option<String>,
}

/// What a question has sought and not found, and what is nearest to it.
#[derive(Debug, Deserialize)]
pub struct Nearest {
    /// The page's language.
    pub language: String,
    /// The kind of control that was sought (`button`, `field`, ...).
    pub kind: String,
    /// The label whose wordings were sought, if it was one.
    pub label: Option<String>,
    /// The words that were sought, where they are no label's.
    pub words: Vec<String>,
    /// The pattern that was sought.
    pub pattern: Option<String>,
    /// Whether what is nearest may be proposed as what was sought. Not where that is there: then something else is wrong with it.
    pub proposes: bool,
    /// What the cards of the list are called in which an own name was sought.
    pub cards: Vec<String>,
    /// The nearest controls that show, the best first.
    pub nearest: Vec<Near>,
}

/// A control that is near to what was sought.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct Near {
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it.
    pub name: String,
    /// Its states, by name (`greyed`, `covered`, `hidden`).
    pub state: Vec<String>,
    /// How near it is, from 0 to 100.
    pub score: u8,
    /// How many there are by its words.
    #[serde(default)]
    pub fit: usize,
    /// How many of its role its place has.
    #[serde(default)]
    pub alike: usize,
    /// Left, top, width and height, in the page's pixels.
    #[serde(default)]
    pub bounds: [i64; 4],
}

/// A control as `inspect` shows it.
#[derive(Debug, Deserialize, serde::Serialize)]
pub struct Control {
    /// Its ARIA role.
    pub role: String,
    /// Its accessible name.
    pub name: String,
    /// Its states, by name.
    pub state: Vec<String>,
    /// A locator for it, as it would stand in a scenario.
    pub locator: String,
    /// Its opening tag; secret values are left out.
    pub html: String,
}

/// What a place looks like to the regression check. Names of the account's own stand in it as placeholders.
#[derive(Deserialize)]
pub struct Sighting {
    /// The page's language.
    pub language: String,
    /// The control that was asked for.
    pub control: Option<Sight>,
    /// The place, line by line.
    pub tree: Option<Vec<String>>,
    /// A secret that shows although nothing was to make one. This type therefore has no `Debug`.
    pub shown: Option<String>,
    /// How wide the window's content is, in the page's pixels.
    pub width: u32,
}

/// Where and as what a control was found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct Sight {
    /// The rung of its ladder.
    pub rung: usize,
    /// How leniently it was recognised.
    pub tier: usize,
    /// How many match that rung.
    pub count: usize,
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it.
    pub name: String,
    /// What stands before it in the place, as the place's lines tell it.
    pub after: String,
    /// Left, top, width and height, in the page's pixels.
    pub bounds: [i64; 4],
}

/// A page without scripts, in which everything that is data has been replaced.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FrozenPage {
    /// The page.
    pub html: String,
    /// How much was replaced, by kind.
    pub replaced: BTreeMap<String, usize>,
    /// Words that nobody knows and that were left, as they were asked for.
    pub kept: Vec<String>,
}
