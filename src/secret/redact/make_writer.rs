//! Redaction for `tracing`.

use std::io::Write;

use tracing_subscriber::fmt;

use super::Writer;

/// Redacts what `tracing_subscriber` writes: `fmt().with_writer(redact::MakeWriter(std::io::stderr))`.
#[derive(Debug, Clone, Copy)]
pub struct MakeWriter<M>(pub M);

impl<'a, M> fmt::MakeWriter<'a> for MakeWriter<M>
where
    M: fmt::MakeWriter<'a>,
    M::Writer: Write,
{
    type Writer = Writer<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Writer::new(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        Writer::new(self.0.make_writer_for(meta))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::secret::{Token, canary};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_logged_token_is_hidden() {
        let plain = canary::token(30);
        let token = Token::parse(&plain).unwrap();
        let shared = Shared::default();
        let sink = shared.clone();
        let subscriber = fmt::Subscriber::builder().with_writer(MakeWriter(move || sink.clone())).finish();
        tracing::subscriber::with_default(subscriber, || tracing::info!(value = %plain, "seen"));
        let out = shared.0.lock().unwrap().clone();
        assert_eq!(canary::forms_in(&out, &plain), Vec::<&str>::new());
        assert!(String::from_utf8_lossy(&out).contains(&token.fingerprint()));
    }
}
