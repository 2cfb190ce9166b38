//! The next question, sent along with one whose answer may only tell something: nothing is done then, the page is the same, and both are
//! answered in one breath. It counts only if it is, to the letter, the question that comes next.

use std::time::Duration;

use super::ahead::{Ahead, Given};
use super::replay::Replay;
use super::trace::TraceLevel;
use crate::page::{Answer, Found, Used};
use crate::scenario::model::{Action, Repeat, Way};

/// How many different steps are asked for along with one.
const MOST: usize = 2;
/// How many questions, one after the other.
const DEEP: usize = 3;

/// After which way which step comes, and what the way reads.
struct Told {
    place: usize,
    next: usize,
    read: Option<String>,
}

impl Replay<'_> {
    /// What may be the next question after one with these ways, each a step and its way.
    pub(super) fn ahead_of(&mut self, group: &[(usize, usize)]) -> Vec<Ahead> {
        self.asked_along(self.told_by(group), DEEP, &[])
    }

    /// What is the next question once the page shows that this way of a step has done its commit: the first that is asked for then.
    pub(super) fn ahead_of_done(&mut self, at: usize, way: usize) -> Vec<Ahead> {
        let next = self.next_after(at, &self.scenario.steps[at].ways[way]);
        self.asked_along(next.map(|next| Told { place: 0, next, read: None }).into_iter().collect(), DEEP, &[])
    }

    fn told_by(&self, group: &[(usize, usize)]) -> Vec<Told> {
        let told = group.iter().enumerate().filter_map(|(place, &(at, way))| {
            let way = &self.scenario.steps[at].ways[way];
            let read = if let Action::Read { name, .. } = &way.action { Some(name.clone()) } else { None };
            let tells = !matches!(way.action, Action::Click { .. } | Action::Fill { .. } | Action::Set { .. });
            Some(Told {
                place,
                next: self.next_after(at, way).filter(|_| tells && read.as_deref() != Some("token"))?,
                read,
            })
        });
        told.collect()
    }

    /// `read`: what has been read on the way, and is not known yet.
    fn asked_along(&mut self, told: Vec<Told>, deep: usize, read: &[String]) -> Vec<Ahead> {
        let mut ahead: Vec<(usize, Ahead)> = Vec::new();
        // A picture after each step takes longer than an answer stands.
        if deep == 0 || self.stage.trace.level() == TraceLevel::Full {
            return Vec::new();
        }
        for Told { place, next, read: also } in told {
            if let Some((_, known)) = ahead.iter_mut().find(|(step, _)| *step == next) {
                known.after.push(place);
                continue;
            }
            if ahead.len() == MOST {
                continue;
            }
            let used = Used::default();
            let group = self.course.open(self.scenario, next);
            let ways = self.phrase_group(&group, 0, Some(&used));
            let read: Vec<String> = read.iter().cloned().chain(also).collect();
            // What is read goes into the next question: that can only be put when it is known.
            if read.iter().any(|name| used.borrow().contains(name)) {
                continue;
            }
            self.visits += 1;
            let id = format!("{}.{}", self.stage.run, self.visits);
            // Of what may be told further only what is told first.
            let further = self.told_by(&group).into_iter().take(1).collect();
            let along = self.asked_along(further, deep - 1, &read);
            ahead.push((next, Ahead { after: vec![place], id, ways, along }));
        }
        ahead.into_iter().map(|(_, ahead)| ahead).collect()
    }

    /// The step that follows a way. None where it is not known, or has a commit that is asked for by itself.
    fn next_after(&self, at: usize, way: &Way) -> Option<usize> {
        let steps = &self.scenario.steps;
        let mut next = match &way.goto {
            None if matches!(way.action, Action::Stop(_) | Action::Person(_) | Action::Reload | Action::Open(_)) => {
                return None;
            }
            None => at + 1,
            Some(goto) if goto.reload => return None,
            Some(goto) => steps.iter().position(|step| step.id == goto.step)?,
        };
        while let Some(over) = steps.get(next).and_then(|_| self.passed_over(next)) {
            next = over;
        }
        let step = steps.get(next)?;
        (!step.commits || step.repeat != Repeat::Never).then_some(next)
    }

    /// Milliseconds that the page has taken to answer.
    pub(super) fn has_waited(&mut self, ms: f64) {
        self.waited += Duration::from_secs_f64(ms.max(0.0) / 1000.0);
    }

    /// Keeps what was answered ahead until its question is put.
    pub(super) fn keep_given(&mut self, found: &mut Found, ahead: Vec<Ahead>, context: &str) {
        if let Some(Answer::Way(Found { waited, .. }) | Answer::Pending { waited }) = found.ahead.as_deref() {
            self.has_waited(*waited);
        }
        let (Some(answer), Some(id)) = (found.ahead.take(), found.next.take()) else { return };
        let ahead = ahead.into_iter().find(|ahead| ahead.id == id);
        self.given = ahead.map(|ahead| Given::new(ahead, context, *answer));
    }
}
