//! `tokenwright teach`: the real program, and a person in front of its browser who points at what it does not find.

mod import;
mod pages;
mod walks;
