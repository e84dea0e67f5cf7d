use crate::events::{Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::platform::words;

crate::id_type! {
    /// A training or CPD event.
    TrainingEventId
}

crate::code_type! {
    /// What kind of event it is.
    Kind {
        Training => "training", "Training";
        Supervision => "supervision", "Group supervision";
        Network => "network", "Meeting of coaches and mentors";
        Introduction => "introduction", "Introduction for newcomers";
    }
}

crate::code_type! {
    /// Whom it is for.
    Audience {
        Everybody => "everybody", "Everybody";
        CoachesMentors => "coaches-mentors", "Coaches and mentors";
        Mentees => "mentees", "People who have a coach or mentor, or look for one";
        Managers => "managers", "Line managers and sponsors";
    }
}

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub title: String,
    pub kind: Kind,
    pub audience: Audience,
    pub about: String,
    pub starts_at: Instant,
    /// After `starts_at`, and at most a month after it.
    pub ends_at: Instant,
    pub online: bool,
    /// Where it is; may be empty when it is online.
    pub place: String,
    pub booking: String,
    pub link: Option<String>,
    /// The last day to book.
    pub book_by: Option<Day>,
    /// In words; empty when it costs nothing.
    pub cost: String,
    /// What a certificate says, in half hours.
    pub cpd_half_hours: Option<i16>,
}

/// "Thursday 4 March 2027, 9:30am to 4pm", or from one date and time to another.
#[must_use]
pub fn when(starts_at: Instant, ends_at: Instant) -> String {
    let (from, to) = (starts_at.in_london(), ends_at.in_london());
    let start = words::date_time(starts_at);
    if from.date() == to.date() {
        format!("{start} to {}", words::time(to.time()))
    } else {
        format!("{start} to {}", words::date_time(ends_at))
    }
}

/// Half hours as a number of hours: "1 hour", "2.5 hours".
#[must_use]
pub fn hours(half_hours: i16) -> String {
    match (half_hours / 2, half_hours % 2) {
        (1, 0) => "1 hour".to_owned(),
        (whole, 0) => format!("{whole} hours"),
        (0, _) => "half an hour".to_owned(),
        (whole, _) => format!("{whole}.5 hours"),
    }
}

/// What happens to events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    Added(TrainingEventId, PoolId),
    Changed(TrainingEventId, PoolId),
    Cancelled(TrainingEventId, PoolId),
}

impl Happened {
    const fn of(self) -> (TrainingEventId, PoolId) {
        let (Self::Added(event, pool) | Self::Changed(event, pool) | Self::Cancelled(event, pool)) = self;
        (event, pool)
    }
}

impl Recorded for Happened {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(..) => "training-event.added",
            Self::Changed(..) => "training-event.changed",
            Self::Cancelled(..) => "training-event.cancelled",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "training-event", id: self.of().0.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.of().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    #[test]
    fn one_day_is_said_once_and_two_are_said_both() {
        let start = at("2027-03-04T09:30:00Z");
        assert_eq!(when(start, at("2027-03-04T16:00:00Z")), "Thursday 4 March 2027, 9:30am to 4pm");
        assert_eq!(
            when(start, at("2027-03-05T12:00:00Z")),
            "Thursday 4 March 2027, 9:30am to Friday 5 March 2027, midday"
        );
    }

    #[test]
    fn hours_read_as_a_certificate_says_them() {
        assert_eq!(
            [1, 2, 3, 6, 15].map(hours),
            ["half an hour", "1 hour", "1.5 hours", "3 hours", "7.5 hours"]
        );
    }
}
