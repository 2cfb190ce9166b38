//! Finding or making the system user, installing the app, assigning the WhatsApp account, making the token.

use reqwest::Method;
use serde_json::Value;
use zeroize::Zeroize as _;

use super::{
    refusal,
    report::{Reporter, SetupListener},
    resolve::{self, Named, named, pick},
};
use crate::{
    graph::{Client, GraphError, client::appsecret_proof, reading::text, retry},
    outcome::{
        code,
        result::{Outcome, RunError},
    },
    secret::Token,
};

/// What is to be set up.
#[derive(Debug, Clone)]
pub struct SetupRequest {
    /// The business's ID, or its name where the admin's token can look for it.
    pub business: String,
    /// The app's name or ID.
    pub app: String,
    /// The system user's name; one that is there is used.
    pub system_user: String,
    /// Whether a new system user is an admin, else an employee.
    pub admin: bool,
    /// The WhatsApp Business Account's ID; needed only where the business has several.
    pub whatsapp_business_account: Option<String>,
}

/// What was set up.
pub struct SetupOutcome {
    /// The new token. It is not proved yet.
    pub token: Token,
    /// The business's ID.
    pub business_id: String,
    /// The business's name, where it was seen.
    pub business: Option<String>,
    /// The app's ID.
    pub app_id: String,
    /// The app's name, where it was seen.
    pub app: Option<String>,
    /// The system user's ID.
    pub system_user_id: String,
    /// The account that was assigned.
    pub whatsapp_business_account_id: String,
    /// Remarks that a person should read.
    pub notes: Vec<String>,
}

/// Sets an account up through the API. Looks before each commit, so that a second time repeats nothing but the token.
///
/// # Errors
/// When Meta refuses or cannot be reached; the error has Meta's reason, the way out and the exit code.
pub async fn setup(
    client: &Client<'_>,
    admin: &Token,
    request: &SetupRequest,
    listener: &mut SetupListener<'_>,
) -> Result<SetupOutcome, RunError> {
    // A listener of its own life, so that callers need not name one.
    let mut hear = |event| listener(event);
    let mut setup = Setup { client, admin, request, report: Reporter::new(&mut hear), notes: Vec::new() };
    match setup.all().await {
        Ok(outcome) => Ok(outcome),
        Err(error) => Err(setup.report.fail(error)),
    }
}

struct Setup<'a> {
    client: &'a Client<'a>,
    admin: &'a Token,
    request: &'a SetupRequest,
    report: Reporter<'a>,
    notes: Vec<String>,
}

