use serde::Deserialize;

use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::web::{Choice, FormErrors};
use crate::platform::words;
use crate::relationships::model::{Content, Terms, ThreeWay, Words};

/// Characters of each text.
pub const LONGEST: usize = 1000;
pub const LONGEST_PURPOSE: usize = 2000;
pub const LONGEST_LIMITS: usize = 4000;
const LONGEST_THIRD: usize = 80;

/// What an agreement says, as it is typed. Selects send numbers; nothing stands for "as many as it takes" and "as and when".
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AgreementForm {
    pub read: String,
    pub submission: String,
    pub purpose: String,
    pub sessions: String,
    pub minutes: String,
    pub every: String,
    pub review_after: String,
    pub review_months: String,
    pub how: String,
    pub contact: String,
    pub between: String,
    /// Of a pool's own words alone.
    pub limits: String,
    pub difficulty: String,
    pub data_kept: String,
    pub three_way: Vec<String>,
    pub third: String,
    pub reported: String,
    /// Of a pool's own words: "look" at them, or "change" or "publish" what was looked at.
    pub step: String,
}

fn shown(number: Option<i16>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

impl AgreementForm {
    #[must_use]
    pub fn of(content: &Content, read: i32, submission: String) -> Self {
        let (terms, words) = (&content.terms, &content.words);
        Self {
            read: read.to_string(),
            submission,
            purpose: words.purpose.clone(),
            sessions: shown(terms.sessions),
            minutes: terms.minutes.to_string(),
            every: shown(terms.every_weeks),
            review_after: terms.review_after.to_string(),
            review_months: terms.review_months.to_string(),
            how: words.how.clone(),
            contact: words.contact.clone(),
            between: words.between_us.clone(),
            limits: words.confidentiality.clone(),
            difficulty: words.difficulty.clone(),
            data_kept: words.data_kept.clone(),
            three_way: words.three_way.clone(),
            third: words.third.clone(),
            reported: words.reported.clone(),
            step: String::new(),
        }
    }

    /// The numbers and words, where all are right. A pool's own words may leave the purpose open and name the limits of
    /// confidentiality; those of two need a purpose.
    ///
    /// # Errors
    /// A sentence for each field that is wrong, in the order of the page.
    pub fn parse(&self, of_pool: bool) -> Result<Content, FormErrors> {
        let mut errors = FormErrors::none();
        let long = |raw: &str, what: &str, longest| {
            optional(raw, |raw| paragraphs(raw, what, longest)).map(Option::unwrap_or_default)
        };
        let purpose = if of_pool {
            errors.take("purpose", long(&self.purpose, "the purpose", LONGEST_PURPOSE))
        } else {
            errors.take(
                "purpose",
                paragraphs(&self.purpose, "what you two would like to come of it", LONGEST_PURPOSE),
            )
        };
        let sessions = errors.take("sessions", choice(&self.sessions, 1..=60, "Select how many sessions"));
        let minutes = errors.take("minutes", needed(&self.minutes, 15..=180, "Select how long a session is"));
        let every = errors.take("every", choice(&self.every, 1..=26, "Select how often you meet"));
        // A pool's words have to say what the two may then change.
        let said = |raw: &str, what: &str| {
            if of_pool { paragraphs(raw, what, LONGEST) } else { long(raw, what, LONGEST) }
        };
        let how = errors.take("how", said(&self.how, "where and how you meet"));
        let contact = errors.take("contact", long(&self.contact, "how you reach each other", LONGEST));
        let limits = if of_pool {
            errors.take("limits", paragraphs(&self.limits, "the limits of confidentiality", LONGEST_LIMITS))
        } else {
            Some(String::new())
        };
        let between = errors.take("between", long(&self.between, "what you add", LONGEST));
        let three_way: Vec<String> = ThreeWay::ALL
            .iter()
            .map(|when| when.code().to_owned())
            .filter(|code| self.three_way.contains(code))
            .collect();
        let (mut third, mut reported) = (Some(String::new()), Some(String::new()));
        if !three_way.is_empty() {
            third = errors.take("third", line(&self.third, "who joins you", LONGEST_THIRD));
            reported =
                errors.take("reported", paragraphs(&self.reported, "what that person is told", LONGEST));
        }
        let after = errors.take("review_after", needed(&self.review_after, 1..=30, "Select when you review"));
        let months =
            errors.take("review_months", needed(&self.review_months, 1..=24, "Select when you review"));
        let difficulty = errors.take("difficulty", said(&self.difficulty, "what you do if it does not work"));
        let data_kept = errors.take("data_kept", said(&self.data_kept, "what is kept"));
        let whole = || {
            Some(Content {
                terms: Terms {
                    sessions: sessions?,
                    minutes: minutes?,
                    every_weeks: every?,
                    review_after: after?,
                    review_months: months?,
                },
                words: Words {
                    purpose: purpose?,
                    how: how?,
                    contact: contact?,
                    confidentiality: limits?,
                    between_us: between?,
                    difficulty: difficulty?,
                    data_kept: data_kept?,
                    three_way,
                    third: third?,
                    reported: reported?,
                },
            })
        };
        match whole() {
            Some(content) if errors.is_empty() => Ok(content),
            _ => Err(errors),
        }
    }

    /// The version that was on the page.
    #[must_use]
    pub fn read(&self) -> i32 {
        self.read.parse().unwrap_or(0)
    }
}

fn needed(
    raw: &str,
    range: std::ops::RangeInclusive<i16>,
    sentence: &'static str,
) -> Result<i16, &'static str> {
    raw.trim().parse().ok().filter(|number| range.contains(number)).ok_or(sentence)
}

