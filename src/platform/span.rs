//! A stretch of time with both its ends.

use jiff::SignedDuration;

use super::clock::Instant;

/// From one moment to a later one; the end does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    starts: Instant,
    ends: Instant,
}

impl Span {
    /// None when it would end before or as it starts.
    #[must_use]
    pub fn new(starts: Instant, ends: Instant) -> Option<Self> {
        (ends > starts).then_some(Self { starts, ends })
    }

    /// So many minutes, at least one, from a moment on.
    #[must_use]
    pub fn of_minutes(starts: Instant, minutes: i64) -> Self {
        Self { starts, ends: starts.plus(SignedDuration::from_mins(minutes.max(1))) }
    }

    #[must_use]
    pub const fn starts(&self) -> Instant {
        self.starts
    }

    #[must_use]
    pub const fn ends(&self) -> Instant {
        self.ends
    }

    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.ends.since(self.starts).as_mins()
    }

    /// Whether they share a moment.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }

    /// Whether the whole of `other` lies in it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.starts <= other.starts && other.ends <= self.ends
    }

    /// What both share.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Option<Self> {
        Self::new(self.starts.max(other.starts), self.ends.min(other.ends))
    }

    /// The same with as much more at both ends.
    #[must_use]
    pub fn widened(&self, minutes: i64) -> Self {
        let by = SignedDuration::from_mins(minutes.max(0));
        Self { starts: self.starts.minus(by), ends: self.ends.plus(by) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span() -> impl Strategy<Value = Span> {
        (0_i64..200, 1_i64..60).prop_map(|(start, length)| {
            Span::of_minutes(Instant::from_microsecond(start * 60_000_000), length)
        })
    }

    proptest! {
        #[test]
        fn two_overlap_exactly_when_they_share_something(one in span(), other in span()) {
            prop_assert_eq!(one.overlaps(&other), one.shared(&other).is_some());
            prop_assert_eq!(one.overlaps(&other), other.overlaps(&one));
            if let Some(shared) = one.shared(&other) {
                prop_assert!(one.covers(&shared) && other.covers(&shared));
            }
        }
    }
}
