//! One account from beginning to end: what is stored already, the replay, the proof, the files.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::api_route::{self, ApiRoute};
use super::halt::Halt;
use super::hand_over::{self, hand_over, missing, not_delivered};
use super::ledger::{CommitState, Ledger};
use super::mint::{self, Adopted, Kept, Vault};
use super::owner::{is_id, same_owner, stored_as, stored_for_app};
use super::replay::{Replay, millis};
use super::stage::{Hear, Stage, ledger_fault};
use super::trace::{Trace, TraceLevel};
use crate::browser::{BrowserOptions, Session};
use crate::graph::{self, Expected, GraphConfig, Proof};
use crate::names;
use crate::outcome::code;
use crate::outcome::event::Event;
use crate::outcome::result::{RunError, RunResult, Status};
use crate::page::Values;
use crate::report;
use crate::scenario::model::{Repeat, Scenario};
use crate::secret::credentials::{Credentials, CredentialsError};
use crate::secret::deliver::Target;
use crate::secret::{AccountLock, LockError, Slug, Store, files, redact};

/// The account to set up.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its slug: names its credentials file and its run folders.
    pub id: String,
    /// Whether a person gave it that slug; else it is named after the business or app, as these were asked for.
    pub id_given: bool,
    /// The app, by name or ID.
    pub app: String,
    /// The business, by name or ID, if it was given.
    pub business: Option<String>,
    /// The system user's name.
    pub system_user: String,
    /// `admin` or `employee`.
    pub role: String,
    /// The WhatsApp Business Accounts whose numbers are meant, by ID; empty: those that Graph tells of.
    pub accounts: Vec<String>,
}

/// How accounts are set up.
pub struct Setup {
    /// What to do.
    pub scenario: Scenario,
    /// Which browser, and how.
    pub browser: BrowserOptions,
    /// Root of the app panel.
    pub developers_url: String,
    /// Root of the business console.
    pub business_url: String,
    /// The Graph API.
    pub graph: GraphConfig,
    /// Where everything is written.
    pub out: PathBuf,
    /// Where credentials are kept.
    pub store: Store,
    /// Where else proved credentials go.
    pub deliver: Vec<Target>,
    /// How the token is made where it is not by the clicks.
    pub api: Option<ApiRoute>,
    /// Longest wait for one step.
    pub timeout: Duration,
    /// How long a person is waited for; `None`: there is none.
    pub person_limit: Option<Duration>,
    /// The language to read the page in, instead of the one that it declares.
    pub language: Option<String>,
    /// How much is kept of the run.
    pub trace: TraceLevel,
    /// Whether Meta's non-discrimination policy is accepted where it is asked for (`yes`), or put before a person (`ask`).
    pub accept_policy: String,
    /// Make a token even where one is stored, or may have been made.
    pub force_new_token: bool,
    /// Becomes true when the run is to end at once.
    pub interrupt: watch::Receiver<bool>,
}

/// What is written down while the replay goes on.
pub(super) struct Draft {
    pub(super) result: RunResult,
    /// The stored credentials, until they are proved.
    pub(super) stored: Option<Credentials>,
    /// Where they are, if that is not yet the account's own file.
    pub(super) aside: Option<PathBuf>,
    /// The account under whose name the walk has found the credentials to be stored.
    elsewhere: Option<String>,
    /// What the token that is to be replaced is used with: the account and the number.
    pub(super) in_use: InUse,
}

/// The account and the number that a token is used with: a new token goes on with them.
#[derive(Debug, Clone, Default)]
pub(super) struct InUse {
    account: Option<String>,
    number: Option<String>,
}

