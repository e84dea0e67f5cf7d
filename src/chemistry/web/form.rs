use serde::Deserialize;

use super::room::Room;
use super::times::{self, Typed};
use crate::chemistry::actions::Acceptance;
use crate::chemistry::model::{Answer, Change, Declining};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::span::Span;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{DateBoxes, FormErrors};

/// Characters of a question, an answer to one, or words that go with a decline or a change.
pub(super) const LONGEST_WORDS: usize = 1_000;

/// Whatever is typed on the page of a request: each of its forms sends its own fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ThreadForm {
    /// On a page that a link in mail opened: which of its forms this is.
    pub act: String,
    pub submission: String,
    pub time: String,
    pub offer: Vec<String>,
    pub day_1: String,
    pub at_1: String,
    pub day_2: String,
    pub at_2: String,
    pub day_3: String,
    pub at_3: String,
    pub related: String,
    pub question: String,
    pub reply: String,
    pub reason: String,
    pub words: Option<String>,
    pub words_no_time: Option<String>,
    pub words_somebody_else: Option<String>,
    pub words_too_close: Option<String>,
    pub words_other: Option<String>,
    pub colleague: String,
    pub colleague_id: String,
    pub pause: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
    pub after: String,
    pub happened: String,
    pub answer: String,
    pub confirm: String,
}

/// An acceptance that can be acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Accepting {
    /// They manage, assess or appraise each other.
    Related,
    As(Acceptance),
}

/// What a mentee does with a request that a coordinator entered for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confirming {
    Send,
    Drop,
    /// They manage, assess or appraise each other.
    Related,
}

/// How a coach or mentor stops requests while declining one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    No,
    Until(Day),
}

/// A decline that can be acted on, as far as the form goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declined {
    pub why: Declining,
    pub words: String,
    /// A colleague by the start of their name.
    pub colleague: Option<String>,
    /// The one of several that was meant.
    pub colleague_id: Option<AccountId>,
    pub pause: Pause,
}

/// What becomes of a meeting that is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    FindAnother,
    CallOff,
}

impl ThreadForm {
    pub fn submission(&self, now: Instant) -> SubmissionId {
        self.submission.parse().unwrap_or_else(|_| SubmissionId::new(now))
    }

    pub fn typed_times(&self) -> [Typed; 3] {
        [(&self.day_1, &self.at_1), (&self.day_2, &self.at_2), (&self.day_3, &self.at_3)]
            .map(|(day, at)| Typed { day: day.clone(), at: at.clone() })
    }

    pub fn parse_acceptance(&self, room: &Room, now: Instant) -> Result<Accepting, FormErrors> {
        let mut errors = FormErrors::none();
        let related = self.parse_related(&mut errors);
        if related == Some(true) {
            return Ok(Accepting::Related);
        }
        let how = match self.time.as_str() {
            "message" => Some(Acceptance::ByMessage),
            "offer" => Some(Acceptance::Offering(self.parse_offers(room, now, &mut errors))),
            "" => {
                errors.add("time", "Select a time, or how you would find one");
                None
            }
            value => Self::bookable(value, room, &mut errors).map(Acceptance::At),
        };
        match how {
            Some(how) if errors.is_empty() => Ok(Accepting::As(how)),
            _ => Err(errors),
        }
    }

    /// One of the times that can be booked at once, or could until a moment ago.
    pub fn parse_time(&self, room: &Room) -> Result<Span, FormErrors> {
        let mut errors = FormErrors::none();
        if self.time.is_empty() {
            return Err(FormErrors::one("time", "Select a time"));
        }
        Self::bookable(&self.time, room, &mut errors).ok_or(errors)
    }

    fn bookable(value: &str, room: &Room, errors: &mut FormErrors) -> Option<Span> {
        let found = times::find(&room.bookable, [value]).or_else(|| times::find(&room.taken, [value]));
        if found.is_none() {
            errors.add("time", "This time is no longer free. Select another one");
        }
        found
    }

    pub fn parse_times(&self, room: &Room, now: Instant) -> Result<Vec<Span>, FormErrors> {
        let mut errors = FormErrors::none();
        let offered = self.parse_offers(room, now, &mut errors);
        if errors.is_empty() { Ok(offered) } else { Err(errors) }
    }

    fn parse_offers(&self, room: &Room, now: Instant, errors: &mut FormErrors) -> Vec<Span> {
        times::offered(&self.offer, &room.own, &self.typed_times(), &room.zone, room.minutes, now, errors)
    }

