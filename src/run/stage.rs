//! The world around a replay: the browser, the events, the ledger, the pictures, and the place for the token.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::halt::Halt;
use super::ledger::{CommitState, Ledger};
use super::mint::Vault;
use super::setup::{Account, Setup};
use super::trace::{Trace, TraceLevel};
use crate::browser::Session;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::page::{Values, picture};

/// Hears every event.
pub type Hear<'a> = dyn FnMut(&Event) + Send + 'a;

/// The world around a replay.
pub struct Stage<'a> {
    /// The browser.
    pub session: &'a Session,
    /// Who hears the events.
    pub hear: &'a mut Hear<'a>,
    /// The ledger, and this run's number in it.
    pub ledger: &'a Ledger,
    /// This run's number in the ledger.
    pub run: i64,
    /// The account.
    pub account: String,
    /// Where trace and pictures go.
    pub trace: &'a mut Trace,
    /// Keeps what is read of tokens.
    pub(super) vault: Vault<'a>,
    /// Becomes true when the run is to end.
    pub(super) interrupt: watch::Receiver<bool>,
    /// Whether what was made is still to be read: nothing may end the run meanwhile but the regime itself.
    pub(super) regime: watch::Sender<bool>,
    /// Whether the page may show what nobody must see: then no picture is taken, and no word of it is told.
    pub(super) dark: bool,
    /// When the run began.
    pub began: Instant,
    /// Longest wait for one step.
    pub timeout: Duration,
    /// So many times as long the page is given until something is believed.
    pub patience: u32,
    /// How long a person is waited for; `None`: there is none.
    pub person_limit: Option<Duration>,
    /// The language to read the page in, instead of the one that it declares.
    pub language: Option<String>,
    /// Remarks for the result.
    pub notes: Vec<String>,
    /// The address at which the last step was done.
    pub last_good_url: Option<String>,
    /// The commit that was intended last.
    pub commit: Option<i64>,
    /// How many of a picture's points are one of the page's, once it is known.
    pub(super) ratio: Option<f64>,
    /// The last picture, where nothing was done since.
    pub(super) pictured: Option<Pictured>,
}

/// A picture that was kept.
#[derive(Debug, Default)]
pub(super) struct Shot {
    /// Its path in the run's folder.
    pub(super) path: Option<String>,
    /// Where on it the control is that is acted on, in thousandths from the left and from the top.
    pub(super) mark: Option<(u16, u16)>,
}

/// A picture of the page as it still looks.
#[derive(Debug)]
pub(super) struct Pictured {
    /// What the page said then, as the engine tells it.
    sign: String,
    /// Its path in the run's folder.
    path: String,
    size: Option<(u32, u32)>,
}

impl<'a> Stage<'a> {
    /// A stage on which nothing has been done yet, and what tells whether something is being made that is still to be read. `of`: the
    /// ledger, and the run's number in it.
    pub(super) fn begin(
        setup: &'a Setup,
        account: &'a Account,
        session: &'a Session,
        hear: &'a mut Hear<'a>,
        trace: &'a mut Trace,
        of: (&'a Ledger, i64),
        began: Instant,
    ) -> (Self, watch::Receiver<bool>) {
        let (regime, under_way) = watch::channel(false);
        let (ledger, run) = of;
        let stage = Self {
            session,
            hear,
            ledger,
            run,
            account: account.id.clone(),
            trace,
            vault: Vault::new(setup, account),
            interrupt: setup.interrupt.clone(),
            regime,
            dark: false,
            began,
            timeout: setup.timeout.saturating_mul(setup.patience),
            patience: setup.patience,
            person_limit: setup.person_limit,
            language: setup.language.clone(),
            notes: Vec::new(),
            last_good_url: None,
            commit: None,
            ratio: None,
            pictured: None,
        };
        (stage, under_way)
    }
}

impl Stage<'_> {
    pub(super) fn emit(&mut self, event: &Event) {
        if let Event::StepStarted { id, .. } = event {
            self.ledger.at_step(self.run, id);
        }
        self.trace.event(event, self.began.elapsed());
        (self.hear)(event);
    }

    pub(super) fn note(&mut self, message: &str) {
        let message = crate::secret::redact::text(message).into_owned();
        self.emit(&Event::Note { message });
    }

    /// A note that also goes into the result.
    pub(super) fn remark(&mut self, message: &str) {
        let message = crate::secret::redact::text(message).into_owned();
        self.notes.push(message.clone());
        self.emit(&Event::Note { message });
    }

    /// Takes a masked picture where the trace wants one, with a mark at this place of the page. Where nothing was done since the last
    /// one, and the page says the same (`sign`), that one will do. A picture that cannot be taken is no reason to fail.
    pub(super) async fn picture_of(&mut self, number: usize, step: &str, at: Option<(i64, i64)>, sign: &str) -> Shot {
        if self.trace.level() != TraceLevel::Full || self.dark {
            return Shot::default();
        }
        let last = self.pictured.take().filter(|last| last.sign == sign);
        if let Some(last) = last
            && let Some(path) = self.trace.same_picture(number, step, &last.path)
        {
            let mark = self.mark(last.size, at).await;
            self.pictured = Some(last);
            return Shot { path: Some(path), mark };
        }
        let Some(png) = self.take_picture().await else { return Shot::default() };
        let path = self.trace.picture(number, step, &png);
        let size = size_of(&png);
        let mark = self.mark(size, at).await;
        self.pictured = path.clone().map(|path| Pictured { sign: sign.to_owned(), path, size });
        Shot { path, mark }
    }

