//! What the readers of one file share: its text, the names that may be referred to, and the faults found so far.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::node::Node;
use crate::scenario::{
    error::{MOST_PROBLEMS, Problem, Severity},
    model::{Labels, Person, Stop},
    source::Source,
    suggest::did_you_mean,
    values::{ACCOUNT_VALUES, SECRET_VALUES, placeholders},
};

/// What a person is asked for, with what it is called.
#[derive(Clone)]
pub(super) struct Asked {
    /// What shows then, in a person's words.
    pub(super) title: String,
    /// What the person is to do.
    pub(super) person: Person,
}

/// What the readers of one file share.
pub(in crate::scenario) struct Context<'s> {
    /// The file.
    pub(super) source: &'s Source,
    /// The wordings, for the label keys.
    pub(super) labels: &'s Labels,
    /// The regions that the scenario names.
    pub(super) regions: BTreeSet<String>,
    /// The values that may stand in braces, besides those of every account.
    pub(super) values: BTreeSet<String>,
    /// Why a walk may end, by key.
    pub(super) stops: BTreeMap<String, Stop>,
    /// What a person may be asked for, by key.
    pub(super) persons: BTreeMap<String, Asked>,
    /// The keys of the stops that something names.
    stops_used: RefCell<BTreeSet<String>>,
    problems: RefCell<Vec<Problem>>,
    /// How many errors and warnings there are beyond those that are kept.
    more: Cell<[usize; 2]>,
}

impl<'s> Context<'s> {
    /// The context of one file.
    pub(in crate::scenario) fn new(source: &'s Source, labels: &'s Labels) -> Self {
        Self {
            source,
            labels,
            regions: BTreeSet::new(),
            values: BTreeSet::new(),
            stops: BTreeMap::new(),
            persons: BTreeMap::new(),
            stops_used: RefCell::default(),
            problems: RefCell::default(),
            more: Cell::default(),
        }
    }

