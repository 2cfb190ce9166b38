//! Where a walk happens: finds browser and driver, starts and ends them, and opens WebDriver sessions.
//!
//! A driver is a process group of its own with a `TMPDIR` of its own. [`Group`](group::Group) ends it on every way out;
//! a small watchdog process ends it even when this program is killed outright. Every command has a deadline: what does
//! not answer in time is declared broken and ended, because a cancelled command would still block the next one.
//!
//! Invariant: only this module and `page` know which WebDriver client is used.

mod browsers;
pub mod command;
mod connect;
pub mod distribution;
pub mod driver;
pub mod error;
pub mod find;
pub mod grid;
pub mod group;
mod kind;
mod left_open;
mod leftovers;
pub mod options;
mod owner;
pub mod session;

pub use browsers::Browsers;
pub use error::BrowserError;
pub use find::Search;
pub use group::reap_all;
pub use kind::BrowserKind;
pub use options::BrowserOptions;
pub use session::{Cookies, Session};
