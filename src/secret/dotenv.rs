//! The dotenv format: `NAME=value`, one a line.

use std::fmt::Write as _;

use zeroize::Zeroizing;

/// One line `NAME=value`, quoted so that dotenv libraries and `sh` read the same value.
pub(super) fn line(out: &mut String, name: &str, value: &str) {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '@' | '+');
    let _ = if value.chars().all(safe) {
        writeln!(out, "{name}={value}")
    } else if !value.contains(['\'', '\n', '\r', '\\']) {
        writeln!(out, "{name}='{value}'")
    } else {
        let mut quoted = Zeroizing::new(String::new());
        for c in value.chars() {
            match c {
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '"' | '\\' | '$' | '`' => quoted.extend(['\\', c]),
                _ => quoted.push(c),
            }
        }
        writeln!(out, "{name}=\"{}\"", *quoted)
    };
}

/// The name and value of a line; `None`: empty or a comment.
///
/// # Errors
/// What is wrong with it, without its value.
pub(super) fn read(line: &str) -> Result<Option<(&str, Zeroizing<String>)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("has no '='")?;
    let name = name.trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err("has a name with characters besides A-Z, 0-9 and '_'");
    }
    let value = value.trim();
    if let Some(rest) = value.strip_prefix('\'') {
        let (inside, after) = rest.split_once('\'').ok_or("has a quote that does not close")?;
        return after_value(after).map(|()| Some((name, Zeroizing::new(inside.to_owned()))));
    }
    if let Some(rest) = value.strip_prefix('"') {
        return double_quoted(rest).map(|value| Some((name, value)));
    }
    let bare = value.split(" #").next().unwrap_or_default().trim_end();
    Ok(Some((name, Zeroizing::new(bare.to_owned()))))
}

fn double_quoted(text: &str) -> Result<Zeroizing<String>, &'static str> {
    let mut value = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return after_value(chars.as_str()).map(|()| value),
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(c) => value.push(c),
                None => break,
            },
            c => value.push(c),
        }
    }
    Err("has a quote that does not close")
}

fn after_value(text: &str) -> Result<(), &'static str> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') { Ok(()) } else { Err("has something after the closing quote") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_value_comes_back(value in "[ -~é\n\r'\"$`\\\\]{0,40}") {
            let mut out = String::new();
            line(&mut out, "NAME", &value);
            prop_assert_eq!(out.lines().count(), 1);
            let (name, back) = read(&out).unwrap().unwrap();
            prop_assert_eq!(name, "NAME");
            prop_assert_eq!(&*back, &value);
        }
    }

    #[test]
    fn other_spellings_are_read() {
        assert!(read("  # comment").unwrap().is_none());
        assert_eq!(&*read("export A = 'b c' # d").unwrap().unwrap().1, "b c");
        assert_eq!(&*read("A=b # c").unwrap().unwrap().1, "b");
        for wrong in ["A", "A='b", "A=\"b\\\"", "A='b'c", "A B=c"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