/// Sets up one account. Never fails: what went wrong is in the result.
pub async fn set_up(setup: &Setup, account: &Account, hear: &mut Hear<'_>) -> RunResult {
    let began = Instant::now();
    let started = jiff::Timestamp::now();
    let stored_as = stored_as(&setup.store, account);
    let known = stored_as.clone().map(|id| Account { id, ..account.clone() });
    let account = known.as_ref().unwrap_or(account);
    let mut result = blank(setup, account, started);
    result.notes.extend(stored_as.map(|id| one_account(&id)));
    let mut draft = Draft { result, stored: None, aside: None, elsewhere: None, in_use: InUse::default() };
    let folder = setup.out.join("runs").join(format!("{}-{}", started.strftime("%Y%m%dT%H%M%S%3fZ"), account.id));
    hear(&Event::RunStarted {
        account: account.id.clone(),
        title: setup.scenario.title.clone(),
        steps: setup.scenario.steps.len(),
    });
    let mut outcome = whole(setup, account, &folder, began, &mut draft, hear).await;
    // The app's ID has told on the way that its credentials are stored under another name: that account is meant.
    let mut renamed = None;
    if let Some(id) = draft.elsewhere.take() {
        draft.result.account.clone_from(&id);
        (draft.result.error, draft.result.status) = (None, Status::Failed);
        draft.result.notes.push(one_account(&id));
        // By its ID, as it may be called otherwise now.
        let app = draft.result.app_id.clone().unwrap_or_else(|| account.app.clone());
        let account = renamed.insert(Account { id, id_given: true, app, ..account.clone() });
        outcome = whole(setup, account, &folder, began, &mut draft, hear).await;
    }
    let account = renamed.as_ref().unwrap_or(account);
    let result = &mut draft.result;
    if let Err(halt) = outcome {
        result.status = halt.status();
        result.error.get_or_insert(halt.error);
    }
    result.drift = drift(result);
    if let Some(error) = &mut result.error {
        error.hint = with_command(&error.hint, &account.id, &account.app);
    }
    result.elapsed_ms = millis(began.elapsed());
    if folder.is_dir() {
        if let Err(error) = super::trace::redact_again(&folder) {
            result.notes.push(format!("trace.jsonl could not be looked through again: {error}"));
        }
        write_report(&folder, result);
    }
    hear(&Event::RunFinished { elapsed_ms: result.elapsed_ms, error: result.error.clone() });
    draft.result
}

fn one_account(id: &str) -> String {
    format!(
        "the credentials of this app and system user are stored under the account \"{id}\" already: it is the same account (--id NAME makes another)"
    )
}

async fn whole(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    began: Instant,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
) -> Result<(), Halt> {
    let _lock = AccountLock::take(&setup.out, &account.id).map_err(|error| {
        let hint = match &error {
            LockError::Held { .. } => "nothing was started; wait, and run again",
            _ => "nothing was started; mend this, or choose another --out, and run again",
        };
        Halt::new(error.kind(), code::USAGE, &error.to_string(), hint)
    })?;
    setup.store.preflight(&account.id).map_err(|error| {
        Halt::new(
            error.kind(),
            code::USAGE,
            &error.to_string(),
            "nothing was started; mend this, or choose another --out, and run again",
        )
    })?;
    hand_over::preflight(&setup.deliver, &account.id)?;
    let ledger = open_ledger(setup)?;
    let left = adopt_left(setup, account, draft, &ledger).await?;
    let stored = stored(setup, account, &mut draft.in_use)?;
    if stored.is_none() && !setup.force_new_token {
        refuse_second_token(setup, account, &ledger, &left)?;
    }
    let run = ledger.begin(&account.id).map_err(|error| ledger_fault(&error))?;
    let ledgered = (&ledger, run);
    let outcome = match (stored, &setup.api) {
        (Some((path, stored)), _) => stored_already(setup, account, &path, stored, draft, hear, &ledger).await,
        (None, None) => walk_and_prove(setup, account, folder, began, draft, hear, ledgered).await,
        (None, Some(route)) => {
            match api_route::walk(setup, account, route, folder, began, draft, hear, ledgered).await {
                Ok(()) => prove_and_deliver(setup, account, draft, hear, &ledger).await,
                Err(halt) => Err(halt),
            }
        }
    };
    if let Err(halt) = &outcome {
        draft.result.status = halt.status();
        draft.result.error.get_or_insert(halt.error.clone());
    }
    if let Err(error) = ledger.end(run, &draft.result) {
        draft.result.notes.push(format!("the ledger does not know how this run ended: {error}"));
    }
    outcome
}

