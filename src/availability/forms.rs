//! What is typed about places and times. `PlaceForm` and templates/availability/fields.html are for other slices too: an
//! application asks the same.

use serde::Deserialize;

use super::model::{NewPlace, Place, Settings, SettingsChange};
use super::window::{NewWindow, WallTime, Weekday, Window};
use crate::platform::clock::Day;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::zones;
use crate::vocabulary::{List, Term, current};

/// Places, and times in words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub capacity: String,
    pub seen_elsewhere: String,
    /// `yes` or `no`.
    pub accepting: String,
    pub outline: String,
    pub version: String,
}

impl PlaceForm {
    #[must_use]
    pub fn of(place: &Place, outline: &str) -> Self {
        Self {
            capacity: place.capacity.to_string(),
            seen_elsewhere: place.seen_elsewhere.to_string(),
            accepting: if place.accepting { "yes" } else { "no" }.to_owned(),
            outline: outline.to_owned(),
            version: place.version.to_string(),
        }
    }

    /// The places and the times in words.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse(&self) -> Result<(NewPlace, String), FormErrors> {
        let mut errors = FormErrors::none();
        let capacity = errors.take("capacity", number(&self.capacity, "how many people you can see", 0, 12));
        let elsewhere = match self.seen_elsewhere.trim() {
            "" => Some(0),
            raw => errors.take("seen_elsewhere", number(raw, "how many you see elsewhere", 0, 50)),
        };
        let accepting = match self.accepting.as_str() {
            "yes" | "" => Some(true),
            "no" => Some(false),
            _ => errors.take("accepting", Err("Select whether people may ask you")),
        };
        let outline = errors.take("outline", outline(&self.outline));
        match (capacity, elsewhere, accepting, outline) {
            (Some(capacity), Some(seen_elsewhere), Some(accepting), Some(outline)) => {
                Ok((NewPlace { capacity, seen_elsewhere, accepting }, outline))
            }
            _ => Err(errors),
        }
    }
}

/// How somebody meets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub zone: String,
    pub chemistry_minutes: String,
    pub meeting_minutes: String,
    pub notice_hours: String,
    pub horizon_days: String,
    pub buffer_minutes: String,
    pub joining: String,
    pub outline: String,
    pub version: String,
}

impl SettingsForm {
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            zone: settings.zone.clone(),
            chemistry_minutes: settings.chemistry_minutes.to_string(),
            meeting_minutes: settings.meeting_minutes.to_string(),
            notice_hours: settings.notice_hours.to_string(),
            horizon_days: settings.horizon_days.to_string(),
            buffer_minutes: settings.buffer_minutes.to_string(),
            joining: settings.joining.clone(),
            outline: settings.outline.clone(),
            version: settings.version.to_string(),
        }
    }

    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse(&self) -> Result<SettingsChange, FormErrors> {
        let mut errors = FormErrors::none();
        let zone = errors.take("zone", zones::parse(&self.zone));
        let chemistry = errors.take(
            "chemistry_minutes",
            number(&self.chemistry_minutes, "the length of a first conversation in minutes", 15, 120),
        );
        let meeting = errors.take(
            "meeting_minutes",
            number(&self.meeting_minutes, "the length of later meetings in minutes", 15, 180),
        );
        let notice = errors.take("notice_hours", number(&self.notice_hours, "the notice in hours", 0, 672));
        let horizon = errors.take("horizon_days", number(&self.horizon_days, "the days ahead", 7, 365));
        let buffer =
            errors.take("buffer_minutes", number(&self.buffer_minutes, "the break in minutes", 0, 120));
        let joining =
            errors.take("joining", optional(&self.joining, |raw| paragraphs(raw, "how to join", 500)));
        let outline = errors.take("outline", outline(&self.outline));
        match (zone, chemistry, meeting, notice, horizon, buffer, joining, outline) {
            (
                Some(zone),
                Some(chemistry_minutes),
                Some(meeting_minutes),
                Some(notice_hours),
                Some(horizon_days),
                Some(buffer_minutes),
                Some(joining),
                Some(outline),
            ) => Ok(SettingsChange {
                zone,
                chemistry_minutes,
                meeting_minutes,
                notice_hours,
                horizon_days,
                buffer_minutes,
                joining: joining.unwrap_or_default(),
                outline,
            }),
            _ => Err(errors),
        }
    }
}

/// A window to be added.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WindowForm {
    pub weekday: String,
    pub from: String,
    pub to: String,
    pub delivery: String,
    pub place: String,
}

impl WindowForm {
    /// # Errors
    /// A sentence for each field that is wrong.
    pub fn parse(&self, terms: &[Term], day: Day) -> Result<NewWindow, FormErrors> {
        let mut errors = FormErrors::none();
        let weekday = self.weekday.parse().ok().and_then(Weekday::from_number);
        let weekday = errors.take("weekday", weekday.ok_or("Select a day"));
        let from = errors.take("from", WallTime::parse(&self.from));
        let to = errors.take("to", WallTime::parse(&self.to).map(end_of));
        if let (Some(from), Some(to)) = (from, to)
            && to <= from
        {
            errors.add("to", "The end must be after the start. For times past midnight add two windows.");
        }
        let delivery = errors.take("delivery", optional(&self.delivery, |raw| listed(raw, terms, day)));
        let place = errors.take("place", optional(&self.place, |raw| line(raw, "the place", 120)));
        match (weekday, from, to, delivery, place) {
            (Some(weekday), Some(from), Some(to), Some(delivery_id), Some(place)) if errors.is_empty() => {
                Ok(NewWindow { weekday, from, to, delivery_id, place })
            }
            _ => Err(errors),
        }
    }

    #[must_use]
    pub fn of(window: &Window) -> Self {
        Self {
            weekday: window.weekday.number().to_string(),
            from: window.from.code(),
            to: window.to.code(),
            delivery: window.delivery_id.map(|term| term.to_string()).unwrap_or_default(),
            place: window.place.clone().unwrap_or_default(),
        }
    }
}

/// As an end, midnight is the one that closes the day.
fn end_of(time: WallTime) -> WallTime {
    if time.minutes() == 0 { WallTime::END_OF_DAY } else { time }
}

fn listed(raw: &str, terms: &[Term], day: Day) -> Result<crate::vocabulary::TermId, String> {
    current(terms, List::Delivery, day)
        .find(|term| term.term_id.to_string() == raw)
        .map(|term| term.term_id)
        .ok_or_else(|| "Select a way of meeting from the list".to_owned())
}

fn outline(raw: &str) -> Result<String, String> {
    Ok(optional(raw, |raw| line(raw, "the times in words", 300))?.unwrap_or_default())
}

fn number(raw: &str, what: &str, least: i16, most: i16) -> Result<i16, String> {
    let wrong = || format!("Enter {what} as a number from {least} to {most}");
    let number: i16 = raw.trim().parse().map_err(|_| wrong())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(wrong()) }
}
