//! Tokenwright sets up WhatsApp Cloud API access for Meta business accounts.
//!
//! Data flows one way: configuration and [`scenario`] go into a [`run`], which looks at and acts on the console through
//! [`page`] and [`browser`]; its [`outcome`] goes to [`secret`], the ledger and the [`report`]s. `ARCHITECTURE.md`
//! tells the invariants of each part.

pub mod browser;
pub mod check;
pub mod cli;
pub mod config;
pub mod fleet;
pub mod graph;
pub mod names;
pub mod outcome;
pub mod page;
pub mod practice;
pub mod report;
pub mod run;
pub mod scenario;
pub mod secret;
