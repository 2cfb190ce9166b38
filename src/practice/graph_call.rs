//! A question to Graph, taken apart.

use std::collections::HashMap;

use axum::http::Method;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::graph_reply::{Page, page};
use super::question::Question;
use super::state::Inner;

/// A question to Graph, taken apart.
pub(super) struct Call<'a> {
    pub(super) question: &'a Question,
    /// Path segments after the version.
    pub(super) path: Vec<&'a str>,
    pub(super) version: Option<&'a str>,
    /// Query and form fields together.
    pub(super) fields: HashMap<String, String>,
    pub(super) token: Option<String>,
    pub(super) root: &'a str,
}

impl Call<'_> {
    pub(super) fn field(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }

    pub(super) fn post(&self) -> bool {
        self.question.method == Method::POST
    }

    /// A page of rows, cut to the fields that were asked for.
    pub(super) fn list(&self, inner: &Inner, rows: Vec<Value>) -> Value {
        let limit = self.field("limit").parse().unwrap_or_else(|_| inner.switches.number("graph.page_size"));
        let version = self.version.map_or(String::new(), |version| format!("/{version}"));
        let mut rows: Vec<Value> = rows.into_iter().map(|row| self.cut(row)).collect();
        // Graph promises no order.
        if inner.switches.is("graph.order", "reversed") {
            rows.reverse();
        }
        page(
            &rows,
            &Page {
                address: format!("{}{version}/{}", self.root, self.path.join("/")),
                token: self.token.as_deref().unwrap_or_default(),
                limit: usize::try_from(limit).unwrap_or(usize::MAX),
                after: self.fields.get("after").map(String::as_str),
            },
        )
    }

    /// Only the fields that were asked for, and always the id.
    pub(super) fn cut(&self, mut row: Value) -> Value {
        let wanted = self.field("fields");
        if let (false, Some(object)) = (wanted.is_empty(), row.as_object_mut()) {
            object.retain(|key, _| key == "id" || wanted.split(',').any(|field| field.trim() == key));
        }
        row
    }
}

/// Hex HMAC-SHA256 of the token with the app's secret.
pub(super) fn appsecret_proof(secret: &str, token: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(token.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
