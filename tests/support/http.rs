//! How the tests themselves ask a server.

/// A client, which needs to be told what TLS reckons with even where nobody speaks it.
pub(crate) fn http_client() -> reqwest::ClientBuilder {
    // An error only says that another test was first.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
}
