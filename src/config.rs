//! Layered settings: defaults < `tokenwright.toml` < environment < flags.
