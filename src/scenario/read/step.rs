//! One step.

use super::{
    action, condition,
    context::Context,
    fields::Fields,
    guard, locator,
    node::Node,
    way::{self, Jump},
};
use crate::scenario::model::{Action, Belief, Goto, Repeat, Step, Way};

const KEYS: [&str; 16] = [
    "id",
    "title",
    "either",
    "unless",
    "skip_to",
    "optional",
    "commits",
    "repeat",
    "guard",
    "done_when",
    "outcomes",
    "if_not_done",
    "if_guard_fails",
    "note",
    "leave",
    "timeout",
];

/// Reads one step.
pub(super) fn step<'a>(context: &Context<'_>, node: Node<'a>, jumps: &mut Vec<Jump<'a>>) -> Option<Step> {
    let fields = Fields::open(context, node, "a step", &[&KEYS, &way::KEYS, &action::KEYS])?;
    let id = identifier(&fields, "a step");
    let mut ways = ways(&fields, jumps);
    if let Some(way) = unless(&fields, jumps) {
        for other in &mut ways {
            other.settled.get_or_insert(Belief::Sure);
        }
        ways.insert(0, way);
    } else if fields.has("skip_to") && !fields.has("unless") {
        context.error(fields.key_span("skip_to"), "\"skip_to\" only goes with \"unless\"");
    }
    Some(Step {
        id,
        title: fields.required_text("title", "a step"),
        ways,
        optional: fields.boolean("optional").unwrap_or(false),
        commits: fields.boolean("commits").unwrap_or(false),
        listed: false,
        repeat: repeat_of(&fields, fields.boolean("commits").unwrap_or(false), "commits"),
        guards: fields.get("guard").map(|node| guard::guards(context, node)).unwrap_or_default(),
        done_when: fields.get("done_when").map(|node| condition::conditions(context, node)).unwrap_or_default(),
        outcomes: outcomes(&fields, jumps),
        if_not_done: if_not_done(&fields, jumps),
        if_guard_fails: if_guard_fails(&fields, jumps),
        note: fields.get("note").and_then(|node| {
            let text = context.text(node, "a note")?;
            context.placeholders(node, &text);
            Some(text)
        }),
        leave: fields.get("leave").map(|node| locator::ladder(context, node)),
        timeout_ms: fields.seconds("timeout"),
        line: context.line(fields.node),
    })
}

/// How the commit may be made again. It is never guessed from what the step does not say. `says` is the key that tells that it commits.
pub(super) fn repeat_of(fields: &Fields<'_, '_, '_>, commits: bool, says: &str) -> Repeat {
    let context = fields.context;
    if !commits {
        if fields.has("repeat") {
            let what = if says == "commits" { "\"commits\"" } else { "an act that commits" };
            context.error(fields.key_span("repeat"), format!("\"repeat\" only goes with {what}"));
        }
        return Repeat::Harmless;
    }
    let Some(node) = fields.get("repeat") else {
        context.error_with(
            fields.key_span(says),
            "a step that commits needs the key \"repeat\"",
            "\"never\": it shows once what it made; \"look\": whether it was done is looked up first; \"harmless\": twice is as once",
        );
        return Repeat::Look;
    };
    let word = context.text(node, "\"repeat\"").unwrap_or_default();
    match word.as_str() {
        "never" => {
            for key in ["done_when", "if_not_done"].into_iter().filter(|key| fields.has(key)) {
                context.error_with(
                    fields.key_span(key),
                    format!("\"{key}\" does not go with repeat = \"never\""),
                    "what such a commit made is read by the step after it, and nothing else shows that it was made",
                );
            }
            Repeat::Never
        }
        "look" => Repeat::Look,
        "harmless" => Repeat::Harmless,
        _ => {
            if !word.is_empty() {
                locator::unknown_word(fields, "repeat", &word, &["never", "look", "harmless"]);
            }
            Repeat::Look
        }
    }
}

/// The id of a step or an interruption: small letters, digits and hyphens.
pub(super) fn identifier(fields: &Fields<'_, '_, '_>, what: &str) -> String {
    let id = fields.required_text("id", what);
    if !is_identifier(&id) {
        let span = fields.get("id").map_or_else(|| fields.span(), Node::span);
        fields.context.error(span, format!("an id is written in small letters, digits and hyphens, not \"{id}\""));
    }
    id
}

/// Whether this is small letters, digits and hyphens.
pub(super) fn is_identifier(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn ways<'a>(fields: &Fields<'a, '_, '_>, jumps: &mut Vec<Jump<'a>>) -> Vec<Way> {
    let context = fields.context;
    let Some(node) = fields.get("either") else {
        return way::from_fields(fields, "a step", jumps).into_iter().collect();
    };
    for key in way::KEYS.into_iter().chain(action::KEYS).filter(|key| fields.has(key)) {
        context.error_with(
            fields.key_span(key),
            format!("\"{key}\" beside \"either\" belongs to no way"),
            "write it into the ways that it is meant for",
        );
    }
    match node.members() {
        Some(members) if !members.is_empty() => {
            members.into_iter().filter_map(|member| way::way(context, member, jumps)).collect()
        }
        _ => {
            context.error(node.span(), "\"either\" is a list of ways, at least one");
            Vec::new()
        }
    }
}

/// Other ways in which a commit may turn out.
fn outcomes<'a>(fields: &Fields<'a, '_, '_>, jumps: &mut Vec<Jump<'a>>) -> Vec<Way> {
    let Some(node) = fields.get("outcomes") else { return Vec::new() };
    if !fields.has("done_when") {
        fields.context.error(fields.key_span("outcomes"), "\"outcomes\" only goes with \"done_when\"");
    }
    node.one_or_many().into_iter().filter_map(|member| way::way(fields.context, member, jumps)).collect()
}

/// `unless` is the first way: there already, go on to `skip_to` or the next step.
fn unless<'a>(fields: &Fields<'a, '_, '_>, jumps: &mut Vec<Jump<'a>>) -> Option<Way> {
    let context = fields.context;
    let node = fields.get("unless")?;
    let goto = fields.get("skip_to").and_then(|node| way::target(context, node, jumps)).map(|step| Goto {
        step,
        reload: false,
        anew: false,
        limit: 0,
        then: None,
    });
    Some(Way {
        when: condition::conditions(context, node),
        goto,
        line: context.source.line(fields.key_span("unless").start),
        ..Way::plain(Action::Expect)
    })
}

fn if_not_done<'a>(fields: &Fields<'a, '_, '_>, jumps: &mut Vec<Jump<'a>>) -> Option<Goto> {
    let node = fields.get("if_not_done")?;
    if !fields.has("done_when") {
        fields.context.error(fields.key_span("if_not_done"), "\"if_not_done\" only goes with \"done_when\"");
    }
    way::if_not_done(fields.context, node, jumps)
}

fn if_guard_fails<'a>(fields: &Fields<'a, '_, '_>, jumps: &mut Vec<Jump<'a>>) -> Option<Goto> {
    let node = fields.get("if_guard_fails")?;
    if !fields.has("guard") {
        fields.context.error(fields.key_span("if_guard_fails"), "\"if_guard_fails\" only goes with \"guard\"");
    }
    way::if_not_done(fields.context, node, jumps)
}
