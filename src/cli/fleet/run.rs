//! The batch: each account as `run` does a single one, and what came of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::context::{by_name, renamed, roster, settings_of, standings};
use super::{FleetArgs, plan, written};
use crate::browser::Browsers;
use crate::cli::run::{account_of, heed_signals, kept, prepare, sign_ins, usable};
use crate::cli::terminal::{BatchScreen, Mode};
use crate::cli::{exit, write};
use crate::config::{SecretTables, Settings, Via};
use crate::fleet::batch::{self, Job, Lane, Left, Outcome, Rules, Waits, Worker};
use crate::fleet::ended::{Ended, common_code};
use crate::fleet::pace::Pace;
use crate::fleet::roster::Row;
use crate::fleet::seats::Seats;
use crate::fleet::selection::Selection;
use crate::fleet::sign_in::{Kept, SignInError};
use crate::fleet::standing::StatusLine;
use crate::fleet::summary::Summary;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::{Outcome as Came, RunResult, Status};
use crate::run::account;
use crate::run::halt::Halt;
use crate::scenario;
use crate::secret::{AccountLock, Store, redact};

/// Sets up the accounts of the roster, and returns the exit code.
pub(in crate::cli) async fn run(settings: &Settings, args: &FleetArgs) -> u8 {
    match begin(settings, args) {
        Ok(Begun::Planned) => exit::DONE,
        Ok(Begun::Batch(batch)) => batch.work_off().await,
        Err(code) => code,
    }
}

/// What came of the looking before.
enum Begun {
    /// It was only asked what would be done.
    Planned,
    /// Accounts to work on.
    Batch(Box<Batch>),
}

/// Looks at everything that can be wrong before anything is started.
fn begin(settings: &Settings, args: &FleetArgs) -> Result<Begun, u8> {
    let usage = |error: &dyn std::fmt::Display| {
        write::error(error);
        exit::USAGE
    };
    let tables = SecretTables::here().map_err(|error| usage(&error))?;
    let loaded = scenario::load(&settings.scenario).map_err(|error| usage(&error))?;
    let Some(roster) = roster(settings, &loaded) else {
        return Err(usage(&"no roster is named: give --accounts FILE"));
    };
    let roster = roster.map_err(|error| usage(&error))?;
    for warning in &roster.warnings {
        write::err(format_args!("warning: {warning}"));
    }
    let known = standings(settings, Some(&loaded.scenario))
        .map_err(|error| usage(&format_args!("could not read the ledger in {}: {error}", settings.out.display())))?;
    let selection = Selection { only: args.only.clone(), status: args.status.clone() };
    let accounts = selection.choose(&roster, &by_name(known)).map_err(|error| usage(&error))?;
    let store = Store::new(&settings.out, &tables.deliver).map_err(|error| usage(&error))?;
    for warning in renamed(&store, settings, &accounts) {
        write::err(format_args!("warning: {warning}"));
    }
    if args.dry_run {
        plan::tell(settings, &store, &accounts);
        return Ok(Begun::Planned);
    }
    sessions(settings, &accounts).map_err(|error| usage(&error))?;
    let (stop, interrupt) = watch::channel(false);
    // What is wrong for all is told once, and before the first.
    prepare(settings, Some(&tables), interrupt.clone())?;
    let screen = BatchScreen::new(
        Mode::detect(settings.json),
        Box::new(redact::stdout()),
        Box::new(redact::stderr()),
        accounts.len(),
    );
    let browsers = Arc::new(Browsers::new(settings.jobs));
    let settings = settings.clone();
    let ended = Mutex::new(accounts.iter().map(|_| None).collect());
    let (expired, began, started) = (Mutex::default(), jiff::Timestamp::now(), Instant::now());
    Ok(Begun::Batch(Box::new(Batch {
        settings,
        tables,
        store,
        accounts,
        stop,
        interrupt,
        screen,
        ended,
        expired,
        seats: Mutex::default(),
        browsers,
        began,
        started,
    })))
}

/// Sees that all saved sign-ins are there that the accounts name, and tells of all that are not.
fn sessions(settings: &Settings, accounts: &[(Row, StatusLine)]) -> Result<(), String> {
    if settings.via == Via::Graph {
        return Ok(());
    }
    let named: BTreeSet<String> = accounts.iter().filter_map(|(row, _)| settings_of(settings, row).session).collect();
    let all = sign_ins();
    let missing: Vec<String> =
        named.iter().filter_map(|name| usable(&all, name, settings).err()).map(|error| error.to_string()).collect();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\nerror: ")) }
}

/// A batch under way.
struct Batch {
    settings: Settings,
    tables: SecretTables,
    store: Store,
    accounts: Vec<(Row, StatusLine)>,
    stop: watch::Sender<bool>,
    interrupt: watch::Receiver<bool>,
    screen: BatchScreen,
    ended: Mutex<Vec<Option<Ended>>>,
    /// The saved sign-ins that have expired.
    expired: Mutex<BTreeSet<String>>,
    /// Those that this batch has taken.
    seats: Mutex<BTreeMap<String, Arc<Seats>>>,
    /// The browsers that serve one account after another.
    browsers: Arc<Browsers>,
    began: jiff::Timestamp,
    started: Instant,
}