    /// The faults found so far, in the order of the file.
    pub(in crate::scenario) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| problem.place.as_ref().map(|place| (place.line, place.column)));
        for (severity, more) in [Severity::Error, Severity::Warning].into_iter().zip(self.more.get()) {
            if more > 0 {
                let (file, message) = (self.source.name.clone(), format!("and {more} more, which are not shown"));
                problems.push(Problem { severity, file, place: None, message, hint: None });
            }
        }
        problems
    }

    /// Whether another fault would only be counted: then it need not be put into words.
    pub(in crate::scenario) fn is_full(&self, severity: Severity) -> bool {
        let problems = self.problems.borrow();
        problems.len() >= MOST_PROBLEMS
            && problems.iter().filter(|problem| problem.severity == severity).count() >= MOST_PROBLEMS
    }

    /// Counts a fault that is not told.
    pub(in crate::scenario) fn count(&self, severity: Severity) {
        let mut more = self.more.get();
        more[usize::from(severity == Severity::Warning)] += 1;
        self.more.set(more);
    }

    /// Notes that something stops for this reason.
    pub(super) fn use_stop(&self, key: &str) {
        self.stops_used.borrow_mut().insert(key.to_owned());
    }

    /// The keys of the stops that nothing names.
    pub(super) fn unused_stops(&self) -> Vec<&str> {
        let used = self.stops_used.borrow();
        self.stops.keys().map(String::as_str).filter(|key| !used.contains(*key)).collect()
    }

    /// How many faults were found so far.
    pub(super) fn faults(&self) -> usize {
        self.problems.borrow().len() + self.more.get().iter().sum::<usize>()
    }

    /// Whether there is a fault that makes the file useless.
    pub(in crate::scenario) fn has_errors(&self) -> bool {
        self.problems.borrow().iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Notes a fault.
    pub(in crate::scenario) fn error(&self, span: Range<usize>, message: impl Into<String>) {
        self.note(Severity::Error, span, message.into(), None);
    }

    /// Notes a fault, and what would be right.
    pub(in crate::scenario) fn error_with(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.note(Severity::Error, span, message.into(), Some(hint.into()));
    }

    /// Notes something that looks wrong, and what would be right.
    pub(in crate::scenario) fn warning(&self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Severity::Warning, span, message.into(), Some(hint.into()));
    }

    fn note(&self, severity: Severity, span: Range<usize>, message: String, hint: Option<String>) {
        if self.is_full(severity) {
            self.count(severity);
            return;
        }
        self.problems.borrow_mut().push(Problem {
            severity,
            file: self.source.name.clone(),
            place: Some(self.source.place(span)),
            message,
            hint,
        });
    }

    /// The bytes of a line, from 1, without its indent.
    pub(in crate::scenario) fn line_span(&self, line: usize) -> Range<usize> {
        self.source.line_span(line)
    }

    /// The line of a node, from 1.
    pub(super) fn line(&self, node: Node<'_>) -> usize {
        self.source.line(node.span().start)
    }

    /// Notes that something else was expected here.
    pub(super) fn expected(&self, node: Node<'_>, what: &str) {
        self.error(node.span(), format!("expected {what}, found {}", node.kind()));
    }

    /// The text of a node that must be a string and not empty; placeholders are looked at.
    pub(super) fn text(&self, node: Node<'_>, what: &str) -> Option<String> {
        let Some(text) = node.text() else {
            self.expected(node, &format!("{what} (a string)"));
            return None;
        };
        if text.trim().is_empty() {
            self.error(node.span(), format!("{what} is empty"));
            return None;
        }
        self.placeholders(node, text);
        Some(text.to_owned())
    }

    /// The texts of a node that must be a string or a list of strings.
    pub(super) fn texts(&self, node: Node<'_>, what: &str) -> Vec<String> {
        node.one_or_many().into_iter().filter_map(|member| self.text(member, what)).collect()
    }

    /// Looks whether everything in braces is a value that there is.
    pub(super) fn placeholders(&self, node: Node<'_>, text: &str) {
        for (name, _) in placeholders(text) {
            if SECRET_VALUES.contains(&name) {
                self.error_with(
                    node.span(),
                    format!("{{{name}}} is a secret and cannot stand in a text"),
                    "a secret is read and stored, and never typed, shown or compared",
                );
            } else if !ACCOUNT_VALUES.contains(&name) && !self.values.contains(name) {
                let known: Vec<&str> =
                    ACCOUNT_VALUES.into_iter().chain(self.values.iter().map(String::as_str)).collect();
                let near = did_you_mean(name, known.iter().copied());
                self.error_with(
                    node.span(),
                    format!("unknown value {{{name}}}{near}"),
                    format!("there are: {}", known.join(", ")),
                );
            }
        }
    }

    /// A regular expression that must compile.
    pub(super) fn pattern(&self, node: Node<'_>, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        match compile(&text) {
            Ok(_) => Some(text),
            Err(reason) => {
                self.error(node.span(), format!("{what} is not a regular expression: {reason}"));
                None
            }
        }
    }

    /// A label key that must be known.
    pub(super) fn label(&self, node: Node<'_>) -> Option<String> {
        let key = self.text(node, "a label")?;
        if self.labels.entries.contains_key(&key) {
            return Some(key);
        }
        self.unknown_label(node, &key);
        None
    }

    /// Notes a label that no label file has.
    pub(super) fn unknown_label(&self, node: Node<'_>, key: &str) {
        let near = did_you_mean(key, self.labels.entries.keys().map(String::as_str));
        self.error_with(
            node.span(),
            format!("unknown label \"{key}\"{near}"),
            format!("a label is a key of the files under labels/; for these very words write \"={key}\""),
        );
    }
}

/// Compiles a pattern, with something harmless in the place of each placeholder.
pub(super) fn compile(pattern: &str) -> Result<regex::Regex, String> {
    let mut text = pattern.to_owned();
    for (_, span) in placeholders(pattern).into_iter().rev() {
        text.replace_range(span, "x");
    }
    regex::Regex::new(&text).map_err(|error| {
        // The crate's message draws the pattern and an arrow over several lines; its last line is the reason.
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default().trim();
        last.strip_prefix("error: ").unwrap_or(last).to_owned()
    })
}
