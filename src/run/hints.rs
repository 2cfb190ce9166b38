//! Hints with commands that can be pasted.

/// A hint in which the command that makes another token is one that can be pasted: for this account and its app.
pub fn with_command(hint: &str, id: &str, app: &str) -> String {
    let quoted = if app.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        app.to_owned()
    } else {
        format!("'{}'", app.replace('\'', r"'\''"))
    };
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
        let whole = |hint| with_command(hint, "acme", "My app");
        let command = "`tokenwright run --app 'My app' --id acme --force-new-token`";
        assert_eq!(
            whole("it expired; run tokenwright run with --force-new-token, which"),
            format!("it expired; run {command}, which")
        );
        assert_eq!(whole("make one: tokenwright run --force-new-token; or"), format!("make one: {command}; or"));
        assert_eq!(whole("revoke, then run with --force-new-token"), format!("revoke, then run {command}"));
        assert_eq!(whole("x; --force-new-token makes another token"), format!("x; {command} makes another token"));
        assert_eq!(with_command("run again", "acme", "1"), "run again");
        assert!(with_command("run with --force-new-token", "a", "it's").contains(r"--app 'it'\''s'"));
    }
}
