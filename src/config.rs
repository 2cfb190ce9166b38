//! Layered settings: defaults < `tokenwright.toml` < environment < flags.
//!
//! Every setting is a key of the file, a `TOKENWRIGHT_` variable and a flag of the same name. Whatever is wrong in any of
//! them is told at once, each with its place.

mod capabilities;
mod error;
mod file;
mod keys;
mod layers;
mod paths;
mod secret_tables;
mod settings;
mod source;
mod values;

pub use error::ConfigError;
pub use keys::{KEYS, Key, Kind, OTHER_VARIABLES};
pub use layers::{Layers, Overrides};
pub use secret_tables::{SecretTables, SecretTablesError};
pub use settings::Settings;
pub use values::{AcceptPolicy, Browser, Role, Trace, Via, account_name};
