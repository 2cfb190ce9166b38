//! The shapes of Graph's replies.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::token;

/// An error of the Graph API.
#[derive(Debug, Clone)]
pub(super) struct GraphError {
    pub(super) status: u16,
    pub(super) code: i64,
    pub(super) subcode: Option<i64>,
    pub(super) kind: &'static str,
    pub(super) message: String,
}

impl GraphError {
    pub(super) fn new(status: u16, code: i64, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, subcode: None, kind, message: message.into() }
    }

    pub(super) fn subcode(mut self, subcode: i64) -> Self {
        self.subcode = Some(subcode);
        self
    }

    /// An object that is not there, or not for this token.
    pub(super) fn unsupported(verb: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {verb} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation. Please read the Graph API documentation at \
             https://developers.facebook.com/docs/graph-api"
        );
        Self::new(400, 100, "GraphMethodException", message).subcode(33)
    }

    /// An error that the pages would show to a person too.
    pub(super) fn parameter(message: &str) -> Self {
        Self::new(400, 100, "OAuthException", format!("(#100) {message}"))
    }

    pub(super) fn permission(code: i64, message: &str) -> Self {
        Self::new(403, code, "OAuthException", format!("(#{code}) {message}"))
    }

    pub(super) fn bad_token(subcode: Option<i64>) -> Self {
        let message = match subcode {
            Some(458) => "Error validating access token: The user has not authorized application.",
            Some(459) => {
                "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given."
            }
            Some(460) => {
                "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons."
            }
            Some(463) => "Error validating access token: Session has expired.",
            Some(467) => "Error validating access token: The session is invalid because the user logged out.",
            _ => "Invalid OAuth access token - Cannot parse access token",
        };
        Self { subcode, ..Self::new(if subcode.is_some() { 400 } else { 401 }, 190, "OAuthException", message) }
    }

    pub(super) fn body(&self) -> Value {
        let mut error = json!({ "message": self.message, "type": self.kind, "code": self.code });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        error["fbtrace_id"] = json!(token::trace_id());
        json!({ "error": error })
    }

    pub(super) fn response(&self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let quoted = self.message.replace(['"', '\\'], "'");
        let challenge = format!("OAuth \"Facebook Platform\" \"invalid_request\" \"{quoted}\"");
        (status, [(header::WWW_AUTHENTICATE, challenge)], axum::Json(self.body())).into_response()
    }
}

/// One page of a list, with cursors. As the real one does, `next` carries the token in the address.
pub(super) fn page(rows: &[Value], page: &Page<'_>) -> Value {
    let start = page.after.and_then(decode).unwrap_or(0).min(rows.len());
    let end = start.saturating_add(page.limit.max(1)).min(rows.len());
    let mut body = json!({ "data": rows[start..end] });
    if start < end {
        body["paging"] = json!({ "cursors": { "before": encode(start), "after": encode(end) } });
        if end < rows.len() {
            let next = format!(
                "{}?access_token={}&limit={}&after={}",
                page.address,
                page.token,
                page.limit,
                percent_encoding::utf8_percent_encode(&encode(end), percent_encoding::NON_ALPHANUMERIC)
            );
            body["paging"]["next"] = json!(next);
        }
    }
    body
}

/// Which page of a list.
pub(super) struct Page<'a> {
    pub(super) address: String,
    pub(super) token: &'a str,
    pub(super) limit: usize,
    pub(super) after: Option<&'a str>,
}

fn encode(offset: usize) -> String {
    STANDARD.encode(format!("QVFI{offset}"))
}

fn decode(cursor: &str) -> Option<usize> {
    let bytes = STANDARD.decode(cursor).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("QVFI")?.parse().ok()
}