/// What an earlier run has left beside the account's file. A token that is among it has that file now, and the commit that made
/// it is done.
async fn adopt_left(
    setup: &Setup,
    account: &Account,
    draft: &mut Draft,
    ledger: &Ledger,
) -> Result<Vec<PathBuf>, Halt> {
    match mint::adopt(setup, account).await? {
        Adopted::Nothing => Ok(Vec::new()),
        Adopted::One(kept) => {
            let path = kept.path.display();
            let fingerprint = kept.credentials.token.fingerprint();
            draft
                .result
                .notes
                .push(format!("an earlier run was cut off over a token ({fingerprint}): it is in {path} now"));
            if let Some(step) = token_step(setup) {
                ledger.settle_open(&account.id, step, CommitState::Done).map_err(|error| ledger_fault(&error))?;
            }
            Ok(Vec::new())
        }
        Adopted::Unknown(files) => {
            let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
            let names = names.join(", ");
            draft
                .result
                .notes
                .push(format!("values that an earlier run read, and that are not proved to be tokens: {names}"));
            Ok(files)
        }
    }
}

/// The credentials that there are and that are to be used. With the lock held: another run may have stored them just now.
fn stored(setup: &Setup, account: &Account, in_use: &mut InUse) -> Result<Option<(PathBuf, Credentials)>, Halt> {
    let there = setup
        .store
        .find(&account.id)
        .map_err(|error| Halt::new(error.kind(), code::USAGE, &error.to_string(), "choose another --id"))?;
    let Some(path) = there else { return Ok(None) };
    match setup.store.load(&path) {
        Ok(stored) => {
            // A new token replaces the old one of the same app, and nobody else's.
            same_owner(account, &stored)?;
            *in_use = InUse {
                account: stored.whatsapp_business_account_id.clone().filter(|_| stored.phone_number_id.is_some()),
                number: stored.phone_number_id.clone(),
            };
            Ok((!setup.force_new_token).then_some((path, stored)))
        }
        Err(_) if setup.force_new_token => Ok(None),
        Err(error) => {
            let hint = "mend or move the file, or run with --force-new-token to make another token";
            Err(Halt::new(error.kind(), code::USAGE, &error.to_string(), hint))
        }
    }
}

async fn walk_and_prove(
    setup: &Setup,
    account: &Account,
    folder: &Path,
    began: Instant,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
    (ledger, run): (&Ledger, i64),
) -> Result<(), Halt> {
    let mut trace = open_trace(setup, folder, draft)?;
    let session = start_browser(setup).await?;
    draft.result.notes.extend(session.warnings.iter().cloned());
    let (regime, mut under_way) = watch::channel(false);
    let (walked, kept) = {
        let stage = Stage {
            session: &session,
            hear,
            ledger,
            run,
            account: account.id.clone(),
            trace: &mut trace,
            vault: Vault::new(setup, account),
            interrupt: setup.interrupt.clone(),
            regime,
            dark: false,
            began,
            timeout: setup.timeout,
            person_limit: setup.person_limit,
            language: setup.language.clone(),
            notes: Vec::new(),
            last_good_url: None,
            commit: None,
            ratio: None,
        };
        let mut replay = Replay::new(&setup.scenario, values(setup, account), stage);
        setup.graph.root().clone_into(&mut replay.console);
        let known = |app_id: &str| stored_for_app(&setup.store, account, app_id);
        if !setup.force_new_token {
            replay.stored_elsewhere = Some(&known);
        }
        let mut interrupt = setup.interrupt.clone();
        // While a token is being made, its regime hears of the signal, and ends the walk when it is read.
        let told_to_end = async {
            let _ = interrupt.wait_for(|stop| *stop).await;
            let _ = under_way.wait_for(|under_way| !*under_way).await;
        };
        let walked = tokio::select! {
            walked = replay.walk() => walked,
            () = told_to_end => Err(interrupted()),
        };
        let Replay { records, values, language, stage, elsewhere, .. } = replay;
        draft.elsewhere = elsewhere;
        let notes = stage.notes;
        let result = &mut draft.result;
        result.steps = records;
        result.language = language;
        result.notes.extend(notes);
        result.app_id = values.get("app_id").cloned();
        result.app = values.get("app_name").map(|name| names::seen(name));
        result.business = values.get("business").cloned();
        result.business_id = values.get("business_id").cloned();
        (walked, stage.vault.into_kept())
    };
    if let Some(kept) = kept {
        take_kept(draft, kept);
    }
    close(session).await;
    if draft.stored.is_none() {
        walked?;
        return Err(Halt::new(
            "scenario",
            code::USAGE,
            "the scenario ended without reading a token",
            "run `tokenwright scenario lint`",
        ));
    }
    // The token is stored: whatever went wrong after that loses nothing, and the proof decides.
    if let Err(halt) = walked {
        if halt.error.exit_code == code::INTERRUPTED {
            return Err(halt);
        }
        draft.result.notes.push(format!("after the token was stored: {}", halt.error.message));
    }
    prove_and_deliver(setup, account, draft, hear, ledger).await
}

