//! The phone numbers of the accounts, what each can do, and which one is chosen.

use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::{
    Client, Expected, NumberRule, NumberRuleError, Problem, Proof,
    accounts::{Account, is_of_accounts},
    number_state::{NumberState, state},
    reading::text,
};
use crate::{outcome::result::PhoneNumber, secret::Token};

/// How many accounts are asked for their numbers at once.
const SIDE_BY_SIDE: usize = 4;

/// A phone number with what is known of it.
#[allow(clippy::struct_excessive_bools, reason = "a number may be all of these at once")]
struct Candidate {
    number: PhoneNumber,
    state: NumberState,
    /// Its account was given by the user.
    asked: bool,
    own: bool,
    shared: bool,
    /// Meta's own, for trying things out.
    test: bool,
    /// The permissions that do not reach its account.
    unreached: Vec<String>,
}

impl Candidate {
    /// Where it stands in the order; the lower, the better. What Graph lists first says nothing.
    fn place(&self) -> impl Ord + use<> {
        let digits: String = digits(&self.number.display_phone_number);
        let (id, account) = (self.number.id.clone(), self.number.whatsapp_business_account_id.clone());
        let worst = self.state == NumberState::Unusable;
        (
            worst,
            !self.asked,
            !self.unreached.is_empty(),
            self.test,
            !self.own,
            self.state,
            digits,
            id.len(),
            id,
            account,
        )
    }

    fn shown(&self) -> String {
        format!("{} ({})", self.number.display_phone_number, self.number.id)
    }

