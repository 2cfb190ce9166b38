//! Many accounts: who they are, in which order and at which pace they are set up, and what came of them.
//!
//! Nothing here knows the command line or a browser: what sets up one account is given by the caller.

pub mod batch;
pub mod ended;
pub mod pace;
pub mod roster;
pub mod seats;
pub mod selection;
pub mod sign_in;
pub mod standing;
pub mod summary;
