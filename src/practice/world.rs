//! What is there before anybody clicks: businesses, apps, WhatsApp Business Accounts, phone numbers.

use std::collections::HashMap;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde::Serialize;

use super::switches::Switches;

/// The portfolio's page (invented).
pub(super) const PAGE_ID: &str = "100000000000001";

/// A business (portfolio).
#[derive(Debug, Clone, Serialize)]
pub(super) struct Business {
    pub(super) id: String,
    pub(super) name: String,
}

/// An app on the panel.
#[derive(Debug, Clone, Serialize)]
pub(super) struct App {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) mode: String,
    pub(super) kind: String,
    pub(super) business_id: Option<String>,
    pub(super) whatsapp: bool,
    #[serde(skip)]
    pub(super) secret: String,
}

/// A WhatsApp Business Account.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Waba {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) business_id: String,
    pub(super) owned: bool,
    pub(super) numbers: Vec<Number>,
}

/// A phone number, with the field names that Graph gives it.
#[expect(clippy::struct_field_names, reason = "they are Graph's")]
#[derive(Debug, Clone, Serialize)]
pub(super) struct Number {
    pub(super) id: String,
    pub(super) display_phone_number: String,
    pub(super) verified_name: String,
}

/// Everything that is there before anybody clicks.
#[derive(Debug, Clone, Serialize)]
pub(super) struct World {
    pub(super) person: String,
    pub(super) businesses: Vec<Business>,
    pub(super) apps: Vec<App>,
    pub(super) wabas: Vec<Waba>,
}

impl World {
    /// The switches that draw the world: to set one begins everything anew.
    pub(super) const SHAPED_BY: [&str; 9] = [
        "world.apps",
        "world.whatsapp",
        "world.users",
        "world.names",
        "world.numbers",
        "world.owned",
        "world.clients",
        "world.test_waba",
        "world.waba_names",
    ];

    /// Builds the world that the switches ask for; the seed draws the ids.
    pub(super) fn build(seed: u64, switches: &Switches) -> Self {
        let mut ids = Ids { random: StdRng::seed_from_u64(seed), numbers: 0 };
        let retail = Business { id: ids.business(), name: "Acme Retail".into() };
        let wholesale = Business { id: ids.business(), name: "Acme Retail Wholesale".into() };
        let whatsapp = switches.is("world.whatsapp", "yes");
        let mut app = |name: &str, business: Option<&Business>, mode: &str, whatsapp: bool| App {
            id: ids.app(),
            name: name.into(),
            mode: mode.into(),
            kind: "business".into(),
            business_id: business.map(|business| business.id.clone()),
            whatsapp,
            secret: ids.secret(),
        };
        let own = Some(&retail);
        let apps = match switches.get("world.apps") {
            "many" => (1..=40)
                .map(|number| match number {
                    23 => app("RCWa", own, "In development", whatsapp),
                    24 => app("RCWa Cloud", own, "Live", whatsapp),
                    _ => app(&format!("Shop {number:02}"), own, "Live", number % 3 == 0),
                })
                .collect(),
            "one" => vec![app("RCWa", own, "In development", whatsapp)],
            "missing" => vec![
                app("RCWa Cloud", own, "Live", whatsapp),
                app("RCWa Old", own, "In development", whatsapp),
                app("Stock Sync", Some(&wholesale), "Live", false),
            ],
            "twins" => vec![
                app("RCWa Cloud", own, "Live", whatsapp),
                app("RCWa", own, "In development", whatsapp),
                app("RCWa", Some(&wholesale), "Live", whatsapp),
                app("RCWa Old", own, "In development", whatsapp),
            ],
            "twins-same" => vec![
                app("RCWa Cloud", own, "Live", whatsapp),
                app("RCWa", own, "In development", whatsapp),
                app("RCWa", own, "Live", whatsapp),
            ],
            "no-business" => {
                vec![app("RCWa", None, "In development", whatsapp), app("RCWa Cloud", own, "Live", whatsapp)]
            }
            _ => vec![
                app("RCWa Cloud", own, "Live", whatsapp),
                app("RCWa", own, "In development", whatsapp),
                app("RCWa Old", own, "In development", whatsapp),
                app("Stock Sync", Some(&wholesale), "Live", false),
                app("Sandbox", None, "In development", false),
            ],
        };
        let mut wabas = Vec::new();
        for index in 0..switches.number("world.owned") {
            let count = if index == 0 { switches.number("world.numbers") } else { 1 };
            wabas.push(ids.waba(&numbered("Acme Retail", index), "Acme Retail", &retail.id, true, count));
        }
        for index in 0..switches.number("world.clients") {
            let name = numbered("Harbour Books", index);
            wabas.push(ids.waba(&name, "Harbour Books", &retail.id, false, 1));
        }
        wabas.push(ids.waba("Acme Retail Wholesale", "Acme Wholesale", &wholesale.id, true, 1));
        if switches.is("world.test_waba", "yes") {
            let mut test = ids.waba("Test WhatsApp Business Account", "Test Number", &retail.id, true, 1);
            for number in &mut test.numbers {
                number.display_phone_number = "+1 555-010-0199".into();
            }
            wabas.insert(0, test);
        }
        if switches.is("world.waba_names", "same") {
            for waba in wabas.iter_mut().filter(|waba| waba.business_id == retail.id) {
                retail.name.clone_into(&mut waba.name);
            }
        }
        Self { person: "Robin Example".into(), businesses: vec![retail, wholesale], apps, wabas }
    }

