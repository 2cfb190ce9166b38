//! The search of a pack for what it should not hold. It knows nothing of how pages are made: what stands in for data there must look like
//! a stand-in.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

/// What was found, without the thing itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The place.
    pub place: String,
    /// What kind of thing.
    pub kind: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the page of \"{}\" would hold {}", self.place, self.kind)
    }
}

/// Shorter values are words of any text.
const SHORTEST: usize = 3;
/// From so many letters on a value is looked for across elements, too.
const LONG: usize = 5;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("it is tested")
}

static STYLE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)<style>.*?</style>"));
static TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)<[^>]*>"));
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"\s(?:aria-label|aria-description|aria-valuetext|aria-roledescription|aria-placeholder|title|alt|placeholder|label|value)="([^"]*)""#,
    )
});
static FRAME: LazyLock<Regex> = LazyLock::new(|| regex(r#"\ssrcdoc="([^"]*)""#));
static STAND_IN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\{\w+\}|\b(?:Name|Code|E-mail|Web address) \d+\b|(?:Name|Code|E-mail|Web address) \d+"));
/// What could be anybody's, by its form.
static FORMS: LazyLock<[(&str, Regex); 4]> = LazyLock::new(|| {
    [
        ("what looks like a token", regex(r"EAA[0-9A-Za-z]{6,}")),
        ("what looks like an e-mail address", regex(r#"[^\s@"'<>=;]+@[^\s@"'<>=;]+\.\p{L}{2,}"#)),
        ("what looks like a token or a key", regex(r"[0-9A-Za-z_-]{32,}")),
        ("what looks like a telephone number", regex(r"\+\d[\d ().-]{6,}\d")),
    ]
});
static DIGITS: LazyLock<Regex> = LazyLock::new(|| regex(r"\d{7,}"));
static DIGITS_STAND_IN: LazyLock<Regex> = LazyLock::new(|| regex(r"^\d0+\d{2}$"));
static NUMBER_STAND_IN: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:10*|\d0+\d{2})$"));

/// The first thing that should not be there. `texts`: each with its place; `own`: what is known of the account, each with what it is;
/// `words`: the console's own, which tell nobody anything.
pub(super) fn leak<'a>(
    texts: impl Iterator<Item = (&'a str, &'a str)>,
    own: &[(String, String)],
    words: &[String],
) -> Option<Leak> {
    let is_word = |value: &str| words.iter().any(|word| word.trim().to_lowercase() == value);
    let own: Vec<(&str, String)> = own
        .iter()
        .map(|(kind, value)| (kind.as_str(), value.trim().to_lowercase()))
        .filter(|(_, value)| value.chars().count() >= SHORTEST && !is_word(value))
        .collect();
    for (place, text) in texts {
        if let Some(kind) = found(text, &own) {
            return Some(Leak { place: place.to_owned(), kind });
        }
    }
    None
}

fn found(text: &str, own: &[(&str, String)]) -> Option<String> {
    for frame in FRAME.captures_iter(text) {
        if let Some(kind) = found(&decoded(&frame[1]), own) {
            return Some(kind);
        }
    }
    let text = STYLE.replace_all(text, " ");
    let text = FRAME.replace_all(&text, " ");
    let said = said(&text);
    for (kind, value) in own {
        let across = value.chars().count() >= LONG && said.iter().any(|part| part.contains(value.as_str()));
        if across || said.iter().any(|part| stands_in(part, value)) {
            return Some(format!("the account's {}", kind.replace('_', " ")));
        }
    }
    for (kind, form) in FORMS.iter() {
        let real = |found: &str| {
            !kind.contains("telephone")
                || found
                    .split(|c: char| !c.is_ascii_digit())
                    .any(|run| !run.is_empty() && !NUMBER_STAND_IN.is_match(run))
        };
        // A long word of one kind of letters is a word.
        let is = |found: &str| {
            !kind.contains("key")
                || found.contains(|c: char| c.is_ascii_digit()) && found.contains(|c: char| c.is_ascii_alphabetic())
        };
        if form.find_iter(&text).any(|found| real(found.as_str()) && is(found.as_str())) {
            return Some((*kind).to_owned());
        }
    }
    let long = DIGITS.find_iter(&text).any(|run| !DIGITS_STAND_IN.is_match(run.as_str()));
    long.then(|| "a long number".to_owned())
}

/// What a text says to people, folded: the words between tags, once apart and once in one, and those of attributes.
fn said(text: &str) -> Vec<String> {
    let clean = |part: &str| STAND_IN.replace_all(&decoded(part), " ").to_lowercase();
    let mut all: Vec<String> = TAG.split(text).map(clean).filter(|part| !part.trim().is_empty()).collect();
    all.push(clean(&TAG.replace_all(text, "")));
    all.extend(VALUE.captures_iter(text).map(|value| clean(&value[1])));
    all
}

/// Whether a value stands in a text by itself, and not within a word.
fn stands_in(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + value.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<String> {
        let own = [("app", "Acme & Söhne"), ("system_user", "ada"), ("business", "Users")];
        let own: Vec<_> = own.iter().map(|(kind, value)| ((*kind).to_owned(), (*value).to_owned())).collect();
        leak([("list", text)].into_iter(), &own, &["users".to_owned()]).map(|leak| leak.kind)
    }

    #[test]
    fn what_a_pack_should_not_hold_is_found_wherever_it_stands() {
        let app = Some("the account's app".to_owned());
        for text in [
            "<p>Acme &amp; Söhne</p>",
            "<p>ACME &amp; <b>Söhne</b></p>",
            "<input value=\"acme &amp; söhne GmbH\">",
            "<iframe srcdoc=\"&lt;p>Acme &amp;amp; Söhne&lt;/p>\"></iframe>",
            "kept = [\"Acme & Söhne\"]",
        ] {
            assert_eq!(kind(text), app, "{text}");
        }
        assert_eq!(kind("<a title=\"ada\">x</a>").unwrap(), "the account's system user");
        for (text, says) in [
            ("EAABsbCS1234ZCp", "a token"),
            ("<p>jo.doe@mail.example.org</p>", "e-mail"),
            ("<p>call +49 30 901820</p>", "telephone"),
            ("<p>ID 249293630808676</p>", "long number"),
            ("<p>8f14e45fceea167a5a36dedd4bea2543</p>", "key"),
        ] {
            assert!(kind(text).is_some_and(|kind| kind.contains(says)), "{text}: {:?}", kind(text));
        }
    }

    #[test]
    fn stand_ins_and_words_of_the_console_are_no_leak() {
        for text in [
            "<p>{app} Name 1 E-mail 2 Web address 1 Code 3 2000000000000001 +10 100 1000000</p>",
            "<p>Canada</p><p>Users</p><style>.c1{width:1234567px;content:\"x@y.example\"}</style>",
            "<p>whatsapp_business_management_and_more_words</p><a class=\"c12\" href=\"#\">x</a>",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
