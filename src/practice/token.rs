//! Making practice tokens. They look like the real ones and open nothing.

use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A new token: `EAA` and 180 random letters and digits.
pub(super) fn mint() -> String {
    let mut rng = rand::rng();
    let tail = (0..180).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
    "EAA".chars().chain(tail).collect()
}

/// The same with other characters in it.
pub(super) fn mint_opaque() -> String {
    let plain = mint();
    format!("{}-{}.{}_{}", &plain[..40], &plain[40..90], &plain[90..130], &plain[130..])
}

/// `sha256:` and the first 12 hex digits of the token's SHA-256.
pub(super) fn fingerprint(token: &str) -> String {
    format!("sha256:{}", &hex::encode(Sha256::digest(token.as_bytes()))[..12])
}

/// A trace id as Graph puts into its errors.
pub(super) fn trace_id() -> String {
    let mut rng = rand::rng();
    (0..23).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}
