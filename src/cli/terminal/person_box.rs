//! What a person must do, in a box that is not overlooked.

use anstyle::{AnsiColor, Style};
use console::measure_text_width;

use crate::report::words::broken;

const ATTENTION: Style = AnsiColor::Yellow.on_default();
/// The widest box: longer lines are hard to read.
pub(super) const WIDEST: usize = 72;

/// The box, in a terminal of so many columns.
pub(super) fn person_box(message: &str, patience: &str, columns: usize) -> String {
    const TITLE: &str = " A person is needed ";
    let width = columns.clamp(TITLE.len() + 4, WIDEST);
    let mut rows = broken(message, width - 4);
    rows.push(String::new());
    rows.extend(broken(patience, width - 4));
    let rule = |columns: usize| "─".repeat(columns);
    let side = format!("{ATTENTION}│{ATTENTION:#}");
    let mut lines = vec![format!(
        "{ATTENTION}╭─{ATTENTION:#}{}{TITLE}{:#}{ATTENTION}{}╮{ATTENTION:#}",
        ATTENTION.bold(),
        ATTENTION.bold(),
        rule(width - TITLE.len() - 3)
    )];
    for row in rows {
        let gap = " ".repeat((width - 4).saturating_sub(measure_text_width(&row)));
        lines.push(format!("{side} {row}{gap} {side}"));
    }
    lines.push(format!("{ATTENTION}╰{}╯{ATTENTION:#}\n", rule(width - 2)));
    lines.join("\n")
}
