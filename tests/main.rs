//! Drives the real program in a real browser against the practice site.

mod suite {
    mod names;
}
