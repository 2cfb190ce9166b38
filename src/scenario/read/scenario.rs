//! The scenario file as a whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml_edit::{Item, Table, TableLike};

use super::{
    action, condition,
    context::Context,
    deed,
    document::parse,
    fields::Fields,
    locator,
    node::Node,
    notice::{self, has_none_of},
    people,
    place::{self, Places},
    sense, step,
    way::{self, Jump, default_limit},
};
use crate::scenario::{
    error::Problem,
    expand::expand,
    lint,
    model::{Action, Goto, Interruption, Labels, Locator, Name, Region, Scenario, Step},
    script::Written,
    source::Source,
    suggest::did_you_mean,
};

const KEYS: [&str; 12] =
    ["name", "title", "start", "place", "region", "never", "rail", "interruption", "notice", "step", "stop", "person"];

/// Reads a scenario with these wordings. It is `None` where there is an error; the problems tell which.
pub(in crate::scenario) fn read_scenario(source: &Source, labels: &Labels) -> (Option<Scenario>, Vec<Problem>) {
    let mut context = Context::new(source, labels);
    let Some(document) = parse(source, &context) else {
        return (None, context.into_problems());
    };
    context.regions = region_names(document.as_table());
    context.regions.extend(place::parts(document.get("place").and_then(Node::of)));
    context.values = value_names(document.as_table());
    context.stops = people::stops(&context, document.as_table());
    context.persons = people::persons(&context, document.as_table());
    let scenario = whole(&context, document.as_table());
    let good = !context.has_errors();
    (scenario.filter(|_| good), context.into_problems())
}

fn whole(context: &Context<'_>, table: &Table) -> Option<Scenario> {
    let fields = Fields::open(context, Node::Table(table), "a scenario", &[&KEYS])?;
    let name = fields.required_text("name", "a scenario");
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        let span = fields.get("name").map_or(0..0, Node::span);
        context.error(span, format!("a scenario's name is small letters, digits and hyphens, not \"{name}\""));
    }
    let places = place::places(context, fields.get("place"));
    let start = start(&fields, &places);
    let mut jumps = Vec::new();
    let nodes = fields.require("step", "a scenario").map(Node::one_or_many).unwrap_or_default();
    let written: Vec<Written> = nodes.iter().filter_map(|node| written(context, *node, &places, &mut jumps)).collect();
    let whole = written.len() == nodes.len();
    let mut regions = regions(&fields);
    let sound = sense::look(context, &places.all, &written);
    let (steps, survey) = if whole { expand(&places.all, written) } else { (Vec::new(), Vec::new()) };
    regions.extend(places.regions);
    let mut scenario = Scenario {
        name,
        title: fields.required_text("title", "a scenario"),
        start,
        regions,
        never: fields
            .get("never")
            .map(|node| node.one_or_many().into_iter().filter_map(|rung| never(context, rung)).collect())
            .unwrap_or_default(),
        rail: fields
            .get("rail")
            .map(|node| node.one_or_many().into_iter().filter_map(|word| context.label(word)).collect())
            .unwrap_or_default(),
        interruptions: interruptions(&fields),
        steps,
        survey,
        labels: context.labels.clone(),
    };
    scenario.interruptions.extend(notices(&fields, &scenario.steps));
    unique_ids(context, &nodes, "step");
    if !context.has_errors() {
        sense::alone(context, &scenario.steps);
    }
    jumps_land(context, &scenario, &jumps);
    limit_jumps(&mut scenario);
    if whole && sound {
        lint::look(context, &scenario, &spans(context, &scenario, &nodes));
    }
    unused_stops(&fields);
    Some(scenario)
}

/// One step, with or without a place at which it is done.
fn written<'a>(context: &Context<'_>, node: Node<'a>, places: &Places, jumps: &mut Vec<Jump<'a>>) -> Option<Written> {
    if node.table().is_some_and(|table| table.contains_key("at")) {
        return deed::deed(context, node, &places.all).map(|deed| Written::Deed(Box::new(deed)));
    }
    step::step(context, node, jumps).map(|step| Written::Plain(Box::new(step)))
}

/// The address of the first page: that of a place, or one that is written apart.
fn start(fields: &Fields<'_, '_, '_>, places: &Places) -> String {
    if let Some(start) = &places.start {
        return start.clone();
    }
    let node = fields.require("start", "a scenario");
    node.and_then(|node| action::address(fields.context, node)).unwrap_or_default()
}

