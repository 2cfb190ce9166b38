//! Replaying one scenario for one account.

pub mod event;
pub mod result;
