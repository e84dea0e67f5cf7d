use super::form::{ThreadForm, words_field};
use super::room::Room;
use super::times::{self, DayOfPicks};
use super::verb::Verb;
use crate::chemistry::model::{Answer, Change, Declining, Status};
use crate::chemistry::reading::Seen;
use crate::platform::clock::Instant;
use crate::platform::ids::SubmissionId;
use crate::platform::tokens::Token;
use crate::platform::web::{Choice, FormErrors};
use crate::platform::words;

/// A reason to decline, with the words that go with it.
pub(super) struct Reason {
    pub position: usize,
    pub why: Declining,
    pub field: &'static str,
    pub words: String,
}

/// Where the forms of a page are posted to.
pub(super) enum Door {
    /// The page of a request: a path for each form.
    Thread(String),
    /// A link in mail: one path, and each form says which it is.
    Link(String),
}

/// What the forms of a request need, on its own page and on one that a link in mail opened.
pub(super) struct Desk {
    door: Door,
    pub form: ThreadForm,
    pub errors: FormErrors,
    pub choices: Vec<Choice>,
    /// Times the other offered and is taken at since.
    pub taken: Vec<String>,
    pub days: Vec<DayOfPicks>,
    pub days_ahead: Vec<Choice>,
    pub reasons: Vec<Reason>,
    pub changes: Vec<Choice>,
    pub answers: Vec<Choice>,
    /// Colleagues of the name that was typed, when there are several.
    pub which: Vec<Choice>,
    /// Which form is open because something is wrong with it.
    pub open: Option<Verb>,
    /// What happened instead of what was asked.
    pub instead: Option<String>,
}

impl Desk {
    pub fn new(door: Door, seen: &Seen, room: &Room, form: ThreadForm, now: Instant) -> Self {
        let mentee = seen.mentee.first_name();
        let mut form = form;
        if form.submission.is_empty() {
            form.submission = SubmissionId::new(now).to_string();
        }
        if form.time.is_empty()
            && seen.facts.status == Status::Arranging
            && let [only] = room.bookable.as_slice()
        {
            form.time = times::value(only.starts());
        }
        let reasons = (1..)
            .zip(Declining::ALL)
            .map(|(position, why)| Reason {
                position,
                why: *why,
                field: words_field(*why),
                words: form.words_for(*why, mentee),
            })
            .collect();
        let labels = |all: &[Change]| all.iter().map(|one| Choice::new(one.code(), one.label())).collect();
        let answers = Answer::ALL
            .iter()
            .filter(|answer| **answer != Answer::NotYet || !seen.facts.extended)
            .map(|answer| Choice::new(answer.code(), answer.label()))
            .collect();
        Self {
            door,
            choices: times::choices(&room.bookable, &room.zone),
            taken: room
                .taken
                .iter()
                .filter(|span| seen.busy.iter().any(|busy| busy.overlaps(span)))
                .map(|span| words::date_time_in(span.starts(), &room.zone))
                .collect(),
            days: times::by_day(&room.own, &room.zone, &form.offer),
            days_ahead: times::days_ahead(now, &room.zone),
            reasons,
            changes: labels(Change::ALL),
            answers,
            which: Vec::new(),
            open: None,
            instead: None,
            form,
            errors: FormErrors::none(),
        }
    }

    pub fn thread(seen: &Seen) -> Door {
        Door::Thread(seen.facts.path())
    }

    pub fn link(token: &Token) -> Door {
        Door::Link(format!("/act/{}", token.text()))
    }

    /// Where a form is posted to.
    pub fn action(&self, code: &str) -> String {
        match &self.door {
            Door::Thread(path) => format!("{path}/{code}"),
            Door::Link(path) => path.clone(),
        }
    }

    /// Somebody came by a link in mail and is perhaps not signed in.
    pub const fn is_link(&self) -> bool {
        matches!(self.door, Door::Link(_))
    }

    pub fn is_open(&self, code: &str) -> bool {
        self.open.is_some_and(|verb| verb.code() == code)
    }

    /// "Other" only where there are some to choose from.
    pub const fn offer_label(&self) -> &'static str {
        if self.choices.is_empty() { "Offer times" } else { "Offer other times" }
    }

    /// The next place among the radios of a field, after so many choices.
    pub const fn after(&self, more: usize) -> usize {
        self.choices.len() + more
    }

    /// Which pause is chosen; none unless somebody chose.
    pub fn pause(&self) -> &str {
        if self.form.pause.is_empty() { "no" } else { &self.form.pause }
    }

    /// What was chosen just now, or answered before.
    pub fn answer(&self, seen: &Seen) -> String {
        let before = seen.facts.answer.map(Answer::code).unwrap_or_default();
        if self.form.answer.is_empty() { before.to_owned() } else { self.form.answer.clone() }
    }

    /// Words that go with a change.
    pub fn words(&self) -> &str {
        self.form.words.as_deref().unwrap_or_default()
    }
}
