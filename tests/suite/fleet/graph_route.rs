//! A roster through Meta's API: no browser is needed.

use std::fs;

use serde_json::Value;

use crate::support::{Practice, assert_no_token_leaks};

#[test]
fn a_roster_goes_through_the_api_as_well() {
    let (practice, folder) = (Practice::start(&["terms=accepted"]), tempfile::tempdir().unwrap());
    let app = practice.app();
    let (id, business) = (app["id"].as_str().unwrap(), app["business_id"].as_str().unwrap());
    // As an ID stands in a spreadsheet's text column, and one row that is of a business that is not there.
    let rows = format!(
        "id,app,business,system_user\none,{id},{business},One\ntwo,{id},{business},Two\nbad,{id},999999999999999,Bad\n"
    );
    fs::write(folder.path().join("accounts.csv"), rows).unwrap();
    let arguments = ["run", "--via", "graph", "--accounts", "accounts.csv", "--jobs", "2", "--json"];
    for _ in 0..2 {
        let output = practice.tokenwright(folder.path(), &arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(8), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
        let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let done = lines.iter().filter(|line| line["status"] == "done" && line["verified"] == true).count();
        assert_eq!((lines.len(), done), (3, 2), "{told}");
        assert_no_token_leaks(&practice, folder.path(), &[output.stdout, output.stderr].concat());
        assert_eq!(practice.tokens().len(), 2, "none is made twice");
    }
    let truth = practice.truth();
    let mut users: Vec<&str> =
        truth["users"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap()).collect();
    users.sort_unstable();
    assert_eq!(users, ["One", "Two"]);
}
