//! Parts of the scenario's model as the engine is asked for them: labels become words, placeholders become values. The question
//! itself is put together where it is asked (`run/race.rs`).

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::values::{AS_WRITTEN, ASKED_BUSINESS, PAGE_LANGUAGE, Values, WAITED_FOR, fill_in};
use crate::names::same;
use crate::scenario::model::{
    Action, Belief, Condition, Control, Guard, Ladder, Locator, Matching, Name, Scenario, Sole, State, Way, Which,
    Wording, done_key,
};
use crate::scenario::{placeholders, same_language};

/// The values that are names of the account's.
const OWN_NAMES: [&str; 5] = ["app", "app_name", "asset", "business", "system_user"];

/// Of what bears this name the ID is in that value, where it is known.
const IDS: [(&str, &str); 4] =
    [("{app}", "app_id"), ("{app_name}", "app_id"), ("{asset}", "waba"), ("{system_user}", "console_user_id")];

/// The values that went into what was phrased, by their names: while none of them changes, it would be phrased alike.
pub type Used = RefCell<BTreeSet<String>>;

/// Turns parts of a scenario into the engine's JSON for one account.
#[derive(Debug, Clone, Copy)]
pub struct Phrasing<'a> {
    scenario: &'a Scenario,
    values: &'a Values,
    used: Option<&'a Used>,
    /// Whether the page has been told the labels' wordings: then a label is named by its key.
    told: bool,
}

impl<'a> Phrasing<'a> {
    /// The scenario gives labels and regions, the account its values.
    pub fn new(scenario: &'a Scenario, values: &'a Values) -> Self {
        Self { scenario, values, used: None, told: false }
    }

    /// As [`Phrasing::new`]; the names of the values that go into what is phrased are noted.
    pub fn noting(scenario: &'a Scenario, values: &'a Values, used: &'a Used) -> Self {
        Self { scenario, values, used: Some(used), told: false }
    }

    /// For a page that has been told [`Phrasing::labels`].
    #[must_use]
    pub fn to_who_knows_labels(self) -> Self {
        Self { told: true, ..self }
    }

    /// The wordings of every label, by its key.
    pub fn labels(&self) -> Value {
        let keys = self.scenario.labels.entries.keys().filter(|key| !self.varies(key));
        keys.map(|key| (key.clone(), self.wordings(key))).collect::<serde_json::Map<_, _>>().into()
    }

    /// Whether a label's wordings hold values of the account.
    fn varies(&self, key: &str) -> bool {
        let wordings = self.scenario.labels.entries.get(key);
        wordings.is_none_or(|wordings| wordings.iter().any(|wording| wording.text.contains('{')))
    }

    /// The page's own words first: they are those that a message tells.
    fn wordings(&self, key: &str) -> Value {
        let words = self.scenario.labels.wordings(key, self.language()).into_iter();
        let word = |wording: &Wording| json!({ "text": self.fill(&wording.text), "lang": wording.language, "guess": wording.guess });
        words.map(word).collect()
    }

