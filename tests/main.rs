//! Drives the real program in a real browser against the practice site.

mod scenario;
mod support;
mod suite {
    mod browser;
    mod command_line;
    mod doctor;
    mod engine;
    mod names;
    mod settings;
    mod walk;
}
