//! Drives the real program in a real browser against the practice site.

mod scenario;
mod suite {
    mod browser;
    mod command_line;
    mod doctor;
    mod graph_route;
    mod names;
    mod settings;
}
