use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::availability::choosing::{self, Typed};
use crate::platform::clock::Instant;
use crate::platform::span::Span;
use crate::platform::web::{Choice, FormErrors};
use crate::platform::words;

/// Lengths a session is planned for, in minutes.
const PLANNED: [i64; 6] = [30, 45, 60, 75, 90, 120];

/// Times as they are chosen or typed, for a session to be booked, moved or offered.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TimesForm {
    pub submission: String,
    /// One of the times at hand, or `other`.
    pub time: String,
    /// Times at hand that are offered.
    pub offer: Vec<String>,
    pub minutes: String,
    pub day_1: String,
    pub at_1: String,
    pub day_2: String,
    pub at_2: String,
    pub day_3: String,
    pub at_3: String,
}

impl TimesForm {
    fn typed(&self) -> [Typed; 3] {
        let one = |day: &str, at: &str| Typed { day: day.to_owned(), at: at.to_owned() };
        [one(&self.day_1, &self.at_1), one(&self.day_2, &self.at_2), one(&self.day_3, &self.at_3)]
    }

    /// How long it is to be, where that is said; as agreed otherwise.
    #[must_use]
    pub fn planned(&self, agreed: i64) -> i64 {
        self.minutes.trim().parse().ok().filter(|minutes| (10..=240).contains(minutes)).unwrap_or(agreed)
    }

    /// The one time that was chosen among those at hand, or typed.
    ///
    /// # Errors
    /// A sentence beside the field that is wrong.
    pub fn one(&self, room: &Room, now: Instant) -> Result<Span, FormErrors> {
        let minutes = self.planned(room.minutes);
        let chosen = self.time.trim();
        if !chosen.is_empty() && chosen != "other" {
            let at_hand: Vec<Span> = room.offered.iter().chain(&room.free).copied().collect();
            return choosing::find(&at_hand, [chosen])
                .map(|span| {
                    if room.offered.contains(&span) { span } else { Span::of_minutes(span.starts(), minutes) }
                })
                .ok_or_else(|| FormErrors::one("time", "This time is no longer free. Choose another one"));
        }
        let [first, ..] = self.typed();
        if chosen.is_empty() && first.day.trim().is_empty() && first.at.trim().is_empty() {
            let field = if room.is_empty() { "day_1" } else { "time" };
            return Err(FormErrors::one(field, "Choose a time, or type one"));
        }
        let mut errors = FormErrors::none();
        let spans = choosing::offered(&[], &[], &[first], &room.zone, minutes, now, &mut errors);
        match spans.as_slice() {
            [span] if errors.is_empty() => Ok(*span),
            _ => Err(errors),
        }
    }

    /// Up to three times that are offered.
    ///
    /// # Errors
    /// A sentence beside each field that is wrong.
    pub fn several(&self, room: &Room, now: Instant) -> Result<Vec<Span>, FormErrors> {
        let mut errors = FormErrors::none();
        let minutes = self.planned(room.minutes);
        let spans =
            choosing::offered(&self.offer, &room.free, &self.typed(), &room.zone, minutes, now, &mut errors);
        if errors.is_empty() { Ok(spans) } else { Err(errors) }
    }
}

/// The times one of the two can choose from now.
#[derive(Debug, Clone)]
pub struct Room {
    /// What the other offers.
    pub offered: Vec<Span>,
    /// What the coach's or mentor's weekly times leave free for both, as far as that is known.
    pub free: Vec<Span>,
    /// How long a session is, as agreed, in minutes.
    pub minutes: i64,
    pub zone: TimeZone,
}

impl Room {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.offered.is_empty() && self.free.is_empty()
    }

    fn choices(&self, spans: &[Span]) -> Vec<Choice> {
        choosing::choices(spans, &self.zone)
    }

    #[must_use]
    pub fn offered_choices(&self) -> Vec<Choice> {
        self.choices(&self.offered)
    }

    /// The free times, with "another time" as the last where one may be typed.
    #[must_use]
    pub fn free_choices(&self) -> Vec<Choice> {
        let mut choices = self.choices(&self.free);
        choices.push(Choice::new("other", "Another time, which I type below"));
        choices
    }

    #[must_use]
    pub fn days(&self, now: Instant) -> Vec<Choice> {
        choosing::days_ahead(now, &self.zone)
    }

    /// Lengths to choose from, the agreed one among them.
    #[must_use]
    pub fn lengths(&self) -> Vec<Choice> {
        let mut lengths = PLANNED.to_vec();
        lengths.push(self.minutes);
        lengths.sort_unstable();
        lengths.dedup();
        lengths
            .into_iter()
            .map(|minutes| Choice::new(minutes.to_string(), words::count(minutes, "minute", "minutes")))
            .collect()
    }
}
