//! Words of another side, as they may be shown.

use super::redact;

/// The text without what would steer a terminal or turn the order of letters round, and redacted.
pub fn plain(text: &str) -> String {
    let harmless: String = text.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
    redact::text(&harmless).into_owned()
}

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\r\n\u{202e}c\u{9b}1m é\u{2066}"), "a [2Jb   c 1m é ");
    }
}
