//! The command line: one file a command.

pub mod args;
mod completions;
pub mod doctor;
pub mod exit;
mod logging;
mod practice;
mod program;
pub mod report;
mod scenario;
pub mod terminal;
mod write;

pub use program::main;
