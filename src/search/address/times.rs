use crate::matching::WeekHours;
use crate::platform::words;

/// Days of the week, Monday the lowest bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Days(u8);

const DAY_CODES: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];
const WEEKDAYS: u8 = 0b001_1111;
const WEEKEND: u8 = 0b110_0000;

impl Days {
    /// Codes and names, Monday first.
    pub const CODES: [(&'static str, &'static str); 7] = DAY_CODES;

    #[must_use]
    pub fn with(self, code: &str) -> Option<Self> {
        let at = DAY_CODES.iter().position(|(known, _)| *known == code)?;
        Some(Self(self.0 | 1 << at))
    }

    #[must_use]
    pub const fn is_any(self) -> bool {
        self.0 == 0
    }

    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        (0..7).filter(move |at| self.0 >> at & 1 == 1).map(|at| DAY_CODES[at].0)
    }

    fn numbers(self) -> impl Iterator<Item = usize> {
        (0..7).filter(move |at| self.0 == 0 || self.0 >> at & 1 == 1)
    }

    /// "Weekday", "Weekend", "Tuesday and Thursday"; empty for any.
    fn label(self) -> String {
        match self.0 {
            0 => String::new(),
            WEEKDAYS => "Weekday".to_owned(),
            WEEKEND => "Weekend".to_owned(),
            0b111_1111 => "Every day".to_owned(),
            _ => words::list(&self.numbers().map(|at| DAY_CODES[at].1).collect::<Vec<_>>()),
        }
    }
}

/// A part of a day: from one hour up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Early,
    Morning,
    Lunchtime,
    Afternoon,
    Evening,
}

/// Every part with its code, in the order of the day.
pub const PART_CODES: [(Part, &str, &str); 5] = [
    (Part::Early, "early", "Early, 7am to 9am"),
    (Part::Morning, "morning", "Morning, 9am to midday"),
    (Part::Lunchtime, "lunchtime", "Lunchtime, midday to 2pm"),
    (Part::Afternoon, "afternoon", "Afternoon, 2pm to 5pm"),
    (Part::Evening, "evening", "Evening, 5pm to 9pm"),
];

impl Part {
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        PART_CODES.iter().find(|(_, known, _)| *known == code).map(|(part, _, _)| *part)
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        PART_CODES[self as usize].1
    }

    const fn hours(self) -> std::ops::Range<usize> {
        match self {
            Self::Early => 7..9,
            Self::Morning => 9..12,
            Self::Lunchtime => 12..14,
            Self::Afternoon => 14..17,
            Self::Evening => 17..21,
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Early => "early mornings",
            Self::Morning => "mornings",
            Self::Lunchtime => "lunchtimes",
            Self::Afternoon => "afternoons",
            Self::Evening => "evenings",
        }
    }
}

/// Days and parts of them: each part on each day. No days are all days, no parts all parts; never neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Times {
    pub days: Days,
    /// In the order of the day, none twice.
    pub parts: Vec<Part>,
}

impl Times {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_any() && self.parts.is_empty()
    }

    /// The hours meant.
    #[must_use]
    pub fn hours(&self) -> WeekHours {
        let parts: Vec<Part> = if self.parts.is_empty() {
            PART_CODES.iter().map(|(part, _, _)| *part).collect()
        } else {
            self.parts.clone()
        };
        WeekHours::of(
            self.days.numbers().flat_map(|day| {
                parts.iter().flat_map(move |part| part.hours().map(move |hour| day * 24 + hour))
            }),
        )
    }

    /// "Weekday evenings", "Tuesday and Thursday mornings", "Evenings", "Weekend".
    #[must_use]
    pub fn label(&self) -> String {
        let parts = words::list(&self.parts.iter().map(|part| part.plural()).collect::<Vec<_>>());
        match (self.days.label(), parts) {
            (days, parts) if parts.is_empty() => {
                let single = !days.is_empty() && !days.contains(' ');
                if single { format!("{days}s") } else { days }
            }
            (days, parts) if days.is_empty() => words::capitalised(&parts),
            (days, parts) => format!("{days} {parts}"),
        }
    }

    /// The hours of the covered ones in words: "Tuesday 5pm to 9pm".
    #[must_use]
    pub fn spans(covered: WeekHours) -> String {
        let mut spans: Vec<(String, Vec<usize>)> = Vec::new();
        for day in 0..7 {
            let mut hour = 0;
            while hour < 24 {
                if !covered.holds(day * 24 + hour) {
                    hour += 1;
                    continue;
                }
                let from = hour;
                while hour < 24 && covered.holds(day * 24 + hour) {
                    hour += 1;
                }
                let span = format!("{} to {}", clock(from), clock(hour));
                match spans.iter_mut().find(|(known, _)| *known == span) {
                    Some((_, days)) => days.push(day),
                    None => spans.push((span, vec![day])),
                }
            }
        }
        spans
            .into_iter()
            .map(|(span, days)| {
                let days = Days(days.iter().fold(0, |all, day| all | 1 << day));
                let label = match days.label().as_str() {
                    "Weekday" => "weekdays".to_owned(),
                    "Weekend" => "weekends".to_owned(),
                    "Every day" => "every day".to_owned(),
                    other => other.to_owned(),
                };
                format!("{label} {span}")
            })
            .collect::<Vec<_>>()
            .join("; ")
    }
}

fn clock(hour: usize) -> String {
    match hour {
        0 | 24 => "midnight".to_owned(),
        12 => "midday".to_owned(),
        1..=11 => format!("{hour}am"),
        _ => format!("{}pm", hour - 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(days: &[&str], parts: &[Part]) -> Times {
        let days = days.iter().fold(Days::default(), |all, day| all.with(day).expect("a day"));
        Times { days, parts: parts.to_vec() }
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let week = ["mon", "tue", "wed", "thu", "fri"];
        for (times, label, hours) in [
            (times(&week, &[Part::Evening]), "Weekday evenings", 20),
            (times(&["sat", "sun"], &[]), "Weekends", 28),
            (
                times(&["tue", "thu"], &[Part::Morning, Part::Lunchtime]),
                "Tuesday and Thursday mornings and lunchtimes",
                10,
            ),
            (times(&[], &[Part::Early]), "Early mornings", 14),
            (times(&["fri"], &[]), "Fridays", 14),
        ] {
            assert_eq!(times.label(), label);
            assert_eq!(times.hours().count(), hours, "{label}");
        }
    }

    #[test]
    fn covered_hours_are_told_by_span() {
        let evenings = times(&["mon", "tue", "wed", "thu", "fri"], &[Part::Evening]).hours();
        assert_eq!(Times::spans(evenings), "weekdays 5pm to 9pm");
        assert_eq!(
            Times::spans(WeekHours::of([30, 31, 54, 55, 12])),
            "Monday midday to 1pm; Tuesday and Wednesday 6am to 8am"
        );
        assert_eq!(Times::spans(WeekHours::default()), "");
    }
}
