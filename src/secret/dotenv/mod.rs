//! The dotenv format: `NAME=value`, one a line, as bash, docker, node, python-dotenv and systemd read it.
//!
//! They agree upon little: on names and values without special characters, on comments that do not end in a backslash. What is
//! written keeps to that; what is read is taken apart without losing a byte, since most of it is somebody else's.

mod pieces;
mod set;
#[cfg(test)]
mod tests;
mod write;

pub(super) use pieces::{BYTE_ORDER_MARK, Kind, Piece, pieces};
pub(super) use set::{keep_apart, set};
pub(super) use write::{comment, is_plain, line, uncomment};
