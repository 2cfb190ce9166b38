//! How many walks go on at once: more of them than there are cores, so that none idles while a walk waits for its page, and not so
//! many that each takes for slow pages what is a slow machine.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, PoisonError};

/// Walks that go on at once, for each core.
const FOR_EACH_CORE: usize = 3;

static FREE: LazyLock<(Mutex<usize>, Condvar)> = LazyLock::new(|| (Mutex::new(most()), Condvar::new()));

/// As many walks as may go on at once.
fn most() -> usize {
    FOR_EACH_CORE * std::thread::available_parallelism().map_or(1, usize::from)
}

/// A walk's turn, for as long as this is held.
pub(super) struct Turn;

impl Turn {
    /// Waits until fewer walks go on.
    pub(super) fn wait() -> Self {
        let (free, came_free) = &*FREE;
        let free = free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = came_free.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (free, came_free) = &*FREE;
        *free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        came_free.notify_one();
    }
}

/// Does this with each of them, as many at once as may walk, and returns what came of each, in order.
pub(crate) fn side_by_side<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let ended: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..most() {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(one) = all.get(number) else { break };
                    let came = work(one);
                    ended.lock().unwrap().push((number, came));
                }
            });
        }
    });
    let mut ended = ended.into_inner().unwrap();
    ended.sort_by_key(|(number, _)| *number);
    ended.into_iter().map(|(_, came)| came).collect()
}

/// The browser of walks that are about the page and not about the browser, where it is here: the same engine without the parts
/// around it, which begins in a fraction of the time. The main job is walked in the whole one.
pub(super) fn light_browser() -> Option<PathBuf> {
    static FOUND: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
        // Behind Debian's name stands a script that is not the browser's own process.
        let program = PathBuf::from("/usr/lib/chromium/chromium-headless-shell");
        if program.exists() {
            return Some(program);
        }
        ["chrome-headless-shell", "chromium-headless-shell"].iter().find_map(|name| which::which(name).ok())
    });
    FOUND.clone()
}
