//! Rosters, right and wrong, in both formats.

use std::time::{Duration, Instant};

use super::{Given, Roster, Row, decode::decode};
use crate::scenario::Source;

const NOTHING: Given = Given { app: false, business: false, needs_business: false };

fn csv(text: &str) -> Result<Roster, String> {
    given("csv", text, NOTHING)
}

fn toml(text: &str) -> Result<Roster, String> {
    given("toml", text, NOTHING)
}

fn given(ending: &str, text: &str, given: Given) -> Result<Roster, String> {
    let source = Source::new(format!("r.{ending}"), text);
    Roster::of(&source, ending == "toml", given).map_err(|error| error.to_string())
}

/// The places and the first words of all faults: `2:3 the id is missing`.
fn faults(told: Result<Roster, String>) -> Vec<String> {
    let text = told.unwrap_err();
    let of_file = |line: &str| line.strip_prefix("r.csv:").or_else(|| line.strip_prefix("r.toml:")).map(str::to_owned);
    text.lines().filter_map(of_file).map(|line| line.replacen(": ", " ", 1)).collect()
}

fn row(id: &str, app: &str, line: usize) -> Row {
    Row { id: id.to_owned(), app: Some(app.to_owned()), line, ..Row::default() }
}

#[test]
fn what_a_spreadsheet_exports_is_read() {
    let meant = vec![
        Row { business: Some("Acme, \"Inc.\"".to_owned()), ..row("acme", "RCWa", 2) },
        Row { business: Some("Börse; Nord".to_owned()), ..row("nord", "1234567890", 4) },
    ];
    for text in [
        "id,app,business\nacme,RCWa,\"Acme, \"\"Inc.\"\"\"\n\nnord,1234567890,Börse; Nord\n",
        "ID;App;Business\r\nacme;RCWa;\"Acme, \"\"Inc.\"\"\"\r\n;;\r\nnord;1234567890;\"Börse; Nord\"",
        "id\tapp\tbusiness\t\t\nacme\tRCWa\t\"Acme, \"\"Inc.\"\"\"\t\t\n\t\t\t\t\n nord\u{a0}\t1234567890 \tBörse; Nord\t\t\n",
    ] {
        assert_eq!(csv(text).unwrap().rows, meant, "{text}");
    }
    let told = csv("sep=;\nid;app\nacme;RCWa\n").unwrap().rows;
    assert_eq!(told, [row("acme", "RCWa", 3)]);
    let marked = decode("r.csv", b"\xef\xbb\xbfid,app\nacme,RCWa\n".to_vec()).unwrap();
    assert_eq!(Roster::of(&marked, false, NOTHING).unwrap().rows, [row("acme", "RCWa", 2)]);
}

#[test]
fn a_heading_is_written_by_people() {
    let text = "Id,App,System user,Phone Number,ROLE\nacme,RCWa,Bob,+1 555 0100,Admin\n";
    let one = &csv(text).unwrap().rows[0];
    assert_eq!(one.system_user.as_deref(), Some("Bob"));
    assert_eq!((one.phone_number.as_deref(), one.role.as_deref()), (Some("+1 555 0100"), Some("admin")));
}

#[test]
fn toml_has_a_table_an_account() {
    let text = "[[account]]\nid = \"acme\"\napp = 1234567890\n\n[[account]]\nid = \"nord\"\napp = \"RCWa\"\n";
    assert_eq!(toml(text).unwrap().rows, [row("acme", "1234567890", 1), row("nord", "RCWa", 5)]);
    let inline = "account = [{ id = \"acme\", app = \"RCWa\" }]\n";
    assert_eq!(toml(inline).unwrap().rows, [row("acme", "RCWa", 1)]);
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let text = "id,app,buisness,role\nacme,RCWa,,chief\n,RCWa,,\nacme,,,\n../x,RCWa,,\na/b,RCWa,,\nAcme,RCWa,,admin\n";
    assert_eq!(
        faults(csv(text)),
        [
            "1:8 unknown column \"buisness\"; did you mean \"business\"?",
            "2:12 \"chief\" is no role",
            "3:1 the id is missing",
            "4:1 the id \"acme\" is on line 2 already",
            "4:6 no app is named",
            "5:1 the account name \"../x\" has characters besides a-z, 0-9, '-', '_' and '.'",
            "6:1 the account name \"a/b\" has characters besides a-z, 0-9, '-', '_' and '.'",
            "7:1 the account name \"Acme\" has characters besides a-z, 0-9, '-', '_' and '.'",
            "7:1 \"Acme\" comes to the same credentials file as \"acme\" on line 4",
        ]
    );
    let text = "x = 1\n[[account]]\nid = \"..\"\napp = 1.5\nlangage = \"en\"\n[[account]]\nlanguage = \"english!\"\napp = \"a\"\n";
    assert_eq!(
        faults(toml(text)),
        [
            "1:1 unknown key \"x\"",
            "2:1 no app is named",
            "3:6 the account name \"..\" does not begin with a letter or digit",
            "4:7 \"app\" is a string",
            "5:1 unknown key \"langage\"; did you mean \"language\"?",
            "6:1 the id is missing",
            "7:12 \"english!\" is not a language tag",
        ]
    );
}

#[test]
fn a_table_that_is_no_table_is_told() {
    assert_eq!(faults(toml("[account]\nid = \"a\"\n")), ["1:2 \"account\" is one table"]);
    assert!(faults(toml("[[account]\n"))[0].contains("not valid TOML"));
    assert_eq!(faults(toml("")), ["1:1 there is no account in it"]);
}

