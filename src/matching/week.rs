/// Hours of a week, Monday 0:00 first: one bit each, in one time zone that all who are compared share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct WeekHours(pub [u64; 3]);

impl WeekHours {
    pub const HOURS: usize = 7 * 24;

    /// These hours, counted from Monday 0:00; beyond Sunday they wrap around to Monday.
    #[must_use]
    pub fn of(hours: impl IntoIterator<Item = usize>) -> Self {
        let mut week = Self::default();
        for hour in hours {
            let hour = hour % Self::HOURS;
            week.0[hour / 64] |= 1 << (hour % 64);
        }
        week
    }

    #[must_use]
    pub const fn count(self) -> u32 {
        self.0[0].count_ones() + self.0[1].count_ones() + self.0[2].count_ones()
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.count() == 0
    }

    /// The hours in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1], self.0[2] & other.0[2]])
    }

    #[must_use]
    pub const fn holds(self, hour: usize) -> bool {
        hour < Self::HOURS && self.0[hour / 64] >> (hour % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_beyond_sunday_are_mondays() {
        let week = WeekHours::of([0, 63, 64, 167, 168]);
        assert_eq!(week.count(), 4);
        assert!(week.holds(0) && week.holds(63) && week.holds(64) && week.holds(167));
        assert!(!week.holds(168) && !week.holds(1));
        assert!(week.and(WeekHours::default()).is_empty());
    }
}
