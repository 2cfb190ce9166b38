//! A step that is done at a place: `at`, and what is done there.

use std::collections::BTreeMap;

use super::{
    action, condition,
    context::Context,
    fields::Fields,
    guard, locator,
    node::Node,
    people,
    place::{control_of, only_or, unknown},
    step, way,
};
use crate::scenario::{
    model::{Action, Belief, Condition, Control, Step, Way, Which},
    script::{Act, ActWay, Deed, Goal, Place, Refusal, Refused, Remark, Sought, Then},
};

const KEYS: [&str; 15] = [
    "id",
    "title",
    "at",
    "do",
    "optional",
    "repeat",
    "guard",
    "goal",
    "ends",
    "refused",
    "confirmed",
    "else",
    "remark",
    "note",
    "timeout",
];

const ACT_KEYS: [&str; 13] = [
    "id", "title", "either", "commit", "optional", "asks", "told", "of", "missing", "ends", "close", "note", "timeout",
];

/// What a way of an act has besides what every way has.
const THEN_KEYS: [&str; 2] = ["pass", "refutes"];

/// Reads a step that is done at a place.
pub(super) fn deed(context: &Context<'_>, node: Node<'_>, places: &BTreeMap<String, Place>) -> Option<Deed> {
    let fields = Fields::open(context, node, "a step at a place", &[&KEYS])?;
    let at = fields.required_text("at", "a step at a place");
    if !places.contains_key(&at) {
        unknown(context, fields.get("at").map_or_else(|| fields.span(), Node::span), &at, places);
    }
    let mut own = bare(&fields, step::identifier(&fields, "a step"), fields.required_text("title", "a step"));
    let acts = fields.get("do").map(Node::one_or_many).unwrap_or_default();
    let acts: Vec<Act> = acts.into_iter().filter_map(|node| act(context, node, &own)).collect();
    own.commits = acts.iter().any(|act| act.commit);
    own.repeat = step::repeat_of(&fields, own.commits, "do");
    own.guards = fields.get("guard").map(|node| guard::guards(context, node)).unwrap_or_default();
    for key in ["guard", "refused", "confirmed"].into_iter().filter(|key| fields.has(key) && !own.commits) {
        context.error(fields.key_span(key), format!("\"{key}\" only goes with an act that commits"));
    }
    Some(Deed {
        at,
        acts,
        goal: fields.get("goal").and_then(|node| goal(context, node, &own)),
        ends: ends(&fields),
        refused: fields
            .get("refused")
            .map(Node::one_or_many)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|node| refusal(context, node))
            .collect(),
        confirmed: fields.get("confirmed").and_then(|node| locator::locator(context, node)),
        fails: fields.get("else").and_then(|node| people::stop(context, node)),
        remark: fields.get("remark").and_then(|node| remark(context, node)),
        step: own,
    })
}

/// What is said of a step or an act alike.
fn bare(fields: &Fields<'_, '_, '_>, id: String, title: String) -> Step {
    let context = fields.context;
    Step {
        optional: fields.boolean("optional").unwrap_or(false),
        note: fields.get("note").and_then(|node| context.text(node, "a note")),
        timeout_ms: fields.seconds("timeout"),
        ..Step::bare(id, title, context.line(fields.node))
    }
}

fn act(context: &Context<'_>, node: Node<'_>, of: &Step) -> Option<Act> {
    let fields = Fields::open(context, node, "an act", &[&ACT_KEYS, &way::KEYS, &action::KEYS, &THEN_KEYS])?;
    let commit = fields.has("commit");
    // What commits is the step itself.
    let id = if fields.has("id") || !commit { step::identifier(&fields, "an act") } else { of.id.clone() };
    let title = fields.text("title").unwrap_or_else(|| of.title.clone());
    let step = bare(&fields, id, title);
    Some(Act {
        ways: ways(&fields),
        commit,
        asks: fields.get("asks").and_then(|node| control_of(context, node, Control::Text)),
        told: fields.get("told").map(|node| condition::conditions(context, node)).unwrap_or_default(),
        of: fields.text("of"),
        missing: fields.get("missing").and_then(|node| people::stop(context, node)),
        ends: ends(&fields),
        closes: fields.has("close"),
        step: Step { optional: step.optional || (commit && of.optional), ..step },
    })
}

fn ways(fields: &Fields<'_, '_, '_>) -> Vec<ActWay> {
    let context = fields.context;
    if let Some(node) = fields.get("either") {
        return node.one_or_many().into_iter().filter_map(|node| way(context, node)).collect();
    }
    for (key, which) in [("commit", Which::Last), ("close", Which::Last)] {
        let Some(node) = fields.get(key).filter(|node| node.boolean().is_none()) else { continue };
        let target = only_or(context, node, which);
        let when = fields.get("when").map(|node| condition::conditions(context, node)).unwrap_or_default();
        let click =
            Way { when, line: context.line(node), ..Way::plain(Action::Click { target, may_open_window: false }) };
        return vec![ActWay { way: click, then: Then::Next }];
    }
    plain(fields, "an act").into_iter().collect()
}

