//! One way through a step.

use super::{action, condition, context::Context, fields::Fields, node::Node};
use crate::scenario::model::{Action, Goto, Way};

/// The keys of a way besides those of its action.
pub(super) const KEYS: [&str; 8] = ["when", "goto", "settled", "unanswered", "after", "limit", "new_window", "scroll"];

/// How long `settled = true` means, in milliseconds.
const SETTLED_MS: u64 = 300;
/// How often a jump backwards is made where the scenario does not say.
const BACKWARD_LIMIT: u32 = 3;

/// Where a jump goes, with its place, for the looks at the scenario as a whole.
pub(super) struct Jump<'a> {
    /// The node that names the step.
    pub(super) target: Node<'a>,
    /// The id of the step that it names.
    pub(super) step: String,
}

/// Reads one way of an `either`.
pub(super) fn way<'a>(context: &Context<'_>, node: Node<'a>, jumps: &mut Vec<Jump<'a>>) -> Option<Way> {
    let fields = Fields::open(context, node, "a way", &[&KEYS, &action::KEYS])?;
    from_fields(&fields, "a way", jumps)
}

/// Reads the way that a table's keys tell.
pub(super) fn from_fields<'a>(fields: &Fields<'a, '_, '_>, what: &str, jumps: &mut Vec<Jump<'a>>) -> Option<Way> {
    let context = fields.context;
    let mut when = fields.get("when").map(|node| condition::conditions(context, node)).unwrap_or_default();
    let (action, expected) = action::action(fields, what)?;
    when.extend(expected);
    let goto = fields.get("goto").and_then(|node| goto(context, node, jumps));
    if matches!(action, Action::Stop(_)) && goto.is_some() {
        context.error(fields.key_span("goto"), "a stop ends the run; \"goto\" is never reached");
    }
    let scroll = fields.boolean("scroll").unwrap_or(false);
    if scroll && !matches!(action, Action::Expect) {
        context.error(fields.key_span("scroll"), "\"scroll\" only goes with \"expect\"");
    }
    Some(Way {
        when,
        action,
        goto,
        settled_ms: fields.get("settled").and_then(|node| settled(context, node)),
        unanswered_ms: fields.get("unanswered").and_then(|node| unanswered(context, node)),
        after_ms: fields.seconds("after").unwrap_or(0),
        limit: fields.count("limit"),
        scroll,
        line: context.line(fields.node),
    })
}

pub(super) fn settled(context: &Context<'_>, node: Node<'_>) -> Option<u64> {
    if let Some(wanted) = node.boolean() {
        return wanted.then_some(SETTLED_MS);
    }
    let ms = milliseconds(node);
    if ms.is_none() {
        context.error(node.span(), "\"settled\" is a number of milliseconds from 1 to 600000, or true for 300");
    }
    ms
}

fn unanswered(context: &Context<'_>, node: Node<'_>) -> Option<u64> {
    let ms = milliseconds(node);
    if ms.is_none() {
        context.error(node.span(), "\"unanswered\" is a number of milliseconds from 1 to 600000");
    }
    ms
}

fn milliseconds(node: Node<'_>) -> Option<u64> {
    node.integer().and_then(|ms| u64::try_from(ms).ok()).filter(|ms| (1..=600_000).contains(ms))
}

/// Reads a jump: the id of a step, or a table with more. A limit of 0 stands for "not said" until all steps are known ([`default_limit`]).
fn goto<'a>(context: &Context<'_>, node: Node<'a>, jumps: &mut Vec<Jump<'a>>) -> Option<Goto> {
    if node.text().is_some() {
        return Some(Goto { step: target(context, node, jumps)?, reload: false, anew: false, limit: 0, then: None });
    }
    let fields = Fields::open(context, node, "\"goto\"", &[&["step", "reload", "anew", "limit", "stop"]])?;
    jump(&fields, "step", jumps)
}

/// Reads the table of an `if_not_done`.
pub(super) fn if_not_done<'a>(context: &Context<'_>, node: Node<'a>, jumps: &mut Vec<Jump<'a>>) -> Option<Goto> {
    if node.text().is_some() {
        return goto(context, node, jumps);
    }
    let fields = Fields::open(context, node, "\"if_not_done\"", &[&["goto", "reload", "limit", "stop"]])?;
    jump(&fields, "goto", jumps)
}

/// Reads where a jump goes that may be given as a single word.
pub(super) fn target<'a>(context: &Context<'_>, node: Node<'a>, jumps: &mut Vec<Jump<'a>>) -> Option<String> {
    let step = context.text(node, "the id of a step")?;
    jumps.push(Jump { target: node, step: step.clone() });
    Some(step)
}

fn jump<'a>(fields: &Fields<'a, '_, '_>, key: &str, jumps: &mut Vec<Jump<'a>>) -> Option<Goto> {
    let context = fields.context;
    let stop = fields.get("stop").and_then(|node| action::stop(context, node));
    // A stop alone: the walk ends once the way is gone.
    if stop.is_some() && !fields.has(key) {
        return Some(Goto { step: String::new(), reload: false, anew: false, limit: 0, then: stop });
    }
    let node = fields.require(key, "a jump")?;
    Some(Goto {
        step: target(context, node, jumps)?,
        reload: fields.boolean("reload").unwrap_or(false),
        anew: fields.boolean("anew").unwrap_or(false),
        limit: fields.count("limit").unwrap_or(0),
        then: stop,
    })
}

/// The limit of a jump from one step to another where the scenario does not say: none forwards, a few backwards, so that
/// no scenario turns in a circle.
pub(super) fn default_limit(from: usize, to: usize) -> u32 {
    if to > from { u32::MAX } else { BACKWARD_LIMIT }
}
