//! How long something took: as people type it, and in words.

/// The shortest and the longest that is taken, in minutes: five minutes, a hundred hours.
pub const SHORTEST: u16 = 5;
pub const LONGEST: u16 = 6000;

const UNREADABLE: &str = "Enter how long it was, like 1.5 hours, 1:30 or 90 min";
const WHICH: &str = "Say whether these are hours or minutes, like 90 min or 1.5 hours";
const TOO_SHORT: &str = "Enter at least 5 minutes";
const TOO_LONG: &str = "Enter at most 100 hours";

/// A bare number above this is more likely minutes than hours, so it is asked about.
const MOST_BARE_HOURS: u32 = 24;

/// Reads how long something was, in minutes: "1.5", "1,5", "1:30", "90 min", "1h30", "2 hours", "1 hour 30 minutes". A number
/// alone is hours. Parts of a minute are rounded.
///
/// # Errors
/// A sentence for the field, when it cannot be read or is outside [`SHORTEST`] and [`LONGEST`].
pub fn parse_minutes(raw: &str) -> Result<u16, &'static str> {
    match u16::try_from(read_minutes(raw)?) {
        Ok(minutes) if minutes < SHORTEST => Err(TOO_SHORT),
        Ok(minutes) if minutes <= LONGEST => Ok(minutes),
        _ => Err(TOO_LONG),
    }
}

/// The same for something of a few hours: a number alone above a limit of hours is minutes, so that "90" is an hour and a half.
///
/// # Errors
/// As [`parse_minutes`].
pub fn parse_meeting_minutes(raw: &str, most_hours: u16) -> Result<u16, &'static str> {
    match raw.trim().parse::<u16>() {
        Ok(number) if number > most_hours => parse_minutes(&format!("{number} min")),
        _ => parse_minutes(raw),
    }
}

/// The same however short or long it is.
///
/// # Errors
/// A sentence for the field, when it cannot be read.
pub fn read_minutes(raw: &str) -> Result<u32, &'static str> {
    let text = raw.trim().to_lowercase();
    match text.split_once(':') {
        Some((hours, minutes)) => clock(hours.trim(), minutes.trim()),
        None => units(&text),
    }
}

/// "1 hour 30 minutes", "45 minutes", "2 hours"; "0 minutes" for nothing and less.
#[must_use]
pub fn in_words(minutes: i64) -> String {
    let minutes = minutes.max(0);
    let part = |number: i64, one: &str, many: &str| match number {
        0 => None,
        number => Some(super::words::count(number, one, many)),
    };
    let parts = [part(minutes / 60, "hour", "hours"), part(minutes % 60, "minute", "minutes")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "0 minutes".to_owned() } else { parts.join(" ") }
}

fn clock(hours: &str, minutes: &str) -> Result<u32, &'static str> {
    let two = minutes.len() == 2;
    let minutes = whole(minutes)?;
    if !two || minutes > 59 {
        return Err(UNREADABLE);
    }
    let hours = if hours.is_empty() { 0 } else { whole(hours)? };
    Ok(hours.saturating_mul(60).saturating_add(minutes))
}

/// A number, and perhaps its unit; after hours, perhaps minutes as well.
fn units(text: &str) -> Result<u32, &'static str> {
    let (number, rest) = leading_number(text)?;
    let (unit, rest) = leading_word(rest);
    let (next, rest) = match rest {
        "" => (None, ""),
        more => {
            let more = more.strip_prefix("and ").unwrap_or(more);
            let (minutes, rest) = leading_number(more)?;
            let (unit, rest) = leading_word(rest);
            if !(unit.is_empty() || is_minutes(unit)) {
                return Err(UNREADABLE);
            }
            (Some(minutes), rest)
        }
    };
    if !rest.is_empty() {
        return Err(UNREADABLE);
    }
    match (unit, next) {
        ("", None) if number.hundredths > MOST_BARE_HOURS * 100 => Err(WHICH),
        ("", None) => Ok(number.hours()),
        (unit, None) if is_minutes(unit) => Ok(number.minutes()),
        (unit, None) if is_hours(unit) => Ok(number.hours()),
        (unit, Some(minutes)) if is_hours(unit) && number.is_whole() && minutes.is_whole() => {
            let minutes = minutes.minutes();
            if minutes > 59 { Err(UNREADABLE) } else { Ok(number.hours().saturating_add(minutes)) }
        }
        _ => Err(UNREADABLE),
    }
}

