//! A check as one page: the verdicts, what would mend the scenario, and the changed places before and after, side by side.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{Value, context};

use super::html::{STYLE, page};
use crate::outcome::check::{CheckResult, StepVerdict, Verdict};

const TEMPLATE: &str = include_str!("check.html.j2");

/// A place that has changed: masked pictures (PNG) of before and now, as far as there are any.
pub struct BeforeAfter<'a> {
    /// What a person would call the place.
    pub title: &'a str,
    /// In the baseline.
    pub was: Option<&'a [u8]>,
    /// Now.
    pub now: Option<&'a [u8]>,
}

/// The page. No script is in it, and it asks no network; texts are escaped by the template engine.
pub fn check_html(result: &CheckResult, pairs: &[BeforeAfter<'_>]) -> String {
    const NAME: &str = "check.html.j2";
    // Base64 has no character that means something in HTML.
    let data = |png: Option<&[u8]>| png.map(|png| Value::from_safe_string(STANDARD.encode(png)));
    let pairs: Vec<Value> = pairs
        .iter()
        .map(|pair| context! { title => pair.title, was => data(pair.was), now => data(pair.now) })
        .collect();
    let suggestions: Vec<Value> = result
        .suggestions
        .iter()
        .map(|one| context! { step => one.step.clone(), patch => one.patch.clone() })
        .collect();
    let check = context! {
        headline => result.headline(),
        account => result.account.clone(),
        baseline => result.baseline.clone(),
        hint => result.error.as_ref().map(|error| error.hint.clone()),
        steps => result.steps.iter().map(step).collect::<Vec<_>>(),
        suggestions => suggestions,
        pairs => pairs,
    };
    page(NAME, TEMPLATE, context! { check => check, style => Value::from_safe_string(STYLE.to_owned()) })
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
    use crate::outcome::check::CheckStatus;

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
        let page = check_html(&result, &[BeforeAfter { title: "the list", was: Some(b"one"), now: Some(b"two") }]);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
        assert!(page.contains(&STANDARD.encode("one")) && page.contains(&STANDARD.encode("two")));
        assert!(page.contains("1 reworded"));
    }
}
