//! What really happened, whatever the pages show.

use serde::{Deserialize, Serialize};

/// A system user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SystemUser {
    /// 14 digits, as in the pictures: the console's, which Graph does not know.
    pub id: String,
    /// Its name; not unique, so that a mistake shows.
    pub name: String,
    /// `ADMIN` or `EMPLOYEE`.
    pub role: String,
    /// The business.
    pub business_id: String,
    /// Seconds since 1970.
    pub created: i64,
    /// Milliseconds since the site began; 0: it was there already.
    #[serde(default)]
    pub at_ms: u64,
}

impl SystemUser {
    /// The ID that the Graph API has for the same user: another one, of 18 digits. How Meta comes from one to the other nobody
    /// tells (`invented`: the last digits, turned round).
    pub fn graph_id(&self) -> String {
        graph_id(&self.id)
    }
}

/// As [`SystemUser::graph_id`], of an ID that the console shows.
pub(super) fn graph_id(id: &str) -> String {
    format!("1220{}", id.chars().rev().collect::<String>())
}

/// An asset given to a system user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assignment {
    /// The system user's id.
    pub user_id: String,
    /// `app` or `waba`.
    pub kind: String,
    /// The asset's id.
    pub asset_id: String,
    /// `MANAGE`, `DEVELOP`, `ANALYZE`, `TEST`.
    pub tasks: Vec<String>,
    /// Milliseconds since the site started.
    pub at_ms: u64,
    /// Loads of the system user's page since.
    pub loads: u64,
}

/// A token. It is a practice token, so it may be shown whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Token {
    /// The token itself.
    pub token: String,
    /// `sha256:` and 12 hex digits.
    pub fingerprint: String,
    /// `SYSTEM_USER`, or `USER` for the temporary ones of API Setup, Try it out and Events Manager.
    pub kind: String,
    /// The system user's id.
    pub user_id: String,
    /// The app's id.
    pub app_id: String,
    /// Its permissions.
    pub scopes: Vec<String>,
    /// WhatsApp Business Accounts that it reaches; `None`: it is not limited to some.
    pub waba_ids: Option<Vec<String>>,
    /// Seconds since 1970; 0: never.
    pub expires_at: i64,
    /// Seconds since 1970.
    pub issued_at: i64,
    /// Whether it has been revoked.
    pub revoked: bool,
    /// Whether its page has got it; not so while the account is to be verified.
    pub shown: bool,
    /// Whether its page was closed before it has got it: nobody will ever see it.
    pub lost: bool,
}

/// One attempt to change something, in the order in which they came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogEntry {
    /// Milliseconds since the site started.
    pub at_ms: u64,
    /// `create_system_user`, `install_app`, `assign_assets`, `remove_assets`, `generate_token`, `accept_terms`, `revoke_tokens`, `temporary_token`,
    /// `remove_asset`, `remove_permissions`, `verify_account`, `close_gate`, `accept_agreement` (one that is not the policy),
    /// `accept_platform_terms`, `mishap` (something clicked that must not be), ...
    pub what: String,
    /// `page`, `graph` or `control`.
    pub by: String,
    /// `done`, `refused: <reason>`, `failed: <reason>`, or `done: <what the page was told instead>`.
    pub outcome: String,
    /// What was asked for.
    pub detail: serde_json::Value,
}

/// One question to the Graph API. It holds no token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GraphEntry {
    /// Milliseconds since the site started.
    pub at_ms: u64,
    /// The method.
    pub method: String,
    /// The path, without the version.
    pub path: String,
    /// The version prefix, if there was one.
    pub version: Option<String>,
    /// The status of the answer; 0 where none came.
    pub status: u16,
    /// Whether a token stood in the address (`debug_token`'s own parameter excepted).
    pub token_in_address: bool,
    /// Whether an `Authorization` header came.
    pub authorization: bool,
    /// Whether an `appsecret_proof` came.
    pub proof: bool,
}

/// What really happened.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Truth {
    /// System users.
    pub users: Vec<SystemUser>,
    /// Assets given to them.
    pub assignments: Vec<Assignment>,
    /// Apps installed for a system user: (user, app).
    pub installed: Vec<(String, String)>,
    /// Tokens, in the order in which they were made.
    pub tokens: Vec<Token>,
    /// Every attempt to change something.
    pub log: Vec<LogEntry>,
    /// Every question to the Graph API.
    pub graph_log: Vec<GraphEntry>,
    /// How often a page was loaded.
    pub page_views: u64,
    /// Whether the policy has been accepted.
    pub terms_accepted: bool,
    /// Whether another agreement, one that is not the policy, has been accepted.
    pub agreement_accepted: bool,
}

impl Truth {
    /// The log entries of one kind.
    pub fn entries(&self, what: &str) -> Vec<&LogEntry> {
        self.log.iter().filter(|entry| entry.what == what).collect()
    }

    /// The system user that has this ID in the Graph API.
    pub fn user_by_graph_id(&self, id: &str) -> Option<&SystemUser> {
        self.users.iter().find(|user| user.graph_id() == id)
    }

    /// The system user of this id.
    pub fn user(&self, id: &str) -> Option<&SystemUser> {
        self.users.iter().find(|user| user.id == id)
    }
}
