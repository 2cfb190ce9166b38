//! Masked pictures of the page: covered in the page before they are taken, and thrown away when the cover did not hold.

use super::engine::{mask, unmask};
use crate::browser::{BrowserError, Session};

/// A PNG of the viewport, or `None` when what could be a token could not be kept out of it.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn take(session: &Session) -> Result<Option<Vec<u8>>, BrowserError> {
    if !mask(session).await? {
        unmask(session).await?;
        return Ok(None);
    }
    let picture = session.screenshot().await;
    let held = unmask(session).await?;
    Ok(if held { Some(picture?) } else { None })
}
