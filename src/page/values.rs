//! The account's values, and what is put in their places.

use std::collections::BTreeMap;

use crate::scenario::placeholders;

/// The account's values by placeholder name (`app`, `system_user`).
pub type Values = BTreeMap<String, String>;

/// The name of the value that is the page's language. No placeholder can ask for it.
pub const PAGE_LANGUAGE: &str = "page language";

/// The value that is known once the walk has taken an entry of a list for the one that is meant: however it is written there.
pub const AS_WRITTEN: &str = "as_written";
/// The value that is the business as it was asked for by digits. No placeholder can ask for it.
pub const ASKED_BUSINESS: &str = "asked business";
/// Entries of lists of which one that is only written alike is taken last.
pub const WAITED_FOR: [&str; 2] = ["{system_user}", "{asset}"];

/// Replaces `{placeholders}`, each where it is written: what a value holds is data, and braces in it stay what they are.
/// Unknown ones stay too (the loader has already refused them).
pub fn fill_in(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for (name, place) in placeholders(text) {
        let Some(value) = values.get(name) else { continue };
        filled.push_str(&text[from..place.start]);
        filled.push_str(value);
        from = place.end;
    }
    filled.push_str(&text[from..]);
    filled
}
