use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::times;
use crate::availability::{self, Slot};
use crate::chemistry::model::Status;
use crate::chemistry::reading::Seen;
use crate::chemistry::request::may_go_by_off_duty;
use crate::platform::clock::Instant;
use crate::platform::span::Span;

/// The times one of the two can choose from now.
#[derive(Debug, Clone)]
pub(super) struct Room {
    /// Those that can be booked at once: what the other offers here, or what is known to suit both.
    pub bookable: Vec<Span>,
    /// What the other offered here and one of the two has another meeting in by now: not shown as a choice, and told the truth
    /// about when it is chosen all the same.
    pub taken: Vec<Span>,
    /// Their own free times, to be offered.
    pub own: Vec<Span>,
    pub minutes: i64,
    pub zone: TimeZone,
}

impl Room {
    /// For the reader of a request; empty where no time is to be chosen. One statement, where one is.
    ///
    /// # Errors
    /// The database's.
    pub async fn load(db: &mut PgConnection, seen: &Seen, now: Instant) -> Result<Self, sqlx::Error> {
        let zone = seen.facts.zone.clone();
        let none = Vec::new;
        let mut room = Self { bookable: none(), taken: none(), own: none(), minutes: seen.minutes, zone };
        let to_come = seen.facts.meeting.is_some_and(|meeting| now < meeting.starts());
        let choosing = match seen.facts.status {
            Status::Sent | Status::Questioned => !seen.facts.is_mentee(),
            Status::Arranging => true,
            Status::Booked => to_come,
            _ => false,
        };
        if !choosing {
            return Ok(room);
        }
        let (practitioner, mentee) = (seen.practitioner.account_id, seen.mentee.account_id);
        let between = availability::between(db, practitioner, mentee, now, Some(seen.minutes)).await?;
        let spread = |slots: Vec<Slot>| times::spread(slots.into_iter().map(|slot| slot.span), &room.zone);
        let (own, more) = if seen.facts.is_mentee() {
            (none(), spread(between.slots))
        } else {
            let by_off_duty = may_go_by_off_duty(seen.facts.status, seen.times);
            (spread(between.slots), if by_off_duty { spread(between.mutual) } else { none() })
        };
        room.own = own;
        let among = |busy: &[Span], span: &Span| busy.iter().any(|busy| busy.overlaps(span));
        let offered = seen.offered_to_me().iter().copied();
        (room.taken, room.bookable) = offered.partition(|span| among(&between.busy, span));
        let meeting = seen.facts.meeting.filter(|_| seen.facts.status == Status::Booked);
        for span in more {
            if !room.bookable.contains(&span) && meeting != Some(span) {
                room.bookable.push(span);
            }
        }
        room.bookable.sort_unstable();
        Ok(room)
    }

    /// For tests of what is typed.
    #[cfg(test)]
    pub fn of(bookable: Vec<Span>, own: Vec<Span>, minutes: i64, zone: TimeZone) -> Self {
        Self { bookable, taken: Vec::new(), own, minutes, zone }
    }
}
