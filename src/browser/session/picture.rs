//! Pictures of what a window shows.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{Session, text};
use crate::browser::command::RawCommand;
use crate::browser::error::BrowserError;

impl Session {
    /// What the window shows, as PNG (<https://www.w3.org/TR/webdriver2/#screen-capture>). Whatever must not be seen has to be masked
    /// in the page before.
    ///
    /// # Errors
    /// As for every command.
    pub async fn screenshot(&self) -> Result<Vec<u8>, BrowserError> {
        // Chromium takes a quarter of the time less where a picture may be larger.
        let fast = json!({ "format": "png", "optimizeForSpeed": true });
        let answer = match self.devtools("Page.captureScreenshot", fast).await {
            Ok(answer) => answer["data"].clone(),
            Err(error) if !error.session_lives() => return Err(error),
            Err(_) => self.issue("take a picture", RawCommand::get("screenshot")).await?,
        };
        STANDARD.decode(text(answer)?).map_err(|error| BrowserError::Command {
            command: "take a picture".into(),
            code: "not a picture".into(),
            message: error.to_string(),
        })
    }
}
