//! One browser for another account: what is left of the one before.

use serde_json::json;

use super::Session;
use crate::browser::command::RawCommand;
use crate::browser::error::BrowserError;
use crate::browser::kind::BrowserKind;

impl Session {
    /// Whether this browser can be made as if it had just been opened. Firefox's driver has no word for that.
    pub fn can_begin_anew(&self) -> bool {
        self.kind == BrowserKind::Chromium
    }

    /// Makes the browser as if it had just been opened: one empty tab, and no other. Cookies, stored data and cache of all sites go as
    /// well, unless they are a saved sign-in's, which is meant to stay.
    ///
    /// # Errors
    /// As for every command; the browser must then not be used for another account.
    pub async fn begin_anew(&self, keep_sign_in: bool) -> Result<(), BrowserError> {
        let before = self.windows().await?;
        let opened = self.issue("open a tab", RawCommand::post("window/new", json!({ "type": "tab" }))).await?;
        let Some(tab) = opened["handle"].as_str() else {
            return Err(BrowserError::WindowClosed);
        };
        for window in before {
            self.switch_to_window(&window).await?;
            if self.alert_text().await?.is_some() {
                self.dismiss_alert().await?;
            }
            self.issue("close a tab", RawCommand::delete("window")).await?;
        }
        self.switch_to_window(tab).await?;
        if !keep_sign_in {
            self.devtools("Network.clearBrowserCookies", json!({})).await?;
            self.devtools("Network.clearBrowserCache", json!({})).await?;
            self.devtools("Storage.clearDataForOrigin", json!({ "origin": "*", "storageTypes": "all" })).await?;
        }
        // What has closed may have opened something else.
        match self.windows().await?.as_slice() {
            [only] if only == tab => Ok(()),
            _ => Err(BrowserError::WindowClosed),
        }
    }
}
