/// Numbers that look random and are the same on every run: `SplitMix64`.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: i32, most: i32) -> i32 {
        let span = usize::try_from(most - least + 1).unwrap_or(1);
        least + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, many: usize) -> bool {
        self.below(100) < many
    }

    /// One of these; there is at least one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of these by weight.
    pub fn weighted<T: Copy>(&mut self, from: &[(T, usize)]) -> T {
        let mut left = self.below(from.iter().map(|(_, weight)| weight).sum());
        for (one, weight) in from {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        from[0].0
    }

    /// So many different ones of these, in an order of their own.
    pub fn several<T: Copy>(&mut self, from: &[T], many: usize) -> Vec<T> {
        let mut left: Vec<T> = from.to_vec();
        let mut taken = Vec::new();
        while taken.len() < many && !left.is_empty() {
            taken.push(left.swap_remove(self.below(left.len())));
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_within_their_bounds() {
        let (mut one, mut other) = (Random::new(7), Random::new(7));
        for _ in 0..1_000 {
            let number = one.between(-3, 3);
            assert!((-3..=3).contains(&number));
            assert_eq!(number, other.between(-3, 3));
        }
        assert_ne!(Random::new(7).next(), Random::new(8).next());
    }

    #[test]
    fn weights_are_kept_and_nothing_is_taken_twice() {
        let mut random = Random::new(1);
        let heads = (0..10_000).filter(|_| random.weighted(&[(true, 3), (false, 1)])).count();
        assert!((7_200..7_800).contains(&heads), "{heads}");
        let mut taken = random.several(&[1, 2, 3, 4, 5], 9);
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3, 4, 5]);
    }
}
