//! What a check looks at on its way: before each way is gone, whether it may be, and what its control and the place look like.

use serde_json::Value;

use super::asked::{asked, control};
use super::halt::Halt;
use super::help;
use super::replay::Replay;
use super::surveying::Live;
use crate::names::same;
use crate::outcome::code;
use crate::outcome::survey::{PageSeen, Sight};
use crate::page::{Found, Phrasing, engine, picture};
use crate::scenario::model::{Action, Control, Ladder, Name, Scope};

impl Replay<'_> {
    /// In a check: looks at what a way is about to be gone for. Nothing is done that commits.
    pub(super) async fn look_at(&mut self, at: usize, way: usize, found: &Found) -> Result<(), Halt> {
        let scenario = self.scenario;
        let step = &scenario.steps[at];
        let chosen = &step.ways[way];
        let Some(surveying) = &self.surveying else { return Ok(()) };
        surveying.only_looks.permits(step, chosen, found.found.as_deref())?;
        if let Some(rows) = surveying.rows.get(&step.id).filter(|rows| way < rows.len()) {
            let input = self.input(rows, None, &Value::Null);
            let entries = engine::entries(self.stage.session, input).await.unwrap_or_default();
            self.surveying.as_mut().expect("it is there").entries = entries;
            return Ok(());
        }
        let marked = surveying.marks.contains(&step.id);
        let turns = matches!(&chosen.action, Action::Click { target, .. } if surveying.turns.contains(target));
        let scope = surveying.looks.get(&step.id).cloned().or(turns.then_some(Scope::Dialog));
        // A page that is turned is not yet what its step is about.
        let marked = marked && !turns;
        if !marked && scope.is_none() {
            return Ok(());
        }
        let secret = surveying.secret.as_ref().map_or(Value::Null, |read| self.wording_here().read_once(read));
        let ladder = if marked { control(chosen) } else { Vec::new() };
        let input = self.input(&ladder, scope.as_ref(), &secret);
        let seen = match engine::survey(self.stage.session, input).await {
            Ok(seen) => seen,
            // The page is being replaced; the act that follows finds that out by itself.
            Err(error) if error.session_lives() => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if let Some(value) = &seen.shown {
            return Err(self.secret_shows(value));
        }
        let picture = match (&scope, &seen.tree) {
            (Some(_), Some(_)) => picture::take(self.stage.session).await.ok().flatten(),
            _ => None,
        };
        // A list behind a field has many names, and none of them is the field's.
        let alone = !matches!(chosen.action, Action::CheckOnly { .. });
        let wanted = ladder.first().filter(|_| alone).and_then(|rung| match &rung.name {
            Some(Name::Label(key)) => Some((key.as_str(), rung.control.map_or("button", Control::word))),
            _ => None,
        });
        let proposal = wanted.zip(seen.control.as_ref()).and_then(|((key, kind), sight)| {
            // What some label knows ("Close" where "Cancel" was sought first) is no new wording.
            let known =
                self.scenario.labels.entries.values().flatten().any(|one| same(&one.text, &sight.name).is_same());
            let taken = sight.rung > 0 && !known && !sight.name.contains(['{', '…']);
            taken.then(|| help::proposal(self.scenario, &self.values, key, &seen.language, &sight.name, kind)).flatten()
        });
        let live =
            seen.control.as_ref().map(|sight| Live { way, rung: sight.rung, tier: sight.tier, count: sight.count });
        self.freeze(&step.id, live, scope.is_some()).await;
        let surveying = self.surveying.as_mut().expect("it is there");
        if marked {
            let sight = seen.control.map(|sight| Sight {
                proposal,
                way,
                rung: found.rung.unwrap_or(sight.rung),
                tier: found.rung.map_or(sight.tier, |_| found.tier),
                role: sight.role,
                name: sight.name,
                after: sight.after,
                bounds: sight.bounds,
            });
            surveying.sights.insert(step.id.clone(), sight);
        }
        if let Some(lines) = seen.tree {
            surveying.pages.retain(|page| page.step != step.id);
            surveying.pages.push(PageSeen { step: step.id.clone(), lines, picture, width: seen.width });
        }
        Ok(())
    }

    /// In a check: whether what may show up at any moment may be clicked away so.
    pub(super) fn permits_notice(&self, action: &Action, found: Option<&str>) -> Result<(), Halt> {
        self.surveying.as_ref().map_or(Ok(()), |surveying| surveying.only_looks.permits_notice(action, found))
    }

    /// A secret shows although nothing was to make one: it is stored, and told.
    fn secret_shows(&mut self, value: &str) -> Halt {
        self.stage.dark = true;
        let values = self.values.clone();
        match self.stage.keep_token(value, &values) {
            Ok(()) => Halt::new(
                "token_shown",
                code::PERSON,
                "the page shows a token, although nothing that makes one was clicked; it is stored",
                "look at the console by hand: revoke the token there if nobody needs it",
            ),
            Err(halt) => halt,
        }
    }

    fn wording_here(&self) -> Phrasing<'_> {
        Phrasing::new(self.scenario, &self.values)
    }

    /// What the page is asked with.
    fn input(&self, ladder: &Ladder, scope: Option<&Scope>, secret: &Value) -> Value {
        let mut input = asked(self.scenario, &self.values, self.stage.language.as_deref(), ladder);
        input["run"] = self.stage.run.to_string().into();
        input["scope"] = scope
            .map(|scope| match scope {
                Scope::Page => "page",
                Scope::Dialog => "dialog",
                Scope::Part(region) => region.as_str(),
            })
            .into();
        input["secret"] = secret.clone();
        input
    }
}