/// Credentials that prove good are handed on; others are kept and marked.
async fn prove_and_deliver(
    setup: &Setup,
    account: &Account,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
    ledger: &Ledger,
) -> Result<(), Halt> {
    prove(setup, account, draft, hear).await?;
    hand_on(setup, account, draft, hear, ledger).await
}

/// Hands proved credentials to the targets that do not have them yet.
async fn hand_on(
    setup: &Setup,
    account: &Account,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
    ledger: &Ledger,
) -> Result<(), Halt> {
    let Some(stored) = draft.stored.take() else { return Ok(()) };
    let targets = missing(ledger, &setup.deliver, &account.id, &stored);
    if targets.is_empty() {
        return Ok(());
    }
    let slug = Slug::parse(&account.id)
        .map_err(|error| Halt::new("account_name", code::USAGE, &error.to_string(), "choose another --id"))?;
    let deliveries = hand_over(ledger, &targets, &slug, &stored, setup.interrupt.clone()).await?;
    let (mut missing, mut hints) = (Vec::new(), Vec::new());
    for delivery in deliveries {
        let message = format!("{}: {}", delivery.name, delivery.message);
        hear(&Event::Note { message: message.clone() });
        if !delivery.done {
            missing.push(message.clone());
            hints.extend(delivery.hint);
        }
        draft.result.notes.push(message);
    }
    if missing.is_empty() { Ok(()) } else { Err(not_delivered(&account.id, &missing, &hints)) }
}

/// The stored credentials, proved, and handed to the targets that an earlier run did not come to: no second user and no
/// second token.
async fn stored_already(
    setup: &Setup,
    account: &Account,
    path: &Path,
    stored: Credentials,
    draft: &mut Draft,
    hear: &mut Hear<'_>,
    ledger: &Ledger,
) -> Result<(), Halt> {
    let note = format!("{} holds credentials already: they are proved, and no other token is made", path.display());
    hear(&Event::Note { message: note.clone() });
    let result = &mut draft.result;
    // What was asked for is not what is stored: Graph tells.
    result.app = None;
    result.business.clone_from(&stored.business);
    result.notes.push(note);
    if setup.store.path(&account.id).is_ok_and(|usual| usual != path) {
        result.notes.push(format!("{} is kept another way now: once all is well, delete that file", path.display()));
    }
    result.credentials = Some(path.to_owned());
    result.token_fingerprint = Some(stored.token.fingerprint());
    result.app_id.clone_from(&stored.app_id);
    result.business_id.clone_from(&stored.business_id);
    result.system_user_id.clone_from(&stored.system_user_id);
    draft.stored = Some(stored);
    prove(setup, account, draft, hear).await.map_err(|mut halt| {
        halt.error.hint = format!("{}; --force-new-token makes another token", halt.error.hint);
        draft.result.error = Some(halt.error.clone());
        draft.result.app.get_or_insert_with(|| account.app.clone());
        halt
    })?;
    // Files of an older version do not name their app; Graph did by now.
    draft.stored.as_ref().map_or(Ok(()), |stored| same_owner(account, stored))?;
    hand_on(setup, account, draft, hear, ledger).await
}