impl Batch {
    async fn work_off(self) -> u8 {
        let signals = tokio::spawn(heed_signals(self.stop.clone(), Some(self.screen.stopping())));
        let rules = Rules {
            jobs: self.settings.jobs,
            max_failures: self.settings.max_failures,
            pace: Pace { pause: self.settings.pause, per_hour: self.settings.accounts_per_hour },
        };
        let jobs = (0..self.accounts.len()).map(|index| self.job(index)).collect();
        let batch = &self;
        // A walk knows much: it is kept off the stack of those who wait for it.
        let left = batch::work_off(jobs, rules, self.interrupt.clone(), |job, worker| {
            Box::pin(async move {
                let number = worker.number;
                let outcome = batch.one(&job, &worker).await;
                (job, number, outcome)
            })
        })
        .await;
        self.browsers.close().await;
        signals.abort();
        self.finish(&left)
    }

    /// Accounts of one system user of a business are worked on one after another, and those of one sign-in, unless more are asked for.
    fn job(&self, index: usize) -> Job {
        let settings = settings_of(&self.settings, &self.accounts[index].0);
        let user =
            |business: &String| format!("user {} of {}", settings.system_user.to_lowercase(), business.to_lowercase());
        let mut lanes: Vec<Lane> =
            settings.business.iter().map(|business| Lane { name: user(business), sign_in: None }).collect();
        // Sealed, it serves any number of browsers at once.
        if let (Some(session), Ok(Some(Kept::Profile(_)))) = (&settings.session, kept(&settings)) {
            lanes.push(Lane { name: format!("session {session}"), sign_in: Some(settings.jobs_per_session) });
        }
        let stored = matches!(self.store.find(&settings.account), Ok(Some(_)));
        let walks = settings.via == Via::Browser && (!stored || settings.force_new_token);
        Job { index, lanes, walks }
    }

    async fn one(&self, job: &Job, worker: &Worker) -> Outcome {
        let row = &self.accounts[job.index].0;
        if AccountLock::is_held(&self.settings.out, &row.id) {
            return self.held(row, None);
        }
        let session = settings_of(&self.settings, row).session;
        if let Some(session) = session.as_ref().filter(|name| job.walks && self.is_expired(name)) {
            let result = self.signed_out(row, session);
            return self.note(job, &result);
        }
        let Some(mut result) = self.attempt(row, worker).await else { return self.held(row, session.as_deref()) };
        if retry_helps(&result) && !*self.interrupt.borrow() {
            self.screen.again(&row.id, result.error.as_ref().map_or("", |error| error.message.as_str()));
            let Some(again) = self.attempt(row, worker).await else { return self.held(row, session.as_deref()) };
            result = again;
        }
        self.screen.rest(worker.number);
        if result.error.as_ref().is_some_and(|error| error.kind == "locked") {
            return self.held(row, None);
        }
        if let Some(session) = session.filter(|_| is_signed_out(&result)) {
            self.screen.expired(&session);
            self.expired.lock().unwrap_or_else(PoisonError::into_inner).insert(session.clone());
            // Whoever signs in anew meanwhile needs it.
            let seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
            if let Some(folder) = seats.as_ref().and_then(|seats| seats.folder()) {
                self.browsers.close_in(folder).await;
            }
        }
        self.note(job, &result)
    }

    fn held(&self, row: &Row, session: Option<&str>) -> Outcome {
        self.screen.held(&row.id, session);
        Outcome::Held
    }

    fn is_expired(&self, session: &str) -> bool {
        self.expired.lock().unwrap_or_else(PoisonError::into_inner).contains(session)
    }

    /// What comes of an account whose sign-in is known to have expired: no browser is opened to see it again.
    fn signed_out(&self, row: &Row, session: &str) -> RunResult {
        let message = format!("the saved sign-in \"{session}\" has expired, as another account of it has found");
        let hint = format!("run `tokenwright login {session}`, then run again");
        self.not_begun(row, Halt::new("signed_out", code::PERSON, &message, &hint))
    }

    /// The result of an account for which nothing was started.
    fn not_begun(&self, row: &Row, halt: Halt) -> RunResult {
        let settings = settings_of(&self.settings, row);
        RunResult {
            status: halt.status(),
            error: Some(halt.error),
            app: Some(settings.app),
            business: settings.business,
            system_user: settings.system_user,
            ..RunResult::begun(&row.id, &settings.scenario, "browser", jiff::Timestamp::now())
        }
    }

    /// Tells what came of an account, and keeps it.
    fn note(&self, job: &Job, result: &RunResult) -> Outcome {
        let entry = Ended::of(result, account::exit_code(result));
        self.screen.ended(result, &entry);
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended[job.index] = Some(entry);
        if result.status == Status::Done { Outcome::Done } else { Outcome::Failed }
    }

