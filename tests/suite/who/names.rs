//! Names that are hard to tell apart, or that hold what looks like something else.

use unicode_normalization::UnicodeNormalization as _;

/// Names of which no two are the same.
pub(super) const NAMES: [&str; 40] = [
    "RCWa",
    "Rocket",
    "Rocket Old",
    "Rocket-2",
    "My Rocket",
    "Rocket · EU",
    "Rocket | EU",
    "Rocket – EU",
    "Rocket (EU)",
    "Rocket & Co",
    "José",
    "Équipe Cloud",
    "Müller GmbH",
    "Ægir Shop",
    "İstanbul Ofis",
    "ΣΊΣΥΦΟΣ",
    "か",
    "が",
    "متجر",
    "חנות",
    "株式会社",
    "कि",
    "का",
    "❤ Shop",
    "🚀 Shop",
    "Joe's \"Best\" <b>Shop</b>",
    "CRM {role}",
    "{app}",
    "{business_pattern}",
    ".*",
    "a+b?(c)|[d]^$",
    "C:\\new\\1",
    "20240115",
    "Shop 20240115",
    "1234567",
    "100200300400500",
    "Shop: EU",
    "Shop:",
    "+ Shop",
    "Confirm your identity",
];

/// The same name written otherwise.
pub(super) fn written_otherwise(name: &str) -> Vec<String> {
    let last = name.char_indices().last().map_or(0, |(at, _)| at);
    let mut all = vec![
        name.nfc().collect(),
        name.nfd().collect(),
        name.to_uppercase(),
        name.to_lowercase(),
        name.replace(' ', "  "),
        name.replace(' ', "\u{a0}"),
        format!("{name}\u{200b}"),
        format!("{}\u{2060}{}", &name[..last], &name[last..]),
        format!("\u{202e}{name}\u{202c}"),
        format!("\u{2067}{name}\u{2069}"),
        name.replace('\'', "\u{2019}").replace(" \"", " \u{201c}").replace('"', "\u{201d}"),
        name.chars().map(wide).collect(),
    ];
    all.retain(|other| other != name);
    all
}

/// Another name, however near.
pub(super) fn goes_on(name: &str) -> Vec<String> {
    let mut all: Vec<String> =
        [" Old", "-2", "2", " · EU", " | EU", " – EU", ", Inc", "!", ":", " *", "…", " 12345678", " {role}"]
            .iter()
            .map(|more| format!("{name}{more}"))
            .collect();
    all.extend(["My ", "x", "+ ", "New: ", "@", "#"].iter().map(|before| format!("{before}{name}")));
    let mut letters: Vec<char> = name.chars().collect();
    letters.pop();
    all.push(letters.into_iter().collect());
    all
}

fn wide(c: char) -> char {
    match c {
        'a'..='z' | 'A'..='Z' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        other => other,
    }
}
