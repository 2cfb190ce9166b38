//! What Graph, or the way to it, answered instead of what was asked for.

use std::{error::Error, time::Duration};

use serde_json::Value;

use crate::secret::plain;

/// Why a request to the Graph API came to nothing. Holds no address with a token in it, and texts of the other side only redacted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Graph refused, in its own format.
    #[error("graph refused: {0}")]
    Api(ApiError),
    /// A status without an error in Graph's format.
    #[error("graph answered with status {status} and {what} instead of JSON")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the body was.
        what: &'static str,
        /// `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The body is not JSON, though the status is good.
    #[error("graph answered with {what} instead of JSON")]
    NotJson {
        /// What it was.
        what: &'static str,
    },
    /// JSON, but not as documented.
    #[error("graph's answer lacks {what}")]
    Shape {
        /// What is missing.
        what: &'static str,
    },
    /// The body is larger than any real answer.
    #[error("graph's answer is larger than {limit} bytes, and was not read to its end")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A list whose pages lead round in a circle, or on and on.
    #[error("graph's list does not come to an end: {why}")]
    Endless {
        /// How that showed.
        why: &'static str,
    },
    /// The answer sends somewhere else.
    #[error("graph's answer sends to {to}; the token was not sent there")]
    Redirect {
        /// The host.
        to: String,
    },
    /// No answer in time.
    #[error("graph did not answer within {seconds} s")]
    Timeout {
        /// How long was waited.
        seconds: u64,
    },
    /// The certificate is not valid.
    #[error("graph's certificate is not valid ({message}); nothing was sent")]
    Certificate {
        /// Why.
        message: String,
    },
    /// The connection failed.
    #[error("graph cannot be reached: {message}")]
    Network {
        /// Why.
        message: String,
    },
}

/// An error in Graph's own format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The code.
    pub code: i64,
    /// The subcode, which tells the kinds of code 190 and 100 apart.
    pub subcode: Option<i64>,
    /// Graph's words.
    pub message: String,
    /// Graph's words for a person, where it has some.
    pub user_message: Option<String>,
    /// The id by which Meta's support finds the request.
    pub trace: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// Whether Graph itself says that the same call may succeed later.
    pub is_transient: bool,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (code {}", self.message, self.code)?;
        if let Some(subcode) = self.subcode {
            write!(f, ", subcode {subcode}")?;
        }
        write!(f, ")")?;
        match &self.user_message {
            Some(words) if *words != self.message => write!(f, ": {words}"),
            _ => Ok(()),
        }
    }
}

impl ApiError {
    /// One of the many codes for too many calls: of the app, the user, the page, the business.
    pub(super) fn is_rate_limit(&self) -> bool {
        matches!(self.code, 4 | 17 | 32 | 613 | 80000..=80014)
    }

    /// The proof of the app secret is missing or wrong.
    pub(super) fn is_of_app_secret(&self) -> bool {
        self.code == 104 || (self.code == 100 && self.message.contains("appsecret_proof"))
    }

    /// A check of the person stands in the way: the second factor (on the API route, of the admin whose token it is).
    pub(super) fn is_two_factor(&self) -> bool {
        self.code == 415 || self.subcode == Some(2_859_009)
    }

    /// Meta puts this off: "Please retry this action in a few minutes."
    pub(super) fn is_put_off(&self) -> bool {
        self.subcode == Some(2_859_030)
    }

    /// It says that the token itself is no good.
    pub(super) fn is_of_token(&self) -> bool {
        matches!(self.code, 0 | 102 | 190) && !self.is_two_factor() && !self.is_put_off()
    }

    /// `debug_token` is refused to this token, whatever it is worth: only the app may ask.
    pub(super) fn is_only_for_the_app(&self) -> bool {
        self.code == 100 && self.message.to_ascii_lowercase().contains("app access token")
    }

    /// Reads the object under `error`.
    pub(super) fn read(error: &Value, status: u16, retry_after: Option<Duration>) -> Self {
        let text = |name: &str| {
            let text: String = error.get(name)?.as_str()?.chars().take(500).collect();
            (!text.trim().is_empty()).then(|| plain(text.trim()))
        };
        let number = |name: &str| error.get(name).and_then(super::reading::whole_number);
        Self {
            code: number("code").unwrap_or(-1),
            subcode: number("error_subcode").or_else(|| number("subcode")),
            message: text("message").unwrap_or_else(|| "no reason given".to_owned()),
            user_message: text("error_user_msg").or_else(|| text("error_user_title")),
            trace: text("fbtrace_id"),
            status,
            retry_after,
            is_transient: error.get("is_transient").and_then(Value::as_bool).unwrap_or(false),
        }
    }
}

impl GraphError {
    /// Sorts an error of the HTTP client. Its address is left out: it may hold a token.
    pub(super) fn of_http(error: reqwest::Error, timeout: Duration) -> Self {
        let error = error.without_url();
        if error.is_timeout() {
            return Self::Timeout { seconds: timeout.as_secs().max(1) };
        }
        let mut words = Vec::new();
        let mut cause: Option<&dyn Error> = Some(&error);
        while let Some(error) = cause {
            words.push(error.to_string());
            cause = error.source();
        }
        // The innermost cause says what happened; those around it only that something did.
        let message = plain(words.last().map_or("", String::as_str));
        if words.iter().any(|word| word.to_ascii_lowercase().contains("certificate")) {
            return Self::Certificate { message };
        }
        Self::Network { message }
    }

    /// Whether the same question may be answered later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(error) => {
                matches!(error.code, 1 | 2) || error.is_rate_limit() || error.is_transient || error.status >= 500
            }
            Self::Status { status, .. } => *status >= 500 || *status == 429,
            Self::Timeout { .. } | Self::Network { .. } => true,
            _ => false,
        }
    }

    /// Whether it says nothing about the token: the question did not come to Graph, or was not answered, for a reason that lies
    /// elsewhere. Asking again at once may be of no use all the same.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Api(error) => {
                self.is_transient()
                    || error.is_of_app_secret()
                    || error.is_two_factor()
                    || error.is_put_off()
                    || matches!(error.code, 368 | 131_031)
            }
            _ => true,
        }
    }

    /// How long Graph asks to be left alone.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
