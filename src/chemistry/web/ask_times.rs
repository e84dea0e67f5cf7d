use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::ask_form::{times_field, value_of};
use super::times::{self, DayOfPicks};
use crate::availability::{self, Between, Slot};
use crate::platform::clock::{Instant, london};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;
use crate::platform::words;

/// So many times that suit the mentee's off-duty go along with a request.
const MUTUAL: usize = 3;

/// The times of somebody who is asked, for a mentee to choose from.
pub(super) struct TimesOf {
    pub slots: Vec<Span>,
    /// Those that go along when they are to suit the mentee's off-duty.
    pub mutual: Vec<Span>,
    /// How long a first conversation with them takes.
    pub minutes: i64,
    /// The slots as the page shows them, the chosen ones ticked.
    pub days: Vec<DayOfPicks>,
    /// The key of their field.
    pub field: String,
    /// The mentee's.
    zone: TimeZone,
}

impl Default for TimesOf {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            mutual: Vec::new(),
            minutes: 30,
            days: Vec::new(),
            field: String::new(),
            zone: london(),
        }
    }
}

impl TimesOf {
    /// Puts the slots under their days, with those ticked that were chosen of this person.
    pub fn tick(&mut self, id: AccountId, place: usize, several: bool, chosen: &[String]) {
        self.field = times_field(place, several);
        let whole = |value: &str| if several { value_of(id, value) } else { value.to_owned() };
        let theirs = |value: &&str| chosen.iter().any(|one| *one == whole(value));
        let all: Vec<String> = self.slots.iter().map(|span| times::value(span.starts())).collect();
        let chosen: Vec<String> = all.iter().map(String::as_str).filter(theirs).map(str::to_owned).collect();
        self.days = times::by_day(&self.slots, &self.zone, &chosen);
        for pick in self.days.iter_mut().flat_map(|day| &mut day.picks) {
            pick.value = whole(&pick.value);
        }
    }

    /// The slots under their days.
    pub fn days(&self) -> &[DayOfPicks] {
        &self.days
    }

    /// Times that suit both, written out.
    pub fn suits_both(&self) -> Vec<String> {
        self.mutual.iter().map(|span| words::date_time_in(span.starts(), &self.zone)).collect()
    }
}

/// The times of each of these people, in their order. Two of them are given the same time for the mentee's off-duty only where
/// there is no other. A statement for each.
///
/// # Errors
/// The database's.
pub(super) async fn load(
    db: &mut PgConnection,
    mentee: AccountId,
    people: &[AccountId],
    now: Instant,
) -> Result<Vec<TimesOf>, sqlx::Error> {
    let mut all: Vec<TimesOf> = Vec::with_capacity(people.len());
    for id in people {
        let Between { slots, mutual, zone, minutes, .. } =
            availability::between(db, *id, mentee, now, None).await?;
        let spread = |slots: Vec<Slot>| times::spread(slots.into_iter().map(|slot| slot.span), &zone);
        let (slots, both) = (spread(slots), spread(mutual));
        let given: Vec<Span> = all.iter().flat_map(|one| &one.mutual).copied().collect();
        let mutual = shared_out(&both, &given);
        all.push(TimesOf { slots, mutual, minutes, days: Vec::new(), field: String::new(), zone });
    }
    Ok(all)
}

/// The first of these that overlap none of those given to others; where all do, the first of all.
fn shared_out(times: &[Span], given: &[Span]) -> Vec<Span> {
    let apart = times.iter().filter(|span| !given.iter().any(|other| other.overlaps(span)));
    let apart: Vec<Span> = apart.take(MUTUAL).copied().collect();
    if apart.is_empty() { times.iter().take(MUTUAL).copied().collect() } else { apart }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(all: &[i64]) -> Vec<Span> {
        all.iter().map(|hour| Span::of_minutes(Instant::from_microsecond(hour * 3_600_000_000), 30)).collect()
    }

    #[test]
    fn two_people_are_given_different_times_where_there_are_any() {
        let all = hours(&[1, 2, 3, 4]);
        let first = shared_out(&all, &[]);
        assert_eq!(first, hours(&[1, 2, 3]));
        assert_eq!(shared_out(&all, &first), hours(&[4]));
        assert_eq!(shared_out(&all, &all), hours(&[1, 2, 3]), "better the same than none");
    }

    #[test]
    fn what_was_chosen_of_one_is_not_ticked_for_another() {
        let [grace, owen] = [1, 2].map(|number| AccountId(uuid::Uuid::from_u128(number)));
        let chosen = vec![value_of(owen, "1970-01-01T01:00:00Z")];
        let ticked = |id| {
            let mut times = TimesOf { slots: hours(&[1, 2]), ..TimesOf::default() };
            times.tick(id, 1, true, &chosen);
            times.days.iter().flat_map(|day| &day.picks).map(|pick| pick.chosen).collect::<Vec<_>>()
        };
        assert_eq!((ticked(grace), ticked(owen)), (vec![false, false], vec![true, false]));
    }
}
