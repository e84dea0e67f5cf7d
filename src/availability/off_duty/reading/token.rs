use jiff::civil::Date;

use crate::availability::off_duty::Shift;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What a word of an off-duty says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Shift(Shift),
    /// A day of which nothing is said.
    Blank,
    /// Between a day and its code, between two days, or instead of a code.
    Dash,
    /// Day and month, and the year if it was written.
    Date(i8, i8, Option<i16>),
    /// A day of a month.
    Day(i8),
    Month(i8),
    Year(i16),
    /// Monday is 0.
    Weekday(i8),
    /// A week begins on the day that follows.
    Week,
    /// A time of day.
    Time,
    /// A word that says nothing: "shift", or the first of "annual leave".
    Filler,
}

/// The words of a line, without those marks that only part them.
pub(super) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || [',', ';', '|', '(', ')'].contains(&c))
        .flat_map(|word| word.split_inclusive(['–', '—']))
        .flat_map(|word| {
            // A long dash parts words also where it touches them, and so does a colon outside a time of day.
            let is_time = word.chars().all(|c| c.is_ascii_digit() || [':', '.', '-'].contains(&c));
            let dash = word.find(['–', '—']);
            let colon = word.find(':').filter(|_| !is_time);
            let (before, after) = word.split_at(colon.or(dash).unwrap_or(word.len()));
            [before, after]
        })
        .map(|word| word.trim_start_matches(':').trim_end_matches(['.', ':']))
        .filter(|word| !word.is_empty())
}

/// What a word says; None when it is not known.
pub(super) fn token(word: &str) -> Option<Token> {
    let word = word.to_lowercase();
    if let Some(shift) = shift(&word) {
        return Some(Token::Shift(shift));
    }
    match word.as_str() {
        "-" | "–" | "—" | "--" | "to" | "until" => return Some(Token::Dash),
        "?" | "x" | "blank" | "n/a" => return Some(Token::Blank),
        "w/c" | "wc" | "w/b" | "week" | "commencing" | "beginning" | "starting" => return Some(Token::Week),
        "day" | "days" | "shift" | "shifts" | "date" | "from" | "of" | "annual" | "duty" | "off-duty"
        | "rota" | "roster" => return Some(Token::Filler),
        _ => {}
    }
    named(&MONTHS, &word)
        .map(|month| Token::Month(month + 1))
        .or_else(|| named(&WEEKDAYS, &word).map(Token::Weekday))
        .or_else(|| date(&word))
        .or_else(|| number(&word))
        .or_else(|| is_time(&word).then_some(Token::Time))
}

fn shift(word: &str) -> Option<Shift> {
    Some(match word {
        "e" | "early" | "earlies" => Shift::Early,
        "l" | "late" | "lates" | "tw" | "twilight" => Shift::Late,
        // A day shift without more may be a long one: nothing is promised in its evening.
        "ld" | "long" | "longday" | "long-day" | "d" | "l/d" => Shift::LongDay,
        "n" | "night" | "nights" | "ln" => Shift::Night,
        "o" | "off" | "rd" | "do" | "d/o" | "r/d" | "rest" | "dayoff" => Shift::Off,
        "al" | "a/l" | "leave" | "hol" | "holiday" => Shift::Leave,
        _ => return None,
    })
}

/// "2026-11-23", "23/11", "23.11.26", "23-11-2026", "23-Nov" or "23/Nov/2026". "9-5" and "7.5" are hours, and none.
fn date(word: &str) -> Option<Token> {
    if let Ok(date) = word.parse::<Date>() {
        return Some(Token::Date(date.day(), date.month(), Some(date.year())));
    }
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let day = |part: &str| part.parse().ok().filter(|day| (1..=31).contains(day));
    let month = |part: &str| {
        let number = part.parse().ok().filter(|month| (1..=12).contains(month));
        number.or_else(|| named(&MONTHS, part).map(|month| month + 1))
    };
    match parts[..] {
        [first, second] => {
            let certain = word.contains('/')
                || named(&MONTHS, second).is_some()
                || (word.contains('.') && first.len() == 2 && second.len() == 2);
            certain.then_some(())?;
            Some(Token::Date(day(first)?, month(second)?, None))
        }
        [first, second, third] => {
            let year: i16 = third.parse().ok().filter(|_| third.len() == 2 || third.len() == 4)?;
            let year = if year < 100 { year + 2000 } else { year };
            Some(Token::Date(day(first)?, month(second)?, Some(year)))
        }
        _ => None,
    }
}

/// "23", "23rd", "23Nov" or "2026".
fn number(word: &str) -> Option<Token> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let rest = word.get(digits.len()..)?;
    let number: i16 = digits.parse().ok().filter(|_| digits.len() <= 2 || digits.len() == 4)?;
    let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day));
    match (rest, day) {
        ("" | "st" | "nd" | "rd" | "th", Some(day)) => Some(Token::Day(day)),
        ("", None) if (2000..=2100).contains(&number) => Some(Token::Year(number)),
        (rest, Some(day)) => Some(Token::Date(day, named(&MONTHS, rest)? + 1, None)),
        _ => None,
    }
}

/// "07:30", "0730", "7.30-15.30", "7am".
fn is_time(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let known = |c: char| c.is_ascii_digit() || [':', '.', '-'].contains(&c);
    let bare = word.trim_end_matches("am").trim_end_matches("pm").trim_end_matches("hrs");
    (1..=8).contains(&digits) && bare.chars().all(known) && (bare.len() < word.len() || digits >= 3)
}

/// Which of these the word is, by its first three letters.
fn named(names: &[&str], word: &str) -> Option<i8> {
    let is_word = (3..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let place = names.iter().position(|name| is_word && word.starts_with(name))?;
    i8::try_from(place).ok()
}
