//! The credentials files of all accounts: `<out>/credentials/<account>.env`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    Slug,
    credentials::{Credentials, CredentialsError},
    credentials_file::others,
    files, in_place,
};

/// The folder under the output folder.
const FOLDER: &str = "credentials";
/// More than any credentials file needs.
pub(super) const PROBE: usize = 16 * 1024;
/// A file that is larger is none of ours.
const LARGEST: u64 = 64 * 1024;
/// Room for all that is written, so that growing leaves no copy of a token behind.
pub(super) const LARGEST_WRITTEN: usize = 128 * 1024;

/// Where the credentials of an account are or would be.
///
/// # Errors
/// When the account's name could not safely name a file.
pub(super) fn path(out: &Path, account: &str) -> Result<PathBuf, CredentialsError> {
    let slug = Slug::parse(account)?;
    Ok(out.join(FOLDER).join(format!("{slug}.env")))
}

/// Makes sure, before a token is made, that it can be stored: makes the folder, and does with as much as a file needs what storing
/// it would do.
///
/// # Errors
/// When the disk is full, the folder may not be written to, or something else is in the way.
pub(super) fn preflight(out: &Path, account: &str) -> Result<(), CredentialsError> {
    let path = path(out, account)?;
    files::private_folder(&out.join(FOLDER))?;
    Ok(in_place::rehearse(&path, PROBE)?)
}

/// Writes `<out>/credentials/<account>.env`, mode 0600 in a folder of mode 0700. The old file stays until the new one is on the disk.
///
/// # Errors
/// When it cannot be written; nothing is then lost but the new content.
pub(super) fn store(out: &Path, account: &str, credentials: &Credentials) -> Result<PathBuf, CredentialsError> {
    let path = path(out, account)?;
    let slug = Slug::parse(account)?;
    files::private_folder(&out.join(FOLDER))?;
    let mut text = Zeroizing::new(Vec::with_capacity(LARGEST_WRITTEN));
    text.extend_from_slice(credentials.to_dotenv(&slug).as_bytes());
    if let Ok(old) = read(&path) {
        text.extend_from_slice(&others(&old));
    }
    files::write_secret(&path, &text)?;
    Ok(path)
}

/// The bytes of a credentials file. Nothing else is opened: a pipe of that name would never come to an end.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
    let failed = |source| CredentialsError::Read { path: path.to_owned(), source };
    let known = fs::metadata(path).map_err(failed)?;
    if !known.is_file() {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")));
    }
    if known.len() > LARGEST {
        return Err(CredentialsError::Malformed { path: path.to_owned(), line: 1, what: "is too large" });
    }
    fs::read(path).map(Zeroizing::new).map_err(failed)
}

