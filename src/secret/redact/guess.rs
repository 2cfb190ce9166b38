//! What looks like a token though nobody registered it: `EAA` and many letters and digits, as they stand, escaped letter by letter, or in
//! base64.

use zeroize::Zeroizing;

use crate::secret::token::fingerprint;

const BEGINNING: &[u8] = b"EAA";
/// Fewest characters after EAA for what looks like a token.
const LOOK: usize = 20;
/// A word longer than this is not waited for any more.
const LONGEST_WORD: usize = 4096;
/// How base64 of `EAA` begins after 0, 1 and 2 other bytes, and what to put before it so that it can be read from there.
const IN_BASE64: [(&[u8], &[u8], usize); 3] = [(b"RUFB", b"", 0), (b"VBQ", b"AE", 1), (b"FQU", b"AAB", 2)];

/// What there is at one place.
pub(super) enum At {
    Secret { end: usize, instead: String },
    Perhaps { matched: usize },
    Nothing,
}

/// What stands at the beginning of `hay`. `whole`: nothing follows.
pub(super) fn look(hay: &[u8], whole: bool) -> At {
    match letters(hay, whole) {
        At::Nothing => base64(hay, whole),
        seen => seen,
    }
}

/// Letter by letter, each as it stands or escaped.
fn letters(hay: &[u8], whole: bool) -> At {
    let mut word = Zeroizing::new(Vec::new());
    let mut end = 0;
    while end < hay.len().min(LONGEST_WORD) {
        match unit(&hay[end..]) {
            Unit::Letter(letter, length) if BEGINNING.get(word.len()).is_none_or(|wanted| *wanted == letter) => {
                word.push(letter);
                end += length;
            }
            Unit::Unfinished if !whole => return At::Perhaps { matched: word.len() },
            _ => return found(&word, end),
        }
    }
    if end == hay.len() && !whole { At::Perhaps { matched: word.len() } } else { found(&word, end) }
}

fn found(word: &[u8], end: usize) -> At {
    if word.len() < BEGINNING.len() + LOOK {
        return At::Nothing;
    }
    At::Secret { end, instead: format!("[token {}]", fingerprint(word)) }
}

/// One letter or digit.
enum Unit {
    /// It, and over how many bytes it goes.
    Letter(u8, usize),
    /// What may be an escape of which the rest is still to come.
    Unfinished,
    Other,
}

/// `E`, `%45`, `\x45`, `\u0045`, `&#69;`, `&#x45;`.
fn unit(hay: &[u8]) -> Unit {
    if hay[0].is_ascii_alphanumeric() {
        return Unit::Letter(hay[0], 1);
    }
    let fixed = |before: &[u8], digits: usize| {
        let Some(rest) = hay.strip_prefix(before) else {
            return if before.starts_with(hay) { Unit::Unfinished } else { Unit::Other };
        };
        let there = rest.iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        match there {
            _ if there == digits => letter(&rest[..digits], 16, before.len() + digits),
            _ if there == rest.len() => Unit::Unfinished,
            _ => Unit::Other,
        }
    };
    let entity = |before: &[u8], radix: u32| {
        let Some(rest) = hay.strip_prefix(before) else {
            return if before.starts_with(hay) { Unit::Unfinished } else { Unit::Other };
        };
        let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
        match rest.get(digits) {
            Some(b';') if digits > 0 => letter(&rest[..digits], radix, before.len() + digits + 1),
            None if digits < 4 => Unit::Unfinished,
            _ => Unit::Other,
        }
    };
    let readings = match hay[0] {
        b'%' => [fixed(b"%", 2), Unit::Other],
        b'\\' => [fixed(b"\\u", 4), fixed(b"\\x", 2)],
        b'&' => [entity(b"&#", 10), entity(b"&#x", 16)],
        _ => return Unit::Other,
    };
    let [first, second] = readings;
    match (first, second) {
        (letter @ Unit::Letter(..), _) | (_, letter @ Unit::Letter(..)) => letter,
        (Unit::Unfinished, _) | (_, Unit::Unfinished) => Unit::Unfinished,
        _ => Unit::Other,
    }
}

