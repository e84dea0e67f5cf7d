use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::times;
use crate::availability;
use crate::chemistry::model::Status;
use crate::chemistry::reading::Seen;
use crate::platform::clock::Instant;
use crate::platform::span::Span;

/// The times one of the two can choose from now.
#[derive(Debug, Clone)]
pub(super) struct Room {
    /// Those that can be booked at once: what the other offers here, or what is known to suit both.
    pub bookable: Vec<Span>,
    /// Those of them that the other offered here, and in which they have another meeting by now.
    pub taken: Vec<Span>,
    /// When the other has other meetings.
    busy: Vec<Span>,
    /// Their own free times, to be offered.
    pub own: Vec<Span>,
    pub minutes: i64,
    pub zone: TimeZone,
}

impl Room {
    /// For the reader of a request; empty where no time is to be chosen.
    ///
    /// # Errors
    /// The database's.
    pub async fn load(db: &mut PgConnection, seen: &Seen, now: Instant) -> Result<Self, sqlx::Error> {
        let zone = seen.facts.zone.clone();
        let mut room = Self {
            bookable: Vec::new(),
            taken: Vec::new(),
            busy: seen.busy.clone(),
            own: Vec::new(),
            minutes: seen.minutes,
            zone,
        };
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
        room.bookable = seen.offered_to_me().to_vec();
        room.taken = room.bookable.iter().filter(|span| !room.is_free(span)).copied().collect();
        let found = if seen.facts.is_mentee() {
            availability::slots_of(db, practitioner, now, seen.minutes, None).await?
        } else {
            let own = availability::slots_of(db, practitioner, now, seen.minutes, None).await?;
            room.own = times::spread(own.into_iter().map(|slot| slot.span), &room.zone);
            availability::mutual(db, practitioner, mentee, now, seen.minutes).await?
        };
        let more = times::spread(found.into_iter().map(|slot| slot.span), &room.zone);
        let meeting = seen.facts.meeting.filter(|_| seen.facts.status == Status::Booked);
        for span in more {
            if !room.bookable.contains(&span) && meeting != Some(span) {
                room.bookable.push(span);
            }
        }
        room.bookable.sort_unstable();
        Ok(room)
    }

    fn is_free(&self, span: &Span) -> bool {
        !self.busy.iter().any(|busy| busy.overlaps(span))
    }

    /// What can be booked and is not taken by another meeting of the other's.
    #[must_use]
    pub fn free(&self) -> Vec<Span> {
        self.bookable.iter().filter(|span| self.is_free(span)).copied().collect()
    }

    /// For tests of what is typed.
    #[cfg(test)]
    pub fn of(bookable: Vec<Span>, own: Vec<Span>, minutes: i64, zone: TimeZone) -> Self {
        Self { bookable, taken: Vec::new(), busy: Vec::new(), own, minutes, zone }
    }
}
