//! Every generation in every language of which the wordings are known.

use std::fmt::Write as _;

use super::table::{Case, all, assert_told, walk_all};

const GENERATIONS: [&str; 5] = ["1", "1-expiry", "1b", "2", "3"];
const LANGUAGES: [&str; 6] = ["en", "es", "pt-BR", "it", "de", "fr"];

/// The suite walks each language once and each generation at least once; `make faces` walks all pairs.
#[test]
fn every_generation_is_walked_in_every_language() {
    let all = all();
    let mut cases: Vec<Case> = GENERATIONS
        .iter()
        .flat_map(|generation| LANGUAGES.map(|language| (generation, language)))
        .map(|(generation, language)| Case {
            switches: format!("generation={generation} language={language}"),
            name: format!("{generation} {language}"),
            timeout: "15",
            system_user: None,
        })
        .collect();
    if !all {
        let wanted = |number: usize| number / LANGUAGES.len() == (number % LANGUAGES.len() + 4) % GENERATIONS.len();
        let numbered = cases.into_iter().enumerate();
        cases = numbered.filter(|(number, _)| wanted(*number)).map(|(_, case)| case).collect();
    }
    let came = walk_all(&cases);
    for (case, came) in cases.iter().zip(&came) {
        came.assert_done(&case.name);
    }
    if !all {
        return;
    }
    let mut table =
        format!("| generation | {} |\n| --- |{}\n", LANGUAGES.join(" | "), " --- |".repeat(LANGUAGES.len()));
    for (generation, row) in GENERATIONS.iter().zip(came.chunks(LANGUAGES.len())) {
        let cells: Vec<String> = row.iter().map(super::table::Came::outcome).collect();
        writeln!(table, "| {generation} | {} |", cells.join(" | ")).unwrap();
    }
    assert_told("languages", &table);
}

/// A language without a label file is named, with the advice to switch.
#[test]
fn an_unknown_language_is_named() {
    let cases = [Case { switches: "language=nl".to_owned(), name: "nl".to_owned(), timeout: "4", system_user: None }];
    let came = walk_all(&cases);
    came[0].assert_harmless("nl");
    came[0].walked.expect(4).says(["scenarios/labels/nl.toml", "switch the account's language to English"]);
}

/// A page that does not say its language is read all the same.
#[test]
fn a_page_without_a_language_is_read() {
    let cases = ["it"].map(|language| Case {
        switches: format!("html_lang=missing language={language}"),
        name: format!("{language} without lang"),
        timeout: "15",
        system_user: None,
    });
    for (case, came) in cases.iter().zip(walk_all(&cases)) {
        came.assert_done(&case.name);
    }
}