    /// The same of a step that has failed, of which it is always wanted.
    pub(super) async fn picture_of_failure(&mut self, number: usize, step: &str) -> Option<String> {
        if self.trace.level() == TraceLevel::Off || self.dark {
            return None;
        }
        let png = self.take_picture().await?;
        self.trace.picture(number, step, &png)
    }

    /// Something is done: the page will not look any more as it did.
    pub(super) fn page_changes(&mut self) {
        self.pictured = None;
    }

    async fn take_picture(&mut self) -> Option<Vec<u8>> {
        match picture::take(self.session).await {
            Ok(Some(png)) => Some(png),
            Ok(None) => {
                self.note("no picture: what could be a token could not be kept out of it");
                None
            }
            Err(_) => None,
        }
    }

    /// Where a place of the page is on its picture. A screen may have several points for one of the page's.
    async fn mark(&mut self, size: Option<(u32, u32)>, at: Option<(i64, i64)>) -> Option<(u16, u16)> {
        let (x, y) = at?;
        if self.ratio.is_none() {
            let told = self.session.execute("return window.devicePixelRatio", Vec::new()).await;
            self.ratio = told.ok().and_then(|told| told.as_f64());
        }
        let (width, height) = size?;
        let share = |at: i64, whole: u32| {
            let share = thousandths(at, self.ratio.unwrap_or(1.0), whole);
            (0..=1000).contains(&share).then(|| u16::try_from(share).unwrap_or_default())
        };
        Some((share(x, width)?, share(y, height)?))
    }

    /// Journals that a commit is about to be made. Without this on the disk the click is not made.
    pub(super) fn intend(&mut self, step: &str) -> Result<(), Halt> {
        let commit = self.ledger.intend(self.run, &self.account, step).map_err(|error| ledger_fault(&error))?;
        self.commit = Some(commit);
        Ok(())
    }

    /// Journals what became of the commit.
    pub(super) fn settle(&mut self, state: CommitState) -> Result<(), Halt> {
        match self.commit.take() {
            Some(commit) => self.ledger.settle(commit, state).map_err(|error| ledger_fault(&error)),
            None => Ok(()),
        }
    }

    /// From here on what a click makes is shown once: see [`super::mint`].
    pub(super) fn begin_regime(&mut self) {
        self.regime.send_replace(true);
        self.session.be_patient(true);
        self.dark = true;
    }

    /// It is read, or will not be. What the page shows is still nobody's business.
    pub(super) fn end_regime(&mut self) {
        self.regime.send_replace(false);
        self.session.be_patient(false);
    }

    pub(super) fn is_interrupted(&self) -> bool {
        *self.interrupt.borrow()
    }

    /// Journals what became of this commit, be it settled already or not.
    pub(super) fn settle_as(&mut self, commit: Option<i64>, state: CommitState) -> Result<(), Halt> {
        self.commit = None;
        let Some(commit) = commit else { return Ok(()) };
        self.ledger.settle(commit, state).map_err(|error| ledger_fault(&error))
    }

    /// Stores the token and tells so.
    pub(super) fn keep_token(&mut self, value: &str, values: &Values) -> Result<(), Halt> {
        let (path, fingerprint) = self.vault.keep(0, value, values)?;
        self.settle(CommitState::Done)?;
        self.emit(&Event::TokenStored { path, fingerprint });
        Ok(())
    }

    /// The dialogs, alerts and headings that show now, for an error message.
    pub(super) async fn words_on_page(&self) -> Vec<String> {
        let question = serde_json::json!({
            "id": "words", "run": "", "spent": 1, "timeout": 0, "slice": 0, "regions": {}, "never": [], "ways": [], "strict": false,
        });
        match crate::page::ask(self.session, question).await {
            Ok(crate::page::Answer::Timeout(stuck)) => stuck.seen,
            _ => Vec::new(),
        }
    }
}

/// Thousandths of a length.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "places on a screen are small")]
fn thousandths(at: i64, ratio: f64, whole: u32) -> i64 {
    (at as f64 * ratio * 1000.0 / f64::from(whole.max(1))).round() as i64
}

/// How large a picture is, as the head of a PNG tells.
fn size_of(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// A ledger that cannot be written: nothing more may be committed.
pub(super) fn ledger_fault(error: &rusqlite::Error) -> Halt {
    Halt::new(
        "ledger",
        code::FAULT,
        &format!("could not write ledger.sqlite: {error}; nothing more is done"),
        &format!("{}: what this run has made is looked for first", super::ledger::way_out(error)),
    )
}

/// A time in milliseconds, as events and results tell it.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