impl Setup<'_> {
    async fn all(&mut self) -> Result<SetupOutcome, RunError> {
        let Some(secret) = &self.client.config.app_secret else {
            return Err(refusal::error(
                "app_secret_needed",
                code::USAGE,
                "making a token through the API takes the app secret, and none is given",
                "give it in a file or an environment variable (TOKENWRIGHT_APP_SECRET, or app_secret_file under [graph])",
            ));
        };
        self.report.start("find", "Find the business, the app and the WhatsApp account", false)?;
        let business = resolve::business(self.client, self.admin, &self.request.business).await?;
        let app = resolve::app(self.client, self.admin, &business.id, &self.request.app).await?;
        let account = self.account(&business.id).await?;
        self.report.finish(Outcome::Done, "look", Some(format!("app {}, WhatsApp account {account}", app.id)))?;

        let user = self.user(&business.id).await?;
        self.install(&user, &app).await?;
        self.assign(&business.id, &user, &account).await?;
        let proof = appsecret_proof(self.admin, secret);
        let token = self.token(&user, &app, &proof).await?;
        Ok(SetupOutcome {
            token,
            business_id: business.id,
            business: business.name,
            app_id: app.id,
            app: app.name,
            system_user_id: user.id,
            whatsapp_business_account_id: account,
            notes: std::mem::take(&mut self.notes),
        })
    }

    /// The account to assign: the business's only own one, or else the only one that is shared with it. Of several none is
    /// chosen: each would be a right that nobody asked for.
    async fn account(&mut self, business: &str) -> Result<String, RunError> {
        if let Some(id) = &self.request.whatsapp_business_account {
            return Ok(id.clone());
        }
        let mut all: Vec<Named> = Vec::new();
        for edge in ["owned_whatsapp_business_accounts", "client_whatsapp_business_accounts"] {
            self.report.asks(format!("GET /{business}/{edge}"));
            let path = [business, edge];
            let list = self.client.get_all(self.admin, &path, &[("fields", "id,name"), ("limit", "100")]).await;
            let list = list.map_err(|error| refusal::of(&error, "looking for the business's WhatsApp accounts"))?;
            for one in list.iter().filter_map(named) {
                if !all.iter().any(|known| known.id == one.id) {
                    all.push(one);
                }
            }
            if let [own] = &all[..] {
                return Ok(own.id.clone());
            }
        }
        match &all[..] {
            [one] => Ok(one.id.clone()),
            [] => Err(refusal::error(
                "no_account",
                code::REFUSED,
                format!("the business {business} has no WhatsApp account"),
                "add one first: Business settings, Accounts, WhatsApp accounts",
            )),
            several => {
                let shown: Vec<_> = several
                    .iter()
                    .map(|one| format!("{} ({})", one.name.as_deref().unwrap_or("no name"), one.id))
                    .collect();
                Err(refusal::error(
                    "several_accounts",
                    code::REFUSED,
                    format!("the business {business} has several WhatsApp accounts: {}", shown.join(", ")),
                    "say which one with whatsapp_business_account = \"ID\"",
                ))
            }
        }
    }

    /// Finds the system user, or makes it.
    async fn user(&mut self, business: &str) -> Result<Named, RunError> {
        self.report.start("system-user", "Find or create the system user", true)?;
        if let Some(user) = self.find_user(business).await? {
            self.report.finish(Outcome::Already, "already so", Some(format!("system user {}", user.id)))?;
            return Ok(user);
        }
        let role = if self.request.admin { "ADMIN" } else { "EMPLOYEE" };
        let name = self.request.system_user.trim();
        if name.len() >= 10 && name.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refusal::error(
                "no_such_user",
                code::REFUSED,
                format!(
                    "no system user of the business {business} has the ID or the name {name}, and none is made of that name"
                ),
                "the IDs that the console shows are not those of the Graph API: give the system user's name with --system-user",
            ));
        }
        let path = [business, "system_users"];
        let mut attempt = 1;
        loop {
            self.report.intent()?;
            let answer = self.post(&path, &[("name", name), ("role", role)]).await;
            let error = match answer {
                Ok(answer) => {
                    self.report.settled(Some(true))?;
                    let id = answer.get("id").and_then(text);
                    let user = match id {
                        Some(id) => Some(Named { id, name: Some(name.to_owned()) }),
                        None => self.find_user(business).await?,
                    };
                    return self.created(user);
                }
                Err(error) => error,
            };
            // The user may have been made all the same: look before trying again or giving up.
            if let Some(user) = self.find_user(business).await? {
                self.report.settled(Some(true))?;
                let note = format!("Meta answered \"{error}\", and yet the system user is there; it is used");
                self.report.note(note.clone())?;
                self.notes.push(note);
                return self.created(Some(user));
            }
            self.report.settled(Some(false))?;
            let Some(pause) = retry::pause(self.client.config, &error, attempt) else {
                return Err(refusal::of(&error, "creating the system user"));
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    fn created(&mut self, user: Option<Named>) -> Result<Named, RunError> {
        let user = user.ok_or_else(|| {
            refusal::error(
                "not_created",
                code::REFUSED,
                "Meta said that the system user was created, and does not list it",
                "it may take some minutes; run the same command again",
            )
        })?;
        self.report.finish(Outcome::Done, "create", Some(format!("system user {}", user.id)))?;
        Ok(user)
    }

    async fn find_user(&mut self, business: &str) -> Result<Option<Named>, RunError> {
        self.report.asks(format!("GET /{business}/system_users"));
        let path = [business, "system_users"];
        let list = self.client.get_all(self.admin, &path, &[("fields", "id,name,role"), ("limit", "100")]).await;
        let list = list.map_err(|error| refusal::of(&error, "looking for the system user"))?;
        let found = pick(list.iter().filter_map(named), &self.request.system_user, "system user", "--system-user")?;
        let wanted = self.request.system_user.trim();
        if let Some(Named { name: Some(name), id }) = &found
            && name.trim() != wanted
            && id != wanted
        {
            let note = format!("the system user {name} is used, which was asked for as {wanted}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        if let Some(user) = &found
            && self.request.admin
        {
            let is = |entry: &&Value| entry.get("id").and_then(text).as_ref() == Some(&user.id);
            let role = list.iter().find(is).and_then(|entry| entry.get("role").and_then(text)).unwrap_or_default();
            let note = format!("the system user that is there has the role {role}; it is used as it is");
            if !role.is_empty() && role != "ADMIN" && !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        Ok(found)
    }

    /// Installs the app for the user. Doing it twice is harmless.
    async fn install(&mut self, user: &Named, app: &Named) -> Result<(), RunError> {
        self.report.start("install-app", "Install the app for the system user", true)?;
        let path = [user.id.as_str(), "applications"];
        self.repeatable(&path, &[("business_app", &app.id)], "installing the app").await?;
        self.report.finish(Outcome::Done, "install", None)
    }

    /// Assigns the account to the user, unless it is.
    async fn assign(&mut self, business: &str, user: &Named, account: &str) -> Result<(), RunError> {
        self.report.start("assign-account", "Assign the WhatsApp account to the system user", true)?;
        let path = [account, "assigned_users"];
        self.report.asks(format!("GET /{account}/assigned_users"));
        // Where it cannot be looked at, it is assigned: twice is harmless.
        if let Ok(list) = self.client.get_all(self.admin, &path, &[("business", business), ("limit", "100")]).await {
            let manages = |entry: &Value| {
                let tasks = entry.get("tasks").and_then(Value::as_array);
                tasks.is_some_and(|tasks| tasks.iter().any(|task| task == "MANAGE"))
            };
            if list.iter().any(|entry| entry.get("id").and_then(text).as_ref() == Some(&user.id) && manages(entry)) {
                return self.report.finish(Outcome::Already, "already so", None);
            }
        }
        let form = [("user", user.id.as_str()), ("tasks", "[\"MANAGE\"]")];
        self.repeatable(&path, &form, "assigning the WhatsApp account").await?;
        self.report.finish(Outcome::Done, "assign", None)
    }

    /// Makes the token. When the answer is lost it is not tried again: a second token might be the outcome.
    async fn token(&mut self, user: &Named, app: &Named, proof: &str) -> Result<Token, RunError> {
        self.report.start("token", "Generate the token", true)?;
        let scope = self.client.config.permissions.join(",");
        let path = [user.id.as_str(), "access_tokens"];
        // No set_token_expires_in_60_days: without it the token never expires, or Meta refuses.
        let form = [("business_app", app.id.as_str()), ("scope", &scope), ("appsecret_proof", proof)];
        let mut attempt = 1;
        let mut answer = loop {
            self.report.intent()?;
            let error = match self.post(&path, &form).await {
                Ok(answer) => break answer,
                Err(error) => error,
            };
            if !was_not_done(&error) {
                self.report.settled(None)?;
                return Err(refusal::error(
                    "token_unknown",
                    code::PERSON,
                    format!("generating the token: {error}; it is not known whether Meta made one"),
                    "look at the system user in Business settings and revoke its tokens if you are not sure, then run with --force-new-token",
                ));
            }
            self.report.settled(Some(false))?;
            let Some(pause) = retry::pause(self.client.config, &error, attempt) else {
                return Err(refusal::of(&error, "generating the token"));
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        };
        // Not settled yet: the commit is done once its token is stored, and that is for the caller to say.
        let token = match answer.get_mut("access_token") {
            Some(Value::String(shown)) => {
                let token = Token::parse(shown);
                shown.zeroize();
                token.map_err(|error| not_a_token(&error.to_string()))?
            }
            _ => return Err(not_a_token("the answer has no access_token")),
        };
        self.report.finish(Outcome::Done, "generate", Some(token.fingerprint()))?;
        Ok(token)
    }

    /// A commit that may be made again.
    async fn repeatable(&mut self, path: &[&str], form: &[(&str, &str)], doing: &str) -> Result<(), RunError> {
        let mut attempt = 1;
        loop {
            self.report.intent()?;
            let error = match self.post(path, form).await {
                Ok(answer) if answer.get("success") == Some(&Value::Bool(false)) => {
                    self.report.settled(Some(false))?;
                    GraphError::Shape { what: "success" }
                }
                Ok(_) => return self.report.settled(Some(true)),
                Err(error) => {
                    self.report.settled(was_not_done(&error).then_some(false))?;
                    error
                }
            };
            let Some(pause) = retry::pause(self.client.config, &error, attempt) else {
                return Err(refusal::of(&error, doing));
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn post(&mut self, path: &[&str], form: &[(&str, &str)]) -> Result<Value, GraphError> {
        self.report.asks(format!("POST /{}", path.join("/")));
        let url = self.client.config.url(path);
        self.client.once(Method::POST, self.admin, &url, Some(form)).await
    }
}

/// Whether it is certain that nothing was done: Meta said no, and not for a fault of its own.
fn was_not_done(error: &GraphError) -> bool {
    match error {
        GraphError::Api(api) => !matches!(api.code, 1 | 2) && api.status < 500,
        GraphError::Status { status, .. } => *status < 500,
        GraphError::Certificate { .. } => true,
        _ => false,
    }
}

fn not_a_token(why: &str) -> RunError {
    refusal::error(
        "not_a_token",
        code::REFUSED,
        format!("Meta's answer should hold the new token, but {why}"),
        "check that --graph-url is Meta's Graph API; look at the system user's tokens in Business settings",
    )
}
