//! How gently a batch goes on: the pause after an account, and how many are begun in an hour.

use std::time::Duration;

/// How gently a batch goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// The pause after an account.
    pub pause: Duration,
    /// So many accounts are begun in an hour at most.
    pub per_hour: Option<usize>,
}

impl Pace {
    /// How long after an account has ended the next one may begin. `chance` is drawn from 0 to 1: people are not punctual.
    pub fn after_end(&self, chance: f64) -> Duration {
        self.pause.mul_f64(0.75 + chance.clamp(0.0, 1.0) / 2.0)
    }

    /// How long after an account was begun the next one may be: never earlier than evenly over the hour.
    pub fn after_start(&self, chance: f64) -> Duration {
        let hour = Duration::from_secs(3600);
        self.per_hour.map_or(Duration::ZERO, |accounts| {
            let even = hour.div_f64(f64::from(u32::try_from(accounts.max(1)).unwrap_or(u32::MAX)));
            even.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 5.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_kept_and_is_not_punctual() {
        let pace = Pace { pause: Duration::from_secs(40), per_hour: Some(60) };
        let seconds = |chance| (pace.after_end(chance).as_secs(), pace.after_start(chance).as_secs());
        assert_eq!((seconds(0.0), seconds(0.5), seconds(1.0)), ((30, 60), (40, 66), (50, 72)));
        assert_eq!(Pace::default().after_start(0.7) + Pace::default().after_end(0.7), Duration::ZERO);
    }
}
