//! What a Selenium Grid says of itself: how many browsers it has, and who waits for one.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use url::Url;

/// How long it may take to answer: it is only asked so that a person knows.
const LIMIT: Duration = Duration::from_secs(3);
/// More than any Grid says of itself.
const MOST_BYTES: usize = 8 << 20;

/// How busy a Grid is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many browsers may be open at once.
    pub slots: usize,
    /// How many are.
    pub busy: usize,
    /// How many requests wait for one, as far as it tells.
    pub waiting: usize,
}

impl Load {
    /// Whether no browser is free, or others wait for it already.
    pub fn is_full(&self) -> bool {
        self.busy >= self.slots || self.waiting > 1
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slots {
            0 => write!(f, "the Grid has no browsers now")?,
            slots => write!(f, "{} of the Grid's {slots} browsers are in use", self.busy)?,
        }
        if self.waiting > 0 { write!(f, ", {} in its queue", self.waiting) } else { Ok(()) }
    }
}

/// Asks how busy it is; `None`: it is no Grid, or does not answer.
pub async fn load(address: &Url) -> Option<Load> {
    let status = ask(address, "status").await?;
    let nodes = status["value"]["nodes"].as_array()?;
    let up = nodes.iter().filter(|node| node["availability"].as_str().is_none_or(|told| told == "UP"));
    let (mut slots, mut busy) = (0, 0);
    for node in up {
        let all = node["slots"].as_array().map_or(&[][..], Vec::as_slice);
        let most = node["maxSessions"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(all.len());
        slots += most.min(all.len());
        busy += all.iter().filter(|slot| slot["session"].is_object()).count();
    }
    let queue = ask(address, "se/grid/newsessionqueue/queue").await.unwrap_or_default();
    Some(Load { slots, busy, waiting: queue["value"].as_array().map_or(0, Vec::len) })
}

/// What answers at this address where a driver should, as HTTP has it; `None`: nobody.
pub(super) async fn http_status(address: &Url) -> Option<StatusCode> {
    get(address, "status").await.map(|(status, _)| status)
}

/// Ends a session, whatever comes of it.
pub(super) async fn end_session(address: &Url, id: &str) {
    let Some(Ok(url)) = address.join(&format!("session/{id}")).ok().map(|url| url.as_str().parse::<http::Uri>()) else {
        return;
    };
    let Ok(request) = http::Request::delete(url).body(Empty::<Bytes>::new()) else { return };
    let _ = tokio::time::timeout(LIMIT, client().request(request)).await;
}

fn client() -> Client<HttpConnector, Empty<Bytes>> {
    Client::builder(TokioExecutor::new()).build(HttpConnector::new())
}

async fn ask(address: &Url, path: &str) -> Option<Value> {
    let (_, body) = get(address, path).await?;
    serde_json::from_slice(&body).ok()
}

async fn get(address: &Url, path: &str) -> Option<(StatusCode, Bytes)> {
    let url = address.join(&format!("/{path}")).ok()?.as_str().parse().ok()?;
    let answer = async {
        let answer = client().get(url).await.ok()?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MOST_BYTES).collect().await.ok()?;
        Some((status, body.to_bytes()))
    };
    tokio::time::timeout(LIMIT, answer).await.ok()?
}

#[cfg(test)]
mod tests {
    use super::Load;

    #[test]
    fn a_grid_is_full_when_nobody_gets_a_browser_at_once() {
        let of = |slots, busy, waiting| Load { slots, busy, waiting };
        assert!(of(2, 2, 1).is_full() && of(2, 1, 2).is_full() && of(0, 0, 1).is_full());
        assert!(!of(2, 1, 1).is_full(), "the one that waits is ours, and is about to get it");
        assert_eq!(of(2, 2, 3).to_string(), "2 of the Grid's 2 browsers are in use, 3 in its queue");
        assert_eq!(of(0, 0, 0).to_string(), "the Grid has no browsers now");
    }
}
