//! A console drawn at random: another face each time, and nothing in the way that would stop a person.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::switches::{SWITCHES, Switches};

/// Switches drawn from a seed: generation, language, markup and manners; never an obstacle.
///
/// A switch added to the table changes what older seeds give, so seeds worth keeping are kept with their switches.
pub fn shuffled(seed: u64) -> Switches {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut switches = Switches::default();
    for switch in SWITCHES.iter().filter(|switch| !switch.shuffle.is_empty()) {
        let value = switch.shuffle[rng.random_range(0..switch.shuffle.len())];
        // The table is checked by a test: what a shuffle draws from, a switch may be.
        let _ = switches.set(switch.key, value);
    }
    switches
}
