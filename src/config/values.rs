//! The values that settings of few choices have, and the account's name.

use clap::ValueEnum;
use sha2::{Digest, Sha256};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Browser {
    /// Chromium or Chrome, through chromedriver.
    #[default]
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
}

/// The system user's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Role {
    /// All of the business.
    #[default]
    Admin,
    /// Only what is assigned.
    Employee,
}

/// Whether Meta's non-discrimination policy is accepted where it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum AcceptPolicy {
    /// It is accepted, as the guides document it, and told.
    #[default]
    Yes,
    /// It is put before a person.
    Ask,
}

/// How the token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Via {
    /// In the browser, by the documented clicks.
    #[default]
    Browser,
    /// Through Meta's API, with an admin's token.
    Graph,
}

/// How much is kept of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Trace {
    /// A masked picture of each step.
    #[default]
    Full,
    /// A picture only where a step failed.
    Failures,
    /// No pictures.
    Off,
}

/// The words that a choice may be.
pub(super) fn choices<E: ValueEnum>() -> Vec<String> {
    E::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect()
}

fn word<E: ValueEnum>(choice: &E) -> String {
    choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Gives each choice its word.
macro_rules! words {
    ($($choice:ty),*) => {$(
        impl $choice {
            /// The word for it, as it is written in a file or on the command line.
            pub fn word(self) -> String {
                word(&self)
            }
        }
    )*};
}

words!(AcceptPolicy, Browser, Role, Trace, Via);

/// The name of an account after a business or an app, fit to name files: `Müller & Söhne` gives `muller-sohne`.
pub fn account_name(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(60);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        // A name in a script without small Latin letters: its hash tells it from others.
        return format!("account-{}", &hex::encode(Sha256::digest(name))[..8]);
    }
    slug.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_after_its_business() {
        assert_eq!(account_name("Rocket.Chat  Demo"), "rocket-chat-demo");
        assert_eq!(account_name(" Café & Co. "), "cafe-co");
        assert!(account_name("株式会社").starts_with("account-"));
        assert_ne!(account_name("株式会社"), account_name("株式会"));
    }
}