    fn parse_related(&self, errors: &mut FormErrors) -> Option<bool> {
        match self.related.as_str() {
            "no" => Some(false),
            "yes" => Some(true),
            _ => {
                errors.add(
                    "related",
                    "Select no, or yes if one of you manages, assesses or appraises the other",
                );
                None
            }
        }
    }

    pub fn parse_question(&self) -> Result<String, FormErrors> {
        paragraphs(&self.question, "your question", LONGEST_WORDS)
            .map_err(|wrong| FormErrors::one("question", wrong))
    }

    pub fn parse_reply(&self) -> Result<String, FormErrors> {
        paragraphs(&self.reply, "your answer", LONGEST_WORDS).map_err(|wrong| FormErrors::one("reply", wrong))
    }

    /// What goes with a reason: its own field, else `words`, else the ready words.
    pub fn words_for(&self, why: Declining, mentee: &str) -> String {
        let own = match why {
            Declining::NoTime => &self.words_no_time,
            Declining::SomebodyElse => &self.words_somebody_else,
            Declining::TooClose => &self.words_too_close,
            Declining::Other => &self.words_other,
        };
        own.clone().or_else(|| self.words.clone()).unwrap_or_else(|| why.ready_words(mentee))
    }

    pub fn parse_decline(&self, mentee: &str, now: Instant) -> Result<Declined, FormErrors> {
        let mut errors = FormErrors::none();
        let why = errors.take("reason", Declining::from_code(&self.reason).ok_or("Select a reason"));
        let words = why.and_then(|why| {
            let field = words_field(why);
            let raw = self.words_for(why, mentee);
            errors.take(field, optional(&raw, |raw| paragraphs(raw, "your words", LONGEST_WORDS)))
        });
        let pause = self.parse_pause(now, &mut errors);
        match (why, words, pause) {
            (Some(why), Some(words), Some(pause)) if errors.is_empty() => Ok(Declined {
                why,
                words: words.unwrap_or_default(),
                colleague: Some(self.colleague.trim().to_owned()).filter(|name| !name.is_empty()),
                colleague_id: self.colleague_id.parse().ok(),
                pause,
            }),
            _ => Err(errors),
        }
    }

    fn parse_pause(&self, now: Instant, errors: &mut FormErrors) -> Option<Pause> {
        let today = day_of(now).date();
        match self.pause.as_str() {
            "" | "no" => Some(Pause::No),
            "month" => {
                let next = today.first_of_month().checked_add(jiff::Span::new().months(1)).ok()?;
                Some(Pause::Until(Day::new(next)))
            }
            _ => {
                let boxes = DateBoxes {
                    name: "until",
                    day: &self.until_day,
                    month: &self.until_month,
                    year: &self.until_year,
                };
                let day = boxes.parse("the day from which you take requests again", errors);
                if errors.is_empty() && day.is_none_or(|day| day.date() <= today) {
                    errors.add("until-day", "Enter a day that lies ahead");
                }
                day.map(Pause::Until)
            }
        }
    }

    /// Why a meeting is moved or cancelled, and words that go with it.
    pub fn parse_change(&self) -> Result<(Change, String), FormErrors> {
        let mut errors = FormErrors::none();
        let why = errors.take("reason", Change::from_code(&self.reason).ok_or("Select a reason"));
        let raw = self.words.clone().unwrap_or_default();
        let words = errors.take("words", optional(&raw, |raw| paragraphs(raw, "your words", LONGEST_WORDS)));
        match (why, words) {
            (Some(why), Some(words)) => Ok((why, words.unwrap_or_default())),
            _ => Err(errors),
        }
    }

    pub fn parse_after(&self) -> Result<After, FormErrors> {
        match self.after.as_str() {
            "find-another" => Ok(After::FindAnother),
            "call-off" => Ok(After::CallOff),
            _ => Err(FormErrors::one("after", "Select whether you would like to find another time")),
        }
    }

