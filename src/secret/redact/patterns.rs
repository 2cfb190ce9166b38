//! What to look for.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::forms;
use crate::secret::token::fingerprint;

/// A piece of a token as long as this is hidden wherever it stands.
pub(super) const PIECE: usize = 16;
/// Pieces with fewer different characters than this are ordinary text ("AAAAAAAA...").
const PIECE_VARIETY: usize = 6;

/// One form of one secret.
pub(super) struct Needle {
    /// What to look for.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// What to write instead: an index into [`Patterns::instead`].
    pub(super) instead: usize,
    /// Whether its beginning alone is worth hiding.
    pub(super) long: bool,
}

/// A table with an entry for each byte: every byte that is written anywhere is looked up in it.
pub(super) struct ByByte<T>(Vec<T>);

impl<T: Default> Default for ByByte<T> {
    fn default() -> Self {
        Self((0..=u8::MAX).map(|_| T::default()).collect())
    }
}

impl<T> ByByte<T> {
    /// What belongs to a byte.
    pub(super) fn of(&self, byte: u8) -> &T {
        &self.0[usize::from(byte)]
    }

    fn of_mut(&mut self, byte: u8) -> &mut T {
        &mut self.0[usize::from(byte)]
    }
}

/// Everything that is registered.
#[derive(Default)]
pub(super) struct Patterns {
    /// All forms of all secrets.
    pub(super) needles: Vec<Needle>,
    /// Needles by their first byte.
    pub(super) by_first: ByByte<Vec<usize>>,
    /// Pieces of tokens, and what to write instead.
    pub(super) pieces: HashMap<[u8; PIECE], usize>,
    /// The first two bytes of each piece, to pass quickly over what is none.
    pub(super) piece_starts: ByByte<[u64; 4]>,
    /// What to write instead.
    pub(super) instead: Vec<String>,
}

impl Patterns {
    /// Adds a token.
    pub(super) fn add_token(&mut self, token: &str) {
        let instead = format!("[token {}]", fingerprint(token.as_bytes()));
        let Some(index) = self.add(token, instead, true) else {
            return;
        };
        for piece in token.as_bytes().windows(PIECE) {
            let Ok(piece) = <[u8; PIECE]>::try_from(piece) else {
                continue;
            };
            let mut different = piece.to_vec();
            different.sort_unstable();
            different.dedup();
            if different.len() >= PIECE_VARIETY {
                self.pieces.insert(piece, index);
                self.piece_starts.of_mut(piece[0])[usize::from(piece[1] >> 6)] |= 1 << (piece[1] & 63);
            }
        }
    }

    /// Adds another secret.
    pub(super) fn add_secret(&mut self, secret: &str) {
        self.add(secret, format!("[secret {}]", fingerprint(secret.as_bytes())), secret.len() > 2 * PIECE);
    }

    fn add(&mut self, secret: &str, instead: String, long: bool) -> Option<usize> {
        if self.needles.iter().any(|needle| *needle.bytes == secret.as_bytes()) {
            return None;
        }
        let index = self.instead.len();
        self.instead.push(instead);
        for bytes in forms::of(secret) {
            self.by_first.of_mut(bytes[0]).push(self.needles.len());
            self.needles.push(Needle { bytes, instead: index, long });
        }
        Some(index)
    }

    /// What stands for the piece at the beginning of `hay`, if there is one.
    pub(super) fn piece(&self, hay: &[u8]) -> Option<usize> {
        let [first, second, ..] = hay else { return None };
        if self.piece_starts.of(*first)[usize::from(second >> 6)] & (1 << (second & 63)) == 0 {
            return None;
        }
        self.pieces.get(&<[u8; PIECE]>::try_from(hay.get(..PIECE)?).ok()?).copied()
    }
}
