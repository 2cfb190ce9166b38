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

/// `1.23E+14`, `1,23E+14`, `2E14`.
fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    // As short as a spreadsheet writes it: `12e45` may be somebody's slug, `1E+14` is nobody's.
    digits(whole) && digits(fraction) && digits(exponent) && (number != whole || text.contains('+'))
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
