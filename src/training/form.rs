use jiff::{SignedDuration, Zoned};
use serde::Deserialize;

use super::model::{Audience, Event, Kind};
use super::store::Listed;
use crate::availability::{WallTime, on_the_wall};
use crate::platform::clock::{Day, Instant, london};
use crate::platform::web::forms::{line, optional, paragraphs, web_link};
use crate::platform::web::{DateBoxes, FormErrors};

/// How long an event can be.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 31);

/// An event as its coordinator types it. Times are London's.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EventForm {
    pub version: String,
    pub submission: String,
    pub title: String,
    pub kind: String,
    pub audience: String,
    pub about: String,
    #[serde(rename = "on-day")]
    pub on_day: String,
    #[serde(rename = "on-month")]
    pub on_month: String,
    #[serde(rename = "on-year")]
    pub on_year: String,
    pub from: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
    pub to: String,
    /// `online`, `place` or `both`.
    pub meeting: String,
    pub place: String,
    pub booking: String,
    pub link: String,
    #[serde(rename = "book-day")]
    pub book_day: String,
    #[serde(rename = "book-month")]
    pub book_month: String,
    #[serde(rename = "book-year")]
    pub book_year: String,
    pub cost: String,
    pub cpd: String,
}

impl EventForm {
    pub(super) fn of(event: &Listed) -> Self {
        let (from, to) = (event.starts_at.in_london(), event.ends_at.in_london());
        let (on_day, on_month, on_year) = boxes(Some(Day::new(from.date())));
        let several = (from.date() != to.date()).then(|| Day::new(to.date()));
        let (until_day, until_month, until_year) = boxes(several);
        let (book_day, book_month, book_year) = boxes(event.book_by);
        let meeting = match (event.online, event.place.is_empty()) {
            (true, true) => "online",
            (true, false) => "both",
            (false, _) => "place",
        };
        Self {
            version: event.version.to_string(),
            submission: String::new(),
            title: event.title.clone(),
            kind: event.kind.code().to_owned(),
            audience: event.audience.code().to_owned(),
            about: event.about.clone(),
            on_day,
            on_month,
            on_year,
            from: clock(&from),
            until_day,
            until_month,
            until_year,
            to: clock(&to),
            meeting: meeting.to_owned(),
            place: event.place.clone(),
            booking: event.booking.clone(),
            link: event.link.clone().unwrap_or_default(),
            book_day,
            book_month,
            book_year,
            cost: event.cost.clone(),
            cpd: event.cpd_half_hours.map(|half| format!("{}", f32::from(half) / 2.0)).unwrap_or_default(),
        }
    }

    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(&self, now: Instant) -> Result<Event, FormErrors> {
        let mut errors = FormErrors::none();
        let title = errors.take("title", title(&self.title));
        let kind = errors.take("kind", Kind::from_code(&self.kind).ok_or("Select what kind of event it is"));
        let audience =
            errors.take("audience", Audience::from_code(&self.audience).ok_or("Select whom it is for"));
        let about = errors.take("about", paragraphs(&self.about, "what it is about", 2000));
        let times = self.times(now, &mut errors);
        let (online, needs_place) = match self.meeting.as_str() {
            "online" => (true, false),
            "place" => (false, true),
            "both" => (true, true),
            _ => {
                errors.add("meeting", "Select how people take part");
                (false, false)
            }
        };
        let place = if needs_place {
            errors.take("place", line(&self.place, "the place", 160))
        } else {
            Some(String::new())
        };
        let booking = errors.take("booking", paragraphs(&self.booking, "how to book", 600));
        let link = errors.take("link", optional(&self.link, |raw| web_link(raw, "the link")));
        let book =
            DateBoxes { name: "book", day: &self.book_day, month: &self.book_month, year: &self.book_year };
        let book_by = book.parse("the last day to book", &mut errors);
        if let (Some(book_by), Some((starts_at, _))) = (book_by, times)
            && book_by.date() > starts_at.in_london().date()
        {
            errors.add("book-day", "The last day to book must not be after the event begins");
        }
        let cost = errors.take("cost", optional(&self.cost, |raw| line(raw, "what it costs", 80)));
        let cpd_half_hours = errors.take("cpd", optional(&self.cpd, half_hours));
        match (title, kind, audience, about, times, place, booking, link, cost, cpd_half_hours) {
            (
                Some(title),
                Some(kind),
                Some(audience),
                Some(about),
                Some((starts_at, ends_at)),
                Some(place),
                Some(booking),
                Some(link),
                Some(cost),
                Some(cpd_half_hours),
            ) if errors.is_empty() => Ok(Event {
                title,
                kind,
                audience,
                about,
                starts_at,
                ends_at,
                online,
                place,
                booking,
                link,
                book_by,
                cost: cost.unwrap_or_default(),
                cpd_half_hours,
            }),
            _ => Err(errors),
        }
    }

