//! Proving a token: it is good only when it is a system user's, valid, never expires, has both permissions, **and** an
//! account's phone numbers answer. Permissions alone prove nothing about an account.

use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::{Client, GranularScope, GraphConfig, GraphError, NumberRule, NumberRuleError, Problem, Proof};
use crate::{run::result::PhoneNumber, secret::Token};

/// The permissions that a token must have.
pub const REQUIRED_SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];
/// How many accounts are asked for their numbers at once.
const SIDE_BY_SIDE: usize = 4;

/// What the token should be, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The app's ID.
    pub app_id: Option<String>,
    /// The system user's name or ID.
    pub system_user: Option<String>,
    /// The business's ID; also where accounts are looked for.
    pub business_id: Option<String>,
    /// A WhatsApp Business Account that must answer.
    pub whatsapp_business_account_id: Option<String>,
    /// The phone number that the token is used with; goes before the configured rule, unless that names a number.
    pub phone_number_id: Option<String>,
}

/// Asks the Graph API all there is to ask about a token. Never fails: what goes wrong is in the proof.
pub async fn prove(config: &GraphConfig, token: &Token, expected: &Expected) -> Proof {
    prove_with(&Client::new(config), token, expected).await
}

/// As [`prove`], with a client that is used for several tokens.
pub async fn prove_with(client: &Client<'_>, token: &Token, expected: &Expected) -> Proof {
    let mut proof = Proof { business_id: expected.business_id.clone(), ..Proof::default() };
    if debug_token(client, token, &mut proof).await && proof.is_valid {
        identity(client, token, &mut proof).await;
        judge(&mut proof, expected);
        let accounts = accounts(client, token, &mut proof, expected).await;
        let shared = numbers(client, token, &mut proof, accounts, expected).await;
        choose(client, &mut proof, expected, &shared);
    }
    // What is certain before what could not be told.
    proof.problems.sort_by_key(|problem| problem.open);
    proof.verified = proof.problems.is_empty();
    proof
}

/// What the token says of itself. `false`: it is of no use to ask on.
async fn debug_token(client: &Client<'_>, token: &Token, proof: &mut Proof) -> bool {
    // Graph defines this parameter; it is the one address that holds a token, and it is never shown.
    let answer = client.get(token, &["debug_token"], &[("input_token", token.expose())]).await;
    let data = match answer.map(|mut answer| answer.get_mut("data").map(Value::take)) {
        Ok(Some(data @ Value::Object(_))) => data,
        Ok(_) => {
            let error = GraphError::Shape { what: "the object data" };
            proof.problems.push(Problem::of(&error, "its own data"));
            return false;
        }
        Err(error) => {
            proof.problems.push(Problem::of(&error, "its own data"));
            return false;
        }
    };
    let words = |name: &str| data.get(name).and_then(text);
    proof.app_id = words("app_id");
    proof.app = words("application");
    proof.user_id = words("user_id");
    proof.token_type = words("type");
    let Some(is_valid) = data.get("is_valid").and_then(Value::as_bool) else {
        let error = GraphError::Shape { what: "is_valid, which says whether it takes the token" };
        proof.problems.push(Problem::of(&error, "its own data"));
        return false;
    };
    proof.is_valid = is_valid;
    proof.scopes = data.get("scopes").map(texts).unwrap_or_default();
    proof.expires_at = data.get("expires_at").and_then(whole_number);
    proof.granular_scopes = data
        .get("granular_scopes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let scope = entry.get("scope").and_then(text)?;
            Some(GranularScope { scope, target_ids: entry.get("target_ids").map(texts) })
        })
        .collect();
    if !proof.is_valid {
        proof.problems.push(match data.get("error") {
            Some(error) => {
                let error = GraphError::Api(super::ApiError::read(error, 200, None));
                Problem::of(&error, "its own data")
            }
            None => Problem::new(
                "token_invalid",
                "Graph says that the token is not valid",
                "it was revoked or never was one; run tokenwright run with --force-new-token",
            ),
        });
    }
    true
}

