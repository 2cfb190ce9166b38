//! The one list of secrets of this process.

use std::{
    borrow::Cow,
    sync::{LazyLock, PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    patterns::Patterns,
    scan::{Scan, scan},
};
use crate::secret::Token;

/// A shorter secret than this would black out ordinary words.
const SHORTEST: usize = 6;

static REGISTRY: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

/// Hides this token from now on in everything that passes the redactor.
pub fn register(token: &Token) {
    REGISTRY.write().unwrap_or_else(PoisonError::into_inner).add_token(token.expose());
}

/// Hides this secret (an app secret, a header of an endpoint) from now on. Texts of less than 6 characters are ignored.
pub fn register_secret(secret: &str) {
    if secret.len() >= SHORTEST {
        REGISTRY.write().unwrap_or_else(PoisonError::into_inner).add_secret(secret);
    }
}

/// Hides the value of a header, and what is secret in it by itself: the key after `Bearer` or another scheme, what stands after
/// a `name=`, the user and password that `Basic` wraps.
pub fn register_header(value: &str) {
    register_secret(value);
    let mut words: Vec<&str> = value.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty()).collect();
    let is_scheme = |word: &&str| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    let scheme = if words.len() > 1 && words.first().is_some_and(is_scheme) { words.remove(0) } else { "" };
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = STANDARD.decode(words[0]).map(Zeroizing::new).unwrap_or_default();
        let pair = String::from_utf8_lossy(&pair);
        register_secret(&pair);
        if let Some((user, password)) = pair.split_once(':') {
            register_secret(user);
            register_secret(password);
        }
    }
    for word in words {
        register_secret(word);
        if let Some((_, value)) = word.split_once('=') {
            register_secret(value.trim_matches('"'));
        }
    }
}

/// The text with every secret replaced by `[token sha256:...]` or `[secret sha256:...]`.
pub fn text(text: &str) -> Cow<'_, str> {
    match bytes(text.as_bytes()) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        // A secret begins and ends at character boundaries, so the conversion loses nothing.
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// As [`text()`], for bytes.
pub fn bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    let scan = look(bytes, true, false);
    if scan.found.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut position = 0;
    for found in &scan.found {
        out.extend_from_slice(&bytes[position..found.start]);
        out.extend_from_slice(found.instead.as_bytes());
        position = found.end;
    }
    out.extend_from_slice(&bytes[position..]);
    Cow::Owned(out)
}

/// Looks for every registered secret.
pub(super) fn look(bytes: &[u8], whole: bool, in_data: bool) -> Scan {
    scan(&REGISTRY.read().unwrap_or_else(PoisonError::into_inner), bytes, whole, in_data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::canary;

    fn hidden(plain: &str, text: &str) -> String {
        let out = super::text(text).into_owned();
        assert_eq!(canary::forms_in(out.as_bytes(), plain), Vec::<&str>::new(), "{text}");
        out
    }

    #[test]
    fn every_form_of_a_token_is_hidden() {
        let plain = canary::token(10);
        let token = Token::parse(&plain).unwrap();
        let mark = format!("[token {}]", token.fingerprint());
        assert_eq!(hidden(&plain, &format!("a {plain} b")), format!("a {mark} b"));
        assert_eq!(hidden(&plain, &format!("{plain}{plain}")), format!("{mark}{mark}"));
        for offset in 0..3 {
            let text = STANDARD.encode(format!("{}{plain} and more", &"xyz"[..offset]));
            assert!(hidden(&plain, &text).contains(&mark), "offset {offset}");
        }
        for between in
            ["\n    ", " ", "\\n", "<wbr>", "</span><span class=\"x\">", "\u{200b}", "&nbsp;", "\", \"", "%0A"]
        {
            let broken = format!("[\"{}{between}{}{between}{}\"]", &plain[..9], &plain[9..100], &plain[100..]);
            assert_eq!(hidden(&plain, &broken), format!("[\"{mark}\"]"), "{between:?}");
        }
    }

    #[test]
    fn what_is_secret_in_a_header_is_hidden_alone() {
        register_header("Bearer k1-aaaa9999");
        register_header(&format!("Basic {}", STANDARD.encode("ann-of-acme:pass:phrase")));
        register_header("Token token=\"t2-bbbb8888\", realm=x");
        register_header("plain-k3-cccc7777");
        for hidden in ["k1-aaaa9999", "ann-of-acme", "pass:phrase", "t2-bbbb8888", "plain-k3-cccc7777"] {
            assert!(!text(&format!("bad key {hidden}.")).contains(hidden), "{hidden}");
        }
        assert_eq!(text("no Bearer, Basic or Token came"), "no Bearer, Basic or Token came");
    }

    #[test]
    fn a_long_piece_of_a_token_is_hidden() {
        let plain = canary::token(11);
        let token = Token::parse(&plain).unwrap();
        let mark = format!("[token {}]", token.fingerprint());
        assert_eq!(text(&format!("name={:?}", &plain[40..80])), format!("name=\"{mark}\""));
        assert_eq!(text(&format!("{} ...", &plain[..30])), format!("{mark} ..."));
        assert_eq!(text(&format!("{}\n{}", &plain[..10], &plain[10..20])), mark);
        assert_eq!(text(&plain[50..60]), &plain[50..60]);
    }

    #[test]
    fn what_looks_like_a_token_is_hidden_but_not_in_pictures() {
        let seen = text("tail EAAGm0PX4ZCpsBAKZCt5xyz01").into_owned();
        assert!(seen.starts_with("tail [token sha256:"), "{seen}");
        for plain in ["EAA", "EAAshort", "SEAAnd", "OK, DONE"] {
            assert_eq!(text(plain), plain);
        }
        let picture = "src=\"data:image/png;base64,iVBORw0KGgoEAAGm0PX4ZCpsBAKZCt5xyz01+/x==\"";
        assert_eq!(text(picture), picture);
        assert_ne!(
            text("data:;base64,abc\" EAAGm0PX4ZCpsBAKZCt5xyz01"),
            "data:;base64,abc\" EAAGm0PX4ZCpsBAKZCt5xyz01"
        );
    }

    #[test]
    fn other_secrets_are_hidden_in_every_escape() {
        let secret = "p&ss<\"w'or/d+ é\\x";
        register_secret(secret);
        let mut url = url::Url::parse("https://h/").unwrap();
        url.query_pairs_mut().append_pair("k", secret);
        for text in [
            secret.to_owned(),
            serde_json::to_string(&[secret]).unwrap(),
            serde_json::to_string(&serde_json::to_string(&[secret]).unwrap()).unwrap(),
            url.to_string(),
            "<a b='p&amp;ss&lt;&quot;w&#39;or/d+ é\\x'>".to_owned(),
            STANDARD.encode(secret),
        ] {
            assert!(super::text(&text).contains("[secret sha256:"), "{text}");
        }
        register_secret("abc");
        assert_eq!(super::text("abc"), "abc");
    }
}
