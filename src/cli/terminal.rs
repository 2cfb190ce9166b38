//! What a person at the terminal sees of a run.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

use anstream::{AutoStream, ColorChoice, adapter::strip_str};
use anstyle::{AnsiColor, Style};

use crate::{
    outcome::{event::Event, result::RunResult},
    report::{
        self, Next,
        words::{clock, hung, one_line, printable},
    },
};
use person_box::person_box;
use spinner::Spinner;

mod batch_screen;
mod person_box;
mod spinner;
mod step_line;
mod stopping;
mod width;

pub use batch_screen::BatchScreen;
pub use stopping::Stopping;
pub use width::Width;

const GOOD: Style = AnsiColor::Green.on_default();
const ATTENTION: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Columns before the words of a line: its mark, and a step's number.
const INDENT: usize = 5;
/// Columns of a log, where nobody's window is to be heeded.
const LOG: usize = usize::MAX;
/// A wait is told in a log once it takes so long, in milliseconds,
const FIRST_WAIT: u64 = 5_000;
/// and then every so often.
const NEXT_WAIT: u64 = 30_000;

/// Where output goes. The caller wraps the real one in the redactor.
pub type Sink = Box<dyn Write + Send>;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// With a spinner that is drawn over and over: a terminal.
    Live,
    /// As lines that stay: a file, a pipe, a log.
    Plain,
    /// Not at all.
    Off,
}

/// How a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// How progress is shown.
    pub progress: Progress,
    /// Whether in colours.
    pub colour: bool,
    /// Whether the result is one line of JSON and nothing else on standard output.
    pub json: bool,
    /// How many columns there are.
    pub width: Width,
}

impl Mode {
    /// Finds out what the real standard output (for people) or standard error (beside JSON) can show.
    pub fn detect(json: bool) -> Self {
        let (terminal, choice, width) = if json {
            let stream = io::stderr();
            (stream.is_terminal(), AutoStream::choice(&stream), Width::Stderr)
        } else {
            let stream = io::stdout();
            (stream.is_terminal(), AutoStream::choice(&stream), Width::Stdout)
        };
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let progress = match (terminal, json) {
            (true, _) if !dumb => Progress::Live,
            (false, true) => Progress::Off,
            _ => Progress::Plain,
        };
        Self { progress, colour: choice != ColorChoice::Never, json, width }
    }
}

/// Shows one run to a person, event by event, and its result at the end.
///
/// Progress that cannot be written is lost without a word: a closed pipe must not stop a run half-way.
pub struct Terminal {
    mode: Mode,
    out: Arc<Mutex<Sink>>,
    err: Arc<Mutex<Sink>>,
    spinner: Option<Spinner>,
    step: String,
    told_wait: Option<u64>,
    next: Next,
}

impl Terminal {
    /// A terminal that writes to these two, which stand for standard output and standard error.
    pub fn new(mode: Mode, out: Sink, err: Sink) -> Self {
        let mut terminal = Self {
            mode,
            out: Arc::new(Mutex::new(out)),
            err: Arc::new(Mutex::new(err)),
            spinner: None,
            step: String::new(),
            told_wait: None,
            next: Next::SendMessage { graph: "https://graph.facebook.com/v26.0".to_owned() },
        };
        if mode.progress == Progress::Live {
            terminal.spinner = Some(Spinner::new(Arc::clone(terminal.progress()), mode.width, mode.colour));
        }
        terminal
    }

    /// Says what to tell after a run that went well.
    #[must_use]
    pub fn with_next(mut self, next: Next) -> Self {
        self.next = next;
        self
    }

