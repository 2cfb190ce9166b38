//! Every face of the console: generations, languages, obstacles, and consoles drawn at random.

mod all_pairs;
mod generation3;
mod languages;
mod manners;
mod obstacles;
mod shuffled;
mod table;
