//! A baseline as plain data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use similar::TextDiff;

use crate::outcome::survey::{Came, Sight, Surveyed};

/// What the places of a scenario looked like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The scenario.
    pub scenario: String,
    /// The page's language.
    pub language: String,
    /// The controls that were found.
    pub controls: Vec<Known>,
    /// What places looked like, by place: each page by the step at which it was looked at.
    pub places: BTreeMap<String, Vec<(String, Vec<String>)>>,
    /// Masked pictures, by step.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

/// A control of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The step.
    pub step: String,
    /// The place.
    pub place: String,
    /// Where and as what it was found; absent: being there is the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Sight>,
}

impl Baseline {
    /// Of what was seen.
    pub fn of(scenario: &str, seen: &Surveyed) -> Self {
        let mut baseline = Self {
            scenario: scenario.to_owned(),
            language: seen.language.clone().unwrap_or_default(),
            ..Self::default()
        };
        for place in &seen.places {
            for control in &place.controls {
                if let Came::Found(sight) = &control.came {
                    baseline.controls.push(Known {
                        step: control.step.clone(),
                        place: place.place.clone(),
                        seen: sight.clone(),
                    });
                }
            }
            if place.pages.is_empty() {
                continue;
            }
            let pages = place.pages.iter().map(|page| (page.step.clone(), page.lines.clone()));
            baseline.places.insert(place.place.clone(), pages.collect());
            for page in &place.pages {
                baseline.pictures.extend(page.picture.clone().map(|picture| (page.step.clone(), picture)));
            }
        }
        baseline
    }

    /// A control by its step.
    pub fn control(&self, step: &str) -> Option<&Known> {
        self.controls.iter().find(|known| known.step == step)
    }

    /// A page of a place, by the step at which it was looked at.
    pub fn page(&self, place: &str, step: &str) -> Option<&[String]> {
        self.places.get(place)?.iter().find(|(known, _)| known == step).map(|(_, lines)| lines.as_slice())
    }

    /// This baseline with these places as they are in another one; all others stay.
    #[must_use]
    pub fn with_places_of(mut self, other: &Self, places: &[&str]) -> Self {
        for place in places {
            let steps = |baseline: &Self| -> Vec<String> {
                baseline.places.get(*place).into_iter().flatten().map(|(step, _)| step.clone()).collect()
            };
            for step in steps(&self) {
                self.pictures.remove(&step);
            }
            for step in steps(other) {
                self.pictures.extend(other.pictures.get(&step).map(|picture| (step.clone(), picture.clone())));
            }
            match other.places.get(*place) {
                Some(pages) => self.places.insert((*place).to_owned(), pages.clone()),
                None => self.places.remove(*place),
            };
            self.controls.retain(|known| known.place != *place);
            self.controls.extend(other.controls.iter().filter(|known| known.place == *place).cloned());
        }
        self
    }
}

/// What one baseline has and another one has otherwise, as a diff of its controls and places.
pub fn difference(was: &Baseline, now: &Baseline) -> String {
    let control = |known: &Known| match &known.seen {
        Some(sight) => format!("{}: {} (way {}, rung {})\n", known.step, sight.said(), sight.way, sight.rung),
        None => format!("{}: there\n", known.step),
    };
    let controls = |baseline: &Baseline| baseline.controls.iter().map(control).collect::<String>();
    let mut all = vec![("controls".to_owned(), controls(was), controls(now))];
    let places: std::collections::BTreeSet<&String> = was.places.keys().chain(now.places.keys()).collect();
    let text = |baseline: &Baseline, place: &String| -> String {
        let pages = baseline.places.get(place).into_iter().flatten();
        let lines = pages.flat_map(|(step, lines)| [format!("== {step}")].into_iter().chain(lines.iter().cloned()));
        lines.map(|line| line + "\n").collect()
    };
    all.extend(places.into_iter().map(|place| (place.clone(), text(was, place), text(now, place))));
    let told = all.into_iter().filter(|(_, was, now)| was != now).map(|(name, was, now)| {
        let diff = TextDiff::from_lines(&was, &now);
        diff.unified_diff()
            .context_radius(1)
            .header(&format!("{name}, in the baseline"), &format!("{name}, now"))
            .to_string()
    });
    let told: String = told.collect();
    if told.is_empty() { "only pictures or places of controls differ\n".to_owned() } else { told }
}

/// Why a baseline cannot be used. Nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is damaged, or was written by half.
    #[error("the baseline in {} is damaged: {what}; restore it, or write it anew with --update", folder.display())]
    Damaged {
        /// Its folder.
        folder: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// There is none.
    #[error("there is no baseline in {}; `tokenwright check --update` writes one, while the console works", folder.display())]
    Missing {
        /// Its folder.
        folder: PathBuf,
    },
    /// A newer program wrote it.
    #[error("the baseline in {} is of version {version}, which this program does not know; write it anew with --update", folder.display())]
    Newer {
        /// Its folder.
        folder: PathBuf,
        /// Its version.
        version: i64,
    },
    /// It is of another scenario.
    #[error("the baseline in {} is of the scenario {scenario}, and not of {asked}; give another folder with --baseline", folder.display())]
    Other {
        /// Its folder.
        folder: PathBuf,
        /// The scenario that it is of.
        scenario: String,
        /// The one that is checked.
        asked: String,
    },
    /// It cannot be read or written.
    #[error("cannot use the baseline in {}: {why}", folder.display())]
    Unreadable {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        why: String,
    },
}
