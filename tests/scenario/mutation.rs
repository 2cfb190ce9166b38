//! The loader never panics, whatever a file has become; and what it takes holds together.

use std::fs;

use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use tokenwright::scenario::{Library, Loaded, Source};

fn read(text: String) -> String {
    let source = Source::new("mutated.toml", text);
    match (Library { folders: Vec::new() }).read(&source) {
        Ok(loaded) => {
            holds_together(&loaded);
            tokenwright::scenario::overview(&loaded)
        }
        Err(error) => error.to_string(),
    }
}

/// Every jump leads to a step, and every label that is named is known. Looked up in what the model shows of itself, so that no
/// part of it is forgotten here.
fn holds_together(loaded: &Loaded) {
    let jumps = Regex::new(r#"Goto \{ step: "([^"]+)""#).unwrap();
    let labels = Regex::new(r#"Label\("([^"{]+)"\)"#).unwrap();
    let scenario = &loaded.scenario;
    let parts = format!("{:?} {:?}", scenario.steps, scenario.interruptions);
    // What leads to the end is no step.
    for jump in jumps.captures_iter(&parts).filter(|jump| &jump[1] != "(end)") {
        assert!(scenario.steps.iter().any(|step| step.id == jump[1]), "a jump to {}", &jump[1]);
    }
    for label in labels.captures_iter(&parts) {
        assert!(scenario.labels.entries.contains_key(&label[1]), "the label {}", &label[1]);
    }
}

#[test]
fn jumps_and_labels_are_seen() {
    for name in GOOD {
        let loaded = Library { folders: Vec::new() }.read(&Source::new("good.toml", good(name))).unwrap();
        let shown = format!("{:?}", loaded.scenario.steps);
        assert!(shown.contains("Goto { step: ") && shown.contains("Label("), "the model shows itself otherwise now");
        holds_together(&loaded);
    }
}

/// Files with all that the language can say: with jumps, and with places.
const GOOD: [&str; 2] = ["good", "places"];

fn good(name: &str) -> String {
    fs::read_to_string(format!("tests/fixtures/scenarios/{name}.toml")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_with_characters_put_in_is_read_or_refused(
        name in select(GOOD.as_slice()),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, "[\\PC\n\t\\[\\]{}\"=,#.]{0,6}"), 1..6),
    ) {
        let mut text: Vec<char> = good(name).chars().collect();
        for (at, length, put) in cuts {
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, put.chars());
        }
        read(text.into_iter().collect());
    }

    #[test]
    fn a_file_with_a_value_exchanged_is_read_or_refused(
        name in select(GOOD.as_slice()),
        line in any::<prop::sample::Index>(),
        value in select(vec![
            "true", "0", "-1", "1.5", "[]", "{}", "\"\"", "[[1]]", "\"{\"", "\"{x}\"", "{ a = {} }", "1979-05-27", "nan",
            "[{}, 1, \"a\"]", "9223372036854775807", "\"=\"", "\"(\"", "\"é\"", "\"dialog\"",
        ]),
    ) {
        let text = good(name);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let keyed: Vec<usize> =
            lines.iter().enumerate().filter(|(_, text)| text.contains(" = ")).map(|(number, _)| number).collect();
        let number = keyed[line.index(keyed.len())];
        let key = lines[number].split(" = ").next().unwrap_or_default().to_owned();
        lines[number] = format!("{key} = {value}");
        read(lines.join("\n"));
    }

    #[test]
    fn a_file_with_lines_taken_out_is_read_or_refused(
        name in select(GOOD.as_slice()),
        out in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let text = good(name);
        let mut lines: Vec<&str> = text.lines().collect();
        for at in out {
            lines.remove(at.index(lines.len()));
        }
        read(lines.join("\n"));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        read(text);
    }
}
