//! What the Graph API says of a token, as plain data.

use serde::Serialize;

use super::Problem;
use crate::{
    outcome::{
        code,
        result::{PhoneNumber, RunError, RunResult},
    },
    secret::{
        Token,
        credentials::{Credentials, Mark},
    },
};

/// What stays unproved of a token that Graph does not tell about, as it stands beside the token.
const UNPROVED: &str = "when it expires could not be proved: Graph does not tell what this token is";

/// What the Graph API says of a token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct Proof {
    /// Whether it is good by every rule: there are no problems.
    pub verified: bool,
    /// The app that it was made for.
    pub app_id: Option<String>,
    /// That app's name.
    pub app: Option<String>,
    /// The user that it acts as.
    pub user_id: Option<String>,
    /// That user's name.
    pub user_name: Option<String>,
    /// Graph's word for its type (`SYSTEM_USER`).
    pub token_type: Option<String>,
    /// Whether Graph takes it.
    pub is_valid: bool,
    /// Its permissions.
    pub scopes: Vec<String>,
    /// Its permissions with the assets that they are limited to.
    pub granular_scopes: Vec<GranularScope>,
    /// When it expires, in seconds since 1970; 0: never; `None`: not known.
    pub expires_at: Option<i64>,
    /// Graph does not tell what the token is, so it was judged by what it can do: type and expiry could not be proved.
    pub by_use: bool,
    /// The business, as far as it was told or asked for.
    pub business_id: Option<String>,
    /// The WhatsApp Business Accounts that answered for it.
    pub whatsapp_business_account_ids: Vec<String>,
    /// Their phone numbers.
    pub phone_numbers: Vec<PhoneNumber>,
    /// Whether an account that goes before the others did not answer: then nothing is chosen among the others.
    pub unsettled: bool,
    /// The number that the rule chose.
    pub chosen: Option<PhoneNumber>,
    /// What is wrong, the most telling first.
    pub problems: Vec<Problem>,
    /// Remarks that do not make it bad.
    pub notes: Vec<String>,
}

/// A permission and the assets that it is limited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GranularScope {
    /// The permission.
    pub scope: String,
    /// The assets; `None`: it is not limited.
    pub target_ids: Option<Vec<String>>,
}

impl Proof {
    /// Whether it could not be told: nothing that went wrong says anything about the token, which may be good after all.
    pub fn is_open(&self) -> bool {
        !self.verified && self.problems.iter().all(|problem| problem.open)
    }

    /// The mark for the credentials file.
    pub fn mark(&self) -> Mark {
        if self.verified {
            return Mark::verified_but(self.by_use.then(|| UNPROVED.to_owned()));
        }
        let reasons: Vec<_> = self.problems.iter().map(|problem| problem.message.as_str()).collect();
        Mark::NotProven { reason: reasons.join("; ") }
    }

    /// Whether the token acts as another user than the one that was asked for.
    pub fn is_of_another_user(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind == "wrong_user")
    }

    /// The user's ID, where it is the right user's.
    fn right_user_id(&self) -> Option<String> {
        self.user_id.clone().filter(|_| !self.is_of_another_user())
    }

    /// What was proved, in a few words.
    pub fn words(&self) -> &'static str {
        if self.by_use {
            "its permissions and phone numbers answer; whether it ever expires could not be proved"
        } else {
            "permanent, all permissions, and its phone numbers answer"
        }
    }

    /// The credentials that go with the token.
    pub fn credentials(&self, token: Token) -> Credentials {
        let chosen = self.chosen.as_ref();
        let only_account = match &self.whatsapp_business_account_ids[..] {
            [one] if !self.unsettled => Some(one.clone()),
            _ => None,
        };
        Credentials {
            token,
            phone_number_id: chosen.map(|number| number.id.clone()),
            whatsapp_business_account_id: chosen
                .map(|number| number.whatsapp_business_account_id.clone())
                .or(only_account),
            app_id: self.app_id.clone(),
            app: self.app.clone(),
            business_id: self.business_id.clone(),
            business: None,
            system_user: None,
            system_user_id: self.right_user_id(),
            mark: self.mark(),
        }
    }

    /// Stored credentials with what is known now. What was asked for (app, business, user) stays as it was, whatever the token
    /// turns out to be, or a second look would find nothing wrong with it. What Graph did not tell stays too, and where nothing
    /// could be told at all ([`Proof::is_open`]) a mark of good does.
    #[must_use]
    pub fn update(&self, stored: Credentials) -> Credentials {
        let Credentials { token, mark, .. } = stored;
        let now = self.credentials(token);
        // The name of the app that was asked for may have changed; that of another one does not matter.
        let same_app = stored.app_id.is_none() || stored.app_id == now.app_id;
        Credentials {
            phone_number_id: now.phone_number_id.or(stored.phone_number_id),
            whatsapp_business_account_id: now.whatsapp_business_account_id.or(stored.whatsapp_business_account_id),
            app: now.app.filter(|_| same_app).or(stored.app),
            app_id: stored.app_id.or(now.app_id),
            business: stored.business,
            business_id: stored.business_id.or(now.business_id),
            system_user: stored.system_user,
            system_user_id: stored.system_user_id.or(now.system_user_id),
            mark: if self.is_open() && matches!(mark, Mark::Verified { .. }) { mark } else { now.mark },
            token: now.token,
        }
    }

    /// What a result tells of the token, and of what it reaches.
    pub fn tell(&self, result: &mut RunResult) {
        result.verified = self.verified;
        result.scopes.clone_from(&self.scopes);
        result.expires_at = self.expires_at;
        result.unproved = if self.verified && self.by_use { vec!["expiry".to_owned()] } else { Vec::new() };
        result.whatsapp_business_account_ids.clone_from(&self.whatsapp_business_account_ids);
        result.phone_numbers.clone_from(&self.phone_numbers);
        result.notes.extend(self.notes.iter().cloned());
    }

    /// The run's error where the token did not prove good: exit code 6.
    pub fn run_error(&self) -> Option<RunError> {
        let problem = self.problems.first()?;
        let outcome = if self.is_open() {
            "the token is stored, but could not be proved"
        } else {
            "a token was taken and stored, but did not prove good"
        };
        Some(RunError {
            kind: problem.kind.to_owned(),
            step: None,
            message: format!("{outcome}: {}", problem.message),
            hint: problem.hint.clone(),
            exit_code: code::UNPROVEN,
            help: None,
        })
    }
}
