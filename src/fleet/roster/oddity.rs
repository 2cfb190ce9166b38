//! What spreadsheets make of values: it is refused, as the value that was meant cannot be known.

use super::column::Column;

/// What is odd about a value, and what to do.
pub(super) fn oddity(column: Column, text: &str) -> Option<(String, &'static str)> {
    const AS_TEXT: &str = "format the column as text in the spreadsheet, enter the digits again (the last ones are lost), and export anew";
    if column.holds_digits() {
        if is_scientific(text) {
            return Some((format!("\"{text}\" is what a spreadsheet made of a long number"), AS_TEXT));
        }
        if is_decimal(text) {
            let message = format!("\"{text}\" is what a spreadsheet made of an ID: it has a decimal place");
            return Some((message, "format the column as text in the spreadsheet, and export anew"));
        }
    }
    if matches!(column, Column::App | Column::Business) && is_grouped(text) {
        let message = format!("\"{text}\" is what a spreadsheet made of an ID: its digits are in groups");
        return Some((message, "format the column as text in the spreadsheet, and export anew"));
    }
    if text.strip_prefix('\'').is_some_and(is_digits) {
        let message = format!("{text} begins with the apostrophe by which spreadsheets mark text");
        return Some((message, "format the column as text, and take the apostrophe out"));
    }
    if is_error(text) {
        return Some((format!("\"{text}\" is a spreadsheet's error"), "mend the formula, and export anew"));
    }
    if text.starts_with("=\"") {
        return Some((format!("{text} is a formula"), "export values, not formulas"));
    }
    text.contains(char::is_control).then(|| {
        let message = format!("the {} has a line break or another control character", column.name());
        (message, "a value stands on one line")
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `249,293,630,808,676`, also with points, apostrophes and blanks of any kind. What is shorter may be a name.
fn is_grouped(text: &str) -> bool {
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else { return false };
    let separates = matches!(separator, ',' | '.' | '\'' | '\u{2019}') || separator.is_whitespace();
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    separates
        && rest.len() >= 3
        && (1..=3).contains(&first.len())
        && is_digits(first)
        && rest.iter().all(|group| group.len() == 3 && is_digits(group))
}

/// `1.23E+14`, `1,23E+14`, `2E14`.
fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    // As short as a spreadsheet writes it: `12e45` may be somebody's slug, `1E+14` is nobody's.
    is_digits(whole) && is_digits(fraction) && is_digits(exponent) && (number != whole || text.contains('+'))
}

/// `249293630808676.0`: so many digits are an ID.
fn is_decimal(text: &str) -> bool {
    text.split_once(['.', ',']).is_some_and(|(whole, rest)| {
        whole.len() >= 6
            && whole.bytes().all(|byte| byte.is_ascii_digit())
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte == b'0')
    })
}

fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 8] = ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];
    ERRORS.contains(&text) || (text.len() >= 4 && text.bytes().all(|byte| byte == b'#'))
}
