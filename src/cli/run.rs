//! `tokenwright run`: sets up one account, or hands many to [`fleet`].

use std::path::Path;

use tokio::sync::watch;
use zeroize::Zeroizing;

use super::terminal::{Mode, Stopping, Terminal};
use super::{
    exit,
    fleet::{self, FleetArgs},
    write,
};
use crate::browser::{BrowserKind, Cookies};
use crate::config::{Role, SecretTables, Settings, Trace, Via};
use crate::fleet::sign_in::{Kept, SignInError, SignIns};
use crate::graph::{GraphConfig, GraphSettings};
use crate::outcome::result::RunResult;
use crate::report::Next;
use crate::run::account::{self, Account, Setup};
use crate::run::setup::ApiRoute;
use crate::run::trace::TraceLevel;
use crate::scenario::{self, model::Scenario};
use crate::secret::{ProfileLock, SealError, SealedError, Store, open_by_keyring, open_sealed, redact};

/// Runs with these settings and returns the exit code.
pub(super) async fn run(settings: &Settings, args: &FleetArgs) -> u8 {
    sign_ins().sweep();
    if settings.roster.is_some() {
        return fleet::run(settings, args).await;
    }
    if let Some(flag) = args.about_a_roster() {
        return write::usage(&format_args!("{flag} is about a roster; give one with --accounts FILE"));
    }
    let tables = match SecretTables::here() {
        Ok(tables) => tables,
        Err(error) => return write::usage(&error),
    };
    match set_up(settings, Some(&tables), None).await {
        Ok(result) => account::exit_code(&result),
        Err(code) => code,
    }
}

/// Sets up the account that the settings name, in front of a person or for a machine. `tables`: where secrets are and go; the
/// demo has none. `Err`: nothing was started.
pub(super) async fn set_up(
    settings: &Settings,
    tables: Option<&SecretTables>,
    next: Option<Next>,
) -> Result<RunResult, u8> {
    let (stop, interrupt) = watch::channel(false);
    let setup = prepare(settings, tables, interrupt)?;
    let _profile = take_profile(settings).map_err(|error| write::usage(&error))?;
    let account = account_of(settings);
    let root = settings.graph_url.trim_end_matches('/');
    let next = next.unwrap_or_else(|| Next::SendMessage { graph: format!("{root}/{}", settings.graph_version) });
    let mut terminal =
        Terminal::new(Mode::detect(settings.json), Box::new(redact::stdout()), Box::new(redact::stderr()))
            .with_next(next);
    let signals = tokio::spawn(heed_signals(stop, Some(terminal.stopping())));
    let mut hear = |event: &_| terminal.event(event);
    // A walk knows much: it is kept off the stack of those who wait for it.
    let result = Box::pin(account::set_up(&setup, &account, &mut hear)).await;
    signals.abort();
    let _ = terminal.finish(&result);
    Ok(result)
}

/// What these settings come to, with everything that can be wrong with them told. `Err`: nothing was started.
pub(super) fn prepare(
    settings: &Settings,
    tables: Option<&SecretTables>,
    interrupt: watch::Receiver<bool>,
) -> Result<Setup, u8> {
    let loaded = scenario::load(&settings.scenario).map_err(|error| write::usage(&error))?;
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    if let Some(fault) = misfit(settings, &loaded.scenario) {
        return Err(write::usage(&fault));
    }
    let mut graph =
        GraphConfig::new(&settings.graph_url, &settings.graph_version).map_err(|error| write::usage(&error))?;
    graph.timeout = settings.timeout;
    graph.permissions.clone_from(&settings.permissions);
    let mut api = None;
    let (mut store, mut deliver) = (Store::plain(&settings.out), Vec::new());
    if let Some(tables) = tables {
        tables.graph.apply(&mut graph).map_err(|error| write::usage(&error))?;
        store = Store::new(&settings.out, &tables.deliver).map_err(|error| write::usage(&error))?;
        deliver.clone_from(&tables.deliver.to);
        if settings.via == Via::Graph {
            api = Some(api_route(&tables.graph)?);
        }
    }
    let mut browser = settings.browser_options();
    let mut cookies = None;
    match kept(settings).map_err(|error| write::usage(&error))? {
        Some(Kept::Profile(profile)) => browser.profile = Some(profile),
        Some(Kept::Sealed(path)) => {
            let identity = tables.and_then(|tables| tables.deliver.identity.as_deref());
            cookies = Some(unsealed(&path, identity).map_err(|error| write::usage(&error))?);
        }
        Some(Kept::ByKeyring(path)) => {
            let name = settings.session.as_deref().unwrap_or_default();
            let opened = open_by_keyring(&path, name).and_then(|bytes| read_cookies(&bytes));
            cookies = Some(opened.map_err(|error| write::usage(&error))?);
        }
        None => {}
    }
    Ok(Setup {
        scenario: loaded.scenario,
        browser,
        browsers: None,
        cookies,
        developers_url: settings.developers_url.clone(),
        business_url: settings.business_url.clone(),
        graph,
        out: settings.out.clone(),
        store,
        deliver,
        api,
        timeout: settings.timeout,
        patience: settings.patience,
        person_limit: settings.person_is_there().then_some(settings.person_limit),
        language: settings.language.clone(),
        trace: match settings.trace {
            Trace::Full => TraceLevel::Full,
            Trace::Failures => TraceLevel::Failures,
            Trace::Off => TraceLevel::Off,
        },
        accept_policy: settings.accept_policy.word(),
        force_new_token: settings.force_new_token,
        given: settings.given.clone(),
        interrupt,
    })
}

