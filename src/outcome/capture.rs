//! Places of the console as pages that can be shared: without scripts, and with stand-ins for all that is data. Plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was captured of the console.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured {
    /// The account's values as they stand in the pages.
    pub values: BTreeMap<String, String>,
    /// The pages, in the order of the walk.
    pub pages: Vec<FrozenPlace>,
}

/// A page of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrozenPlace {
    /// The place's name in the scenario.
    pub place: String,
    /// The step at which it was taken.
    pub step: String,
    /// The page.
    pub html: String,
    /// How much was replaced in it, by kind.
    pub replaced: BTreeMap<String, usize>,
    /// Words that no label has and that were left, as they are what was looked for.
    pub kept: Vec<String>,
    /// A picture (PNG) of this page, not of the console's.
    pub picture: Option<Vec<u8>>,
    /// The controls that are looked for on it.
    pub controls: Vec<Located>,
}

/// What came of looking for a control on a frozen page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Located {
    /// The step whose control it is.
    pub step: String,
    /// What came of it.
    pub came: Fit,
    /// The way of the step.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub way: usize,
    /// The rung of its ladder.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rung: usize,
    /// How leniently it was recognised: 0 is by its role and name.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tier: usize,
    /// How many fit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: usize,
    /// Its ARIA role, or `text`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// What a person would call it, with stand-ins.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Whether a control was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// There is one.
    Found,
    /// Several fit.
    Ambiguous,
    /// There is none.
    Missing,
}

impl Fit {
    /// Its word in JSON and at the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing",
        }
    }
}

impl Located {
    /// Nothing was found for this step.
    pub fn missing(step: &str) -> Self {
        Self {
            step: step.to_owned(),
            came: Fit::Missing,
            way: 0,
            rung: 0,
            tier: 0,
            count: 0,
            role: String::new(),
            name: String::new(),
        }
    }

    /// Whether it is found in the same way as another one was.
    pub fn is_as(&self, other: &Self) -> bool {
        (self.came, self.way, self.rung, self.tier) == (other.came, other.way, other.rung, other.tier)
    }

    /// The control in a person's words: `button "Add assets"`.
    pub fn said(&self) -> String {
        format!("{} \"{}\"", self.role, self.name)
    }
}
