//! The keys of one table: which are allowed, and reading each.

use std::ops::Range;

use toml_edit::TableLike;

use super::{context::Context, node::Node};
use crate::scenario::{error::Severity, suggest::did_you_mean};

/// Keys that there were once, what they were keys of, and what is written instead.
const OLD: [(&str, &[&str], &str); 1] = [(
    "after",
    &["a way", "a step"],
    "how long is waited follows from what is believed: settled = \"sure\" where a detour is made, \"grave\" where something is made or the walk ends",
)];

/// The keys of one table.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a, 'c, 's> {
    pub(super) context: &'c Context<'s>,
    pub(super) node: Node<'a>,
    table: &'a dyn TableLike,
    hidden: Option<&'static str>,
    /// Whether there are keys that nobody knows: what seems to be missing may be one of them.
    pub(super) strange: bool,
}

impl<'a, 'c, 's> Fields<'a, 'c, 's> {
    /// Opens a node that must be a table with no other keys than these; `what` is what the table describes.
    pub(super) fn open(context: &'c Context<'s>, node: Node<'a>, what: &str, allowed: &[&[&str]]) -> Option<Self> {
        let Some(table) = node.table() else {
            context.expected(node, &format!("{what} (a table)"));
            return None;
        };
        let allowed: Vec<&str> = allowed.iter().copied().flatten().copied().collect();
        let mut strange = false;
        for (key, _) in table.iter() {
            if !allowed.contains(&key) {
                strange = true;
                if context.is_full(Severity::Error) {
                    context.count(Severity::Error);
                    continue;
                }
                let span = table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| node.span());
                if let Some((_, _, instead)) = OLD.iter().find(|(old, of, _)| *old == key && of.contains(&what)) {
                    context.error_with(span, format!("{what} has no key \"{key}\" any more"), *instead);
                    continue;
                }
                let near = did_you_mean(key, allowed.iter().copied());
                context.error_with(
                    span,
                    format!("unknown key \"{key}\" in {what}{near}"),
                    format!("allowed here: {}", allowed.join(", ")),
                );
            }
        }
        Some(Self { context, node, table, hidden: None, strange })
    }

    /// The same keys but for one, which means something else here.
    pub(super) fn without(self, key: &'static str) -> Self {
        Self { hidden: Some(key), ..self }
    }

    /// The bytes of the table.
    pub(super) fn span(&self) -> Range<usize> {
        self.node.span()
    }

    /// The bytes of a key, or of the whole table.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| self.span())
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        if self.hidden == Some(key) {
            return None;
        }
        self.table.get(key).and_then(Node::of)
    }

    /// The value of a key that must be there.
    pub(super) fn require(&self, key: &str, what: &str) -> Option<Node<'a>> {
        let value = self.get(key);
        if value.is_none() && !self.strange {
            self.context.error(self.span(), format!("{what} needs the key \"{key}\""));
        }
        value
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(|node| self.context.text(node, &format!("\"{key}\"")))
    }

    /// The text of a key that must be there; empty where it is not, which is noted.
    pub(super) fn required_text(&self, key: &str, what: &str) -> String {
        self.require(key, what).and_then(|node| self.context.text(node, &format!("\"{key}\""))).unwrap_or_default()
    }

    /// The truth of a key.
    pub(super) fn boolean(&self, key: &str) -> Option<bool> {
        let node = self.get(key)?;
        let value = node.boolean();
        if value.is_none() {
            self.context.expected(node, &format!("true or false for \"{key}\""));
        }
        value
    }

    /// A count of a key: a whole number above 0.
    pub(super) fn count(&self, key: &str) -> Option<u32> {
        let node = self.get(key)?;
        let count = node.integer().and_then(|number| u32::try_from(number).ok()).filter(|count| *count > 0);
        if count.is_none() {
            self.context.error(node.span(), format!("\"{key}\" must be a whole number above 0"));
        }
        count
    }

    /// The seconds of a key, in milliseconds.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
    pub(super) fn seconds(&self, key: &str) -> Option<u64> {
        let node = self.get(key)?;
        match node.number() {
            Some(seconds) if seconds > 0.0 && seconds <= 86_400.0 => Some((seconds * 1000.0).round() as u64),
            _ => {
                self.context.error(
                    node.span(),
                    format!("\"{key}\" must be a number of seconds, more than 0 and at most 86400"),
                );
                None
            }
        }
    }
}
