//! What a person at the terminal sees of a run.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anstream::{AutoStream, ColorChoice, adapter::strip_str};
use anstyle::{AnsiColor, Style};
use console::{measure_text_width, truncate_str};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::{
    report::{
        self, Next,
        words::{clock, one_line, printable, span},
    },
    run::{
        event::Event,
        result::{Outcome, RunResult, StepRecord},
    },
};

const GOOD: Style = AnsiColor::Green.on_default();
const ATTENTION: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Columns of a step's title, so that the times stand in a column.
const TITLE: usize = 54;
/// The widest box: longer lines are hard to read.
const BOX: usize = 72;
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
    pub width: u16,
}

impl Mode {
    /// Finds out what the real standard output (for people) or standard error (beside JSON) can show.
    pub fn detect(json: bool) -> Self {
        let (terminal, choice, size) = if json {
            let stream = io::stderr();
            (stream.is_terminal(), AutoStream::choice(&stream), console::Term::stderr().size())
        } else {
            let stream = io::stdout();
            (stream.is_terminal(), AutoStream::choice(&stream), console::Term::stdout().size())
        };
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let progress = match (terminal, json) {
            (true, _) if !dumb => Progress::Live,
            (false, true) => Progress::Off,
            _ => Progress::Plain,
        };
        Self { progress, colour: choice != ColorChoice::Never, json, width: size.1 }
    }
}