    /// The scenario's regions and labels.
    pub(super) fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    fn value(&self, key: &str) -> Option<&'a String> {
        if let Some(used) = self.used {
            used.borrow_mut().insert(key.to_owned());
        }
        self.values.get(key)
    }

    /// As [`fill_in`], with the account's values.
    pub(super) fn fill(&self, text: &str) -> String {
        if let Some(used) = self.used {
            used.borrow_mut().extend(placeholders(text).into_iter().map(|(name, _)| name.to_owned()));
        }
        fill_in(text, self.values)
    }

    /// The page's language, as far as it is known.
    pub(super) fn language(&self) -> &'a str {
        self.value(PAGE_LANGUAGE).map_or("en", String::as_str)
    }

    /// The names of the account's own, which say nothing where the page's words are asked for.
    pub fn own_names(&self) -> Value {
        OWN_NAMES.iter().filter_map(|key| self.value(key)).map(String::as_str).collect()
    }

    fn words(&self, name: &Name, matching: Matching) -> Value {
        match name {
            Name::Pattern(pattern) => json!({ "pattern": self.fill(pattern) }),
            // The role is a word of the contract (`admin`); what the page says for it is the label of that name.
            Name::Literal(text) if text == "{role}" => self.words(&Name::Label(self.fill(text)), matching),
            Name::Literal(written) => {
                let text = self.fill(written);
                // A name of the account's own may stand with more of it in one breath, and look-alikes differ in their case.
                let own = written.contains('{');
                // Digits may be a name, or an ID that stands behind other words ("App ID: 123"): what shows decides.
                let id = text.len() >= 6 && text.bytes().all(|b| b.is_ascii_digit());
                let matching = if id && !own && matching == Matching::Whole { Matching::Contains } else { matching };
                let mut word = json!({ "text": text, "own": own });
                if id && own {
                    word["id"] = true.into();
                }
                // Of two of one name the ID decides, wherever the page shows one.
                let is_known = |known: &&String| **known != text && known.bytes().all(|b| b.is_ascii_digit());
                if let Some((_, key)) = IDS.iter().find(|(name, _)| name == written)
                    && let Some(known) = self.value(key).filter(|known| !known.is_empty()).filter(is_known)
                {
                    word["known"] = known.as_str().into();
                }
                // One that is only written alike is taken only where the page has rested without the one that is meant.
                if written == "{app}" {
                    word["waits"] = true.into();
                } else if WAITED_FOR.contains(&written.as_str()) && self.value(AS_WRITTEN).is_none() {
                    word["waits"] = "case".into();
                }
                // As the console itself writes it: what is written otherwise is another app.
                if written == "{app_name}" {
                    word["exact"] = true.into();
                }
                json!({ "words": [word], "match": matching_word(matching) })
            }
            Name::Label(key) if self.told && !self.varies(key) => {
                json!({ "match": matching_word(matching), "label": key })
            }
            Name::Label(key) => {
                json!({ "words": self.wordings(key), "match": matching_word(matching), "label": key })
            }
        }
    }

    /// One locator.
    pub fn locator(&self, locator: &Locator) -> Value {
        let mut out = json!({ "match": matching_word(locator.matching) });
        let map = out.as_object_mut().expect("an object was just made");
        if let Some(control) = locator.control {
            map.insert("control".into(), control.word().into());
        }
        if let Some(role) = &locator.role {
            map.insert("role".into(), role.clone().into());
        }
        if let Some(name) = &locator.name {
            map.insert("name".into(), self.words(name, locator.matching));
        }
        if let Some(within) = &locator.within {
            map.insert("in".into(), within.clone().into());
        }
        if let Some(near) = &locator.near {
            // "App ID" stands before the value, in the same words or beside them.
            let matching = if locator.single.as_ref() == Some(near) { Matching::Starts } else { Matching::Whole };
            map.insert("near".into(), self.words(near, matching));
        }
        if let Some(single) = &locator.single {
            map.insert("single".into(), self.words(single, Matching::Starts));
        }
        if let Some(rather) = self.rather(locator) {
            map.insert("rather".into(), rather);
        }
        if let Some(after) = &locator.after {
            map.insert("after".into(), self.words(after, Matching::Whole));
        }
        for (key, group) in [("under", &locator.under), ("notUnder", &locator.not_under)] {
            if let Some(group) = group {
                map.insert(key.into(), self.words(group, Matching::Counted));
            }
        }
        if locator.state != State::default() {
            map.insert("state".into(), state(locator.state));
        }
        if let Some(which) = locator.which {
            map.insert("which".into(), if which == Which::First { "first".into() } else { "last".into() });
        }
        out
    }

    /// What decides between several groups, as far as the account's values tell it: words, or an ID that a link has.
    fn rather(&self, locator: &Locator) -> Option<Value> {
        let name = locator.rather.as_ref()?;
        if let Some(id) = self.value(ASKED_BUSINESS).filter(|_| *name == Name::Literal("{business}".to_owned())) {
            // Digits may be its name, too.
            return Some(json!({ "id": id, "name": { "words": [{ "text": id }], "match": "whole" } }));
        }
        let known = |name: &str| self.value(name).is_some_and(|value| !value.is_empty());
        let told = match name {
            Name::Literal(text) | Name::Pattern(text) => placeholders(text).iter().all(|(name, _)| known(name)),
            Name::Label(_) => true,
        };
        told.then(|| json!({ "name": self.words(name, Matching::Whole) }))
    }

    /// A locator of a condition. What is sought within the page's words, and whatever interrupts, is what the console says:
    /// names of the account's say nothing.
    fn said(&self, locator: &Locator, interrupts: bool) -> Value {
        let mut out = self.locator(locator);
        let label = matches!(locator.name, Some(Name::Label(_)));
        if locator.control == Some(Control::Text) && (interrupts || (label && locator.matching == Matching::Contains)) {
            // What is asked in many questions is sent once, and the names with every question: they become known on the way.
            let names = self.own_names();
            out["said"] = if interrupts || self.told { true.into() } else { names };
        }
        out
    }

    /// The conditions of something that may interrupt.
    pub fn interruption(&self, conditions: &[Condition]) -> Value {
        let said = |condition: &Condition| match condition {
            Condition::Present(locator) => json!({ "present": self.said(locator, true) }),
            other => self.condition(other),
        };
        conditions.iter().map(said).collect()
    }

    /// A ladder.
    pub fn ladder(&self, ladder: &Ladder) -> Value {
        ladder.iter().map(|locator| self.locator(locator)).collect()
    }

    /// A condition.
    pub fn condition(&self, condition: &Condition) -> Value {
        match condition {
            Condition::Present(locator) => json!({ "present": self.said(locator, false) }),
            Condition::Absent(locator) => json!({ "absent": self.said(locator, false) }),
            Condition::Twins(locator) => json!({ "twins": self.said(locator, false) }),
            Condition::Checks { count, besides, within } => json!({
                "checks": count.word(), "besides": self.names(besides), "in": within,
            }),
            Condition::Url(glob) => {
                json!({ "url": glob_to_regex(&self.fill(glob)), "query": glob.contains('?') })
            }
            Condition::NotUrl(glob) => {
                json!({ "url": glob_to_regex(&self.fill(glob)), "query": glob.contains('?'), "not": true })
            }
            Condition::Unproved(step) => self.unproved(step),
            Condition::Word(value) => json!({ "known": self.is_word(&self.fill(value)) }),
            Condition::Value { value, like, not } => json!({ "known": self.is_like(value, like) != *not }),
            Condition::NoDialog => json!({ "noDialog": true }),
            Condition::Alike(locator) => json!({ "alike": self.locator(locator) }),
            Condition::Anew => json!({ "anew": true }),
            Condition::NotDone(step) => json!({ "known": self.value(&done_key(step)).is_none() }),
        }
    }

    /// Whether a name is what the console, in the page's language or in English, calls something of its own.
    fn is_word(&self, name: &str) -> bool {
        // What interrupts says whole sentences, and names nothing.
        let said = |key: &String| {
            let mut conditions = self.scenario.interruptions.iter().flat_map(|one| &one.when);
            conditions.any(|condition| matches!(condition, Condition::Present(Locator { control: Some(Control::Text), name: Some(Name::Label(label)), .. }) if label == key))
        };
        let labels = self.scenario.labels.entries.iter().filter(|(key, _)| !said(key));
        let wordings = labels.flat_map(|(_, wordings)| wordings);
        let here = [self.language(), "en"];
        let mut shown = wordings.filter(|wording| here.iter().any(|tag| same_language(tag, &wording.language)));
        shown.any(|wording| same(&wording.text, name).is_same())
    }

    /// Whether a value as a whole matches a pattern of the scenario, which the reader has looked at. Of the values that the pattern
    /// names each letter stands for itself.
    fn is_like(&self, value: &str, pattern: &str) -> bool {
        let literal = self.values.iter().map(|(key, value)| (key.clone(), regex::escape(value))).collect();
        self.fill(pattern);
        let pattern = format!("^(?:{})$", fill_in(pattern, &literal));
        regex::Regex::new(&pattern).is_ok_and(|regex| regex.is_match(&self.fill(value)))
    }

    /// The field behind which a list of these names is ticked, where a step says so.
    fn behind(&self, names: &[String]) -> Ladder {
        let ways = self.scenario.steps.iter().flat_map(|step| &step.ways);
        let mut fields = ways.filter_map(|way| match &way.action {
            Action::CheckOnly { names: ticked, behind, .. } if ticked == names => Some(behind.clone()),
            _ => None,
        });
        fields.next().unwrap_or_default()
    }

    /// The list of a step's `check_only`, of which it is asked whether it is known what it shows.
    fn unproved(&self, step: &str) -> Value {
        let lists = self.scenario.steps.iter().filter(|other| other.id == step).flat_map(|step| &step.ways);
        let list = lists.filter_map(|way| match &way.action {
            Action::CheckOnly { names, among, within, behind } => Some((names, among, within, behind)),
            _ => None,
        });
        match list.into_iter().next() {
            Some((names, among, within, behind)) => json!({ "unproved": {
                "names": self.names(names), "among": among, "in": within, "behind": self.ladder(behind),
            } }),
            None => json!({ "known": false }),
        }
    }

    fn conditions(&self, conditions: &[Condition]) -> Value {
        conditions.iter().map(|condition| self.condition(condition)).collect()
    }

    fn names(&self, names: &[String]) -> Value {
        names.iter().flat_map(|name| self.listed(name)).collect()
    }

    /// What a name in a list asks for: one value may stand for several names.
    fn listed(&self, name: &str) -> Vec<Value> {
        let whole = |text: &str| json!({ "words": [{ "text": text }], "match": "whole" });
        match (name, name.strip_prefix('@')) {
            ("{permissions}", _) => self.fill(name).split(',').map(|permission| whole(permission.trim())).collect(),
            (_, Some(key)) => vec![self.words(&Name::Label(key.to_owned()), Matching::Counted)],
            _ if name.contains('{') => vec![self.words(&Name::Literal(name.to_owned()), Matching::Whole)],
            _ => vec![whole(name)],
        }
    }

    fn guard(&self, guard: &Guard) -> Value {
        let says = self.say_guard(guard);
        match guard {
            Guard::Holds(condition) => json!({ "condition": true, "says": says }).merged(self.condition(condition)),
            Guard::Value { target, value } => {
                json!({ "target": self.ladder(target), "value": self.fill(value), "says": says })
            }
            Guard::Shows { target, option, if_there } => json!({
                "target": self.ladder(target), "option": self.ladder(option), "ifThere": if_there, "says": says,
            }),
            Guard::Checked { target, on, if_there } => {
                json!({ "target": self.ladder(target), "on": on, "ifThere": if_there, "says": says })
            }
            Guard::CheckedOnly { names, also, among, within } => json!({
                "only": self.names(names), "also": self.names(also), "among": among, "in": within, "says": says,
                "behind": self.ladder(&self.behind(names)),
            }),
        }
    }

    fn act(&self, action: &Action) -> Value {
        match action {
            Action::Click { target, .. } => json!({ "kind": "click", "target": self.ladder(target) }),
            Action::Fill { target, value } => {
                json!({ "kind": "fill", "target": self.ladder(target), "value": self.fill(value) })
            }
            Action::Choose { target, option, others, .. } => json!({
                "kind": "choose", "target": self.ladder(target), "option": self.ladder(option), "others": self.ladder(others),
            }),
            Action::Check { target, on, behind, alone } => json!({
                "kind": "check", "target": self.ladder(target), "on": on, "behind": self.ladder(behind), "alone": alone,
            }),
            Action::CheckOnly { names, among, within, behind } => json!({
                "kind": "checkOnly", "names": self.names(names), "among": among, "in": within, "behind": self.ladder(behind),
            }),
            Action::Read { target, pattern, copy, sole, .. } => json!({
                "kind": "read", "target": self.ladder(target), "copy": self.ladder(copy),
                "pattern": self.fill(pattern), "sole": sole.as_ref().map(|sole| self.sole(sole)),
            }),
            Action::Open(_)
            | Action::Set { .. }
            | Action::Expect
            | Action::Reload
            | Action::Person(_)
            | Action::Stop(_) => {
                json!({ "kind": "none" })
            }
        }
    }

    fn sole(&self, sole: &Sole) -> Value {
        json!({
            "besides": self.names(&sole.besides), "behind": self.ladder(&sole.behind),
            "search": sole.search.as_ref().map(|search| self.fill(search)),
        })
    }

    /// One way of a step. `guards` belong to the step.
    pub fn way(&self, id: &str, way: &Way, guards: &[Guard]) -> Value {
        let guards: Value = guards.iter().map(|guard| self.guard(guard)).collect();
        json!({
            "id": id,
            "when": self.conditions(&way.when),
            "act": self.act(&way.action),
            "settled": way.settled.map(Belief::word),
            "unanswered": way.unanswered.map(Belief::word),
            "scroll": way.scroll,
            "refuses": matches!(way.action, Action::Stop(_)),
            "guards": guards,
            "quietly": false,
        })
    }

    /// A way that only looks whether conditions hold.
    pub fn look(&self, id: &str, when: &[Condition], settled: Option<Belief>) -> Value {
        json!({
            "id": id, "when": self.conditions(when), "act": { "kind": "none" },
            "settled": settled.map(Belief::word), "guards": [], "quietly": true,
        })
    }

    /// What is read after a click that makes what is shown once: its pattern, the words that name it, and the page's own Copy.
    pub fn read_once(&self, action: &Action) -> Value {
        match action {
            Action::Read { .. } => self.act(action),
            _ => Value::Null,
        }
    }

    /// Conditions, for looks.
    pub fn all_of(&self, conditions: &[Condition]) -> Value {
        self.conditions(conditions)
    }

    /// The regions of the scenario.
    pub fn regions(&self) -> Value {
        self.scenario
            .regions
            .iter()
            .map(|(name, region)| {
                (name.clone(), json!({ "title": region.title, "holds": self.ladder(&region.holds), "lacks": self.ladder(&region.lacks) }))
            })
            .collect::<serde_json::Map<String, Value>>()
            .into()
    }

    /// The words of an assistant's rail, a label each.
    pub fn rail(&self) -> Value {
        self.scenario.rail.iter().map(|key| self.words(&Name::Label(key.clone()), Matching::Whole)).collect()
    }

    /// The controls that are never clicked.
    pub fn never(&self) -> Value {
        self.ladder(&self.scenario.never)
    }
}

