//! Where the Graph API is.

use url::{Host, Url};

/// Checks the root address of a Graph API: https, or plain http to this machine only.
pub(super) fn check(text: &str) -> Result<Url, AddressError> {
    let wrong = |why| AddressError { address: crate::secret::redact::text(text).into_owned(), why };
    let mut url = Url::parse(text).map_err(|_| wrong("is not an address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("has a user name or password in it"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a path; the version is a key of its own"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(wrong("is not https, and a token must not travel in the clear")),
        _ => return Err(wrong("is neither https nor http")),
    }
    url.set_path("/");
    Ok(url)
}

/// Checks that a version is one (`v26.0`).
pub(super) fn check_version(text: &str) -> Result<(), AddressError> {
    let good = text.strip_prefix('v').and_then(|rest| rest.split_once('.')).is_some_and(|(major, minor)| {
        [major, minor].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    });
    let why = "is followed by a version that is none (it reads like v26.0)";
    if good { Ok(()) } else { Err(AddressError { address: text.chars().take(40).collect(), why }) }
}

/// Whether the address stays on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether a token that may go to `a` may go to `b`.
pub(super) fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host() == b.host() && a.port_or_known_default() == b.port_or_known_default()
}

/// Why an address cannot be that of a Graph API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the Graph address {address} {why}; give a root such as https://graph.facebook.com with --graph-url")]
pub struct AddressError {
    address: String,
    why: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine() {
        for good in ["https://graph.facebook.com", "http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8/"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "http://graph.facebook.com",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "ftp://127.0.0.1",
            "https://u:p@graph.facebook.com",
            "https://graph.facebook.com/v26.0",
            "https://graph.facebook.com/?x",
            "graph.facebook.com",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
