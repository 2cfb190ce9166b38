//! What a person at the terminal sees of a batch: a line an account, those that wait, and how far it is.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::{
    ATTENTION, BAD, GOOD, INDENT, LOG, Mode, Progress, QUIET, STRONG, Sink, Stopping, spinner::Spinner, styled,
};
use crate::fleet::ended::Ended;
use crate::outcome::event::Event;
use crate::outcome::result::{RunResult, Status};
use crate::report::{
    self,
    words::{clock, count, hung, one_line, span},
};

/// What a worker is at before the first step.
const BEGINS: &str = "begins";
/// And while no browser is free.
const WAITS: &str = "waits for";
/// And while a person is asked for.
const FOR_YOU: &str = "waits for you";

/// Shows a batch.
pub struct BatchScreen {
    mode: Mode,
    out: Arc<Mutex<Sink>>,
    err: Arc<Mutex<Sink>>,
    spinner: Option<Spinner>,
    state: Mutex<State>,
}

struct State {
    began: Instant,
    total: usize,
    done: usize,
    failed: usize,
    /// What each worker is at.
    workers: BTreeMap<usize, (String, String)>,
    /// Those who wait for a person.
    waiting: Vec<String>,
    /// Those of which it was told that another program has them.
    held: Vec<String>,
}

impl State {
    /// What this worker is at.
    fn words_of(&self, worker: usize) -> Option<String> {
        self.workers.get(&worker).map(|(_, words)| words.clone())
    }
}

impl BatchScreen {
    /// A screen for so many accounts, that writes to these two, which stand for standard output and standard error.
    pub fn new(mode: Mode, out: Sink, err: Sink, total: usize) -> Self {
        let (out, err) = (Arc::new(Mutex::new(out)), Arc::new(Mutex::new(err)));
        let sink = if mode.json { &err } else { &out };
        let spinner =
            (mode.progress == Progress::Live).then(|| Spinner::new(Arc::clone(sink), mode.width, mode.colour));
        let state = State {
            began: Instant::now(),
            total,
            done: 0,
            failed: 0,
            workers: BTreeMap::new(),
            waiting: Vec::new(),
            held: Vec::new(),
        };
        Self { mode, out, err, spinner, state: Mutex::new(state) }
    }

    /// Something happened to a worker's account.
    pub fn event(&self, worker: usize, account: &str, event: &Event) {
        let words = match event {
            Event::RunStarted { .. } => BEGINS.to_owned(),
            // Before its first step it waits for a browser of a Grid.
            Event::Waiting { what, .. } => match self.with(|state| state.words_of(worker)) {
                Some(words) if words == BEGINS || (words.starts_with(WAITS) && words != FOR_YOU) => {
                    let words_now = format!("{WAITS} {}", one_line(what));
                    if words == BEGINS {
                        self.words(&format!("{ATTENTION}·{ATTENTION:#}    "), &format!("{account} {words_now}"));
                    }
                    words_now
                }
                _ => return,
            },
            Event::StepStarted { title, number, .. } => format!("{number:02} {}", one_line(title)),
            Event::Proof { good: None, .. } => "is being proved".to_owned(),
            Event::PersonNeeded { message, limit_ms, .. } => {
                self.person_needed(account, message, *limit_ms);
                FOR_YOU.to_owned()
            }
            Event::PersonDone => {
                self.with(|state| state.waiting.retain(|one| one != account));
                self.line(&format!("{GOOD}✓{GOOD:#}    {}: thank you, going on{}", one_line(account), self.queue()));
                "goes on".to_owned()
            }
            _ => return,
        };
        self.with(|state| state.workers.insert(worker, (one_line(account), words)));
        self.draw();
    }

    /// A worker has nothing to do.
    pub fn rest(&self, worker: usize) {
        self.with(|state| state.workers.remove(&worker));
        self.draw();
    }

