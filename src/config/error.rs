//! What is wrong with the settings.

use std::fmt;

use crate::scenario::Problem;

/// Everything that is wrong with the settings, from whichever layer it comes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The faults; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        write!(out, "{}", lines.join("\n"))
    }
}
