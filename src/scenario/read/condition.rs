//! What is or is not on the page.

use super::{context::Context, fields::Fields, locator, node::Node};
use crate::scenario::model::{Condition, Count};

/// The keys that a condition has besides those of a locator.
pub(super) const KEYS: [&str; 10] =
    ["absent", "twins", "checks", "url", "not_url", "no_dialog", "not_done", "unproved", "value", "word"];

/// The keys that only go with one of those.
pub(super) const OF_OTHERS: [&str; 3] = ["like", "unlike", "besides"];

/// Reads one condition or a list of them, all of which must hold.
pub(super) fn conditions(context: &Context<'_>, node: Node<'_>) -> Vec<Condition> {
    if node.members().is_some_and(|members| members.is_empty()) {
        context.error(node.span(), "an empty list of conditions always holds; give at least one condition");
    }
    node.one_or_many().into_iter().filter_map(|member| condition(context, member)).collect()
}

fn condition(context: &Context<'_>, node: Node<'_>) -> Option<Condition> {
    let fields = Fields::open(context, node, "a condition", &[&locator::KEYS, &KEYS, &OF_OTHERS])?;
    from_fields(&fields)
}

/// Reads the condition that a table's keys tell.
pub(super) fn from_fields(fields: &Fields<'_, '_, '_>) -> Option<Condition> {
    let context = fields.context;
    let own: Vec<&str> = KEYS.into_iter().filter(|key| fields.has(key)).collect();
    let Some(key) = own.first() else {
        let locator = locator::from_fields(fields);
        locator::must_point(fields, &locator);
        return Some(Condition::Present(locator));
    };
    // Of a locator checks that are counted have nothing but the scope.
    let stray = |other: &&str| fields.has(other) && !(*key == "checks" && *other == "in");
    if let Some(second) = own.get(1).copied().or_else(|| locator::KEYS.into_iter().find(|other| stray(other))) {
        context.error_with(
            fields.key_span(second),
            format!("a condition is one thing, not \"{key}\" and \"{second}\""),
            "write a list of conditions; all of them must hold",
        );
    }
    let value = fields.get(key)?;
    match *key {
        "absent" => locator::locator(context, value).map(Condition::Absent),
        "twins" => locator::locator(context, value).map(Condition::Twins),
        "checks" => {
            let word = context.text(value, "a word")?;
            let counts = [Count::None, Count::Several, Count::Twins];
            let Some(count) = counts.into_iter().find(|count| count.word() == word) else {
                locator::unknown_word(fields, "checks", &word, &counts.map(Count::word));
                return None;
            };
            let besides = fields.get("besides").map(|node| locator::names_of(context, node)).unwrap_or_default();
            let within = fields.get("in").and_then(|node| locator::scope(context, node));
            Some(Condition::Checks { count, besides, within })
        }
        "url" => glob(context, value).map(Condition::Url),
        "not_url" => glob(context, value).map(Condition::NotUrl),
        "unproved" => context.text(value, "the id of a step with check_only").map(Condition::Unproved),
        "value" => {
            let text = context.text(value, "a value")?;
            context.placeholders(value, &text);
            let not = fields.has("unlike");
            let key = if not { "unlike" } else { "like" };
            let like =
                fields.require(key, "\"value\"").and_then(|node| context.pattern(node, &format!("\"{key}\"")))?;
            Some(Condition::Value { value: text, like, not })
        }
        "word" => context.text(value, "a value").map(Condition::Word),
        "not_done" => context.text(value, "the id of a step that commits").map(Condition::NotDone),
        _ => {
            if value.boolean() != Some(true) {
                context.error(value.span(), "\"no_dialog\" is either true or left out");
            }
            Some(Condition::NoDialog)
        }
    }
}

/// A glob on the address: `*` is any text, everything else is itself.
pub(super) fn glob(context: &Context<'_>, node: Node<'_>) -> Option<String> {
    let glob = context.text(node, "an address glob")?;
    if glob.chars().all(|c| c == '*') {
        context.error(node.span(), format!("the glob \"{glob}\" matches every address"));
        return None;
    }
    if let Some(odd) = glob.chars().find(|c| c.is_whitespace() || matches!(c, '[' | ']' | '\\')) {
        context.error_with(
            node.span(),
            format!("bad glob: {odd:?} cannot be in an address"),
            "a glob has * for any text; there is no other wildcard",
        );
        return None;
    }
    let begins_well =
        glob.starts_with('*') || glob.starts_with("http://") || glob.starts_with("https://") || glob.starts_with('{');
    if !begins_well {
        context.error_with(
            node.span(),
            format!("the glob \"{glob}\" can match nothing: it is compared with the whole address"),
            format!("write \"*{glob}\""),
        );
        return None;
    }
    Some(glob)
}
