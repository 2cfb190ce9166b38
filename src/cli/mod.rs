//! The command line: one file a command.

pub mod args;
mod completions;
mod demo;
pub mod doctor;
pub mod exit;
mod logging;
mod practice;
mod program;
pub mod report;
mod run;
mod scenario;
mod status;
pub mod terminal;
mod write;

pub use program::main;
