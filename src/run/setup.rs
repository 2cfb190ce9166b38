//! What is asked for: the account, and how accounts are set up. Plain data.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hints::Given;
use super::ledger::TOKEN_WORK;
use super::trace::TraceLevel;
use crate::browser::{BrowserOptions, Browsers, Cookies};
use crate::graph::GraphConfig;
use crate::scenario::model::{Repeat, Scenario};
use crate::secret::deliver::Target;
use crate::secret::{Store, Token};

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
    /// The WhatsApp Business Accounts that are meant, by ID; empty: those that Graph tells of. Of a walk that comes to no token it is one,
    /// by name or ID.
    pub accounts: Vec<String>,
}

/// How accounts are set up.
pub struct Setup {
    /// What to do.
    pub scenario: Scenario,
    /// Which browser, and how.
    pub browser: BrowserOptions,
    /// Browsers that serve one account after another, where there are many; `None`: each account has one of its own.
    pub browsers: Option<Arc<Browsers>>,
    /// The cookies of a saved sign-in, which each browser gets; `None`: it has its own, or none.
    pub cookies: Option<Cookies>,
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
    /// So many times as long the page is given until something is believed; a step's time goes with it.
    pub patience: u32,
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
    /// What a person gave besides, which the commands of hints repeat.
    pub given: Given,
    /// Becomes true when the run is to end at once.
    pub interrupt: watch::Receiver<bool>,
}

/// How a token is made through the API.
pub struct ApiRoute {
    /// An admin's token.
    pub admin: Token,
    /// The WhatsApp Business Account to assign, where the business has several.
    pub whatsapp_business_account: Option<String>,
}

/// The step of the API route whose commit makes the token.
pub const TOKEN_STEP: &str = "token";

impl Setup {
    /// What runs and commits are kept under in the ledger.
    pub(super) fn work(&self) -> &str {
        if self.api.is_some() || self.scenario.makes_token() { TOKEN_WORK } else { &self.scenario.name }
    }

    /// The step whose commit makes the token.
    pub(super) fn token_step(&self) -> Option<&str> {
        match &self.api {
            Some(_) => Some(TOKEN_STEP),
            None => token_commit(&self.scenario),
        }
    }
}

/// The step whose commit shows once what it made.
fn token_commit(scenario: &Scenario) -> Option<&str> {
    scenario.steps.iter().find(|step| step.commits && step.repeat == Repeat::Never).map(|step| step.id.as_str())
}

/// Whether this is an ID, not a name.
pub(super) fn is_id(text: &str) -> bool {
    text.len() >= 6 && text.bytes().all(|b| b.is_ascii_digit())
}
