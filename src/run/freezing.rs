//! Capturing what a check sees: each place as a page without scripts, with stand-ins for all that is data. What is taken on the way is
//! opened once more at the end, and kept as far as the controls are found on it as they were in the console.

use std::collections::BTreeMap;

use serde_json::json;

use super::asked::NAMES;
use super::frozen::{locate, open};
use super::halt::Halt;
use super::replay::Replay;
use super::surveying::{Live, Raw};
use crate::names;
use crate::outcome::capture::{Captured, Fit, FrozenPlace, Located};
use crate::outcome::help::Help;
use crate::page::{ASKED_BUSINESS, PAGE_LANGUAGE, Values, engine, picture};
use crate::scenario::model::Action;

/// So near, of 100, something has to be before its words stay in a page as what was looked for.
const LIKELY: u8 = 30;
/// Words longer than this are a text, and no name of a control.
const LONGEST: usize = 60;
/// What the account's own values are called.
pub(super) const OWN: [&str; 10] = [
    "app_name",
    "app",
    "business",
    "system_user",
    "asset",
    "app_id",
    "business_id",
    "console_user_id",
    "waba",
    ASKED_BUSINESS,
];
/// Values that say nothing of whose account it is.
const PLAIN: [&str; 3] = ["role", "permissions", "accept_policy"];
/// The first number of the IDs that are known; those that only show on a page begin at one.
const FIRST_ID: usize = 80;

impl Replay<'_> {
    /// Takes the page as it is now, where the check captures. A page that cannot be taken is no reason to fail.
    pub(super) async fn freeze(&mut self, step: &str, live: Option<Live>, look: bool) {
        if live.is_none() && !look {
            return;
        }
        if let Some(page) = self.frozen(step, &[]).await {
            self.surveying.as_mut().expect("it is there").frozen.push(Raw { page, live, missed: false, look });
        }
    }

    async fn frozen(&mut self, step: &str, keep: &[String]) -> Option<FrozenPlace> {
        let place = self.surveying.as_ref().and_then(|surveying| surveying.capture.clone())?;
        let known = self.scenario.labels.entries.values().flatten();
        // Of a wording with a value in it ("Assign assets to {system_user}") what stands around the value is the console's.
        let known = known.flat_map(|word| {
            let parts = word.text.split(['{', '}']).step_by(2).map(str::trim).filter(|part| part.chars().count() > 1);
            parts.map(|part| json!({ "text": part, "lang": word.language }))
        });
        let values = stand_ins(&self.values).into_iter().map(|(text, stand)| json!({ "text": text, "stand": stand }));
        let terms = self.scenario.steps.iter().flat_map(|step| &step.ways).filter_map(|way| match &way.action {
            Action::CheckOnly { among, .. } => Some(among.clone()),
            _ => None,
        });
        let input = json!({
            "override": self.stage.language, "known": known.collect::<Vec<_>>(), "values": values.collect::<Vec<_>>(), "keep": keep,
            "terms": terms.collect::<Vec<_>>(),
        });
        let page = match engine::freeze(self.stage.session, input).await {
            Ok(page) => page,
            Err(error) => {
                let why = crate::secret::redact::text(&error.to_string()).into_owned();
                self.stage.remark(&format!("{step}: the page could not be captured: {why}"));
                return None;
            }
        };
        Some(FrozenPlace {
            place,
            step: step.to_owned(),
            html: page.html,
            replaced: page.replaced,
            kept: page.kept,
            picture: None,
            controls: Vec::new(),
        })
    }

    /// Takes the page on which a step's control was not found, with the words of what is nearest to it.
    pub(super) async fn freeze_missed(&mut self, step: &str, help: Option<&Help>) {
        let near = help.and_then(|help| help.nearest.first()).filter(|near| near.score >= LIKELY);
        let words = near.map(|near| near.name.clone());
        let fits =
            |name: &String| name.chars().count() < LONGEST && !name.contains(|c: char| c.is_numeric() || c == '@');
        let keep: Vec<String> = words.into_iter().filter(fits).collect();
        if let Some(page) = self.frozen(step, &keep).await {
            self.surveying.as_mut().expect("it is there").frozen.push(Raw {
                page,
                live: None,
                missed: true,
                look: true,
            });
        }
    }

    /// Opens what was taken, looks for the controls once more, and keeps the pages on which they are found as they were.
    pub(super) async fn keep_frozen(&mut self) -> Result<Captured, Halt> {
        let Some(surveying) = self.surveying.as_mut().filter(|surveying| surveying.capture.is_some()) else {
            return Ok(Captured::default());
        };
        let raw = std::mem::take(&mut surveying.frozen);
        let values = shared_values(&self.values, self.language.as_deref());
        // What was looked at twice counts as it was last.
        let mut due: BTreeMap<String, Live> =
            raw.iter().filter_map(|raw| Some((raw.page.step.clone(), raw.live?))).collect();
        let mut pages = Vec::new();
        // The last page of a dialog has what the earlier ones have had, and more. What looks as a later one does is not opened again.
        let mut opened: Vec<(String, String)> = Vec::new();
        for Raw { mut page, missed, look, .. } in raw.into_iter().rev() {
            let same = opened.iter().any(|(place, html)| *place == page.place && *html == page.html);
            if same && !missed {
                continue;
            }
            opened.push((page.place.clone(), page.html.clone()));
            open(self.stage.session, &page.html).await?;
            let of_place: Vec<String> = self
                .scenario
                .survey
                .iter()
                .filter(|visit| visit.place == page.place)
                .flat_map(|visit| visit.marks.iter().map(|mark| mark.step.clone()))
                .collect();
            for step in &of_place {
                let Some(was) = due.get(step) else { continue };
                let found = self.located(step, Some(was.way), &values).await?;
                if let Some(found) = found.filter(|found| was.is(found)) {
                    due.remove(step);
                    page.controls.push(found);
                }
            }
            if missed {
                page.controls.extend(self.located(&page.step, None, &values).await?);
            }
            if look || !page.controls.is_empty() {
                page.picture = picture::take(self.stage.session).await.ok().flatten();
                pages.push(page);
            }
        }
        for step in due.keys() {
            self.stage.remark(&format!("{step}: the captured pages do not show its control as the console did"));
        }
        pages.reverse();
        Ok(Captured { values, pages })
    }

    async fn located(&self, step: &str, way: Option<usize>, values: &Values) -> Result<Option<Located>, Halt> {
        let Some(step) = self.scenario.steps.iter().find(|one| one.id == step) else { return Ok(None) };
        Ok(Some(locate(self.stage.session, self.scenario, values, step, way).await?))
    }
}

