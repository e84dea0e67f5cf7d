use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::availability::WallTime;
use crate::availability::slots::on_the_wall;
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;

/// What somebody works on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Shift {
    Off,
    Early,
    Late,
    LongDay,
    /// It begins on the evening of the day.
    Night,
    Leave,
}

impl Shift {
    pub const ALL: [Self; 6] = [Self::Off, Self::Early, Self::Late, Self::LongDay, Self::Night, Self::Leave];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Early => "early",
            Self::Late => "late",
            Self::LongDay => "long-day",
            Self::Night => "night",
            Self::Leave => "leave",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shift| shift.code() == code)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "Day off",
            Self::Early => "Early",
            Self::Late => "Late",
            Self::LongDay => "Long day",
            Self::Night => "Night",
            Self::Leave => "Annual leave",
        }
    }

    /// When somebody who works this can talk, in hours of the day; None: not on this day. After a night they sleep until
    /// mid-afternoon.
    #[must_use]
    pub const fn hours(self, after_night: bool) -> Option<(u16, u16)> {
        match (self, after_night) {
            (Self::Off, false) => Some((9, 21)),
            (Self::Off, true) => Some((15, 21)),
            (Self::Early, _) => Some((16, 21)),
            (Self::Late, false) => Some((9, 12)),
            (Self::Night, false) => Some((13, 18)),
            (Self::Night, true) => Some((15, 18)),
            (Self::LongDay | Self::Leave, _) | (Self::Late, true) => None,
        }
    }
}

/// When somebody who works this is free from now on: by the clock of their zone, without what they have booked.
#[must_use]
pub fn free(zone: &TimeZone, days: &BTreeMap<Day, Shift>, busy: &[Span], now: Instant) -> Vec<Span> {
    let mut free = Vec::new();
    for (day, shift) in days {
        let night_before = day.date().yesterday().ok().and_then(|before| days.get(&Day::new(before)));
        let Some((from, to)) = shift.hours(night_before == Some(&Shift::Night)) else { continue };
        let edge = |hour: u16| {
            let time = WallTime::from_minutes(i32::from(hour) * 60)?;
            Some(on_the_wall(zone, day.date(), time)?.edge())
        };
        if let (Some(from), Some(to)) = (edge(from), edge(to))
            && let Some(span) = Span::new(from.max(now), to)
        {
            free.push(span);
        }
    }
    busy.iter().fold(free, |free, taken| free.iter().flat_map(|span| without(span, taken)).collect())
}

/// What is left of a span when another is taken out.
fn without(span: &Span, taken: &Span) -> impl Iterator<Item = Span> + use<> {
    let before = Span::new(span.starts(), span.ends().min(taken.starts()));
    let after = Span::new(span.starts().max(taken.ends()), span.ends());
    if span.overlaps(taken) { [before, after] } else { [Some(*span), None] }.into_iter().flatten()
}
