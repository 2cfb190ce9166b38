//! What a way does.

use super::{
    condition,
    context::{Context, compile},
    fields::Fields,
    guard::{named, option},
    locator,
    node::Node,
    people::{person, stop},
};
use crate::scenario::model::{Action, Condition, Control, Ladder, Sole};

/// The keys that each are an action.
pub(super) const KEYS: [&str; 13] = [
    "open",
    "click",
    "fill",
    "choose",
    "check",
    "uncheck",
    "check_only",
    "read",
    "set",
    "expect",
    "reload",
    "person",
    "stop",
];

/// Reads the one action among the keys of a way, and the conditions that `expect` adds to the way's own.
pub(super) fn action(fields: &Fields<'_, '_, '_>, what: &str) -> Option<(Action, Vec<Condition>)> {
    let context = fields.context;
    let given: Vec<&str> = KEYS.into_iter().filter(|key| fields.has(key)).collect();
    if let [first, second, ..] = given[..] {
        context.error_with(
            fields.key_span(second),
            format!("{what} does one thing, not \"{first}\" and \"{second}\""),
            "make it two steps, or two ways of an either = [..]",
        );
    }
    if fields.has("new_window") && given.first() != Some(&"click") {
        context.error(fields.key_span("new_window"), "\"new_window\" only goes with \"click\"");
    }
    let Some(key) = given.first().copied() else {
        if !fields.has("when") && !fields.strange {
            context.error_with(
                fields.span(),
                format!("{what} does nothing"),
                format!("give one of {}, or a \"when\" to wait for", KEYS.join(", ")),
            );
        }
        return Some((Action::Expect, Vec::new()));
    };
    let node = fields.get(key)?;
    let action = match key {
        "open" => Action::Open(address(context, node)?),
        "click" => Action::Click {
            target: locator::ladder(context, node),
            may_open_window: fields.boolean("new_window").unwrap_or(false),
        },
        "fill" => fill(context, node)?,
        "choose" => choose(context, node)?,
        "check" => check(context, node, true)?,
        "uncheck" => check(context, node, false)?,
        "check_only" => check_only(context, node)?,
        "read" => read(context, node)?,
        "set" => set(context, node)?,
        "expect" => return Some((Action::Expect, condition::conditions(context, node))),
        "reload" => {
            if node.boolean() != Some(true) {
                context.error(node.span(), "\"reload\" is either true or left out");
            }
            Action::Reload
        }
        "person" => Action::Person(person(context, node)?),
        _ => Action::Stop(stop(context, node)?),
    };
    Some((action, Vec::new()))
}

/// An address that a browser can open.
pub(super) fn address(context: &Context<'_>, node: Node<'_>) -> Option<String> {
    let address = context.text(node, "an address")?;
    if !["http://", "https://", "{"].iter().any(|start| address.starts_with(start)) {
        context.error_with(
            node.span(),
            format!("\"{address}\" is not an address"),
            "begin with {developers_url}, {business_url} or https://",
        );
        return None;
    }
    Some(address)
}

fn fill(context: &Context<'_>, node: Node<'_>) -> Option<Action> {
    let fields = Fields::open(context, node, "\"fill\"", &[&locator::KEYS, &["target", "value"]])?;
    Some(Action::Fill { target: locator::target(&fields), value: fields.required_text("value", "\"fill\"") })
}

fn choose(context: &Context<'_>, node: Node<'_>) -> Option<Action> {
    // The key "option" is the option to choose here, so the picker cannot be pointed at by it.
    let fields = Fields::open(context, node, "\"choose\"", &[&locator::KEYS, &["target", "others", "missing"]])?;
    let wanted = fields.require("option", "\"choose\"").map(|wanted| option(context, wanted)).unwrap_or_default();
    let each = |others: Node<'_>| others.one_or_many().into_iter().flat_map(|other| option(context, other)).collect();
    let others = fields.get("others").map(each).unwrap_or_default();
    let target = locator::without_option(&fields);
    let missing = fields.get("missing").and_then(|node| stop(context, node));
    Some(Action::Choose { target, option: wanted, others, missing })
}

