//! What would mend the scenario: one line of a label file each, as a diff, and how it is written into the user's own file.
//!
//! An overlay replaces the wordings of the keys that it has, so a line has all that is known and one wording more.

use std::collections::BTreeMap;
use std::path::Path;

use similar::TextDiff;
use toml_edit::{DocumentMut, Item, Table, value};

use super::baseline::Baseline;
use crate::outcome::check::{Candidate, Suggestion};
use crate::outcome::help::Near;
use crate::outcome::survey::{Came, ControlSeen, Sight, Surveyed};
use crate::secret::files;

/// So alike, of 1, two names are before it is said of them.
const ALIKE: f64 = 0.8;

/// So many pixels a control may have been shifted and still stand in its place.
const PLACE: i64 = 24;
/// What its place adds to how near a candidate is, of 100.
const IN_PLACE: u8 = 20;

/// What would mend the scenario. `languages`: the label files' languages by tag; `folder`: where the user's own `scenarios/` is.
pub fn suggestions(
    seen: &Surveyed,
    baseline: &Baseline,
    languages: &BTreeMap<String, String>,
    folder: &Path,
) -> Vec<Suggestion> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut all: Vec<Suggestion> = Vec::new();
    for control in seen.places.iter().flat_map(|place| &place.controls) {
        let Some(Proposed { file, entry, candidates, alone }) = proposed(control, baseline) else { continue };
        if all.iter().any(|other| other.file == file && other.entry == entry) {
            continue;
        }
        let before = texts
            .get(&file)
            .cloned()
            .unwrap_or_else(|| std::fs::read_to_string(folder.join(&file)).unwrap_or_default());
        // A file that cannot be read as TOML is a person's to mend first.
        let Some(after) = with_entry(&before, &file, &entry, languages) else { continue };
        let diff = TextDiff::from_lines(&before, &after);
        let patch =
            diff.unified_diff().context_radius(2).header(&format!("a/{file}"), &format!("b/{file}")).to_string();
        let line = line_of(&after, &entry);
        texts.insert(file.clone(), after);
        all.push(Suggestion {
            step: control.step.clone(),
            file,
            line,
            patch,
            candidates,
            commits: control.commits,
            alone,
            entry,
        });
    }
    all
}

