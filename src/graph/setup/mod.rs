//! The same outcome through Meta's API, the programmatic way that Meta permits, for those who hold an admin's token and the app secret.

mod flow;
mod refusal;
mod report;
mod resolve;
#[cfg(test)]
mod tests;

pub use flow::{SetupOutcome, SetupRequest, setup};
pub use report::{SetupEvent, SetupListener};
