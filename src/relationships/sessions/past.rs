use jiff::tz::TimeZone;
use serde::Deserialize;

use super::form::moment;
use super::model::LENGTHS;
use crate::availability::WallTime;
use crate::platform::clock::{Day, Instant};
use crate::platform::hours::parse_meeting_minutes;
use crate::platform::web::{DateBoxes, FormErrors};

/// A session that was held without being arranged here, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PastForm {
    pub submission: String,
    #[serde(rename = "held-day")]
    pub day: String,
    #[serde(rename = "held-month")]
    pub month: String,
    #[serde(rename = "held-year")]
    pub year: String,
    pub began: String,
    pub took: String,
}

impl PastForm {
    /// When it began and how many minutes it took. Without a time it began at midday.
    pub(super) fn parse(&self, zone: &TimeZone) -> Result<(Instant, i16), FormErrors> {
        let mut errors = FormErrors::none();
        let boxes = DateBoxes { name: "held", day: &self.day, month: &self.month, year: &self.year };
        let day = boxes.parse("the day", &mut errors);
        if boxes.is_blank() {
            errors.add("held-day", "Enter the day on which you met");
        }
        let began = if self.began.trim().is_empty() {
            Some(12 * 60)
        } else {
            errors.take("began", WallTime::parse(&self.began).map(|time| i64::from(time.minutes())))
        };
        let took = errors.take("took", logged(&self.took));
        match (day.map(Day::date), began, took) {
            (Some(day), Some(began), Some(took)) if errors.is_empty() => match moment(day, began, zone) {
                Some(at) => Ok((at, took)),
                None => Err(FormErrors::one("began", "Enter another time")),
            },
            _ => Err(errors),
        }
    }
}

/// Nobody writes down a session of more hours than these: a larger number alone is minutes.
const MOST_BARE_HOURS: u16 = 8;

/// A length as it may be logged.
pub(super) fn logged(raw: &str) -> Result<i16, &'static str> {
    i16::try_from(parse_meeting_minutes(raw, MOST_BARE_HOURS)?)
        .ok()
        .filter(|minutes| LENGTHS.contains(minutes))
        .ok_or("Enter how long it was, from 5 minutes to 8 hours")
}
