//! Lengths of time in a month, as people write and read them.

use crate::platform::hours::{in_words, read_minutes};

/// The most that fits in a month, in minutes: 31 days.
pub const MOST: i32 = 31 * 24 * 60;
/// What somebody wrote, in minutes, as [`crate::platform::hours`] reads it; nothing is none.
///
/// # Errors
/// A sentence for the field, when it is no length of time, longer than a month, or could be minutes as well as hours.
pub fn parse(raw: &str) -> Result<i32, String> {
    if raw.trim().is_empty() {
        return Ok(0);
    }
    let minutes = read_minutes(raw).map_err(str::to_owned)?;
    i32::try_from(minutes).ok().filter(|minutes| *minutes <= MOST).ok_or_else(|| {
        "That is more than there is in a month. Enter the hours of this month alone".to_owned()
    })
}

/// "1:30", as a field shows it; nothing for none.
#[must_use]
pub fn field(minutes: i32) -> String {
    if minutes == 0 { String::new() } else { format!("{}:{:02}", minutes / 60, minutes % 60) }
}

/// "1 hour 30 minutes", "45 minutes", "none".
#[must_use]
pub fn words(minutes: impl Into<i64>) -> String {
    match minutes.into() {
        0 => "none".to_owned(),
        minutes => in_words(minutes),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hours_and_minutes_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("1.5", 90),
            ("1,5", 90),
            ("1:30", 90),
            ("90 min", 90),
            ("90min", 90),
            ("1h 30m", 90),
            ("1 hour and 30 minutes", 90),
            (" 2 hours ", 120),
            ("2h30min", 150),
            (".5", 30),
            ("24", 1440),
            ("30 h", 1800),
            ("0", 0),
            ("", 0),
            ("0:05", 5),
        ] {
            assert_eq!(parse(text), Ok(minutes), "{text:?}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_asked_about_and_the_rest_refused() {
        assert!(parse("90").is_err_and(|sentence| sentence.contains("hours or minutes")));
        assert_eq!(
            parse("900 hours"),
            Err("That is more than there is in a month. Enter the hours of this month alone".to_owned())
        );
        for wrong in
            ["x", "-1", "1:75", "1:5", "1.5.5", "min", "1 day", "30m 1h", "1h 1h", "1e3", "NaN", "1::30", "²"]
        {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn lengths_read_well() {
        assert_eq!(
            [0, 1, 45, 60, 61, 150].map(words),
            ["none", "1 minute", "45 minutes", "1 hour", "1 hour 1 minute", "2 hours 30 minutes"]
        );
    }

    proptest! {
        #[test]
        fn what_a_field_shows_is_read_as_what_it_was(minutes in 0..=MOST) {
            prop_assert_eq!(parse(&field(minutes)), Ok(minutes));
            let spoken = words(minutes);
            prop_assert_eq!(if minutes == 0 { Ok(0) } else { parse(&spoken.replace(',', "")) }, Ok(minutes));
        }

        #[test]
        fn whatever_is_typed_is_a_length_within_a_month_or_a_sentence(text in "\\PC{0,12}") {
            if let Ok(minutes) = parse(&text) {
                prop_assert!((0..=MOST).contains(&minutes));
            }
        }
    }
}