/// Where each step of the plan stands in the file: its id, or the line that it is made of.
fn spans(context: &Context<'_>, scenario: &Scenario, nodes: &[Node<'_>]) -> Vec<Range<usize>> {
    let id_of =
        |node: &Node<'_>| node.table().and_then(|table| table.get("id")).and_then(Item::as_str).map(str::to_owned);
    let written: BTreeMap<String, Range<usize>> =
        nodes.iter().filter_map(|node| Some((id_of(node)?, id_span(*node)))).collect();
    let of = |step: &Step| written.get(&step.id).cloned().unwrap_or_else(|| context.line_span(step.line));
    scenario.steps.iter().map(of).collect()
}

/// What may show up at any moment. What is strange has none of the walk's commits.
fn notices(fields: &Fields<'_, '_, '_>, steps: &[Step]) -> Vec<Interruption> {
    let context = fields.context;
    let Some(node) = fields.get("notice") else { return Vec::new() };
    let Some(table) = node.table() else {
        context.expected(node, "a [notice] table");
        return Vec::new();
    };
    let made = |step: &Step| {
        step.ways.iter().find_map(|way| match &way.action {
            Action::Click { target, .. } => target.first().cloned(),
            _ => None,
        })
    };
    let commits: Vec<Locator> = steps.iter().filter(|step| step.commits && !step.optional).filter_map(made).collect();
    let mut notices = notice::notices(context, table);
    for notice in notices.iter_mut().filter(|notice| notice.strange) {
        notice.interruption.when.extend(has_none_of(&commits));
    }
    notices.into_iter().map(|notice| notice.interruption).collect()
}

/// Reasons to stop that nothing names.
fn unused_stops(fields: &Fields<'_, '_, '_>) {
    let context = fields.context;
    let Some(table) = fields.get("stop").and_then(Node::table) else { return };
    for key in context.unused_stops() {
        let span = table.key(key).and_then(toml_edit::Key::span).unwrap_or(0..0);
        context.warning(
            span,
            format!("nothing ends the walk with [stop.{key}]"),
            "name it where it is meant, or take it out",
        );
    }
}

/// A control that is never clicked: by its label alone, or as a locator.
fn never(context: &Context<'_>, node: Node<'_>) -> Option<Locator> {
    if node.text().is_none() {
        return locator::locator(context, node);
    }
    let name = context.label(node).map(Name::Label)?;
    Some(Locator { name: Some(name), line: context.line(node), ..Locator::default() })
}

fn region_names(table: &Table) -> BTreeSet<String> {
    let Some(regions) = table.get("region").and_then(Node::of).and_then(Node::table) else {
        return BTreeSet::new();
    };
    regions.iter().map(|(name, _)| name.to_owned()).collect()
}

