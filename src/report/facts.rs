//! What the report tells of the account, in groups.

use serde::Serialize;

use super::words::expiry;
use crate::outcome::result::{PhoneNumber, RunResult};

/// Facts that belong together.
#[derive(Serialize)]
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) facts: Vec<Fact>,
}

/// One fact: several values are several lines.
#[derive(Serialize)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) values: Vec<FactValue>,
    /// Ids, paths and the like: they are copied, not read.
    pub(super) code: bool,
}

/// One value of a fact.
#[derive(Serialize)]
pub(super) struct FactValue {
    pub(super) text: String,
    /// Of several the one that was taken.
    pub(super) chosen: bool,
}

/// All that is known.
pub(super) fn facts(result: &RunResult) -> Vec<Group> {
    let has_token = result.token_fingerprint.is_some();
    let numbers = result.phone_numbers.iter();
    let several = result.phone_numbers.len() > 1;
    let is_chosen = |number: &PhoneNumber| several && result.phone_number_id.as_ref() == Some(&number.id);
    let groups = [
        Group {
            title: "Business",
            facts: vec![
                Fact::text("Business", result.business.iter().cloned()),
                Fact::code("Business ID", result.business_id.iter().cloned()),
                Fact::text("App", result.app.iter().cloned()),
                Fact::code("App ID", result.app_id.iter().cloned()),
                Fact::text("System user", [result.system_user.clone()]),
                Fact::code("System user ID", result.system_user_id.iter().cloned()),
            ],
        },
        Group {
            title: "WhatsApp",
            facts: vec![
                Fact::code("WhatsApp Business Account", result.whatsapp_business_account_ids.iter().cloned()),
                Fact::text(
                    "Phone number",
                    numbers.clone().map(|number| format!("{} · {}", number.display_phone_number, number.verified_name)),
                )
                .with_chosen(numbers.clone().position(is_chosen)),
                Fact::code("Phone Number ID", numbers.clone().map(|number| number.id.clone()))
                    .with_chosen(numbers.clone().position(is_chosen)),
            ],
        },
        Group {
            title: "Token",
            facts: vec![
                Fact::text("Proven by the Graph API", has_token.then(|| proven(result))),
                Fact::text("Expires", has_token.then(|| expiry(result.expires_at))),
                Fact::code("Permissions", result.scopes.iter().cloned()),
                Fact::code("Fingerprint", result.token_fingerprint.iter().cloned()),
                Fact::code("Stored in", result.credentials.iter().map(|path| path.display().to_string())),
            ],
        },
        Group {
            title: "Run",
            facts: vec![
                Fact::text("Account", [result.account.clone()]),
                Fact::text("Scenario", [result.scenario.clone()]),
                Fact::text("Through", [through(&result.via)]),
                Fact::text("Language of the page", result.language.iter().cloned()),
            ],
        },
    ];
    groups
        .into_iter()
        .map(|mut group| {
            group.facts.retain(|fact| !fact.values.is_empty());
            group
        })
        .filter(|group| !group.facts.is_empty())
        .collect()
}

impl Fact {
    fn text(name: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        let values = values.into_iter().map(|text| FactValue { text, chosen: false }).collect();
        Self { name, values, code: false }
    }

    fn code(name: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        Self { code: true, ..Self::text(name, values) }
    }

    /// Marks one of the values as the one that was taken.
    fn with_chosen(mut self, place: Option<usize>) -> Self {
        if let Some(value) = place.and_then(|place| self.values.get_mut(place)) {
            value.chosen = true;
        }
        self
    }
}

fn proven(result: &RunResult) -> String {
    match (result.verified, result.unproved.is_empty()) {
        (true, true) => "yes",
        (true, false) => "yes, but for when it expires",
        (false, _) => "no",
    }
    .to_owned()
}

fn through(via: &str) -> String {
    match via {
        "browser" => "a browser".to_owned(),
        "graph" => "the Graph API".to_owned(),
        other => other.to_owned(),
    }
}
