//! The values that a scenario may name in braces, as in `{app}`.

use std::ops::Range;

/// The values that every account has. A scenario's own `read` steps add to them.
pub const ACCOUNT_VALUES: [&str; 14] = [
    "accept_policy",
    "account",
    "app",
    "business",
    "business_pattern",
    "business_url",
    "developers_url",
    "graph_url",
    "graph_version",
    "language",
    "permissions",
    "role",
    "system_user",
    "waba",
];

/// Values that are secrets: a page is never asked for them and no message shows them.
pub(super) const SECRET_VALUES: [&str; 1] = ["token"];

/// The names in braces in a text, with the bytes each stands on, braces included. A brace before anything but a letter
/// is an ordinary character, so that `{60,}` in a pattern stays what it is.
pub(crate) fn placeholders(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| at + from) {
        from = open + 1;
        let rest = &text[from..];
        let Some(length) = rest.find('}') else { break };
        let name = &rest[..length];
        if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            found.push((name, open..from + length + 1));
            from += length + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_names_and_not_repetitions() {
        let found: Vec<&str> =
            placeholders("{app} EAA[a-z]{60,} {system_user}{").into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["app", "system_user"]);
    }
}
