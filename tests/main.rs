//! Drives the real program in a real browser against the practice site.

mod consoles;
mod scenario;
mod support;
mod suite {
    mod architecture;
    mod browser;
    mod check;
    mod command_line;
    mod doctor;
    mod documents;
    mod engine;
    mod faces;
    mod fleet;
    mod graph_route;
    mod hints;
    mod inspect;
    mod kept;
    mod names;
    mod nightly;
    mod other_consoles;
    mod rewordings;
    mod scripts;
    mod settings;
    mod setup;
    mod stored;
    mod surroundings;
    mod teach;
    mod walk;
    mod who;
    mod worth;
}
