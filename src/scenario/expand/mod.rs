//! From what is written to what a walk does: places and the steps at them become steps with ways and jumps.
//!
//! Nothing is decided here about a page. A step at a place is done where it is; where a dialog is gone, its steps begin anew; where a
//! part of a page is gone, the moves that lead to it are made again, the nearest first. What is a jump in the plan is never one in
//! the file.

mod acts;
mod back;
mod book;
mod commit;
mod deeds;
mod dialog;
mod lists;
mod looked;
mod make;
mod opening;
mod plan;
mod reach;
mod scope;
mod survey;

pub(super) use plan::expand;
