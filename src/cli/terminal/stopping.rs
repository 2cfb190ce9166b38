//! What the terminal says when a signal ends the run.

use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Progress, Sink, spinner::Spinner};

/// Says that the run stops, from another task than the one that shows it.
pub struct Stopping {
    pub(super) spinner: Option<Spinner>,
    pub(super) sink: Arc<Mutex<Sink>>,
    pub(super) progress: Progress,
}

impl Stopping {
    /// For a command that shows no progress.
    pub fn plain(sink: Sink) -> Self {
        Self { spinner: None, sink: Arc::new(Mutex::new(sink)), progress: Progress::Plain }
    }

    /// A first signal came: what is under way is brought to a safe end.
    pub fn begins(&self) {
        const WORDS: &str = "stopping: what is under way is brought to a safe end (Ctrl-C again ends at once)";
        match (&self.spinner, self.progress) {
            (Some(spinner), _) => {
                spinner.println(&format!("·    {WORDS}"));
                spinner.last_words("stopping".to_owned());
            }
            (None, Progress::Off) => {}
            (None, _) => {
                let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
                let _lost_if_closed = writeln!(sink, "·    {WORDS}").and_then(|()| sink.flush());
            }
        }
    }

    /// A second one came: the program ends at once, and leaves no spinner behind.
    pub fn is_cut_off(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.clear();
        }
    }
}