    /// From when to when.
    fn times(&self, now: Instant, errors: &mut FormErrors) -> Option<(Instant, Instant)> {
        let on = DateBoxes { name: "on", day: &self.on_day, month: &self.on_month, year: &self.on_year };
        if on.is_blank() {
            errors.add("on-day", "Enter the day");
        }
        let on = on.parse("the day", errors);
        let from = errors.take("from", WallTime::parse(&self.from));
        let until = DateBoxes {
            name: "until",
            day: &self.until_day,
            month: &self.until_month,
            year: &self.until_year,
        };
        let several = !until.is_blank();
        let until = until.parse("the last day", errors);
        let to = errors.take("to", WallTime::parse(&self.to));
        if several && until.is_none() {
            return None;
        }
        let on = on?;
        let starts_at = on_the_wall(&london(), on.date(), from?)?.edge();
        let ends_at = on_the_wall(&london(), until.unwrap_or(on).date(), to?)?.edge();
        if ends_at <= starts_at {
            errors.add("to", "It must end after it begins");
            return None;
        }
        if ends_at.since(starts_at) > LONGEST {
            errors.add(
                "until-day",
                "An event can last a month at most. Add the later days as events of their own",
            );
            return None;
        }
        if ends_at <= now {
            errors.add("on-day", "This day is over");
            return None;
        }
        Some((starts_at, ends_at))
    }
}

fn title(raw: &str) -> Result<String, String> {
    let title = line(raw, "a title", 120)?;
    if title.chars().count() < 3 {
        Err("Enter a title of at least 3 characters".to_owned())
    } else {
        Ok(title)
    }
}

/// Hours, as "1.5" or "3", in half hours.
fn half_hours(raw: &str) -> Result<i16, String> {
    let wrong = || "Enter the hours as a number like 1.5, up to 40".to_owned();
    let (whole, part) = raw.trim().split_once(['.', ',']).unwrap_or((raw.trim(), "0"));
    let whole: i16 = whole.parse().map_err(|_| wrong())?;
    let half = match part.trim_end_matches('0') {
        "" => 0,
        "5" => 1,
        _ => return Err("Enter the hours to the nearest half, like 1.5".to_owned()),
    };
    if (0..=40).contains(&whole) && (1..=80).contains(&(whole * 2 + half)) {
        Ok(whole * 2 + half)
    } else {
        Err(wrong())
    }
}

fn clock(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn boxes(day: Option<Day>) -> (String, String, String) {
    day.map(Day::date).map_or_else(Default::default, |date| {
        (date.day().to_string(), date.month().to_string(), date.year().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_to_the_half() {
        assert_eq!(["1.5", "3", "0,5", "2.50"].map(half_hours), [Ok(3), Ok(6), Ok(1), Ok(5)]);
        for bad in ["0", "", "1.25", "41", "-1", "three"] {
            assert!(half_hours(bad).is_err(), "{bad}");
        }
    }
}
