//! Replaying one scenario for one account.

pub mod account;
mod api_route;
mod blame;
mod browser_route;
pub mod halt;
mod hand_on;
pub mod hand_over;
mod help;
mod hints;
mod job;
pub mod ledger;
mod mint;
mod owner;
mod perform;
mod person;
mod proof;
mod race;
pub mod replay;
mod report_files;
pub mod setup;
pub mod stage;
mod stored;
pub mod trace;
mod turn;
mod vain;
mod values;
