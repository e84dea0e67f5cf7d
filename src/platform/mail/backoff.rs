use jiff::SignedDuration;
use rand::RngExt;

/// A mail is tried this often: with [`delay`] over about four days, long enough for a weekend without a mail server.
pub(super) const MOST_ATTEMPTS: i32 = 32;

const FIRST: SignedDuration = SignedDuration::from_secs(30);
const LONGEST: SignedDuration = SignedDuration::from_hours(4);

/// How long to wait after this many failed attempts (the first is 1): 30 seconds, doubling up to 4 hours, a fifth
/// more or less by chance so that mails that failed together do not all return together.
pub(super) fn delay(attempts: i32) -> SignedDuration {
    plain(attempts).mul_f64(rand::rng().random_range(0.8..1.2))
}

fn plain(attempts: i32) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    (FIRST * 2_i32.pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_bounded() {
        assert_eq!(plain(1), SignedDuration::from_secs(30));
        assert_eq!(plain(2), SignedDuration::from_secs(60));
        assert_eq!(plain(i32::MAX), LONGEST);
        let whole: SignedDuration =
            (1..MOST_ATTEMPTS).map(plain).fold(SignedDuration::ZERO, |sum, one| sum + one);
        assert!(whole > SignedDuration::from_hours(3 * 24) && whole < SignedDuration::from_hours(5 * 24));
    }

    #[test]
    fn chance_moves_a_wait_by_a_fifth_at_most() {
        for _ in 0..1_000 {
            let wait = delay(1);
            assert!(wait >= SignedDuration::from_secs(24) && wait <= SignedDuration::from_secs(36));
        }
    }
}
