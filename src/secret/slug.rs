//! The short name of an account, which names its files.

use std::fmt;

/// Windows keeps these names for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// A checked account name: small letters, digits, `-`, `_` and `.`, so that it can name files and lead nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Checks an account name.
    ///
    /// # Errors
    /// When it could not safely name a file.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let wrong = |why: &'static str| Err(SlugError { slug: text.chars().take(80).collect(), why });
        if text.is_empty() {
            return wrong("is empty");
        }
        if text.len() > 100 {
            return wrong("is longer than 100 characters");
        }
        if !text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.')) {
            return wrong("has characters besides a-z, 0-9, '-', '_' and '.'");
        }
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return wrong("does not begin with a letter or digit");
        }
        if text.ends_with('.') || text.contains("..") {
            return wrong("has two dots in a row, or one at its end");
        }
        if DEVICES.contains(&text.split('.').next().unwrap_or_default()) {
            return wrong("is a device's name on some systems");
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot name an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the account name {slug:?} {why}; give a short name such as acme-berlin with --id")]
pub struct SlugError {
    slug: String,
    why: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_names_pass() {
        for good in ["acme", "acme-berlin", "7eleven", "a.b_c-1"] {
            assert_eq!(Slug::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", ".", "..", "../x", "a/b", "a\\b", "-x", ".env", "a..b", "a.", "Acme", "é", "a b", "nul", "a\0b"]
        {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }
}
