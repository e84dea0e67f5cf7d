//! VTIMEZONE: the rules of a time zone, so that whoever reads an invitation needs no time zone database of their own.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, civil};

use super::lines::Lines;
use crate::calendar::model::Zone;
use crate::platform::clock::Instant;

/// A zone's changes follow one rule when they did so for as many years.
const YEARS: i16 = 12;

/// One change of a zone's clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    /// What the clocks showed just before.
    wall: DateTime,
    from: Offset,
    to: Offset,
    name: String,
}

impl Change {
    /// The rule that gives this day in every year: its month, and its weekday counted from the month's start or, for the last
    /// ones, its end.
    fn rule(&self, from_the_end: bool) -> (i8, i8, i8) {
        let date = self.wall.date();
        let nth = if from_the_end {
            -((date.days_in_month() - date.day()) / 7 + 1)
        } else {
            (date.day() - 1) / 7 + 1
        };
        (date.month(), nth, date.weekday().to_monday_one_offset())
    }

    fn is_like(&self, other: &Self, from_the_end: bool) -> bool {
        self.rule(from_the_end) == other.rule(from_the_end)
            && self.wall.time() == other.wall.time()
            && (self.from, self.to, &self.name) == (other.from, other.to, &other.name)
    }
}

/// Writes the rules of a zone as they hold from the year before this moment on. False, and nothing is written, when its
/// clocks follow no yearly rule: programs that read one rule each way (MS-OXCICAL, 2.1.3.1.1.19.2) would be an hour off, and
/// times are to be written in UTC.
#[must_use]
pub(super) fn write(lines: &mut Lines, zone: &Zone, from: Instant) -> bool {
    let year = from.in_zone(&zone.rules).year() - 1;
    let changes = changes(zone, year, year + YEARS);
    let rules = rules(&changes);
    if rules.is_none() && !changes.is_empty() {
        return false;
    }
    lines.line("BEGIN", "VTIMEZONE");
    lines.line("TZID", &zone.name);
    if changes.is_empty() {
        standing(lines, zone, from.timestamp());
    }
    for (change, rule) in rules.into_iter().flatten() {
        observance(lines, change, Some(&rule));
    }
    lines.line("END", "VTIMEZONE");
    true
}

/// The changes of a zone from the start of one year to the start of another.
fn changes(zone: &Zone, first: i16, end: i16) -> Vec<Change> {
    let (start, end) = (start_of(zone, first), start_of(zone, end));
    zone.rules
        .following(start.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(start))
        .take_while(|transition| transition.timestamp() < end)
        .filter_map(|transition| {
            let before = transition.timestamp().checked_sub(SignedDuration::from_secs(1)).ok()?;
            let from = zone.rules.to_offset(before);
            let (to, name) = (transition.offset(), transition.abbreviation().to_owned());
            let wall = from.to_datetime(transition.timestamp());
            (from != to).then_some(Change { wall, from, to, name })
        })
        .collect()
}

fn start_of(zone: &Zone, year: i16) -> Timestamp {
    civil::date(year, 1, 1)
        .to_zoned(zone.rules.clone())
        .map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp())
}

/// The two changes of the first year with the rule by which each comes back, when all years are alike.
fn rules(changes: &[Change]) -> Option<Vec<(&Change, String)>> {
    let (first, _) = changes.split_at_checked(2)?;
    let years = usize::try_from(YEARS).ok()?;
    if changes.len() != years * 2 {
        return None;
    }
    first
        .iter()
        .enumerate()
        .map(|(place, change)| {
            let from_the_end = [true, false].into_iter().find(|from_the_end| {
                changes.iter().skip(place).step_by(2).all(|other| change.is_like(other, *from_the_end))
            })?;
            let (month, nth, weekday) = change.rule(from_the_end);
            let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].get(usize::try_from(weekday).ok()? - 1)?;
            Some((change, format!("FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{day}")))
        })
        .collect()
}

/// What holds when no change has come yet.
fn standing(lines: &mut Lines, zone: &Zone, at: Timestamp) {
    let info = zone.rules.to_offset_info(at);
    let change = Change {
        wall: civil::date(1970, 1, 1).at(0, 0, 0, 0),
        from: info.offset(),
        to: info.offset(),
        name: info.abbreviation().to_owned(),
    };
    observance(lines, &change, None);
}

fn observance(lines: &mut Lines, change: &Change, rule: Option<&str>) {
    let kind = if change.to > change.from { "DAYLIGHT" } else { "STANDARD" };
    lines.line("BEGIN", kind);
    lines.line("DTSTART", &super::local(change.wall));
    lines.line("TZOFFSETFROM", &offset(change.from));
    lines.line("TZOFFSETTO", &offset(change.to));
    lines.text("TZNAME", &change.name);
    if let Some(rule) = rule {
        lines.line("RRULE", rule);
    }
    lines.line("END", kind);
}

/// "+0530" (3.3.14).
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (minutes, rest) = (seconds.abs() / 60, seconds.abs() % 60);
    let short = format!("{sign}{:02}{:02}", minutes / 60, minutes % 60);
    if rest == 0 { short } else { format!("{short}{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: &str) -> String {
        let mut lines = Lines::default();
        let told =
            write(&mut lines, &Zone::named(zone), Instant::new("2027-03-04T12:00:00Z".parse().unwrap()));
        let text = lines.finish();
        assert_eq!(told, !text.is_empty());
        text
    }

    #[test]
    fn london_has_two_rules() {
        let text = written("Europe/London");
        for part in [
            "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n",
            "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_zone_without_changes_has_one_and_new_york_counts_from_the_months_start() {
        let text = written("Asia/Kolkata");
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 1, "{text}");
        assert!(text.contains("TZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\n"), "{text}");
        let text = written("America/New_York");
        assert!(text.contains("BYMONTH=3;BYDAY=2SU") && text.contains("BYMONTH=11;BYDAY=1SU"), "{text}");
    }

    #[test]
    fn a_zone_whose_clocks_follow_no_yearly_rule_has_none() {
        assert_eq!(written("Africa/Casablanca"), "");
    }
}
