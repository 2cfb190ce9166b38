//! Stand-in consoles that know nothing of the practice site: other markup, other structure, other timing, the same facts.
//!
//! Each console is a page of its own beside this file; the newer ones share `client.js`, which asks the server and tells refusals. The truth (users, assignments, tokens, every commit) is on the server.

mod graph;
mod server;
mod truth;

pub(crate) use server::Console;
pub(crate) use truth::{APP, BUSINESS, USER};
