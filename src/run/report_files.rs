//! The run's folder: the trace while it goes on, `result.json` and `report.html` at its end.

use std::path::Path;

use super::halt::Halt;
use super::job::Draft;
use super::trace::{self, Trace, TraceLevel};
use crate::outcome::code;
use crate::outcome::result::RunResult;
use crate::report;
use crate::secret::{files, redact};

/// The run's folder, with the place of its report in the result.
pub(super) fn open_trace(level: TraceLevel, folder: &Path, draft: &mut Draft) -> Result<Trace, Halt> {
    let trace = create_trace(level, folder)?;
    draft.result.report = Some(folder.join("report.html"));
    Ok(trace)
}

/// The run's folder.
pub(super) fn create_trace(level: TraceLevel, folder: &Path) -> Result<Trace, Halt> {
    Trace::create(folder, level).map_err(|error| {
        let message = format!("could not write to {}: {error}", folder.display());
        Halt::new("out_folder", code::USAGE, &message, "nothing was started; choose another --out")
    })
}

/// Writes what the run came to, where it has a folder.
pub(super) fn write(folder: &Path, result: &mut RunResult) {
    result.drift = drift(result);
    if folder.is_dir() {
        if let Err(error) = trace::redact_again(folder) {
            result.notes.push(format!("trace.jsonl could not be looked through again: {error}"));
        }
        write_report(folder, result);
    }
}

/// Steps found in another way than the documented one.
fn drift(result: &RunResult) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for step in result.steps.iter().filter(|step| step.drifted()) {
        if !found.contains(&step.id) {
            found.push(step.id.clone());
        }
    }
    found
}

/// Writes `result.json` and `report.html`. Both are redacted as a whole, whatever is in them.
fn write_report(folder: &Path, result: &mut RunResult) {
    let json = serde_json::to_string_pretty(result).unwrap_or_default();
    let html = report::html(result, |picture| std::fs::read(folder.join(picture)).ok());
    for (name, text) in [("result.json", json), ("report.html", html)] {
        if let Err(error) = files::write_atomic(&folder.join(name), redact::text(&text).as_bytes(), 0o600) {
            result.notes.push(format!("{name} could not be written: {error}"));
            if name == "report.html" {
                result.report = None;
            }
        }
    }
}
