//! The regression check: what was seen of the console, compared with what it looked like when it last worked.
//!
//! Nothing here knows a browser. What is compared is plain data on either side; a baseline is a folder of files that a person can
//! read, and that a diff can show.

mod baseline;
mod compare;
mod folder;
mod leaks;
pub mod pack;
mod sandbox;
mod shown;
mod suggest;

pub use baseline::{Baseline, BaselineError, Known, difference};
pub use compare::compare;
pub use folder::{default_folder, read, write};
pub use sandbox::with_walk;
pub use shown::shown;
pub use suggest::{apply, suggestions, with_entry};
