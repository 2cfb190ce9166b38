//! Replaying one scenario for one account.

pub mod account;
pub mod api_route;
pub mod halt;
pub mod hand_over;
mod help;
pub mod ledger;
mod mint;
mod owner;
mod perform;
mod person;
mod race;
pub mod replay;
pub mod stage;
pub mod trace;
mod turn;
mod vain;
