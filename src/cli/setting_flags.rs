//! Flags that are settings.

use super::write;
use crate::config::{ConfigError, Layers, Overrides, Settings};

/// Flags that are settings.
pub trait SettingFlags {
    /// Adds those that were given.
    fn add_to(&self, flags: &mut Overrides);

    /// The settings with these flags on top, for a command that is about no one account.
    ///
    /// # Errors
    /// Everything that is wrong with the flags, the environment and `tokenwright.toml`.
    fn settings_without_account(&self) -> Result<Settings, ConfigError> {
        let mut flags = Overrides::new();
        self.add_to(&mut flags);
        Settings::check_without_account(&layers(flags)?)
    }
}

/// The layers with these flags on top. What a person should look at is told at once.
pub(super) fn layers(flags: Overrides) -> Result<Layers, ConfigError> {
    let layers = Layers::here(flags)?;
    for warning in layers.warnings() {
        write::err(format_args!("warning: {warning}"));
    }
    Ok(layers)
}

pub(super) fn put(flags: &mut Overrides, key: &'static str, value: Option<String>) {
    if let Some(value) = value {
        flags.insert(key, value);
    }
}

pub(super) fn list(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(","))
}

pub(super) fn switch(flags: &mut Overrides, key: &'static str, on: bool) {
    put(flags, key, on.then(|| "true".to_owned()));
}
