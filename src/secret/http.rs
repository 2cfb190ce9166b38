//! What every HTTP client of this program begins with.

use std::sync::Once;

use reqwest::{Client, ClientBuilder, redirect};

/// A client that follows nobody anywhere and tells nobody where it comes from.
pub(crate) fn http_client() -> ClientBuilder {
    encryption();
    Client::builder()
        .user_agent(concat!("tokenwright/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
}

/// Says once what TLS reckons with. It is ring, as the usual choice is C that takes a minute of every first build.
fn encryption() {
    static ONCE: Once = Once::new();
    // An error only says that somebody in this process has chosen already.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}
