use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::availability::{WallTime, choosing};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::platform::web::{Choice, DateBoxes, FormErrors};
use crate::platform::words;

/// Lengths a session is planned for, in minutes.
const PLANNED: [i64; 6] = [30, 45, 60, 75, 90, 120];

/// A time as it is chosen or typed, for a session to be booked or moved.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TimesForm {
    pub submission: String,
    /// `offers` where one of the times the other offers is chosen.
    pub from: String,
    /// One of these times.
    pub offered: String,
    /// One of the times at hand, or `other`.
    pub time: String,
    pub minutes: String,
    #[serde(rename = "on-day")]
    pub day: String,
    #[serde(rename = "on-month")]
    pub month: String,
    #[serde(rename = "on-year")]
    pub year: String,
    pub at: String,
}

/// Times as they are typed, for the other to choose from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OffersForm {
    /// `yes` where times of the other's were on the page, which these take the place of.
    pub instead: String,
    #[serde(rename = "on_1-day")]
    pub day_1: String,
    #[serde(rename = "on_1-month")]
    pub month_1: String,
    #[serde(rename = "on_1-year")]
    pub year_1: String,
    pub at_1: String,
    #[serde(rename = "on_2-day")]
    pub day_2: String,
    #[serde(rename = "on_2-month")]
    pub month_2: String,
    #[serde(rename = "on_2-year")]
    pub year_2: String,
    pub at_2: String,
    #[serde(rename = "on_3-day")]
    pub day_3: String,
    #[serde(rename = "on_3-month")]
    pub month_3: String,
    #[serde(rename = "on_3-year")]
    pub year_3: String,
    pub at_3: String,
}

/// A day in boxes, and a time of day, by the clock of whoever typed them.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    pub on: DateBoxes<'a>,
    /// The name of the field of the time.
    pub at_name: &'static str,
    pub at: &'a str,
}

impl Typed<'_> {
    fn is_blank(&self) -> bool {
        self.on.is_blank() && self.at.trim().is_empty()
    }

    /// The time that was typed, for so many minutes; what is wrong is noted beside its field.
    fn parse(&self, zone: &TimeZone, minutes: i64, now: Instant, errors: &mut FormErrors) -> Option<Span> {
        let day_field = format!("{}-day", self.on.name);
        let day = self.on.parse("the day", errors);
        if self.on.is_blank() {
            errors.add(&day_field, "Enter the day");
        }
        let minute = errors.take(self.at_name, WallTime::parse(self.at));
        let (day, minute) = (day?.date(), minute?.minutes());
        let Some(starts) = moment(day, minute.into(), zone) else {
            errors.add(self.at_name, "Enter another time of day");
            return None;
        };
        if starts <= now {
            let passed = day < now.in_zone(zone).date();
            let field = if passed { day_field.as_str() } else { self.at_name };
            errors.add(field, "Choose a time that lies ahead");
            return None;
        }
        if super::arranging::is_too_far(starts, now) {
            errors.add(&day_field, "Choose a day within the next twelve months");
            return None;
        }
        Some(Span::of_minutes(starts, minutes))
    }
}

/// The moment of a day and a minute of it on this clock; none when there is no such one.
pub(super) fn moment(day: Date, minute: i64, zone: &TimeZone) -> Option<Instant> {
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    Some(Instant::new(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp()))
}

impl TimesForm {
    /// The time of one's own, as it was typed.
    fn typed(&self) -> Typed<'_> {
        let on = DateBoxes { name: "on", day: &self.day, month: &self.month, year: &self.year };
        Typed { on, at_name: "at", at: &self.at }
    }

    /// One of the other's times is chosen.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.from == "offers"
    }

    /// How long it is to be, where that is said; as agreed otherwise.
    #[must_use]
    pub fn planned(&self, agreed: i64) -> i64 {
        self.minutes.trim().parse().ok().filter(|minutes| (10..=240).contains(minutes)).unwrap_or(agreed)
    }

    /// The field beside which a choice that cannot be made is shown: one that is on the page.
    fn field(&self, room: &Room) -> &'static str {
        if self.is_answer() && !room.offered.is_empty() {
            "offered"
        } else if room.free.is_empty() {
            "on-day"
        } else {
            "time"
        }
    }

    /// The one time that was chosen among those at hand, or typed.
    ///
    /// # Errors
    /// A sentence beside the field that is wrong.
    pub fn one(&self, room: &Room, now: Instant) -> Result<Span, FormErrors> {
        let minutes = self.planned(room.minutes);
        let chosen = if self.is_answer() { self.offered.trim() } else { self.time.trim() };
        if !chosen.is_empty() && chosen != "other" {
            let at_hand: Vec<Span> = room.offered.iter().chain(&room.free).copied().collect();
            return choosing::find(&at_hand, [chosen])
                .map(|span| {
                    if room.offered.contains(&span) { span } else { Span::of_minutes(span.starts(), minutes) }
                })
                .ok_or_else(|| {
                    FormErrors::one(self.field(room), "This time is no longer free. Choose another one")
                });
        }
        let typed = self.typed();
        if self.is_answer() || (chosen.is_empty() && typed.is_blank()) {
            return Err(FormErrors::one(self.field(room), "Choose a time"));
        }
        let mut errors = FormErrors::none();
        typed.parse(&room.zone, minutes, now, &mut errors).ok_or(errors)
    }
}