impl Live {
    /// Whether it is found on the frozen page as it was in the console.
    fn is(self, found: &Located) -> bool {
        found.came != Fit::Missing
            && (self.way, self.rung, self.tier, self.count) == (found.way, found.rung, found.tier, found.count)
    }
}

/// What is known of the account, each text with what stands in for it. Longer ones come first.
fn stand_ins(values: &Values) -> Vec<(String, String)> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (at, key) in OWN.iter().enumerate() {
        let Some(text) = values.get(*key).map(|text| text.trim()).filter(|text| !text.is_empty()) else { continue };
        all.entry(text.to_owned()).or_insert_with(|| stand_in(text, key, FIRST_ID + at));
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    all
}

/// As `standInDigits` of the engine for digits, which must stay digits; a placeholder for a name.
fn stand_in(text: &str, key: &str, number: usize) -> String {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if digits && text.len() > 3 {
        return format!("{}{}{number:02}", &text[..1], "0".repeat(text.len() - 3));
    }
    format!("{{{}}}", if key == ASKED_BUSINESS { "business" } else { key })
}

/// The values with which a captured page is asked: stand-ins for what is the account's.
fn shared_values(values: &Values, language: Option<&str>) -> Values {
    let stands: BTreeMap<String, String> = stand_ins(values).into_iter().collect();
    let mut shared = Values::new();
    for key in OWN.iter().chain(&NAMES).filter(|key| **key != ASKED_BUSINESS) {
        shared.extend(values.get(*key).and_then(|text| Some(((*key).to_owned(), stands.get(text.trim())?.clone()))));
    }
    for key in PLAIN {
        shared.extend(values.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    let pattern = match shared.get("business") {
        Some(stand) if values.get("business_pattern").is_some_and(|pattern| pattern != ".*") => names::pattern(stand),
        _ => ".*".to_owned(),
    };
    shared.insert("business_pattern".to_owned(), pattern);
    shared.extend(language.map(|tag| (PAGE_LANGUAGE.to_owned(), tag.to_owned())));
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_account_s_is_shared_by_its_stand_in() {
        let all = [
            ("app", "Acme Shop"),
            ("app_name", "Acme Shop"),
            ("app_id", "1234567890123456"),
            ("business", "Acme"),
            ("business_pattern", "^Acme$"),
            ("system_user", "mark"),
            ("role", "admin"),
            ("account", "acme"),
            ("business_url", "https://x.example"),
        ];
        let values: Values = all.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        let shared = shared_values(&values, Some("en"));
        assert_eq!(shared["app"], shared["app_name"]);
        assert_eq!(shared["app_id"], "1000000000000085");
        assert_eq!((shared["role"].as_str(), shared["business"].as_str()), ("admin", "{business}"));
        let told = format!("{shared:?}").to_lowercase();
        for secret in ["acme", "1234567890123456", "mark", "x.example"] {
            assert!(!told.contains(secret), "{told}");
        }
        assert_eq!(stand_ins(&values)[0].0, "1234567890123456", "longer ones first");
    }
}
