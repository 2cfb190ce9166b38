//! A session of a driver or Grid that runs already.

use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus};
use url::Url;

use super::Session;
use crate::browser::command::RawCommand;
use crate::browser::connect::{Refusal, connect, without_password};
use crate::browser::error::BrowserError;
use crate::browser::grid;
use crate::browser::left_open;
use crate::browser::options::BrowserOptions;

/// How long a session may take to say that it is there.
const THERE_LIMIT: Duration = Duration::from_secs(5);

impl Session {
    pub(super) async fn on_remote(options: &BrowserOptions, url: &Url) -> Result<Self, BrowserError> {
        let what = format!("a session at {}", without_password(url));
        if url.scheme() != "http" {
            return Err(BrowserError::StartFailed {
                what,
                reason: format!("\"{}\" addresses are not supported for drivers", url.scheme()),
                mend: "give an http:// address; reach a remote Grid through a tunnel".into(),
            });
        }
        let mut base = url.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", url.path()));
        }
        left_open::clean(&base).await;
        match connect(&base, options, None).await {
            Ok(client) => {
                let id = client.session_id().await.ok().flatten();
                let in_use = id.and_then(|id| left_open::InUse::of(&base, &id));
                Ok(Self { _in_use: in_use, ..Self::opened(options, client, None).await })
            }
            Err(failure) => {
                let (mut reason, mend) = (failure.reason(options), failure.mend(options));
                if let Refusal::Unreachable(_) = &failure
                    && let Some(status) = grid::http_status(&base).await
                {
                    reason = format!("what answers there is no driver or Grid, or is out of order: HTTP {status}");
                }
                if failure.is_a_long_wait()
                    && let Some(load) = grid::load(&base).await.filter(grid::Load::is_full)
                {
                    return Err(BrowserError::GridFull { what, reason: format!("{reason}; {load}") });
                }
                Err(BrowserError::StartFailed { what, mend, reason })
            }
        }
    }

    /// Whether a session of another machine is gone: a Grid whose node died answers in words of its own, but to every command.
    pub(super) async fn is_lost(&self) -> bool {
        if self.driver.is_some() {
            return false;
        }
        match tokio::time::timeout(THERE_LIMIT, self.client.issue_cmd(RawCommand::get("timeouts"))).await {
            Ok(Ok(_)) => false,
            Ok(Err(CmdError::Standard(answer))) => answer.error != ErrorStatus::UnexpectedAlertOpen,
            Ok(Err(_)) | Err(_) => true,
        }
    }
}