fn way(context: &Context<'_>, node: Node<'_>) -> Option<ActWay> {
    plain(&Fields::open(context, node, "a way", &[&way::KEYS, &action::KEYS, &THEN_KEYS])?, "a way")
}

fn plain(fields: &Fields<'_, '_, '_>, what: &str) -> Option<ActWay> {
    if fields.has("goto") {
        fields.context.error_with(
            fields.key_span("goto"),
            "a step at a place has no jumps",
            "pass = true: this page does not ask for the act; refutes = { step = .. }: an earlier step has not been done after all",
        );
    }
    let way = way::from_fields(fields, what, &mut Vec::new())?;
    Some(ActWay { way: Way { goto: None, ..way }, then: then(fields) })
}

fn then(fields: &Fields<'_, '_, '_>) -> Then {
    let context = fields.context;
    if let Some(inner) =
        fields.get("refutes").and_then(|node| Fields::open(context, node, "\"refutes\"", &[&["step", "else"]]))
    {
        let stop = inner.get("else").and_then(|node| people::stop(context, node));
        return Then::Refutes(inner.required_text("step", "\"refutes\""), stop);
    }
    if fields.boolean("pass") == Some(true) { Then::Pass } else { Then::Next }
}

/// Why a walk may end: what no more than a value tells is believed at once, an absence gravely.
fn ends(fields: &Fields<'_, '_, '_>) -> Vec<Way> {
    let context = fields.context;
    let nodes = fields.get("ends").map(Node::one_or_many).unwrap_or_default();
    let keys = ["when", "settled", "stop"];
    let read = |node| {
        let fields = Fields::open(context, node, "an end", &[&keys])?;
        let way = way::from_fields(&fields, "an end", &mut Vec::new())?;
        fields.require("stop", "an end");
        let known = |condition: &Condition| matches!(condition, Condition::Value { .. } | Condition::Word(_));
        let at_once = way.when.iter().all(known);
        let settled = way.settled.or_else(|| (!at_once).then_some(Belief::Grave));
        Some(Way { settled, ..way })
    };
    nodes.into_iter().filter_map(read).collect()
}

fn goal(context: &Context<'_>, node: Node<'_>, of: &Step) -> Option<Goal> {
    let fields = Fields::open(context, node, "a goal", &[&["name", "find", "shows", "less", "late", "else"]])?;
    let what = match fields.get("find") {
        Some(find) => Sought::Listed(locator::name_by_rule(context, find)?),
        None => Sought::Shown {
            shows: fields.require("shows", "a goal").and_then(|node| locator::locator(context, node))?,
            less: fields.get("less").and_then(|node| locator::locator(context, node)),
        },
    };
    Some(Goal {
        id: format!("{}-look", of.id),
        name: fields.required_text("name", "a goal"),
        what,
        late: fields.boolean("late").unwrap_or(false),
        unseen: fields.get("else").and_then(|node| people::stop(context, node)),
    })
}

fn refusal(context: &Context<'_>, node: Node<'_>) -> Option<Refusal> {
    let keys = ["when", "stop", "final", "answer", "set", "title", "note"];
    let fields = Fields::open(context, node, "a refusal", &[&keys])?;
    let when = fields.require("when", "a refusal").map(|node| condition::conditions(context, node))?;
    if let Some(set) = fields.get("set") {
        let Some(Action::Set { name, value }) = action::set(context, set) else { return None };
        let then = Refused::Instead {
            title: fields.required_text("title", "a refusal"),
            set: (name, value),
            note: fields.text("note"),
        };
        return Some(Refusal { when, then });
    }
    let stop = fields.require("stop", "a refusal").and_then(|node| people::stop(context, node))?;
    let then = match (fields.get("answer"), fields.boolean("final")) {
        (Some(answer), _) => Refused::Answered(locator::ladder(context, answer), stop),
        (None, Some(true)) => Refused::ForGood(stop),
        _ => Refused::Again(stop),
    };
    Some(Refusal { when, then })
}

fn remark(context: &Context<'_>, node: Node<'_>) -> Option<Remark> {
    let fields = Fields::open(context, node, "a remark", &[&["when", "note"]])?;
    let sets = fields.require("when", "a remark")?.one_or_many();
    let when = sets.into_iter().map(|node| condition::conditions(context, node)).collect();
    Some(Remark { when, note: fields.required_text("note", "a remark") })
}