/// Whose token it is.
async fn identity(client: &Client<'_>, token: &Token, proof: &mut Proof) {
    match client.get(token, &["me"], &[("fields", "id,name")]).await {
        Ok(me) => {
            proof.user_name = me.get("name").and_then(text);
            match me.get("id").and_then(text) {
                Some(id) if proof.user_id.as_ref().is_some_and(|known| *known != id) => {
                    let known = proof.user_id.clone().unwrap_or_default();
                    proof.notes.push(format!("Graph names two ids for the user: {known} and {id}"));
                }
                id => proof.user_id = id.or(proof.user_id.take()),
            }
        }
        Err(error) => proof.problems.push(Problem::of(&error, "the system user's name")),
    }
}

/// The rules that need no further question.
fn judge(proof: &mut Proof, expected: &Expected) {
    let mut problems = Vec::new();
    match proof.token_type.as_deref() {
        Some("SYSTEM_USER") => {}
        other => problems.push(Problem::new(
            "wrong_type",
            format!("the token is of type {}, not a system user's", other.unwrap_or("unknown")),
            "a person's or a page's token ends with the session; make one on the System users page with tokenwright run --force-new-token",
        )),
    }
    match proof.expires_at {
        Some(0) => {}
        Some(when) => problems.push(Problem::new(
            "expires",
            format!("the token expires on {}", date(when)),
            "make one whose expiry is Never: tokenwright run --force-new-token; where the business may only have tokens that expire, its owner can change that in the business's security settings",
        )),
        None => problems.push(Problem::new(
            "expiry_unknown",
            "Graph does not say when the token expires",
            "run tokenwright verify later; a permanent token has expires_at 0",
        )),
    }
    let missing: Vec<&str> =
        REQUIRED_SCOPES.into_iter().filter(|scope| !proof.scopes.iter().any(|has| has == scope)).collect();
    if !missing.is_empty() {
        problems.push(Problem::new(
            "scope_missing",
            format!("the token lacks the permission {}", missing.join(" and ")),
            "make another with both permissions: tokenwright run --force-new-token; if they are not offered, add the product WhatsApp to the app first (developers.facebook.com/apps, the app, Add product)",
        ));
    }
    if let (Some(wanted), Some(is)) = (&expected.app_id, &proof.app_id)
        && wanted != is
    {
        let name = proof.app.as_deref().unwrap_or("another app");
        problems.push(Problem::new(
            "wrong_app",
            format!("the token was made for the app {name} ({is}), not for {wanted}"),
            "check --app, then run tokenwright run with --force-new-token",
        ));
    }
    if let Some(wanted) = &expected.system_user {
        let same = |is: &Option<String>| is.as_ref().is_some_and(|is| is.trim().eq_ignore_ascii_case(wanted.trim()));
        // A name cannot be held against an ID, where Graph did not tell the name.
        let is_id = wanted.trim().bytes().all(|b| b.is_ascii_digit());
        let known = proof.user_name.is_some() || (is_id && proof.user_id.is_some());
        if known && !same(&proof.user_name) && !same(&proof.user_id) {
            let is = proof.user_name.clone().or(proof.user_id.clone()).unwrap_or_default();
            problems.push(Problem::new(
                "wrong_user",
                format!("the token acts as {is}, not as the system user {wanted}"),
                "check --system-user, then run tokenwright run with --force-new-token",
            ));
        }
    }
    let surplus: Vec<&str> = proof
        .scopes
        .iter()
        .map(String::as_str)
        // Graph adds these to every token.
        .filter(|scope| !REQUIRED_SCOPES.contains(scope) && !matches!(*scope, "public_profile" | "email"))
        .collect();
    if !surplus.is_empty() {
        proof.notes.push(format!("the token can do more than it needs to: {}", surplus.join(", ")));
    }
    proof.problems.extend(problems);
}

/// A WhatsApp Business Account to ask.
struct Account {
    id: String,
    /// The token itself names it.
    named: bool,
    /// It is the business's own.
    own: bool,
    /// It is another business's, and shared with this one.
    shared: bool,
}

