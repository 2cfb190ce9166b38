//! `tokenwright scenario test`: a scenario's locators on the pages of packs, in a browser and without an account.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde::Serialize;

use crate::browser::{BrowserError, Session};
use crate::check::pack::{self, Pack, PackError};
use crate::cli::args::BrowserArgs;
use crate::cli::setting_flags::{SettingFlags, switch};
use crate::cli::{exit, write};
use crate::config::{Overrides, Settings};
use crate::outcome::capture::{Fit, Located};
use crate::run::frozen;
use crate::scenario::{
    self,
    model::{Action, Scenario},
};

/// Flags of `scenario test`.
#[derive(Debug, Clone, Args)]
pub(crate) struct TestArgs {
    /// Folders that `tokenwright check --capture` has written
    #[arg(value_name = "PACK", required = true, value_hint = ValueHint::DirPath)]
    pub(crate) packs: Vec<PathBuf>,
    /// The scenario that is tried [default: the one that each pack names]
    #[arg(long, value_name = "NAME_OR_FILE", value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    /// One line of JSON a pack on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Which browser.
    #[command(flatten)]
    pub(crate) browser: BrowserArgs,
}

impl SettingFlags for TestArgs {
    fn add_to(&self, flags: &mut Overrides) {
        self.browser.add_to(flags);
        switch(flags, "json", self.json);
    }
}

/// What came of a pack.
#[derive(Serialize)]
pub(crate) struct Tried {
    pack: String,
    scenario: String,
    status: Status,
    controls: Vec<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Same,
    Drifted,
    Broken,
}

impl Status {
    fn exit_code(self) -> u8 {
        match self {
            Self::Same => exit::DONE,
            Self::Drifted => exit::DRIFTED,
            Self::Broken => exit::PAGE,
        }
    }
}

/// A control on a page of a pack.
#[derive(Serialize)]
struct Line {
    place: String,
    step: String,
    came: Fit,
    /// What came of it when the pack was written.
    was: Fit,
    way: usize,
    rung: usize,
    role: String,
    name: String,
    #[serde(skip)]
    as_it_was: bool,
    #[serde(skip)]
    known: bool,
}

impl Line {
    fn status(&self) -> Status {
        match self.came {
            Fit::Missing | Fit::Ambiguous => Status::Broken,
            // What was not found then, and is now, has been mended.
            Fit::Found if self.as_it_was || self.was != Fit::Found => Status::Same,
            Fit::Found => Status::Drifted,
        }
    }
}

/// Tries all packs, and returns the exit code.
pub(crate) async fn test(args: &TestArgs, settings: &Settings) -> u8 {
    let tried = match prepared(args) {
        Ok(all) => tried(&all, settings).await,
        Err(code) => return code,
    };
    let tried = match tried {
        Ok(tried) => tried,
        Err(error) => {
            write::error(format_args!("{error}\nhelp: {}", error.hint()));
            return exit::BROWSER;
        }
    };
    for one in &tried {
        if settings.json {
            write::out(serde_json::to_string(one).unwrap_or_default());
        } else {
            write::out(told(one).trim_end());
        }
    }
    tried.iter().map(|one| one.status).max().unwrap_or(Status::Same).exit_code()
}

/// The packs with the scenarios that are tried on them. Whatever is wrong is told before a browser is started.
fn prepared(args: &TestArgs) -> Result<Vec<(PathBuf, Pack, Scenario)>, u8> {
    let mut all = Vec::new();
    for folder in &args.packs {
        let pack = pack::read(folder).map_err(|error| write::usage(&error))?;
        let asked = args.scenario.as_deref().unwrap_or(&pack.scenario);
        let loaded = scenario::load(asked).map_err(|error| write::usage(&error))?;
        if loaded.scenario.name != pack.scenario {
            let (scenario, asked) = (pack.scenario, loaded.scenario.name);
            return Err(write::usage(&PackError::Other { folder: folder.clone(), scenario, asked }));
        }
        all.push((folder.clone(), pack, loaded.scenario));
    }
    Ok(all)
}

async fn tried(all: &[(PathBuf, Pack, Scenario)], settings: &Settings) -> Result<Vec<Tried>, BrowserError> {
    let session = Session::start(&settings.browser_options()).await?;
    let mut tried = Vec::new();
    for (folder, pack, scenario) in all {
        match try_pack(&session, folder, pack, scenario).await {
            Ok(one) => tried.push(one),
            Err(error) => {
                let _ = session.close().await;
                return Err(error);
            }
        }
    }
    session.close().await?;
    Ok(tried)
}

