//! `tokenwright login NAME --export FILE`, `--import FILE` and `--keyring`: a sign-in that goes to other browsers, sealed.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::browser::{Cookies, Session};
use crate::cli::run::{of_browser, unsealed};
use crate::cli::{exit, write};
use crate::config::{SecretTables, Settings};
use crate::fleet::sign_in::SignIns;
use crate::secret::{keyring_answers, seal_into};

/// Writes the cookies of a sign-in, sealed.
pub(super) async fn export(all: &SignIns, name: &str, file: &Path, settings: &Settings) -> u8 {
    let tables = match SecretTables::here() {
        Ok(tables) => tables,
        Err(error) => return write::usage(&error),
    };
    // Before a browser is opened: to nobody nothing is sealed.
    if tables.deliver.recipients.is_empty() {
        return write::usage(&crate::secret::SealError::NoRecipient);
    }
    let cookies = match cookies_of(all, name, settings).await {
        Ok(cookies) => cookies,
        Err(code) => return code,
    };
    match seal_into(file, &tables.deliver.recipients, cookies.json().as_bytes()) {
        Ok(()) => {
            write::out(format_args!(
                "the {} cookies of \"{name}\" are sealed in {}; whoever can open it is signed in as you",
                cookies.count(),
                file.display()
            ));
            exit::DONE
        }
        Err(error) => write::usage(&error),
    }
}

/// Keeps the cookies of a sign-in sealed, by a key in the system's keyring.
pub(super) async fn by_keyring(all: &SignIns, name: &str, settings: &Settings) -> u8 {
    // Before a browser is opened.
    if let Err(error) = keyring_answers() {
        return write::usage(&error);
    }
    let cookies = match cookies_of(all, name, settings).await {
        Ok(cookies) => cookies,
        Err(code) => return code,
    };
    match all.seal_by_keyring(name, cookies.json().as_bytes()) {
        Ok(()) => {
            write::out(format_args!(
                "the {} cookies of \"{name}\" are kept sealed, by a key in this system's keyring: use them with --session {name} and --webdriver",
                cookies.count()
            ));
            exit::DONE
        }
        Err(error) => write::usage(&error),
    }
}

/// The cookies of a sign-in that is kept in a browser of this machine. `Err`: it was told why there are none.
async fn cookies_of(all: &SignIns, name: &str, settings: &Settings) -> Result<Cookies, u8> {
    let fits = |profile: PathBuf| of_browser(&profile, name, settings).map(|()| profile);
    let (profile, _lock) = match all.profile(name).and_then(fits).and_then(|profile| Ok((profile, all.take(name)?))) {
        Ok(taken) => taken,
        Err(error) => return Err(write::usage(&error)),
    };
    let mut options = settings.browser_options();
    (options.profile, options.headless, options.webdriver) = (Some(profile), true, None);
    let cookies = match Session::start(&options).await {
        Ok(session) => {
            let cookies = session.cookies().await;
            session.close().await.ok();
            cookies
        }
        Err(error) => Err(error),
    };
    cookies.map_err(|error| {
        write::error(format_args!("{error}; {}", error.hint()));
        exit::BROWSER
    })
}

/// Keeps a sealed sign-in, once it is seen that it can be opened.
pub(super) fn import(all: &SignIns, name: &str, file: &Path) -> u8 {
    let tables = match SecretTables::here() {
        Ok(tables) => tables,
        Err(error) => return write::usage(&error),
    };
    if let Err(error) = unsealed(file, tables.deliver.identity.as_deref()) {
        return write::usage(&error);
    }
    match all.import(name, file).and_then(|()| all.note(name, Timestamp::now())) {
        Ok(()) => {
            write::out(format_args!("the sign-in \"{name}\" is kept, sealed: use it with --session {name}"));
            exit::DONE
        }
        Err(error) => write::usage(&error),
    }
}
