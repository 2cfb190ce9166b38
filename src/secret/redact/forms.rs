//! The forms in which a secret may turn up in what the program writes.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use zeroize::Zeroizing;

/// Every form of a secret, itself first, each once.
pub(super) fn of(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let mut texts = BTreeSet::new();
    let json = json(secret);
    texts.insert(json.clone());
    texts.insert(self::json(&json));
    let percent = percent_encode(secret.as_bytes(), NON_ALPHANUMERIC).to_string();
    texts.insert(percent.to_lowercase_escapes());
    texts.insert(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
    texts.insert(percent);
    texts.insert(secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    for (quote, apostrophe) in [("&quot;", "&#39;"), ("&quot;", "&apos;"), ("&#34;", "&#39;"), ("&quot;", "&#x27;")] {
        let markup = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        texts.insert(markup.replace('"', quote).replace('\'', apostrophe));
    }
    for offset in 0..3 {
        let core = base64_core(secret.as_bytes(), offset);
        texts.insert(core.replace('+', "-").replace('/', "_"));
        texts.insert(core.replace('+', "%2B").replace('/', "%2F"));
        texts.insert(core);
    }
    texts.remove(secret);
    let mut all = vec![Zeroizing::new(secret.as_bytes().to_vec())];
    all.extend(texts.into_iter().filter(|text| !text.is_empty()).map(|text| Zeroizing::new(text.into_bytes())));
    all
}

/// The characters of the base64 text that depend on the secret alone when `offset` bytes (modulo 3) stand before it.
fn base64_core(secret: &[u8], offset: usize) -> String {
    debug_assert_eq!(STANDARD.encode("a"), URL_SAFE.encode("a"), "the alphabets differ in two characters only");
    let mut shifted = Zeroizing::new(vec![0; offset]);
    shifted.extend_from_slice(secret);
    let text = STANDARD.encode(&*shifted);
    let from = [0, 2, 3][offset];
    text[from..shifted.len() * 8 / 6].to_owned()
}

/// The inside of the JSON string.
fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Percent escapes may be written in small letters.
trait LowercaseEscapes {
    fn to_lowercase_escapes(&self) -> String;
}

impl LowercaseEscapes for String {
    fn to_lowercase_escapes(&self) -> String {
        let mut left = 0;
        self.chars()
            .map(|c| {
                if c == '%' {
                    left = 2;
                    return c;
                }
                if left > 0 {
                    left -= 1;
                    return c.to_ascii_lowercase();
                }
                c
            })
            .collect()
    }
}