    fn shown_with_state(&self) -> String {
        let status = self.number.status.as_deref().unwrap_or("of unknown state");
        format!("{} is {status}", self.shown())
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Asks the accounts for their numbers, and chooses one.
pub(super) async fn numbers(
    client: &Client<'_>,
    token: &Token,
    proof: &mut Proof,
    accounts: Vec<Account>,
    expected: &Expected,
) {
    let mut candidates = ask(client, token, proof, accounts, expected).await;
    candidates.sort_by_cached_key(Candidate::place);
    // Two accounts never have one number, but a list may name one twice.
    candidates.dedup_by(|a, b| {
        a.number.id == b.number.id
            && a.number.display_phone_number == b.number.display_phone_number
            && a.number.whatsapp_business_account_id == b.number.whatsapp_business_account_id
    });
    proof.phone_numbers = candidates.iter().map(|one| one.number.clone()).collect();
    choose(client, proof, expected, &candidates);
}

/// Which of the accounts really answer, and with which numbers.
async fn ask(
    client: &Client<'_>,
    token: &Token,
    proof: &mut Proof,
    accounts: Vec<Account>,
    expected: &Expected,
) -> Vec<Candidate> {
    let fields = "id,display_phone_number,verified_name,status,code_verification_status,quality_rating";
    let fields = [("fields", fields), ("limit", "100")];
    let answers: Vec<_> = stream::iter(accounts)
        .map(|account| async move {
            let answer = client.get_all(token, &[&account.id, "phone_numbers"], &fields).await;
            (account, answer)
        })
        .buffered(SIDE_BY_SIDE)
        .collect()
        .await;
    let mut candidates = Vec::new();
    let (mut failed, mut empty) = (Vec::new(), Vec::new());
    for (account, answer) in answers {
        let id = &account.id;
        match answer {
            Ok(list) => {
                if list.is_empty() && (account.asked || account.named || account.own) {
                    empty.push(format!("the WhatsApp account {id} has no phone number"));
                }
                let unreached = unreached(client, proof, id);
                candidates.extend(list.iter().filter_map(|entry| candidate(entry, &account, &unreached)));
                proof.whatsapp_business_account_ids.push(account.id);
            }
            Err(error) => {
                let problem = Problem::of(&error, &format!("the phone numbers of the WhatsApp account {id}"));
                proof.unsettled |= problem.open && (account.asked || account.named || account.own);
                let wanted = account.asked
                    || (expected.accounts.is_empty() && expected.whatsapp_business_account_id.as_ref() == Some(id));
                failed.push((problem, account, wanted));
            }
        }
    }
    let good = !candidates.is_empty();
    // What the token names explicitly is more telling than what the business merely has.
    failed.sort_by_key(|(_, account, _)| !(account.asked || account.named));
    for (problem, account, wanted) in failed {
        if wanted || !good {
            proof.problems.push(problem);
        } else if account.named || account.own || problem.open {
            proof.notes.push(problem.message);
        }
    }
    if good {
        proof.notes.append(&mut empty);
    } else if !proof.whatsapp_business_account_ids.is_empty() {
        proof.problems.push(Problem::new(
            "no_phone_number",
            format!("the WhatsApp account {} has no phone number", proof.whatsapp_business_account_ids.join(" and ")),
            "add a number in WhatsApp Manager (business.facebook.com/wa/manage), then run tokenwright verify",
        ));
    }
    candidates
}

fn candidate(entry: &Value, account: &Account, unreached: &[String]) -> Option<Candidate> {
    let words = |name: &str| entry.get(name).and_then(text);
    let number = PhoneNumber {
        id: words("id")?,
        display_phone_number: words("display_phone_number").unwrap_or_default(),
        verified_name: words("verified_name").unwrap_or_default(),
        whatsapp_business_account_id: account.id.clone(),
        status: words("status"),
    };
    Some(Candidate {
        state: state(number.status.as_deref(), words("code_verification_status").as_deref()),
        asked: account.asked,
        own: account.own,
        shared: account.shared && !account.own,
        test: account.test || is_test(&number),
        unreached: unreached.to_vec(),
        number,
    })
}

/// Meta's test numbers are American ones of an area that does not exist.
fn is_test(number: &PhoneNumber) -> bool {
    let digits = digits(&number.display_phone_number);
    (digits.len() == 11 && digits.starts_with("1555")) || number.verified_name.trim() == "Test Number"
}

/// The permissions that are limited to other accounts than this. An empty list says nothing: it comes where assets were
/// assigned afterwards.
fn unreached(client: &Client<'_>, proof: &Proof, account: &str) -> Vec<String> {
    let limited_elsewhere = |scope: &&String| {
        let mut targets =
            proof.granular_scopes.iter().filter(|one| one.scope == **scope).filter_map(|one| one.target_ids.as_ref());
        targets.any(|ids| !ids.is_empty() && !ids.iter().any(|id| id == account))
    };
    let permissions = client.config.permissions.iter().filter(|scope| is_of_accounts(scope));
    permissions.filter(limited_elsewhere).cloned().collect()
}

fn choose(client: &Client<'_>, proof: &mut Proof, expected: &Expected, candidates: &[Candidate]) {
    // What the user names now goes before what was chosen once.
    let named = matches!(client.config.number, NumberRule::This(_));
    let elsewhere = |id: &String| {
        let asked = candidates.iter().any(|one| one.asked);
        asked && candidates.iter().any(|one| one.number.id == *id && !one.asked)
    };
    let known = expected.phone_number_id.clone().filter(|id| !named && !elsewhere(id)).map(NumberRule::This);
    let rule = known.as_ref().unwrap_or(&client.config.number);
    let by_name = matches!(rule, NumberRule::This(_));
    let settled = !proof.unsettled || by_name;
    let usable = |one: &&Candidate| by_name || one.state != NumberState::Unusable;
    let choice: Vec<PhoneNumber> = candidates.iter().filter(usable).map(|one| one.number.clone()).collect();
    if choice.is_empty() && !candidates.is_empty() {
        if settled {
            proof.problems.push(unusable(candidates));
        } else {
            proof.notes.push(UNSETTLED.to_owned());
        }
        return;
    }
    match rule.choose(&choice) {
        // The one that is meant may be in the account that did not answer.
        Ok(Some(_)) if !settled => proof.notes.push(UNSETTLED.to_owned()),
        Err(NumberRuleError::NotThere { .. }) if proof.unsettled => proof.notes.push(UNSETTLED.to_owned()),
        Ok(chosen) => {
            let chosen = chosen.cloned();
            let of = |number: &PhoneNumber| candidates.iter().find(|one| one.number == *number);
            if let Some(chosen) = chosen.as_ref().and_then(of) {
                tell(client, proof, expected, candidates, chosen, known.is_some());
            }
            proof.chosen = chosen;
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
            let in_use = if known.is_some() { "of the number in use: " } else { "" };
            proof.problems.push(Problem::new(kind, format!("{in_use}{error}"), hint));
        }
    }
}

/// What is to be said of the number that was chosen. `kept`: it is the one that was in use.
fn tell(
    client: &Client<'_>,
    proof: &mut Proof,
    expected: &Expected,
    candidates: &[Candidate],
    chosen: &Candidate,
    kept: bool,
) {
    let shown = chosen.shown();
    if chosen.state == NumberState::Unusable {
        proof.problems.push(unusable(std::slice::from_ref(chosen)));
    }
    if let [first, ..] = &chosen.unreached[..] {
        proof.problems.push(Problem::new(
            "permission_elsewhere",
            format!(
                "the token's permission {} does not reach the WhatsApp account {}, to which the number {shown} belongs: it is limited to others",
                if chosen.unreached.len() == 1 { first.clone() } else { chosen.unreached.join(" and ") },
                chosen.number.whatsapp_business_account_id
            ),
            "assign this account to the system user (Business settings, Accounts, WhatsApp accounts, the account, Add people), then make another token with tokenwright run --force-new-token; or choose a number that both permissions reach with phone_number under [graph] in tokenwright.toml",
        ));
    }
    if let Some(note) = chosen.state.note() {
        let status = chosen.number.status.as_deref().unwrap_or_default();
        proof.notes.push(format!("the number {shown} is {status}: {note}"));
    }
    if chosen.test {
        proof.notes.push(format!(
            "the number {shown} is Meta's own test number: it writes only to a few numbers that were named before; add one of your own in WhatsApp Manager (business.facebook.com/wa/manage)"
        ));
    }
    if kept {
        return;
    }
    if chosen.shared {
        proof.notes.push(format!(
            "the number {} that was chosen is not the business's own: its WhatsApp account {} is another's, and shared with the business",
            chosen.number.display_phone_number, chosen.number.whatsapp_business_account_id
        ));
    }
    if candidates.len() > 1 {
        proof.notes.push(format!(
            "the token reaches {} phone numbers, and {shown} was chosen by the rule \"{}\"; choose another with phone_number under [graph] in tokenwright.toml",
            candidates.len(),
            client.config.number
        ));
    }
    let passed: Vec<String> =
        candidates.iter().filter(|one| one.state == NumberState::Unusable).map(Candidate::shown_with_state).collect();
    if !passed.is_empty() && chosen.state != NumberState::Unusable {
        proof.notes.push(format!("numbers that cannot send were passed over: {}", passed.join(", ")));
    }
    if let Some(before) = expected.phone_number_id.as_ref().filter(|before| **before != chosen.number.id) {
        let before =
            candidates.iter().find(|one| one.number.id == *before).map_or_else(|| before.clone(), Candidate::shown);
        proof.notes.push(format!("the number in use was {before}, and is {shown} now"));
    }
}

fn unusable(candidates: &[Candidate]) -> Problem {
    let shown: Vec<String> = candidates.iter().map(Candidate::shown_with_state).collect();
    let what = if shown.len() == 1 { "the phone number cannot send" } else { "none of the phone numbers can send" };
    Problem::new(
        "phone_number_unusable",
        format!("{what}: {}", shown.join(", ")),
        "see the number in WhatsApp Manager (business.facebook.com/wa/manage): verify it, appeal the ban, or add another; then run tokenwright verify",
    )
}

const UNSETTLED: &str = "no phone number is chosen, as not all of the business's own WhatsApp accounts answered; run tokenwright verify later";
