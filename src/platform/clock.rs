//! The only source of time. Everything that needs "now" takes it from [`Clock`], so that tests can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A moment in UTC, to the microsecond that Postgres keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(Timestamp);

impl Instant {
    /// A moment from a timestamp, cut to whole microseconds.
    #[must_use]
    pub fn new(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }

    /// The moment this many microseconds after 1 January 1970 UTC; the epoch itself when out of range.
    #[must_use]
    pub fn from_microsecond(microsecond: i64) -> Self {
        Self(Timestamp::from_microsecond(microsecond).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// Seconds since 1 January 1970 UTC, rounded down.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.as_microsecond().div_euclid(1_000_000)
    }

    /// So many months before this moment by the calendar of the United Kingdom: what was kept since then has been kept so long.
    #[must_use]
    pub fn months_before(self, months: i32) -> Self {
        self.in_london().checked_sub(months.months()).map_or_else(
            |_| self.minus(SignedDuration::from_hours(24 * 31 * i64::from(months))),
            |then| Self::new(then.timestamp()),
        )
    }

    /// This moment on a wall clock in the given zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Zoned {
        self.0.to_zoned(zone.clone())
    }

    /// This moment on a wall clock in Europe/London, the zone that limits are counted in.
    #[must_use]
    pub fn in_london(self) -> Zoned {
        self.in_zone(&london())
    }

    /// The moment this much later; the latest or earliest representable moment when out of range.
    #[must_use]
    pub fn plus(self, duration: SignedDuration) -> Self {
        Self::new(self.0.saturating_add(duration).unwrap_or(self.0))
    }

    #[must_use]
    pub fn minus(self, duration: SignedDuration) -> Self {
        self.plus(-duration)
    }

    /// How long after `earlier` this is; negative when it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }
}

/// Europe/London, or UTC on a machine without time zone data.
#[must_use]
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// A calendar day without a time or zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(civil::Date);

impl Day {
    #[must_use]
    pub const fn new(date: civil::Date) -> Self {
        Self(date)
    }

    #[must_use]
    pub fn date(self) -> civil::Date {
        self.0
    }
}

macro_rules! sqlx_via_jiff {
    ($own:ty, $wrapper:ident, $inner:ty) => {
        impl sqlx::Type<sqlx::Postgres> for $own {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <jiff_sqlx::$wrapper as sqlx::Type<sqlx::Postgres>>::type_info()
            }

            fn compatible(ty: &sqlx::postgres::PgTypeInfo) -> bool {
                <jiff_sqlx::$wrapper as sqlx::Type<sqlx::Postgres>>::compatible(ty)
            }
        }

        impl sqlx::postgres::PgHasArrayType for $own {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <jiff_sqlx::$wrapper as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl sqlx::Encode<'_, sqlx::Postgres> for $own {
            fn encode_by_ref(
                &self,
                buffer: &mut sqlx::postgres::PgArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                sqlx::Encode::<sqlx::Postgres>::encode_by_ref(&jiff_sqlx::$wrapper::from(self.0), buffer)
            }
        }

        impl<'r> sqlx::Decode<'r, sqlx::Postgres> for $own {
            fn decode(value: sqlx::postgres::PgValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let wrapper = <jiff_sqlx::$wrapper as sqlx::Decode<sqlx::Postgres>>::decode(value)?;
                Ok(Self(<$inner>::from(wrapper)))
            }
        }
    };
}

sqlx_via_jiff!(Instant, Timestamp, Timestamp);
sqlx_via_jiff!(Day, Date, civil::Date);

/// Where the App reads the time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Moved(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until somebody moves it.
    #[must_use]
    pub fn standing(at: Instant) -> Self {
        Self(Source::Moved(Arc::new(AtomicI64::new(at.timestamp().as_microsecond()))))
    }

    /// Moves a standing clock forward (or back, when negative). The machine's clock does not move.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Moved(microsecond) = &self.0 {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            microsecond.fetch_add(by, Ordering::SeqCst);
        }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Source::System => Instant::new(Timestamp::now()),
            Source::Moved(microsecond) => Instant::from_microsecond(microsecond.load(Ordering::SeqCst)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let clock = Clock::standing(Instant::from_microsecond(1_000_000));
        let before = clock.now();
        clock.advance(SignedDuration::from_mins(5));
        assert_eq!(clock.now().since(before), SignedDuration::from_mins(5));
    }
}
