use crate::platform::clock::Day;
use crate::platform::zones;

/// How many relationships somebody holds at once, and how many they hold now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub capacity: i16,
    /// Relationships outside the hub; a number its owner keeps.
    pub seen_elsewhere: i16,
    pub active: i16,
    /// Taken by accepted requests that are not agreed yet.
    pub held: i16,
    /// False: no requests for now.
    pub accepting: bool,
    /// The day on which requests are taken again; None: when they say so.
    pub resumes_on: Option<Day>,
    pub version: i32,
}

impl Place {
    /// What somebody has who said nothing yet.
    pub const NEW: Self = Self {
        capacity: 2,
        seen_elsewhere: 0,
        active: 0,
        held: 0,
        accepting: true,
        resumes_on: None,
        version: 1,
    };

    /// Places left, never below none.
    #[must_use]
    pub fn left(&self) -> i16 {
        (self.capacity - self.active - self.held - self.seen_elsewhere).max(0)
    }
}

/// What somebody says about their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPlace {
    /// 0 to 12.
    pub capacity: i16,
    /// 0 to 50.
    pub seen_elsewhere: i16,
    pub accepting: bool,
}

/// Why somebody takes no requests for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Because {
    /// They said so.
    OwnWish,
    /// Two requests in a row had no answer.
    Unanswered,
    /// Several requests in a row were declined.
    Declined,
}

impl Because {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnWish => "own-wish",
            Self::Unanswered => "unanswered",
            Self::Declined => "declined",
        }
    }
}

/// How somebody meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of a time zone: `Europe/London`.
    pub zone: String,
    /// How long a first conversation takes.
    pub chemistry_minutes: i16,
    /// How long the meetings after it take.
    pub meeting_minutes: i16,
    /// How long before a meeting it can still be booked.
    pub notice_hours: i16,
    /// How far ahead times are offered.
    pub horizon_days: i16,
    pub buffer_minutes: i16,
    /// How to join: a link, a number or a room.
    pub joining: String,
    /// Times in words: "evenings after six, most weeks".
    pub outline: String,
    pub version: i32,
}

impl Settings {
    /// What somebody has who said nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            zone: zones::FIRST[0].0.to_owned(),
            chemistry_minutes: 30,
            meeting_minutes: 60,
            notice_hours: 48,
            horizon_days: 56,
            buffer_minutes: 0,
            joining: String::new(),
            outline: String::new(),
            version: 1,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

/// What may change about how somebody meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsChange {
    pub zone: String,
    /// How long a first conversation takes.
    pub chemistry_minutes: i16,
    /// How long the meetings after it take.
    pub meeting_minutes: i16,
    pub notice_hours: i16,
    pub horizon_days: i16,
    pub buffer_minutes: i16,
    pub joining: String,
    pub outline: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_left_are_never_below_none(capacity in 0_i16..=12, elsewhere in 0_i16..=50, active in 0_i16..=50, held in 0_i16..=50) {
            let place = Place { capacity, seen_elsewhere: elsewhere, active, held, ..Place::NEW };
            prop_assert!(place.left() >= 0 && place.left() <= capacity);
            prop_assert_eq!(place.left() == 0, capacity <= elsewhere + active + held);
        }
    }
}
