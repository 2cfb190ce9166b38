//! Words for people: why a walk ends, and what a person is asked for. They stand where they are meant, or are written once as
//! `[stop.KEY]` and `[person.KEY]`: then the key is the kind of the error, unless a `kind` says otherwise.

use std::{collections::BTreeMap, ops::Range};

use toml_edit::Table;

use super::{
    context::{Asked, Context},
    fields::Fields,
    locator,
    node::Node,
};
use crate::scenario::{
    model::{Person, Stop, StopClass},
    suggest::did_you_mean,
};

/// Reads the `[stop.KEY]` tables.
pub(super) fn stops(context: &Context<'_>, table: &Table) -> BTreeMap<String, Stop> {
    let read = |key: &str, node| {
        let fields = Fields::open(context, node, "a stop", &[&["kind", "step", "class", "message", "hint"]])?;
        Some(Stop {
            step: fields.text("step"),
            kind: kind_or(&fields, "a stop", key),
            class: class(&fields, "refused"),
            message: fields.required_text("message", "a stop"),
            hint: fields.required_text("hint", "a stop"),
        })
    };
    tables(context, table, "stop", read)
}

/// Reads the `[person.KEY]` tables.
pub(super) fn persons(context: &Context<'_>, table: &Table) -> BTreeMap<String, Asked> {
    let read = |key: &str, node| {
        let fields = Fields::open(context, node, "a person", &[&["title", "kind", "message", "hint", "refused"]])?;
        Some(Asked {
            title: fields.required_text("title", "a person"),
            person: Person {
                message: fields.required_text("message", "a person"),
                kind: Some(kind_or(&fields, "a person", key)),
                hint: fields.text("hint"),
                refused: fields.boolean("refused").unwrap_or(false),
            },
        })
    };
    tables(context, table, "person", read)
}

fn tables<'a, T>(
    context: &Context<'_>,
    table: &'a Table,
    name: &str,
    read: impl Fn(&str, Node<'a>) -> Option<T>,
) -> BTreeMap<String, T> {
    let Some(node) = table.get(name).and_then(Node::of) else { return BTreeMap::new() };
    let Some(inner) = node.table() else {
        context.expected(node, &format!("[{name}.KEY] tables"));
        return BTreeMap::new();
    };
    let members = inner.iter().filter_map(|(key, item)| Some((key, Node::of(item)?)));
    members.filter_map(|(key, node)| Some((key.to_owned(), read(key, node)?))).collect()
}

/// The kind of the error: the key, unless it is said.
fn kind_or(fields: &Fields<'_, '_, '_>, what: &str, key: &str) -> String {
    if fields.has("kind") { kind(fields, what) } else { kind_of(fields.context, fields.span(), key) }
}

/// The stop of this key.
fn stop_of(context: &Context<'_>, node: Node<'_>, key: &str) -> Option<Stop> {
    context.use_stop(key);
    let found = context.stops.get(key).cloned();
    if found.is_none() {
        unknown(context, node, "stop", key, context.stops.keys());
    }
    found
}

/// What the person of this key is asked for.
fn person_of(context: &Context<'_>, node: Node<'_>, key: &str) -> Option<Asked> {
    let found = context.persons.get(key).cloned();
    if found.is_none() {
        unknown(context, node, "person", key, context.persons.keys());
    }
    found
}

fn unknown<'k>(
    context: &Context<'_>,
    node: Node<'_>,
    what: &str,
    key: &str,
    keys: impl Iterator<Item = &'k String> + Clone,
) {
    let near = did_you_mean(key, keys.clone().map(String::as_str));
    let known = keys.cloned().collect::<Vec<_>>().join(", ");
    let hint = if known.is_empty() { String::new() } else { format!("there are: {known}; ") };
    context.error_with(
        node.span(),
        format!("there is no [{what}.{key}]{near}"),
        format!("{hint}a [{what}.{key}] table would add one"),
    );
}

/// Reads what a person is waited for: the words alone, or a table.
pub(super) fn person(context: &Context<'_>, node: Node<'_>) -> Option<Person> {
    if let Some(key) = node.text().filter(|text| is_key(text)) {
        return person_of(context, node, key).map(|asked| asked.person);
    }
    if node.table().is_none() {
        let message = context.text(node, "what the person should do")?;
        return Some(Person { message, kind: None, hint: None, refused: false });
    }
    let fields = Fields::open(context, node, "\"person\"", &[&["message", "kind", "hint", "refused"]])?;
    Some(Person {
        message: fields.required_text("message", "\"person\""),
        kind: fields.has("kind").then(|| kind(&fields, "\"person\"")),
        hint: fields.get("hint").and_then(|node| context.text(node, "what to do next")),
        refused: fields.boolean("refused").unwrap_or(false),
    })
}

/// The kind of an error.
fn kind(fields: &Fields<'_, '_, '_>, what: &str) -> String {
    let kind = fields.required_text("kind", what);
    kind_of(fields.context, fields.get("kind").map_or_else(|| fields.span(), Node::span), &kind)
}

/// A kind as it must be written.
fn kind_of(context: &Context<'_>, span: Range<usize>, kind: &str) -> String {
    if !kind.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        context.error(span, format!("a kind is written in small letters, digits and _, not \"{kind}\""));
    }
    kind.to_owned()
}

/// Which exit code the stop has.
fn class(fields: &Fields<'_, '_, '_>, unsaid: &str) -> StopClass {
    let word = fields.text("class").unwrap_or_else(|| unsaid.to_owned());
    match word.as_str() {
        "person" => StopClass::Person,
        "refused" => StopClass::Refused,
        other => {
            if !other.is_empty() && other != "page" {
                locator::unknown_word(fields, "class", other, &["person", "page", "refused"]);
            }
            StopClass::Page
        }
    }
}

/// Reads a reason to stop: the key of a `[stop.KEY]`, or a table.
pub(super) fn stop(context: &Context<'_>, node: Node<'_>) -> Option<Stop> {
    if let Some(key) = node.text() {
        return stop_of(context, node, key);
    }
    let fields = Fields::open(context, node, "\"stop\"", &[&["kind", "step", "class", "message", "hint"]])?;
    let kind = kind(&fields, "\"stop\"");
    fields.require("class", "\"stop\"");
    Some(Stop {
        step: fields.text("step"),
        kind,
        class: class(&fields, "page"),
        message: fields.required_text("message", "\"stop\""),
        hint: fields.required_text("hint", "\"stop\""),
    })
}

/// Whether a text is the key of a table, and not what is meant itself.
fn is_key(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
