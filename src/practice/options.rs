//! How the practice site is started.

use serde::{Deserialize, Serialize};

use super::switches::{SwitchError, Switches};

/// How the practice site is started.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Options {
    /// Port of the app panel; the business console and Graph take the two after it. 0: free ports are picked.
    pub port: u16,
    /// What the ids of the world are drawn from, so that two runs of one seed look alike.
    pub seed: u64,
    /// The switches.
    pub switches: Switches,
}

impl Options {
    /// Sets one switch; for chains in tests.
    ///
    /// # Errors
    /// Where there is no such switch, or it cannot be that.
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, SwitchError> {
        self.switches.set(key, value)?;
        Ok(self)
    }
}