/// Asks Graph, and writes what it says beside the token.
async fn prove(setup: &Setup, account: &Account, draft: &mut Draft, hear: &mut Hear<'_>) -> Result<(), Halt> {
    let Some(stored) = draft.stored.take() else { return Ok(()) };
    hear(&Event::Proof { message: "asking the Graph API what the token is worth".to_owned(), good: None });
    let expected = Expected {
        app_id: draft.result.app_id.clone(),
        system_user: Some(account.system_user.clone()),
        // It is that of the user who was asked for then.
        system_user_id: stored.system_user_id.clone().filter(|_| {
            stored.system_user.as_ref().is_some_and(|then| names::same(then, &account.system_user).is_same())
        }),
        business_id: draft.result.business_id.clone(),
        accounts: account.accounts.clone(),
        whatsapp_business_account_id: stored
            .whatsapp_business_account_id
            .clone()
            .or_else(|| draft.in_use.account.clone()),
        phone_number_id: stored.phone_number_id.clone().or_else(|| draft.in_use.number.clone()),
    };
    let mut interrupt = setup.interrupt.clone();
    let proof = tokio::select! {
        proof = graph::prove(&setup.graph, &stored.token, &expected) => proof,
        _ = interrupt.wait_for(|stop| *stop) => return Err(interrupted()),
    };
    take_over(&mut draft.result, &proof);
    let stored = proof_credentials(&proof, stored, &draft.result);
    draft.result.phone_number_id.clone_from(&stored.phone_number_id);
    let written = write_proved(setup, account, &stored, &proof, draft);
    draft.stored = Some(stored);
    let message = match proof.problems.first() {
        None => format!("the Graph API proved it: {}", proof.words()),
        Some(problem) => problem.message.clone(),
    };
    hear(&Event::Proof { message, good: Some(proof.verified) });
    if let Err(halt) = written {
        // The token itself is on the disk since before the dialog was closed; only the ids beside it are not.
        draft.result.notes.push(halt.error.message.clone());
    }
    match proof.run_error() {
        None => {
            draft.result.status = Status::Done;
            Ok(())
        }
        Some(error) => Err(Halt { error, seen: Vec::new() }),
    }
}

/// Writes what the proof came to. A new token takes the place of an older one only once it is proved.
fn write_proved(
    setup: &Setup,
    account: &Account,
    stored: &Credentials,
    proof: &Proof,
    draft: &mut Draft,
) -> Result<(), Halt> {
    let Some(aside) = draft.aside.clone() else { return store(setup, &account.id, stored).map(drop) };
    if !proof.verified {
        let kept = setup.store.put_unproved(&account.id, stored).map_err(|error| not_stored(&error))?;
        let note =
            format!("the credentials that were stored before stay as they are; the new token is in {}", kept.display());
        draft.result.notes.push(note);
        return Ok(());
    }
    let (path, note) = mint::promote(setup, &account.id, &aside, stored).map_err(|error| not_stored(&error))?;
    draft.aside = None;
    draft.result.credentials = Some(path);
    draft.result.notes.extend(note);
    Ok(())
}

/// A new token that is on the disk.
pub(super) fn take_kept(draft: &mut Draft, kept: Kept) {
    draft.result.token_fingerprint = Some(kept.credentials.token.fingerprint());
    draft.aside = kept.aside.then(|| kept.path.clone());
    draft.result.credentials = Some(kept.path);
    draft.stored = Some(kept.credentials);
}

/// Ids that the walk saw fill what Graph did not tell.
fn proof_credentials(proof: &Proof, stored: Credentials, result: &RunResult) -> Credentials {
    let mut stored = proof.update(stored);
    stored.app_id = stored.app_id.or_else(|| result.app_id.clone());
    stored.business_id = stored.business_id.or_else(|| result.business_id.clone());
    stored.system_user_id = stored.system_user_id.or_else(|| result.system_user_id.clone());
    stored
}

fn take_over(result: &mut RunResult, proof: &Proof) {
    result.verified = proof.verified;
    result.scopes.clone_from(&proof.scopes);
    result.expires_at = proof.expires_at;
    result.whatsapp_business_account_ids.clone_from(&proof.whatsapp_business_account_ids);
    result.phone_numbers.clone_from(&proof.phone_numbers);
    // What was asked for stays, or another look would find nothing wrong with what came instead.
    if !proof.is_of_another_user() {
        result.system_user_id = proof.user_id.clone().or_else(|| result.system_user_id.take());
        // Asked for by its ID, it is shown by its name.
        if let Some(name) = proof.user_name.clone().filter(|_| is_id(&result.system_user)) {
            result.system_user = name;
        }
    }
    result.app_id = result.app_id.take().or_else(|| proof.app_id.clone());
    result.app = result.app.take().or_else(|| proof.app.clone());
    result.business_id = proof.business_id.clone().or_else(|| result.business_id.take());
    result.notes.extend(proof.notes.iter().cloned());
}