async fn try_pack(session: &Session, folder: &Path, pack: &Pack, scenario: &Scenario) -> Result<Tried, BrowserError> {
    let surveyed = scenario.surveyed();
    // An ID that the walk read has a stand-in of its own, and another where a page was frozen before it was read.
    let is_read = |name: &String| {
        let mut ways = surveyed.steps.iter().flat_map(|step| &step.ways);
        ways.any(|way| matches!(&way.action, Action::Read { name: read, .. } if read == name))
    };
    let is_id = |value: &String| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let mut values = pack.values.clone();
    values.retain(|name, value| !(is_id(value) && is_read(name)));
    let mut controls = Vec::new();
    for page in pack.pages.iter().filter(|page| !page.controls.is_empty()) {
        frozen::open(session, &page.html).await?;
        for was in &page.controls {
            let step = surveyed.steps.iter().find(|step| step.id == was.step);
            let now = match step {
                Some(step) => frozen::locate(session, &surveyed, &values, step, Some(was.way)).await?,
                None => Located::missing(&was.step),
            };
            let as_it_was = now.is_as(was);
            // Several of them were there when the walk went on with the first.
            let came = match now.came {
                Fit::Ambiguous if as_it_was && was.count >= now.count => Fit::Found,
                came => came,
            };
            controls.push(Line {
                place: page.place.clone(),
                step: was.step.clone(),
                came,
                was: was.came,
                way: now.way,
                rung: now.rung,
                role: now.role,
                name: now.name,
                as_it_was,
                known: step.is_some(),
            });
        }
    }
    let status = controls.iter().map(Line::status).max().unwrap_or(Status::Same);
    Ok(Tried { pack: folder.display().to_string(), scenario: scenario.name.clone(), status, controls })
}

/// For a person: a line a control.
fn told(tried: &Tried) -> String {
    let mut text = format!("{}\n", tried.pack);
    for line in &tried.controls {
        let mark = match line.status() {
            Status::Same => '✓',
            Status::Drifted => '~',
            Status::Broken => '✗',
        };
        let more = match line.status() {
            _ if !line.known => "the scenario has no such step".to_owned(),
            Status::Same if line.was != Fit::Found => {
                format!("{} (it was {} when captured)", said(line), line.was.word())
            }
            Status::Same => said(line),
            Status::Drifted => format!("{}, on another rung (way {}, rung {})", said(line), line.way, line.rung),
            Status::Broken => line.came.word().to_owned(),
        };
        let _ = writeln!(text, "{mark} {} at {}: {more}", line.step, line.place);
    }
    let of = |status: Status| tried.controls.iter().filter(|line| line.status() == status).count();
    let (same, drifted, broken) = (of(Status::Same), of(Status::Drifted), of(Status::Broken));
    let _ = writeln!(
        text,
        "{}: {same} found as they were, {drifted} on another rung, {broken} missing or ambiguous",
        tried.scenario
    );
    text
}

fn said(line: &Line) -> String {
    format!("{} \"{}\"", line.role, line.name)
}

/// One with all that there can be in it.
#[cfg(test)]
pub(crate) fn tried_sample() -> Tried {
    let line = Line {
        place: String::new(),
        step: String::new(),
        came: Fit::Found,
        was: Fit::Found,
        way: 0,
        rung: 0,
        role: String::new(),
        name: String::new(),
        as_it_was: true,
        known: true,
    };
    Tried { pack: String::new(), scenario: String::new(), status: Status::Same, controls: vec![line] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_control_decides() {
        let of = |came, was, as_it_was| {
            Line { came, was, as_it_was, ..tried_sample().controls.remove(0) }.status().exit_code()
        };
        assert_eq!(of(Fit::Found, Fit::Found, true), exit::DONE);
        assert_eq!(of(Fit::Found, Fit::Found, false), exit::DRIFTED);
        assert_eq!(of(Fit::Missing, Fit::Found, false), exit::PAGE);
        assert_eq!(of(Fit::Ambiguous, Fit::Found, false), exit::PAGE);
        // What was captured because it was missing.
        assert_eq!(of(Fit::Missing, Fit::Missing, true), exit::PAGE);
        assert_eq!(of(Fit::Found, Fit::Missing, false), exit::DONE);
        assert!(Status::Broken > Status::Drifted && Status::Drifted > Status::Same);
    }
}
