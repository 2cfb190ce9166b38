//! A check as one page: the verdicts, what would mend the scenario, and the changed places before and after, side by side.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{Value, context};

use super::html::{STYLE, page};
use super::words::span;
use crate::outcome::check::{CheckResult, CheckStatus, StepVerdict, Verdict};
use crate::outcome::shown::{Line, Picture, Shown};

const TEMPLATE: &str = include_str!("check.html.j2");

/// The page. No script is in it, and it asks no network; texts are escaped by the template engine.
pub fn check_html(result: &CheckResult, places: &[Shown<'_>]) -> String {
    const NAME: &str = "check.html.j2";
    let pairs: Vec<Value> = places
        .iter()
        .map(|place| {
            context! {
                title => place.title, tree => place.tree.iter().map(|(line, text)| tree_line(*line, text)).collect::<Vec<_>>(),
                was => place.was.as_ref().map(picture), now => place.now.as_ref().map(picture),
            }
        })
        .collect();
    let suggestions: Vec<Value> = result
        .suggestions
        .iter()
        .map(|one| context! { step => one.step.clone(), patch => one.patch.clone() })
        .collect();
    let of = |wanted: &dyn Fn(Verdict) -> bool| {
        result.steps.iter().filter(|one| wanted(one.verdict)).map(step).collect::<Vec<Value>>()
    };
    let unseen = of(&|verdict| verdict == Verdict::NotReachable);
    let check = context! {
        headline => result.headline(),
        says => result.status.says(),
        tone => tone(result.status),
        scenario => result.scenario.clone(),
        account => result.account.clone(),
        baseline => result.baseline.clone(),
        took => span(result.elapsed_ms),
        error => result.error.as_ref().map(|error| context! {
            message => error.message.clone(), hint => error.hint.clone(), kind => error.kind.clone(), step => error.step.clone(),
        }),
        all => result.steps.len(),
        seen => result.steps.len() - unseen.len(),
        details => result.changes().join(", "),
        changed => of(&|verdict| !matches!(verdict, Verdict::Same | Verdict::NotReachable)),
        unseen => unseen,
        same => of(&|verdict| verdict == Verdict::Same),
        suggestions => suggestions,
        pairs => pairs,
    };
    page(NAME, TEMPLATE, context! { check => check, style => Value::from_safe_string(STYLE.to_owned()) })
}

/// In which colour it is said what all comes to.
fn tone(status: CheckStatus) -> &'static str {
    match status {
        CheckStatus::Same => "good",
        CheckStatus::Drifted | CheckStatus::NeedsPerson => "attention",
        CheckStatus::Broken | CheckStatus::Failed => "bad",
    }
}

fn picture(picture: &Picture<'_>) -> Value {
    let marks = picture.marks.iter().map(|mark| {
        let [left, top, width, height] = mark.share.map(|part| format!("{part:.2}"));
        context! { step => mark.step.clone(), left => left, top => top, width => width, height => height }
    });
    context! {
        // Base64 has no character that means something in HTML or CSS.
        png => Value::from_safe_string(STANDARD.encode(picture.png)),
        width => picture.size.0, height => picture.size.1, marks => marks.collect::<Vec<_>>(),
    }
}

fn tree_line(line: Line, text: &str) -> Value {
    let (class, sign) = match line {
        Line::Same => ("as", " "),
        Line::Gone => ("gone", "-"),
        Line::Come => ("come", "+"),
    };
    context! { class => class, text => format!("{sign} {text}") }
}

fn step(step: &StepVerdict) -> Value {
    let class = match step.verdict {
        Verdict::Same => "same",
        Verdict::NotReachable => "unseen",
        Verdict::Missing | Verdict::Ambiguous | Verdict::NewObstacle => "broken",
        Verdict::Reworded | Verdict::Moved | Verdict::LooksDifferent => "drifted",
    };
    context! {
        id => step.id.clone(), title => step.title.clone(), place => step.place.clone(), class => class,
        word => step.verdict.word().replace('_', " "), reason => step.reason.clone().unwrap_or_default(),
        was => step.was.clone(), now => step.now.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::shown::Mark;

    #[test]
    fn a_name_on_the_console_is_no_markup_and_the_changed_place_is_shown_twice() {
        let verdict = StepVerdict {
            id: "add".into(),
            title: "Add <b>".into(),
            place: "list".into(),
            verdict: Verdict::Reworded,
            was: Some("button \"Add\"".into()),
            now: Some("button \"<script>\"".into()),
            reason: None,
        };
        let result = CheckResult {
            account: "acme".into(),
            scenario: "hello".into(),
            status: CheckStatus::Drifted,
            baseline: "base".into(),
            report: None,
            elapsed_ms: 1,
            error: None,
            steps: vec![verdict],
            suggestions: Vec::new(),
            notes: Vec::new(),
        };
        let mark = Mark { step: "add".into(), share: [10.0, 20.0, 30.5, 5.0] };
        let picture = |png: &'static [u8]| Picture { png, size: (800, 600), marks: vec![mark.clone()] };
        let tree = vec![(Line::Gone, "button \"Add\"".to_owned()), (Line::Come, "button \"<b>\"".to_owned())];
        let place = Shown { title: "the list", was: Some(picture(b"one")), now: Some(picture(b"two")), tree };
        let page = check_html(&result, &[place]);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
        assert!(page.contains(&STANDARD.encode("one")) && page.contains(&STANDARD.encode("two")));
        assert!(page.contains("1 reworded"));
        // What has changed is marked in both pictures, side by side and in the slider, and in the tree.
        assert_eq!(page.matches("left:10.00%;top:20.00%;width:30.50%;height:5.00%").count(), 4);
        assert!(page.contains("class=\"gone\"") && page.contains("class=\"come\""), "{page}");
        assert!(page.contains("class=\"slider\"") && !page.contains("button \"<b>"), "{page}");
        for asks in ["http:", "https:", "src=\"/", "url(/"] {
            assert!(!page.contains(asks), "{asks}");
        }
    }
}
