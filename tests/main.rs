//! Drives the real program in a real browser against the practice site.

mod scenario;
mod suite {
    mod browser;
    mod doctor;
    mod names;
}
