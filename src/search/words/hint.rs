use std::collections::HashMap;
use std::sync::LazyLock;

use super::reading::{Word, plain, read};
use crate::matching::WeekHours;
use crate::pools::Offering;
use crate::vocabulary::TermId;

/// A part of the day or of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Daytime {
    Mornings,
    Lunchtimes,
    Afternoons,
    Evenings,
    Weekends,
    /// Counted from Monday, 0.
    Weekday(u8),
}

impl Daytime {
    /// The hours meant by it.
    #[must_use]
    pub fn hours(self) -> WeekHours {
        let on = |days: std::ops::Range<usize>, hours: std::ops::Range<usize>| {
            WeekHours::of(days.flat_map(|day| hours.clone().map(move |hour| day * 24 + hour)))
        };
        match self {
            Self::Mornings => on(0..5, 8..12),
            Self::Lunchtimes => on(0..5, 12..14),
            Self::Afternoons => on(0..5, 13..17),
            Self::Evenings => on(0..5, 17..21),
            Self::Weekends => on(5..7, 9..17),
            Self::Weekday(day) => on(usize::from(day)..usize::from(day) + 1, 8..21),
        }
    }
}

/// What a sentence says beside terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    Offering(Offering),
    /// In my area, or elsewhere.
    MySystem(bool),
    MyOrganisation(bool),
    When(Daytime),
    /// At least so many levels above me.
    Above(u8),
    /// At my level.
    Peer,
    MoreJunior,
    /// A seniority they named as what they look for.
    Level(TermId),
}

/// The phrases that hint, in lower case without small words, as somebody writes them.
const PHRASES: &[(Hint, &str)] = &[
    (Hint::Offering(Offering::Mentoring), "mentor|mentors|mentoring|mentored|mentorship"),
    (Hint::Offering(Offering::Coaching), "coach|coaches|coaching|coached"),
    (
        Hint::Offering(Offering::Supervision),
        "coaching supervision|coach supervision|coaching supervisor|supervision for coaching",
    ),
    (
        Hint::MySystem(true),
        "same area|near me|nearby|close to me|local|locally|close to home|near home|same system|same ics|same region|within reach|not far|around here|in our area|from our area|from my area|in my area|from our ics|in our ics",
    ),
    (
        Hint::MySystem(false),
        "another area|different area|outside our area|outside area|other area|another region|different region|different ics|another ics|far away|different part of country|another part of country",
    ),
    (
        Hint::MyOrganisation(false),
        "outside my trust|outside trust|outside our trust|outside my organisation|outside organisation|outside our organisation|different trust|another trust|different organisation|another organisation|different employer|another employer|other organisation|other trust|not in my trust|not in my organisation|not from my trust|not from my organisation|not at my trust|not where i work|external to my organisation|external|outside my workplace|outside workplace|outside my hospital|different hospital|another hospital|somewhere else|independent of my employer|elsewhere|doesnt know my manager|does not know my manager|nothing to do with my trust|not my own trust|not my trust|not my organisation|outside my own trust|outside my own organisation|another council|different council",
    ),
    (
        Hint::MyOrganisation(true),
        "same trust|same organisation|same employer|within my trust|within my organisation|inside my organisation|inside my trust|in my trust|in my organisation|from my trust|in my own trust|within trust|within organisation|same hospital|same council",
    ),
    (
        Hint::When(Daytime::Evenings),
        "evening|evenings|after work|after hours|out of hours|after six|after five|after my shift",
    ),
    (Hint::When(Daytime::Weekends), "weekend|weekends|saturday|saturdays|sunday|sundays"),
    (Hint::When(Daytime::Mornings), "morning|mornings|before work|before lunch"),
    (Hint::When(Daytime::Lunchtimes), "lunch|lunchtime|lunchtimes|lunch break|over lunch"),
    (Hint::When(Daytime::Afternoons), "afternoon|afternoons|after lunch"),
    (Hint::When(Daytime::Weekday(0)), "monday|mondays"),
    (Hint::When(Daytime::Weekday(1)), "tuesday|tuesdays"),
    (Hint::When(Daytime::Weekday(2)), "wednesday|wednesdays"),
    (Hint::When(Daytime::Weekday(3)), "thursday|thursdays"),
    (Hint::When(Daytime::Weekday(4)), "friday|fridays"),
    (
        Hint::Above(1),
        "more senior than me|senior to me|more senior|above me|further on than me|ahead of me|who has been there before|been there before|higher up",
    ),
    (
        Hint::Peer,
        "peer|peers|same band|same level|same grade|same level as me|same band as me|my own level|somebody like me",
    ),
    (
        Hint::MoreJunior,
        "reverse mentoring|reciprocal mentoring|reverse mentor|more junior than me|junior to me|more junior|below me",
    ),
];