    /// Another program has this account, or its saved sign-in.
    pub fn held(&self, account: &str, session: Option<&str>) {
        let first = self.with(|state| {
            let first = !state.held.iter().any(|one| one == account);
            if first {
                state.held.push(account.to_owned());
            }
            first
        });
        if first {
            let words = match session {
                None => format!("{account} is held by another run; it is come back to"),
                Some(session) => {
                    format!("the saved sign-in \"{session}\" is in use by another program; {account} is come back to")
                }
            };
            self.words(&format!("{ATTENTION}·{ATTENTION:#}    "), &words);
        }
    }

    /// A saved sign-in has expired.
    pub fn expired(&self, session: &str) {
        let words = format!(
            "the saved sign-in \"{session}\" has expired: no other account of it is begun; run `tokenwright login {session}`, then run again"
        );
        self.words(&format!("{ATTENTION}!{ATTENTION:#}    "), &words);
    }

    /// A saved sign-in cannot be copied for a further browser.
    pub fn no_copy(&self, session: &str, error: &std::io::Error) {
        let words = format!(
            "the saved sign-in \"{session}\" cannot be copied ({error}): its accounts go one after another in the browsers that it has"
        );
        self.words(&format!("{ATTENTION}·{ATTENTION:#}    "), &words);
    }

    /// An account is tried again.
    pub fn again(&self, account: &str, why: &str) {
        self.words(&format!("{ATTENTION}·{ATTENTION:#}    "), &format!("{account} is tried once more: {why}"));
    }

    /// An account has ended.
    pub fn ended(&self, result: &RunResult, ended: &Ended) {
        self.with(|state| {
            state.waiting.retain(|one| *one != result.account);
            match ended.status {
                Status::Done => state.done += 1,
                Status::NeedsPerson | Status::Failed => state.failed += 1,
            }
        });
        if self.mode.json {
            let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
            let _lost_if_closed = writeln!(out, "{}", report::json_line(result)).and_then(|()| out.flush());
        }
        let (style, mark, word) = match ended.status {
            Status::Done => (GOOD, '✓', "done"),
            Status::NeedsPerson => (ATTENTION, '!', "needs a person"),
            Status::Failed => (BAD, '✗', "failed"),
        };
        let account = one_line(&ended.account);
        let mark = format!("{style}{mark}{style:#}    ");
        let time = span(ended.elapsed_ms);
        match &ended.message {
            None => self.line(&format!("{mark}{STRONG}{account}{STRONG:#} {word} {QUIET}in {time}{QUIET:#}")),
            Some(message) => {
                let at = ended.step.as_ref().map_or_else(String::new, |step| format!(" at {step}"));
                self.words(&mark, &format!("{account} {word}{at}: {message}"));
                if let Some(hint) = &ended.hint {
                    self.words("     ", &format!("next: {hint}"));
                }
            }
        }
        self.draw();
    }

    /// All have ended that were begun.
    pub fn finish(&self, ended: &[Ended], not_begun: &[String], why: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.clear();
        }
        let number = |status| ended.iter().filter(|one| one.status == status).count();
        let mut words =
            vec![format!("{} of {} done", number(Status::Done), count(ended.len() + not_begun.len(), "account"))];
        for (status, one, more) in
            [(Status::NeedsPerson, "needs a person", "need a person"), (Status::Failed, "failed", "failed")]
        {
            match number(status) {
                0 => {}
                1 => words.push(format!("1 {one}")),
                many => words.push(format!("{many} {more}")),
            }
        }
        if !not_begun.is_empty() {
            words.push(format!("{} not begun, as {why}", not_begun.len()));
        }
        if self.mode.progress == Progress::Off && !not_begun.is_empty() {
            // No progress is shown, and no line of JSON tells of them.
            let mut err = self.err.lock().unwrap_or_else(PoisonError::into_inner);
            let _lost_if_closed = writeln!(err, "warning: {}", words.join(", ")).and_then(|()| err.flush());
        }
        let took = self.with(|state| state.began.elapsed());
        let took = span(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        self.put(&format!("\n{STRONG}{}{STRONG:#} {QUIET}in {took}{QUIET:#}", words.join(", ")));
    }

