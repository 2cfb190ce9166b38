//! The last words on the terminal: what was made, where it is, and what to do next.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    Timing, Tone, headline,
    words::{count, expiry, one_line, printable, span},
};
use crate::run::result::{Help, RunResult, Status};

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
    /// These lines (the demo tells how to go on with a real account).
    Lines(Vec<String>),
    /// Nothing.
    Nothing,
}

/// What was made, where it is and what to do next, with ANSI styles (strip them where nobody sees colours).
pub fn summary(result: &RunResult, next: &Next) -> String {
    let mut text = String::new();
    let headline = headline(result);
    let (style, mark) = match headline.tone {
        Tone::Good => (GOOD, '✓'),
        Tone::Attention => (ATTENTION, '!'),
        Tone::Bad => (BAD, '✗'),
    };
    line(&mut text, format_args!("{style}{mark} {}{style:#}", one_line(&headline.text)));
    if let Some(error) = &result.error {
        for words in printable(&error.message).lines() {
            line(&mut text, format_args!("  {words}"));
        }
        if !error.hint.is_empty() {
            let hint = printable(&error.hint).replace('\n', "\n  ");
            line(&mut text, format_args!("  {STRONG}What to try:{STRONG:#} {hint}"));
        }
        if let Some(help) = &error.help {
            found_instead(&mut text, help);
        }
    }
    text.push('\n');
    facts(&mut text, result);
    if !result.notes.is_empty() {
        text.push('\n');
        for note in &result.notes {
            line(&mut text, format_args!("  {ATTENTION}note{ATTENTION:#}  {}", one_line(note)));
        }
    }
    go_on(&mut text, result, next);
    text
}

/// What was sought, what is nearest to it, and the line that would make the walk find it.
fn found_instead(text: &mut String, help: &Help) {
    text.push('\n');
    let label = help.sought.label.as_ref().map(|label| format!(" {QUIET}({label}){QUIET:#}")).unwrap_or_default();
    line(text, format_args!("  {QUIET}{:<12}{QUIET:#}  {}{label}", "sought", one_line(&help.sought())));
    for (number, near) in help.nearest.iter().enumerate() {
        fact(text, if number == 0 { "nearest" } else { "" }, &near.said());
    }
    if let (Some(file), Some(suggestion)) = (&help.label_file, &help.suggestion) {
        fact(text, "label file", file);
        line(text, format_args!("  {:<12}  {COMMAND}{}{COMMAND:#}", "", one_line(suggestion)));
    }
}

fn facts(text: &mut String, result: &RunResult) {
    fact(text, "account", &result.account);
    fact(text, "business", &with_id(result.business.as_deref(), result.business_id.as_deref()));
    fact(text, "app", &with_id(result.app.as_deref(), result.app_id.as_deref()));
    fact(text, "system user", &with_id(Some(&result.system_user), result.system_user_id.as_deref()));
    for number in &result.phone_numbers {
        let whose = &number.whatsapp_business_account_id;
        let words =
            format!("{} “{}” (ID {}, of {whose})", number.display_phone_number, number.verified_name, number.id);
        fact(text, "phone number", &words);
    }
    if let Some(fingerprint) = &result.token_fingerprint {
        fact(text, "permissions", &result.scopes.join(", "));
        fact(text, "expires", &expiry(result.expires_at));
        fact(text, "token", fingerprint);
    }
    if let Some(path) = &result.credentials {
        fact(text, "credentials", &path.display().to_string());
    }
    if let Some(path) = &result.report {
        fact(text, "report", &path.display().to_string());
    }
    let share = Timing::of(result).page_share();
    let waiting = share.map(|share| format!(", {share}% of the walk waiting for the page")).unwrap_or_default();
    fact(text, "time", &format!("{}{waiting}", span(result.elapsed_ms)));
    if !result.drift.is_empty() {
        let steps = count(result.drift.len(), "step");
        fact(text, "drift", &format!("{steps} found in another way than documented: {}", result.drift.join(", ")));
    }
}

fn go_on(text: &mut String, result: &RunResult, next: &Next) {
    if result.status != Status::Done {
        return;
    }
    match (next, &result.credentials) {
        (Next::SendMessage { graph }, Some(path)) if result.verified && !result.phone_numbers.is_empty() => {
            let path = quote(&path.to_string_lossy());
            // The token goes through a pipe from a shell built-in: as an argument of curl everybody on the machine
            // could read it.
            line(text, format_args!("\n  {STRONG}Next:{STRONG:#} send a first message (put in your own number)\n"));
            line(text, format_args!("    {COMMAND}. {path}{COMMAND:#}"));
            // Which number is chosen is in the file; where none is, this names one and does not hide that it does.
            // It came from a server and goes to a shell: digits only.
            if let [first, _, ..] = result.phone_numbers.as_slice()
                && first.id.bytes().all(|byte| byte.is_ascii_digit())
            {
                let number = format!("${{WHATSAPP_PHONE_NUMBER_ID:={}}}", first.id);
                line(
                    text,
                    format_args!(
                        "    {COMMAND}: \"{number}\"{COMMAND:#}  {QUIET}# or another one of those above{QUIET:#}"
                    ),
                );
            }
            for command in [
                "printf 'header = \"Authorization: Bearer %s\"' \"$WHATSAPP_ACCESS_TOKEN\" |".to_owned(),
                format!("  curl -K - \"{graph}/$WHATSAPP_PHONE_NUMBER_ID/messages\" \\"),
                "    -H 'Content-Type: application/json' \\".to_owned(),
                "    -d '{\"messaging_product\": \"whatsapp\", \"to\": \"YOUR_NUMBER\", \"type\": \"template\","
                    .to_owned(),
                "         \"template\": {\"name\": \"hello_world\", \"language\": {\"code\": \"en_US\"}}}'".to_owned(),
            ] {
                line(text, format_args!("    {COMMAND}{command}{COMMAND:#}"));
            }
        }
        (Next::Lines(lines), _) if !lines.is_empty() => {
            line(text, format_args!("\n  {STRONG}Next:{STRONG:#}"));
            for words in lines {
                line(text, format_args!("    {}", one_line(words)));
            }
        }
        _ => {}
    }
}

fn fact(text: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        line(text, format_args!("  {QUIET}{name:<12}{QUIET:#}  {}", one_line(value)));
    }
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    writeln!(text, "{words}").expect("writing to a String does not fail");
}

fn with_id(name: Option<&str>, id: Option<&str>) -> String {
    match (name, id) {
        (Some(name), Some(id)) if name != id => format!("{name} (ID {id})"),
        (Some(one), _) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

/// A path as a shell takes it. `.` looks a bare name up on PATH, so that one gets a `./`.
fn quote(path: &str) -> String {
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
        anstream::adapter::strip_str(&summary(result, next)).to_string()
    }

    fn send() -> Next {
        Next::SendMessage { graph: "https://graph.facebook.com/v26.0".to_owned() }
    }

    #[test]
    fn a_good_run_tells_what_was_made_and_how_to_go_on() {
        insta::assert_snapshot!(plain(&samples::good(), &send()));
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
        let next = Next::Lines(vec!["tokenwright login mario".to_owned()]);
        assert!(plain(&samples::good(), &next).ends_with("Next:\n    tokenwright login mario\n"));
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
