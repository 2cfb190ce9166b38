//! The scenario language: what is read, and what is said of a file that is wrong.

mod faults;
mod meaning;
mod mutation;
mod places;
mod plan;
mod shipped;
