//! One way through a step.

use super::{action, condition, context::Context, fields::Fields, locator, node::Node, people};
use crate::scenario::model::{Action, Belief, Goto, Way};

/// The keys of a way besides those of its action.
pub(super) const KEYS: [&str; 7] = ["when", "goto", "settled", "unanswered", "limit", "new_window", "scroll"];

/// The words for how sure one must be.
const BELIEFS: [Belief; 4] = [Belief::Order, Belief::Quiet, Belief::Sure, Belief::Grave];
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
        settled: belief(fields, "settled"),
        unanswered: belief(fields, "unanswered"),
        limit: fields.count("limit"),
        scroll,
        line: context.line(fields.node),
    })
}

/// How sure one must be, as a key says it: by a word, and not by a time. How long a page must rest for it is the engine's.
pub(super) fn belief(fields: &Fields<'_, '_, '_>, key: &str) -> Option<Belief> {
    let node = fields.get(key)?;
    if let Some(word) = node.text() {
        let belief = BELIEFS.into_iter().find(|belief| belief.word() == word);
        if belief.is_none() {
            locator::unknown_word(fields, key, word, &BELIEFS.map(Belief::word));
        }
        return belief;
    }
    let meant = match (node.integer(), node.boolean()) {
        (Some(..=200), _) => Some(Belief::Order),
        (Some(201..=900), _) | (None, Some(true)) => Some(Belief::Quiet),
        (Some(901..=2600), _) => Some(Belief::Sure),
        (Some(2601..), _) => Some(Belief::Grave),
        _ => None,
    };
    let write =
        meant.map_or_else(String::new, |belief| format!("write \"{}\", if that is what is meant. ", belief.word()));
    fields.context.error_with(
        node.span(),
        format!("\"{key}\" says by a word how sure one must be, not how long to wait"),
        format!("{write}{WHAT_FOLLOWS}"),
    );
    None
}

/// Which word is the right one.
const WHAT_FOLLOWS: &str = "\"order\": what comes before it may be about to show; if it was wrong, \"quiet\": a look is lost; \"sure\": a \
     detour is made; \"grave\": something is made, or the walk ends";

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
    let stop = fields.get("stop").and_then(|node| people::stop(context, node));
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
