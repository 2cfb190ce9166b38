//! Sessions of a driver or Grid elsewhere that a program has left open because it was killed: each holds a browser of the Grid until the
//! Grid's own time for it is up. The next start that goes there ends them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use fs4::FileExt;
use tempfile::TempDir;
use url::Url;

use super::connect::without_password;
use super::grid;
use super::owner::{OWNER, Owner};

/// How the folders begin that tell of a session. The leftovers of drivers that we have started begin otherwise.
const PREFIX: &str = "tokenwright.session-";
/// The file in such a folder: the address, and the session's ID.
const SESSION: &str = "session";

/// Tells for as long as the program lives that a session is in use.
#[derive(Debug)]
pub(super) struct InUse {
    _owner: Owner,
    _folder: TempDir,
}

impl InUse {
    /// Notes a session. Without a note it is only not ended where the program is killed.
    pub(super) fn of(address: &Url, id: &str) -> Option<Self> {
        Self::within(&std::env::temp_dir(), address, id)
    }

    fn within(temporary: &Path, address: &Url, id: &str) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(temporary).ok()?;
        let owner = Owner::of(folder.path()).ok()?;
        fs::write(folder.path().join(SESSION), format!("{}\n{id}\n", without_password(address))).ok()?;
        Some(Self { _owner: owner, _folder: folder })
    }
}

/// Ends the sessions at this address whose programs are gone. Only tidying: what cannot be done is left.
pub(super) async fn clean(address: &Url) {
    for (folder, id) in left(&std::env::temp_dir(), address) {
        tracing::warn!(session = id, "a run was killed: the browser that it has left open is closed now");
        grid::end_session(address, &id).await;
        let _ = fs::remove_dir_all(folder);
    }
}

/// The folders of programs that are gone, and the sessions at this address that they tell of.
fn left(temporary: &Path, address: &Url) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(temporary).into_iter().flatten().flatten();
    let told = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)).filter_map(|entry| {
        let folder = entry.path();
        File::open(folder.join(OWNER)).ok().filter(|owner| FileExt::try_lock(owner).is_ok())?;
        let text = fs::read_to_string(folder.join(SESSION)).ok()?;
        let (at, id) = text.trim_end().split_once('\n')?;
        let is_one = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        (is_one && at == without_password(address)).then(|| (folder, id.to_owned()))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_of_programs_that_are_gone_are_ended_and_only_at_the_same_address() {
        let (here, elsewhere) = (Url::parse("http://grid:4444/").unwrap(), Url::parse("http://other:4444/").unwrap());
        let temporary = TempDir::new().unwrap();
        let told = |address: &Url| left(temporary.path(), address).into_iter().map(|(_, id)| id).collect::<Vec<_>>();
        let held = InUse::within(temporary.path(), &here, "abc-1").unwrap();
        assert!(told(&here).is_empty(), "it is in use");
        drop(held);
        assert!(told(&here).is_empty(), "it was closed");
        let gone = temporary.path().join(format!("{PREFIX}gone"));
        fs::create_dir(&gone).unwrap();
        fs::write(gone.join(OWNER), "").unwrap();
        fs::write(gone.join(SESSION), format!("{here}\nabc-2\n")).unwrap();
        assert_eq!((told(&here), told(&elsewhere)), (vec!["abc-2".to_owned()], Vec::new()));
        fs::write(gone.join(SESSION), format!("{here}\n../../status\n")).unwrap();
        assert!(told(&here).is_empty(), "what is no ID is asked for nowhere");
    }
}
