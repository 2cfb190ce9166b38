//! For tests: plants a token and looks for it in whatever was written. It stands alone, so that the integration tests can
//! include it, and computes the forms by itself rather than with the redactor that it watches over.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// A token that no one else uses, the same for the same number.
#[allow(dead_code, reason = "each user needs only a part")]
pub(crate) fn token(seed: u64) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    let mut text = String::from("EAA");
    for _ in 0..180 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push(ALPHABET[usize::try_from(state % 62).unwrap_or(0)] as char);
    }
    text
}

/// The names of the forms in which `secret` is in `bytes`; empty: it is not there.
#[allow(dead_code, reason = "each user needs only a part")]
pub(crate) fn forms_in(bytes: &[u8], secret: &str) -> Vec<&'static str> {
    let json = serde_json::to_string(secret).expect("text is JSON");
    let mut forms = vec![
        ("plain", secret.as_bytes().to_vec()),
        ("json", json.trim_matches('"').as_bytes().to_vec()),
        ("url", percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string().into()),
        (
            "xml",
            secret
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;")
                .into(),
        ),
    ];
    for (offset, name) in ["base64 at 0", "base64 at 1", "base64 at 2"].into_iter().enumerate() {
        let mut shifted = vec![b' '; offset];
        shifted.extend_from_slice(secret.as_bytes());
        // Whole groups of three bytes only: what is beside them depends on the neighbours.
        shifted.truncate(shifted.len() / 3 * 3);
        let text = STANDARD.encode(shifted);
        forms.push((name, text.as_bytes()[if offset == 0 { 0 } else { 4 }..].to_vec()));
    }
    let folded: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    forms.push(("plain, broken over lines", secret.as_bytes().to_vec()));
    forms
        .into_iter()
        .filter(|(name, form)| {
            let hay: &[u8] = if name.contains("broken") { &folded } else { bytes };
            !form.is_empty() && hay.windows(form.len()).any(|window| window == form.as_slice())
        })
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn the_canary_sees_every_form() {
    let secret = token(99);
    for offset in 0..3 {
        let text = STANDARD.encode(format!("{}{secret} and more", &"xyz"[..offset]));
        assert_eq!(forms_in(text.as_bytes(), &secret).len(), 1, "offset {offset}");
    }
    assert!(forms_in(secret.as_bytes(), &secret).contains(&"plain"));
    assert_eq!(forms_in(b"nothing here", &secret), Vec::<&str>::new());
}
