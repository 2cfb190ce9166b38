//! Keeps secrets out of everything that is written: text, files, logs, panics.
//!
//! Every token is registered when it comes to be ([`super::Token::parse`]) and replaced from then on in plain, base64,
//! URL-, JSON- and XML-escaped form, whole or in long pieces, also when it is broken over lines or by markup. What merely looks like a token is
//! replaced without having been registered.

mod forms;
mod guess;
mod make_writer;
mod panic_hook;
mod patterns;
mod registry;
mod scan;
mod writer;

pub use make_writer::MakeWriter;
pub use panic_hook::install_panic_hook;
pub use registry::{bytes, register, register_header, register_secret, text};
pub use writer::{Writer, stderr, stdout};
