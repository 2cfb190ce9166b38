//! Many accounts.

mod context;

pub(super) use context::standings;