fn store(setup: &Setup, account: &str, credentials: &Credentials) -> Result<PathBuf, Halt> {
    setup.store.put(account, credentials).map_err(|error| not_stored(&error))
}

pub(super) fn not_stored(error: &CredentialsError) -> Halt {
    let hint = "the token that was made is kept nowhere: make room or mend the folder, revoke the system user's tokens in \
                the console, and run with --force-new-token";
    Halt::new(error.kind(), code::PERSON, &format!("the token could not be stored: {error}"), hint)
}

fn open_ledger(setup: &Setup) -> Result<Ledger, Halt> {
    let path = Ledger::path(&setup.out);
    Ledger::open(&path).map_err(|error| {
        let message = format!("could not open {}: {error}", path.display());
        Halt::new(
            "ledger",
            code::USAGE,
            &message,
            "nothing was started; mend or move the file, or choose another --out",
        )
    })
}

/// A token that an earlier run asked for, and that nobody has seen, may exist: it is not asked for again unasked.
fn refuse_second_token(setup: &Setup, account: &Account, ledger: &Ledger, left: &[PathBuf]) -> Result<(), Halt> {
    let Some(step) = token_step(setup) else { return Ok(()) };
    let open = ledger.open_intent(&account.id, step).map_err(|error| ledger_fault(&error))?;
    let Some(at) = open else { return Ok(()) };
    let message = format!(
        "an earlier run (at {at}) asked the console for a token and was cut off before it saw the answer: one may exist that nobody has"
    );
    let revoke = "revoke the system user's tokens in the console if in doubt, then run with --force-new-token";
    let left: Vec<String> = left.iter().map(|path| path.display().to_string()).collect();
    let hint = match left.join(", ") {
        left if left.is_empty() => revoke.to_owned(),
        left => format!("look at what it has left ({left}); {revoke}"),
    };
    Err(Halt::new("token_unaccounted", code::PERSON, &message, &hint))
}

/// The step whose commit makes the token.
fn token_step(setup: &Setup) -> Option<&str> {
    match &setup.api {
        Some(_) => Some(api_route::TOKEN_STEP),
        None => token_commit(&setup.scenario),
    }
}

/// The step whose commit shows once what it made.
fn token_commit(scenario: &Scenario) -> Option<&str> {
    scenario.steps.iter().find(|step| step.commits && step.repeat == Repeat::Never).map(|step| step.id.as_str())
}

async fn start_browser(setup: &Setup) -> Result<Session, Halt> {
    let mut interrupt = setup.interrupt.clone();
    tokio::select! {
        session = Session::start(&setup.browser) => Ok(session?),
        _ = interrupt.wait_for(|stop| *stop) => Err(interrupted()),
    }
}

async fn close(session: Session) {
    if let Err(error) = session.close().await {
        tracing::debug!("closing the browser: {}", redact::text(&error.to_string()));
    }
}

pub(super) fn interrupted() -> Halt {
    Halt::new(
        "interrupted",
        code::INTERRUPTED,
        "interrupted",
        "run again: the ledger knows what was done, and the walk looks before it repeats anything",
    )
}

/// The value that is the business as it was asked for by digits. No placeholder can ask for it.
pub(super) const ASKED_BUSINESS: &str = "asked business";

fn values(setup: &Setup, account: &Account) -> Values {
    let mut values = Values::new();
    let mut set = |key: &str, value: &str| values.insert(key.to_owned(), value.to_owned());
    set("account", &account.id);
    set("app", &account.app);
    match account.business.as_deref() {
        // A name or an ID: the app's card and the address that it leads to tell which.
        Some(business) if is_id(business) => {
            set(ASKED_BUSINESS, business);
            set("business_pattern", ".*");
        }
        Some(business) => {
            set("business", business);
            set("business_pattern", &names::pattern(business));
        }
        None => {
            set("business_pattern", ".*");
        }
    }
    set("system_user", &account.system_user);
    set("role", &account.role);
    set("permissions", &setup.graph.permissions.join(","));
    set("accept_policy", &setup.accept_policy);
    set("developers_url", setup.developers_url.trim_end_matches('/'));
    set("business_url", setup.business_url.trim_end_matches('/'));
    values
}