/// What does not go together of the settings and the scenario.
fn misfit(settings: &Settings, scenario: &Scenario) -> Option<String> {
    let name = &scenario.name;
    if scenario.makes_token() {
        let account = settings.account_named.as_ref()?;
        return Some(format!("--waba: \"{account}\" is not an ID, and the scenario {name} needs one"));
    }
    if settings.via == Via::Graph {
        return Some(format!("--via graph makes a token, and the scenario {name} does not: it is walked in a browser"));
    }
    let several = settings.accounts.len() > 1;
    several.then(|| format!("the scenario {name} takes one account, and several are given with --waba"))
}

/// The saved sign-in that the settings name, as it is kept.
pub(super) fn kept(settings: &Settings) -> Result<Option<Kept>, SignInError> {
    let Some(name) = settings.session.as_ref().filter(|_| settings.via == Via::Browser) else { return Ok(None) };
    usable(&sign_ins(), name, settings).map(Some)
}

/// How a sign-in is kept that this browser is to use.
pub(super) fn usable(all: &SignIns, name: &str, settings: &Settings) -> Result<Kept, SignInError> {
    let kept = all.kept(name, settings.webdriver.is_some())?;
    if let Kept::Profile(profile) = &kept {
        of_browser(profile, name, settings)?;
    }
    Ok(kept)
}

/// Sees that a profile is no other browser's.
pub(super) fn of_browser(profile: &Path, name: &str, settings: &Settings) -> Result<(), SignInError> {
    let asked = settings.browser_kind();
    let flag = if asked == BrowserKind::Firefox { "firefox" } else { "chromium" };
    match BrowserKind::of_profile(profile) {
        Some(kept_in) if kept_in != asked => Err(SignInError::OtherBrowser {
            name: name.to_owned(),
            kept_in: kept_in.browser_name(),
            asked_for: asked.browser_name(),
            flag,
        }),
        _ => Ok(()),
    }
}

/// The cookies of a sealed sign-in.
pub(super) fn unsealed(path: &Path, identity: Option<&Path>) -> Result<Cookies, SealedError> {
    read_cookies(&open_sealed(path, identity)?)
}

fn read_cookies(bytes: &[u8]) -> Result<Cookies, SealedError> {
    let text = std::str::from_utf8(bytes).map(|text| Zeroizing::new(text.to_owned()));
    text.ok().and_then(Cookies::parse).ok_or_else(|| SealError::NotSealed.into())
}

/// Takes the saved sign-in that the settings name for as long as its browser is open.
///
/// # Errors
/// When another program has it.
pub(super) fn take_profile(settings: &Settings) -> Result<Option<ProfileLock>, SignInError> {
    match (&settings.session, kept(settings)?) {
        (Some(name), Some(Kept::Profile(_))) => sign_ins().take(name).map(Some),
        _ => Ok(None),
    }
}

/// Where saved sign-ins are.
pub(super) fn sign_ins() -> SignIns {
    SignIns::here().unwrap_or_else(|| SignIns::new(Path::new(".tokenwright")))
}

/// The account that the settings name.
pub(super) fn account_of(settings: &Settings) -> Account {
    Account {
        id: settings.account.clone(),
        id_given: settings.account_given,
        app: settings.app.clone(),
        business: settings.business.clone(),
        system_user: settings.system_user.clone(),
        role: match settings.role {
            Role::Admin => "admin",
            Role::Employee => "employee",
        }
        .to_owned(),
        accounts: match &settings.account_named {
            Some(name) => vec![name.clone()],
            None => settings.accounts.clone(),
        },
    }
}

/// What the API route takes. `Err`: it is not there.
fn api_route(settings: &GraphSettings) -> Result<ApiRoute, u8> {
    let admin = settings.admin_token().map_err(|error| write::usage(&error))?;
    let Some(admin) = admin else {
        let message = "--via graph takes an admin's token with business_management, and none is given; set TOKENWRIGHT_ADMIN_TOKEN, or \
                       admin_token_file under [graph] in tokenwright.toml";
        return Err(write::usage(&message));
    };
    Ok(ApiRoute { admin, whatsapp_business_account: settings.whatsapp_business_account.clone() })
}

/// The first signal ends the run in order, and is answered on the terminal at once; a second Ctrl-C or SIGTERM ends the program,
/// browser included. A terminal that closes (SIGHUP) insists on nothing: it comes beside another signal as a rule.
pub(super) async fn heed_signals(stop: watch::Sender<bool>, terminal: Option<Stopping>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return;
    };
    let mut asked = false;
    loop {
        let insists = tokio::select! {
            _ = interrupt.recv() => true,
            _ = terminate.recv() => true,
            _ = hangup.recv() => false,
        };
        stop.send_replace(true);
        if insists && std::mem::replace(&mut asked, true) {
            break;
        }
        if let Some(terminal) = &terminal {
            terminal.begins();
        }
    }
    if let Some(terminal) = &terminal {
        terminal.is_cut_off();
    }
    crate::browser::reap_all();
    std::process::exit(i32::from(exit::INTERRUPTED));
}
