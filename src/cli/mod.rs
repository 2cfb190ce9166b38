//! The command line: one file a command.

pub mod args;
pub mod check;
mod command;
mod completers;
mod completions;
pub mod deliver;
mod demo;
pub mod doctor;
#[cfg(test)]
mod documents_tests;
pub mod exit;
pub mod fleet;
#[cfg(test)]
mod graph_route_tests;
mod inspect;
mod logging;
pub mod login;
mod own_name;
mod practice;
mod program;
pub mod report;
mod run;
mod scenario;
pub mod setting_flags;
mod status;
pub mod teach;
pub mod terminal;
pub mod verify;
mod write;

pub use program::main;
