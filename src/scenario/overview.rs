//! A scenario written out for a person, as `tokenwright scenario show` prints it.

use std::fmt::Write;

use super::{
    library::Loaded,
    model::{Condition, Goto, Labels, Locator, Repeat, Step, Way},
};

/// The whole scenario, resolved, in plain words.
pub fn overview(loaded: &Loaded) -> String {
    let scenario = &loaded.scenario;
    let labels = &scenario.labels;
    let mut out = String::new();
    line(&mut out, 0, &format!("{} - {}", scenario.name, scenario.title));
    line(&mut out, 0, &format!("from {}, starts at {}", loaded.origin, scenario.start));
    let languages: Vec<String> = labels.languages.iter().map(|(tag, name)| format!("{name} ({tag})")).collect();
    line(&mut out, 0, &format!("wordings in {}", languages.join(", ")));
    if !scenario.never.is_empty() {
        line(&mut out, 0, "\nNever clicked");
        for locator in &scenario.never {
            line(&mut out, 1, &locator.words(labels));
        }
    }
    if !scenario.regions.is_empty() {
        line(&mut out, 0, "\nRegions");
        for (name, region) in &scenario.regions {
            let words = |rungs: &[Locator]| rungs.iter().map(|rung| rung.words(labels)).collect::<Vec<_>>();
            let holds = words(&region.holds).join(" and ");
            let lacks = words(&region.lacks);
            let without = if lacks.is_empty() { String::new() } else { format!(", without {}", lacks.join(" or ")) };
            line(&mut out, 1, &format!("{name} ({}): the smallest part with {holds}{without}", region.title));
        }
    }
    if !scenario.interruptions.is_empty() {
        line(&mut out, 0, "\nAt any moment");
        for interruption in &scenario.interruptions {
            line(&mut out, 1, &format!("{} ({})", interruption.id, interruption.title));
            line(&mut out, 2, &format!("when {}", all(&interruption.when, labels)));
            line(&mut out, 2, &interruption.action.words(labels));
        }
    }
    line(&mut out, 0, "\nSteps");
    for (number, step) in scenario.steps.iter().enumerate() {
        write_step(&mut out, number + 1, step, labels);
    }
    out
}

fn write_step(out: &mut String, number: usize, step: &Step, labels: &Labels) {
    let mut marks = Vec::new();
    marks.extend(step.commits.then_some(match step.repeat {
        Repeat::Never => "commits, never twice",
        Repeat::Look => "commits, again only after a look",
        Repeat::Harmless => "commits",
    }));
    marks.extend(step.optional.then_some("optional"));
    let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(", ")) };
    line(out, 0, &format!("{number:>3}  {}{marks} ({}, line {})", step.title, step.id, step.line));
    for (at, way) in step.ways.iter().enumerate() {
        let either = match (step.ways.len(), at) {
            (1, _) => "",
            (_, 0) => "either ",
            _ => "or ",
        };
        line(out, 3, &format!("{either}{}", way_words(way, labels)));
    }
    for guard in &step.guards {
        line(out, 3, &format!("only if {}", guard.words(labels)));
    }
    if !step.done_when.is_empty() {
        line(out, 3, &format!("done when there is {}", all(&step.done_when, labels)));
    }
    for way in &step.outcomes {
        line(out, 3, &format!("or else {}", way_words(way, labels)));
    }
    if let Some(goto) = &step.if_not_done {
        line(out, 3, &format!("if not: {}", goto_words(goto)));
    }
    if let Some(leave) = &step.leave {
        let rungs: Vec<String> = leave.iter().map(|rung| rung.words(labels)).collect();
        line(out, 3, &format!("left without doing it by {}", rungs.join(", or ")));
    }
}

fn way_words(way: &Way, labels: &Labels) -> String {
    let mut words = Vec::new();
    if !way.when.is_empty() {
        words.push(format!("when there is {}:", all(&way.when, labels)));
    }
    words.push(way.action.words(labels));
    if let Some(goto) = &way.goto {
        words.push(format!("- then {}", goto_words(goto)));
    }
    if let Some(belief) = way.settled {
        words.push(format!("({})", belief.words()));
    }
    if let Some(belief) = way.unanswered {
        words.push(format!("({} where the server has not answered with it)", belief.words()));
    }
    if let Some(limit) = way.limit {
        words.push(format!("(at most {limit} times)"));
    }
    words.join(" ")
}

fn goto_words(goto: &Goto) -> String {
    let reload = if goto.reload { "load anew and " } else { "" };
    let limit = if goto.limit == u32::MAX { String::new() } else { format!(", at most {} times", goto.limit) };
    let then = goto.then.as_ref().map_or_else(String::new, |stop| format!(", then stop ({})", stop.kind));
    format!("{reload}go to {}{limit}{then}", goto.step)
}

fn all(conditions: &[Condition], labels: &Labels) -> String {
    conditions.iter().map(|condition| condition.words(labels)).collect::<Vec<_>>().join(" and ")
}

fn line(out: &mut String, indent: usize, text: &str) {
    let _ = writeln!(out, "{:1$}{text}", "", indent * 2);
}