/// The stored credentials, sealed ones too: account and file, by name. None where there is no folder yet.
///
/// # Errors
/// When the folder is there and cannot be read.
pub(super) fn list(out: &Path) -> Result<Vec<(String, PathBuf)>, CredentialsError> {
    let folder = out.join(FOLDER);
    let read = |source| CredentialsError::Read { path: folder.clone(), source };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(read(error)),
    };
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.map_err(read)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let account = name.strip_suffix(".env").or_else(|| name.strip_suffix(".env.age"));
        // Any other name than an account's, too: whoever put it there wants it proved.
        if let Some(account) = account.filter(|account| !account.is_empty() && !name.starts_with('.') && path.is_file())
        {
            all.push((account.to_owned(), path));
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, process::Command};

    use super::*;
    use crate::secret::Token;
    use crate::secret::credentials::{Mark, TOKEN};
    use crate::secret::{
        canary,
        credentials_file::{HEADING, parse},
    };

    fn load(path: &Path) -> Result<Credentials, CredentialsError> {
        parse(path, &read(path)?)
    }

    fn credentials(seed: u64) -> Credentials {
        Credentials {
            phone_number_id: Some("106540352242922".to_owned()),
            business_id: Some("1 '2'\n# x".to_owned()),
            business: Some("Acme\nWHATSAPP_ACCESS_TOKEN=x".to_owned()),
            ..Credentials::unproven(Token::parse(&canary::token(seed)).unwrap(), "expires\nin 60 days")
        }
    }

    #[test]
    fn what_is_stored_comes_back() {
        let out = tempfile::tempdir().unwrap();
        preflight(out.path(), "acme").unwrap();
        let path = store(out.path(), "acme", &credentials(50)).unwrap();
        assert_eq!(path, out.path().join("credentials/acme.env"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        let back = load(&path).unwrap();
        assert_eq!(back.token.expose(), canary::token(50));
        assert_eq!(back.mark, Mark::NotProven { reason: "expires in 60 days".to_owned() });
        assert_eq!(back.business_id, None, "that is no ID, and readers would differ in what it says");
        assert_eq!((back.app_id, back.app), (None, None));
        assert_eq!(back.business.as_deref(), Some("Acme WHATSAPP_ACCESS_TOKEN=x"), "a name stays a comment");
        let again = Credentials { mark: Mark::verified_now(), ..credentials(51) };
        store(out.path(), "acme", &again).unwrap();
        let back = load(&path).unwrap();
        assert!(matches!(back.mark, Mark::Verified { .. }));
        assert_eq!(list(out.path()).unwrap(), [("acme".to_owned(), path.clone())]);
        let other = path.with_file_name("Acme_DE.env");
        fs::copy(&path, &other).unwrap();
        fs::copy(&path, path.with_file_name(".hidden.env")).unwrap();
        let found = list(out.path()).unwrap();
        assert_eq!(found, [("Acme_DE".to_owned(), other), ("acme".to_owned(), path)], "a name of a person's own, too");
    }

    #[test]
    fn lines_of_a_persons_own_stay_as_they_are() {
        let out = tempfile::tempdir().unwrap();
        let path = store(out.path(), "acme", &credentials(54)).unwrap();
        let own = "# our webhook\nexport HOOK='a b'\n\n# token of the vault: ask Ann\nVAULT=x # y\n";
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("\u{feff}# mine\n{text}\n{own}\n")).unwrap();
        for _ in 0..2 {
            let stored = Credentials { mark: Mark::verified_now(), ..load(&path).unwrap() };
            store(out.path(), "acme", &stored).unwrap();
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with(HEADING) && text.ends_with(&format!("\n# mine\n\n{own}")), "{text}");
            assert_eq!(text.matches(TOKEN).count(), 2, "the name of the business holds it, too");
        }
    }

    #[test]
    fn a_token_that_was_cut_off_is_told_as_such() {
        let out = tempfile::tempdir().unwrap();
        let path = store(out.path(), "acme", &credentials(55)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let cut = text.replace(&canary::token(55), &canary::token(55)[..60]);
        fs::write(&path, &cut).unwrap();
        assert_eq!(load(&path).map(|_| ()).unwrap_err().kind(), "token_changed");
        let without = cut.replace("# token sha256:", "# of ");
        fs::write(&path, without).unwrap();
        assert!(load(&path).is_ok(), "whoever changes it on purpose can say so");
    }

    #[test]
    fn only_regular_files_are_opened() {
        let out = tempfile::tempdir().unwrap();
        private_fifo(&out.path().join("credentials"), "acme.env");
        let error = load(&out.path().join("credentials/acme.env")).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("not a regular file"), "{error}");
        assert_eq!(list(out.path()).unwrap(), []);
    }

    fn private_fifo(folder: &Path, name: &str) {
        files::private_folder(folder).unwrap();
        nix::unistd::mkfifo(&folder.join(name), nix::sys::stat::Mode::S_IRWXU).unwrap();
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        let out = tempfile::tempdir().unwrap();
        for account in ["../x", "a/b", "", ".."] {
            assert_eq!(store(out.path(), account, &credentials(52)).unwrap_err().kind(), "account_name");
        }
    }

    #[test]
    fn a_bad_file_is_told_by_line_and_without_its_content() {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join("x.env");
        let plain = canary::token(53);
        for (text, kind) in [
            (format!("A=b\nWHATSAPP_ACCESS_TOKEN='{plain}"), "malformed"),
            (format!("WHATSAPP_ACCESS_TOKEN={plain}..."), "no_token"),
            (format!("OTHER={plain}"), "no_token"),
        ] {
            fs::write(&path, text).unwrap();
            let error = load(&path).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(canary::forms_in(format!("{error} {error:?}").as_bytes(), &plain).is_empty());
        }
        assert_eq!(load(&out.path().join("none.env")).map(|_| ()).unwrap_err().kind(), "unreadable");
    }

    #[test]
    fn something_in_the_way_is_seen_before_the_token_is_made() {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir_all(out.path().join("credentials/acme.env")).unwrap();
        assert_eq!(preflight(out.path(), "acme").unwrap_err().kind(), "in_the_way");
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("credentials"), "").unwrap();
        assert_eq!(preflight(out.path(), "acme").unwrap_err().kind(), "in_the_way");
    }

    /// A file system of a few kilobytes, for those who may mount one.
    struct Tiny(tempfile::TempDir);

    impl Tiny {
        fn mount() -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mut command = Command::new("mount");
            command.args(["-t", "tmpfs", "-o", "size=32k", "tmpfs"]).arg(folder.path());
            if command.output().is_ok_and(|output| output.status.success()) {
                return Some(Self(folder));
            }
            eprintln!("skipped: this user may not mount a file system");
            None
        }

        fn read_only(&self) -> bool {
            let mut command = Command::new("mount");
            command.args(["-o", "remount,ro"]).arg(self.0.path());
            command.output().is_ok_and(|output| output.status.success())
        }
    }

    impl Drop for Tiny {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(self.0.path()).output();
        }
    }

    #[test]
    fn a_full_disk_is_seen_and_the_old_file_stays() {
        let Some(disk) = Tiny::mount() else { return };
        let path = store(disk.0.path(), "acme", &credentials(54)).unwrap();
        let before = fs::read(&path).unwrap();
        let mut filler = fs::File::create(disk.0.path().join("filler")).unwrap();
        while io::Write::write(&mut filler, &[1; 1024]).is_ok_and(|written| written > 0) {}
        assert_eq!(preflight(disk.0.path(), "acme").unwrap_err().kind(), "disk_full");
        let error = store(disk.0.path(), "acme", &credentials(55)).unwrap_err();
        assert_eq!(error.kind(), "disk_full");
        assert!(error.to_string().contains("free some space"));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_read_only_disk_is_seen() {
        let Some(disk) = Tiny::mount() else { return };
        if disk.read_only() {
            assert_eq!(preflight(disk.0.path(), "acme").unwrap_err().kind(), "read_only");
        }
    }
}