/// Writes suggestions into the user's own files.
///
/// # Errors
/// Where a file cannot be read or written, in words.
pub fn apply(chosen: &[&Suggestion], languages: &BTreeMap<String, String>, folder: &Path) -> Result<(), String> {
    for suggestion in chosen {
        let path = folder.join(&suggestion.file);
        let before = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let after = with_entry(&before, &suggestion.file, &suggestion.entry, languages)
            .ok_or_else(|| format!("{} is no TOML; mend it first", path.display()))?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        }
        files::write_atomic(&path, after.as_bytes(), 0o644).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A line of a label file that would mend the scenario.
struct Proposed {
    file: String,
    entry: String,
    candidates: Vec<Candidate>,
    /// Whether the first candidate is the only control of its role in its place, and the only one that its words find.
    alone: bool,
}

/// The line and the candidates, where a control was not found, or only because little was asked of it. What would be several by its
/// words is no proposal.
fn proposed(control: &ControlSeen, baseline: &Baseline) -> Option<Proposed> {
    let was = baseline.control(&control.step).and_then(|known| known.seen.as_ref());
    match &control.came {
        Came::Missed { error, .. } => {
            let help = error.help.as_deref()?;
            // What stands where the control stood says more than words that are as unlike.
            let mut nearest: Vec<&Near> = help.nearest.iter().collect();
            nearest.sort_by_key(|near| std::cmp::Reverse(score(near, was)));
            let best = nearest.first().filter(|best| best.fit < 2)?;
            let (file, entry) = best.proposal.clone()?;
            let alone = best.fit == 1 && best.alike == 1;
            let candidates = nearest.iter().map(|near| candidate(near, was)).collect();
            Some(Proposed { file, entry, candidates, alone })
        }
        Came::Found(Some(sight)) => {
            let (file, entry) = sight.proposal.clone()?;
            let mut reasons = vec!["it is what the step has found".to_owned()];
            reasons.extend(kept_role(&sight.role, was));
            let found = Candidate { role: sight.role.clone(), name: sight.name.clone(), score: 100, reasons };
            Some(Proposed { file, entry, candidates: vec![found], alone: false })
        }
        _ => None,
    }
}

/// How near it is, of 100, with what the baseline tells.
fn score(near: &Near, was: Option<&Sight>) -> u8 {
    let more = if was.is_some_and(|was| stands_as(near, was)) { IN_PLACE } else { 0 };
    (near.score + more).min(100)
}

/// Whether something stands where a control stood: on its line, and beginning or ending where it did.
fn stands_as(near: &Near, was: &Sight) -> bool {
    let ([left, top, width, _], [was_left, was_top, was_width, _]) = (near.bounds, was.bounds);
    let by = |one: i64, other: i64| (one - other).abs() <= PLACE;
    near.role == was.role
        && width > 0
        && by(top, was_top)
        && (by(left, was_left) || by(left + width, was_left + was_width))
}

fn candidate(near: &Near, was: Option<&Sight>) -> Candidate {
    let mut reasons: Vec<String> = kept_role(&near.role, was).into_iter().collect();
    if let Some(was) =
        was.filter(|was| strsim::jaro_winkler(&was.name.to_lowercase(), &near.name.to_lowercase()) >= ALIKE)
    {
        reasons.push(format!("its words are like \"{}\"", was.name));
    }
    if was.is_some_and(|was| stands_as(near, was)) {
        reasons.push("it stands where the control stood in the baseline".to_owned());
    }
    if !near.state.is_empty() {
        reasons.push(format!("it is {}", near.state.join(", ")));
    }
    reasons.push("no other label has its words".to_owned());
    reasons.extend(match near.fit {
        0 => None,
        1 => Some("asked back, it is the only one of these words".to_owned()),
        several => Some(format!("asked back, there are {several} of these words")),
    });
    if near.alike == 1 {
        reasons.push(format!("it is the only {} in its place", near.role));
    }
    Candidate { role: near.role.clone(), name: near.name.clone(), score: score(near, was), reasons }
}

fn kept_role(role: &str, was: Option<&Sight>) -> Option<String> {
    was.filter(|was| was.role == role).map(|_| format!("it is a {role}, as in the baseline"))
}

/// A label file with this entry; its comments and its order stay. `None`: it is no TOML.
pub fn with_entry(text: &str, file: &str, entry: &str, languages: &BTreeMap<String, String>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    if text.trim().is_empty() {
        let tag = Path::new(file).file_stem()?.to_str()?;
        document["language"] = value(tag);
        document["name"] = value(languages.get(tag).map_or(tag, String::as_str));
    }
    let line: DocumentMut = entry.parse().ok()?;
    let labels = document.entry("labels").or_insert_with(|| Item::Table(Table::new())).as_table_mut()?;
    for (key, item) in line.iter() {
        labels[key] = item.clone();
    }
    Some(document.to_string())
}

fn line_of(text: &str, entry: &str) -> usize {
    let key = entry.split('=').next().unwrap_or_default().trim();
    let is = |line: &str| line.split('=').next().is_some_and(|begin| begin.trim() == key);
    text.lines().position(is).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Known;
    use crate::outcome::help::{Help, Sought};
    use crate::outcome::result::RunError;

    /// A committing control that was not found, with what is nearest to it.
    fn missed(fit: usize, alike: usize) -> ControlSeen {
        let near = |name: &str, left| Near {
            role: "button".into(),
            name: name.into(),
            state: Vec::new(),
            score: 60,
            fit,
            alike,
            bounds: [left, 500, 90, 30],
            proposal: Some(("scenarios/labels/en.toml".into(), format!("save = [\"{name}\"]"))),
        };
        let sought = Sought { kind: "button".into(), words: Vec::new(), label: Some("save".into()), language: None };
        let help = Help {
            sought,
            nearest: vec![near("Events", 10), near("Keep this", 700)],
            label_file: None,
            suggestion: None,
            there: Vec::new(),
        };
        let error = RunError {
            kind: "not_found".into(),
            step: None,
            message: String::new(),
            hint: String::new(),
            exit_code: 4,
            help: Some(Box::new(help)),
        };
        let came = Came::Missed { error: Box::new(error), seen: Vec::new() };
        ControlSeen { step: "assign".into(), title: "Save".into(), commits: true, line: 1, came }
    }

    #[test]
    fn a_candidate_says_what_came_of_asking_it_back() {
        let of = |fit, alike| proposed(&missed(fit, alike), &Baseline::default());
        assert!(of(1, 1).unwrap().alone);
        let several = of(1, 3).unwrap();
        assert!(
            !several.alone
                && several.candidates[0].reasons.iter().any(|reason| reason.contains("asked back, it is the only one"))
        );
        assert!(!of(0, 1).unwrap().alone, "its words do not find it");
        assert!(of(2, 1).is_none(), "several would be found: that mends nothing");
    }

    #[test]
    fn of_candidates_that_are_as_near_the_one_in_the_control_s_place_is_first() {
        let seen = Sight {
            way: 0,
            rung: 0,
            tier: 0,
            role: "button".into(),
            name: "Save changes".into(),
            after: String::new(),
            bounds: [680, 505, 110, 30],
            proposal: None,
        };
        let known = Known { step: "assign".into(), place: "dialog".into(), seen: Some(seen) };
        let baseline = Baseline { controls: vec![known], ..Baseline::default() };
        let of = proposed(&missed(1, 3), &baseline).unwrap();
        let told: Vec<(&str, u8)> = of.candidates.iter().map(|one| (one.name.as_str(), one.score)).collect();
        assert_eq!(told, [("Keep this", 80), ("Events", 60)]);
        assert!(of.entry.contains("Keep this"), "{}", of.entry);
        // Without a baseline the first stays the first.
        assert_eq!(proposed(&missed(1, 3), &Baseline::default()).unwrap().candidates[0].name, "Events");
    }

    #[test]
    fn an_entry_is_put_into_a_file_whose_comments_stay() {
        let languages = BTreeMap::from([("en".to_owned(), "English".to_owned())]);
        let put = |text: &str| {
            with_entry(text, "scenarios/labels/en.toml", "add = [\"Add\", \"Include\"]", &languages).unwrap()
        };
        let new = put("");
        assert_eq!(new, "language = \"en\"\nname = \"English\"\n\n[labels]\nadd = [\"Add\", \"Include\"]\n");
        assert_eq!(line_of(&new, "add = []"), 5);
        let old = "# mine\nlanguage = \"en\"\nname = \"English\"\n\n[labels]\nusers = \"Users\" # as it is\nadd = \"Add\"\ncancel = \"Cancel\"\n";
        let changed = put(old);
        assert_eq!(changed, old.replace("add = \"Add\"", "add = [\"Add\", \"Include\"]"));
        assert!(with_entry("labels = [", "x/en.toml", "a = 1", &languages).is_none());
    }
}
