//! The exit codes. Outside tools rely on them: a number keeps its meaning for ever.

/// All done.
pub const DONE: u8 = 0;
/// A fault of the program itself.
pub const FAULT: u8 = 1;
/// Usage, configuration or scenario in error: nothing was started.
pub const USAGE: u8 = 2;
/// A person is needed: signed out, a password or code asked for, a checkpoint.
pub const PERSON: u8 = 3;
/// The page is not what the scenario expects: a step could not be done.
pub const PAGE: u8 = 4;
/// The console refused: limit reached, name taken, permission not offered, no rights, no such app, an error it keeps
/// answering.
pub const REFUSED: u8 = 5;
/// A token was taken but did not prove good, or was not delivered; it is stored and marked.
pub const UNPROVEN: u8 = 6;
/// No browser or driver, or it broke.
pub const BROWSER: u8 = 7;
/// Several accounts, and they ended differently.
pub const DIFFERENT: u8 = 8;
/// Check: the UI has drifted, and the scenario still works.
pub const DRIFTED: u8 = 10;
/// Interrupted; the ledger says where.
pub const INTERRUPTED: u8 = 130;