/// The accounts to ask: those that the token names, and those of the business.
async fn accounts(client: &Client<'_>, token: &Token, proof: &mut Proof, expected: &Expected) -> Vec<Account> {
    let mut accounts: Vec<Account> = Vec::new();
    let mut add =
        |id: String, named: bool, own: bool, shared: bool| match accounts.iter_mut().find(|known| known.id == id) {
            Some(known) => (known.own, known.shared) = (known.own || own, known.shared || shared),
            None => accounts.push(Account { id, named, own, shared }),
        };
    if let Some(id) = &expected.whatsapp_business_account_id {
        add(id.clone(), true, false, false);
    }
    for granted in proof.granular_scopes.iter().filter(|granted| REQUIRED_SCOPES.contains(&granted.scope.as_str())) {
        for id in granted.target_ids.iter().flatten() {
            add(id.clone(), true, false, false);
        }
    }
    let mut refused = Vec::new();
    if let Some(business) = proof.business_id.clone() {
        for (edge, words) in [
            ("owned_whatsapp_business_accounts", "the business's own WhatsApp accounts"),
            ("client_whatsapp_business_accounts", "the WhatsApp accounts that were shared with the business"),
        ] {
            match client.get_all(token, &[&business, edge], &[("fields", "id,name"), ("limit", "100")]).await {
                Ok(list) => {
                    let own = edge.starts_with("owned");
                    for id in list.iter().filter_map(|entry| entry.get("id").and_then(text)) {
                        add(id, false, own, !own);
                    }
                }
                Err(error) => {
                    // Which of the others are its own, and whether there are more, is not known then.
                    proof.unsettled |= error.is_open() && edge.starts_with("owned");
                    refused.push(Problem::of(&error, words));
                }
            }
        }
    }
    if accounts.is_empty() {
        proof.problems.append(&mut refused);
        if proof.problems.is_empty() {
            proof.problems.push(match &proof.business_id {
                Some(business) => Problem::new(
                    "no_account",
                    format!(
                        "the token reaches no WhatsApp account: none of the business {business} is assigned to its system user, or there is none"
                    ),
                    "assign the WhatsApp account to the system user: Business settings, Accounts, WhatsApp accounts, the account, Add people; then run tokenwright verify",
                ),
                None => Problem::new(
                    "no_account",
                    "the token names no WhatsApp account, and the business is not known",
                    "give the business's ID with --business, or assign a WhatsApp account to the system user",
                ),
            });
        }
    } else {
        // The accounts that are known may do; they decide.
        proof.notes.extend(refused.into_iter().map(|problem| problem.message));
    }
    // The business's own accounts first, whatever order the token names them in.
    accounts.sort_by_key(|account| !account.own);
    accounts
}

/// Which of the accounts really answer, and with which numbers. Returns those that are shared with the business.
async fn numbers(
    client: &Client<'_>,
    token: &Token,
    proof: &mut Proof,
    accounts: Vec<Account>,
    expected: &Expected,
) -> Vec<String> {
    let fields = [("fields", "id,display_phone_number,verified_name,status,quality_rating"), ("limit", "100")];
    let answers: Vec<_> = stream::iter(accounts)
        .map(|account| async move {
            let answer = client.get_all(token, &[&account.id, "phone_numbers"], &fields).await;
            (account, answer)
        })
        .buffered(SIDE_BY_SIDE)
        .collect()
        .await;
    let asked = answers.len();
    let mut failed = Vec::new();
    let (mut empty, mut shared) = (Vec::new(), Vec::new());
    for (account, answer) in answers {
        let Account { id, named, own, .. } = &account;
        match answer {
            Ok(list) => {
                if list.is_empty() && (*named || *own) {
                    empty.push(format!("the WhatsApp account {id} has no phone number"));
                }
                if account.shared && !own {
                    shared.push(id.clone());
                }
                proof.phone_numbers.extend(list.iter().filter_map(|entry| number(entry, id)));
                proof.whatsapp_business_account_ids.push(account.id);
            }
            Err(error) => {
                let problem = Problem::of(&error, &format!("the phone numbers of the WhatsApp account {id}"));
                proof.unsettled |= problem.open && (*named || *own);
                let wanted = expected.whatsapp_business_account_id.as_ref() == Some(id);
                failed.push((problem, account, wanted));
            }
        }
    }
    let good = !proof.phone_numbers.is_empty();
    // What the token names explicitly is more telling than what the business merely has.
    failed.sort_by_key(|(_, account, _)| !account.named);
    for (problem, account, wanted) in failed {
        if wanted || !good {
            proof.problems.push(problem);
        } else if account.named || account.own || problem.open {
            proof.notes.push(problem.message);
        }
    }
    if good {
        proof.notes.append(&mut empty);
    }
    if asked > 0 && !good && !proof.whatsapp_business_account_ids.is_empty() {
        proof.problems.push(Problem::new(
            "no_phone_number",
            format!("the WhatsApp account {} has no phone number", proof.whatsapp_business_account_ids.join(" and ")),
            "add a number in WhatsApp Manager (business.facebook.com/wa/manage), then run tokenwright verify",
        ));
    }
    shared
}