impl OffersForm {
    /// The three times, as they were typed.
    #[must_use]
    pub fn typed(&self) -> [Typed<'_>; 3] {
        let boxes = |name, day, month, year| DateBoxes { name, day, month, year };
        [
            Typed {
                on: boxes("on_1", &self.day_1, &self.month_1, &self.year_1),
                at_name: "at_1",
                at: &self.at_1,
            },
            Typed {
                on: boxes("on_2", &self.day_2, &self.month_2, &self.year_2),
                at_name: "at_2",
                at: &self.at_2,
            },
            Typed {
                on: boxes("on_3", &self.day_3, &self.month_3, &self.year_3),
                at_name: "at_3",
                at: &self.at_3,
            },
        ]
    }

    #[must_use]
    pub fn is_instead(&self) -> bool {
        self.instead == "yes"
    }

    /// The times that are offered, each for as long as agreed, the earliest first.
    ///
    /// # Errors
    /// A sentence beside each field that is wrong.
    pub fn parse(&self, room: &Room, now: Instant) -> Result<Vec<Span>, FormErrors> {
        let mut errors = FormErrors::none();
        let mut spans: Vec<Span> = self
            .typed()
            .iter()
            .filter(|one| !one.is_blank())
            .filter_map(|one| one.parse(&room.zone, room.minutes, now, &mut errors))
            .collect();
        spans.sort_unstable();
        spans.dedup();
        if spans.is_empty() && errors.is_empty() {
            errors.add("on_1-day", "Enter at least one time");
        }
        if errors.is_empty() { Ok(spans) } else { Err(errors) }
    }
}

/// The times one of the two can choose from now.
#[derive(Debug, Clone)]
pub struct Room {
    /// What the other offers and is still free.
    pub offered: Vec<Span>,
    /// How many times the other offers that are none any more: one of the two is in another meeting then, or they have ended.
    pub clashing: usize,
    /// What the coach's or mentor's weekly times leave free for both, as far as that is known.
    pub free: Vec<Span>,
    /// How long a session is, as agreed, in minutes.
    pub minutes: i64,
    pub zone: TimeZone,
}

impl Room {
    /// The other offers times, whether they are still free or not.
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        !self.offered.is_empty() || self.clashing > 0
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

    /// Only times up to this day are left, by the hub's calendar.
    pub fn end_on(&mut self, last: Day) {
        for spans in [&mut self.offered, &mut self.free] {
            spans.retain(|span| crate::organisations::day_of(span.starts()) <= last);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::london;

    fn room() -> Room {
        Room { offered: vec![], clashing: 0, free: vec![], minutes: 60, zone: london() }
    }

    fn noon() -> Instant {
        Instant::new("2027-03-04T12:00:00Z".parse().unwrap())
    }

    fn typed(day: &str, month: &str, year: &str, at: &str) -> TimesForm {
        let [day, month, year, at] = [day, month, year, at].map(str::to_owned);
        TimesForm { day, month, year, at, ..TimesForm::default() }
    }

    fn wrong(form: &TimesForm) -> Vec<String> {
        let errors = form.one(&room(), noon()).unwrap_err();
        errors.iter().map(|error| error.field.clone()).collect()
    }

    #[test]
    fn a_time_of_ones_own_may_lie_a_year_ahead() {
        let twelve_weeks = typed("27", "5", "2027", "2:30pm").one(&room(), noon()).unwrap();
        let expected = Instant::new("2027-05-27T13:30:00Z".parse().unwrap());
        assert_eq!(twelve_weeks, Span::of_minutes(expected, 60), "by London's clock");
        assert!(typed("3", "march", "2028", "9am").one(&room(), noon()).is_ok());
        assert_eq!(wrong(&typed("9", "3", "2028", "9am")), ["on-day"], "more than a year");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        assert_eq!(wrong(&TimesForm::default()), ["on-day"]);
        assert_eq!(wrong(&typed("", "", "", "6pm")), ["on-day"]);
        assert_eq!(wrong(&typed("9", "3", "2027", "")), ["at"]);
        assert_eq!(wrong(&typed("9", "3", "2027", "late")), ["at"]);
        assert_eq!(wrong(&typed("9", "13", "2027", "6pm")), ["on-month"]);
        assert_eq!(wrong(&typed("3", "3", "2027", "6pm")), ["on-day"], "a day that has passed");
        assert_eq!(wrong(&typed("4", "3", "2027", "9am")), ["at"], "a time of today that has passed");
        let answer = TimesForm { from: "offers".to_owned(), ..typed("9", "3", "2027", "6pm") };
        assert_eq!(wrong(&answer), ["on-day"], "what was typed elsewhere is not an answer");
    }

    #[test]
    fn up_to_three_times_are_offered_and_each_says_what_is_wrong_with_it() {
        let mut form = OffersForm { at_2: "6pm".to_owned(), day_3: "9".to_owned(), ..OffersForm::default() };
        let fields = |form: &OffersForm| -> Vec<String> {
            let errors = form.parse(&room(), noon()).unwrap_err();
            errors.iter().map(|error| error.field.clone()).collect()
        };
        assert_eq!(fields(&form), ["on_2-day", "on_3-month", "at_3"]);
        assert_eq!(fields(&OffersForm::default()), ["on_1-day"]);
        form.day_2 = "10".to_owned();
        for part in [&mut form.month_2, &mut form.month_3] {
            "3".clone_into(part);
        }
        for part in [&mut form.year_2, &mut form.year_3] {
            "2027".clone_into(part);
        }
        "7pm".clone_into(&mut form.at_3);
        let spans = form.parse(&room(), noon()).unwrap();
        assert_eq!(spans.len(), 2);
        assert!(spans[0].starts() < spans[1].starts(), "the earliest first");
    }
}
