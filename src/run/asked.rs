//! How a page is asked for one control, outside of a walk's own questions.

use serde_json::{Value, json};

use crate::page::{Phrasing, Values};
use crate::scenario::model::{Action, Condition, Control, Ladder, Locator, Name, Scenario, Way, Which};

/// Values of the account that may show on a page, by their placeholders.
pub(super) const NAMES: [&str; 5] = ["app_name", "app", "business", "system_user", "account"];

/// What a page is asked with for the control of this ladder. `language`: read in this one, instead of the one that it declares.
pub(super) fn asked(scenario: &Scenario, values: &Values, language: Option<&str>, ladder: &Ladder) -> Value {
    let wording = Phrasing::new(scenario, values);
    let way = Way::plain(Action::Click { target: ladder.clone(), may_open_window: false });
    let own = NAMES.iter().filter_map(|key| Some(json!({ "key": key, "text": values.get(*key)? })));
    json!({
        "override": language, "run": "", "ways": [wording.way("survey", &way, &[])],
        "labels": wording.labels(), "regions": wording.regions(), "never": wording.never(), "rail": wording.rail(),
        "ownNames": wording.own_names(), "scope": null, "values": own.collect::<Vec<_>>(), "secret": null,
    })
}

/// The control that a way is about.
pub(super) fn control(way: &Way) -> Ladder {
    match &way.action {
        Action::Click { target, .. }
        | Action::Fill { target, .. }
        | Action::Choose { target, .. }
        | Action::Check { target, .. } => target.clone(),
        Action::CheckOnly { among, within, behind, .. } => {
            let one = Locator {
                control: Some(Control::Check),
                name: Some(Name::Pattern(format!("^(?:{among})$"))),
                within: within.clone(),
                which: Some(Which::First),
                ..Locator::default()
            };
            behind.iter().cloned().chain([one]).collect()
        }
        Action::Expect => {
            let present = way.when.iter().rev().filter_map(|condition| match condition {
                Condition::Present(locator) => Some(locator.clone()),
                _ => None,
            });
            present.take(1).collect()
        }
        _ => Vec::new(),
    }
}
