//! Keeping secrets out of memory dumps.

/// Asks the system for no core dump of this process and of what it starts, and on Linux keeps other processes of the same user from reading its memory.
/// Best effort: a platform that does not know these goes on without.
pub fn protect_memory() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
        if let Err(error) = setrlimit(Resource::RLIMIT_CORE, 0, 0) {
            tracing::debug!(%error, "core dumps stay as they are");
        }
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_dumpable(false) {
        tracing::debug!(%error, "the process stays readable to its user");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use nix::sys::{
        prctl::get_dumpable,
        resource::{Resource, getrlimit},
    };

    #[test]
    fn no_core_dump_holds_a_token() {
        super::protect_memory();
        assert_eq!(getrlimit(Resource::RLIMIT_CORE).unwrap(), (0, 0));
        assert_eq!(get_dumpable(), Ok(false));
    }
}
