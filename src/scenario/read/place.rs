//! `[place.NAME]`: somewhere that one can be, how it is told, and how it is reached.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    action::address,
    context::Context,
    fields::Fields,
    locator::{self, ladder, name_by_rule},
    node::Node,
    people, step,
};
use crate::scenario::{
    model::{Control, Locator, Region, Which},
    script::{Kind, List, Move, Place},
    suggest::did_you_mean,
};

/// The keys of a place.
const KEYS: [&str; 16] = [
    "title", "open", "from", "card", "one", "of", "holds", "lacks", "dialog", "shows", "reach", "list", "leave",
    "turn", "draft", "else",
];

/// The places of a scenario, and the address of the first page.
pub(super) struct Places {
    /// By name.
    pub(super) all: BTreeMap<String, Place>,
    /// The parts of pages among them, as regions.
    pub(super) regions: BTreeMap<String, Region>,
    /// The address at which the walk starts.
    pub(super) start: Option<String>,
}

/// Reads the `[place.NAME]` tables.
pub(super) fn places(context: &Context<'_>, node: Option<Node<'_>>) -> Places {
    let mut places = Places { all: BTreeMap::new(), regions: BTreeMap::new(), start: None };
    let Some(node) = node else { return places };
    let Some(table) = node.table() else {
        context.expected(node, "[place.NAME] tables");
        return places;
    };
    for (id, item) in table.iter() {
        let Some(node) = Node::of(item) else { continue };
        let span = table.key(id).and_then(toml_edit::Key::span).unwrap_or_else(|| node.span());
        if !step::is_identifier(id) || ["dialog", "page", "anywhere"].contains(&id) {
            context.error(span, format!("a place's name is small letters, digits and hyphens, and no scope that every scenario has: not \"{id}\""));
        }
        let Some(fields) = Fields::open(context, node, "a place", &[&KEYS]) else { continue };
        if let Some(open) = fields.get("open").and_then(|node| address(context, node)) {
            places.start.get_or_insert(open);
        }
        if let Some(region) = region(&fields) {
            places.regions.insert(id.to_owned(), region);
        }
        places.all.insert(id.to_owned(), place(&fields, id));
    }
    lead_somewhere(context, table, &places.all);
    places
}

/// The names of the places that are parts of pages: a locator may look into them.
pub(super) fn parts(node: Option<Node<'_>>) -> BTreeSet<String> {
    let table = node.and_then(Node::table);
    let is_part = |node: Node<'_>| node.table().is_some_and(|table| table.contains_key("holds"));
    let members = table.into_iter().flat_map(|table| table.iter());
    members.filter(|(_, item)| Node::of(item).is_some_and(is_part)).map(|(id, _)| id.to_owned()).collect()
}

fn place(fields: &Fields<'_, '_, '_>, id: &str) -> Place {
    let context = fields.context;
    let rungs = |key: &str| fields.get(key).map(|node| ladder(context, node)).unwrap_or_default();
    Place {
        id: id.to_owned(),
        title: fields.required_text("title", "a place"),
        kind: kind(fields),
        from: fields.text("from"),
        shows: rungs("shows"),
        reach: fields
            .get("reach")
            .map(Node::one_or_many)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|node| reach(context, node))
            .collect(),
        list: fields.get("list").map(|node| list(context, node)).unwrap_or_default(),
        leave: rungs("leave"),
        turn: rungs("turn"),
        draft: fields.boolean("draft").unwrap_or(false),
        unreached: fields.get("else").and_then(|node| people::stop(context, node)),
        line: context.line(fields.node),
    }
}

fn kind(fields: &Fields<'_, '_, '_>) -> Kind {
    let context = fields.context;
    let given: Vec<&str> = ["open", "card", "holds", "dialog"].into_iter().filter(|key| fields.has(key)).collect();
    if let [first, second, ..] = given[..] {
        context.error(fields.key_span(second), format!("a place is of one kind, not \"{first}\" and \"{second}\""));
    }
    for (key, of) in [
        ("one", "card"),
        ("of", "card"),
        ("lacks", "holds"),
        ("turn", "dialog"),
        ("leave", "dialog"),
        ("draft", "leave"),
    ] {
        if fields.has(key) && !fields.has(of) {
            context.error(fields.key_span(key), format!("\"{key}\" only goes with \"{of}\""));
        }
    }
    if let Some(node) = fields.get("card") {
        let one = fields.require("one", "a card").and_then(|node| name_by_rule(context, node));
        if let (Some(around), Some(one)) = (name_by_rule(context, node), one) {
            return Kind::Card { around, one, of: fields.get("of").and_then(|node| name_by_rule(context, node)) };
        }
    }
    match (fields.has("holds"), fields.boolean("dialog")) {
        (true, _) => Kind::Part,
        (_, Some(true)) => Kind::Dialog,
        _ => Kind::Page,
    }
}