#[test]
fn headings_that_are_none() {
    let none = "1:1 the first row is no heading: it names no column that is known";
    assert_eq!(faults(csv("acme,RCWa\nnord,RCWa\n")), [none], "its rows are not told for that");
    assert_eq!(faults(csv("All accounts,,\nid,app,\nacme,RCWa,\n")), [none]);
    assert_eq!(
        faults(csv("name,app,role\nacme,RCWa,chief\nnord,RCWa,\n")),
        ["1:1 unknown column \"name\"", "1:1 there is no column id", "2:11 \"chief\" is no role"]
    );
    assert_eq!(faults(csv("\n\n"))[0], "1:1 there is no heading row");
    assert_eq!(faults(csv("id,app\n"))[0], "1:1 there is no account in it");
    assert_eq!(faults(csv("id,app,ID\na,b,\n"))[0], "1:8 the column \"id\" is there twice");
    assert_eq!(faults(csv("id,,app\na,,b\n"))[0], "1:4 a column without a name among the others");
}

#[test]
fn a_row_that_is_longer_than_the_heading_is_told() {
    assert_eq!(faults(csv("id,app\nacme,RCWa,Inc.\n")), ["2:11 a value beyond the last of 2 columns"]);
    assert_eq!(csv("id,app,business\nacme,RCWa\n").unwrap().rows, [row("acme", "RCWa", 2)]);
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_opens() {
    let told = faults(csv("id,app\nacme,\"RCWa\nnord,RCWa\n"));
    assert_eq!(told, ["2:6 the quote that opens here is never closed"]);
}

#[test]
fn what_a_spreadsheet_made_of_an_id_is_refused() {
    let text = "id,app,phone_number\na,2.49E+14,\nb,\"2,49294E+14\",\nc,249293630808676.0,\n1E+05,RCWa,\nd,RCWa,#N/A\ne,RCWa,########\nf,\"=\"\"1\"\"\",\n12e45,RCWa,\ng,\"249,293,630,808,676\",\nh,249\u{a0}293\u{a0}630\u{a0}808,\ni,'2492936308,\nj,\"1,000\",\n";
    let told = faults(csv(text));
    let places: Vec<&str> = told.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["2:3", "3:3", "4:3", "5:1", "6:8", "7:8", "8:3", "10:3", "11:3", "12:3"], "{told:#?}");
    assert!(told[0].contains("\"2.49E+14\" is what a spreadsheet made of a long number"));
}

#[test]
fn a_value_over_two_lines_is_refused_where_it_stands() {
    assert_eq!(
        faults(csv("id,app\nacme,\"RC\nWa\"\nnord,RCWa,x\n")),
        ["2:6 the app has a line break or another control character", "4:11 a value beyond the last of 2 columns"]
    );
}

#[test]
fn what_is_no_utf_8_says_what_it_is() {
    let told = |bytes: &[u8]| decode("r.csv", bytes.to_vec()).unwrap_err().to_string();
    let utf_16: Vec<u8> = "id,app\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[b"\xff\xfe".to_vec(), utf_16.clone()].concat(), utf_16] {
        assert!(told(&bytes).contains("this is UTF-16"), "{}", told(&bytes));
        assert!(told(&bytes).contains("CSV UTF-8"), "{}", told(&bytes));
    }
    assert!(told(b"PK\x03\x04xlsx").contains("a spreadsheet itself"));
    let latin = told(b"id,app\nacme,M\xfcller\n");
    assert!(latin.starts_with("r.csv:2:7: this is not UTF-8 text"), "{latin}");
}

#[test]
fn what_is_given_for_all_may_be_left_out() {
    let (one, two) = ("id\nacme\n", "id,app\nacme,RCWa\n");
    assert!(given("csv", one, Given { app: true, ..NOTHING }).is_ok());
    assert_eq!(faults(csv(one)), ["2:1 no app is named"]);
    let needs = Given { needs_business: true, ..NOTHING };
    assert_eq!(faults(given("csv", two, needs)), ["2:1 the scenario needs a business, and none is named"]);
    assert!(given("csv", two, Given { business: true, ..needs }).is_ok());
}

#[test]
fn two_that_mean_the_same_user_are_told_and_done() {
    let roster = csv("id,app\na,RCWa\nb,rcwa\n").unwrap();
    assert_eq!(roster.rows.len(), 2);
    assert!(roster.warnings[0].contains("line 3 (\"b\") asks for the same"), "{:?}", roster.warnings);
}

#[test]
fn ten_thousand_accounts_are_read_at_once() {
    let row = |number| format!("shop-{number},\"Shop, {number}\",Acme Retail {number},Cloud Messaging,admin");
    let rows: Vec<String> = (0..10_000).map(row).collect();
    let text = format!("id,app,business,system_user,role\n{}\n", rows.join("\n"));
    let began = Instant::now();
    assert_eq!(csv(&text).unwrap().rows.len(), 10_000);
    // All of them wrong: places are not looked for from the beginning each time.
    let told = faults(csv(&text.replace("admin", "chief")));
    assert_eq!((told.len(), told[100].as_str()), (101, " and 9900 more"));
    // A second is promised of the release build, for one of the two.
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

/// `cargo test --release --lib ten_thousand_in_a_second -- --ignored`
#[test]
#[ignore = "a promise of the release build"]
fn ten_thousand_in_a_second() {
    let row = |number| format!("shop-{number},Shop {number},Acme {number}");
    let rows: Vec<String> = (0..10_000).map(row).collect();
    let text = format!("id,app,business\n{}", rows.join("\n"));
    let began = Instant::now();
    assert_eq!(csv(&text).unwrap().rows.len(), 10_000);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    eprintln!("{:?}", began.elapsed());
}
