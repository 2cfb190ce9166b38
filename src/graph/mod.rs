//! Proving a token through Meta's Graph API, and finding the ids that go with it.

mod accounts;
mod address;
mod alive;
mod client;
mod config;
mod error;
mod expected;
mod inspect;
mod judge;
mod number_rule;
mod number_state;
mod numbers;
mod problem;
mod proof;
mod prove;
mod reading;
mod retry;
mod settings;
pub mod setup;
#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worth_tests;

pub use address::AddressError;
pub use alive::{Taken, takes};
pub use client::Client;
pub use config::{GraphConfig, REQUIRED_SCOPES};
pub use error::{ApiError, GraphError};
pub use expected::Expected;
pub use number_rule::{NumberRule, NumberRuleError};
pub use problem::Problem;
pub use proof::{GranularScope, Proof};
pub use prove::{prove, prove_with};
pub use settings::{AdminTokenError, GraphSettings};