    /// Calls those that are there by the names that a switch gives them.
    pub(super) fn rename(&mut self, called: &HashMap<String, String>) {
        let apps = self.apps.iter_mut().map(|app| &mut app.name);
        for name in apps.chain(self.businesses.iter_mut().map(|business| &mut business.name)) {
            if let Some(other) = called.get(name) {
                other.clone_into(name);
            }
        }
    }

    pub(super) fn business(&self, id: &str) -> Option<&Business> {
        self.businesses.iter().find(|business| business.id == id)
    }

    pub(super) fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == id)
    }

    pub(super) fn waba(&self, id: &str) -> Option<&Waba> {
        self.wabas.iter().find(|waba| waba.id == id)
    }
}

fn numbered(name: &str, index: u64) -> String {
    if index == 0 { name.to_owned() } else { format!("{name} {}", index + 1) }
}

/// Draws ids of the lengths that Meta's have.
struct Ids {
    random: StdRng,
    /// Phone numbers that were given out.
    numbers: u64,
}

impl Ids {
    fn digits(&mut self, first: &str, len: usize) -> String {
        let mut id = first.to_owned();
        while id.len() < len {
            id.push(char::from(b'0' + self.random.random_range(0..10u8)));
        }
        id
    }

    fn business(&mut self) -> String {
        let first = self.random.random_range(1..9u8).to_string();
        self.digits(&first, 15)
    }

    fn app(&mut self) -> String {
        let first = self.random.random_range(1..9u8).to_string();
        self.digits(&first, 15)
    }

    fn secret(&mut self) -> String {
        hex::encode((0..16).map(|_| self.random.random::<u8>()).collect::<Vec<_>>())
    }

    fn waba(&mut self, name: &str, shown: &str, business_id: &str, owned: bool, count: u64) -> Waba {
        let id = self.digits("1", 15);
        let first = self.numbers + 10;
        self.numbers += count;
        let numbers = (0..count)
            .map(|index| Number {
                id: self.digits("10", 15),
                // 555 0100 to 0199 are kept free for examples.
                display_phone_number: format!("+1 555-01{:02}", (first + index) % 100),
                verified_name: shown.to_owned(),
            })
            .collect();
        Waba { id, name: name.into(), business_id: business_id.into(), owned, numbers }
    }
}
