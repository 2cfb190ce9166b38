//! The results as a spreadsheet reads them.

use super::outcome::{Summary, word};

/// One row an account, with a heading. Values that a spreadsheet would take for a formula are written as text.
pub fn csv(summary: &Summary) -> String {
    let mut text = "account,status,exit_code,seconds,step,kind,error,next,report\r\n".to_owned();
    let mut row = |fields: [String; 9]| {
        text.push_str(&fields.map(|field| quoted(&field)).join(","));
        text.push_str("\r\n");
    };
    for one in &summary.ended {
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        row([
            one.account.clone(),
            word(one.status).to_owned(),
            one.exit_code.to_string(),
            format!("{}.{:03}", one.elapsed_ms / 1000, one.elapsed_ms % 1000),
            optional(&one.step),
            optional(&one.kind),
            optional(&one.message),
            optional(&one.hint),
            one.report.as_ref().map(|path| path.display().to_string()).unwrap_or_default(),
        ]);
    }
    for account in &summary.not_begun {
        let why = summary.why.clone().unwrap_or_default();
        let nothing = String::new;
        row([
            account.clone(),
            "not_begun".to_owned(),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
            why,
            nothing(),
            nothing(),
        ]);
    }
    text
}

fn quoted(field: &str) -> String {
    // A message may begin with what a page has said.
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', ';', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}
