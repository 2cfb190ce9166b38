//! The samples of docs/roster.md are rosters.

use std::fs;

use crate::support::Site;

#[test]
fn the_samples_of_the_document_are_read() {
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/roster.md")).unwrap();
    let site = Site::new("");
    for (format, accounts) in
        [("csv", ["acme-berlin", "acme-madrid", "corner-shop"].as_slice()), ("toml", &["acme-berlin", "acme-madrid"])]
    {
        let sample = document.split(&format!("```{format}\n")).nth(1).unwrap().split("```").next().unwrap();
        let path = site.folder().join(format!("sample.{format}"));
        fs::write(&path, sample).unwrap();
        let told = site.walk().args(["--accounts", &path.display().to_string(), "--dry-run"]).run();
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        let planned: Vec<String> = told.stdout.lines().map(str::to_owned).collect();
        assert_eq!(planned.len(), accounts.len(), "{}", told.stdout);
        for (line, account) in planned.iter().zip(accounts) {
            assert!(line.contains(&format!("\"account\":\"{account}\"")), "{line}");
        }
        assert!(planned[0].contains("1234567890 of the business Acme, Berlin"), "{}", planned[0]);
    }
}
