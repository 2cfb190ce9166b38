//! A display of its own, so that a browser window can be opened where there is no screen.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A display that nobody looks at; it goes with this value.
pub(crate) struct Display {
    server: Child,
    /// What `DISPLAY` is to say.
    pub(crate) name: String,
}

impl Display {
    /// Starts one on a number that is free.
    pub(crate) fn new() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is needed for a window without a screen; install it with: apt-get install xvfb");
        let mut number = String::new();
        // It tells its number once it takes connections.
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb does not start: run `Xvfb -displayfd 1` to see why");
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
