//! What helps where a control was not found: its wording in the page's language, what is nearest to it, and the line of the
//! label file that would make the walk find it.

use serde_json::{Value, json};

use super::replay::Replay;
use crate::names::same;
use crate::outcome::help::{Help, Near, Sought};
use crate::page::{self, Values, answer::Nearest, fill_in};
use crate::scenario::model::{Labels, Repeat, Scenario, Wording};
use crate::secret::redact;

/// So near, of 100, the nearest control has to be before it is proposed as what was sought.
const LIKELY: u8 = 30;
/// Values of the account that may stand in a wording, the longer-lived first.
const NAMES: [&str; 5] = ["system_user", "business", "app_name", "app", "account"];

/// Labels of what leads away from a dialog, in whatever language: their words never confirm anything.
const LEADING_AWAY: [&str; 5] = ["back", "cancel", "close", "no_go_back", "see_more"];
/// The same of what no label is about.
const AWAY: [&str; 15] = [
    "learn more",
    "read more",
    "find out more",
    "more information",
    "help",
    "not now",
    "later",
    "maybe later",
    "skip",
    "dismiss",
    "go back",
    "back",
    "previous",
    "cancel",
    "close",
];

/// Whether words are of the kind that leads away, or elsewhere.
fn leads_away(labels: &Labels, words: &str) -> bool {
    let known = LEADING_AWAY.iter().filter_map(|key| labels.entries.get(*key)).flatten().map(|one| one.text.as_str());
    AWAY.into_iter().chain(known).any(|away| same(away, words).is_same())
}

/// Whether it is a consent that a label is clicked for in one of these ways: a commit that may be made twice without harm, or what
/// closes its dialog after that. Which control consents is for a person to say.
fn consents(scenario: &Scenario, ways: &[Value], label: &str) -> bool {
    let steps = &scenario.steps;
    let gives = |at: usize| steps[at].commits && steps[at].repeat == Repeat::Harmless;
    let is_one = |at: usize| gives(at) || (at > 0 && steps[at].optional && !steps[at].commits && gives(at - 1));
    ways.iter().any(|way| {
        let id = way["id"].as_str().unwrap_or_default();
        let step = steps
            .iter()
            .position(|step| id == step.id || id.strip_prefix(&step.id).is_some_and(|rest| rest.starts_with('/')));
        step.is_some_and(is_one) && names(&way["act"], label)
    })
}

/// Whether a part of a question is about this label.
fn names(part: &Value, label: &str) -> bool {
    match part {
        Value::Object(fields) => {
            fields.iter().any(|(key, value)| (key == "label" && value == label) || names(value, label))
        }
        Value::Array(all) => all.iter().any(|value| names(value, label)),
        _ => false,
    }
}

impl Replay<'_> {
    /// What helps with a question that was not answered; `None` where it asked for no control, or the page is gone.
    pub(super) async fn help(&self, ways: &[Value], why: &str) -> Option<Help> {
        self.nearest(ways, why, false).await
    }

    /// The same for what was taken for the control and was none, as nothing came of it.
    pub(super) async fn help_in_doubt(&self, ways: &[Value]) -> Option<Help> {
        self.nearest(ways, "", true).await
    }

    async fn nearest(&self, ways: &[Value], why: &str, doubted: bool) -> Option<Help> {
        let wording = page::Phrasing::new(self.scenario, &self.values);
        let labels = self.scenario.labels.entries.iter();
        let known: Vec<Value> = labels
            .map(|(key, wordings)| {
                let words =
                    wordings.iter().map(|w| json!({ "text": fill_in(&w.text, &self.values), "lang": w.language }));
                json!({ "label": key, "words": words.collect::<Vec<_>>() })
            })
            .collect();
        let own: Vec<&String> = NAMES.iter().filter_map(|name| self.values.get(*name)).collect();
        let input = json!({
            "override": self.stage.language, "run": self.stage.run.to_string(), "why": why, "ways": ways, "known": known, "own": own,
            "labels": wording.labels(), "ownNames": wording.own_names(), "regions": wording.regions(), "never": wording.never(), "doubted": doubted,
        });
        match page::engine::nearest(self.stage.session, input).await {
            Ok(found) => {
                let mut found = found?;
                let label = found.label.as_deref();
                found.proposes &= !label.is_some_and(|label| consents(self.scenario, ways, label));
                Some(told(found, &self.scenario.labels, &self.values))
            }
            Err(error) => {
                tracing::debug!("what is nearest: {}", redact::text(&error.to_string()));
                None
            }
        }
    }
}

