//! The line of a step that has ended.

use std::fmt::Write as _;

use anstyle::Style;
use console::measure_text_width;

use super::{ATTENTION, BAD, GOOD, INDENT, QUIET};
use crate::outcome::result::{Outcome, StepRecord};
use crate::report::words::{hung, one_line, span, wrapped};

/// Columns of a step's title, so that the times stand in a column,
const TITLE: usize = 54;
/// and the least of them, in a window that is hardly one.
const NARROWEST: usize = 16;
/// Columns of the time, with the blank before it.
const TIME: usize = 8;

/// Columns that "not needed" takes beside a title.
const REMARK: usize = 12;

/// What came of a step, in a terminal of so many columns. Where they are few the title is broken between words, and what there
/// is to remark comes below it.
pub(super) fn step_line(record: &StepRecord, columns: usize) -> String {
    let (style, mark, title_style) = match record.outcome {
        Outcome::Done | Outcome::Already | Outcome::ByPerson => (GOOD, '✓', Style::new()),
        Outcome::Skipped => (QUIET, '–', QUIET),
        Outcome::Failed => (BAD, '✗', BAD),
    };
    let room = columns.saturating_sub(INDENT + TIME).clamp(NARROWEST, TITLE);
    if record.outcome == Outcome::Skipped && columns < INDENT + room + TIME + REMARK {
        // There is no time to stand in a column.
        let words = format!("{} · {}", one_line(&record.title), remarks(record).remove(0).1);
        return hung(&format!("{QUIET}– {:02} ", record.number), INDENT, &words, columns) + &format!("{QUIET:#}");
    }
    let mut rows = wrapped(&one_line(&record.title), room).into_iter();
    let first = rows.next().unwrap_or_default();
    let gap = " ".repeat(room.saturating_sub(measure_text_width(&first)));
    let time = if record.outcome == Outcome::Skipped { String::new() } else { span(record.ms) };
    let mut text = format!(
        "{style}{mark}{style:#} {QUIET}{:02}{QUIET:#} {title_style}{first}{title_style:#}{gap} {QUIET}{time:>7}{QUIET:#}",
        record.number
    );
    let mut at = INDENT + room + TIME;
    for row in rows {
        at = INDENT + measure_text_width(&row);
        write!(text, "\n{:INDENT$}{title_style}{row}{title_style:#}", "").expect("writing to a String does not fail");
    }
    for (style, words) in remarks(record) {
        let wide = 2 + measure_text_width(&words);
        let (before, begin) =
            if at + wide > columns { (format!("\n{:INDENT$}", ""), INDENT) } else { ("  ".to_owned(), at + 2) };
        at = begin + wide - 2;
        write!(text, "{before}{style}{words}{style:#}").expect("writing to a String does not fail");
    }
    text.trim_end().to_owned()
}

fn remarks(record: &StepRecord) -> Vec<(Style, String)> {
    let outcome = match record.outcome {
        Outcome::Already => "was so already",
        Outcome::ByPerson => "done by a person",
        Outcome::Skipped if record.action.is_empty() => "not needed",
        Outcome::Skipped => &record.action,
        Outcome::Done | Outcome::Failed => "",
    };
    // What was done says why it was come to again; of what is said above it would be said twice.
    let again = (record.attempt > 1).then(|| match record.outcome {
        Outcome::Done => format!("attempt {}: {}", record.attempt, one_line(&record.action)),
        _ => format!("attempt {}", record.attempt),
    });
    let all = [(QUIET, Some(outcome.to_owned())), (QUIET, again), (ATTENTION, record.drift())];
    all.into_iter().filter_map(|(style, words)| Some((style, words?))).filter(|(_, words)| !words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::*;
    use crate::report::samples;

    #[test]
    fn no_line_is_wider_than_the_window_and_no_word_is_cut() {
        let mut record = samples::good().steps[7].clone();
        record.title = "Look for the system user among those that come later".to_owned();
        (record.attempt, record.outcome) = (2, Outcome::Already);
        for columns in [40, 59, 79, 119, usize::MAX] {
            let line = strip_str(&step_line(&record, columns)).to_string();
            assert!(line.lines().all(|row| measure_text_width(row) <= columns), "{columns}: {line}");
            let words: Vec<&str> = line.split_whitespace().collect();
            for word in "08 system among later 0.13s already attempt 2 alternative".split(' ') {
                assert!(words.contains(&word), "{word} at {columns}: {line}");
            }
        }
    }
}
