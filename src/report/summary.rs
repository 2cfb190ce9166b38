//! The last words on the terminal: what was made, where it is, and what to do next.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    Timing, Tone, headline,
    words::{count, expiry, hung, one_line, printable, span, wrapped},
};
use crate::outcome::help::Help;
use crate::outcome::result::{RunResult, Status};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const ATTENTION: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const COMMAND: Style = AnsiColor::Cyan.on_default();

/// What to tell after a run that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// How to send a first message: through the Graph API under this root, version included.
    SendMessage {
        /// Such as `https://graph.facebook.com/v26.0`.
        graph: String,
    },
    /// These commands, and what each does (the demo tells how to go on with a real account).
    Commands(Vec<(String, String)>),
    /// Nothing.
    Nothing,
}

/// What was made, where it is and what to do next, with ANSI styles (strip them where nobody sees colours), in lines of at
/// most so many columns. Commands, addresses and paths are not broken: they are copied.
pub fn summary(result: &RunResult, next: &Next, columns: usize) -> String {
    let mut text = Page { text: String::new(), columns };
    let headline = headline(result);
    let (style, mark) = match headline.tone {
        Tone::Good => (GOOD, '✓'),
        Tone::Attention => (ATTENTION, '!'),
        Tone::Bad => (BAD, '✗'),
    };
    text.hung(&format!("{style}{mark} "), 2, &one_line(&headline.text), &format!("{style:#}"));
    if let Some(error) = &result.error {
        for words in printable(&error.message).lines() {
            text.hung("  ", 2, words, "");
        }
        if !error.hint.is_empty() {
            text.labelled("What to try:", &printable(&error.hint));
        }
        if let Some(help) = &error.help {
            found_instead(&mut text, help);
        }
    }
    text.line(format_args!(""));
    facts(&mut text, result);
    if !result.notes.is_empty() {
        text.line(format_args!(""));
        for note in &result.notes {
            text.hung(&format!("  {ATTENTION}note{ATTENTION:#}  "), 8, &one_line(note), "");
        }
    }
    go_on(&mut text, result, next);
    text.text
}

/// What is written so far, and how wide it may be.
struct Page {
    text: String,
    columns: usize,
}

impl Page {
    /// A line as it is.
    fn line(&mut self, words: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{words}").expect("writing to a String does not fail");
    }

    /// Words behind a mark.
    fn hung(&mut self, mark: &str, indent: usize, words: &str, end: &str) {
        self.line(format_args!("{}{end}", hung(mark, indent, words, self.columns)));
    }

    /// Words behind a few strong ones, and below them from the second line on.
    fn labelled(&mut self, label: &str, words: &str) {
        let whole = hung("  ", 2, &format!("{label} {words}"), self.columns);
        self.line(format_args!("{}", whole.replacen(label, &format!("{STRONG}{label}{STRONG:#}"), 1)));
    }

    fn fact(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.hung(&format!("  {QUIET}{name:<12}{QUIET:#}  "), 16, &one_line(value), "");
        }
    }
}

/// What was sought, what is nearest to it, and the line that would make the walk find it.
fn found_instead(text: &mut Page, help: &Help) {
    text.line(format_args!(""));
    let label = help.sought.label.as_ref().map(|label| format!(" {QUIET}({label}){QUIET:#}")).unwrap_or_default();
    text.line(format_args!("  {QUIET}{:<12}{QUIET:#}  {}{label}", "sought", one_line(&help.sought())));
    for (number, near) in help.nearest.iter().enumerate() {
        text.fact(if number == 0 { "nearest" } else { "" }, &near.said());
    }
    if let (Some(file), Some(suggestion)) = (&help.label_file, &help.suggestion) {
        text.fact("label file", file);
        text.line(format_args!("  {:<12}  {COMMAND}{}{COMMAND:#}", "", one_line(suggestion)));
    }
}

fn facts(text: &mut Page, result: &RunResult) {
    text.fact("account", &result.account);
    text.fact("business", &with_id(result.business.as_deref(), result.business_id.as_deref()));
    text.fact("app", &with_id(result.app.as_deref(), result.app_id.as_deref()));
    text.fact("system user", &with_id(Some(&result.system_user), result.system_user_id.as_deref()));
    for number in &result.phone_numbers {
        let whose = &number.whatsapp_business_account_id;
        let words =
            format!("{} “{}” (ID {}, of {whose})", number.display_phone_number, number.verified_name, number.id);
        text.fact("phone number", &words);
    }
    if let Some(fingerprint) = &result.token_fingerprint {
        text.fact("permissions", &result.scopes.join(", "));
        text.fact("expires", &expiry(result.expires_at));
        text.fact("token", fingerprint);
    }
    if let Some(path) = &result.credentials {
        text.fact("credentials", &path.display().to_string());
    }
    if let Some(path) = &result.report {
        text.fact("report", &path.display().to_string());
    }
    let share = Timing::of(result).page_share();
    let waiting = share.map(|share| format!(", {share}% of the walk waiting for the page")).unwrap_or_default();
    text.fact("time", &format!("{}{waiting}", span(result.elapsed_ms)));
    if !result.drift.is_empty() {
        let steps = count(result.drift.len(), "step");
        text.fact("drift", &format!("{steps} found in another way than documented: {}", result.drift.join(", ")));
    }
}

