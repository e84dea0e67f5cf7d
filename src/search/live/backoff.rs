use std::time::Duration;

use tokio::time::Instant;

/// How soon it is tried again after the first failure; twice as long after each further one.
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);

/// When something may be tried next.
#[derive(Debug)]
pub struct Backoff {
    failures: u32,
    pub at: Instant,
}

impl Backoff {
    /// Not before this long from now, and no failure is remembered.
    #[must_use]
    pub fn resting(rest: Duration) -> Self {
        Self { failures: 0, at: Instant::now() + rest }
    }

    pub fn failed(&mut self) {
        let pause = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.at = Instant::now() + pause;
    }

    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.failures > 0
    }

    #[must_use]
    pub fn is_due(&self) -> bool {
        Instant::now() >= self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_doubles_the_pause_up_to_the_longest() {
        let mut backoff = Backoff::resting(Duration::ZERO);
        assert!(backoff.is_due() && !backoff.has_failed());
        let pauses: Vec<u64> = (0..40)
            .map(|_| {
                backoff.failed();
                assert!(!backoff.is_due());
                // The moments between are lost.
                u64::try_from((backoff.at - Instant::now()).as_millis()).unwrap().div_ceil(250) * 250
            })
            .collect();
        assert_eq!(pauses[..7], [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
        assert_eq!(pauses[39], 8_000);
    }
}