/// Shows one run to a person, event by event, and its result at the end.
///
/// Progress that cannot be written is lost without a word: a closed pipe must not stop a run half-way.
pub struct Terminal {
    mode: Mode,
    out: Arc<Mutex<Sink>>,
    err: Arc<Mutex<Sink>>,
    spinner: Option<ProgressBar>,
    numbers: HashMap<String, usize>,
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
            numbers: HashMap::new(),
            step: String::new(),
            told_wait: None,
            next: Next::SendMessage { graph: "https://graph.facebook.com/v26.0".to_owned() },
        };
        if mode.progress == Progress::Live {
            terminal.spinner = Some(terminal.new_spinner());
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
            Event::StepStarted { id, title, .. } => {
                let number = self.number(id);
                self.told_wait = None;
                self.step = format!("{number:02} {}", one_line(title));
                self.spin_anew(&self.step);
            }
            Event::StepFinished { record } => {
                let line = self.step_line(record);
                self.line(&line);
                self.rest();
            }
            Event::Waiting { what, ms, limit_ms } => self.waiting(&one_line(what), *ms, *limit_ms),
            Event::PersonNeeded { message, limit_ms } => self.person_needed(message, *limit_ms),
            Event::PersonDone => {
                self.line(&format!("{GOOD}✓{GOOD:#} thank you, going on"));
                self.spin_anew(&self.step);
            }
            Event::Note { message } => self.line(&format!("{ATTENTION}·{ATTENTION:#}  {}", one_line(message))),
            Event::TokenStored { path, fingerprint } => {
                let (path, fingerprint) = (one_line(path), one_line(fingerprint));
                self.line(&format!("{GOOD}✓{GOOD:#}    Token stored in {path} {QUIET}{fingerprint}{QUIET:#}"));
            }
            Event::Proof { message, good } => self.proof(&one_line(message), *good),
            Event::RunFinished { .. } => self.rest(),
        }
    }

    /// Shows what came of the run: for people what was made, where it is and what to do next; with `--json` the line.
    ///
    /// # Errors
    /// When standard output cannot be written, and it is where the result was to go.
    pub fn finish(&mut self, result: &RunResult) -> io::Result<()> {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
        let text = if self.mode.json {
            report::json_line(result)
        } else {
            format!("\n{}", self.styled(report::summary(result, &self.next).trim_end()))
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(out, "{text}")?;
        out.flush()
    }

    /// Steps are numbered as they come, like in the report: one that needs no question has none, and none is missed.
    fn number(&mut self, id: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(id.to_owned()).or_insert(next)
    }

    fn step_line(&mut self, record: &StepRecord) -> String {
        let number = format!("{:02}", self.number(&record.id));
        let title = pad(&one_line(&record.title));
        let time = format!("{:>7}", span(record.ms));
        let (style, mark, words) = match record.outcome {
            Outcome::Done => (GOOD, '✓', ""),
            Outcome::Already => (GOOD, '✓', "was so already"),
            Outcome::ByPerson => (GOOD, '✓', "done by a person"),
            Outcome::Skipped => return format!("{QUIET}– {number} {title} {:>7}  not needed{QUIET:#}", ""),
            Outcome::Failed => (BAD, '✗', ""),
        };
        let title = if record.outcome == Outcome::Failed { format!("{BAD}{title}{BAD:#}") } else { title };
        let mut line = format!("{style}{mark}{style:#} {QUIET}{number}{QUIET:#} {title} {QUIET}{time}{QUIET:#}");
        let again = (record.attempt > 1).then(|| format!("attempt {}", record.attempt));
        let drift = record.drift();
        let remarks = [(QUIET, Some(words.to_owned())), (QUIET, again), (ATTENTION, drift)];
        for (style, words) in remarks.into_iter().filter_map(|(style, words)| Some((style, words?))) {
            if !words.is_empty() {
                write!(line, "  {style}{words}{style:#}").expect("writing to a String does not fail");
            }
        }
        line
    }

    fn waiting(&mut self, what: &str, ms: u64, limit_ms: u64) {
        let words = format!("waiting for {what}, {} of {}", clock(ms), clock(limit_ms));
        if let Some(spinner) = &self.spinner {
            spinner.set_message(self.fit(&format!("{} {QUIET}· {words}{QUIET:#}", self.step)));
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
        let columns = usize::from(self.mode.width).saturating_sub(1);
        self.line(&format!("\n{}", person_box(&printable(message), &patience, columns)));
        // The bell comes last: the box is there by the time the person looks.
        self.bell();
        self.spin_anew("waiting for you");
    }

    fn proof(&mut self, message: &str, good: Option<bool>) {
        match good {
            None if self.spinner.is_some() => self.spin_anew(message),
            None => self.line(&format!("     {message}")),
            Some(good) => {
                let (style, mark) = if good { (GOOD, '✓') } else { (BAD, '✗') };
                self.line(&format!("{style}{mark}{style:#}    {message}"));
                self.rest();
            }
        }
    }

    /// Writes a line that stays.
    fn line(&self, text: &str) {
        let text = self.styled(text);
        match (&self.spinner, self.mode.progress) {
            // It prints line by line: an empty one at the end would be lost.
            (Some(spinner), _) if text.ends_with('\n') => spinner.println(text + " "),
            (Some(spinner), _) => spinner.println(text),
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
            spinner.reset_elapsed();
            spinner.set_message(self.fit(message));
        }
    }

    /// Nothing is under way: the spinner still turns, without words.
    fn rest(&self) {
        self.spin_anew("");
    }

    /// One line of the terminal, with room for the spinner and the time: a longer one could not be drawn over.
    fn fit(&self, message: &str) -> String {
        let room = usize::from(self.mode.width).saturating_sub(14).max(10);
        truncate_str(&self.styled(message), room, "…").into_owned()
    }

    fn styled(&self, text: &str) -> String {
        if self.mode.colour { text.to_owned() } else { strip_str(text).to_string() }
    }

    fn progress(&self) -> &Arc<Mutex<Sink>> {
        if self.mode.json { &self.err } else { &self.out }
    }

    fn new_spinner(&self) -> ProgressBar {
        const FRAMES: [&str; 11] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏", " "];
        let cyan = AnsiColor::Cyan.on_default();
        let frames = FRAMES.map(|frame| self.styled(&format!("{cyan}{frame}{cyan:#}")));
        let screen = Screen { sink: Arc::clone(self.progress()), width: self.mode.width };
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(screen)));
        let style = ProgressStyle::with_template("{spinner} {msg} {time}")
            .expect("the template is a constant")
            .tick_strings(&frames.each_ref().map(String::as_str))
            .with_key("time", |state: &indicatif::ProgressState, words: &mut dyn fmt::Write| {
                let ms = u64::try_from(state.elapsed().as_millis()).unwrap_or(u64::MAX);
                // A tenth of a second is as fine as an eye follows.
                let _never_fails = write!(words, "{}.{}s", ms / 1000, ms % 1000 / 100);
            });
        spinner.set_style(style);
        spinner.enable_steady_tick(Duration::from_millis(100));
        spinner
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// The spinner's view of a sink, so that what it draws passes the redactor, too.
struct Screen {
    sink: Arc<Mutex<Sink>>,
    width: u16,
}

impl Screen {
    fn put(&self, text: &str) -> io::Result<()> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes())
    }

    /// `CSI n letter`; nothing for 0, which terminals take for 1.
    fn go(&self, n: usize, letter: char) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.put(&format!("\x1b[{n}{letter}")) }
    }
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").field("width", &self.width).finish_non_exhaustive()
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.go(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.go(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.go(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.go(n, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.put(&format!("{text}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.put(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.put("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// What a person must do, in a box that is not overlooked.
fn person_box(message: &str, patience: &str, columns: usize) -> String {
    const TITLE: &str = " A person is needed ";
    let width = columns.clamp(TITLE.len() + 4, BOX);
    let mut rows = wrap(message, width - 4);
    rows.push(String::new());
    rows.extend(wrap(patience, width - 4));
    let rule = |columns: usize| "─".repeat(columns);
    let side = format!("{ATTENTION}│{ATTENTION:#}");
    let mut lines = vec![format!(
        "{ATTENTION}╭─{ATTENTION:#}{}{TITLE}{:#}{ATTENTION}{}╮{ATTENTION:#}",
        ATTENTION.bold(),
        ATTENTION.bold(),
        rule(width - TITLE.len() - 3)
    )];
    for row in rows {
        let gap = " ".repeat((width - 4).saturating_sub(measure_text_width(&row)));
        lines.push(format!("{side} {row}{gap} {side}"));
    }
    lines.push(format!("{ATTENTION}╰{}╯{ATTENTION:#}\n", rule(width - 2)));
    lines.join("\n")
}

fn pad(title: &str) -> String {
    let title = truncate_str(title, TITLE, "…");
    let gap = TITLE.saturating_sub(measure_text_width(&title));
    format!("{title}{}", " ".repeat(gap))
}

/// Breaks a text into rows of at most so many columns, between words where that is possible.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for paragraph in text.lines() {
        let mut row = String::new();
        for word in paragraph.split_whitespace() {
            let mut word = word.to_owned();
            if !row.is_empty() && measure_text_width(&row) + 1 + measure_text_width(&word) > columns {
                rows.push(std::mem::take(&mut row));
            }
            while measure_text_width(&word) > columns {
                let head = truncate_str(&word, columns, "").into_owned();
                word = word.split_off(head.len());
                rows.push(head);
            }
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(&word);
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
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

    const PLAIN: Mode = Mode { progress: Progress::Plain, colour: false, json: false, width: 80 };

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
        Event::PersonNeeded { message, limit_ms: 600_000 }
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
            let (out, err) = show(Mode { progress, json: true, colour: true, width: 80 }, &result, &[waiting(42_000)]);
            assert_eq!(out, report::json_line(&result) + "\n");
            assert_eq!(err.is_empty(), progress == Progress::Off);
        }
    }

    #[test]
    fn a_terminal_gets_a_bell() {
        let live = Mode { progress: Progress::Live, colour: true, json: false, width: 60 };
        let (out, _) = show(live, &samples::needs_person(), &[waiting(42_000), person()]);
        assert!(out.contains('\x07') && out.contains("Sign in to Meta"));
    }

    #[test]
    fn the_box_fits_its_terminal() {
        let message =
            "Sign in to Meta in the browser window (the one that shows “Log in”, 日本語 too), then come back.";
        let boxes = [40, 200].map(|columns| strip_str(&person_box(message, "The bot waits.", columns)).to_string());
        for (text, width) in boxes.iter().zip([40, BOX]) {
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

    #[test]
    fn long_words_are_broken() {
        assert_eq!(wrap("a bbbbbbb c\nd", 4), ["a", "bbbb", "bbb", "c", "d"]);
        assert_eq!(wrap("日本語 日本", 4), ["日本", "語", "日本"]);
    }
}
