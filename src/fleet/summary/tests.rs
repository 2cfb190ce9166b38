//! The summary of a batch in its three forms.

use std::path::PathBuf;

use super::{Summary, csv, html, junit};
use crate::fleet::ended::Ended;
use crate::outcome::result::Status;

fn ended(account: &str, status: Status, exit_code: u8, kind: Option<&str>) -> Ended {
    let words = |text: &str| kind.map(|kind| format!("{text} of {kind}, \"quoted\""));
    Ended {
        account: account.to_owned(),
        status,
        exit_code,
        elapsed_ms: 12_345,
        kind: kind.map(str::to_owned),
        step: kind.map(|_| "open-app".to_owned()),
        message: words("what went wrong"),
        hint: words("what to do because"),
        report: Some(PathBuf::from(format!("out/runs/1-{account}/report.html"))),
    }
}

fn summary() -> Summary {
    Summary {
        began: "2026-07-27T10:12:05Z".to_owned(),
        elapsed_ms: 65_000,
        ended: vec![
            ended("alpha", Status::Done, 0, None),
            ended("beta", Status::Failed, 5, Some("no_such_app")),
            ended("gamma", Status::NeedsPerson, 3, Some("signed_out")),
            ended("delta", Status::NeedsPerson, 3, Some("signed_out")),
        ],
        not_begun: vec!["last".to_owned()],
        why: Some("too many failed".to_owned()),
    }
}

#[test]
fn the_page_says_who_is_done_and_what_stopped_the_others_most_often_first() {
    let page = html(&summary(), |path| Some(format!("../../{}", path.strip_prefix("out").unwrap().display())));
    assert!(page.contains("<h1>1 of 5 accounts done</h1>"));
    assert!(
        page.contains("<a href=\"../../runs&#x2f;1-alpha&#x2f;report.html\">alpha</a>") || page.contains("1-alpha")
    );
    let (first, second) =
        (page.find("<code>signed_out</code>").unwrap(), page.find("<code>no_such_app</code>").unwrap());
    assert!(first < second, "two were signed out, and one had no app");
    assert!(page.contains("2 × <code>signed_out</code>") && page.contains("gamma, delta"));
    for loading in ["http://", "https://", "url(", "@import", "<link", "<script", "src="] {
        assert!(!page.contains(loading), "{loading}");
    }
}

#[test]
fn a_malicious_name_stays_text() {
    let evil = "<script>alert(1)</script>";
    let mut summary = summary();
    summary.ended[1].message = Some(evil.to_owned());
    summary.not_begun = vec![evil.to_owned()];
    assert!(!html(&summary, |_| None).contains("<script"));
    assert!(!junit(&summary).contains("<script"));
    summary.ended[1].message = Some("=HYPERLINK(\"x\")".to_owned());
    assert!(csv(&summary).contains("\"'=HYPERLINK(\"\"x\"\")\""));
}

#[test]
fn junit_counts_what_came_of_the_accounts() {
    let text = junit(&summary());
    assert!(text.contains("tests=\"5\"") && text.contains("failures=\"1\"") && text.contains("errors=\"2\""), "{text}");
    assert!(text.contains("type=\"signed_out\"") && text.contains("<skipped"), "{text}");
}

#[test]
fn csv_has_a_row_an_account() {
    let text = csv(&summary());
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[1], "alpha,done,0,12.345,,,,,out/runs/1-alpha/report.html");
    assert!(
        rows[2].starts_with(
            "beta,failed,5,12.345,open-app,no_such_app,\"what went wrong of no_such_app, \"\"quoted\"\"\""
        )
    );
    assert_eq!(rows[5], "last,not_begun,,,,,too many failed,,");
}
