//! The one place that keeps a check from committing anything: every way that is about to be gone is shown to it first.
//!
//! The plan of a check has no commits to begin with. This does not rely on that: it knows what the run's own plan commits with, and
//! refuses a click on such a control, whatever way leads to it.

use super::halt::Halt;
use crate::names::same;
use crate::outcome::code;
use crate::scenario::model::{Action, Locator, Name, Scenario, Step, Way};

/// Where such controls stand that a page, too, may have by the same name: there it opens a dialog.
const DIALOG: &str = "dialog";

/// What must not be clicked.
pub(super) struct OnlyLooks {
    /// The controls that the run commits with, agrees with, or answers with.
    controls: Vec<Locator>,
    /// What they are called, in every language.
    names: Vec<String>,
}

impl OnlyLooks {
    /// What the run of this scenario commits with.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let commits = scenario.steps.iter().filter(|step| step.commits);
        let ways = commits.flat_map(|step| step.ways.iter().chain(&step.outcomes)).filter(|way| !says_no(way));
        let controls: Vec<Locator> = ways.filter_map(|way| clicked(&way.action)).flatten().map(bare).collect();
        let wordings = |control: &Locator| match &control.name {
            Some(Name::Label(key)) => scenario.labels.entries.get(key).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        let names = controls.iter().flat_map(wordings).map(|wording| wording.text).collect();
        Self { controls, names }
    }

    /// Whether a way may be gone that was found so (`button "Create"`).
    pub(super) fn permits(&self, step: &Step, way: &Way, found: Option<&str>) -> Result<(), Halt> {
        if step.commits {
            return Err(refused(&step.title, "it commits"));
        }
        let Some(target) = clicked(&way.action) else { return Ok(()) };
        if target.iter().cloned().map(bare).any(|control| self.controls.contains(&control)) {
            return Err(refused(&step.title, "the run commits with this control"));
        }
        let in_dialog = target.iter().any(|control| control.within.as_deref() == Some(DIALOG));
        match found.filter(|found| in_dialog && self.is_called_so(found)) {
            Some(found) => Err(refused(&step.title, &format!("{found} is called like a control that commits"))),
            None => Ok(()),
        }
    }

    /// Whether what may show up at any moment may be clicked away by what was found.
    pub(super) fn permits_notice(&self, action: &Action, found: Option<&str>) -> Result<(), Halt> {
        let target = clicked(action)
            .into_iter()
            .flatten()
            .map(|control| Locator { within: Some(DIALOG.to_owned()), ..bare(control) });
        let commits = target.into_iter().any(|control| self.controls.contains(&control));
        if commits || found.is_some_and(|found| self.is_called_so(found)) {
            return Err(refused("a notice", "what would close it commits"));
        }
        Ok(())
    }

    /// Whether what was found has a name that something has which commits.
    fn is_called_so(&self, found: &str) -> bool {
        let name = found.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map_or(found, |(name, _)| name);
        self.names.iter().any(|commits| same(commits, name).is_same())
    }
}

/// Whether a way answers what the console asks, and ends the walk: that is a no, in words that also leave a dialog ("Cancel").
fn says_no(way: &Way) -> bool {
    way.goto.as_ref().is_some_and(|goto| goto.step.is_empty())
}

fn clicked(action: &Action) -> Option<Vec<Locator>> {
    match action {
        Action::Click { target, .. } => Some(target.clone()),
        _ => None,
    }
}

/// A control by what it is, whichever of several is meant and wherever it is written.
fn bare(control: Locator) -> Locator {
    Locator { which: None, line: 0, ..control }
}

fn refused(title: &str, why: &str) -> Halt {
    let message = format!("{title}: not done, as {why}, and a check commits nothing");
    Halt::new(
        "would_commit",
        code::PAGE,
        &message,
        "look at the picture: the page shows another control than it should there",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::Control;

    fn shipped() -> Scenario {
        crate::scenario::Library::default().load("whatsapp-token").unwrap().scenario
    }

    #[test]
    fn every_act_of_the_plan_that_commits_is_refused() {
        let scenario = shipped();
        let looks = OnlyLooks::of(&scenario);
        let commits: Vec<&Step> = scenario.steps.iter().filter(|step| step.commits).collect();
        assert_eq!(commits.len(), 4, "accept, create, assign, generate");
        for step in commits {
            for way in &step.ways {
                assert!(looks.permits(step, way, None).is_err(), "{}", step.id);
                // Nor is its control clicked by a step that says that it does not commit.
                let harmless = Step { commits: false, ..step.clone() };
                if clicked(&way.action).is_some() && !says_no(way) {
                    assert!(looks.permits(&harmless, way, None).is_err(), "{}: {way:?}", step.id);
                }
            }
        }
    }

    #[test]
    fn no_way_of_the_survey_is_refused_for_what_it_is() {
        let scenario = shipped();
        let looks = OnlyLooks::of(&scenario);
        let surveyed = scenario.surveyed();
        assert!(surveyed.steps.len() > 30);
        for step in &surveyed.steps {
            for way in &step.ways {
                looks.permits(step, way, None).unwrap_or_else(|halt| panic!("{}: {}", step.id, halt.error.message));
            }
        }
    }

    #[test]
    fn a_control_that_is_called_like_one_that_commits_is_not_clicked_in_a_dialog() {
        let scenario = shipped();
        let looks = OnlyLooks::of(&scenario);
        let step = &scenario.surveyed().steps[0];
        let within = |within: &str| {
            let target =
                vec![Locator { control: Some(Control::Button), within: Some(within.to_owned()), ..Locator::default() }];
            Way::plain(Action::Click { target, may_open_window: false })
        };
        for name in [
            "button \"I accept\"",
            "button \"Generate token\"",
            "button \"Salva le modifiche\"",
            "button \"CREATE SYSTEM USER\"",
        ] {
            assert!(looks.permits(step, &within("dialog"), Some(name)).is_err(), "{name}");
        }
        assert!(looks.permits(step, &within("page"), Some("button \"Generate token\"")).is_ok(), "it opens the dialog");
        assert!(looks.permits(step, &within("dialog"), Some("button \"Cancel\"")).is_ok());
        let accept = &within("dialog").action;
        assert!(looks.permits_notice(accept, Some("button \"I accept\"")).is_err());
        assert!(looks.permits_notice(accept, Some("button \"Decline optional cookies\"")).is_ok());
    }
}