fn blank(setup: &Setup, account: &Account, at: jiff::Timestamp) -> RunResult {
    let via = if setup.api.is_some() { "graph" } else { "browser" };
    RunResult {
        business: account.business.clone(),
        app: Some(account.app.clone()),
        system_user: account.system_user.clone(),
        ..RunResult::begun(&account.id, &setup.scenario.name, via, at)
    }
}

/// The run's folder, with the place of its report in the result.
pub(super) fn open_trace(setup: &Setup, folder: &Path, draft: &mut Draft) -> Result<Trace, Halt> {
    let trace = Trace::create(folder, setup.trace).map_err(|error| {
        let message = format!("could not write to {}: {error}", folder.display());
        Halt::new("out_folder", code::USAGE, &message, "nothing was started; choose another --out")
    })?;
    draft.result.report = Some(folder.join("report.html"));
    Ok(trace)
}

/// Steps found in another way than the documented one.
fn drift(result: &RunResult) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for step in result.steps.iter().filter(|step| step.drifted()) {
        if !found.contains(&step.id) {
            found.push(step.id.clone());
        }
    }
    found
}

/// Writes `result.json` and `report.html`. Both are redacted as a whole, whatever is in them.
fn write_report(folder: &Path, result: &mut RunResult) {
    let json = serde_json::to_string_pretty(result).unwrap_or_default();
    let html = report::html(result, |picture| std::fs::read(folder.join(picture)).ok());
    for (name, text) in [("result.json", json), ("report.html", html)] {
        if let Err(error) = files::write_atomic(&folder.join(name), redact::text(&text).as_bytes(), 0o600) {
            result.notes.push(format!("{name} could not be written: {error}"));
            if name == "report.html" {
                result.report = None;
            }
        }
    }
}

/// A hint in which the command that makes another token is one that can be pasted: for this account and its app.
pub fn with_command(hint: &str, id: &str, app: &str) -> String {
    let quoted = if app.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        app.to_owned()
    } else {
        format!("'{}'", app.replace('\'', r"'\''"))
    };
    let command = format!("`tokenwright run --app {quoted} --id {id} --force-new-token`");
    let said = ["run tokenwright run with", "tokenwright run with", "run with", "tokenwright run"];
    let Some(at) = said.iter().find_map(|words| hint.find(&format!("{words} --force-new-token"))) else {
        return hint.replacen(
            "; --force-new-token makes another token",
            &format!("; {command} makes another token"),
            1,
        );
    };
    let end = at + hint[at..].find("--force-new-token").unwrap_or_default() + "--force-new-token".len();
    let verb = if hint[at..].starts_with("run ") { "run " } else { "" };
    format!("{}{verb}{command}{}", &hint[..at], &hint[end..])
}

/// The exit code that a result gives.
pub fn exit_code(result: &RunResult) -> u8 {
    match &result.error {
        Some(RunError { exit_code, .. }) => *exit_code,
        None if result.status == Status::Done => 0,
        None => code::FAULT,
    }
}

#[cfg(test)]
mod tests {
    use super::with_command;

    #[test]
    fn a_hint_names_the_whole_command() {
        let whole = |hint| with_command(hint, "acme", "My app");
        let command = "`tokenwright run --app 'My app' --id acme --force-new-token`";
        assert_eq!(
            whole("it expired; run tokenwright run with --force-new-token, which"),
            format!("it expired; run {command}, which")
        );
        assert_eq!(whole("make one: tokenwright run --force-new-token; or"), format!("make one: {command}; or"));
        assert_eq!(whole("revoke, then run with --force-new-token"), format!("revoke, then run {command}"));
        assert_eq!(whole("x; --force-new-token makes another token"), format!("x; {command} makes another token"));
        assert_eq!(with_command("run again", "acme", "1"), "run again");
        assert!(with_command("run with --force-new-token", "a", "it's").contains(r"--app 'it'\''s'"));
    }
}
