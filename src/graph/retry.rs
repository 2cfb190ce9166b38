//! When to ask again.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::{GraphConfig, GraphError};

/// The pause before the next attempt; `None`: it is no use.
pub(super) fn pause(config: &GraphConfig, error: &GraphError, attempt: u32) -> Option<Duration> {
    if attempt >= config.attempts || !error.is_transient() {
        return None;
    }
    if let Some(asked) = error.retry_after() {
        return (asked <= config.longest_pause).then_some(asked);
    }
    let doubled = config.first_pause.saturating_mul(1 << (attempt - 1).min(16));
    // So that many accounts that failed together do not come back together.
    Some(doubled.min(config.longest_pause).mul_f64(rand::random_range(0.5..1.0)))
}

/// `Retry-After`, in seconds or as a date.
pub(super) fn read_retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let when = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let seconds = when.as_second().saturating_sub(jiff::Timestamp::now().as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
