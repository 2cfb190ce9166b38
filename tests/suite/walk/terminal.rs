//! What a terminal shows while the walk is under way, in a window that is not always the same.

use crate::support::{Site, screen};

/// What a row of the spinner begins with.
const SPINS: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// A window that is made narrower on the way is not flooded, and no word is cut from then on.
#[test]
fn the_terminal_follows_its_window() {
    let site = Site::new("terms=accepted");
    let mut run = site.walk().seat();
    run.resize(80);
    run.await_words("✓", 2);
    run.resize(46);
    // What was being drawn just then may have been for the wider window; what comes after the next step is not.
    let marks = run.shown().matches('✓').count();
    run.await_words("✓", marks + 1);
    let from = run.raw().rfind("\u{1b}[2K").unwrap();
    let left = run.finish();
    left.expect(0);

    let rows = screen(&left.raw[from..], 46);
    let walk: Vec<&String> = rows.iter().take_while(|row| !row.contains("The permanent token")).collect();
    let told = walk.iter().filter(|row| row.starts_with(['✓', '–', '·'])).count();
    assert!(told > 15 && walk.len() < 3 * told, "{walk:#?}");
    assert!(!walk.iter().any(|row| row.starts_with(SPINS)), "a spinner stayed: {walk:#?}");
    // Whatever is longer than the window goes on below, behind its mark, with a whole word.
    let flat = walk.iter().flat_map(|row| row.split_whitespace()).collect::<Vec<_>>();
    for title in left.result["steps"].as_array().unwrap().iter().rev().take(10).map(|step| &step["title"]) {
        for word in title.as_str().unwrap().split_whitespace() {
            assert!(flat.contains(&word), "{word:?} of {title} was cut: {walk:#?}");
        }
    }
}

/// Ctrl-C is answered at once, and what turned is gone at the end.
#[test]
fn ctrl_c_is_answered_and_leaves_no_spinner() {
    let site = Site::new("terms=accepted");
    let mut run = site.walk().seat();
    run.await_words("✓ 03", 1);
    run.types("\u{3}");
    run.await_words("stopping: what is under way is brought to a safe end", 1);
    let left = run.finish();
    left.expect(130);
    let rows = screen(&left.raw, 120);
    assert!(!rows.iter().any(|row| row.starts_with(SPINS)), "{rows:#?}");
    assert!(rows.iter().any(|row| row.contains("nterrupted")), "it ends with what came of it: {rows:#?}");
}
