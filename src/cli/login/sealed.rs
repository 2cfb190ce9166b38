//! `tokenwright login NAME --export FILE` and `--import FILE`: a sign-in that goes to other browsers, sealed.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::browser::Session;
use crate::cli::run::{of_browser, unsealed};
use crate::cli::{exit, write};
use crate::config::{SecretTables, Settings};
use crate::fleet::sign_in::SignIns;
use crate::secret::seal_into;

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
    let fits = |profile: PathBuf| of_browser(&profile, name, settings).map(|()| profile);
    let (profile, _lock) = match all.profile(name).and_then(fits).and_then(|profile| Ok((profile, all.take(name)?))) {
        Ok(taken) => taken,
        Err(error) => return write::usage(&error),
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
    let cookies = match cookies {
        Ok(cookies) => cookies,
        Err(error) => {
            write::error(format_args!("{error}; {}", error.hint()));
            return exit::BROWSER;
        }
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