fn check(context: &Context<'_>, node: Node<'_>, on: bool) -> Option<Action> {
    if node.text().is_some() {
        let name = locator::name_by_rule(context, node)?;
        let target = vec![named(Control::Check, Some(name), context.line(node))];
        return Some(Action::Check { target, on, behind: Vec::new(), alone: false });
    }
    if node.members().is_some() {
        let target = locator::ladder(context, node);
        return Some(Action::Check { target, on, behind: Vec::new(), alone: false });
    }
    let what = if on { "\"check\"" } else { "\"uncheck\"" };
    let own: &[&str] = if on { &["target", "on", "behind", "alone"] } else { &["target", "behind"] };
    let fields = Fields::open(context, node, what, &[&locator::KEYS, own])?;
    let on = if on { fields.boolean("on").unwrap_or(true) } else { false };
    let alone = on && fields.boolean("alone").unwrap_or(false);
    Some(Action::Check { target: locator::target(&fields), on, behind: behind(&fields), alone })
}

fn check_only(context: &Context<'_>, node: Node<'_>) -> Option<Action> {
    let fields = Fields::open(context, node, "\"check_only\"", &[&["names", "among", "in", "behind"]])?;
    let names = fields.require("names", "\"check_only\"")?;
    let among = fields.require("among", "\"check_only\"")?;
    Some(Action::CheckOnly {
        names: context.texts(names, "the name of a check"),
        among: context.pattern(among, "\"among\"")?,
        within: fields.get("in").and_then(|scope| locator::scope(context, scope)),
        behind: behind(&fields),
    })
}

/// What is clicked to bring a check or a list to sight.
fn behind(fields: &Fields<'_, '_, '_>) -> Ladder {
    fields.get("behind").map(|node| locator::ladder(fields.context, node)).unwrap_or_default()
}

fn read(context: &Context<'_>, node: Node<'_>) -> Option<Action> {
    // Unlike in a locator, "pattern" is about the value here. A scope alone is enough: the pattern tells what to take.
    let fields = Fields::open(
        context,
        node,
        "\"read\"",
        &[&locator::KEYS, &["as", "target", "copy", "checks", "besides", "search", "behind"]],
    )?;
    let sole = sole(&fields);
    let name = fields.required_text("as", "\"read\"");
    let well_named = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !well_named {
        let span = fields.get("as").map_or_else(|| fields.span(), Node::span);
        context.error(span, format!("a value's name is written in small letters, digits and _, not \"{name}\""));
    }
    let pattern = fields.require("pattern", "\"read\"").and_then(|node| {
        let pattern = context.pattern(node, "\"pattern\"")?;
        if compile(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match("")) {
            context.error_with(
                node.span(),
                "this pattern takes an empty value for a right one",
                "say at least what the value begins with",
            );
        }
        Some(pattern)
    });
    Some(Action::Read {
        name,
        target: locator::without_pattern(&fields),
        pattern: pattern?,
        copy: fields.get("copy").map(|node| locator::ladder(context, node)).unwrap_or_default(),
        sole,
    })
}

/// `checks = "one"`: what is read is the name of the only check of a list.
fn sole(fields: &Fields<'_, '_, '_>) -> Option<Sole> {
    let context = fields.context;
    let Some(checks) = fields.text("checks") else {
        for key in ["besides", "search", "behind"].into_iter().filter(|key| fields.has(key)) {
            context.error(fields.key_span(key), format!("\"{key}\" only goes with \"checks\""));
        }
        return None;
    };
    if checks != "one" {
        locator::unknown_word(fields, "checks", &checks, &["one"]);
    }
    Some(Sole {
        besides: fields.get("besides").map(|node| locator::names_of(context, node)).unwrap_or_default(),
        search: fields.text("search"),
        behind: behind(fields),
    })
}

pub(super) fn set(context: &Context<'_>, node: Node<'_>) -> Option<Action> {
    let fields = Fields::open(context, node, "\"set\"", &[&["as", "value"]])?;
    let name = fields.required_text("as", "\"set\"");
    let known = fields.get("as").filter(|_| !name.is_empty());
    if let Some(node) = known {
        context.placeholders(node, &format!("{{{name}}}"));
    }
    let value = fields.required_text("value", "\"set\"");
    if let Some(node) = fields.get("value") {
        context.placeholders(node, &value);
    }
    Some(Action::Set { name, value })
}
