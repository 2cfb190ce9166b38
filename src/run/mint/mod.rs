//! From the click that makes a token until the token is proved: another regime than that of the walk.
//!
//! What such a click makes, the console shows once. Lost, it is a token that nobody has and everybody may fear; made twice, it
//! is one too many. So for this one commit the questions of the walk fall silent, and [`Regime`](regime::Regime) says what is done next.

mod adopt;
mod clicked;
mod regime;
#[cfg(test)]
mod regime_properties;
mod terms;
mod vault;
mod watch;

pub(super) use adopt::{Adopted, adopt};
pub(super) use clicked::{Answered, Clicked};
pub(super) use vault::{Kept, Vault, promote};