    /// Shows an event.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted { account, title, .. } => {
                self.line(&format!("{STRONG}{}{STRONG:#} {QUIET}· {}{QUIET:#}\n", one_line(title), one_line(account)));
            }
            Event::StepStarted { title, number, .. } => {
                self.told_wait = None;
                self.step = format!("{number:02} {}", one_line(title));
                self.spin_anew(&self.step);
            }
            Event::StepFinished { record } => {
                self.line(&step_line::step_line(record, self.columns()));
                self.rest();
            }
            Event::Waiting { what, ms, limit_ms } => self.waiting(&one_line(what), *ms, *limit_ms),
            Event::PersonNeeded { message, limit_ms, .. } => self.person_needed(message, *limit_ms),
            Event::PersonDone => {
                self.line(&format!("{GOOD}✓{GOOD:#} thank you, going on"));
                self.spin_anew(&self.step);
            }
            Event::Note { message } => self.words(&format!("{ATTENTION}·{ATTENTION:#}    "), message),
            Event::TokenStored { path, fingerprint } => {
                self.words(&format!("{GOOD}✓{GOOD:#}    "), &format!("Token stored in {path} {fingerprint}"));
            }
            Event::Proof { message, good } => self.proof(message, *good),
            Event::RunFinished { .. } => self.rest(),
        }
    }

    /// Shows what came of the run: for people what was made, where it is and what to do next; with `--json` the line.
    ///
    /// # Errors
    /// When standard output cannot be written, and it is where the result was to go.
    pub fn finish(&mut self, result: &RunResult) -> io::Result<()> {
        if let Some(spinner) = self.spinner.take() {
            spinner.clear();
        }
        let text = if self.mode.json {
            report::json_line(result)
        } else {
            format!("\n{}", self.styled(report::summary(result, &self.next, self.columns()).trim_end()))
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(out, "{text}")?;
        out.flush()
    }

    /// Says, from another task, that the run is about to stop.
    pub fn stopping(&self) -> Stopping {
        let sink = Arc::clone(self.progress());
        Stopping { spinner: self.spinner.clone(), sink, progress: self.mode.progress }
    }

    /// The columns that a line may take now.
    fn columns(&self) -> usize {
        match self.mode.progress {
            Progress::Live => usize::from(self.mode.width.columns()).saturating_sub(1),
            Progress::Plain | Progress::Off => LOG,
        }
    }

    /// Words behind a mark, on as many lines as they need.
    fn words(&self, mark: &str, words: &str) {
        self.line(&hung(mark, INDENT, &one_line(words), self.columns()));
    }

    fn waiting(&mut self, what: &str, ms: u64, limit_ms: u64) {
        let words = format!("waiting for {what}, {} of {}", clock(ms), clock(limit_ms));
        if let Some(spinner) = &self.spinner {
            spinner.say(self.styled(&format!("{} {QUIET}· {words}{QUIET:#}", self.step)));
            return;
        }
        let due = self.told_wait.map_or(FIRST_WAIT, |told| told + NEXT_WAIT);
        if ms >= due {
            self.told_wait = Some(ms);
            self.line(&format!("     {words}"));
        }
    }

    fn person_needed(&mut self, message: &str, limit_ms: u64) {
        let patience =
            format!("The bot waits up to {}; it goes on by itself once this is done, and else stops.", clock(limit_ms));
        if self.mode.progress != Progress::Live {
            self.line(&format!("!    a person is needed: {} ({patience})", one_line(message)));
            return;
        }
        self.line(&format!("\n{}", person_box(&printable(message), &patience, self.columns())));
        // The bell comes last: the box is there by the time the person looks.
        self.bell();
        self.spin_anew("waiting for you");
    }

    fn proof(&mut self, message: &str, good: Option<bool>) {
        match good {
            None if self.spinner.is_some() => self.spin_anew(&one_line(message)),
            None => self.words("     ", message),
            Some(good) => {
                let (style, mark) = if good { (GOOD, '✓') } else { (BAD, '✗') };
                self.words(&format!("{style}{mark}{style:#}    "), message);
                self.rest();
            }
        }
    }

    /// Writes a line that stays.
    fn line(&self, text: &str) {
        let text = self.styled(text);
        match (&self.spinner, self.mode.progress) {
            // It prints line by line: an empty one at the end would be lost.
            (Some(spinner), _) if text.ends_with('\n') => spinner.println(&(text + " ")),
            (Some(spinner), _) => spinner.println(&text),
            (None, Progress::Off) => {}
            (None, _) => {
                let mut sink = self.progress().lock().unwrap_or_else(PoisonError::into_inner);
                let _lost_if_closed = writeln!(sink, "{text}").and_then(|()| sink.flush());
            }
        }
    }

    fn bell(&self) {
        let mut sink = self.progress().lock().unwrap_or_else(PoisonError::into_inner);
        let _lost_if_closed = sink.write_all(b"\x07").and_then(|()| sink.flush());
    }

    fn spin_anew(&self, message: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.begin(self.styled(message));
        }
    }

    /// Nothing is under way: the spinner still turns, without words.
    fn rest(&self) {
        self.spin_anew("");
    }

    fn styled(&self, text: &str) -> String {
        styled(text, self.mode.colour)
    }

    fn progress(&self) -> &Arc<Mutex<Sink>> {
        if self.mode.json { &self.err } else { &self.out }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.clear();
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// The text with its colours, or without.
fn styled(text: &str, colour: bool) -> String {
    if colour { text.to_owned() } else { strip_str(text).to_string() }
}

#[cfg(test)]
mod tests {
    use console::measure_text_width;

    use super::{person_box::WIDEST, *};
    use crate::report::samples;

    #[derive(Clone, Default)]
    struct Tape(Arc<Mutex<Vec<u8>>>);

    impl Tape {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const PLAIN: Mode = Mode { progress: Progress::Plain, colour: false, json: false, width: Width::Columns(80) };

    /// Shows a whole run, and gives what standard output and standard error got.
    fn show(mode: Mode, result: &RunResult, between: &[Event]) -> (String, String) {
        let (out, err) = (Tape::default(), Tape::default());
        let mut terminal = Terminal::new(mode, Box::new(out.clone()), Box::new(err.clone()));
        terminal.event(&Event::RunStarted {
            account: result.account.clone(),
            title: "Create a permanent WhatsApp Cloud API token".to_owned(),
            steps: result.steps.len(),
        });
        for (index, record) in result.steps.iter().enumerate() {
            let (id, title) = (record.id.clone(), record.title.clone());
            terminal.event(&Event::StepStarted { id, title, number: index + 1 });
            if index == 1 {
                for event in between {
                    terminal.event(event);
                }
            }
            terminal.event(&Event::StepFinished { record: record.clone() });
        }
        if let Some(fingerprint) = result.token_fingerprint.clone() {
            terminal.event(&Event::TokenStored { path: "out/credentials/a.env".to_owned(), fingerprint });
            terminal.event(&Event::Proof { message: "asking the Graph API".to_owned(), good: None });
            terminal.event(&Event::Proof { message: "The Graph API proves it good".to_owned(), good: Some(true) });
        }
        terminal.event(&Event::RunFinished { elapsed_ms: result.elapsed_ms, error: result.error.clone() });
        terminal.finish(result).unwrap();
        drop(terminal);
        (out.text(), err.text())
    }

    fn person() -> Event {
        let message = "Sign in to Meta in the browser window, then come back.".to_owned();
        Event::PersonNeeded { kind: None, message, limit_ms: 600_000 }
    }

    fn waiting(ms: u64) -> Event {
        Event::Waiting { what: "the assignment to show".to_owned(), ms, limit_ms: 300_000 }
    }

    #[test]
    fn a_good_run_in_a_log() {
        let (out, err) = show(PLAIN, &samples::good(), &[]);
        assert_eq!(err, "");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn a_failed_run_in_a_log() {
        insta::assert_snapshot!(show(PLAIN, &samples::failed(), &[]).0);
    }

    #[test]
    fn waits_and_people_in_a_log() {
        let waits = [0, 4_900, 5_100, 20_000, 35_200, 42_000, 65_300].map(waiting);
        let note = Event::Note { message: "the banner “Verify your business” was closed".to_owned() };
        let events: Vec<Event> = waits.into_iter().chain([person(), Event::PersonDone, note]).collect();
        insta::assert_snapshot!(show(PLAIN, &samples::needs_person(), &events).0);
    }

    #[test]
    fn json_is_alone_on_standard_output() {
        let result = samples::good();
        for progress in [Progress::Live, Progress::Plain, Progress::Off] {
            let (out, err) = show(
                Mode { progress, json: true, colour: true, width: Width::Columns(80) },
                &result,
                &[waiting(42_000)],
            );
            assert_eq!(out, report::json_line(&result) + "\n");
            assert_eq!(err.is_empty(), progress == Progress::Off);
        }
    }

    #[test]
    fn a_terminal_gets_a_bell() {
        let live = Mode { progress: Progress::Live, colour: true, json: false, width: Width::Columns(60) };
        let (out, _) = show(live, &samples::needs_person(), &[waiting(42_000), person()]);
        assert!(out.contains('\x07') && out.contains("Sign in to Meta"));
    }

    #[test]
    fn the_box_fits_its_terminal() {
        let message =
            "Sign in to Meta in the browser window (the one that shows “Log in”, 日本語 too), then come back.";
        let boxes = [40, 200].map(|columns| strip_str(&person_box(message, "The bot waits.", columns)).to_string());
        for (text, width) in boxes.iter().zip([40, WIDEST]) {
            assert!(text.lines().all(|row| measure_text_width(row) == width), "{text}");
        }
        insta::assert_snapshot!(boxes.join("\n"));
        assert!(person_box(message, "", 0).lines().count() > 5, "also where there is hardly a terminal");
    }

    #[test]
    fn a_log_has_neither_colours_nor_a_bell() {
        for colour in [true, false] {
            let (out, _) = show(Mode { colour, ..PLAIN }, &samples::failed(), &[waiting(42_000), person()]);
            assert_eq!(out.contains('\x1b'), colour);
            assert!(!out.contains(['\x07', '\r']));
        }
    }

    #[test]
    fn a_title_from_the_page_cannot_play_with_the_terminal() {
        let mut result = samples::failed();
        for step in &mut result.steps {
            step.title = "\x1b[2J\x1b]0;owned\x07".to_owned();
        }
        let (out, _) = show(PLAIN, &result, &[]);
        assert!(!out.contains(['\x1b', '\x07']));
    }

    #[test]
    fn a_closed_pipe_does_not_stop_the_run() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
        for progress in [Progress::Live, Progress::Plain] {
            let mut terminal = Terminal::new(Mode { progress, ..PLAIN }, Box::new(Closed), Box::new(Closed));
            terminal.event(&person());
            terminal.event(&Event::Note { message: "still going".to_owned() });
            assert!(terminal.finish(&samples::good()).is_err(), "but a result that is lost is told");
        }
    }
}