trait Merged {
    fn merged(self, other: Value) -> Value;
}

impl Merged for Value {
    /// A guard's condition is nested, so that the engine reads it as one.
    fn merged(mut self, other: Value) -> Value {
        self["condition"] = other;
        self
    }
}

fn matching_word(matching: Matching) -> &'static str {
    match matching {
        Matching::Whole => "whole",
        Matching::Counted => "counted",
        Matching::Starts => "starts",
        Matching::Contains => "contains",
    }
}

fn state(state: State) -> Value {
    let mut map = serde_json::Map::new();
    for (key, value) in [
        ("checked", state.checked),
        ("expanded", state.expanded),
        ("selected", state.selected),
        ("disabled", state.disabled),
    ] {
        if let Some(value) = value {
            map.insert(key.into(), value.into());
        }
    }
    map.into()
}

/// `*` is anything; everything else is itself.
fn glob_to_regex(glob: &str) -> String {
    let parts: Vec<String> = glob.split('*').map(regex::escape).collect();
    format!("^{}$", parts.join(".*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_holds_is_not_looked_at_again() {
        let values: Values = [("app", "CRM {role} {app} {"), ("business", "Shop {business}"), ("role", "admin")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let filled = |text: &str| fill_in(text, &values);
        assert_eq!(filled("{app}"), "CRM {role} {app} {");
        assert_eq!(filled("\"{app}\" of {business}, {role}"), "\"CRM {role} {app} {\" of Shop {business}, admin");
        assert_eq!(filled("{ro{role}le} {unknown} [a-z]{60,} {"), "{ro{role}le} {unknown} [a-z]{60,} {");
        assert_eq!(filled(""), "");
    }
}
