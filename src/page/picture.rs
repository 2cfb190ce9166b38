//! Masked pictures of the page: covered in the page before they are taken, and thrown away when the cover did not hold.

use super::engine::{mask, unmask};
use crate::browser::{BrowserError, Session};

/// A PNG of the viewport, or `None` when what could be a token could not be kept out of it.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn take(session: &Session) -> Result<Option<Vec<u8>>, BrowserError> {
    // A list that is rendered anew loses its cover: that is no reason to do without a picture at the first try.
    for _ in 0..TRIES {
        if !mask(session).await? {
            unmask(session).await?;
            continue;
        }
        let picture = session.screenshot().await;
        if unmask(session).await? {
            return picture.map(Some);
        }
    }
    Ok(None)
}

/// How often a picture is tried.
const TRIES: u32 = 3;
