//! Numbers, moments and lines as people write them.

use console::{measure_text_width, truncate_str};
use jiff::{Timestamp, tz::TimeZone};

/// Columns that words get at least, in a window that is hardly one.
const LEAST: usize = 16;

/// A length of time: `0.21s`, `12.3s`, `2m 05s`.
pub fn span(ms: u64) -> String {
    match ms {
        // From here on two decimals would round up to ten seconds.
        0..9_995 => format!("{}.{:02}s", (ms + 5) / 1000, (ms + 5) % 1000 / 10),
        9_995..59_950 => format!("{}.{}s", (ms + 50) / 1000, (ms + 50) % 1000 / 100),
        _ => {
            let seconds = (ms + 500) / 1000;
            format!("{}m {:02}s", seconds / 60, seconds % 60)
        }
    }
}

/// A length of time as a clock shows it: `0:42`, `5:00`, `1:02:03`.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds % 3600 / 60, seconds % 60),
    }
}

/// A moment from its RFC 3339 form: `27 July 2026, 10:12 UTC`. What cannot be read is shown as it is.
pub fn moment(rfc3339: &str) -> String {
    rfc3339.parse::<Timestamp>().map_or_else(|_| rfc3339.to_owned(), |at| day_and_time(&at))
}

/// When a token expires: `never`, a moment, or that nobody knows.
pub fn expiry(expires_at: Option<i64>) -> String {
    match expires_at {
        None => "not known".to_owned(),
        Some(0) => "never".to_owned(),
        Some(seconds) => Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| day_and_time(&at)),
    }
}

/// `1 step`, `2 steps`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `2nd`, `3rd`, `11th`.
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A text from the page or a file as a terminal may show it: without control characters, which could move the cursor or
/// worse, and without marks that turn the direction of the text around what follows. Line breaks stay.
pub fn printable(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// The same in one line.
pub fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// A text in rows of at most so many columns, broken between words; a longer word (a path, an address) has a row of its own.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for paragraph in text.lines() {
        let mut row = String::new();
        for word in paragraph.split_whitespace() {
            if !row.is_empty() && measure_text_width(&row) + 1 + measure_text_width(word) > columns {
                rows.push(std::mem::take(&mut row));
            }
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
        rows.push(row);
    }
    rows
}

/// The same, for where nothing may stand out: longer words are broken, too.
pub fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for mut row in wrapped(text, columns) {
        while measure_text_width(&row) > columns {
            let head = truncate_str(&row, columns, "").into_owned();
            row = row.split_off(head.len());
            rows.push(head);
        }
        rows.push(row);
    }
    rows
}

/// A text behind a mark: on as many lines as it needs, all of them so far from the left.
pub fn hung(mark: &str, indent: usize, text: &str, columns: usize) -> String {
    let rows = wrapped(text, columns.saturating_sub(indent).max(LEAST));
    format!("{mark}{}", rows.join(&format!("\n{:indent$}", "")))
}

fn day_and_time(at: &Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_round_to_what_a_person_reads() {
        let cases = [
            (0, "0.00s"),
            (4, "0.00s"),
            (5, "0.01s"),
            (213, "0.21s"),
            (9_994, "9.99s"),
            (9_995, "10.0s"),
            (59_949, "59.9s"),
            (59_950, "1m 00s"),
            (125_400, "2m 05s"),
        ];
        for (ms, text) in cases {
            assert_eq!(span(ms), text, "{ms}");
        }
    }

    #[test]
    fn clocks_show_hours_only_where_there_are_any() {
        assert_eq!([clock(0), clock(42_900), clock(300_000)], ["0:00", "0:42", "5:00"]);
        assert_eq!(clock(3_723_000), "1:02:03");
    }

    #[test]
    fn moments_are_in_utc_and_unreadable_ones_stay() {
        assert_eq!(moment("2026-07-27T10:12:05.5Z"), "27 July 2026, 10:12 UTC");
        assert_eq!(moment("yesterday"), "yesterday");
    }

    #[test]
    fn zero_never_expires() {
        assert_eq!(expiry(Some(0)), "never");
        assert_eq!(expiry(None), "not known");
        assert_eq!(expiry(Some(1_790_000_000)), "21 September 2026, 14:13 UTC");
    }

    #[test]
    fn ordinals_know_the_teens() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 112].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th"]
        );
    }

    #[test]
    fn nothing_from_a_page_moves_the_cursor() {
        assert_eq!(
            printable("a\u{1b}[2Jb\rc\u{7}\u{9b}d\u{202e}e\nf"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}d\u{fffd}e\nf"
        );
        assert_eq!(one_line("Café\n☕"), "Café ☕");
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("a bbbbbbb c\nd", 4), ["a", "bbbbbbb", "c", "d"]);
        assert_eq!(broken("a bbbbbbb c\nd", 4), ["a", "bbbb", "bbb", "c", "d"]);
        assert_eq!(broken("日本語 日本", 4), ["日本", "語", "日本"]);
        assert_eq!(
            hung("✓    ", 5, "stored in a/very/long/path there", 24),
            "✓    stored in\n     a/very/long/path\n     there"
        );
    }
}
