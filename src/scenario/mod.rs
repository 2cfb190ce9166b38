//! What to do: the scenario language. Pure: nothing here touches a browser or a network.
//!
//! A scenario file and the label files beside it are read by [`Library`] into the plain types of [`model`]. Everything
//! that is wrong with a file is told at once, each fault with its place ([`Error`], [`Problem`]).

mod describe;
mod draft;
mod edit;
mod error;
mod expand;
mod labels;
mod library;
mod lint;
pub mod model;
mod overview;
mod read;
mod recording;
mod script;
mod shipped;
mod source;
mod suggest;
mod values;

pub use draft::{Draft, DraftAct, DraftPlace, Pointer};
pub use edit::with_rung;
pub use error::{Error, MOST_PROBLEMS, Problem, Severity};
pub use labels::same_language;
pub use library::{Library, Loaded, Origin, load};
pub use overview::overview;
pub use recording::{LeftOut, Placeholders, from_recorder, with_placeholders};
pub use shipped::{Shipped, shipped};
pub use source::{Place, Source};
pub use suggest::closest;
pub use values::ACCOUNT_VALUES;
pub(crate) use values::placeholders;