fn go_on(text: &mut Page, result: &RunResult, next: &Next) {
    if result.status != Status::Done {
        return;
    }
    match (next, &result.credentials) {
        (Next::SendMessage { graph }, Some(path)) if result.verified && !result.phone_numbers.is_empty() => {
            let path = quote(&path.to_string_lossy());
            // The token goes through a pipe from a shell built-in: as an argument of curl everybody on the machine
            // could read it.
            text.line(format_args!("\n  {STRONG}Next:{STRONG:#} send a first message (put in your own number)\n"));
            text.line(format_args!("    {COMMAND}. {path}{COMMAND:#}"));
            // Which number is chosen is in the file; where none is, this names one and does not hide that it does.
            // It came from a server and goes to a shell: digits only.
            if let [first, _, ..] = result.phone_numbers.as_slice()
                && first.id.bytes().all(|byte| byte.is_ascii_digit())
            {
                let number = format!("${{WHATSAPP_PHONE_NUMBER_ID:={}}}", first.id);
                text.line(format_args!(
                    "    {COMMAND}: \"{number}\"{COMMAND:#}  {QUIET}# or another one of those above{QUIET:#}"
                ));
            }
            for command in [
                "printf 'header = \"Authorization: Bearer %s\"' \"$WHATSAPP_ACCESS_TOKEN\" |".to_owned(),
                format!("  curl -K - \"{graph}/$WHATSAPP_PHONE_NUMBER_ID/messages\" \\"),
                "    -H 'Content-Type: application/json' \\".to_owned(),
                "    -d '{\"messaging_product\": \"whatsapp\", \"to\": \"YOUR_NUMBER\", \"type\": \"template\","
                    .to_owned(),
                "         \"template\": {\"name\": \"hello_world\", \"language\": {\"code\": \"en_US\"}}}'".to_owned(),
            ] {
                text.line(format_args!("    {COMMAND}{command}{COMMAND:#}"));
            }
        }
        (Next::Commands(commands), _) if !commands.is_empty() => {
            text.line(format_args!("\n  {STRONG}Next:{STRONG:#}"));
            // What each does is a comment of the shell's: a whole line can be pasted.
            for (command, does) in commands {
                for row in wrapped(does, text.columns.saturating_sub(6)) {
                    text.line(format_args!("    {QUIET}# {row}{QUIET:#}"));
                }
                text.line(format_args!("    {COMMAND}{command}{COMMAND:#}"));
            }
        }
        _ => {}
    }
}

fn with_id(name: Option<&str>, id: Option<&str>) -> String {
    match (name, id) {
        (Some(name), Some(id)) if name != id => format!("{name} (ID {id})"),
        (Some(one), _) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

/// A path as a shell takes it. `.` looks a bare name up on PATH, so that one gets a `./`.
pub fn quote(path: &str) -> String {
    let path = if path.contains('/') { path.to_owned() } else { format!("./{path}") };
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@".contains(&byte)) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn plain(result: &RunResult, next: &Next) -> String {
        anstream::adapter::strip_str(&summary(result, next, usize::MAX)).to_string()
    }

    fn send() -> Next {
        Next::SendMessage { graph: "https://graph.facebook.com/v26.0".to_owned() }
    }

    #[test]
    fn a_good_run_tells_what_was_made_and_how_to_go_on() {
        insta::assert_snapshot!(plain(&samples::good(), &send()));
    }

    #[test]
    fn an_expiry_that_could_not_be_proved_is_said_at_the_end_too() {
        let mut result = samples::good();
        (result.expires_at, result.unproved) = (None, vec!["expiry".to_owned()]);
        let text = plain(&result, &Next::Nothing);
        assert!(
            text.starts_with("✓ The token is proven and stored; whether it ever expires could not be proved\n"),
            "{text}"
        );
        assert!(text.contains("expires       not known"), "{text}");
    }

    #[test]
    fn a_failure_tells_what_to_try() {
        insta::assert_snapshot!(plain(&samples::failed(), &send()));
    }

    #[test]
    fn nobody_is_told_to_send_with_a_token_that_is_not_proven() {
        let mut result = samples::good();
        result.verified = false;
        assert!(!plain(&result, &send()).contains("curl"));
    }

    #[test]
    fn the_demo_has_words_of_its_own() {
        let next = Next::Commands(vec![("tokenwright report mario".to_owned(), "opens it".to_owned())]);
        assert!(plain(&samples::good(), &next).ends_with("Next:\n    # opens it\n    tokenwright report mario\n"));
        assert!(!plain(&samples::good(), &Next::Nothing).contains("Next"));
    }

    #[test]
    fn paths_are_quoted_for_a_shell() {
        assert_eq!(quote("out/a.env"), "out/a.env");
        assert_eq!(quote("a.env"), "./a.env");
        assert_eq!(quote("it's here/$(rm).env"), r"'it'\''s here/$(rm).env'");
    }

    #[test]
    fn a_name_cannot_play_with_the_terminal() {
        let mut result = samples::failed();
        result.business = Some("\u{1b}]0;owned\u{7}\u{1b}[2J".to_owned());
        result.error.as_mut().unwrap().message = "one\ntwo\u{1b}[8m".to_owned();
        let text = plain(&result, &Next::Nothing);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'));
        assert!(text.contains("\n  one\n  two"));
    }

    #[test]
    fn one_of_several_numbers_is_named() {
        let mut result = samples::good();
        result.phone_numbers.push(result.phone_numbers[0].clone());
        let text = plain(&result, &send());
        assert!(
            text.contains("    : \"${WHATSAPP_PHONE_NUMBER_ID:=330000000000001}\"  # or another one of those above\n")
        );
    }
}
