//! The line that turns while something is under way.

use std::{
    fmt, io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anstyle::AnsiColor;
use console::truncate_str;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike};

use super::{Sink, Width, styled};

const FRAMES: [&str; 11] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏", " "];
/// Columns that the spinner itself and the time take, the longest one and the last column included.
const BESIDE: usize = 12;

/// A spinner with words. A clone is the same one.
#[derive(Clone)]
pub(super) struct Spinner {
    bar: ProgressBar,
    words: Arc<Mutex<String>>,
    stops: Arc<AtomicBool>,
}

impl Spinner {
    pub(super) fn new(sink: Arc<Mutex<Sink>>, width: Width, colour: bool) -> Self {
        let cyan = AnsiColor::Cyan.on_default();
        let frames = FRAMES.map(|frame| styled(&format!("{cyan}{frame}{cyan:#}"), colour));
        let words = Arc::new(Mutex::new(String::new()));
        let shown = Arc::clone(&words);
        let bar =
            ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(Screen::new(sink, width))));
        let style = ProgressStyle::with_template("{spinner} {words} {time}")
            .expect("the template is a constant")
            .tick_strings(&frames.each_ref().map(String::as_str))
            .with_key("words", move |_: &ProgressState, out: &mut dyn fmt::Write| {
                // Cut anew each time it is drawn: a line that is broken by the terminal could not be drawn over.
                let room = usize::from(width.columns()).saturating_sub(BESIDE);
                let words = shown.lock().unwrap_or_else(PoisonError::into_inner);
                let _never_fails = out.write_str(&truncate_str(&words, room, "…"));
            })
            .with_key("time", |state: &ProgressState, out: &mut dyn fmt::Write| {
                let ms = u64::try_from(state.elapsed().as_millis()).unwrap_or(u64::MAX);
                // A tenth of a second is as fine as an eye follows.
                let _never_fails = write!(out, "{}.{}s", ms / 1000, ms % 1000 / 100);
            });
        bar.set_style(style);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, words, stops: Arc::default() }
    }

    /// Other words, without setting its clock back.
    pub(super) fn say(&self, words: String) {
        if !self.stops.load(Ordering::Relaxed) {
            *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
            self.bar.tick();
        }
    }

    /// Other words for something that begins now.
    pub(super) fn begin(&self, words: String) {
        if !self.stops.load(Ordering::Relaxed) {
            self.bar.reset_elapsed();
        }
        self.say(words);
    }

    /// From now on it says this and nothing else.
    pub(super) fn last_words(&self, words: String) {
        self.begin(words);
        self.stops.store(true, Ordering::Relaxed);
    }

    /// A line that stays, above it.
    pub(super) fn println(&self, line: &str) {
        self.bar.println(line);
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// The spinner's view of a sink, so that what it draws passes the redactor, too.
///
/// What is drawn comes as rows, each followed by blanks up to the edge of the window, so that the next one begins below. Such a
/// row is no good in a window that becomes narrower: it is broken in two, and only one of them is drawn over; and the `^C` that a
/// terminal echoes goes to a row of its own. So the blanks are left out, and the next row begins with a line break.
struct Screen {
    sink: Arc<Mutex<Sink>>,
    width: Width,
    row: Mutex<Row>,
}

/// What was written last in a drawing.
#[derive(Clone, Copy)]
enum Row {
    /// Nothing yet.
    None,
    /// A row, whose blanks are to come.
    Words,
    /// The blanks: the next row begins below.
    Blanks,
}

impl Screen {
    fn new(sink: Arc<Mutex<Sink>>, width: Width) -> Self {
        Self { sink, width, row: Mutex::new(Row::None) }
    }

    /// Another drawing begins.
    fn anew(&self) {
        *self.row.lock().unwrap_or_else(PoisonError::into_inner) = Row::None;
    }

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
        self.width.columns()
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
        let mut row = self.row.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *row;
        *row = if matches!(before, Row::Words) { Row::Blanks } else { Row::Words };
        match before {
            Row::None => self.put(text),
            Row::Words => Ok(()),
            Row::Blanks => self.put(&format!("\n{text}")),
        }
    }

    fn clear_line(&self) -> io::Result<()> {
        self.anew();
        self.put("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        self.anew();
        self.sink.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}
