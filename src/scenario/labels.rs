//! The wordings of all languages together.

use std::{collections::BTreeMap, ops::Range};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    error::{Problem, Severity},
    model::{Labels, Wording},
    read::Context,
    source::Source,
    suggest::did_you_mean,
};

/// The wordings of one language, as its file has them.
#[derive(Debug, Clone)]
pub(super) struct LanguageFile {
    /// The language tag.
    pub(super) language: String,
    /// The language's English name.
    pub(super) name: String,
    /// Key, wordings, and where the key stands in the file.
    pub(super) entries: Vec<(String, Vec<Wording>, Range<usize>)>,
}

impl LanguageFile {
    /// Warnings about keys that English has not: most likely a slip, for no scenario can have been written with them.
    pub(super) fn strangers(&self, labels: &Labels, source: &Source) -> Vec<Problem> {
        let context = Context::new(source, labels);
        for (key, _, span) in self.entries.iter().filter(|_| self.language != "en") {
            if labels.entries.contains_key(key) {
                continue;
            }
            if context.is_full(Severity::Warning) {
                context.count(Severity::Warning);
            } else {
                let near = did_you_mean(key, labels.entries.keys().map(String::as_str));
                context.warning(
                    span.clone(),
                    format!("the label \"{key}\" is not in the English file{near}"),
                    "a new label begins in en.toml",
                );
            }
        }
        context.into_problems()
    }
}

impl Labels {
    /// Takes a language's wordings in. A key that the same language has already gets the new wordings instead.
    pub(super) fn take_in(&mut self, file: LanguageFile) {
        for (key, wordings, _) in file.entries {
            let entry = self.entries.entry(key).or_default();
            entry.retain(|wording| wording.language != file.language);
            entry.extend(wordings);
        }
        self.languages.insert(file.language, file.name);
    }

    /// Only the labels that this language has.
    pub(super) fn of(&self, language: &str) -> Self {
        let mut labels = self.clone();
        labels.entries.retain(|_, wordings| wordings.iter().any(|wording| wording.language == language));
        labels
    }

    /// The wordings of a key, those of `language` first, then English, then all others; known before guessed.
    pub fn wordings(&self, key: &str, language: &str) -> Vec<&Wording> {
        let mut wordings: Vec<&Wording> = self.entries.get(key).map(|all| all.iter().collect()).unwrap_or_default();
        let rank = |wording: &Wording| match wording.language.as_str() {
            tag if same_language(tag, language) => 0,
            "en" => 1,
            _ => 2,
        };
        wordings.sort_by_key(|wording| (rank(wording), wording.guess));
        wordings
    }

    /// The tag of the label file for a page's language (`pt_BR`, `es-ES`), if there is one.
    pub fn file_for(&self, language: &str) -> Option<&str> {
        let exact =
            self.languages.keys().find(|tag| tag.replace('_', "-").eq_ignore_ascii_case(&language.replace('_', "-")));
        exact.or_else(|| self.languages.keys().find(|tag| same_language(tag, language))).map(String::as_str)
    }

    /// The keys that English has and another language has not, by language.
    pub fn gaps(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut gaps: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for language in self.languages.keys().filter(|language| *language != "en") {
            for (key, wordings) in &self.entries {
                if !wordings.iter().any(|wording| wording.language == *language) {
                    gaps.entry(language).or_default().push(key);
                }
            }
        }
        gaps
    }
}

/// Whether two tags are of one language, whatever the country.
pub fn same_language(a: &str, b: &str) -> bool {
    let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    main(a) == main(b)
}

/// A wording as names are compared: without case, accents, surplus white space and a closing colon.
pub(super) fn fold(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let spaced = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.trim_end_matches(':').trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_what_guides_drop() {
        assert_eq!(fold("  Gerenciar   Aplicação: "), "gerenciar aplicacao");
    }
}
