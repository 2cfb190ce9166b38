//! The files of a run: `trace.jsonl`, `steps/NN-<step>.png`. Nothing in them holds a token.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::outcome::event::Event;
use crate::secret::{
    files::{self, FileError},
    redact,
};

/// The events of a run, a line each.
const TRACE: &str = "trace.jsonl";

/// How much is kept of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TraceLevel {
    /// A picture of every step.
    #[default]
    Full,
    /// A picture of the step that failed.
    Failures,
    /// No pictures, no trace file; the report and the result are written all the same.
    Off,
}

/// Looks once more through a trace that has ended: what was written before the token was known may hold it in another form.
pub(super) fn redact_again(folder: &Path) -> Result<(), FileError> {
    let path = folder.join(TRACE);
    match std::fs::read(&path) {
        Ok(bytes) if matches!(redact::bytes(&bytes), Cow::Owned(_)) => files::write_atomic(&path, &bytes, 0o600),
        _ => Ok(()),
    }
}

/// A run's folder and its trace.
#[derive(Debug)]
pub struct Trace {
    folder: PathBuf,
    level: TraceLevel,
    file: Option<BufWriter<File>>,
}

impl Trace {
    /// Makes the folder and opens the trace.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn create(folder: &Path, level: TraceLevel) -> Result<Self, FileError> {
        // Pictures and names of a business are nobody else's affair.
        folder.parent().map_or(Ok(()), files::private_folder)?;
        files::private_folder(folder)?;
        let file = match level {
            TraceLevel::Off => None,
            _ => Some(BufWriter::new(
                files::create_private(&folder.join(TRACE))
                    .map_err(|source| FileError::Io { path: folder.join(TRACE), source })?,
            )),
        };
        if level == TraceLevel::Full {
            files::private_folder(&folder.join("steps"))?;
        }
        Ok(Self { folder: folder.to_owned(), level, file })
    }

    /// The run's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How much is kept.
    pub fn level(&self) -> TraceLevel {
        self.level
    }

    /// Writes one event. A trace that cannot be written ends; the run does not.
    pub fn event(&mut self, event: &Event, at: Duration) {
        let Some(file) = &mut self.file else { return };
        let mut line = json!({ "at_ms": u64::try_from(at.as_millis()).unwrap_or(u64::MAX) });
        if let (Some(line), Ok(serde_json::Value::Object(event))) = (line.as_object_mut(), serde_json::to_value(event))
        {
            line.extend(event);
        }
        let text = line.to_string();
        let written = writeln!(file, "{}", redact::text(&text)).and_then(|()| file.flush());
        if let Err(error) = written {
            tracing::warn!("the trace ends here: {error}");
            self.file = None;
        }
    }

    /// Writes a picture of the step with this number; its path relative to the folder. A step that is done again gets another.
    pub fn picture(&self, number: usize, step: &str, png: &[u8]) -> Option<String> {
        let name = self.picture_name(number, step)?;
        let path = self.folder.join(&name);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| files::create_private(&path)?.write_all(png));
        match written {
            Ok(()) => Some(name),
            Err(error) => {
                tracing::warn!("no picture of {step}: {error}");
                None
            }
        }
    }

    /// The same where the page still looks as on that picture: one file under two names, as far as the file system knows such.
    pub fn same_picture(&self, number: usize, step: &str, as_on: &str) -> Option<String> {
        let name = self.picture_name(number, step)?;
        std::fs::hard_link(self.folder.join(as_on), self.folder.join(&name)).ok().map(|()| name)
    }

    fn picture_name(&self, number: usize, step: &str) -> Option<String> {
        let names = (1..).map(|time| match time {
            1 => format!("steps/{number:02}-{step}.png"),
            _ => format!("steps/{number:02}-{step}-{time}.png"),
        });
        names.into_iter().find(|name| !self.folder.join(name).exists())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Token, canary};

    #[test]
    fn what_was_written_before_the_token_was_known_is_looked_through_again() {
        let folder = tempfile::tempdir().unwrap();
        let plain = canary::token(140);
        // As no pattern knows it: only who knows the token sees that it is in there.
        let shown = format!("{}\\n{}", &plain[..15], &plain[15..]);
        std::fs::write(folder.path().join(TRACE), format!("{{\"alert\":\"{shown}\"}}\n")).unwrap();
        let _token = Token::parse(&plain).unwrap();
        redact_again(folder.path()).unwrap();
        let text = std::fs::read_to_string(folder.path().join(TRACE)).unwrap();
        assert!(text.starts_with("{\"alert\":\"[token sha256:") && !text.contains(&plain[15..]), "{text}");
    }

    #[test]
    fn a_picture_bears_its_steps_number_and_none_is_lost_when_a_step_is_done_again() {
        let folder = tempfile::tempdir().unwrap();
        let trace = Trace::create(folder.path(), TraceLevel::Full).unwrap();
        let names = [(7, "add"), (12, "save"), (7, "add"), (7, "add")]
            .map(|(number, step)| trace.picture(number, step, number.to_string().as_bytes()).unwrap());
        assert_eq!(names, ["steps/07-add.png", "steps/12-save.png", "steps/07-add-2.png", "steps/07-add-3.png"]);
        assert_eq!(std::fs::read(folder.path().join("steps/07-add.png")).unwrap(), b"7");
        assert_eq!(trace.same_picture(8, "look", "steps/12-save.png").as_deref(), Some("steps/08-look.png"));
        assert_eq!(std::fs::read(folder.path().join("steps/08-look.png")).unwrap(), b"12");
        assert_eq!(trace.same_picture(9, "look", "steps/00-none.png"), None);
    }
}
