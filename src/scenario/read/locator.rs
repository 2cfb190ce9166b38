//! How a person points at a control.

use super::{context::Context, fields::Fields, node::Node};
use crate::scenario::{
    model::{Control, Ladder, Locator, Matching, Name, State, Which},
    suggest::{did_you_mean, one_of},
    values::placeholders,
};

/// The keys that name a kind of control and its name at once.
pub(super) const CONTROLS: [(&str, Control); 7] = [
    ("button", Control::Button),
    ("field", Control::Field),
    ("picker", Control::Picker),
    ("check", Control::Check),
    ("option", Control::Option),
    ("menu", Control::Menu),
    ("text", Control::Text),
];

/// All keys of a locator.
pub(in crate::scenario) const KEYS: [&str; 23] = [
    "button",
    "field",
    "picker",
    "check",
    "option",
    "menu",
    "text",
    "role",
    "label",
    "name",
    "pattern",
    "match",
    "in",
    "near",
    "single",
    "after",
    "under",
    "not_under",
    "checked",
    "expanded",
    "selected",
    "disabled",
    "which",
];

/// The roles of WAI-ARIA 1.2 that an element on a page can have.
const ROLES: [&str; 82] = [
    "alert",
    "alertdialog",
    "application",
    "article",
    "banner",
    "blockquote",
    "button",
    "caption",
    "cell",
    "checkbox",
    "code",
    "columnheader",
    "combobox",
    "complementary",
    "contentinfo",
    "definition",
    "deletion",
    "dialog",
    "directory",
    "document",
    "emphasis",
    "feed",
    "figure",
    "form",
    "generic",
    "grid",
    "gridcell",
    "group",
    "heading",
    "img",
    "insertion",
    "link",
    "list",
    "listbox",
    "listitem",
    "log",
    "main",
    "mark",
    "marquee",
    "math",
    "menu",
    "menubar",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "meter",
    "navigation",
    "none",
    "note",
    "option",
    "paragraph",
    "presentation",
    "progressbar",
    "radio",
    "radiogroup",
    "region",
    "row",
    "rowgroup",
    "rowheader",
    "scrollbar",
    "search",
    "searchbox",
    "separator",
    "slider",
    "spinbutton",
    "status",
    "strong",
    "subscript",
    "superscript",
    "switch",
    "tab",
    "table",
    "tablist",
    "tabpanel",
    "term",
    "textbox",
    "time",
    "timer",
    "toolbar",
    "tooltip",
    "tree",
    "treeitem",
];

/// Roles that are typed into, and no others are.
const TYPED_INTO: [&str; 4] = ["textbox", "searchbox", "combobox", "spinbutton"];

/// Reads one locator or a list of them, the documented one first.
pub(super) fn ladder(context: &Context<'_>, node: Node<'_>) -> Ladder {
    if node.members().is_some_and(|members| members.is_empty()) {
        context.error(node.span(), "an empty list points at nothing; give at least one locator");
    }
    node.one_or_many().into_iter().filter_map(|rung| locator(context, rung)).collect()
}

/// Reads one locator, which must be able to match something.
pub(super) fn locator(context: &Context<'_>, node: Node<'_>) -> Option<Locator> {
    // A bare name is a button: what is named most, and clicked.
    if node.text().is_some() {
        let name = name_by_rule(context, node)?;
        return Some(Locator {
            control: Some(Control::Button),
            name: Some(name),
            line: context.line(node),
            ..Locator::default()
        });
    }
    let fields = Fields::open(context, node, "a locator", &[&KEYS])?;
    let locator = from_fields(&fields);
    must_point(&fields, &locator);
    Some(locator)
}

