//! Hints with commands that can be pasted.

use std::collections::BTreeMap;

use url::Url;

/// The settings that a person gave as flags, or in a row of a roster, and that say whom a run is about and how it comes there: each
/// command repeats them, as it would mean somebody else without. Names are those of `tokenwright.toml`.
pub type Given = BTreeMap<&'static str, String>;

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:/,".contains(&byte)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A flag with its value, and a space before it.
fn flag(name: &str, value: &str) -> String {
    // What begins like a flag would be taken for one.
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!(" --{}{between}{}", name.replace('_', "-"), quoted(value))
}

/// Whether a value is an address that may hold a secret: it is not repeated.
fn is_private(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| {
        !url.username().is_empty() || url.password().is_some() || (url.has_host() && url.query().is_some())
    })
}

/// The flags of those settings that are wanted.
fn flags(given: &Given, wanted: impl Fn(&str, &str) -> bool) -> String {
    let wanted = given.iter().filter(|(name, value)| !is_private(value) && wanted(name, value));
    wanted.map(|(name, value)| flag(name, value)).collect()
}

/// The command that walks another scenario for this account, where the hint says to run with one.
fn with_scenario(hint: &str, whom: &str, user: &str, given: &Given) -> String {
    const SAID: &str = "run with --scenario ";
    let Some((before, rest)) = hint.split_once(SAID) else { return hint.to_owned() };
    let end = rest.find(|c: char| c.is_whitespace() || c == ';' || c == ',').unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    // Steps alone are walked in a browser, for one account.
    let more = flags(given, |name, value| match name {
        "scenario" | "via" | "system_user" => false,
        "waba" => !value.contains(','),
        _ => true,
    });
    format!("{before}run `tokenwright run --scenario {name}{whom}{more}{user}`{after}")
}

/// The commands about stored credentials, where they are.
fn with_place(hint: &str, given: &Given) -> String {
    let more = flags(given, |name, value| match name {
        "out" | "graph_url" | "graph_version" | "permissions" => true,
        "waba" => value.bytes().all(|byte| byte.is_ascii_digit() || byte == b','),
        _ => false,
    });
    ["tokenwright verify", "tokenwright deliver"].iter().fold(hint.to_owned(), |hint, command| {
        let whole = format!("{command}{more}");
        if hint.contains(&whole) { hint } else { hint.replace(command, &whole) }
    })
}

/// A hint in which the commands that make another token, or walk another scenario, are some that can be pasted: for this account, its
/// app and its system user, with all that was given besides.
pub fn with_command(hint: &str, id: &str, app: &str, system_user: Option<&str>, given: &Given) -> String {
    let whom = format!("{}{}", flag("app", app), flag("id", id));
    let user = system_user.or(given.get("system_user").map(String::as_str));
    let user = user.map(|user| flag("system_user", user)).unwrap_or_default();
    let hint = with_place(&with_scenario(hint, &whom, &user, given), given);
    let more = flags(given, |name, _| name != "system_user");
    let command = format!("`tokenwright run{whom}{more}{user} --force-new-token`");
    let said = ["run tokenwright run with", "tokenwright run with", "run with", "tokenwright run"];
    let Some(at) = said.iter().find_map(|words| hint.find(&format!("{words} --force-new-token"))) else {
        return hint.replacen(
            "; --force-new-token makes another token",
            &format!("; {command} makes another token"),
            1,
        );
    };
    let end = at + hint[at..].find("--force-new-token").unwrap_or_default() + "--force-new-token".len();
    let verb = if hint[at..].starts_with("run ") { "run " } else { "" };
    format!("{}{verb}{command}{}", &hint[..at], &hint[end..])
}

#[cfg(test)]
mod tests {
    use super::{Given, with_command};

    #[test]
    fn a_hint_names_the_whole_command() {
        let whole = |hint| with_command(hint, "acme", "My app", None, &Given::new());
        let command = "`tokenwright run --app 'My app' --id acme --force-new-token`";
        assert_eq!(
            whole("it expired; run tokenwright run with --force-new-token, which"),
            format!("it expired; run {command}, which")
        );
        assert_eq!(whole("make one: tokenwright run --force-new-token; or"), format!("make one: {command}; or"));
        assert_eq!(whole("revoke, then run with --force-new-token"), format!("revoke, then run {command}"));
        assert_eq!(whole("x; --force-new-token makes another token"), format!("x; {command} makes another token"));
        assert_eq!(with_command("run again", "acme", "1", None, &Given::new()), "run again");
        assert!(
            with_command("run with --force-new-token", "a", "it's", None, &Given::new()).contains(r"--app 'it'\''s'")
        );
    }

    #[test]
    fn a_hint_names_the_whole_command_of_another_scenario() {
        let said = "assign it: run with --scenario shelf (or by hand); then run tokenwright verify; --force-new-token makes another token";
        let whole = with_command(said, "acme", "1", Some("My user"), &Given::new());
        assert_eq!(
            whole,
            "assign it: run `tokenwright run --scenario shelf --app 1 --id acme --system-user 'My user'` (or by hand); then run \
             tokenwright verify; `tokenwright run --app 1 --id acme --system-user 'My user' --force-new-token` makes another token"
        );
        assert_eq!(
            with_command("run with --scenario shelf", "acme", "1", None, &Given::new()),
            "run `tokenwright run --scenario shelf --app 1 --id acme`"
        );
    }

    #[test]
    fn a_hint_repeats_what_was_given() {
        let given = Given::from([
            ("accept_policy", "yes".to_owned()),
            ("business", "-x & co".to_owned()),
            ("graph_url", "http://127.0.0.1:8302".to_owned()),
            ("out", "my out".to_owned()),
            ("scenario", "own.toml".to_owned()),
            ("system_user", "hook relay".to_owned()),
            ("via", "graph".to_owned()),
            ("waba", "1,2".to_owned()),
            ("webdriver", "http://me:hidden@grid:4444/wd".to_owned()),
        ]);
        let whole = |hint| with_command(hint, "acme", "1", Some("hook relay"), &given);
        assert_eq!(
            whole("run with --force-new-token"),
            "run `tokenwright run --app 1 --id acme --accept-policy yes --business='-x & co' --graph-url http://127.0.0.1:8302 \
             --out 'my out' --scenario own.toml --via graph --waba 1,2 --system-user 'hook relay' --force-new-token`"
        );
        assert_eq!(
            whole("run with --scenario shelf; then run tokenwright verify"),
            "run `tokenwright run --scenario shelf --app 1 --id acme --accept-policy yes --business='-x & co' --graph-url \
             http://127.0.0.1:8302 --out 'my out' --system-user 'hook relay'`; then run tokenwright verify --graph-url \
             http://127.0.0.1:8302 --out 'my out' --waba 1,2"
        );
        assert!(
            with_command("run with --force-new-token", "a", "1", None, &given).contains("--system-user 'hook relay'")
        );
    }
}
