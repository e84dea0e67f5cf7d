use jiff::ToSpan;

use super::codes::Outcome;
use super::state::Status;
use super::terms::Terms;
use crate::platform::clock::{Day, Instant};

/// Why a move was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// It stands elsewhere now.
    #[error("this relationship is {}", .0.fact())]
    NotFrom(Status),
    #[error("this day is too far ahead")]
    TooFar,
    #[error("this day has passed")]
    Past,
}

/// Where a relationship stands, with what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Recorded,
    Agreeing,
    Active,
    ReviewDue,
    /// From a day on, until the end of another.
    Paused {
        on: Day,
        to: Day,
    },
    /// To end on a day.
    Ending {
        on: Day,
    },
    Ended {
        at: Instant,
        outcome: Outcome,
    },
    NotBegun {
        at: Instant,
        outcome: Outcome,
    },
}

impl State {
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Recorded => Status::Recorded,
            Self::Agreeing => Status::Agreeing,
            Self::Active => Status::Active,
            Self::ReviewDue => Status::ReviewDue,
            Self::Paused { .. } => Status::Paused,
            Self::Ending { .. } => Status::Ending,
            Self::Ended { .. } => Status::Ended,
            Self::NotBegun { .. } => Status::NotBegun,
        }
    }
}

/// When the two look at how it goes: on a day or after a session, whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextReview {
    pub on: Day,
    pub at_session: i16,
}

/// How far two have come who work together. Every change of it is one of these methods; each gives the course as it is
/// after, or says why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    pub state: State,
    pub began_on: Option<Day>,
    pub review: Option<NextReview>,
    /// Reviews held.
    pub reviews: i16,
}

type Moved = Result<Course, MoveError>;

/// Nobody pauses for longer (product: lifecycles).
const LONGEST_PAUSE_MONTHS: i32 = 3;
/// Nobody plans an end further ahead.
const FURTHEST_END_MONTHS: i32 = 12;
/// A review that only one of the two answered, or nobody, is taken as done after so many days.
pub(in crate::relationships) const REVIEW_DAYS: i32 = 14;
/// When a review leads to an end without a day, it is so many days ahead: time for a last session.
const LAST_SESSION_DAYS: i32 = 28;

impl Course {
    /// Two who both said yes and are to agree.
    #[must_use]
    pub const fn agreeing() -> Self {
        Self { state: State::Agreeing, began_on: None, review: None, reviews: 0 }
    }

    /// Two of whom one says that they work together since a day.
    #[must_use]
    pub const fn recorded(since: Day) -> Self {
        Self { state: State::Recorded, began_on: Some(since), review: None, reviews: 0 }
    }

    #[must_use]
    pub const fn status(&self) -> Status {
        self.state.status()
    }

    const fn to(self, state: State) -> Self {
        Self { state, ..self }
    }

    const fn not_from<T>(&self) -> Result<T, MoveError> {
        Err(MoveError::NotFrom(self.status()))
    }

