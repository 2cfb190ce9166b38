//! (module practice)