fn is_hours(unit: &str) -> bool {
    ["h", "hr", "hrs", "hour", "hours"].contains(&unit)
}

fn is_minutes(unit: &str) -> bool {
    ["m", "min", "mins", "minute", "minutes"].contains(&unit)
}

/// A number with at most two places after its point.
#[derive(Clone, Copy)]
struct Number {
    hundredths: u32,
}

impl Number {
    fn is_whole(self) -> bool {
        self.hundredths.is_multiple_of(100)
    }

    /// Taken as hours, in minutes.
    fn hours(self) -> u32 {
        self.hundredths.saturating_mul(60).saturating_add(50) / 100
    }

    /// Taken as minutes.
    fn minutes(self) -> u32 {
        self.hundredths.saturating_add(50) / 100
    }
}

fn leading_number(text: &str) -> Result<(Number, &str), &'static str> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let (digits, places) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if places.len() > 2 || (digits.is_empty() && places.is_empty()) || number.ends_with(['.', ',']) {
        return Err(UNREADABLE);
    }
    let digits = if digits.is_empty() { 0 } else { whole(digits)? };
    let places = match places.len() {
        0 => 0,
        1 => whole(places)? * 10,
        _ => whole(places)?,
    };
    Ok((Number { hundredths: digits * 100 + places }, rest.trim_start()))
}

fn leading_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, rest.trim_start_matches(['.', ',']).trim_start())
}

/// A whole number of at most five digits.
fn whole(text: &str) -> Result<u32, &'static str> {
    let plain = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().map_err(|_| UNREADABLE) } else { Err(UNREADABLE) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read() {
        for (typed, minutes) in [
            ("1.5", 90),
            ("1,5", 90),
            ("1:30", 90),
            ("90 min", 90),
            ("90min", 90),
            ("90 minutes", 90),
            ("1h30", 90),
            ("1h 30m", 90),
            ("1 hour 30 minutes", 90),
            ("1 hour and 30 minutes", 90),
            ("1 hr, 30 mins", 90),
            (" 2 Hours ", 120),
            ("2", 120),
            (".5", 30),
            ("0.25", 15),
            ("0:45", 45),
            (":45", 45),
            ("1.33", 80),
            ("100", 0),
            ("100 h", 6000),
        ] {
            match minutes {
                0 => assert_eq!(parse_minutes(typed), Err(WHICH), "{typed}"),
                minutes => assert_eq!(parse_minutes(typed), Ok(minutes), "{typed}"),
            }
        }
    }

    #[test]
    fn what_cannot_be_meant_is_asked_about() {
        for typed in
            ["", "an hour", "1:75", "1:3", "1.234", "-1", "1h30h", "30 min 1 h", "1 2", "1..5", "1.", "٣"]
        {
            assert_eq!(parse_minutes(typed), Err(UNREADABLE), "{typed:?}");
        }
        assert_eq!(parse_minutes("4 min"), Err(TOO_SHORT));
        assert_eq!(parse_minutes("0"), Err(TOO_SHORT));
        for typed in ["101 hours", "99999 h", "100:01"] {
            assert_eq!(parse_minutes(typed), Err(TOO_LONG), "{typed}");
        }
    }

    #[test]
    fn words_say_hours_and_minutes() {
        let told = [0, -3, 1, 45, 60, 90, 6000, 75_000].map(in_words);
        assert_eq!(
            told,
            [
                "0 minutes",
                "0 minutes",
                "1 minute",
                "45 minutes",
                "1 hour",
                "1 hour 30 minutes",
                "100 hours",
                "1,250 hours"
            ]
        );
    }

    proptest! {
        #[test]
        fn what_is_said_in_words_reads_as_the_same(minutes in SHORTEST..=LONGEST) {
            prop_assert_eq!(parse_minutes(&in_words(i64::from(minutes))), Ok(minutes));
            prop_assert_eq!(parse_minutes(&format!("{}:{:02}", minutes / 60, minutes % 60)), Ok(minutes));
            prop_assert_eq!(parse_minutes(&format!("{minutes} min")), Ok(minutes));
        }

        #[test]
        fn nothing_typed_breaks_it(typed in "\\PC{0,12}") {
            let read = parse_minutes(&typed);
            prop_assert!(read.is_err() || read.is_ok_and(|minutes| (SHORTEST..=LONGEST).contains(&minutes)));
        }
    }
}
