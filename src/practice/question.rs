//! What the servers are asked.

use std::collections::HashMap;

use axum::http::{HeaderMap, Method};
use serde_json::Value;

/// A request, read whole.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: HashMap<String, String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Question {
    /// The body as JSON; null where it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// Which of the two sites is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    Developers,
    Business,
}
