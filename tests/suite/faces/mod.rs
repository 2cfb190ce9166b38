//! Every face of the console: generations, languages, obstacles, and consoles drawn at random.

mod languages;
mod obstacles;
mod shuffled;
mod table;