    /// Takes the account's saved sign-in for the rest of the batch: a browser stays open on it for the accounts that follow.
    fn seats(&self, settings: &Settings) -> Result<Option<Arc<Seats>>, SignInError> {
        let (Some(name), Some(Kept::Profile(_))) = (&settings.session, kept(settings)?) else { return Ok(None) };
        let mut all = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = all.get(name) {
            return Ok(Some(Arc::clone(seats)));
        }
        // Where a person may be waited for, the others go on meanwhile.
        let several = settings.jobs_per_session.min(settings.jobs) > 1 || settings.person_is_there();
        let of_it = |row: &Row| settings_of(&self.settings, row).session.as_ref() == Some(name);
        let copies = several && self.accounts.iter().filter(|(row, _)| of_it(row)).count() > 1;
        let (seats, refused) = sign_ins().seats(name, copies)?;
        if let Some(error) = refused {
            self.screen.no_copy(name, &error);
        }
        all.insert(name.clone(), Arc::clone(&seats));
        Ok(Some(seats))
    }

    /// Does for one account what `run` does. `None`: its sign-in is in use.
    async fn attempt(&self, row: &Row, worker: &Worker) -> Option<RunResult> {
        let settings = settings_of(&self.settings, row);
        let unusable = |message: &str| {
            let hint = "nothing was started for it; mend this, and run again";
            Some(self.not_begun(row, Halt::new("settings", code::USAGE, message, hint)))
        };
        let seats = match self.seats(&settings) {
            Ok(seats) => seats,
            Err(SignInError::Lock(_)) => return None,
            Err(error) => return unusable(&error.to_string()),
        };
        let session = settings.session.as_deref().unwrap_or_default();
        let seat = match &seats {
            Some(seats) => Some(seats.seat(|error| self.screen.no_copy(session, error)).await),
            None => None,
        };
        let Ok(mut setup) = prepare(&settings, Some(&self.tables), self.interrupt.clone()) else {
            return unusable("its settings cannot be used any more, as was told");
        };
        setup.browsers = Some(Arc::clone(&self.browsers));
        if let Some(seat) = &seat {
            setup.browser.profile = Some(seat.profile().to_owned());
        }
        if let Some(number) = &row.phone_number {
            let Ok(rule) = number.parse();
            setup.graph.number = rule;
        }
        let account = account_of(&settings);
        let mut hear = |event: &Event| {
            match event {
                Event::PersonNeeded { kind, .. } => worker.waits_for_person(waits(kind.as_deref())),
                Event::PersonDone | Event::RunFinished { .. } => worker.waits_for_person(Waits::No),
                // The first page of a walk is for those alone who are signed in.
                Event::StepFinished { record } if matches!(record.outcome, Came::Done | Came::Already) => {
                    worker.is_let_in();
                }
                _ => {}
            }
            self.screen.event(worker.number, &row.id, event);
        };
        let result = Box::pin(account::set_up(&setup, &account, &mut hear)).await;
        match (seats, seat) {
            (Some(seats), Some(seat)) if is_signed_out(&result) && !seats.is_profile(seat.profile()) => {
                // The profile itself may still be signed in: its turn comes.
                seats.only_the_profile();
                self.screen.again(&row.id, "a copy of its sign-in is not signed in any more");
                drop(seat);
                Box::pin(self.attempt(row, worker)).await
            }
            _ => Some(result),
        }
    }

    fn finish(self, left: &Left) -> u8 {
        let interrupted = *self.interrupt.borrow();
        let ended: Vec<Ended> =
            self.ended.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect();
        let not_begun: Vec<String> = left.not_begun.iter().map(|index| self.accounts[*index].0.id.clone()).collect();
        let why = if left.too_many_failures { "too many failed (--max-failures)" } else { "the batch was interrupted" };
        let code = if interrupted { exit::INTERRUPTED } else { common_code(ended.iter().map(|one| one.exit_code)) };
        self.screen.finish(&ended, &not_begun, why);
        if !ended.is_empty() {
            let why = (!not_begun.is_empty()).then(|| why.to_owned());
            let elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let summary = Summary { began: self.began.to_string(), elapsed_ms, ended, not_begun, why };
            match written::write(&self.settings.out, self.began, &summary) {
                Ok(page) => self.screen.last(&format!("Summary: {}", page.display())),
                Err(error) => write::err(format_args!("warning: the summary could not be written: {error}")),
            }
        }
        code
    }
}

/// Whom an account holds up that asks for a person.
fn waits(kind: Option<&str>) -> Waits {
    // What the console asks of the person, whichever business is at hand.
    const OF_THE_SIGN_IN: [&str; 6] = ["signed_out", "password", "code", "checkpoint", "wrong_person", "new_device"];
    if kind.is_some_and(|kind| OF_THE_SIGN_IN.contains(&kind)) { Waits::WithAll } else { Waits::Alone }
}

fn is_signed_out(result: &RunResult) -> bool {
    result.error.as_ref().is_some_and(|error| error.kind == "signed_out")
}

/// Whether another try may come to more: the page did not load, or the browser broke. What was committed is looked for first.
fn retry_helps(result: &RunResult) -> bool {
    const KINDS: [&str; 5] =
        ["page_not_loaded", "browser_died", "browser_start", "browser_unresponsive", "window_closed"];
    result.error.as_ref().is_some_and(|error| KINDS.contains(&error.kind.as_str()))
}