fn letter(digits: &[u8], radix: u32, length: usize) -> Unit {
    let number = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, radix).ok());
    match number.filter(u8::is_ascii_alphanumeric) {
        Some(letter) => Unit::Letter(letter, length),
        None => Unit::Other,
    }
}

fn base64(hay: &[u8], whole: bool) -> At {
    for (needle, before, skip) in IN_BASE64 {
        if !whole && hay.len() < needle.len() && needle.starts_with(hay) {
            return At::Perhaps { matched: hay.len() };
        }
        if !hay.starts_with(needle) {
            continue;
        }
        let end = hay.iter().take(LONGEST_WORD).take_while(|byte| sextet(**byte).is_some()).count();
        let word = letters_of(before.iter().chain(&hay[..end]), skip);
        // All of them are covered: a letter goes over two characters, or a part of each.
        let covered = ((skip + word.len()) * 8).div_ceil(6) - before.len();
        if covered >= end && end == hay.len() && !whole && end < LONGEST_WORD {
            return At::Perhaps { matched: end };
        }
        if word.starts_with(BEGINNING)
            && let seen @ At::Secret { .. } = found(&word, covered.min(end))
        {
            return seen;
        }
    }
    At::Nothing
}

/// The letters and digits that these characters begin with, once decoded and without the first `skip` bytes.
fn letters_of<'b>(characters: impl Iterator<Item = &'b u8>, skip: usize) -> Zeroizing<Vec<u8>> {
    let mut word = Zeroizing::new(Vec::new());
    let (mut bits, mut count, mut bytes) = (0_u32, 0, 0);
    for sextet in characters.filter_map(|byte| sextet(*byte)) {
        bits = (bits << 6 | u32::from(sextet)) & 0xffff;
        count += 6;
        if count < 8 {
            continue;
        }
        count -= 8;
        let byte = u8::try_from(bits >> count & 0xff).unwrap_or_default();
        bytes += 1;
        if bytes > skip {
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            word.push(byte);
        }
    }
    word
}

/// Both alphabets.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::super::text;
    use crate::secret::canary;

    /// The page may show it so before the program has read it, in an alert, say.
    #[test]
    fn what_nobody_registered_is_hidden_in_other_forms_too() {
        let plain = canary::token(12);
        let each = |letter: &dyn Fn(u8) -> String| plain.bytes().map(letter).collect::<String>();
        let mut forms = vec![
            each(&|byte| format!("%{byte:02x}")),
            each(&|byte| format!("\\u{byte:04X}")),
            each(&|byte| format!("\\x{byte:02x}")),
            each(&|byte| format!("&#{byte};")),
            each(&|byte| format!("&#x{byte:x};")),
            each(&|byte| if byte % 3 == 0 { format!("%{byte:02X}") } else { char::from(byte).to_string() }),
        ];
        for begin in ["", "x", "xy", "{\"access_token\":\"", "Bearer "] {
            for end in ["", "\"}", " more of it"] {
                forms.push(STANDARD.encode(format!("{begin}{plain}{end}")));
                forms.push(
                    STANDARD
                        .encode(format!("{begin}{plain}{end}"))
                        .replace('+', "-")
                        .replace('/', "_")
                        .replace('=', ""),
                );
            }
        }
        for form in forms {
            let shown = text(&format!("an alert: {form}!")).into_owned();
            assert!(shown.contains("[token sha256:"), "{form}");
            assert!(canary::forms_in(shown.as_bytes(), &plain).is_empty(), "{form}");
            assert!(shown.starts_with("an alert: ") && shown.ends_with('!'), "{shown}");
            assert!(shown.len() < 140, "{shown}");
        }
    }

    #[test]
    fn ordinary_words_are_left_alone() {
        for plain in [
            "RUFB",
            "VBQ and FQU",
            "100% EAA",
            "a\\u0045b",
            "&#69;",
            "RUFBbcdefghijklmnopqrstuvwxyz",
            "%45%41%41",
            "C:\\EAA\\x",
        ] {
            assert_eq!(text(plain), plain);
        }
    }
}
