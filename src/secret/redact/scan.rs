//! Finds secrets in bytes, of which more may follow.

use super::{
    guess::{At, look},
    patterns::{PIECE, Patterns},
};

/// Most bytes of white space and markup inside one secret.
const MOST_GAP: usize = 4096;
/// Most bytes of one tag inside a secret.
const MOST_TAG: usize = 256;
/// After this comes a file, as base64: what looks like a token in there is chance.
const DATA: &[u8] = b";base64,";

/// What may stand between two characters of a secret that a page or an encoder broke up.
const GAPS: &[&[u8]] = &[
    b" ",
    b"\t",
    b"\r",
    b"\n",
    b"\"",
    b"'",
    b",",
    b"|",
    b"\\n",
    b"\\r",
    b"\\t",
    b"\\\"",
    b"\\\\n",
    b"\\\\r",
    b"\\u200b",
    b"\\u00a0",
    b"\\u00ad",
    b"&nbsp;",
    b"&shy;",
    b"&quot;",
    b"&#10;",
    b"&#13;",
    b"&#32;",
    b"&#160;",
    b"&#173;",
    b"&#8203;",
    b"&#xa;",
    b"&#xA;",
    b"&#x20;",
    b"&#xa0;",
    b"&#xA0;",
    b"&lt;br&gt;",
    b"&lt;wbr&gt;",
    b"%0A",
    b"%0a",
    b"%0D",
    b"%0d",
    b"%20",
    b"\xc2\xa0",
    b"\xc2\xad",
    b"\xe2\x80\x8b",
    b"\xe2\x81\xa0",
];

/// What was found.
#[derive(Default)]
pub(super) struct Scan {
    /// Secrets, in order, not overlapping.
    pub(super) found: Vec<Found>,
    /// Where a secret may have begun of which the rest is still to come.
    pub(super) held: Option<Held>,
    /// Whether the bytes end (or are held) inside a file that is written as base64.
    pub(super) in_data: bool,
}

/// One secret.
pub(super) struct Found {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What to write instead.
    pub(super) instead: String,
}

/// The beginning of what may be a secret.
#[derive(Clone, Copy)]
pub(super) struct Held {
    /// Where it begins.
    pub(super) start: usize,
    /// How many of its characters are there.
    pub(super) matched: usize,
}

/// Looks through `hay`. `whole`: nothing follows. `in_data`: it begins inside of a file that is written as base64.
pub(super) fn scan(patterns: &Patterns, hay: &[u8], whole: bool, in_data: bool) -> Scan {
    let mut result = Scan { in_data, ..Scan::default() };
    let mut i = 0;
    while i < hay.len() {
        let rest = &hay[i..];
        if rest[0] == DATA[0] {
            if rest.starts_with(DATA) {
                result.in_data = true;
                i += DATA.len();
                continue;
            }
            if !whole && DATA.starts_with(rest) {
                // Not part of any secret, so it may be shown at once if need be.
                result.held = Some(Held { start: i, matched: 0 });
                return result;
            }
        }
        if result.in_data && !(rest[0].is_ascii_alphanumeric() || matches!(rest[0], b'+' | b'/' | b'=')) {
            result.in_data = false;
        }
        match at(patterns, rest, whole, result.in_data) {
            At::Secret { end, instead } => {
                result.found.push(Found { start: i, end: i + end, instead });
                i += end;
            }
            At::Perhaps { matched } => {
                result.held = Some(Held { start: i, matched });
                return result;
            }
            At::Nothing => i += 1,
        }
    }
    result
}

fn at(patterns: &Patterns, hay: &[u8], whole: bool, in_data: bool) -> At {
    let mut best: Option<(usize, usize)> = None;
    let mut perhaps: Option<usize> = None;
    for &index in patterns.by_first.of(hay[0]) {
        let needle = &patterns.needles[index];
        let run = compare(hay, &needle.bytes);
        if run.matched == needle.bytes.len() || (needle.long && run.matched >= PIECE && (whole || !run.ran_out)) {
            if best.is_none_or(|(end, _)| end < run.end) {
                best = Some((run.end, needle.instead));
            }
        } else if run.ran_out && !whole {
            perhaps = perhaps.max(Some(run.matched));
        }
    }
    if let Some(matched) = perhaps
        && best.is_none()
    {
        return At::Perhaps { matched };
    }
    if let Some((end, instead)) = best {
        return At::Secret { end, instead: patterns.instead[instead].clone() };
    }
    if in_data {
        return At::Nothing;
    }
    match look(hay, whole) {
        At::Nothing => piece(patterns, hay, whole),
        seen => seen,
    }
}

/// A long piece of a registered token.
fn piece(patterns: &Patterns, hay: &[u8], whole: bool) -> At {
    if patterns.pieces.is_empty() {
        return At::Nothing;
    }
    if let Some(instead) = patterns.piece(hay) {
        let mut end = PIECE;
        while end < hay.len() && patterns.piece(&hay[end + 1 - PIECE..]) == Some(instead) {
            end += 1;
        }
        // At the end of what is there yet, the piece may go on: wait for more.
        if end == hay.len() && !whole {
            return At::Perhaps { matched: end };
        }
        return At::Secret { end, instead: patterns.instead[instead].clone() };
    }
    if !whole && hay.len() < PIECE && hay.iter().all(u8::is_ascii_alphanumeric) {
        let begins = patterns.pieces.keys().any(|piece| piece.starts_with(hay));
        if begins {
            return At::Perhaps { matched: hay.len() };
        }
    }
    At::Nothing
}

/// How far a needle goes.
struct Run {
    matched: usize,
    end: usize,
    ran_out: bool,
}

fn compare(hay: &[u8], needle: &[u8]) -> Run {
    let (mut position, mut matched, mut end, mut gaps) = (0, 0, 0, 0);
    while matched < needle.len() {
        if position >= hay.len() {
            return Run { matched, end, ran_out: true };
        }
        if hay[position] == needle[matched] {
            matched += 1;
            position += 1;
            end = position;
            continue;
        }
        match gap(&hay[position..]) {
            Gap::Of(length) if gaps + length <= MOST_GAP => {
                gaps += length;
                position += length;
            }
            Gap::Unfinished => {
                return Run { matched, end, ran_out: true };
            }
            _ => {
                return Run { matched, end, ran_out: false };
            }
        }
    }
    Run { matched, end, ran_out: false }
}

enum Gap {
    Of(usize),
    Unfinished,
    None,
}

fn gap(hay: &[u8]) -> Gap {
    if hay[0].is_ascii_alphanumeric() {
        return Gap::None;
    }
    if hay[0] == b'<' {
        return match hay.iter().take(MOST_TAG).position(|b| *b == b'>') {
            Some(at) => Gap::Of(at + 1),
            None if hay.len() < MOST_TAG => Gap::Unfinished,
            None => Gap::None,
        };
    }
    if let Some(whole) = GAPS.iter().filter(|gap| hay.starts_with(gap)).max_by_key(|gap| gap.len()) {
        return Gap::Of(whole.len());
    }
    if GAPS.iter().any(|gap| gap.starts_with(hay)) { Gap::Unfinished } else { Gap::None }
}
