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
/// A token was taken but did not prove good; it is stored and marked.
pub const UNPROVEN: u8 = 6;
/// No browser or driver, or it broke.
pub const BROWSER: u8 = 7;
/// Interrupted; the ledger says where.
pub const INTERRUPTED: u8 = 130;

/// The codes as `--help` tells them.
pub(super) const HELP: &str = "\
Exit codes:
  0    all done
  1    a fault of the program itself
  2    usage, settings or scenario in error: nothing was started
  3    a person is needed (signed out, password or code asked for, checkpoint)
  4    the page is not what the scenario expects
  5    the console refused (limit, name, permission, rights, no such app)
  6    a token was taken but did not prove good; it is stored and marked
  7    no browser or driver, or it broke
  130  interrupted";
