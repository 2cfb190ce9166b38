//! A question that is sent along with another, and what it was answered.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::page::Answer;

/// For so long an answer stands that was given ahead. A page that has had longer is asked again.
const HOLDS: Duration = Duration::from_millis(100);

/// A question that is sent along.
pub(super) struct Ahead {
    /// The ways after which it comes next, by their places in the question that it goes with.
    pub(super) after: Vec<usize>,
    /// The question's `id`.
    pub(super) id: String,
    /// Its ways.
    pub(super) ways: Vec<Value>,
    /// What goes along with it.
    pub(super) along: Vec<Ahead>,
}

/// What was answered ahead.
pub(super) struct Given {
    ahead: Ahead,
    context: String,
    answer: Answer,
    at: Instant,
}

impl Ahead {
    /// It, as the engine takes it.
    pub(super) fn sent(&self) -> Value {
        let ahead = self.along.iter().map(Self::sent).collect::<Vec<_>>();
        json!({ "after": self.after, "id": self.id, "ways": self.ways, "ahead": ahead })
    }
}

impl Given {
    /// Just now, on a page that knows this context.
    pub(super) fn new(ahead: Ahead, context: &str, answer: Answer) -> Self {
        Self { ahead, context: context.to_owned(), answer, at: Instant::now() }
    }

    /// Whether this is the question that was answered, asked right after.
    pub(super) fn answers(&self, ways: &[Value], context: &str) -> bool {
        self.ahead.ways == ways && self.context == context && self.at.elapsed() < HOLDS
    }

    /// The question's `id`, the answer, and what went along with the question.
    pub(super) fn take(self) -> (String, Answer, Vec<Ahead>) {
        (self.ahead.id, self.answer, self.ahead.along)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Given {
        let ahead = Ahead { after: vec![0], id: "1.2".into(), ways: vec![json!({ "id": "add/0" })], along: Vec::new() };
        Given::new(ahead, "1.1", Answer::Pending { waited: 0.0 })
    }

    #[test]
    fn an_answer_counts_only_for_its_own_question() {
        assert!(given().answers(&[json!({ "id": "add/0" })], "1.1"));
        assert!(!given().answers(&[json!({ "id": "add/1" })], "1.1"), "another way");
        assert!(!given().answers(&[json!({ "id": "add/0" }), json!({ "id": "add/1" })], "1.1"), "one way more");
        assert!(!given().answers(&[json!({ "id": "add/0" })], "1.2"), "what may interrupt has changed");
    }

    #[test]
    fn an_answer_does_not_count_for_long() {
        let mut old = given();
        old.at = Instant::now().checked_sub(HOLDS).unwrap();
        assert!(!old.answers(&[json!({ "id": "add/0" })], "1.1"));
    }
}
