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
        // Not all at the same moment, either.
        let apart = config.first_pause.mul_f64(rand::random_range(0.0..1.0));
        return (asked <= config.longest_pause).then(|| asked + apart);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> GraphError {
        GraphError::Network { message: "no route".to_owned() }
    }

    fn asked(seconds: u64) -> GraphError {
        GraphError::Status { status: 503, what: "nothing", retry_after: Some(Duration::from_secs(seconds)) }
    }

    #[test]
    fn pauses_double_with_jitter_and_come_to_an_end() {
        let config = GraphConfig::new("https://graph.facebook.com", "v26.0").unwrap();
        for attempt in 1..config.attempts {
            let longest = config.first_pause * 2_u32.pow(attempt - 1);
            let pauses: Vec<_> = (0..40).map(|_| pause(&config, &fault(), attempt).unwrap()).collect();
            assert!(pauses.iter().all(|pause| *pause >= longest / 2 && *pause <= longest), "{pauses:?}");
            assert!(
                pauses.iter().any(|pause| *pause != pauses[0]),
                "many that fail together do not come back together"
            );
        }
        assert_eq!(pause(&config, &fault(), config.attempts), None);
        assert_eq!(pause(&config, &GraphError::Redirect { to: "x".to_owned() }, 1), None);
    }

    #[test]
    fn what_graph_asks_for_is_waited_unless_it_is_too_long() {
        let config = GraphConfig::new("https://graph.facebook.com", "v26.0").unwrap();
        let pauses: Vec<_> = (0..40).map(|_| pause(&config, &asked(7), 1).unwrap()).collect();
        assert!(pauses.iter().all(|pause| (7.0..7.6).contains(&pause.as_secs_f64())), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
        assert_eq!(pause(&config, &asked(7200), 1), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let read = |text: &str| read_retry_after(&HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]));
        assert_eq!(read(" 12 "), Some(Duration::from_secs(12)));
        assert_eq!(read("soon"), None);
        assert_eq!(read("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = jiff::Timestamp::now() + Duration::from_secs(90);
        let text = jiff::fmt::rfc2822::to_string(&soon.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
        assert!((80..=90).contains(&read(&text).unwrap().as_secs()), "{text}");
    }
}
