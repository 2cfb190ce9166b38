//! Which variables of the environment hold a secret: none of the programs that are started gets them.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

static NAMED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// This variable holds a secret, or is where the settings look for one.
pub(crate) fn note_secret_variable(name: &str) {
    NAMED.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
}

/// The variables that hold a secret as far as it is known, and all whose names begin as the program's own do.
pub fn secret_variables() -> BTreeSet<String> {
    let mut all = NAMED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    all.extend(names.filter(|name| name.starts_with("TOKENWRIGHT_")));
    all
}
