//! Handing stored credentials on to where they are used: one file a target.
//!
//! Deliveries are independent: one that fails keeps none of the others from being done, and the credentials stay stored.

mod command;
mod config;
mod content;
mod delivery;
mod endpoint;
mod file;
mod keyring;
mod receipt;
mod sealed_file;
mod template;
#[cfg(test)]
pub(crate) mod test_tls;
#[cfg(test)]
mod tests;

pub use command::CommandTarget;
pub use config::{DeliverConfig, DeliverConfigError, Keep, Target};
pub use content::Format;
pub use delivery::{Delivery, deliver, preflight};
pub use endpoint::EndpointTarget;
pub use file::FileTarget;
pub use keyring::KeyringTarget;
pub use sealed_file::SealedTarget;
