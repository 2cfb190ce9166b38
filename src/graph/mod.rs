//! (module graph)
