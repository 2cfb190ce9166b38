//! What a run is to those who are told of it: what happens while it goes on, what it came to, why it ended early, and with which
//! exit code. Plain data that every part may name, and that names none.

pub mod capture;
pub mod check;
pub mod code;
pub mod event;
pub mod help;
pub mod kinds;
pub mod result;
pub mod shown;
pub mod survey;
