//! A question that the page did not answer: why, in a person's words.

use std::time::Duration;

use super::halt::Halt;
use super::replay::Replay;
use crate::outcome::code;
use crate::outcome::help::Help;
use crate::page::Stuck;
use crate::scenario::same_language;

impl Replay<'_> {
    /// Why a question found no answer, and what helps.
    pub(super) async fn stuck(&self, what: &str, stuck: Stuck, limit: Duration, first: usize) -> Halt {
        let Stuck { why, reason, way, reasons, near, seen, title, url, language, .. } = stuck;
        let blank =
            url.is_empty() || url.starts_with("about:") || url.starts_with("chrome-error:") || url.starts_with("data:");
        if blank {
            let start =
                self.last_url.clone().unwrap_or_else(|| crate::page::fill_in(&self.scenario.start, &self.values));
            let message = format!("the page did not load within {} s: nothing came from {start}", limit.as_secs());
            return Halt::new(
                "page_not_loaded",
                code::PAGE,
                &message,
                "open the address in a browser of your own; raise --timeout if it is only slow",
            );
        }
        // Where several fit, it is of that way that there are too many, whatever else did not show.
        let several = way.filter(|_| why == "ambiguous").and_then(|way| self.asked_for.get(way.checked_sub(first)?));
        let help = match several {
            Some(way) => self.help(std::slice::from_ref(way), &why).await,
            None => self.best_help(&why).await,
        };
        let own: Vec<String> = reasons.into_iter().filter(|r| r.way >= first).filter_map(|r| r.reason).collect();
        let reason = if reason.is_empty() { own.first().cloned().unwrap_or_default() } else { reason };
        let sought = help.as_ref().map_or_else(|| "what it needs".to_owned(), Help::sought);
        let (kind, message) = match why.as_str() {
            "ambiguous" => ("ambiguous", format!("{what}: {reason}")),
            "guard" => ("guard", format!("{what}: nothing was clicked, because {reason}")),
            "unknown_dialog" => {
                ("unknown_dialog", format!("{what}: {reason}; a dialog that the scenario does not know lies over it"))
            }
            "not_found" => ("not_found", format!("{what}: {reason}")),
            "unanswered" => {
                let seconds = limit.as_secs();
                (
                    "page_not_loaded",
                    format!("{what}: after {seconds} s {reason}, and nothing is made before it has come"),
                )
            }
            _ if !reason.is_empty() => ("not_found", format!("{what}: after {} s still {reason}", limit.as_secs())),
            _ => {
                let nearest = help.as_ref().and_then(|help| help.nearest.first());
                let nearest = nearest.map(|near| format!("; nearest to it is {}", near.said())).unwrap_or_default();
                ("not_found", format!("{what}: {sought} did not show within {} s{nearest}", limit.as_secs()))
            }
        };
        let hint = self.hint(kind, &language, help.as_ref());
        let mut lines = vec![format!("page: {title} <{url}>")];
        lines.extend(own.iter().skip(1).map(|r| format!("also: {r}")));
        if help.is_none() {
            lines.extend(near.into_iter().map(|n| format!("near miss: {n}")));
        }
        lines.extend(seen);
        let message = format!("{message} (on {})", without_query(&url));
        Halt::new(kind, code::PAGE, &message, &hint).seeing(lines).helped(help)
    }

    pub(super) fn hint(&self, kind: &str, language: &str, help: Option<&Help>) -> String {
        let known =
            self.scenario.labels.languages.keys().any(|tag| same_language(tag, language)) || language.is_empty();
        if !known {
            return format!(
                "the page's language is \"{language}\", which has no label file: switch the account's language to English, or add scenarios/labels/{language}.toml"
            );
        }
        match kind {
            "ambiguous" => {
                "say which by its ID where two have the same name (--app ID, --system-user ID), or narrow the locator in the scenario"
                    .to_owned()
            }
            "unknown_dialog" => {
                "look at the picture in the report; see by hand in the console what the dialog asks, and tell the scenario about it with a line in [notice]"
                    .to_owned()
            }
            "page_not_loaded" => "run again; raise --timeout if the console is only slow".to_owned(),
            "guard" => "look at the picture: the page is not in the state that this commit asks for".to_owned(),
            _ => help.and_then(Help::hint).unwrap_or_else(|| {
                "look at the picture in the report; `tokenwright inspect` shows what the bot sees on a page".to_owned()
            }),
        }
    }
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