/// Reads the locator that is written among other keys of a table.
pub(super) fn from_fields(fields: &Fields<'_, '_, '_>) -> Locator {
    let context = fields.context;
    let mut names: Vec<(&str, Option<Name>)> = Vec::new();
    let mut kinds: Vec<(&str, Control)> = Vec::new();
    for (key, control) in CONTROLS {
        let Some(node) = fields.get(key) else { continue };
        kinds.push((key, control));
        match node.boolean() {
            Some(true) => {}
            Some(false) => context.error_with(
                node.span(),
                format!("\"{key} = false\" points at nothing"),
                format!("\"{key} = true\" means any {key}; to say that there is none use absent = {{ {key} = .. }}"),
            ),
            None => names.push((key, name_by_rule(context, node))),
        }
    }
    if let [_, (key, _), ..] = kinds[..] {
        let all: Vec<&str> = kinds.iter().map(|(key, _)| *key).collect();
        context.error(fields.key_span(key), format!("one control cannot be {} at once", all.join(" and ")));
    }
    if let Some(node) = fields.get("label") {
        names.push(("label", context.label(node).map(Name::Label)));
    }
    if let Some(node) = fields.get("name") {
        names.push(("name", context.text(node, "a name").map(Name::Literal)));
    }
    if let Some(node) = fields.get("pattern") {
        names.push(("pattern", context.pattern(node, "a name's pattern").map(Name::Pattern)));
    }
    if let [(first, _), (second, _), ..] = &names[..] {
        context.error(fields.key_span(second), format!("the name is given twice, by \"{first}\" and by \"{second}\""));
    }
    let locator = Locator {
        control: kinds.first().map(|(_, control)| *control),
        role: fields.get("role").and_then(|node| role(context, node)),
        name: names.into_iter().find_map(|(_, name)| name),
        matching: matching(fields),
        within: fields.get("in").and_then(|node| scope(context, node)),
        near: fields.get("near").and_then(|node| name_by_rule(context, node)),
        single: fields.get("single").and_then(|node| name_by_rule(context, node)),
        rather: None,
        after: fields.get("after").and_then(|node| name_by_rule(context, node)),
        under: fields.get("under").and_then(|node| name_by_rule(context, node)),
        not_under: fields.get("not_under").and_then(|node| name_by_rule(context, node)),
        state: State {
            checked: fields.boolean("checked"),
            expanded: fields.boolean("expanded"),
            selected: fields.boolean("selected"),
            disabled: fields.boolean("disabled"),
        },
        which: which(fields),
        line: context.line(fields.node),
    };
    contradictions(fields, &locator);
    locator
}

/// Notes a locator that says nothing of what it points at.
pub(super) fn must_point(fields: &Fields<'_, '_, '_>, locator: &Locator) {
    let told = ["role", "label", "name", "pattern"].iter().any(|key| fields.has(key))
        || CONTROLS.iter().any(|(key, _)| fields.has(key));
    if !told && locator.control.is_none() && !fields.strange {
        fields.context.error_with(
            fields.span(),
            "this locator can match nothing: it does not say what it points at",
            "give a button, field, picker, check, option, menu or text, or a role, label, name or pattern",
        );
    }
}

/// A name as it stands after `button`, `near` and their like: a label key, or words that have a placeholder or follow
/// an equals sign.
pub(super) fn name_by_rule(context: &Context<'_>, node: Node<'_>) -> Option<Name> {
    let Some(text) = node.text() else {
        context.expected(node, "a label or \"=words\" (a string)");
        return None;
    };
    if text.trim_start_matches('=').trim().is_empty() {
        context.error(node.span(), "an empty name matches nothing");
        return None;
    }
    if let Some(words) = text.strip_prefix('=') {
        context.placeholders(node, words);
        return Some(Name::Literal(words.to_owned()));
    }
    if !placeholders(text).is_empty() {
        context.placeholders(node, text);
        return Some(Name::Literal(text.to_owned()));
    }
    if context.labels.entries.contains_key(text) {
        return Some(Name::Label(text.to_owned()));
    }
    context.unknown_label(node, text);
    None
}

/// The name of a scope that there is.
pub(super) fn scope(context: &Context<'_>, node: Node<'_>) -> Option<String> {
    let name = context.text(node, "a scope")?;
    if ["dialog", "page", "anywhere"].contains(&name.as_str()) || context.regions.contains(&name) {
        return Some(name);
    }
    let known: Vec<&str> =
        ["dialog", "page", "anywhere"].into_iter().chain(context.regions.iter().map(String::as_str)).collect();
    let near = did_you_mean(&name, known.iter().copied());
    context.error_with(
        node.span(),
        format!("unknown region \"{name}\"{near}"),
        format!("there are: {}; a [region.{name}] would add one", known.join(", ")),
    );
    None
}

/// The picker of a `choose`, where the key `option` is the option to choose and not part of the locator.
pub(super) fn without_option(fields: &Fields<'_, '_, '_>) -> Ladder {
    target(&fields.without("option"))
}

/// Keys that say where to look, and not for what.
const PLACES: [&str; 7] = ["in", "near", "single", "after", "under", "not_under", "which"];

/// The place of a `read`, where the key `pattern` is about the value. A place alone is enough.
pub(super) fn without_pattern(fields: &Fields<'_, '_, '_>) -> Ladder {
    let fields = fields.without("pattern");
    if !fields.has("target") && KEYS.iter().all(|key| PLACES.contains(key) || !fields.has(key)) {
        return vec![from_fields(&fields)];
    }
    target(&fields)
}