fn choice(
    raw: &str,
    range: std::ops::RangeInclusive<i16>,
    sentence: &'static str,
) -> Result<Option<i16>, &'static str> {
    if raw.trim().is_empty() { Ok(None) } else { needed(raw, range, sentence).map(Some) }
}

/// The options of the selects, with what is chosen among them whatever it is.
#[derive(Debug, Clone)]
pub struct Options {
    pub sessions: Vec<Choice>,
    pub minutes: Vec<Choice>,
    pub every: Vec<Choice>,
    pub review_after: Vec<Choice>,
    pub review_months: Vec<Choice>,
    pub three_way: Vec<Choice>,
}

impl Options {
    #[must_use]
    pub fn new(form: &AgreementForm) -> Self {
        let counted = |numbers: &[i16], chosen: &str, one: &str, many: &str| {
            with(numbers, chosen)
                .into_iter()
                .map(|number| Choice::new(number.to_string(), words::count(number, one, many)))
                .collect::<Vec<_>>()
        };
        let mut sessions = vec![Choice::new("", "As many as it takes")];
        sessions.extend(counted(&[1, 2, 3, 4, 5, 6, 8, 10, 12], &form.sessions, "session", "sessions"));
        let mut every = vec![Choice::new("", "As and when we need it")];
        every.extend(
            with(&[1, 2, 3, 4, 6, 8, 12], &form.every)
                .into_iter()
                .map(|weeks| Choice::new(weeks.to_string(), rhythm(Some(weeks)))),
        );
        Self {
            sessions,
            minutes: counted(&[30, 45, 60, 75, 90, 120], &form.minutes, "minute", "minutes"),
            every,
            review_after: counted(&[1, 2, 3, 4, 5, 6, 8, 10], &form.review_after, "session", "sessions"),
            review_months: counted(&[1, 2, 3, 4, 6, 9, 12], &form.review_months, "month", "months"),
            three_way: ThreeWay::ALL.iter().map(|when| Choice::new(when.code(), when.label())).collect(),
        }
    }
}

fn with(numbers: &[i16], chosen: &str) -> Vec<i16> {
    let mut numbers = numbers.to_vec();
    numbers.extend(chosen.trim().parse::<i16>().ok().filter(|number| (1..=180).contains(number)));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// "Every four weeks", "As and when we need it".
#[must_use]
pub fn rhythm(every: Option<i16>) -> String {
    match every {
        None => "As and when we need it".to_owned(),
        Some(1) => "Every week".to_owned(),
        Some(weeks) => format!("Every {} weeks", words::number(weeks.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pools::Offering;

    #[test]
    fn what_was_agreed_comes_back_as_it_was() {
        for offering in [Offering::Coaching, Offering::Mentoring, Offering::Supervision] {
            let mut content = Content::usual(offering);
            content.words.purpose = "To find my feet.".to_owned();
            let form = AgreementForm::of(&content, 3, String::new());
            let again = form.parse(true).unwrap();
            assert_eq!(again, content);
            assert_eq!(form.read(), 3);
        }
    }

    #[test]
    fn a_pools_own_words_say_how_what_if_and_what_is_kept() {
        let empty = AgreementForm { minutes: "60".to_owned(), ..AgreementForm::default() };
        let fields: Vec<String> =
            empty.parse(true).unwrap_err().iter().map(|error| error.field.clone()).collect();
        assert_eq!(fields, ["how", "limits", "review_after", "review_months", "difficulty", "data_kept"]);
        let of_two: Vec<String> =
            empty.parse(false).unwrap_err().iter().map(|error| error.field.clone()).collect();
        assert_eq!(of_two, ["purpose", "review_after", "review_months"]);
    }

    #[test]
    fn whoever_joins_is_named_and_what_they_are_told_is_written_down() {
        let mut form = AgreementForm::of(&Content::usual(Offering::Coaching), 1, String::new());
        form.three_way = vec!["start".to_owned(), "nonsense".to_owned()];
        let fields: Vec<String> =
            form.parse(false).unwrap_err().iter().map(|error| error.field.clone()).collect();
        assert_eq!(fields, ["purpose", "third", "reported"]);
    }
}
