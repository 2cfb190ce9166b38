//! What to do where the ledger's database refuses.

use rusqlite::{Error, ErrorCode};

/// The way out, in words.
pub(in crate::run) fn way_out(error: &Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "it is damaged or no ledger: put a copy of it back, or move it away and run again. The console is looked at first then, but a token \
             that was made and not stored is known to nobody any more"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds it, such as one that copies or shows databases: close that, and run again"
        }
        Some(
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure,
        ) => "mend the permissions of the file and its folder, and run again",
        Some(ErrorCode::DiskFull) => "make room on the disk, and run again",
        _ => "make room on the disk or mend the folder's permissions, and run again",
    }
}
