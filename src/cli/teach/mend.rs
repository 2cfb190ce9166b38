//! What would mend a scenario, as patches of the user's own files in the present folder, and the yes at the terminal.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use similar::TextDiff;

use crate::check;
use crate::cli::write;
use crate::run::lesson::{Lesson, Mender, Patch};
use crate::scenario::{Library, Source, with_rung};
use crate::secret::files;

/// Mends a scenario in the user's own files.
pub(super) struct Mending {
    /// The scenario, by its name or path, as it was asked for.
    name: String,
    /// The label files' languages by tag.
    languages: BTreeMap<String, String>,
    /// Whether what does not commit is written without asking.
    yes: bool,
    /// What is typed at the terminal, line by line; `None`: there is none.
    typed: Option<Receiver<String>>,
    /// What the files held when patches of them were made.
    seen: BTreeMap<String, Option<String>>,
}

impl Mending {
    /// Of this scenario. Where there is a terminal, what is typed there is listened to from now on.
    pub(super) fn new(name: &str, languages: BTreeMap<String, String>, yes: bool) -> Self {
        let typed = std::io::stdin().is_terminal().then(|| {
            let (lines, typed) = channel();
            // It ends with the program: nothing can wake a thread that waits for a line.
            std::thread::spawn(move || {
                let all = std::io::stdin().lock().lines().map_while(Result::ok);
                for line in all {
                    if lines.send(line).is_err() {
                        break;
                    }
                }
            });
            typed
        });
        Self { name: name.to_owned(), languages, yes, typed, seen: BTreeMap::new() }
    }

    /// The file as it is; `None`: it is not there.
    fn read(&mut self, file: &str) -> Result<Option<String>, String> {
        let text = read(file)?;
        self.seen.insert(file.to_owned(), text.clone());
        Ok(text)
    }

    /// The patch that makes this text of a file that had that one. `Err`: the scenario could not be read with it.
    fn patch(&self, file: &str, before: &str, after: String) -> Result<Patch, String> {
        let draft = Source::new(file, after.clone());
        let loaded = Library::usual().load_with(&self.name, &[draft]).map_err(|error| error.to_string())?;
        let diff = TextDiff::from_lines(before, &after);
        let line =
            diff.ops().iter().find(|op| op.tag() != similar::DiffTag::Equal).map_or(0, |op| op.new_range().start);
        let header = [format!("a/{file}"), format!("b/{file}")];
        let text = diff.unified_diff().context_radius(1).header(&header[0], &header[1]).to_string();
        Ok(Patch { file: file.to_owned(), line: line + 1, diff: text, text: after, scenario: loaded.scenario })
    }
}

fn read(file: &str) -> Result<Option<String>, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{file}: {error}")),
    }
}

impl Mender for Mending {
    fn patches(&mut self, lesson: &Lesson) -> Result<Vec<Patch>, String> {
        let mut patches = Vec::new();
        let mut fault = None;
        if let Some((file, entry)) = &lesson.wording {
            let before = self.read(file)?.unwrap_or_default();
            let after = check::with_entry(&before, file, entry, &self.languages)
                .ok_or_else(|| format!("{file} is no TOML; mend it first"))?;
            match self.patch(file, &before, after) {
                Ok(patch) => patches.push(patch),
                Err(why) => fault = Some(why),
            }
        }
        let now = Library::usual().load(&self.name).map_err(|error| error.to_string())?;
        if let Some(source) = now.sources.first() {
            // A shipped one is copied into the user's own folder, under the name that it has here.
            let there = self.read(&source.name)?;
            let before = there.as_deref().unwrap_or_default();
            for rung in &lesson.rungs {
                let Some(after) = with_rung(&source.text, lesson.line, &lesson.label, rung) else { continue };
                match self.patch(&source.name, if there.is_some() { before } else { &source.text }, after) {
                    Ok(patch) => patches.push(patch),
                    Err(why) => fault = fault.or(Some(why)),
                }
            }
        }
        match fault {
            Some(why) if patches.is_empty() => Err(why),
            _ => Ok(patches),
        }
    }

    fn write(&mut self, patch: &Patch) -> Result<(), String> {
        let own = Path::new(&patch.file);
        if self.seen.get(&patch.file).is_some_and(|seen| read(&patch.file).ok().as_ref() != Some(seen)) {
            return Err(format!("{} was changed by somebody else meanwhile, and is left as it is", patch.file));
        }
        if let Some(parent) = own.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        }
        files::write_atomic(own, patch.text.as_bytes(), 0o644).map_err(|error| error.to_string())
    }

    fn tell(&mut self, text: &str) {
        write::err(text);
    }

    fn needs_no_yes(&self) -> bool {
        self.yes
    }

    fn answered(&mut self) -> Option<bool> {
        let line = self.typed.as_ref()?.try_recv().ok()?;
        Some(line.trim().to_lowercase().starts_with('y'))
    }
}