    pub fn parse_happened(&self) -> Result<bool, FormErrors> {
        match self.happened.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(FormErrors::one("happened", "Select whether you met")),
        }
    }

    pub fn parse_answer(&self) -> Result<Answer, FormErrors> {
        Answer::from_code(&self.answer).ok_or_else(|| FormErrors::one("answer", "Select your answer"))
    }

    pub fn parse_confirm(&self) -> Result<Confirming, FormErrors> {
        let mut errors = FormErrors::none();
        match self.confirm.as_str() {
            "yes" => match self.parse_related(&mut errors) {
                Some(false) => Ok(Confirming::Send),
                Some(true) => Ok(Confirming::Related),
                None => Err(errors),
            },
            "drop" => Ok(Confirming::Drop),
            _ => Err(FormErrors::one("confirm", "Select whether to send it")),
        }
    }

    /// Everything somebody wrote in their own words, to be shown again when it could not be sent.
    pub fn own_words(&self) -> String {
        let words =
            [&self.words_no_time, &self.words_somebody_else, &self.words_too_close, &self.words_other];
        let chosen = Declining::ALL.iter().position(|why| why.code() == self.reason);
        let declined = chosen.and_then(|at| words[at].clone()).unwrap_or_default();
        let all =
            [self.question.clone(), self.reply.clone(), declined, self.words.clone().unwrap_or_default()];
        all.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

/// The field in which the words for a reason are typed.
pub(super) const fn words_field(why: Declining) -> &'static str {
    match why {
        Declining::NoTime => "words_no_time",
        Declining::SomebodyElse => "words_somebody_else",
        Declining::TooClose => "words_too_close",
        Declining::Other => "words_other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::london;

    fn now() -> Instant {
        Instant::new("2027-03-04T12:00:00Z".parse().unwrap())
    }

    fn room() -> Room {
        let at = |text: &str| Span::of_minutes(Instant::new(text.parse().unwrap()), 30);
        Room::of(
            vec![at("2027-03-09T18:00:00Z")],
            vec![at("2027-03-10T18:00:00Z"), at("2027-03-11T18:00:00Z")],
            30,
            london(),
        )
    }

    #[test]
    fn an_acceptance_names_a_time_that_is_there() {
        let accept = |time: &str, related: &str| {
            ThreadForm { time: time.into(), related: related.into(), ..ThreadForm::default() }
                .parse_acceptance(&room(), now())
        };
        assert_eq!(
            accept("2027-03-09T18:00:00Z", "no"),
            Ok(Accepting::As(Acceptance::At(room().bookable[0])))
        );
        assert_eq!(accept("message", "no"), Ok(Accepting::As(Acceptance::ByMessage)));
        assert_eq!(accept("", "yes"), Ok(Accepting::Related));
        for (time, related) in [("2027-03-10T18:00:00Z", "no"), ("", "no"), ("message", ""), ("offer", "no")]
        {
            assert!(accept(time, related).is_err(), "{time} {related}");
        }
    }

    #[test]
    fn what_was_entered_for_somebody_goes_only_when_neither_manages_the_other() {
        let confirm = |confirm: &str, related: &str| {
            ThreadForm { confirm: confirm.into(), related: related.into(), ..ThreadForm::default() }
                .parse_confirm()
        };
        assert_eq!(confirm("yes", "no"), Ok(Confirming::Send));
        assert_eq!(confirm("yes", "yes"), Ok(Confirming::Related));
        assert_eq!(confirm("drop", ""), Ok(Confirming::Drop));
        assert!(confirm("yes", "").is_err() && confirm("", "no").is_err());
    }

    #[test]
    fn ready_words_go_along_unless_others_are_typed() {
        let plain = ThreadForm { reason: "no-time".into(), ..ThreadForm::default() };
        let words = plain.parse_decline("Amina", now()).unwrap().words;
        assert_eq!(words, Declining::NoTime.ready_words("Amina"));
        let typed = ThreadForm { words_no_time: Some("Sorry, no.".into()), ..plain.clone() };
        assert_eq!(typed.parse_decline("Amina", now()).unwrap().words, "Sorry, no.");
        let emptied = ThreadForm { words_no_time: Some(String::new()), ..plain };
        assert_eq!(emptied.parse_decline("Amina", now()).unwrap().words, "");
    }

    #[test]
    fn a_pause_ends_on_a_day_to_come() {
        let decline = |pause: &str, day: &str| {
            ThreadForm {
                reason: "no-time".into(),
                pause: pause.into(),
                until_day: day.into(),
                until_month: "3".into(),
                until_year: "2027".into(),
                ..ThreadForm::default()
            }
            .parse_decline("Amina", now())
            .map(|declined| declined.pause)
        };
        let day = |text: &str| Pause::Until(Day::new(text.parse().unwrap()));
        assert_eq!(decline("month", ""), Ok(day("2027-04-01")));
        assert_eq!(decline("until", "20"), Ok(day("2027-03-20")));
        assert_eq!(decline("no", ""), Ok(Pause::No));
        assert!(decline("until", "3").is_err() && decline("until", "").is_err());
    }
}
