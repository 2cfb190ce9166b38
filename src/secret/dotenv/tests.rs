use proptest::prelude::*;

use super::{Kind, comment, line, pieces, set, uncomment};

fn variables(text: &[u8]) -> Vec<(String, Result<String, &'static str>)> {
    let of = |piece: &super::Piece<'_>| match piece.kind {
        Kind::Variable { name, .. } => Some((name.to_owned(), piece.value().map(|value| value.to_string()))),
        _ => None,
    };
    pieces(text).iter().filter_map(of).collect()
}

fn only(text: &str) -> Result<String, &'static str> {
    let mut all = variables(text.as_bytes());
    assert_eq!((all.len(), all[0].0.as_str()), (1, "A"), "{text}");
    all.remove(0).1
}

proptest! {
    #[test]
    fn every_value_comes_back(value in "[ -~é\n\r'\"$`\\\\]{0,40}") {
        let mut out = String::new();
        line(&mut out, "A", &value);
        prop_assert_eq!(out.lines().count(), 1);
        prop_assert_eq!(only(&out).unwrap(), value);
    }

    #[test]
    fn nothing_of_a_file_is_lost(text in prop::collection::vec(prop::sample::select(b"A=b'\"`\\# \t\r\n;\xff\xef".to_vec()), 0..60)) {
        let whole: Vec<u8> = pieces(&text).iter().flat_map(|piece| piece.bytes.to_vec()).collect();
        prop_assert_eq!(&whole, &text);
        prop_assert_eq!(&*set(&text, &[]), &text);
    }

    #[test]
    fn what_is_set_is_found_and_the_rest_is_as_it_was(text in "([A-C]=[a-z'\"\\\\ #]{0,6}\r?\n|# [a-z\\\\]{0,3}\n|\n){0,8}", end in "(D=x)?") {
        let text = format!("{text}{end}");
        let before = variables(text.as_bytes());
        let new = set(text.as_bytes(), &[("B", "1")]);
        let after = variables(&new);
        let others = |all: &[(String, Result<String, &'static str>)]| all.iter().filter(|(name, _)| name != "B").cloned().collect::<Vec<_>>();
        // Where a quote stays open what was set is not found, and the caller writes nothing (`Credentials::put_into`).
        let found = after.iter().any(|(name, _)| name == "B");
        if found && before.iter().all(|(_, value)| value.is_ok()) {
            prop_assert_eq!(others(&after), others(&before), "{:?}", text);
            prop_assert!(after.iter().filter(|(name, _)| name == "B").all(|(_, value)| value.as_deref() == Ok("1")), "{:?}", text);
        }
        if found {
            prop_assert_eq!(&*set(&new, &[("B", "1")]), &*new, "done twice it is the same");
        }
    }

    #[test]
    fn a_comment_never_reaches_on_and_is_read_back(text in "[a-z#\\\\ ]{0,9}[a-z#\\\\]") {
        let written = comment(&format!("# {text}"));
        prop_assert!(!written.trim_end().ends_with('\\'));
        prop_assert_eq!(uncomment(&written[2..]), text.trim());
    }
}

#[test]
fn other_spellings_are_read() {
    for (text, value) in [
        ("export A = 'b c' # d", "b c"),
        ("\texport\tA=b", "b"),
        ("A=b # c", "b"),
        ("A=b\t# c", "b"),
        ("A=b#c", "b#c"),
        ("A=\"b\\n\\\"c\" \t# d", "b\n\"c"),
        ("A=`b c`", "b c"),
        ("A='one\ntwo'\r\n", "one\ntwo"),
        ("A=\r\n", ""),
    ] {
        assert_eq!(only(text).as_deref(), Ok(value), "{text}");
    }
    for wrong in ["A='b", "A=\"b\\\"", "A='b'c", "A='b\nc"] {
        assert!(only(wrong.split('\n').next().unwrap()).is_err(), "{wrong}");
    }
    for none in ["A", "set -a", "; note=1", "  # A=b", "\t# A=b", "A B=c", "MIIB/x==", "é=b"] {
        assert!(variables(none.as_bytes()).is_empty(), "{none}");
    }
}

/// A value over several lines is one piece, whatever its lines look like; a quote that stays open does not take the rest along.
#[test]
fn a_value_over_several_lines_is_one() {
    let text = "KEY=\"-----BEGIN\nA=1\n# x\n-----END\"\nB='it\\'s'\nC='open\nD=d\n";
    let names: Vec<_> = variables(text.as_bytes()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["KEY", "B", "C", "D"]);
    let lines: Vec<_> = pieces(text.as_bytes()).iter().map(|piece| piece.line).collect();
    assert_eq!(lines, [1, 5, 6, 7]);
}

#[test]
fn only_values_are_set_and_all_else_stays() {
    let old =
        b"\xef\xbb\xbf# ours\r\nPORT=80\r\n  export B = 'old' # \xfcber\r\nC='x\ny'\r\nB=again\r\n# ends in \\\r\n";
    let new = set(old, &[("B", "new"), ("E", "5")]);
    let want = b"\xef\xbb\xbf# ours\r\nPORT=80\r\n  export B =new # \xfcber\r\nC='x\ny'\r\nB=new\r\n# ends in \\\r\n\r\nE=5\r\n";
    assert_eq!(String::from_utf8_lossy(&new), String::from_utf8_lossy(want));
    assert_eq!(*set(b"A=1", &[("B", "2")]), b"A=1\nB=2\n");
    assert_eq!(*set(b"A=1\\\nB=1\n", &[("B", "2")]), b"A=1\\\n\nB=2\n");
    assert_eq!(*set(b"", &[("B", "2")]), b"B=2\n");
}
