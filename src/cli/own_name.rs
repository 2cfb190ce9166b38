//! What to type to start this program again.

use std::path::Path;

use crate::report::quote;

/// The program as it was started: its name where a shell finds it on `PATH`, else its path (after `make demo` it is nowhere else).
pub(super) fn own_name() -> String {
    of_argument(&std::env::args_os().next().unwrap_or_default().to_string_lossy())
}

fn of_argument(argument: &str) -> String {
    const NAME: &str = "tokenwright";
    if argument.contains('/') && !on_path(Path::new(argument), NAME) { quote(argument) } else { NAME.to_owned() }
}

/// Whether a shell that is told the name starts this very file.
fn on_path(program: &Path, name: &str) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    which::which(name).ok().and_then(|found| real(&found)).is_some_and(|found| real(program) == Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_on_the_path_is_called_by_its_path() {
        assert_eq!(of_argument("tokenwright"), "tokenwright");
        assert_eq!(of_argument("target/debug/no such"), "'target/debug/no such'");
    }
}
