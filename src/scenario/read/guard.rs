//! What must be true for a commit.

use super::{condition, context::Context, fields::Fields, locator, node::Node};
use crate::scenario::model::{Control, Guard, Ladder, Locator, Name};

const KEYS: [&str; 8] = ["target", "value", "shows", "on", "if_there", "checked_only", "also", "among"];

/// Reads one guard or a list of them, all of which must hold.
pub(super) fn guards(context: &Context<'_>, node: Node<'_>) -> Vec<Guard> {
    node.one_or_many().into_iter().filter_map(|member| guard(context, member)).collect()
}

fn guard(context: &Context<'_>, node: Node<'_>) -> Option<Guard> {
    let fields = Fields::open(context, node, "a guard", &[&locator::KEYS, &condition::KEYS, &KEYS])?;
    if fields.has("checked_only") {
        return checked_only(&fields);
    }
    stray(&fields, "checked_only", &["also", "among"]);
    if fields.has("value") {
        stray_with(&fields, "value", &["shows", "on", "if_there"]);
        let value = fields.text("value")?;
        return Some(Guard::Value { target: locator::target(&fields), value });
    }
    if let Some(shown) = fields.get("shows") {
        stray_with(&fields, "shows", &["on"]);
        return Some(Guard::Shows {
            target: locator::target(&fields),
            option: option(context, shown),
            if_there: fields.boolean("if_there").unwrap_or(false),
        });
    }
    let is_check = fields.has("check") && !["checked", "absent"].iter().any(|key| fields.has(key));
    if is_check || fields.has("on") || fields.has("if_there") {
        return Some(Guard::Checked {
            target: locator::target(&fields),
            on: fields.boolean("on").unwrap_or(true),
            if_there: fields.boolean("if_there").unwrap_or(false),
        });
    }
    condition::from_fields(&fields).map(Guard::Holds)
}

fn checked_only(fields: &Fields<'_, '_, '_>) -> Option<Guard> {
    let context = fields.context;
    let allowed = ["checked_only", "also", "among", "in"];
    for key in locator::KEYS.into_iter().chain(condition::KEYS).chain(KEYS) {
        if !allowed.contains(&key) && fields.has(key) {
            context.error(fields.key_span(key), format!("\"{key}\" does not go with \"checked_only\""));
        }
    }
    let names = fields.get("checked_only")?;
    Some(Guard::CheckedOnly {
        names: locator::names_of(context, names),
        also: fields.get("also").map(|node| locator::names_of(context, node)).unwrap_or_default(),
        among: fields.get("among").and_then(|node| context.pattern(node, "\"among\"")).unwrap_or_default(),
        within: fields.get("in").and_then(|node| locator::scope(context, node)),
    })
}

/// An option: a ladder, or a string that is a label or words.
pub(super) fn option(context: &Context<'_>, node: Node<'_>) -> Ladder {
    if node.text().is_none() {
        return locator::ladder(context, node);
    }
    let name = locator::name_by_rule(context, node);
    vec![named(Control::Option, name, context.line(node))]
}

/// A control of this kind and name and nothing else.
pub(super) fn named(control: Control, name: Option<Name>, line: usize) -> Locator {
    Locator { control: Some(control), name, line, ..Locator::default() }
}

/// Notes keys that only go with `key`.
fn stray(fields: &Fields<'_, '_, '_>, key: &str, keys: &[&str]) {
    for stray in keys.iter().filter(|stray| fields.has(stray)) {
        fields.context.error(fields.key_span(stray), format!("\"{stray}\" only goes with \"{key}\""));
    }
}

/// Notes keys that do not go with `key`.
fn stray_with(fields: &Fields<'_, '_, '_>, key: &str, keys: &[&str]) {
    for stray in keys.iter().filter(|stray| fields.has(stray)) {
        fields.context.error(fields.key_span(stray), format!("\"{stray}\" does not go with \"{key}\""));
    }
}
