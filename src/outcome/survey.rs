//! What a survey has seen: the places that can be opened without a commit, and the controls at them. Plain data.

use serde::{Deserialize, Serialize};

use super::capture::Captured;
use super::result::RunError;

/// What was seen of all places.
#[derive(Debug, Default)]
pub struct Surveyed {
    /// The places, in order.
    pub places: Vec<PlaceSeen>,
    /// The page's language.
    pub language: Option<String>,
    /// What ended it before all places were gone to.
    pub ended: Option<RunError>,
    /// Remarks.
    pub notes: Vec<String>,
    /// What is known of the account: names and IDs, each with the name of the value that it is.
    pub own: Vec<(String, String)>,
    /// The places as pages that can be shared, where that was asked for.
    pub captured: Captured,
}

/// What was seen of a place.
#[derive(Debug, Default)]
pub struct PlaceSeen {
    /// Its name in the scenario.
    pub place: String,
    /// What a person would call it.
    pub title: String,
    /// Whether it is a dialog.
    pub dialog: bool,
    /// What it looked like; a dialog may have several pages.
    pub pages: Vec<PageSeen>,
    /// What came of its controls, in order.
    pub controls: Vec<ControlSeen>,
}

/// What a place looked like at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSeen {
    /// The step at which it was looked at.
    pub step: String,
    /// Role, name and state of what stands there, line by line.
    pub lines: Vec<String>,
    /// A masked picture.
    pub picture: Option<Vec<u8>>,
    /// How wide the window's content is, in the page's pixels.
    pub width: u32,
}

/// What came of a control, or of being at the place.
#[derive(Debug)]
pub struct ControlSeen {
    /// The step's id.
    pub step: String,
    /// The title that a person reads.
    pub title: String,
    /// Whether the run commits with it.
    pub commits: bool,
    /// Its line in the scenario's file.
    pub line: usize,
    /// What came of it.
    pub came: Came,
}

/// What came of looking for a control.
#[derive(Debug)]
pub enum Came {
    /// It was found; where and as what, as far as it is a control.
    Found(Option<Sight>),
    /// It was not found, or could not be acted on.
    Missed {
        /// Why.
        error: Box<RunError>,
        /// What was seen instead.
        seen: Vec<String>,
    },
    /// It was not looked for.
    NotReached(String),
}

/// Where and as what a control was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// The way of the step.
    pub way: usize,
    /// The rung of its ladder.
    pub rung: usize,
    /// How leniently it was recognised: 0 is by its role and name.
    pub tier: usize,
    /// Its ARIA role, or `text`.
    pub role: String,
    /// What a person would call it; the account's own names as placeholders.
    pub name: String,
    /// What stands before it in the place.
    pub after: String,
    /// Left, top, width and height, in the page's pixels.
    pub bounds: [i64; 4],
    /// Where it was found although no label has its name: the label file, and the line that would.
    #[serde(skip)]
    pub proposal: Option<(String, String)>,
}

impl Sight {
    /// The control in a person's words: `button "Add assets"`.
    pub fn said(&self) -> String {
        format!("{} \"{}\"", self.role, self.name)
    }
}