    /// A line of its own, after the end.
    pub fn last(&self, words: &str) {
        self.put(&hung("", 0, &one_line(words), self.columns()));
    }

    /// Says, from another task, that the batch is about to stop.
    pub fn stopping(&self) -> Stopping {
        let sink = Arc::clone(self.sink());
        Stopping { spinner: self.spinner.clone(), sink, progress: self.mode.progress }
    }

    fn person_needed(&self, account: &str, message: &str, limit_ms: u64) {
        self.with(|state| {
            if !state.waiting.iter().any(|one| one == account) {
                state.waiting.push(account.to_owned());
            }
        });
        let words = format!(
            "{account} waits for you in its window (the one that was opened for it): {message} It waits up to {}, and the others go on{}",
            clock(limit_ms),
            self.queue()
        );
        self.words(&format!("{ATTENTION}!{ATTENTION:#}    "), &words);
        if self.mode.progress == Progress::Live {
            let mut sink = self.sink().lock().unwrap_or_else(PoisonError::into_inner);
            let _lost_if_closed = sink.write_all(b"\x07").and_then(|()| sink.flush());
        }
    }

    /// Who waits, where more than one does.
    fn queue(&self) -> String {
        self.with(|state| match state.waiting.as_slice() {
            [] | [_] => String::new(),
            all => format!("; waiting now: {}", all.join(", ")),
        })
    }

    /// How far it is, with what each worker does.
    fn draw(&self) {
        let Some(spinner) = &self.spinner else { return };
        let words = self.with(|state| {
            let ended = state.done + state.failed;
            let mut words = vec![format!("{ended} of {}", state.total)];
            words.extend((state.failed > 0).then(|| format!("{} not done", state.failed)));
            let rest = estimate(state.began.elapsed().as_millis(), ended, state.total);
            words.extend(rest.map(|rest| format!("about {} left", clock(rest))));
            words.extend(state.workers.values().map(|(account, does)| format!("{account} {does}")));
            words.join(" · ")
        });
        spinner.say(words);
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn words(&self, mark: &str, words: &str) {
        self.line(&hung(mark, INDENT, &one_line(words), self.columns()));
    }

    fn line(&self, text: &str) {
        match &self.spinner {
            Some(spinner) => spinner.println(&styled(text, self.mode.colour)),
            None => self.put(text),
        }
    }

    fn put(&self, text: &str) {
        if self.mode.progress == Progress::Off {
            return;
        }
        let mut sink = self.sink().lock().unwrap_or_else(PoisonError::into_inner);
        let _lost_if_closed = writeln!(sink, "{}", styled(text, self.mode.colour)).and_then(|()| sink.flush());
    }

    fn columns(&self) -> usize {
        match self.mode.progress {
            Progress::Live => usize::from(self.mode.width.columns()).saturating_sub(1),
            Progress::Plain | Progress::Off => LOG,
        }
    }

    fn sink(&self) -> &Arc<Mutex<Sink>> {
        if self.mode.json { &self.err } else { &self.out }
    }
}

/// How long the rest will take, in milliseconds, if it goes on as it did.
fn estimate(elapsed_ms: u128, ended: usize, total: usize) -> Option<u64> {
    let left = total.checked_sub(ended).filter(|left| *left > 0)?;
    (ended > 0).then(|| u64::try_from(elapsed_ms * left as u128 / ended as u128).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::estimate;

    #[test]
    fn the_rest_is_as_what_was() {
        assert_eq!(estimate(60_000, 3, 9), Some(120_000));
        assert_eq!((estimate(60_000, 0, 9), estimate(60_000, 9, 9)), (None, None));
    }
}
