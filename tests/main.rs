//! Drives the real program in a real browser against the practice site.

mod consoles;
mod scenario;
mod support;
mod suite {
    mod browser;
    mod command_line;
    mod doctor;
    mod engine;
    mod graph_route;
    mod names;
    mod other_consoles;
    mod settings;
    mod walk;
}
