//! A label file: the wordings of one language.

use std::collections::BTreeMap;

use super::{context::Context, document::parse, fields::Fields, node::Node};
use crate::scenario::{
    error::Problem,
    labels::{LanguageFile, fold},
    model::{Labels, Wording},
    source::Source,
};

/// Reads a label file. It is `None` where there is an error; the problems tell which.
pub(in crate::scenario) fn read_labels(source: &Source) -> (Option<LanguageFile>, Vec<Problem>) {
    let none = Labels::default();
    let context = Context::new(source, &none);
    let file = parse(source, &context).and_then(|document| whole(&context, Node::Table(document.as_table())));
    let good = !context.has_errors();
    (file.filter(|_| good), context.into_problems())
}

fn whole(context: &Context<'_>, node: Node<'_>) -> Option<LanguageFile> {
    let fields = Fields::open(context, node, "a label file", &[&["language", "name", "labels"]])?;
    let language = fields.required_text("language", "a label file");
    if !well_formed(&language) {
        let span = fields.get("language").map_or(0..0, Node::span);
        context.error_with(span, format!("\"{language}\" is not a language tag"), "like en, es or pt-BR");
    }
    let name = fields.required_text("name", "a label file");
    let mut file = LanguageFile { language, name, entries: Vec::new() };
    let node = fields.require("labels", "a label file")?;
    let Some(table) = node.table() else {
        context.expected(node, "a [labels] table");
        return None;
    };
    for (key, item) in table.iter() {
        let Some(node) = Node::of(item) else { continue };
        let span = table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| node.span());
        if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            context.error(span.clone(), format!("a label's key is small letters, digits and _, not \"{key}\""));
        }
        let wordings = wordings(context, node, &file.language);
        file.entries.push((key.to_owned(), wordings, span));
    }
    Some(file)
}

/// `"w"`, `["w1", "w2"]` or `{ known = .., guess = .. }`.
fn wordings(context: &Context<'_>, node: Node<'_>, language: &str) -> Vec<Wording> {
    let mut wordings: Vec<Wording> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |node: Node<'_>, guess: bool| {
        for member in node.one_or_many() {
            let Some(text) = context.text(member, "a wording") else { continue };
            if let Some(same) = seen.insert(fold(&text), text.clone()) {
                context.warning(
                    member.span(),
                    format!("\"{text}\" is the same as \"{same}\""),
                    "case, accents, white space and a closing colon make no difference",
                );
                continue;
            }
            wordings.push(Wording { language: language.to_owned(), text, guess });
        }
    };
    if node.table().is_none() {
        add(node, false);
    } else if let Some(fields) = Fields::open(context, node, "a label", &[&["known", "guess"]]) {
        for (key, guess) in [("known", false), ("guess", true)] {
            if let Some(node) = fields.get(key) {
                add(node, guess);
            }
        }
    }
    if wordings.is_empty() && !context.has_errors() {
        context.error(node.span(), "a label without a wording matches nothing");
    }
    wordings
}

fn well_formed(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|main| (2..=3).contains(&main.len()) && main.chars().all(|c| c.is_ascii_lowercase()))
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}