/// A part of a page is the smallest group that holds all of these, and none of those.
fn region(fields: &Fields<'_, '_, '_>) -> Option<Region> {
    let holds = fields.get("holds")?;
    let lacks = fields.get("lacks").map(|node| ladder(fields.context, node)).unwrap_or_default();
    Some(Region { title: fields.text("title").unwrap_or_default(), holds: ladder(fields.context, holds), lacks })
}

fn reach(context: &Context<'_>, node: Node<'_>) -> Option<Move> {
    let keys = ["click", "new_window", "greyed", "menu", "unfold", "find"];
    let fields = Fields::open(context, node, "a move", &[&keys])?;
    for key in ["new_window", "greyed"].into_iter().filter(|key| fields.has(key)) {
        if !fields.has("click") || fields.has("menu") {
            context.error(fields.key_span(key), format!("\"{key}\" only goes with a \"click\" that needs no menu"));
        }
    }
    if let Some(menu) = fields.get("menu") {
        let entry = fields.require("click", "a move through a menu")?;
        return Some(Move::Menu { menu: ladder(context, menu), entry: name_by_rule(context, entry)? });
    }
    if let Some(click) = fields.get("click") {
        return Some(Move::Click {
            target: only_or(context, click, Which::First),
            new_window: fields.boolean("new_window").unwrap_or(false),
            greyed: fields.get("greyed").and_then(|node| people::stop(context, node)),
        });
    }
    if let Some(unfold) = fields.get("unfold") {
        return locator::locator(context, unfold).map(Move::Unfold);
    }
    let Some(find) = fields.get("find") else {
        if !fields.strange {
            context.error_with(fields.span(), "a move does nothing", "give one of click, unfold or find");
        }
        return None;
    };
    name_by_rule(context, find).map(Move::Find)
}

/// A ladder in which a bare name means the only button of this name, or else the first or last of several.
pub(super) fn only_or(context: &Context<'_>, node: Node<'_>, which: Which) -> Vec<Locator> {
    let rungs = node.one_or_many().into_iter().flat_map(|rung| {
        let Some(only) = locator::locator(context, rung) else { return Vec::new() };
        if rung.text().is_none() {
            return vec![only];
        }
        vec![only.clone(), Locator { which: Some(which), ..only }]
    });
    rungs.collect()
}

fn list(context: &Context<'_>, node: Node<'_>) -> List {
    let Some(fields) = Fields::open(context, node, "a list", &[&["search", "more", "empty", "row"]]) else {
        return List::default();
    };
    let one = |key: &str, control| fields.get(key).and_then(|node| control_of(context, node, control));
    List {
        search: one("search", Control::Field),
        more: one("more", Control::Button),
        empty: one("empty", Control::Text),
        row: fields
            .get("row")
            .map(Node::one_or_many)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|node| control_of(context, node, Control::Text))
            .collect(),
    }
}

/// A locator, where a bare name means a control of this kind.
pub(super) fn control_of(context: &Context<'_>, node: Node<'_>, control: Control) -> Option<Locator> {
    if node.text().is_none() {
        return locator::locator(context, node);
    }
    let name = name_by_rule(context, node)?;
    Some(Locator { control: Some(control), name: Some(name), line: context.line(node), ..Locator::default() })
}

/// Whether the places that places name are there, and none is reached from itself.
fn lead_somewhere(context: &Context<'_>, table: &dyn toml_edit::TableLike, places: &BTreeMap<String, Place>) {
    for place in places.values() {
        let Some(from) = &place.from else { continue };
        let span =
            table.get(&place.id).and_then(Node::of).and_then(|node| node.table()?.get("from").and_then(Node::of));
        let span = span.map_or(0..0, Node::span);
        if !places.contains_key(from) {
            unknown(context, span, from, places);
            continue;
        }
        let mut seen = BTreeSet::from([place.id.as_str()]);
        let mut up = Some(from);
        while let Some(next) = up {
            if !seen.insert(next) {
                context.error(span, format!("the place \"{}\" would be reached from itself", place.id));
                break;
            }
            up = places.get(next).and_then(|place| place.from.as_ref());
        }
    }
}

/// Notes a place that there is not.
pub(super) fn unknown(context: &Context<'_>, span: std::ops::Range<usize>, id: &str, places: &BTreeMap<String, Place>) {
    let near = did_you_mean(id, places.keys().map(String::as_str));
    let known = places.keys().cloned().collect::<Vec<_>>().join(", ");
    context.error_with(
        span,
        format!("there is no place \"{id}\"{near}"),
        format!("places: {known}; a [place.{id}] would add one"),
    );
}
