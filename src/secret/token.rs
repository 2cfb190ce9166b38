//! The access token: a value that cannot be shown by accident.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::redact;

/// Fewest characters of a token. Real ones have about 200; anything much shorter was cut off or is something else.
const SHORTEST: usize = 40;
/// Most characters of a token.
const LONGEST: usize = 1024;

/// A permanent access token. It has no `Debug`, `Display`, `Serialize` or `Clone`, is overwritten when dropped, and is
/// known to the redactor from the moment that it exists.
pub struct Token(Zeroizing<String>);

impl Token {
    /// Takes a token from what a page or a file shows. White space and zero-width characters are left out: consoles break a token
    /// over lines. The text is registered with the redactor before this returns.
    ///
    /// # Errors
    /// When the text is not a token. The error tells its length and nothing else of it.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        plain.extend(text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)));
        if plain.is_empty() {
            return Err(TokenError::Empty);
        }
        let length = plain.chars().count();
        if !plain.starts_with("EAA") {
            return Err(TokenError::Beginning { length });
        }
        // One with dots at its end or in a row was shortened for display.
        if !plain.bytes().all(could_be_of_one) || plain.contains("..") || plain.ends_with('.') {
            return Err(TokenError::Characters { length });
        }
        if !(SHORTEST..=LONGEST).contains(&length) {
            return Err(TokenError::Length { length });
        }
        let token = Self(plain);
        redact::register(&token);
        Ok(token)
    }

    /// `sha256:` and the first 12 hex digits of the token's SHA-256: enough to tell tokens apart, nothing to use.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.0.as_bytes())
    }

    /// Whether one of two values is a part of the other: then one of them was read with something that does not belong to it.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.contains(other.0.as_str()) || other.0.contains(self.0.as_str())
    }

    /// A second copy, for where two owners are really needed. It has a name so that no `derive` makes one.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// The token itself. Only `secret/` and `graph/` may ask for it; a test keeps it so.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// See [`Token::fingerprint`].
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("sha256:{}", hex::encode(&digest[..6]))
}

/// The characters of bearer tokens (RFC 6750, section 2.1), and the bar that some of Meta's have. So far only letters and digits
/// have been seen; but what a token is made of is its maker's business.
fn could_be_of_one(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~+/=|".contains(&b)
}

/// Characters without width that pages put into long words so that they break.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Why a text is not a token. Never holds the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing but white space.
    #[error("no token: the place where it should be is empty")]
    Empty,
    /// It does not begin as tokens do.
    #[error("not a token: {length} characters that do not begin with EAA")]
    Beginning {
        /// How long the text is.
        length: usize,
    },
    /// It has characters that no token has; one with dots in it was shortened for display.
    #[error("not a whole token: {length} characters, some of which no token has; it may be shortened for display")]
    Characters {
        /// How long the text is.
        length: usize,
    },
    /// Too short or too long.
    #[error("not a whole token: it has {length} characters; real ones have between {SHORTEST} and {LONGEST}")]
    Length {
        /// How long the text is.
        length: usize,
    },
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::secret::canary;

    #[test]
    fn white_space_and_soft_breaks_are_left_out() {
        let plain = canary::token(1);
        let broken = format!("  {}\n   {}\u{200b}{} ", &plain[..20], &plain[20..50], &plain[50..]);
        assert_eq!(Token::parse(&broken).unwrap().expose(), plain);
    }

    #[test]
    fn a_token_is_opaque() {
        let odd = format!("{}-._~+/|x=", canary::token(3));
        assert_eq!(Token::parse(&odd).unwrap().expose(), odd);
    }

    #[test]
    fn an_error_holds_nothing_of_the_text() {
        let shortened = format!("{}...", canary::token(2));
        let error = Token::parse(&shortened).map(|_| ()).unwrap_err();
        assert!(matches!(error, TokenError::Characters { .. }));
        assert!(canary::forms_in(format!("{error} {error:?}").as_bytes(), &canary::token(2)).is_empty());
        for text in ["", "  \n", "temporary", "EAAshort"] {
            assert!(Token::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_fingerprint_is_the_beginning_of_the_sha256() {
        assert_eq!(fingerprint(b"abc"), "sha256:ba7816bf8f01");
    }

    /// The invariant that only `secret/` and `graph/` see a token in the clear.
    #[test]
    fn nobody_else_exposes_a_token() {
        fn look(folder: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    if !path.ends_with("src/secret") && !path.ends_with("src/graph") {
                        look(&path, found);
                    }
                } else if fs::read_to_string(&path).is_ok_and(|text| text.contains(".expose()")) {
                    found.push(path.display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert_eq!(found, Vec::<String>::new(), "only secret/ and graph/ may expose a token");
    }
}
