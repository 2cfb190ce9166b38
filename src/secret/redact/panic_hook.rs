//! Panics without secrets.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::Write,
    panic, thread,
};

/// Replaces the panic hook by one that says the same, redacted.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|info| {
        let thread = thread::current();
        let mut message = format!("thread '{}' {info}\n", thread.name().unwrap_or("unnamed"));
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            message.push_str(&backtrace.to_string());
        }
        message.push_str("this is a fault of tokenwright itself; please report it with the lines above\n");
        // Where even this fails there is nobody left to tell.
        let _ = std::io::stderr().write_all(super::text(&message).as_bytes());
    }));
}
