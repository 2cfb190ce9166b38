//! Which WhatsApp Business Accounts to ask for their phone numbers.

use serde_json::Value;

use super::{Client, Expected, GraphError, Problem, Proof, reading::text};
use crate::secret::Token;

/// How Meta calls the account that it makes for trying things out.
const TEST_ACCOUNT: &str = "Test WhatsApp Business Account";

/// Where a person finds an account's ID.
pub(super) const WHERE_THE_ID_IS: &str = "give the account's ID with --waba: it stands in Business settings, Accounts, WhatsApp accounts, under the account's name (\"ID: ...\"), and on the app's page WhatsApp, API Setup, as \"WhatsApp Business Account ID\"";

/// A WhatsApp Business Account to ask.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "an account may be all of these at once")]
pub(super) struct Account {
    pub(super) id: String,
    /// The user names it.
    pub(super) asked: bool,
    /// The credentials, the token or its system user name it.
    pub(super) named: bool,
    /// It is the business's own.
    pub(super) own: bool,
    /// It is another business's, and shared with this one.
    pub(super) shared: bool,
    /// Meta made it for trying things out.
    pub(super) test: bool,
}

/// Whether a permission is about WhatsApp accounts: the assets of this one are businesses.
pub(super) fn is_of_accounts(permission: &str) -> bool {
    permission != "business_management"
}

/// The accounts to ask: those that somebody or something names, and those of the business.
pub(super) async fn accounts(
    client: &Client<'_>,
    token: &Token,
    proof: &mut Proof,
    expected: &Expected,
) -> Vec<Account> {
    let mut known = Known::default();
    for id in &expected.accounts {
        known.add(id).asked = true;
    }
    if let Some(id) = &expected.whatsapp_business_account_id {
        known.add(id).named = true;
    }
    let permissions = &client.config.permissions;
    for granted in proof.granular_scopes.iter().filter(|granted| permissions.contains(&granted.scope)) {
        for id in granted.target_ids.iter().flatten().filter(|_| is_of_accounts(&granted.scope)) {
            known.add(id).named = true;
        }
    }
    let refused = of_business(client, token, proof, &mut known).await;
    if known.0.is_empty() {
        assigned(client, token, &mut known).await;
    }
    if known.0.is_empty() {
        proof.problems.extend(none(proof, refused));
    } else {
        // The accounts that are known may do; they decide.
        proof.notes.extend(told(refused));
    }
    let mut accounts = known.0;
    // The business's own accounts first, whatever order they are named in.
    accounts.sort_by(|a, b| (!a.asked, !a.own, a.id.len(), &a.id).cmp(&(!b.asked, !b.own, b.id.len(), &b.id)));
    accounts
}

#[derive(Default)]
struct Known(Vec<Account>);

impl Known {
    fn add(&mut self, id: &str) -> &mut Account {
        let at = self.0.iter().position(|known| known.id == id).unwrap_or_else(|| {
            self.0.push(Account { id: id.to_owned(), ..Account::default() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    fn add_listed(&mut self, entry: &Value) -> Option<&mut Account> {
        let id = entry.get("id").and_then(text)?;
        let account = self.add(&id);
        account.test |= entry.get("name").and_then(Value::as_str).is_some_and(|name| name.trim() == TEST_ACCOUNT);
        Some(account)
    }
}

/// A list of the business's that was refused.
struct Refused {
    problem: Problem,
    /// The token has not the permission to read such lists, which a token for WhatsApp alone need not have.
    lacks_permission: bool,
}

/// The accounts that the business has, and those that are shared with it.
async fn of_business(client: &Client<'_>, token: &Token, proof: &mut Proof, known: &mut Known) -> Vec<Refused> {
    let mut refused = Vec::new();
    let Some(business) = proof.business_id.clone() else { return refused };
    for (edge, words) in [
        ("owned_whatsapp_business_accounts", "the business's own WhatsApp accounts"),
        ("client_whatsapp_business_accounts", "the WhatsApp accounts that were shared with the business"),
    ] {
        let own = edge.starts_with("owned");
        match client.get_all(token, &[&business, edge], &[("fields", "id,name"), ("limit", "100")]).await {
            Ok(list) => {
                for entry in &list {
                    if let Some(account) = known.add_listed(entry) {
                        account.own |= own;
                        account.shared |= !own;
                    }
                }
            }
            Err(error) => {
                // Which of the others are its own, and whether there are more, is not known then.
                proof.unsettled |= error.is_open() && own;
                let lacks_permission = matches!(&error, GraphError::Api(error) if matches!(error.code, 10 | 200..=299));
                refused.push(Refused { problem: Problem::of(&error, words), lacks_permission });
            }
        }
    }
    refused
}

/// The accounts that the system user was assigned: told without any permission for the business, but not where an admin
/// reaches them by being one.
async fn assigned(client: &Client<'_>, token: &Token, known: &mut Known) {
    let path = ["me", "assigned_whatsapp_business_accounts"];
    // What it does not tell was not promised.
    let list = client.get_all(token, &path, &[("fields", "id,name"), ("limit", "100")]).await.unwrap_or_default();
    for entry in &list {
        if let Some(account) = known.add_listed(entry) {
            account.named = true;
        }
    }
}

/// What to say where no account is known.
fn none(proof: &Proof, refused: Vec<Refused>) -> Vec<Problem> {
    if !refused.is_empty() {
        let mut problems: Vec<Problem> = Vec::new();
        for Refused { mut problem, lacks_permission } in refused {
            if lacks_permission {
                // That says nothing about the token, which reads an account that it is told of.
                problem.open = true;
                WHERE_THE_ID_IS.clone_into(&mut problem.hint);
                problem.message =
                    format!("which WhatsApp account the token reaches is not known, and {}", problem.message);
            }
            problems.push(problem);
        }
        return problems;
    }
    if !proof.problems.is_empty() {
        return Vec::new();
    }
    vec![match &proof.business_id {
        Some(business) => Problem::new(
            "no_account",
            format!(
                "the token reaches no WhatsApp account: none of the business {business} is assigned to its system user, or there is none"
            ),
            super::problem::ASSIGN,
        ),
        None => Problem::new(
            "no_account",
            "the token names no WhatsApp account, and the business is not known",
            format!(
                "{WHERE_THE_ID_IS}; or give the business's ID with --business, or assign a WhatsApp account to the system user"
            ),
        ),
    }]
}

/// Lists that were refused where other accounts are known.
fn told(refused: Vec<Refused>) -> Vec<String> {
    let mut notes = Vec::new();
    for Refused { problem, lacks_permission } in refused {
        let note = if lacks_permission {
            "the token may not list the business's WhatsApp accounts (it needs no business_management for WhatsApp): only those that it names itself, that are assigned to its user or that were given with --waba were asked".to_owned()
        } else {
            problem.message
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}
