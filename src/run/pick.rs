//! Choosing from an open list.

use serde_json::json;

use super::halt::Halt;
use super::race::closed_later;
use super::replay::{Raced, Replay};
use crate::page::act;
use crate::scenario::model::{Action, Belief, Condition, Control, Locator, Matching, Name, Step, Way};

impl Replay<'_> {
    /// Clicks the option in the open list, searching for it where the list has a search field or the picker is one.
    pub(super) async fn pick_option(
        &mut self,
        step: &Step,
        way: usize,
        editable: Option<(i64, i64)>,
    ) -> Result<(), Halt> {
        let Action::Choose { option, others, missing, .. } = &step.ways[way].action else { return Ok(()) };
        let offered = |ladder: &[Locator]| -> Vec<Locator> {
            let offer = |locator: &Locator| Locator { control: Some(Control::Option), within: None, ..locator.clone() };
            ladder.iter().map(offer).collect()
        };
        let options = offered(option);
        // The list is open, and has the others only.
        let without: Vec<Condition> =
            offered(others).into_iter().take(usize::from(missing.is_some())).map(Condition::Present).collect();
        let click = Way::plain(Action::Click { target: options, may_open_window: false });
        let words = option.iter().find_map(|locator| self.option_words(locator)).unwrap_or_default();
        let search = Locator {
            control: Some(Control::Field),
            name: Some(Name::Pattern("search|filter|busca|pesquis|procur|cerca|filtr|such|recherch|type to".into())),
            matching: Matching::Contains,
            ..Locator::default()
        };
        let nameless = Locator { control: Some(Control::Field), ..Locator::default() };
        let (mut typed, mut sought) = (false, false);
        for _ in 0..8 {
            let wording = self.wording();
            let mut ways = vec![
                // A page that has loaded itself anew shows no list any more, and one that stands still for so long none at all.
                with(wording.look(&format!("{}/gone", step.id), &[], None), "gone"),
                wording.way(&format!("{}/option", step.id), &click, &[]),
                wording.look(&format!("{}/shut", step.id), &[], Some(Belief::Sure)),
            ];
            if !without.is_empty() {
                ways[2] = wording.look(&format!("{}/without", step.id), &without, Some(Belief::Grave));
            }
            // Several that fit are not none.
            ways[2]["several"] = json!(true);
            ways[2]["list"] = json!(true);
            if !typed {
                // What has come up with the list and can be typed into is its search, named or not.
                let fill = Action::Fill { target: vec![search.clone(), nameless.clone()], value: words.clone() };
                let look_for_search = Way { action: fill, settled: Some(Belief::Quiet), ..click.clone() };
                let id = format!("{}/search", step.id);
                ways.push(with(wording.way(&id, &look_for_search, &[]), "fresh"));
                if editable.is_some() {
                    ways.push(wording.look(&format!("{}/type", step.id), &[], Some(Belief::Quiet)));
                }
            }
            // A list may render only the rows that show. Once: what is in view then and cannot be clicked is told above.
            let scrolls = ways.len();
            if !sought {
                let there: Vec<_> = click_target(&click).iter().take(1).cloned().map(Condition::Present).collect();
                let scrolled = wording.look(&format!("{}/scrolled", step.id), &there, Some(Belief::Quiet));
                ways.push(with(scrolled, "scroll"));
            }
            match self.race(&step.title, ways, self.time_limit(step), Vec::new()).await? {
                Raced::Redo(_) => return Ok(()),
                Raced::Found(found) => match found.way {
                    1 => return self.act(found.act, "").await,
                    0 => return Ok(()),
                    2 if !without.is_empty() => {
                        return missing.as_ref().map_or(Ok(()), |stop| Err(self.stop(stop)));
                    }
                    2 => {
                        let help = self.help(&self.asked_for, "").await;
                        self.vain.lacks_option(help);
                        return Ok(());
                    }
                    // It is in view now.
                    way if way == scrolls => sought = true,
                    3 => {
                        typed = true;
                        self.act(found.act, &words).await?;
                    }
                    _ => {
                        typed = true;
                        if let Some((x, y)) = editable {
                            self.stage.page_changes();
                            closed_later(act::type_into(self.stage.session, x, y, false, &words).await)?;
                        }
                    }
                },
            }
        }
        Ok(())
    }

    fn option_words(&self, locator: &Locator) -> Option<String> {
        match locator.name.as_ref()? {
            Name::Literal(text) => Some(crate::page::fill_in(text, &self.values)),
            _ => None,
        }
    }
}

/// What a way clicks.
fn click_target(way: &Way) -> &[Locator] {
    match &way.action {
        Action::Click { target, .. } => target,
        _ => &[],
    }
}

/// The same way with a mark of its own.
fn with(mut way: serde_json::Value, mark: &str) -> serde_json::Value {
    way[mark] = json!(true);
    way
}
