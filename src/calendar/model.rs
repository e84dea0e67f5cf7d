use jiff::tz::TimeZone;

use crate::accounts::first_name;
use crate::platform::clock::london;
use crate::platform::ids::{AccountId, MeetingId, PoolId};
use crate::platform::mail::EmailAddress;
use crate::platform::span::Span;
use crate::platform::words;
use crate::vocabulary::TermId;

/// What a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Kind {
    /// A first conversation.
    Chemistry,
    /// A coaching, mentoring or supervision session.
    Session,
}

impl Kind {
    /// The word the database keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chemistry => "chemistry",
            Self::Session => "session",
        }
    }

    /// "First conversation", as a title begins.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Chemistry => "First conversation",
            Self::Session => "Session",
        }
    }

    /// "first conversation", inside a sentence.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Chemistry => "first conversation",
            Self::Session => "session",
        }
    }
}

/// Whether a meeting takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    Booked,
    Cancelled,
}

/// A meeting to be booked.
#[derive(Debug, Clone)]
pub struct NewMeeting {
    pub pool: PoolId,
    pub kind: Kind,
    pub span: Span,
    /// The two who meet; who is named first does not matter.
    pub people: [AccountId; 2],
    /// Its page: a path of the hub that both may open.
    pub path: String,
    /// How they meet: a term of the delivery vocabulary.
    pub delivery: Option<TermId>,
    /// How to join: a link, a number or a room. Empty: not said yet.
    pub joining: String,
}

/// A meeting as it stands.
#[derive(Debug, Clone)]
pub(super) struct Meeting {
    pub id: MeetingId,
    pub kind: Kind,
    pub status: Status,
    pub span: Span,
    pub path: String,
    pub joining: String,
    /// How they meet, in words.
    pub delivery: Option<String>,
    /// Raised by each change that calendars must learn of.
    pub sequence: i32,
    pub version: i32,
}

/// One of the two who meet, as the other is told of them and as letters reach them.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
    /// The zone their days are told in.
    pub zone: Zone,
}

impl Party {
    pub(super) fn first_name(&self) -> &str {
        first_name(&self.name)
    }
}

/// A time zone by its name in the time zone database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone {
    pub name: String,
    pub rules: TimeZone,
}

impl Zone {
    /// The zone of this name; London where none is known.
    pub(super) fn named(name: &str) -> Self {
        match TimeZone::get(name) {
            Ok(rules) => Self { name: name.to_owned(), rules },
            Err(_) => Self { name: "Europe/London".to_owned(), rules: london() },
        }
    }

    pub(super) fn is_london(&self) -> bool {
        self.name == "Europe/London"
    }

    /// "Lisbon", as people say whose time it is.
    pub(super) fn place(&self) -> String {
        words::zone_place(&self.name)
    }

    /// "Thursday 4 March 2027, 2:30pm to 3pm", with whose time it is where that is not London's.
    pub(super) fn tell(&self, span: &Span) -> String {
        let end = span.ends().in_zone(&self.rules);
        let start = span.starts().in_zone(&self.rules);
        let until = if end.date() == start.date() {
            words::time(end.time())
        } else {
            words::local_date_time(span.ends(), &self.rules)
        };
        let told = format!("{} to {until}", words::local_date_time(span.starts(), &self.rules));
        words::with_zone(told, span.starts(), &self.rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    fn span(from: &str, minutes: i64) -> Span {
        Span::of_minutes(Instant::new(from.parse().unwrap()), minutes)
    }

    #[test]
    fn times_are_told_in_the_readers_zone() {
        let told = |zone: &str, from: &str, minutes| Zone::named(zone).tell(&span(from, minutes));
        assert_eq!(told("Europe/London", "2027-03-04T14:30:00Z", 30), "Thursday 4 March 2027, 2:30pm to 3pm");
        assert_eq!(
            told("Asia/Kolkata", "2027-03-04T18:00:00Z", 60),
            "Thursday 4 March 2027, 11:30pm to Friday 5 March 2027, 12:30am, Kolkata time"
        );
        assert_eq!(told("Mars/Olympus", "2027-07-04T14:30:00Z", 30), "Sunday 4 July 2027, 3:30pm to 4pm");
    }
}