/// What the page told, for a person.
fn told(found: Nearest, labels: &Labels, values: &Values) -> Help {
    let clean = |text: &str| redact::text(text).into_owned();
    let language = (!found.language.is_empty()).then_some(found.language);
    let tag = language.as_deref().unwrap_or("en");
    let words = match &found.label {
        Some(key) => wordings_in(labels, key, tag).into_iter().map(|w| fill_in(&w.text, values)).collect(),
        None if found.words.is_empty() => found.pattern.map(|pattern| format!("/{pattern}/")).into_iter().collect(),
        None => found.words,
    };
    let proposal = |near: &page::answer::Near| {
        let key = found.label.as_ref().filter(|_| found.proposes && near.score >= LIKELY)?;
        proposed(labels, values, key, tag, &clean(&near.name), &found.kind)
    };
    let nearest = found.nearest.into_iter();
    let nearest: Vec<Near> = nearest
        .map(|near| Near {
            proposal: proposal(&near),
            bounds: near.bounds,
            role: clean(&near.role),
            name: clean(&near.name),
            state: near.state,
            score: near.score,
            fit: near.fit,
            alike: near.alike,
        })
        .collect();
    let (label_file, suggestion) = nearest.first().and_then(|near| near.proposal.clone()).unzip();
    let there = found.cards.iter().map(|name| clean(name)).collect();
    let sought = Sought { kind: found.kind, words, label: found.label, language };
    Help { sought, nearest, label_file, suggestion, there }
}

/// The label file in which a control's name is missing that was taken for what a label means, and the line to put there.
pub(super) fn proposal(
    scenario: &Scenario,
    values: &Values,
    key: &str,
    language: &str,
    name: &str,
    kind: &str,
) -> Option<(String, String)> {
    let tag = if language.is_empty() { "en" } else { language };
    proposed(&scenario.labels, values, key, tag, name, kind)
}

fn proposed(
    labels: &Labels,
    values: &Values,
    key: &str,
    tag: &str,
    name: &str,
    kind: &str,
) -> Option<(String, String)> {
    let wording = as_wording(name, kind, values)?;
    if !LEADING_AWAY.contains(&key) && leads_away(labels, &wording) {
        return None;
    }
    let of_account = |text: &str| NAMES.iter().any(|name| text.contains(&format!("{{{name}}}")));
    let known = || labels.entries.get(key).into_iter().flatten();
    // What is called after the account's app, say, is about the app, where no wording of the label is.
    if of_account(&wording) && !known().any(|one| of_account(&one.text)) {
        return None;
    }
    let file = labels.file_for(tag).unwrap_or(tag);
    if known().filter(|one| one.language == file).any(|one| one.text.to_lowercase() == wording.to_lowercase()) {
        return None;
    }
    Some((format!("scenarios/labels/{file}.toml"), line(labels, key, file, &wording)))
}

/// A label's wordings in the page's language; where it has none, in English, and else whatever there is.
fn wordings_in<'a>(labels: &'a Labels, key: &str, language: &str) -> Vec<&'a Wording> {
    let all = labels.wordings(key, language);
    let Some(first) = all.first() else { return Vec::new() };
    let tag = first.language.clone();
    all.into_iter().filter(|wording| wording.language == tag).collect()
}

