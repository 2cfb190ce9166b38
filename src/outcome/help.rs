//! What helps where a control was not found, as plain data and in a person's words.

use serde::{Deserialize, Serialize};

/// So many wordings of a label are told.
const TOLD: usize = 3;
/// So many of what there is are told.
const THERE: usize = 12;

/// What helps where a control was not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// What was sought.
    pub sought: Sought,
    /// The nearest controls that were seen, the best first.
    pub nearest: Vec<Near>,
    /// The label file in which the wording is missing, if the nearest control is what was sought.
    pub label_file: Option<String>,
    /// The line to put there.
    pub suggestion: Option<String>,
    /// What there is of its kind, where one of the account's own names was sought (the apps on the panel).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub there: Vec<String>,
}

/// A control that was sought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// Its kind (`button`, `field`, `check`, `picker`, `option`, `menu`, `text`).
    pub kind: String,
    /// Its wordings in the page's language, or in English where that has none.
    pub words: Vec<String>,
    /// The label that has them.
    pub label: Option<String>,
    /// The page's language.
    pub language: Option<String>,
}

/// A control that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it.
    pub name: String,
    /// Its states, by name (`greyed`, `covered`, `hidden`).
    pub state: Vec<String>,
    /// How near it is, from 0 to 100.
    pub score: u8,
    /// How many there are by its words, asked back. It is for the suggestions of a check, and in no file.
    #[serde(skip)]
    pub fit: usize,
    /// How many controls of its role its place has.
    #[serde(skip)]
    pub alike: usize,
    /// Left, top, width and height, in the page's pixels.
    #[serde(skip)]
    pub bounds: [i64; 4],
    /// The label file in which its wording is missing, and the line to put there.
    #[serde(skip)]
    pub proposal: Option<(String, String)>,
}

impl Help {
    /// What was sought, in a person's words: `button "Add" or "+ Add"`.
    pub fn sought(&self) -> String {
        let words: Vec<String> = self.sought.words.iter().take(TOLD).map(|text| format!("\"{text}\"")).collect();
        let kind = &self.sought.kind;
        if words.is_empty() { format!("a {kind}") } else { format!("{kind} {}", words.join(" or ")) }
    }

    /// How near the nearest is, where it could be what was sought.
    pub(crate) fn likeness(&self) -> u8 {
        self.nearest.first().map_or(0, |near| near.score)
    }

    /// What there is of the kind that was sought by a name, as a part of a sentence.
    pub(crate) fn there(&self) -> Option<String> {
        let told: Vec<&str> = self.there.iter().take(THERE).map(String::as_str).collect();
        let more = self.there.len().saturating_sub(THERE);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!told.is_empty()).then(|| format!("there are: {}{more}", told.join(", ")))
    }

    /// What to do about it, where that is known.
    pub(crate) fn hint(&self) -> Option<String> {
        let (file, line, near) = (self.label_file.as_ref()?, self.suggestion.as_ref()?, self.nearest.first()?);
        Some(format!("if \"{}\" is what is meant, put this under [labels] in {file}: {line}", near.name))
    }
}

impl Near {
    /// The control in a person's words: `button "Allocate assets" (greyed)`.
    pub fn said(&self) -> String {
        let state = if self.state.is_empty() { String::new() } else { format!(" ({})", self.state.join(", ")) };
        format!("{} \"{}\"{state}", self.role, self.name)
    }
}
