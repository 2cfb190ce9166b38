//! `check --capture`: what was seen, as a pack that can be shared.

use std::path::Path;

use crate::check::pack::{self, Pack};
use crate::cli::write;
use crate::outcome::survey::Surveyed;
use crate::run::setup::Setup;

/// Writes the pack, or says why there is none. `Err`: the exit code.
pub(super) fn capture(folder: &Path, setup: &Setup, seen: &Surveyed) -> Result<(), u8> {
    if seen.captured.pages.is_empty() {
        write::err("no pack was written: no place was captured");
        return Ok(());
    }
    let places = seen.places.iter().map(|place| (place.place.clone(), place.title.clone()));
    let pack = Pack {
        scenario: setup.scenario.name.clone(),
        language: seen.language.clone().unwrap_or_default(),
        values: seen.captured.values.clone(),
        places: places.collect(),
        pages: seen.captured.pages.clone(),
    };
    let words: Vec<String> =
        setup.scenario.labels.entries.values().flatten().map(|wording| wording.text.clone()).collect();
    pack::write(folder, &pack, &seen.own, &words).map_err(|error| write::usage(&error))?;
    let replaced: Vec<String> = pack.replaced().iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
    write::err(format_args!(
        "the pack in {} is written: {} pages; replaced were {}",
        folder.display(),
        pack.pages.len(),
        if replaced.is_empty() { "no words".to_owned() } else { replaced.join(", ") }
    ));
    let kept: Vec<String> = pack.kept().iter().map(|word| format!("\"{word}\"")).collect();
    if !kept.is_empty() {
        write::err(format_args!(
            "words that no label has were left in it, as they are what was looked for: {}; see that none is a name before you share it",
            kept.join(", ")
        ));
    }
    Ok(())
}
