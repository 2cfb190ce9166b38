//! When two names are the same: of apps, businesses and system users, as people give them, as pages show them and as Graph
//! tells them.
//!
//! An exact name goes before one that is only written alike, and that before anything else. The engine in the page folds by
//! the same rule (`src/page/engine/match.js`), so that the walk and the proof mean the same user.

use unicode_normalization::UnicodeNormalization as _;

/// How alike two names are; the better, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sameness {
    /// Letter for letter, but for blanks around them.
    Exact,
    /// Written otherwise: case, accents, blanks, quotes, letters that nobody sees.
    Folded,
    /// Two names.
    Different,
}

impl Sameness {
    /// Whether one name may stand for the other where no third is nearer.
    pub fn is_same(self) -> bool {
        self != Self::Different
    }
}

/// How alike two names are.
pub fn same(a: &str, b: &str) -> Sameness {
    if a.trim() == b.trim() {
        return Sameness::Exact;
    }
    let (a, b) = (fold(a), fold(b));
    // Of a name that has nothing to see it cannot be said that it is like another.
    if !a.is_empty() && a == b { Sameness::Folded } else { Sameness::Different }
}

/// Those of `all` that are called `wanted`: the exact ones, or else those that are written alike.
pub fn nearest<T>(all: impl IntoIterator<Item = T>, wanted: &str, name: impl Fn(&T) -> Option<&str>) -> Vec<T> {
    let (mut exact, mut folded) = (Vec::new(), Vec::new());
    for one in all {
        match name(&one).map_or(Sameness::Different, |name| same(name, wanted)) {
            Sameness::Exact => exact.push(one),
            Sameness::Folded => folded.push(one),
            Sameness::Different => {}
        }
    }
    if exact.is_empty() { folded } else { exact }
}

/// A name without what people write now so, now otherwise.
pub fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_accent(*c) && !is_unseen(*c)).map(quote).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without the letters that nobody sees, to be shown and kept.
pub fn seen(name: &str) -> String {
    name.chars().filter(|c| !is_unseen(*c) || is_joiner(*c)).collect()
}

/// What makes one sign of several, as in flags and families, or letters stand apart, as in Persian.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// A pattern that fits this name alone, in the words of a page as they are folded. It is for the engine in the page: its dialect
/// takes no needless backslash.
pub fn pattern(name: &str) -> String {
    let mut pattern = String::from("^");
    for c in fold(name).chars() {
        if r".*+?^${}()|[]\/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('$');
    pattern
}

/// Marks on a letter that is the same letter without them. Not those that make another letter of it, as in Indic scripts and
/// Japanese.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Of no width, or there to turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Programs make quotes round where people typed them straight.
fn quote(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_written_otherwise_is_the_same_name() {
        for (a, b) in [
            ("Équipe Cloud", "equipe cloud"),
            ("E\u{301}quipe", "\u{c9}quipe"),
            ("Cloud  Messaging", "cloud messaging"),
            ("Cloud\u{a0}Messaging", "Cloud Messaging"),
            ("mark\u{200b}", "mark"),
            ("\u{202e}mark\u{202c}", "Mark"),
            ("\u{2067}متجر\u{2069}", "متجر"),
            ("Joe\u{2019}s", "Joe's"),
            ("Ｃｌｏｕｄ", "cloud"),
            ("İstanbul", "istanbul"),
            ("❤\u{fe0f} Shop", "❤ shop"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ] {
            assert_eq!((same(a, b), same(b, a)), (Sameness::Folded, Sameness::Folded), "{a} {b}");
        }
        assert_eq!(same(" mark ", "mark"), Sameness::Exact);
    }

    /// What the engine leaves out of a name is what is left out here.
    #[test]
    fn the_engine_folds_alike() {
        let engine = include_str!("page/engine/match.js");
        let class = |leaves_out: &dyn Fn(char) -> bool| {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            for c in ('\0'..='\u{ffff}').filter(|c| leaves_out(*c)).map(u32::from) {
                match ranges.last_mut() {
                    Some((_, last)) if *last + 1 == c => *last = c,
                    _ => ranges.push((c, c)),
                }
            }
            let shown = ranges.iter().map(|(first, last)| {
                if first == last { format!("\\u{first:04x}") } else { format!("\\u{first:04x}-\\u{last:04x}") }
            });
            shown.collect::<String>()
        };
        for class in [class(&is_accent), class(&is_unseen)] {
            assert!(engine.contains(&format!(".replace(/[{class}]/g, \"\")")), "{class}");
        }
    }

    #[test]
    fn a_name_that_goes_on_or_has_other_letters_is_another() {
        for (a, b) in [
            ("Cloud Messaging", "Cloud Messaging · EU"),
            ("mark", "mark-old"),
            ("RCWa", "RC Wa"),
            ("か", "が"),
            ("कि", "का"),
            ("Rocket & Co", "Rocket Co"),
            ("Shop {role}", "Shop admin"),
            ("\u{200b}", "\u{2060}"),
            ("", "\u{200b}"),
            ("20240115", "20240116"),
        ] {
            assert_eq!(same(a, b), Sameness::Different, "{a} {b}");
        }
    }

    #[test]
    fn a_pattern_has_no_signs_but_those_of_the_name() {
        assert_eq!(pattern("Rocket & Co-op {role}"), r"^rocket & co-op \{role\}$");
        assert_eq!(pattern("MÜLLER (EU) [x]^a|b$.*+?/\\"), r"^muller \(eu\) \[x\]\^a\|b\$\.\*\+\?\/\\$");
    }

    #[test]
    fn the_exact_one_goes_before_those_that_are_written_alike() {
        let near = |all: &[&'static str], wanted: &str| nearest(all.iter().copied(), wanted, |name| Some(name));
        assert_eq!(near(&["MARK", "mark", "mark old"], "mark"), ["mark"]);
        assert_eq!(near(&["José", "JOSE", "jo"], "jose"), ["José", "JOSE"]);
        assert_eq!(near(&["mark", "mark"], "mark").len(), 2);
        assert!(near(&["mark old"], "mark").is_empty());
    }
}
