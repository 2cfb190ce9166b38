//! `summary.html`: one file that opens without a network, for somebody who looks at it on Monday morning.

use minijinja::{Value, context};

use super::outcome::{Summary, word};
use crate::outcome::result::Status;
use crate::report::{
    STYLE, page,
    words::{count, moment, span},
};

const TEMPLATE: &str = include_str!("summary.html.j2");
const OWN_STYLE: &str = include_str!("summary.css");

/// The page. `link` gives the address of a report, as seen from the page.
///
/// Texts are escaped by the template engine, and a content security policy allows no script and nothing from a network.
pub fn html(summary: &Summary, link: impl Fn(&std::path::Path) -> Option<String>) -> String {
    const NAME: &str = "summary.html.j2";
    let (done, person, failed) =
        (summary.number(Status::Done), summary.number(Status::NeedsPerson), summary.number(Status::Failed));
    let all = summary.ended.len() + summary.not_begun.len();
    let tone = match (failed, person + summary.not_begun.len()) {
        (0, 0) => "good",
        (0, _) => "attention",
        _ => "bad",
    };
    let headline = if done == all {
        format!("All {} done", count(all, "account"))
    } else {
        format!("{done} of {} done", count(all, "account"))
    };
    let stopped: Vec<Value> = summary
        .stopped()
        .into_iter()
        .map(|stopped| {
            context! { kind => stopped.kind.to_owned(), message => stopped.message.to_owned(), hint => stopped.hint.to_owned(), accounts => stopped.accounts.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>() }
        })
        .collect();
    let rows: Vec<Value> = summary
        .ended
        .iter()
        .map(|one| {
            context! {
                account => one.account.clone(), status => word(one.status), took => span(one.elapsed_ms), step => one.step.clone(),
                message => one.message.clone(), hint => one.hint.clone(), report => one.report.as_deref().and_then(&link),
            }
        })
        .collect();
    let walked = u64::try_from(summary.ended.len()).unwrap_or(u64::MAX);
    let each = summary.ended.iter().map(|one| one.elapsed_ms).sum::<u64>().checked_div(walked);
    page(
        NAME,
        TEMPLATE,
        context! {
            tone, headline, done, person, failed, rows, stopped,
            style => Value::from_safe_string(format!("{STYLE}{OWN_STYLE}")),
            began => moment(&summary.began),
            began_at => summary.began.clone(),
            took => span(summary.elapsed_ms),
            each => each.map(span),
            not_begun => summary.not_begun.clone(),
            why => summary.why.clone(),
        },
    )
}
