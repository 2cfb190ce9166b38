//! What came of a run, as plain data. The JSON names are those of the contract: changing one breaks outside tools.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::help::Help;

/// One account's replay, ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunResult {
    /// The account's slug: names its credentials file and its run folders.
    pub account: String,
    /// How it ended.
    pub status: Status,
    /// The business's name, where it was seen.
    pub business: Option<String>,
    /// The business's ID.
    pub business_id: Option<String>,
    /// The app's name.
    pub app: Option<String>,
    /// The app's ID.
    pub app_id: Option<String>,
    /// The system user's name.
    pub system_user: String,
    /// The system user's ID.
    pub system_user_id: Option<String>,
    /// WhatsApp Business Account IDs that the token reaches.
    pub whatsapp_business_account_ids: Vec<String>,
    /// Phone numbers of those accounts.
    pub phone_numbers: Vec<PhoneNumber>,
    /// The ID of the one that is in the credentials file, if one was chosen.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// The token's permissions.
    pub scopes: Vec<String>,
    /// When the token expires, in seconds since 1970; 0: never; `None`: not known.
    pub expires_at: Option<i64>,
    /// Whether the Graph API proved the token good.
    pub verified: bool,
    /// What could not be proved of a token that is good by all else: `expiry`.
    #[serde(default)]
    pub unproved: Vec<String>,
    /// `sha256:` and the first 12 hex digits of the token's SHA-256.
    pub token_fingerprint: Option<String>,
    /// The credentials file.
    pub credentials: Option<PathBuf>,
    /// The HTML report.
    pub report: Option<PathBuf>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// What each step came to.
    pub steps: Vec<StepRecord>,
    /// Ids of the steps that were found below the first rung of their ladder, or only leniently.
    pub drift: Vec<String>,
    /// What went wrong, if anything.
    pub error: Option<RunError>,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// The scenario's name.
    pub scenario: String,
    /// What was to be done: the scenario's title. Empty in a result that an older program wrote, and of what walks no scenario.
    #[serde(default)]
    pub title: String,
    /// `browser` or `graph`.
    pub via: String,
    /// The program's version.
    pub version: String,
    /// The language of the page, as it told or as it was seen.
    pub language: Option<String>,
    /// Remarks that a person should read (a credential was there already, an alert was closed).
    pub notes: Vec<String>,
}

impl RunResult {
    /// The result of something that has not come to anything yet: it counts as failed until it is told otherwise.
    pub fn begun(account: &str, scenario: &str, via: &str, at: jiff::Timestamp) -> Self {
        Self {
            account: account.to_owned(),
            status: Status::Failed,
            business: None,
            business_id: None,
            app: None,
            app_id: None,
            system_user: String::new(),
            system_user_id: None,
            whatsapp_business_account_ids: Vec::new(),
            phone_numbers: Vec::new(),
            phone_number_id: None,
            scopes: Vec::new(),
            expires_at: None,
            verified: false,
            unproved: Vec::new(),
            token_fingerprint: None,
            credentials: None,
            report: None,
            elapsed_ms: 0,
            steps: Vec::new(),
            drift: Vec::new(),
            error: None,
            started_at: at.to_string(),
            scenario: scenario.to_owned(),
            title: String::new(),
            via: via.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            language: None,
            notes: Vec::new(),
        }
    }
}

impl RunResult {
    /// Whether anything was changed on the other side, as far as this run has seen it.
    pub fn has_changed_something(&self) -> bool {
        self.steps.iter().any(|step| step.commits && matches!(step.outcome, Outcome::Done | Outcome::ByPerson))
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All done.
    Done,
    /// A person has to do something first.
    NeedsPerson,
    /// It failed.
    Failed,
}

/// A phone number of a WhatsApp Business Account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// The Phone Number ID.
    pub id: String,
    /// As people write it.
    pub display_phone_number: String,
    /// The name that WhatsApp shows.
    pub verified_name: String,
    /// The account that it belongs to.
    pub whatsapp_business_account_id: String,
    /// Graph's word for its state (`CONNECTED`, `BANNED`, ...), where it told one.
    #[serde(default)]
    pub status: Option<String>,
}

/// What one step came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepRecord {
    /// The step's id.
    pub id: String,
    /// Its number in this run, from 1, in the order in which steps were first come to. Terminal, report and the names of the
    /// pictures bear it, and a step that is done again keeps it. 0 in a result that an older program wrote.
    #[serde(default)]
    pub number: usize,
    /// The step's title.
    pub title: String,
    /// What happened.
    pub outcome: Outcome,
    /// The rung of the ladder that answered, from 0; `None`: nothing was asked for or found.
    pub rung: Option<usize>,
    /// How leniently it was recognised, where it was: from 2 on by its behaviour or its bare words.
    #[serde(default)]
    pub tier: Option<usize>,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// Of these, how long was spent waiting for the page, in milliseconds.
    pub waited_ms: u64,
    /// When it ended, in milliseconds since the run began.
    pub at_ms: u64,
    /// Whether the step changes something on the other side.
    pub commits: bool,
    /// What was done, in a person's words ("click", "fill", "already so").
    pub action: String,
    /// What was asked of the page: the locators of the ladder, the documented one first.
    pub asked: Vec<String>,
    /// What answered: role, name and the rung's words.
    pub answered: Option<String>,
    /// The masked picture, relative to the run folder (`steps/03-add.png`; the second one of a step is `03-add-2.png`).
    pub picture: Option<String>,
    /// Where on the picture the control is that was acted on: from the left and from the top, in thousandths.
    #[serde(default)]
    pub mark: Option<(u16, u16)>,
    /// What was seen instead, for a failure.
    pub seen: Vec<String>,
    /// Which time through this step it was, from 1.
    pub attempt: u32,
}

impl StepRecord {
    /// Whether the step was done in another way than the scenario documents: by a later rung, or by what a control looks like.
    pub fn drifted(&self) -> bool {
        self.rung.is_some_and(|rung| rung > 0) || self.tier.is_some_and(|tier| tier >= 2)
    }

    /// In which way, as a remark of a few words.
    pub fn drift(&self) -> Option<String> {
        match self.rung {
            Some(rung) if rung > 0 => Some(format!("alternative {}", rung + 1)),
            _ => self.drifted().then(|| "known by its words alone".to_owned()),
        }
    }
}

/// What happened at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Done,
    /// It was as wished already.
    Already,
    /// An optional step that did not show, or one that another way made needless.
    Skipped,
    /// A person did it.
    ByPerson,
    /// It failed.
    Failed,
}

/// Why a run did not end well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunError {
    /// Machine-readable kind (`not_found`, `ambiguous`, `guard`, `rights_missing`, `browser`, ...).
    pub kind: String,
    /// The step at which it happened.
    pub step: Option<String>,
    /// What was seen, and where.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The exit code that this error alone would give.
    pub exit_code: u8,
    /// Where a control was not found: what was sought, what is nearest to it, and what would make the walk find it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub help: Option<Box<Help>>,
}
