//! Hints with commands that can be pasted.

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The command that walks another scenario for this account, where the hint says to run with one.
fn with_scenario(hint: &str, id: &str, app: &str, system_user: Option<&str>) -> String {
    const SAID: &str = "run with --scenario ";
    let Some((before, rest)) = hint.split_once(SAID) else { return hint.to_owned() };
    let end = rest.find(|c: char| c.is_whitespace() || c == ';' || c == ',').unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let user = system_user.map(|user| format!(" --system-user {}", quoted(user))).unwrap_or_default();
    format!("{before}run `tokenwright run --scenario {name} --app {} --id {id}{user}`{after}", quoted(app))
}

/// A hint in which the commands that make another token, or walk another scenario, are some that can be pasted: for this account, its
/// app and its system user.
pub fn with_command(hint: &str, id: &str, app: &str, system_user: Option<&str>) -> String {
    let hint = with_scenario(hint, id, app, system_user);
    let quoted = quoted(app);
    let command = format!("`tokenwright run --app {quoted} --id {id} --force-new-token`");
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
    use super::with_command;

    #[test]
    fn a_hint_names_the_whole_command() {
        let whole = |hint| with_command(hint, "acme", "My app", None);
        let command = "`tokenwright run --app 'My app' --id acme --force-new-token`";
        assert_eq!(
            whole("it expired; run tokenwright run with --force-new-token, which"),
            format!("it expired; run {command}, which")
        );
        assert_eq!(whole("make one: tokenwright run --force-new-token; or"), format!("make one: {command}; or"));
        assert_eq!(whole("revoke, then run with --force-new-token"), format!("revoke, then run {command}"));
        assert_eq!(whole("x; --force-new-token makes another token"), format!("x; {command} makes another token"));
        assert_eq!(with_command("run again", "acme", "1", None), "run again");
        assert!(with_command("run with --force-new-token", "a", "it's", None).contains(r"--app 'it'\''s'"));
    }

    #[test]
    fn a_hint_names_the_whole_command_of_another_scenario() {
        let said = "assign it: run with --scenario shelf (or by hand); then run tokenwright verify; --force-new-token makes another token";
        let whole = with_command(said, "acme", "1", Some("My user"));
        assert_eq!(
            whole,
            "assign it: run `tokenwright run --scenario shelf --app 1 --id acme --system-user 'My user'` (or by hand); then run \
             tokenwright verify; `tokenwright run --app 1 --id acme --force-new-token` makes another token"
        );
        assert_eq!(
            with_command("run with --scenario shelf", "acme", "1", None),
            "run `tokenwright run --scenario shelf --app 1 --id acme`"
        );
    }
}
