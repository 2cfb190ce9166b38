//! (module secret)
