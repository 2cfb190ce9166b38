//! The practice site: a stand-in for the app panel, the business console and the Graph API, on loopback only.
//!
//! It is the adversary of the bot. It is built from what public guides and their pictures tell of the real console, has
//! the bad manners of a large single-page app, and keeps the truth on its server: who was created, what was assigned,
//! which tokens were made. Tests compare with that truth, never with what the bot says of itself.
//!
//! It knows nothing of the rest of the crate. What no source tells is marked `invented` where it stands.

mod commits;
mod console;
mod console_data;
mod console_reply;
mod control;
mod gates;
mod graph;
mod graph_call;
mod graph_manage;
mod graph_reply;
mod options;
mod permissions;
mod question;
mod server;
mod shuffle;
mod site;
mod state;
mod switches;
mod token;
mod truth;
mod words;
mod world;

pub use options::Options;
pub use server::{Served, serve};
pub use shuffle::shuffled;
pub use switches::{SWITCHES, Switch, SwitchError, Switches, Values};
pub use truth::{Assignment, LogEntry, SystemUser, Token, Truth};
pub use words::walked_words;

#[cfg(test)]
mod tests;
