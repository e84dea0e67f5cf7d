use std::fmt;

use jiff::civil::Time;

use crate::platform::words;
use crate::vocabulary::TermId;

crate::id_type!(
    /// A weekly window.
    WindowId
);

/// A day of the week, Monday being 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekday(i16);

impl Weekday {
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    #[must_use]
    pub const fn number(self) -> i16 {
        self.0
    }

    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        (1..=7).contains(&number).then_some(Self(number))
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self.0 {
            1 => "Monday",
            2 => "Tuesday",
            3 => "Wednesday",
            4 => "Thursday",
            5 => "Friday",
            6 => "Saturday",
            _ => "Sunday",
        }
    }
}

/// A time on a wall clock, in minutes after midnight; 1440 is the midnight that ends the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(u16);

impl WallTime {
    pub const END_OF_DAY: Self = Self(24 * 60);

    #[must_use]
    pub fn from_minutes(minutes: i32) -> Option<Self> {
        u16::try_from(minutes).ok().filter(|minutes| *minutes <= 24 * 60).map(Self)
    }

    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// "18:30", "18.30", "1830", "18", "6:30pm", "6pm"; midnight as "24:00" or "midnight" ends a day.
    ///
    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text = raw.trim().to_lowercase().replace(' ', "");
        let wrong = || "Enter a time like 6:30pm or 18:30".to_owned();
        match text.as_str() {
            "" => return Err("Enter a time".to_owned()),
            "midnight" => return Ok(Self::END_OF_DAY),
            "noon" | "midday" => return Ok(Self(12 * 60)),
            _ => {}
        }
        let (digits, afternoon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
            (Some(digits), _) => (digits, Some(true)),
            (_, Some(digits)) => (digits, Some(false)),
            _ => (text.as_str(), None),
        };
        let (hours, minutes) = match digits.split_once([':', '.']) {
            Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
            Some(_) => return Err(wrong()),
            None if (3..=4).contains(&digits.len()) && digits.is_ascii() => digits.split_at(digits.len() - 2),
            None => (digits, "0"),
        };
        let hours: u16 = hours.parse().map_err(|_| wrong())?;
        let minutes: u16 = minutes.parse().map_err(|_| wrong())?;
        let hours = match afternoon {
            None => hours,
            Some(_) if hours == 0 || hours > 12 => return Err(wrong()),
            Some(afternoon) => hours % 12 + if afternoon { 12 } else { 0 },
        };
        let whole = hours.checked_mul(60).and_then(|start| start.checked_add(minutes)).ok_or_else(wrong)?;
        if minutes < 60 && whole <= 24 * 60 { Ok(Self(whole)) } else { Err(wrong()) }
    }

    /// "18:30", as forms and the database have it.
    #[must_use]
    pub fn code(self) -> String {
        format!("{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |number: u16| i8::try_from(number).unwrap_or(0);
        match Time::new(part(self.0 / 60), part(self.0 % 60), 0, 0) {
            Ok(time) => formatter.write_str(&words::time(time)),
            Err(_) => formatter.write_str("midnight"),
        }
    }
}

/// A weekly window as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    pub window_id: WindowId,
    pub weekday: Weekday,
    pub from: WallTime,
    pub to: WallTime,
    /// How they meet in it; None: in any way they offer.
    pub delivery_id: Option<TermId>,
    pub place: Option<String>,
}

impl Window {
    /// "Thursday, 6pm to 9pm".
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{}, {} to {}", self.weekday.label(), self.from, self.to)
    }
}

/// A window to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWindow {
    pub weekday: Weekday,
    pub from: WallTime,
    pub to: WallTime,
    pub delivery_id: Option<TermId>,
    pub place: Option<String>,
}

impl NewWindow {
    #[must_use]
    pub fn at(weekday: Weekday, from: WallTime, to: WallTime) -> Self {
        Self { weekday, from, to, delivery_id: None, place: None }
    }

    /// Whether it shares a moment with a stored window. Windows that only touch do not.
    #[must_use]
    pub fn overlaps(&self, other: &Window) -> bool {
        self.weekday == other.weekday && self.from < other.to && other.from < self.to
    }

    /// Whether a stored window already holds all of it.
    #[must_use]
    pub fn is_within(&self, other: &Window) -> bool {
        self.weekday == other.weekday && other.from <= self.from && self.to <= other.to
    }
}

/// Windows that many people offer, added as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Lunchtimes,
    Evenings,
    Weekends,
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::Evenings, Self::Weekends, Self::Lunchtimes];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lunchtimes => "lunchtimes",
            Self::Evenings => "evenings",
            Self::Weekends => "weekends",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.code() == code)
    }

    /// What its button says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lunchtimes => "Add lunchtimes: Monday to Friday, midday to 2pm",
            Self::Evenings => "Add evenings: Monday to Thursday, 6pm to 9pm",
            Self::Weekends => "Add weekends: Saturday and Sunday, 9am to 1pm",
        }
    }

    #[must_use]
    pub fn windows(self) -> Vec<NewWindow> {
        let (days, from, to) = match self {
            Self::Lunchtimes => (&Weekday::ALL[..5], 12, 14),
            Self::Evenings => (&Weekday::ALL[..4], 18, 21),
            Self::Weekends => (&Weekday::ALL[5..], 9, 13),
        };
        days.iter().map(|day| NewWindow::at(*day, WallTime(from * 60), WallTime(to * 60))).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, code) in [
            ("18:30", "18:30"),
            ("6.30pm", "18:30"),
            ("6 PM", "18:00"),
            ("1830", "18:30"),
            ("9", "09:00"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("midnight", "24:00"),
        ] {
            assert_eq!(WallTime::parse(text).map(WallTime::code), Ok(code.to_owned()), "{text}");
        }
        for text in
            ["", "25:00", "18:60", "18:3", "13pm", "0am", "evening", "24:01", "-1", "٣:٠٠", "99999", "é9"]
        {
            assert!(WallTime::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_shown_in_words() {
        assert_eq!(WallTime(18 * 60 + 30).to_string(), "6:30pm");
        assert_eq!(WallTime::END_OF_DAY.to_string(), "midnight");
    }

    fn window() -> impl Strategy<Value = NewWindow> {
        (1_i16..=7, 0_u16..24 * 60, 1_u16..=300).prop_map(|(day, from, length)| {
            let to = (from + length).min(24 * 60);
            NewWindow::at(Weekday(day), WallTime(from), WallTime(to))
        })
    }

    fn stored(new: &NewWindow) -> Window {
        let window_id = WindowId(uuid::Uuid::nil());
        let NewWindow { weekday, from, to, .. } = *new;
        Window { window_id, weekday, from, to, delivery_id: None, place: None }
    }

    proptest! {
        #[test]
        fn overlap_is_a_shared_minute(one in window(), other in window()) {
            let minutes = |w: &NewWindow| (w.from.0..w.to.0).map(|m| (w.weekday, m)).collect::<Vec<_>>();
            let others = minutes(&other);
            let shared = minutes(&one).iter().any(|minute| others.contains(minute));
            prop_assert_eq!(one.overlaps(&stored(&other)), shared);
            prop_assert_eq!(one.overlaps(&stored(&other)), other.overlaps(&stored(&one)));
        }

        #[test]
        fn a_time_is_read_back_as_it_is_written(minutes in 0_u16..=1440) {
            prop_assert_eq!(WallTime::parse(&WallTime(minutes).code()), Ok(WallTime(minutes)));
        }
    }
}
