//! A writer that redacts, whatever the pieces in which it is given the text.

use std::io::{self, Stderr, Stdout, Write};

use zeroize::Zeroizing;

use super::{registry::look, scan::Held};

/// So few characters of what may become a secret are shown when a line ends or the writer is flushed, so that ordinary
/// text is not kept waiting. The rest of the secret is still hidden if it comes.
const HARMLESS: usize = 8;

/// Redacts on the way to another writer. A secret that is split over several writes is found all the same: the beginning of what may be one is
/// kept back until the rest shows. Dropping the writer writes what is left.
pub struct Writer<W: Write> {
    inner: Option<W>,
    /// What is not decided yet.
    pending: Zeroizing<Vec<u8>>,
    /// How much of `pending` has been shown already.
    shown: usize,
    held: Option<Held>,
    in_data: bool,
}

/// Standard output, redacted.
pub fn stdout() -> Writer<Stdout> {
    Writer::new(io::stdout())
}

/// Standard error, redacted.
pub fn stderr() -> Writer<Stderr> {
    Writer::new(io::stderr())
}

impl<W: Write> Writer<W> {
    /// Redacts on the way to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner: Some(inner), pending: Zeroizing::default(), shown: 0, held: None, in_data: false }
    }

    /// Writes what is left and gives the inner writer back.
    ///
    /// # Errors
    /// When the inner writer fails.
    #[allow(clippy::missing_panics_doc, reason = "the writer is there until this very call")]
    pub fn finish(mut self) -> io::Result<W> {
        self.advance(true)?;
        let mut inner = self.inner.take().ok_or(io::ErrorKind::BrokenPipe)?;
        inner.flush()?;
        Ok(inner)
    }

    /// Decides as much as can be decided.
    fn advance(&mut self, whole: bool) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let scan = look(&self.pending, whole, self.in_data);
        let end = scan.held.map_or(self.pending.len(), |held| held.start);
        let mut out = Zeroizing::new(Vec::with_capacity(end));
        let mut position = 0;
        for found in &scan.found {
            out.extend_from_slice(self.not_shown(position, found.start));
            out.extend_from_slice(found.instead.as_bytes());
            position = found.end;
        }
        out.extend_from_slice(self.not_shown(position, end));
        self.pending.drain(..end);
        self.shown = self.shown.saturating_sub(end);
        self.held = scan.held;
        self.in_data = scan.in_data;
        self.inner.as_mut().map_or(Ok(()), |inner| inner.write_all(&out))
    }

    fn not_shown(&self, from: usize, to: usize) -> &[u8] {
        &self.pending[from.max(self.shown).min(to)..to]
    }

    /// Shows what is kept back if it is too little to be a secret, and remembers it.
    fn show_harmless(&mut self) -> io::Result<()> {
        if self.held.is_some_and(|held| held.matched <= HARMLESS) && self.shown < self.pending.len() {
            if let Some(inner) = self.inner.as_mut() {
                inner.write_all(&self.pending[self.shown..])?;
            }
            self.shown = self.pending.len();
        }
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        self.advance(false)?;
        if bytes.ends_with(b"\n") {
            self.show_harmless()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.show_harmless()?;
        self.inner.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl<W: Write> Drop for Writer<W> {
    fn drop(&mut self) {
        if self.inner.is_some() {
            // Nobody is left to be told.
            let _ = self.advance(true);
            let _ = self.inner.as_mut().map(Write::flush);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::{Token, canary};

    fn in_chunks(text: &[u8], sizes: &[usize], flush: bool) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new());
        let mut rest = text;
        for size in sizes.iter().cycle() {
            let (chunk, left) = rest.split_at((*size).clamp(1, 4000).min(rest.len()));
            writer.write_all(chunk).unwrap();
            if flush {
                writer.flush().unwrap();
            }
            rest = left;
            if rest.is_empty() {
                break;
            }
        }
        writer.finish().unwrap()
    }

    #[test]
    fn a_line_is_not_kept_waiting() {
        let mut out = Vec::new();
        {
            let mut writer = Writer::new(&mut out);
            writer.write_all(b"DONE\n").unwrap();
            std::mem::forget(writer);
        }
        assert_eq!(out, b"DONE\n");
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(sizes in prop::collection::vec(1usize..60, 1..9), seed in 20u64..24, flush: bool) {
            let plain = canary::token(seed);
            let _token = Token::parse(&plain).unwrap();
            let text = format!(
                "EAA E EA\n{plain} then {}\n{} DONE E\n<b>{}</b>;base64,EAAGm0PX4ZCpsBAKZCt5xyz01+/=\" {plain}",
                &plain[..90], &plain[90..], &plain[30..70]
            );
            let out = in_chunks(text.as_bytes(), &sizes, flush);
            prop_assert_eq!(canary::forms_in(&out, &plain), Vec::<&str>::new());
            let (a, b, c) = (&plain[3..23], &plain[40..60], &plain[100..130]);
            for piece in [a, b, c] {
                prop_assert!(!String::from_utf8_lossy(&out).contains(piece));
            }
            if !flush {
                let expected = super::super::text(&text).into_owned();
                prop_assert_eq!(String::from_utf8_lossy(&out).into_owned(), expected);
            }
        }
    }
}