    /// The other confirms that they work together: they are to agree.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub const fn confirm(self) -> Moved {
        match self.state {
            State::Recorded => Ok(self.to(State::Agreeing)),
            _ => self.not_from(),
        }
    }

    /// Both have signed.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn begin(self, today: Day, terms: &Terms, held: i16) -> Moved {
        match self.state {
            State::Agreeing => Ok(Self {
                state: State::Active,
                began_on: self.began_on.or(Some(today)),
                review: Some(next_review(today, terms, held)),
                reviews: 0,
            }),
            _ => self.not_from(),
        }
    }

    /// It does not begin.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub const fn call_off(self, now: Instant, outcome: Outcome) -> Moved {
        match self.state {
            State::Recorded | State::Agreeing => Ok(self.to(State::NotBegun { at: now, outcome })),
            _ => self.not_from(),
        }
    }

    /// They agreed anew: the next review goes by the new terms.
    #[must_use]
    pub fn agreed_anew(self, today: Day, terms: &Terms, held: i16) -> Self {
        match self.state {
            State::Active | State::Ending { .. } => {
                Self { review: Some(next_review(today, terms, held)), ..self }
            }
            _ => self,
        }
    }

    /// The review is due by its day or its session; or one of the two would like to hold it now.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn call_review(self, today: Day) -> Moved {
        match self.state {
            State::Active => Ok(Self {
                state: State::ReviewDue,
                review: self.review.map(|review| NextReview { on: today, ..review }),
                ..self
            }),
            _ => self.not_from(),
        }
    }

    /// Whether the review is to be opened.
    #[must_use]
    pub fn is_review_due(&self, today: Day, held: i16) -> bool {
        matches!(self.state, State::Active)
            && self.review.is_some_and(|review| today >= review.on || held >= review.at_session)
    }

    /// Whether a review is taken as done though not both answered.
    #[must_use]
    pub fn is_review_over(&self, today: Day) -> bool {
        matches!(self.state, State::ReviewDue)
            && self.review.is_some_and(|review| plus_days(review.on, REVIEW_DAYS) <= today)
    }

    /// The review is done: it goes on, or an end is planned.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn reviewed(self, today: Day, terms: &Terms, held: i16, to_end: bool) -> Moved {
        match self.state {
            State::ReviewDue => Ok(Self {
                state: if to_end {
                    State::Ending { on: plus_days(today, LAST_SESSION_DAYS) }
                } else {
                    State::Active
                },
                review: Some(next_review(today, terms, held)),
                reviews: self.reviews.saturating_add(1),
                ..self
            }),
            _ => self.not_from(),
        }
    }

    /// Either pauses it, until the end of a day at most three months ahead. A review that is open waits meanwhile.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn pause(self, today: Day, to: Day) -> Moved {
        let review = match self.state {
            // A review whose day came by the first day of the pause was open then: this one was not.
            State::Active => {
                self.review.map(|review| NextReview { on: review.on.max(plus_days(today, 1)), ..review })
            }
            State::ReviewDue => self.review,
            _ => return self.not_from(),
        };
        between(today, to, LONGEST_PAUSE_MONTHS)?;
        Ok(Self { state: State::Paused { on: today, to }, review, ..self })
    }

    /// It goes on after a pause, from where it stood; the review moves by as many days as the pause lasted.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn resume(self, today: Day) -> Moved {
        match self.state {
            State::Paused { on, .. } => {
                let days = (today.date() - on.date()).get_days().max(0);
                let was_open = self.review.is_some_and(|review| review.on <= on);
                let review =
                    self.review.map(|review| NextReview { on: plus_days(review.on, days), ..review });
                let state = if was_open { State::ReviewDue } else { State::Active };
                Ok(Self { state, review, ..self })
            }
            _ => self.not_from(),
        }
    }

    /// Whether a pause is over.
    #[must_use]
    pub fn is_pause_over(&self, today: Day) -> bool {
        matches!(self.state, State::Paused { to, .. } if to < today)
    }

    /// Either plans the end for a day.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn plan_end(self, today: Day, on: Day) -> Moved {
        match self.state {
            State::Active | State::ReviewDue | State::Ending { .. } => {
                between(today, on, FURTHEST_END_MONTHS)?;
                Ok(self.to(State::Ending { on }))
            }
            _ => self.not_from(),
        }
    }

    /// It goes on though an end was planned.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub const fn carry_on(self) -> Moved {
        match self.state {
            State::Ending { .. } => Ok(self.to(State::Active)),
            _ => self.not_from(),
        }
    }

    /// Whether the day planned for the end is over.
    #[must_use]
    pub fn is_end_due(&self, today: Day) -> bool {
        matches!(self.state, State::Ending { on } if on < today)
    }

    /// It ends.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub const fn end(self, now: Instant, outcome: Outcome) -> Moved {
        if self.status().is_live() { Ok(self.to(State::Ended { at: now, outcome })) } else { self.not_from() }
    }
}

fn next_review(today: Day, terms: &Terms, held: i16) -> NextReview {
    NextReview {
        on: plus_months(today, i32::from(terms.review_months)),
        at_session: held.saturating_add(terms.review_after).min(500),
    }
}

/// From today on, at most so many months ahead.
fn between(today: Day, day: Day, months: i32) -> Result<(), MoveError> {
    if day < today {
        Err(MoveError::Past)
    } else if day > plus_months(today, months) {
        Err(MoveError::TooFar)
    } else {
        Ok(())
    }
}

fn plus_days(day: Day, days: i32) -> Day {
    Day::new(day.date().saturating_add(days.days()))
}

fn plus_months(day: Day, months: i32) -> Day {
    Day::new(day.date().saturating_add(months.months()))
}
