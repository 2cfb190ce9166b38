//! A run of the real program in front of a person: a window on a display, and a terminal.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use serde_json::Value;

use super::display::Display;
use super::processes::signal;
use super::site::Site;
use super::walk::LONGEST;

/// A run in front of a person, under way.
pub(crate) struct Seated<'s> {
    site: &'s Site,
    out: PathBuf,
    child: Child,
    terminal: Arc<Pty>,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
    began: Instant,
    _display: Display,
}

/// What came of a run in front of a person.
pub(crate) struct Left {
    /// Its exit code; `None`: a signal ended it.
    pub(crate) code: Option<i32>,
    /// All that the terminal showed, with the bells and without colours.
    pub(crate) shown: String,
    /// The same with all codes.
    pub(crate) raw: String,
    /// The run's `result.json`.
    pub(crate) result: Value,
}

impl<'s> Seated<'s> {
    pub(super) fn start(
        site: &'s Site,
        out: PathBuf,
        arguments: &[OsString],
        environment: Vec<(&'static str, OsString)>,
    ) -> Self {
        let display = Display::new();
        let (terminal, inside) = open().unwrap();
        terminal.resize(Size::new(40, 120)).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_tokenwright"))
            .args(arguments)
            .arg("--headed")
            .current_dir(site.folder())
            .env_clear()
            .envs(environment)
            .env("TERM", "xterm-256color")
            .env("DISPLAY", &display.name)
            .spawn(inside)
            .unwrap();
        let terminal = Arc::new(terminal);
        let shown = Arc::default();
        let reader = Some(read(Arc::clone(&terminal), Arc::clone(&shown)));
        Self { site, out, child, terminal, shown, reader, began: Instant::now(), _display: display }
    }

    /// What the terminal shows so far, without colours.
    pub(crate) fn shown(&self) -> String {
        plain(&self.shown.lock().unwrap())
    }

    /// Waits until the bell has rung so often, and sees that there are clear words with it.
    #[track_caller]
    pub(crate) fn await_bell(&mut self, times: usize, words: &str) {
        let began = Instant::now();
        while self.shown().matches('\u{7}').count() < times {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended before a bell:\n{}", self.shown());
            assert!(began.elapsed() < Duration::from_secs(60), "no bell:\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(10));
        }
        let shown = self.shown();
        // A box may break the words anywhere.
        let flat: Vec<&str> = shown.split(|c: char| c.is_whitespace() || "│╭╮╰╯─".contains(c)).collect();
        let flat = flat.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "no {words:?} in:\n{shown}");
        assert!(flat.contains("waits up to"), "it tells the limit:\n{shown}");
    }

    /// While the person does nothing, neither does the program: the server is asked for nothing but whether to go on.
    #[track_caller]
    pub(crate) fn assert_it_waits(&mut self) {
        let seen = |site: &Site| {
            let truth = site.truth();
            (truth.log.len(), truth.page_views)
        };
        let before = seen(self.site);
        std::thread::sleep(Duration::from_millis(1200));
        assert!(self.child.try_wait().unwrap().is_none(), "it did not wait:\n{}", self.shown());
        assert_eq!(seen(self.site), before, "it did something: {:#?}", self.site.truth().log);
    }

    /// The same with all codes.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap()).into_owned()
    }

    /// Makes the terminal's window wider or narrower.
    pub(crate) fn resize(&self, columns: u16) {
        self.terminal.resize(Size::new(40, columns)).unwrap();
    }

    /// Waits until the terminal has shown this so often.
    #[track_caller]
    pub(crate) fn await_words(&mut self, words: &str, times: usize) {
        let began = Instant::now();
        while self.shown().matches(words).count() < times {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended before {words:?}:\n{}", self.shown());
            assert!(began.elapsed() < Duration::from_secs(60), "no {words:?}:\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types on the terminal.
    pub(crate) fn types(&self, keys: &str) {
        (&*self.terminal).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for the end of what is no run: its exit code, and all that the terminal showed. Nothing may be left running.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let status = self.ended();
        (status.code(), self.shown())
    }

    /// Waits for its end. Whatever came of it, nothing may be left running.
    pub(crate) fn finish(mut self) -> Left {
        let status = self.ended();
        let mut runs: Vec<_> = std::fs::read_dir(self.out.join("runs")).unwrap().map(|e| e.unwrap().path()).collect();
        runs.sort();
        let result = std::fs::read(runs.pop().unwrap().join("result.json")).unwrap();
        let (shown, raw) = (self.shown(), self.raw());
        Left { code: status.code(), shown, raw, result: serde_json::from_slice(&result).unwrap() }
    }

    fn ended(&mut self) -> ExitStatus {
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            let log = || self.site.truth().log;
            assert!(self.began.elapsed() < LONGEST, "it never ends:\n{}\n{:#?}", self.shown(), log());
            std::thread::sleep(Duration::from_millis(10));
        };
        self.reader.take().unwrap().join().unwrap();
        self.site.assert_clean();
        status
    }
}

impl Drop for Seated<'_> {
    /// A test that fails half way leaves no program and no browser behind.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            signal(i32::try_from(self.child.id()).unwrap(), Signal::SIGTERM);
            let _ = self.child.wait();
        }
    }
}

impl Left {
    /// It ended so.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}\n{:#}", self.shown, self.result["error"]);
        self
    }

    /// It ended so, with an error of this kind whose words are on the terminal.
    #[track_caller]
    pub(crate) fn expect_error(&self, code: i32, kind: &str, words: &str) -> &Self {
        self.expect(code);
        assert_eq!(self.result["error"]["kind"], kind, "{}", self.shown);
        // A line that is too long for the window is broken between words.
        let flat = self.shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "no {words:?} in:\n{}", self.shown);
        self
    }
}

fn read(terminal: Arc<Pty>, into: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut piece = [0; 4096];
        // Its end is an error: nobody has the terminal open any more.
        while let Ok(length @ 1..) = (&*terminal).read(&mut piece) {
            into.lock().unwrap().extend_from_slice(&piece[..length]);
        }
    })
}

/// Without the codes that colour and move.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            plain.push(letter);
            continue;
        }
        if letters.next_if_eq(&'[').is_some() {
            while letters.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
        }
    }
    plain
}
