//! What the program does inside, for those who look for a fault in it: `TOKENWRIGHT_LOG=debug`.

use std::{env, io};

use tracing_subscriber::EnvFilter;

use crate::secret::redact;

/// Starts logging to standard error, redacted, if `TOKENWRIGHT_LOG` says what to log. Otherwise nothing is set up at all.
pub(super) fn start() {
    let Some(wanted) = env::var("TOKENWRIGHT_LOG").ok().filter(|wanted| !wanted.is_empty()) else { return };
    let filter = EnvFilter::builder().parse_lossy(wanted);
    // What cannot be written (`2>&1 | head`) is no reason to say so there, which would be a panic.
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(redact::MakeWriter(io::stderr))
        .log_internal_errors(false);
    // A second call, in a test, finds the first one's logger in place.
    let _ = subscriber.try_init();
}