/// The values that the scenario's own `read` steps make, wherever they are written.
fn value_names(table: &Table) -> BTreeSet<String> {
    fn search(table: &dyn TableLike, found: &mut BTreeSet<String>) {
        for (key, item) in table.iter() {
            let named = if key == "read" { item.as_table_like() } else { None };
            if let Some(name) = named.and_then(|read| read.get("as")).and_then(Item::as_str) {
                found.insert(name.to_owned());
            }
            for member in Node::of(item).map(Node::one_or_many).unwrap_or_default() {
                if let Some(inner) = member.table() {
                    search(inner, found);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    search(table, &mut found);
    found
}

fn regions(fields: &Fields<'_, '_, '_>) -> BTreeMap<String, Region> {
    let context = fields.context;
    let Some(node) = fields.get("region") else { return BTreeMap::new() };
    let Some(table) = node.table() else {
        context.expected(node, "[region.NAME] tables");
        return BTreeMap::new();
    };
    let mut regions = BTreeMap::new();
    for (name, item) in table.iter() {
        let Some(node) = Node::of(item) else { continue };
        if name == "dialog" || name == "page" {
            context.error(
                table.key(name).and_then(toml_edit::Key::span).unwrap_or_else(|| node.span()),
                format!("\"{name}\" is a scope that every scenario has; choose another name for the region"),
            );
        }
        let Some(inner) = Fields::open(context, node, "a region", &[&["title", "holds", "lacks"]]) else { continue };
        let region = Region {
            title: inner.required_text("title", "a region"),
            holds: inner.require("holds", "a region").map(|node| locator::ladder(context, node)).unwrap_or_default(),
            lacks: inner.get("lacks").map(|node| locator::ladder(context, node)).unwrap_or_default(),
        };
        regions.insert(name.to_owned(), region);
    }
    for (name, item) in table.iter() {
        if lies_in_itself(name, &regions) {
            let span = table.key(name).and_then(toml_edit::Key::span);
            let span = span.or_else(|| Node::of(item).map(Node::span)).unwrap_or(0..0);
            context.error(span, format!("the region \"{name}\" can match nothing: it would have to lie in itself"));
        }
    }
    regions
}

fn lies_in_itself(name: &str, regions: &BTreeMap<String, Region>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(region) = open.pop().and_then(|next| regions.get(next)) {
        for within in region.holds.iter().chain(&region.lacks).filter_map(|locator| locator.within.as_deref()) {
            if within == name {
                return true;
            }
            if seen.insert(within) {
                open.push(within);
            }
        }
    }
    false
}

fn interruptions(fields: &Fields<'_, '_, '_>) -> Vec<Interruption> {
    let Some(node) = fields.get("interruption") else { return Vec::new() };
    let nodes = node.one_or_many();
    unique_ids(fields.context, &nodes, "interruption");
    nodes.into_iter().filter_map(|node| interruption(fields.context, node)).collect()
}

fn interruption(context: &Context<'_>, node: Node<'_>) -> Option<Interruption> {
    let keys = ["id", "title", "when", "settled", "click", "new_window", "reload", "person", "stop"];
    let fields = Fields::open(context, node, "an interruption", &[&keys])?;
    let id = step::identifier(&fields, "an interruption");
    let when = fields.require("when", "an interruption").map(|node| condition::conditions(context, node));
    let (action, _) = action::action(&fields, "an interruption")?;
    if action == Action::Expect && fields.has("when") {
        context.error(fields.span(), "an interruption says what to do: one of click, reload, person or stop");
    }
    Some(Interruption {
        id,
        title: fields.required_text("title", "an interruption"),
        when: when.unwrap_or_default(),
        settled: way::belief(&fields, "settled"),
        action,
    })
}

/// The bytes of a table's id, or of the table.
fn id_span(node: Node<'_>) -> Range<usize> {
    let id = node.table().and_then(|table| table.get("id")).and_then(Node::of);
    id.unwrap_or(node).span()
}

fn unique_ids(context: &Context<'_>, nodes: &[Node<'_>], what: &str) {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for node in nodes {
        let Some(id) = node.table().and_then(|table| table.get("id")).and_then(Item::as_str) else { continue };
        let span = id_span(*node);
        if let Some(line) = lines.get(id) {
            context.error(span, format!("there is another {what} with the id \"{id}\", on line {line}"));
        } else {
            lines.insert(id, context.source.line(span.start));
        }
    }
}

fn jumps_land(context: &Context<'_>, scenario: &Scenario, jumps: &[Jump<'_>]) {
    let ids: Vec<&str> = scenario.steps.iter().map(|step| step.id.as_str()).collect();
    for jump in jumps.iter().filter(|jump| !ids.contains(&jump.step.as_str())) {
        let near = did_you_mean(&jump.step, ids.iter().copied());
        context.error_with(
            jump.target.span(),
            format!("there is no step \"{}\" to go to{near}", jump.step),
            format!("steps: {}", ids.join(", ")),
        );
    }
}

/// Gives each jump that does not say how often its default.
fn limit_jumps(scenario: &mut Scenario) {
    let ids: BTreeMap<String, usize> =
        scenario.steps.iter().enumerate().map(|(at, step)| (step.id.clone(), at)).collect();
    let limit = |goto: &mut Goto, from: usize| {
        if goto.limit == 0 {
            goto.limit = default_limit(from, ids.get(&goto.step).copied().unwrap_or(from));
        }
    };
    for (from, step) in scenario.steps.iter_mut().enumerate() {
        for goto in step.ways.iter_mut().chain(&mut step.outcomes).filter_map(|way| way.goto.as_mut()) {
            limit(goto, from);
        }
        for goto in step.if_not_done.iter_mut().chain(&mut step.if_guard_fails) {
            limit(goto, from);
        }
    }
}