fn choose(client: &Client<'_>, proof: &mut Proof, expected: &Expected, shared: &[String]) {
    // What the user names now goes before what was chosen once.
    let named = matches!(client.config.number, NumberRule::This(_));
    let known = expected.phone_number_id.clone().filter(|_| !named).map(NumberRule::This);
    let rule = known.as_ref().unwrap_or(&client.config.number);
    let settled = !proof.unsettled || matches!(rule, NumberRule::This(_));
    match rule.choose(&proof.phone_numbers) {
        // The one that is meant may be in the account that did not answer.
        Ok(Some(_)) if !settled => proof.notes.push(UNSETTLED.to_owned()),
        Err(NumberRuleError::NotThere { .. }) if proof.unsettled => proof.notes.push(UNSETTLED.to_owned()),
        Ok(chosen) => {
            if let (Some(chosen), None) = (chosen, &known)
                && shared.contains(&chosen.whatsapp_business_account_id)
            {
                proof.notes.push(format!(
                    "the number {} that was chosen is not the business's own: its WhatsApp account {} is another's, and shared with the business",
                    chosen.display_phone_number, chosen.whatsapp_business_account_id
                ));
            }
            if let (Some(chosen), None, true) = (chosen, &known, proof.phone_numbers.len() > 1) {
                proof.notes.push(format!(
                    "the token reaches {} phone numbers, and {} ({}) was chosen by the rule \"{}\"; choose another with phone_number under [graph] in tokenwright.toml",
                    proof.phone_numbers.len(),
                    chosen.display_phone_number,
                    chosen.id,
                    client.config.number
                ));
            }
            proof.chosen = chosen.cloned();
        }
        Err(error @ NumberRuleError::Several { .. }) => {
            proof.notes.push(format!(
                "{error}; choose with phone_number = \"an ID, a number, or first\" under [graph] in tokenwright.toml"
            ));
        }
        Err(error) => {
            let kind = match error {
                NumberRuleError::Ambiguous { .. } => "phone_number_ambiguous",
                _ => "phone_number_not_found",
            };
            let hint = "set phone_number under [graph] in tokenwright.toml to the ID of one of these, or leave it out; then run tokenwright verify";
            proof.problems.push(Problem::new(kind, error.to_string(), hint));
        }
    }
}

const UNSETTLED: &str = "no phone number is chosen, as not all of the business's own WhatsApp accounts answered; run tokenwright verify later";

fn number(entry: &Value, account: &str) -> Option<PhoneNumber> {
    let words = |name: &str| entry.get(name).and_then(text);
    Some(PhoneNumber {
        id: words("id")?,
        display_phone_number: words("display_phone_number").unwrap_or_default(),
        verified_name: words("verified_name").unwrap_or_default(),
        whatsapp_business_account_id: account.to_owned(),
    })
}

/// A text or number as text: Graph writes ids both ways. Redacted, as a name may hold anything.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(crate::secret::plain(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also where it came as text or with a point.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    let of_float = |number: f64| format!("{number:.0}").parse().ok().filter(|_| number.fract() == 0.0);
    match value {
        Value::Number(number) => number.as_i64().or_else(|| of_float(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(text).collect()
}

fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |when| when.strftime("%Y-%m-%d").to_string())
}