/// The control that a guard or an action is about: `target = [..]`, or the locator among its keys.
pub(super) fn target(fields: &Fields<'_, '_, '_>) -> Ladder {
    let Some(node) = fields.get("target") else {
        let locator = from_fields(fields);
        must_point(fields, &locator);
        return vec![locator];
    };
    if let Some(key) = KEYS.into_iter().find(|key| fields.has(key)) {
        fields
            .context
            .error(fields.key_span(key), format!("the control is given twice, by \"target\" and by \"{key}\""));
    }
    ladder(fields.context, node)
}

/// Names of checks: words, or `@key` for every wording of a label.
pub(super) fn names_of(context: &Context<'_>, node: Node<'_>) -> Vec<String> {
    for member in node.one_or_many() {
        let Some(key) = member.text().and_then(|text| text.strip_prefix('@')) else { continue };
        if !context.labels.entries.contains_key(key) {
            let near = did_you_mean(key, context.labels.entries.keys().map(String::as_str));
            context.error(member.span(), format!("unknown label \"@{key}\"{near}"));
        }
    }
    context.texts(node, "the name of a check")
}

fn role(context: &Context<'_>, node: Node<'_>) -> Option<String> {
    let role = context.text(node, "a role")?;
    if ROLES.contains(&role.as_str()) {
        return Some(role);
    }
    let near = did_you_mean(&role, ROLES);
    context.error_with(
        node.span(),
        format!("unknown role \"{role}\"{near}"),
        "roles are those of WAI-ARIA 1.2, such as button, link, dialog, textbox, combobox, checkbox, switch, menuitem",
    );
    None
}

fn matching(fields: &Fields<'_, '_, '_>) -> Matching {
    let Some(text) = fields.text("match") else { return Matching::default() };
    match text.as_str() {
        "whole" => Matching::Whole,
        "counted" => Matching::Counted,
        "starts" => Matching::Starts,
        "contains" => Matching::Contains,
        other => {
            unknown_word(fields, "match", other, &["whole", "counted", "starts", "contains"]);
            Matching::default()
        }
    }
}

fn which(fields: &Fields<'_, '_, '_>) -> Option<Which> {
    match fields.text("which")?.as_str() {
        "first" => Some(Which::First),
        "last" => Some(Which::Last),
        other => {
            unknown_word(fields, "which", other, &["first", "last"]);
            None
        }
    }
}

/// Notes a word that is none of the few that a key takes.
pub(super) fn unknown_word(fields: &Fields<'_, '_, '_>, key: &str, word: &str, allowed: &[&str]) {
    let span = fields.get(key).map_or_else(|| fields.span(), Node::span);
    let near = did_you_mean(word, allowed.iter().copied());
    fields.context.error(span, format!("\"{key}\" is {}, not \"{word}\"{near}", one_of(allowed)));
}

/// Notes what cannot be true at once, so that the locator would match nothing.
fn contradictions(fields: &Fields<'_, '_, '_>, locator: &Locator) {
    let context = fields.context;
    if let (Some(control), Some(role)) = (locator.control, locator.role.as_deref()) {
        let typed = TYPED_INTO.contains(&role);
        let only_typed = typed && role != "combobox";
        let clash = match control {
            Control::Field => !typed,
            Control::Button | Control::Check | Control::Option | Control::Menu | Control::Picker => only_typed,
            Control::Text => false,
        };
        if clash {
            context.error_with(
                fields.key_span("role"),
                format!("this locator can match nothing: no {} has the role \"{role}\"", control.word()),
                "a kind of control covers all its roles; leave the role out, or the kind",
            );
        }
    }
    let unnamed = ["button", "field", "picker", "check", "option", "menu", "text"]
        .iter()
        .all(|key| fields.get(key).is_none_or(|node| node.boolean().is_some()))
        && !fields.has("label")
        && !fields.has("name");
    if fields.has("match") && unnamed {
        context.error(fields.key_span("match"), "\"match\" says how a name matches, and there is no label or name");
    }
    if fields.has("single") && !fields.has("near") {
        context.error(fields.key_span("single"), "\"single\" is about the group of \"near\", and there is none");
    }
    if locator.control == Some(Control::Text) && locator.state.checked.is_some() {
        context.error(
            fields.key_span("checked"),
            "this locator can match nothing: a text is neither on nor off; use check = ..",
        );
    }
}
