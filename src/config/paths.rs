//! Paths as people write them. What is relative is of the present folder, whichever layer it comes from; a `~` is the home folder.

use std::path::{Path, PathBuf};

use etcetera::home_dir;

/// The path that is meant: no shell has looked at what stands in a file or in a variable that a service manager sets.
pub(super) fn user_path(written: &Path) -> PathBuf {
    expand(written, home_dir().ok().as_deref())
}

/// As [`user_path`], for a path that is text.
pub(super) fn user_text(written: &str) -> String {
    let path = Path::new(written);
    let expanded = user_path(path);
    // What has no home folder in it may be a template, and stays as it is to the letter.
    if expanded == path { written.to_owned() } else { expanded.display().to_string() }
}

/// `~name` is left alone: nobody writes it for a folder of somebody else's and means it.
fn expand(written: &Path, home: Option<&Path>) -> PathBuf {
    match (written.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) if rest.as_os_str().is_empty() => home.to_owned(),
        (Ok(rest), Some(home)) => home.join(rest),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_users_own_home_is_meant() {
        let home = Some(Path::new("/home/ann"));
        for (written, meant) in [
            ("~", "/home/ann"),
            ("~/", "/home/ann"),
            ("~/tw/{account}", "/home/ann/tw/{account}"),
            ("~bob/x", "~bob/x"),
            ("a/~/b", "a/~/b"),
            ("./out", "./out"),
            ("/x", "/x"),
        ] {
            assert_eq!(expand(Path::new(written), home), Path::new(meant), "{written}");
        }
        assert_eq!(expand(Path::new("~/x"), None), Path::new("~/x"));
    }
}
