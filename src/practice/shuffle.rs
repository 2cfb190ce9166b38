//! A console drawn at random: another face each time, and nothing in the way that would stop a person.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

use super::switches::{SWITCHES, Switches};

/// Switches drawn from a seed: generation, language, markup and manners; never an obstacle.
///
/// Each switch is drawn for itself, so that a switch added to the table changes no other of an older seed. What a switch is
/// drawn from may change all the same: seeds worth keeping are kept with their switches.
pub fn shuffled(seed: u64) -> Switches {
    let mut switches = Switches::default();
    for switch in SWITCHES.iter().filter(|switch| !switch.shuffle.is_empty()) {
        let mut rng = StdRng::from_seed(Sha256::digest(format!("{seed} {}", switch.key)).into());
        let drawn = switch.shuffle[rng.random_range(0..switch.shuffle.len())];
        let value = match between(drawn) {
            Some((from, to)) => rng.random_range(from..=to).to_string(),
            None => drawn.to_owned(),
        };
        // The table is checked by a test: what a shuffle draws from, a switch may be.
        let _ = switches.set(switch.key, &value);
    }
    switches
}

/// The ends of `from..to`.
pub(super) fn between(drawn: &str) -> Option<(u64, u64)> {
    let (from, to) = drawn.split_once("..")?;
    Some((from.parse().ok()?, to.parse().ok()?))
}
