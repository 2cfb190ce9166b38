//! How the bot sees and acts: one question to the page a step, real input, masked pictures.
//!
//! Together with [`crate::browser`] this is the only part that speaks to a `WebDriver` session.

pub mod act;
pub mod answer;
pub mod engine;
pub mod once;
pub mod picture;
pub mod point;
pub mod question;
pub mod record;
mod said;
mod values;

pub use answer::{Act, Answer, Control, Found, Stuck};
pub use engine::{ask, ask_within, prepare};
pub use question::{Phrasing, Used};
pub use values::{AS_WRITTEN, ASKED_BUSINESS, PAGE_LANGUAGE, Values, WAITED_FOR, fill_in};
