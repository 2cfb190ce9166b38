//! What a report shows of the places that have changed.

use similar::{ChangeTag, TextDiff};

use super::baseline::Baseline;
use crate::outcome::check::{StepVerdict, Verdict};
use crate::outcome::shown::{Line, Mark, Picture, Shown};
use crate::outcome::survey::{Came, PageSeen, PlaceSeen, Sight, Surveyed};

/// The pages of places that have changed, in the order of the walk.
pub fn shown<'a>(seen: &'a Surveyed, baseline: &'a Baseline, steps: &[StepVerdict]) -> Vec<Shown<'a>> {
    let changed = |place: &str| steps.iter().any(|step| step.place == place && has_changed(step));
    let places = seen.places.iter().filter(|place| changed(&place.place));
    let pages = places.flat_map(|place| place.pages.iter().map(move |page| (place, page)));
    pages.map(|(place, page)| page_of(place, page, baseline, steps)).collect()
}

fn has_changed(step: &StepVerdict) -> bool {
    !matches!(step.verdict, Verdict::Same | Verdict::NotReachable)
}

fn page_of<'a>(place: &'a PlaceSeen, page: &'a PageSeen, baseline: &'a Baseline, steps: &[StepVerdict]) -> Shown<'a> {
    let was = baseline.page(&place.place, &page.step).unwrap_or_default();
    let mut shown =
        Shown { title: &place.title, tree: tree(place.dialog, was, &page.lines, steps), ..Shown::default() };
    shown.was = baseline.pictures.get(&page.step).map(|png| picture(png, page.width));
    shown.now = page.picture.as_deref().map(|png| picture(png, page.width));
    for step in steps.iter().filter(|step| step.place == place.place && has_changed(step)) {
        let before = baseline.control(&step.id).and_then(|known| known.seen.as_ref());
        let now =
            place.controls.iter().find(|control| control.step == step.id).and_then(|control| match &control.came {
                Came::Found(sight) => sight.as_ref(),
                _ => None,
            });
        mark(shown.was.as_mut(), before, was, step, page.width);
        mark(shown.now.as_mut(), now, &page.lines, step, page.width);
    }
    shown
}

fn picture(png: &[u8], width: u32) -> Picture<'_> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    let size = number(16).zip(number(20)).unwrap_or((width.max(1), 600));
    Picture { png, size, marks: Vec::new() }
}

/// Marks a control where the page has it: a dialog of several pages has each on one of them.
fn mark(picture: Option<&mut Picture<'_>>, sight: Option<&Sight>, lines: &[String], step: &StepVerdict, width: u32) {
    let (Some(picture), Some(sight)) = (picture, sight) else { return };
    let here = lines.iter().any(|line| line.starts_with(&said(sight)));
    let [left, top, wide, high] = sight.bounds.map(real);
    if !here || wide < 1.0 || width == 0 {
        return;
    }
    let (whole, tall) = (f64::from(picture.size.0), f64::from(picture.size.1));
    // A screen may have several points for one of the page's.
    let ratio = whole / f64::from(width);
    let share = [left / whole, top / tall, wide / whole, high / tall].map(|part| part * ratio * 100.0);
    if share[0] < 100.0 && share[1] < 100.0 {
        picture.marks.push(Mark { step: step.id.clone(), share });
    }
}

#[allow(clippy::cast_precision_loss, reason = "places on a screen are small")]
fn real(number: i64) -> f64 {
    number as f64
}

/// As the lines of a place tell a control.
fn said(sight: &Sight) -> String {
    format!("{} {}", sight.role, serde_json::Value::from(sight.name.as_str()))
}

/// The lines of before and now as one list. What stands on a page besides the controls hangs on the account: there only what became of the
/// controls is marked.
fn tree(dialog: bool, was: &[String], now: &[String], steps: &[StepVerdict]) -> Vec<(Line, String)> {
    let was: Vec<&str> = was.iter().map(String::as_str).collect();
    let now: Vec<&str> = now.iter().map(String::as_str).collect();
    let of_control = |line: &str| {
        steps.iter().filter(|step| has_changed(step)).any(|step| {
            [&step.was, &step.now].into_iter().flatten().any(|said| !said.is_empty() && line.starts_with(said.as_str()))
        })
    };
    let diff = TextDiff::from_slices(&was, &now);
    let lines = diff.iter_all_changes().filter_map(|change| {
        let line = match change.tag() {
            ChangeTag::Equal => Line::Same,
            ChangeTag::Delete => Line::Gone,
            ChangeTag::Insert => Line::Come,
        };
        let text = change.value().to_owned();
        match line {
            Line::Same => Some((line, text)),
            _ if dialog || of_control(&text) => Some((line, text)),
            Line::Come => Some((Line::Same, text)),
            Line::Gone => None,
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Known;
    use crate::outcome::survey::ControlSeen;

    fn sight(name: &str, left: i64) -> Sight {
        Sight {
            way: 0,
            rung: 0,
            tier: 0,
            role: "button".into(),
            name: name.into(),
            after: String::new(),
            bounds: [left, 50, 100, 20],
            proposal: None,
        }
    }

    /// The head of a PNG of this size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        [&[0; 16][..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
    }

    #[test]
    fn a_changed_control_is_marked_in_both_pictures_and_in_the_tree() {
        let seen = Surveyed {
            places: vec![PlaceSeen {
                place: "dialog".into(),
                title: "the dialog".into(),
                dialog: true,
                pages: vec![PageSeen {
                    step: "leave".into(),
                    lines: vec!["button \"Make\"".into(), "button \"Cancel\"".into()],
                    picture: Some(png(2000, 1000)),
                    width: 1000,
                }],
                controls: vec![ControlSeen {
                    step: "create".into(),
                    title: "Create".into(),
                    commits: true,
                    line: 1,
                    came: Came::Found(Some(sight("Make", 500))),
                }],
            }],
            ..Surveyed::default()
        };
        let baseline = Baseline {
            controls: vec![Known { step: "create".into(), place: "dialog".into(), seen: Some(sight("Create", 100)) }],
            places: [(
                "dialog".to_owned(),
                vec![("leave".to_owned(), vec!["button \"Create\"".into(), "button \"Cancel\"".into()])],
            )]
            .into(),
            pictures: [("leave".to_owned(), png(1000, 500))].into(),
            ..Baseline::default()
        };
        let verdict = |verdict| StepVerdict {
            id: "create".into(),
            title: String::new(),
            place: "dialog".into(),
            verdict,
            was: Some("button \"Create\"".into()),
            now: Some("button \"Make\"".into()),
            reason: None,
        };
        let all = shown(&seen, &baseline, &[verdict(Verdict::Reworded)]);
        let marks = |picture: &Option<Picture<'_>>| picture.as_ref().unwrap().marks[0].share.map(f64::round);
        assert_eq!((marks(&all[0].was), marks(&all[0].now)), ([10.0, 10.0, 10.0, 4.0], [50.0, 10.0, 10.0, 4.0]));
        let tree: Vec<Line> = all[0].tree.iter().map(|(line, _)| *line).collect();
        assert_eq!(tree, [Line::Gone, Line::Come, Line::Same]);
        assert!(shown(&seen, &baseline, &[verdict(Verdict::Same)]).is_empty());
    }

    #[test]
    fn other_data_on_a_page_is_not_marked() {
        let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let told = tree(
            false,
            &lines(&["button \"anna\"", "button \"Add\""]),
            &lines(&["button \"otto\"", "button \"Add\""]),
            &[],
        );
        assert!(told.iter().all(|(line, _)| *line == Line::Same) && told.len() == 2, "{told:?}");
    }
}