/// A name as a label file would have it: values of the account as placeholders, without a count or what follows a colon.
fn as_wording(name: &str, kind: &str, values: &Values) -> Option<String> {
    let mut text = name.trim().to_owned();
    if kind == "text"
        && let Some(at) = text.find(':')
    {
        text.truncate(at);
    }
    let counted = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | ' '));
    text.truncate(counted.len());
    if text.is_empty() || text.contains(['{', '}', '\n', '…']) {
        return None;
    }
    for name in NAMES {
        if let Some(value) = values.get(name).filter(|value| value.len() > 2) {
            text = text.replace(value.as_str(), &format!("{{{name}}}"));
        }
    }
    Some(text)
}

/// The label's line with one wording more. What a file has replaces what is shipped, so all that is known is in it.
fn line(labels: &Labels, key: &str, file: &str, wording: &str) -> String {
    let of_file = || labels.entries.get(key).into_iter().flatten().filter(|one| one.language == file);
    let quoted = |texts: &mut dyn Iterator<Item = &str>| {
        let texts: Vec<String> = texts.map(|text| Value::from(text).to_string()).collect();
        format!("[{}]", texts.join(", "))
    };
    let known = quoted(&mut of_file().filter(|one| !one.guess).map(|one| one.text.as_str()).chain([wording]));
    if of_file().any(|one| one.guess) {
        let guess = quoted(&mut of_file().filter(|one| one.guess).map(|one| one.text.as_str()));
        format!("{key} = {{ known = {known}, guess = {guess} }}")
    } else {
        format!("{key} = {known}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let loaded = crate::scenario::Library::default().load("whatsapp-token").unwrap();
        loaded.scenario.labels
    }

    #[test]
    fn the_proposed_line_keeps_what_is_known() {
        assert_eq!(
            line(&labels(), "add_assets", "en", "Allocate"),
            r#"add_assets = ["Add Assets", "Assign assets", "Allocate"]"#
        );
        assert_eq!(
            line(&labels(), "manage_app", "en", "Run \"it\""),
            r#"manage_app = { known = ["Manage app", "Run \"it\""], guess = ["Manage the app"] }"#
        );
        assert_eq!(line(&labels(), "add", "nl", "Toevoegen"), r#"add = ["Toevoegen"]"#);
    }

    #[test]
    fn what_leads_away_and_what_consents_is_not_proposed() {
        let values = Values::new();
        let of = |key, language, name| proposed(&labels(), &values, key, language, name, "button");
        for (language, name) in [("en", "Learn more"), ("en", "Not now"), ("en", "cancel"), ("de", "Abbrechen")] {
            assert_eq!(of("done", language, name), None, "{name}");
        }
        assert!(of("done", "en", "Finish").is_some() && of("cancel", "en", "Go back").is_some());
        let scenario = crate::scenario::Library::default().load("whatsapp-token").unwrap().scenario;
        let way =
            |id: &str, label: &str| vec![json!({ "id": id, "act": { "target": [{ "name": { "label": label } }] } })];
        assert!(consents(&scenario, &way("accept-terms", "i_accept"), "i_accept"));
        assert!(consents(&scenario, &way("terms-done/1", "done"), "done"));
        assert!(!consents(&scenario, &way("terms-done/1", "add"), "done"));
        assert!(!consents(&scenario, &way("create-user", "create_system_user"), "create_system_user"));
    }

    #[test]
    fn a_name_becomes_a_wording_that_any_account_can_use() {
        let values = Values::from([("system_user".to_owned(), "Cloud Messaging".to_owned())]);
        let wording = |name, kind| as_wording(name, kind, &values);
        assert_eq!(wording("Give to Cloud Messaging", "text").as_deref(), Some("Give to {system_user}"));
        assert_eq!(wording("Programs (3)", "button").as_deref(), Some("Programs"));
        assert_eq!(wording("App no.: 123", "text").as_deref(), Some("App no."));
        assert_eq!(wording("a {thing}", "button"), None);
    }

    #[test]
    fn the_page_s_language_is_spoken() {
        let all = labels();
        let words = |language: &str| wordings_in(&all, "manage_app", language)[0].text.clone();
        assert_eq!([words("en"), words("en-GB"), words("nl"), words("")], ["Manage app"; 4].map(str::to_owned));
        assert_ne!(words("it"), "Manage app");
    }
}
