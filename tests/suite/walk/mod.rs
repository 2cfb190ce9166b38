//! The main job, whole: the program in a real browser against the practice site, judged by the server's truth.

mod again;
mod assets;
mod bad_site;
mod both_routes;
mod browsers;
mod commits;
mod disk;
mod doubts;
mod ends;
mod good;
mod graph;
mod once;
mod person;
mod secrets;
mod terminal;
