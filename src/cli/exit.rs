//! The exit codes, as the command line gives and tells them. Their numbers are in [`crate::outcome::code`], as a run decides upon most of them.

pub use crate::outcome::code::*;

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
  8    several accounts, and they ended differently; see the lines
  10   check: the console has changed, and the scenario still works
  130  interrupted";
