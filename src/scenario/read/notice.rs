//! What may show up at any moment: `[notice]`, a line each.

use toml_edit::TableLike;

use super::{action, condition, context::Context, fields::Fields, locator, node::Node, step, way};
use crate::scenario::model::{Condition, Control, Interruption, Locator, Matching};

/// The keys of a notice.
const KEYS: [&str; 10] = ["title", "says", "url", "when", "strange", "settled", "click", "reload", "person", "stop"];

/// A notice that was read.
pub(super) struct Notice {
    /// What it comes to.
    pub(super) interruption: Interruption,
    /// Whether it is only meant where a dialog has none of the walk's own commits.
    pub(super) strange: bool,
}

/// Reads the `[notice]` table. Of several words or addresses each is a notice of its own.
pub(super) fn notices(context: &Context<'_>, table: &dyn TableLike) -> Vec<Notice> {
    let members = table.iter().filter_map(|(key, item)| Some((key, Node::of(item)?)));
    members.flat_map(|(key, node)| notice(context, table, key, node)).collect()
}

fn notice(context: &Context<'_>, table: &dyn TableLike, id: &str, node: Node<'_>) -> Vec<Notice> {
    let span = table.key(id).and_then(toml_edit::Key::span).unwrap_or_else(|| node.span());
    if !step::is_identifier(id) {
        context.error(span, format!("an id is written in small letters, digits and hyphens, not \"{id}\""));
    }
    let Some(fields) = Fields::open(context, node, "a notice", &[&KEYS]) else { return Vec::new() };
    let told: Vec<Condition> = ["says", "url"].iter().flat_map(|key| alternatives(&fields, key)).collect();
    let when = fields.get("when").map(|node| condition::conditions(context, node)).unwrap_or_default();
    if !["says", "url", "when"].iter().any(|key| fields.has(key)) && !fields.strange {
        context.error_with(
            fields.span(),
            "a notice says how it is told",
            "says = \"LABEL\": words that show; url = \"GLOB\": its address; or when = CONDITIONS",
        );
    }
    if !["click", "reload", "person", "stop"].iter().any(|key| fields.has(key)) {
        context.error(fields.span(), "a notice says what to do: one of click, reload, person or stop");
        return Vec::new();
    }
    let Some((action, _)) = action::action(&fields, "a notice") else { return Vec::new() };
    let asked = fields.get("person").and_then(Node::text).and_then(|key| context.persons.get(key));
    let title = fields.text("title").or_else(|| asked.map(|asked| asked.title.clone()));
    let one = |number: usize, told: Option<Condition>| Notice {
        interruption: Interruption {
            id: if number == 0 { id.to_owned() } else { format!("{id}-{}", number + 1) },
            title: title.clone().unwrap_or_else(|| id.replace('-', " ")),
            when: told.into_iter().chain(when.iter().cloned()).collect(),
            settled: way::belief(&fields, "settled"),
            action: action.clone(),
        },
        strange: fields.boolean("strange").unwrap_or(false),
    };
    if told.is_empty() {
        return vec![one(0, None)];
    }
    told.into_iter().enumerate().map(|(number, told)| one(number, Some(told))).collect()
}

/// The conditions of a key, of which any is enough: words that are somewhere on the page, or addresses.
fn alternatives(fields: &Fields<'_, '_, '_>, key: &str) -> Vec<Condition> {
    let context = fields.context;
    let nodes = fields.get(key).map(Node::one_or_many).unwrap_or_default();
    if key == "url" {
        return nodes.into_iter().filter_map(|node| condition::glob(context, node)).map(Condition::Url).collect();
    }
    let says = |node: Node<'_>| {
        Some(Condition::Present(Locator {
            control: Some(Control::Text),
            name: Some(locator::name_by_rule(context, node)?),
            matching: Matching::Contains,
            line: context.line(node),
            ..Locator::default()
        }))
    };
    nodes.into_iter().filter_map(says).collect()
}

/// The conditions under which a dialog has none of these controls.
pub(super) fn has_none_of(controls: &[Locator]) -> Vec<Condition> {
    let alone = |control: &Locator| Locator { which: None, within: Some("dialog".to_owned()), ..control.clone() };
    controls.iter().map(|control| Condition::Absent(alone(control))).collect()
}
