use crate::events::{Recorded, Subject};
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::mail::EmailAddress;

crate::id_type! {
    /// A programme inside a pool.
    SchemeId
}

crate::code_type! {
    /// What kind of scheme it is.
    Kind {
        General => "general", "For everybody";
        Profession => "profession", "For one profession";
        UnderRepresented => "under-represented", "For an under-represented group";
        Reverse => "reverse", "Reverse (reciprocal) mentoring";
        Peer => "peer", "Peer coaching";
    }
}

/// What a scheme says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub name: String,
    pub kind: Kind,
    /// In a sentence.
    pub summary: String,
    pub offers: String,
    pub for_whom: String,
    pub how_to_join: String,
    /// Whom to ask.
    pub contact: String,
    /// Shown to everybody; of a team rather than a person.
    pub contact_email: Option<EmailAddress>,
    pub link: Option<String>,
    /// The first and the last day on which one can join.
    pub opens_on: Option<Day>,
    pub closes_on: Option<Day>,
}

/// Whether one can join on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    Always,
    /// From a day on.
    From(Day),
    /// Until a day, that day included.
    Until(Day),
    Over,
}

impl Joining {
    #[must_use]
    pub fn on(day: Day, opens: Option<Day>, closes: Option<Day>) -> Self {
        match (opens, closes) {
            (_, Some(closes)) if closes < day => Self::Over,
            (Some(opens), _) if day < opens => Self::From(opens),
            (_, Some(closes)) => Self::Until(closes),
            _ => Self::Always,
        }
    }
}

/// What happens to schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeEvent {
    Added(SchemeId, PoolId),
    Changed(SchemeId, PoolId),
    Ended(SchemeId, PoolId),
}

impl SchemeEvent {
    const fn of(self) -> (SchemeId, PoolId) {
        let (Self::Added(scheme, pool) | Self::Changed(scheme, pool) | Self::Ended(scheme, pool)) = self;
        (scheme, pool)
    }
}

impl Recorded for SchemeEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(..) => "scheme.added",
            Self::Changed(..) => "scheme.changed",
            Self::Ended(..) => "scheme.ended",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "scheme", id: self.of().0.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.of().1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn joining_is_open_from_the_first_day_to_the_last() {
        let day = |number: i8| Day::new(date(2027, 3, number));
        let on = |number: i8| Joining::on(day(number), Some(day(4)), Some(day(6)));
        assert_eq!(on(3), Joining::From(day(4)));
        assert_eq!(on(4), Joining::Until(day(6)));
        assert_eq!(on(6), Joining::Until(day(6)));
        assert_eq!(on(7), Joining::Over);
        assert_eq!(Joining::on(day(1), None, None), Joining::Always);
        assert_eq!(Joining::on(day(5), Some(day(4)), None), Joining::Always);
    }
}