/// Every phrase by its words.
static BY_PHRASE: LazyLock<HashMap<String, Hint>> = LazyLock::new(|| {
    let phrases = PHRASES.iter().flat_map(|(hint, all)| all.split('|').map(move |phrase| (phrase, *hint)));
    phrases.map(|(phrase, hint)| (plain(&read(phrase)), hint)).collect()
});

/// The longest phrase above, in words.
pub(super) const LONGEST: usize = 6;

/// What a phrase hints at, by its words in lower case without the small ones.
pub(super) fn by_phrase(lower: &str) -> Option<Hint> {
    BY_PHRASE.get(lower).copied()
}

const NUMBERS: [(&str, u8); 10] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("couple", 2),
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("4", 4),
    ("few", 2),
];

/// "Two bands above", "at least 2 grades more senior", "a band or two up": how many, and how many words say so.
pub(super) fn levels_above(words: &[&Word]) -> Option<(u8, usize)> {
    let lower = |index: usize| words.get(index).map_or("", |word| word.lower.as_str());
    let number = |text: &str| NUMBERS.iter().find(|(word, _)| *word == text).map(|(_, number)| *number);
    let level = |text: &str| {
        ["band", "bands", "grade", "grades", "level", "levels", "rungs", "steps"].contains(&text)
    };
    let above = |text: &str| ["above", "higher", "up", "senior", "more", "ahead"].contains(&text);
    let (levels, after) = match (number(lower(0)), level(lower(0))) {
        (Some(levels), _) if level(lower(1)) => (levels, 2),
        (Some(_), _) if lower(1) == "or" && level(lower(3)) => (number(lower(2))?, 4),
        (None, true) if lower(1) == "or" => (number(lower(2))?, 3),
        (None, true) => (1, 1),
        _ => return None,
    };
    let extra = usize::from(lower(after) == "more" && lower(after + 1) == "senior");
    above(lower(after)).then_some((levels, after + 1 + extra))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_in_words_and_numbers() {
        let levels = |text: &str| {
            let words = read(text);
            levels_above(&words.iter().collect::<Vec<_>>())
        };
        assert_eq!(levels("two bands above me"), Some((2, 3)));
        assert_eq!(levels("2 grades higher"), Some((2, 3)));
        assert_eq!(levels("one or two levels up"), Some((2, 5)));
        assert_eq!(levels("band or two more senior"), Some((2, 5)));
        assert_eq!(levels("two bands below"), None);
        assert_eq!(levels("band 8a"), None);
    }

    #[test]
    fn no_phrase_is_longer_than_the_longest_and_none_means_two_things() {
        let mut meaning = HashMap::new();
        for (hint, phrase) in
            PHRASES.iter().flat_map(|(hint, all)| all.split('|').map(move |phrase| (hint, phrase)))
        {
            let words = read(phrase);
            assert!(words.iter().filter(|word| !word.small).count() <= LONGEST, "{phrase}");
            let before = meaning.insert(plain(&words), hint);
            assert!(before.is_none_or(|before| before == hint), "{phrase}");
        }
    }

    #[test]
    fn a_part_of_the_day_has_hours() {
        assert_eq!(Daytime::Evenings.hours().count(), 20);
        assert!(Daytime::Weekday(4).hours().holds(4 * 24 + 9));
    }
}
