//! Where a walk that commits nothing writes down what it does: nothing needs to be looked up later, so the accounts' own ledger hears
//! nothing of it.

use tempfile::TempDir;

use super::halt::Halt;
use super::ledger::Ledger;
use super::stage::ledger_fault;
use crate::outcome::code;

/// A ledger beside the accounts' own, for as long as it is held.
pub(super) struct Beside {
    /// The ledger.
    pub(super) ledger: Ledger,
    /// The run's number in it.
    pub(super) run: i64,
    _folder: TempDir,
}

impl Beside {
    /// Begins a run of this account in it.
    pub(super) fn begin(account: &str) -> Result<Self, Halt> {
        let full = |why: String| Halt::new("ledger", code::FAULT, &why, "make room in the temporary folder");
        let folder = tempfile::tempdir().map_err(|error| full(error.to_string()))?;
        let ledger = Ledger::open(&Ledger::path(folder.path())).map_err(|error| full(error.to_string()))?;
        let run = ledger.begin(account).map_err(|error| ledger_fault(&error))?;
        Ok(Self { ledger, run, _folder: folder })
    }
}
