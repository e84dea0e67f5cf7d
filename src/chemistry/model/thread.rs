use super::codes::{Answer, Declining, Outcome, Side};
use super::limits::{Limits, MOST_MISSED, MOST_QUESTIONS};
use super::state::{Answers, Closing, State, Status};
use crate::platform::clock::Instant;
use crate::platform::span::Span;

/// Why a move was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// It stands elsewhere now.
    #[error("this request is {}", .0.fact())]
    NotFrom(Status),
    /// It is the other's to do.
    #[error("this is not yours to do")]
    NotYours,
    #[error("this has to happen after the meeting")]
    TooEarly,
    #[error("the time for this is over")]
    TooLate,
    #[error("the time lies in the past")]
    Past,
    /// The questions, or the one reopening, are used up.
    #[error("this was done as often as it can be")]
    UsedUp,
}

impl Status {
    /// To follow "this request is".
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Entered => "waiting for the mentee to confirm it",
            Self::Sent => "waiting for an answer",
            Self::Questioned => "waiting for an answer to a question",
            Self::Arranging => "accepted, and a time is being found",
            Self::Booked => "accepted, and the meeting is booked",
            Self::Deciding => "past the meeting, and waiting for decisions",
            Self::Agreed => "agreed by both",
            Self::Closed => "closed",
        }
    }
}

/// A request for a first conversation and how far it has come. Every change of it is one of these methods; each gives the thread
/// as it is after, or says why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub state: State,
    /// Questions asked before an answer.
    pub questions: u8,
    /// Meetings that did not happen.
    pub missed: u8,
    /// The one extension of the decision is used.
    pub extended: bool,
    /// It was closed, and opened again.
    pub reopened: bool,
}

type Moved = Result<Thread, MoveError>;

impl Thread {
    /// A mentee's request, sent.
    #[must_use]
    pub fn sent(now: Instant, limits: &Limits) -> Self {
        Self::new(State::Sent(limits.theirs(now, limits.expiry_wd)))
    }

    /// A request a coordinator enters for a mentee.
    #[must_use]
    pub fn entered(now: Instant, limits: &Limits) -> Self {
        Self::new(State::Entered(limits.mentees(now, limits.expiry_wd)))
    }

    const fn new(state: State) -> Self {
        Self { state, questions: 0, missed: 0, extended: false, reopened: false }
    }

    #[must_use]
    pub const fn status(&self) -> Status {
        self.state.status()
    }

    /// It ended in this way.
    #[must_use]
    pub fn is_closed_as(&self, outcome: Outcome) -> bool {
        matches!(self.state, State::Closed(closing) if closing.outcome == outcome)
    }

    fn to(&self, state: State) -> Self {
        Self { state, ..self.clone() }
    }

    const fn not_from<T>(&self) -> Result<T, MoveError> {
        Err(MoveError::NotFrom(self.status()))
    }

    fn closed(&self, outcome: Outcome, now: Instant) -> Self {
        self.to(State::Closed(Closing { outcome, at: now, reopen_to: None, cool_off_to: None }))
    }

    /// The mentee confirms what a coordinator entered: it is sent.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn confirm(&self, by: Side, now: Instant, limits: &Limits) -> Moved {
        let State::Entered(clock) = self.state else { return self.not_from() };
        ours(by, Side::Mentee)?;
        in_time(now, clock.until)?;
        Ok(self.to(State::Sent(limits.theirs(now, limits.expiry_wd))))
    }

    /// The coach or mentor asks something back: the clock is the mentee's until they answer.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn ask(&self, by: Side, now: Instant, limits: &Limits) -> Moved {
        let State::Sent(clock) = self.state else { return self.not_from() };
        ours(by, Side::Practitioner)?;
        in_time(now, clock.until)?;
        if self.questions >= MOST_QUESTIONS {
            return Err(MoveError::UsedUp);
        }
        let state = State::Questioned(limits.mentees(now, limits.expiry_wd));
        Ok(Self { questions: self.questions + 1, ..self.to(state) })
    }

    /// The mentee answers the question.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn reply(&self, by: Side, now: Instant, limits: &Limits) -> Moved {
        let State::Questioned(clock) = self.state else { return self.not_from() };
        ours(by, Side::Mentee)?;
        in_time(now, clock.until)?;
        Ok(self.to(State::Sent(limits.theirs(now, limits.expiry_wd))))
    }

    /// The coach or mentor accepts: with a time, which books the meeting, or without one, to be found within the pool's
    /// limit. Either way a place is held from now on.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn accept(&self, by: Side, time: Option<Span>, now: Instant, limits: &Limits) -> Moved {
        let (State::Sent(clock) | State::Questioned(clock)) = self.state else { return self.not_from() };
        ours(by, Side::Practitioner)?;
        in_time(now, clock.until)?;
        match time {
            None => Ok(self.to(State::Arranging(limits.both(now, limits.booking_wd)))),
            Some(meeting) => self.booked(meeting, now, limits),
        }
    }

    /// The coach or mentor declines.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn decline(&self, by: Side, why: Declining, now: Instant, limits: &Limits) -> Moved {
        let (State::Sent(clock) | State::Questioned(clock)) = self.state else { return self.not_from() };
        ours(by, Side::Practitioner)?;
        in_time(now, clock.until)?;
        let cool_off_to = if why.cools_off() { limits.cool_off_to(now) } else { None };
        let outcome = Outcome::Declined;
        Ok(self.to(State::Closed(Closing { outcome, at: now, reopen_to: None, cool_off_to })))
    }

    /// The mentee takes the request back, before it is accepted.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn withdraw(&self, by: Side, now: Instant) -> Moved {
        let (State::Entered(_) | State::Sent(_) | State::Questioned(_)) = self.state else {
            return self.not_from();
        };
        ours(by, Side::Mentee)?;
        Ok(self.closed(Outcome::Withdrawn, now))
    }

    /// Either books a time once the request is accepted.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn book(&self, meeting: Span, now: Instant, limits: &Limits) -> Moved {
        let State::Arranging(clock) = self.state else { return self.not_from() };
        in_time(now, clock.until)?;
        self.booked(meeting, now, limits)
    }

    /// Either moves a meeting that has not begun to another time.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn move_meeting(&self, to: Span, now: Instant, limits: &Limits) -> Moved {
        let State::Booked(_, meeting) = self.state else { return self.not_from() };
        if now >= meeting.starts() {
            return Err(MoveError::TooLate);
        }
        self.booked(to, now, limits)
    }

    /// Either cancels a meeting that has not begun, to find another time.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn cancel_meeting(&self, now: Instant, limits: &Limits) -> Moved {
        let State::Booked(_, meeting) = self.state else { return self.not_from() };
        if now >= meeting.starts() {
            return Err(MoveError::TooLate);
        }
        Ok(self.to(State::Arranging(limits.both(now, limits.booking_wd))))
    }

    /// Either ends it kindly once it is accepted and before they decide, or after both said yes.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn call_off(&self, now: Instant) -> Moved {
        match self.state {
            State::Booked(_, meeting) if now >= meeting.starts() => Err(MoveError::TooLate),
            State::Arranging(_) | State::Booked(..) | State::Agreed(_) => {
                Ok(self.closed(Outcome::CalledOff, now))
            }
            _ => self.not_from(),
        }
    }

    /// Either says that the meeting happened. Both have the pool's limit from then on, and not before its
    /// end, to decide.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn held(&self, now: Instant, limits: &Limits) -> Moved {
        let State::Booked(_, meeting) = self.state else { return self.not_from() };
        if now < meeting.starts() {
            return Err(MoveError::TooEarly);
        }
        let clock = limits.both(now.max(meeting.ends()), limits.decision_wd);
        Ok(self.to(State::Deciding(clock, Answers::default())))
    }

    /// Either says that the meeting did not happen, without blame: another time is to be found. The second time closes the
    /// request.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn missed(&self, now: Instant, limits: &Limits) -> Moved {
        let from = match &self.state {
            State::Booked(_, meeting) if now < meeting.starts() => return Err(MoveError::TooEarly),
            State::Booked(..) => self,
            // Who was told that it was taken as held may still say that it was not, until somebody decides.
            State::Deciding(clock, answers) if *answers == Answers::default() && !self.reopened => {
                in_time(now, clock.until)?;
                self
            }
            _ => return self.not_from(),
        };
        let missed = from.missed + 1;
        if missed >= MOST_MISSED {
            return Ok(Self { missed, ..from.closed(Outcome::Missed, now) });
        }
        let state = State::Arranging(limits.both(now, limits.booking_wd));
        Ok(Self { missed, ..from.to(state) })
    }

    /// One of the two answers in private. To answer says that the meeting happened. Both yes leads to the agreement, anything
    /// else closes once both have spoken; "not yet" uses the one extension, and after it stays open until time is up.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn decide(&self, by: Side, answer: Answer, now: Instant, limits: &Limits) -> Moved {
        let started = match &self.state {
            State::Booked(..) => self.held(now, limits)?,
            State::Deciding(..) => self.clone(),
            _ => return self.not_from(),
        };
        let State::Deciding(clock, answers) = started.state.clone() else { return self.not_from() };
        in_time(now, clock.until)?;
        let answers = answers.with(by, answer);
        if answers.both_yes() {
            return Ok(started.to(State::Agreed(limits.both(now, limits.agreement_wd))));
        }
        if answers.are_final() {
            return Ok(started.no_fit(now, limits));
        }
        if answer == Answer::NotYet && !started.extended {
            // The extension begins where the limit would have ended.
            let clock = limits.both(clock.until, limits.decision_wd);
            return Ok(Self { extended: true, ..started.to(State::Deciding(clock, answers)) });
        }
        Ok(started.to(State::Deciding(clock, answers)))
    }

    /// Either opens it again after it was not taken further: both are asked once more.
    ///
    /// # Errors
    /// As [`MoveError`] says.
    pub fn reopen(&self, now: Instant, limits: &Limits) -> Moved {
        let State::Closed(Closing { outcome: Outcome::NoFit, reopen_to, .. }) = self.state else {
            return self.not_from();
        };
        if self.reopened {
            return Err(MoveError::UsedUp);
        }
        in_time(now, reopen_to.ok_or(MoveError::TooLate)?)?;
        let clock = limits.both(now, limits.decision_wd);
        let state = State::Deciding(clock, Answers::default());
        Ok(Self { reopened: true, extended: true, ..self.to(state) })
    }

    /// Both have signed: the two work together from now on.
    ///
    /// # Errors
    /// `NotFrom` when they have not both said yes, or it is closed.
    pub fn begin(&self, now: Instant) -> Moved {
        match self.state {
            State::Agreed(_) => Ok(self.closed(Outcome::Begun, now)),
            _ => self.not_from(),
        }
    }

    /// What happens by itself when a limit has passed; the same when none has.
    #[must_use]
    pub fn time_up(&self, now: Instant, limits: &Limits) -> Self {
        let Some(clock) = self.state.clock() else { return self.clone() };
        if now < clock.until {
            return self.clone();
        }
        match &self.state {
            State::Entered(_) | State::Questioned(_) => self.closed(Outcome::Unanswered, now),
            State::Sent(_) => self.closed(Outcome::Expired, now),
            State::Arranging(_) => self.closed(Outcome::NotArranged, now),
            State::Booked(..) => self.held(now, limits).unwrap_or_else(|_| self.clone()),
            State::Deciding(..) => self.no_fit(now, limits),
            State::Agreed(_) => self.closed(Outcome::NotAgreed, now),
            State::Closed(_) => self.clone(),
        }
    }

    /// The same with its limit reckoned again from the days both are away, when that gives it longer than it has and longer than
    /// now.
    #[must_use]
    pub fn reckoned_anew(&self, limits: &Limits, now: Instant) -> Option<Self> {
        let clock = self.state.clock()?;
        let mentees = limits.mentees(clock.from, clock.days);
        let theirs = limits.theirs(clock.from, clock.days);
        let both = limits.both(clock.from, clock.days);
        let (state, until) = match self.state {
            State::Entered(_) => (State::Entered(mentees), mentees.until),
            State::Questioned(_) => (State::Questioned(mentees), mentees.until),
            State::Sent(_) => (State::Sent(theirs), theirs.until),
            State::Arranging(_) => (State::Arranging(both), both.until),
            State::Deciding(_, answers) => (State::Deciding(both, answers), both.until),
            State::Agreed(_) => (State::Agreed(both), both.until),
            State::Booked(..) | State::Closed(_) => return None,
        };
        (until > clock.until && until > now).then(|| self.to(state))
    }

    /// The last place went to somebody else, while this one was not accepted yet.
    ///
    /// # Errors
    /// `NotFrom` when a place is held for it, or it is closed.
    pub fn crowded_out(&self, now: Instant) -> Moved {
        match self.state {
            State::Entered(_) | State::Sent(_) | State::Questioned(_) => Ok(self.closed(Outcome::Full, now)),
            _ => self.not_from(),
        }
    }

    /// Ended from outside: a conflict that was declared, contact that stopped, somebody who left.
    ///
    /// # Errors
    /// `NotFrom` when it is closed already.
    pub fn stop(&self, outcome: Outcome, now: Instant) -> Moved {
        if self.status().is_open() { Ok(self.closed(outcome, now)) } else { self.not_from() }
    }

    fn booked(&self, meeting: Span, now: Instant, limits: &Limits) -> Moved {
        if meeting.starts() <= now {
            return Err(MoveError::Past);
        }
        Ok(self.to(State::Booked(limits.meeting(meeting), meeting)))
    }

    /// The same for a no and for silence.
    fn no_fit(&self, now: Instant, limits: &Limits) -> Self {
        let reopen_to =
            if self.reopened || limits.reopen_days == 0 { None } else { Some(limits.reopen_to(now)) };
        let closing =
            Closing { outcome: Outcome::NoFit, at: now, reopen_to, cool_off_to: limits.cool_off_to(now) };
        self.to(State::Closed(closing))
    }
}

fn ours(by: Side, whose: Side) -> Result<(), MoveError> {
    if by == whose { Ok(()) } else { Err(MoveError::NotYours) }
}

fn in_time(now: Instant, until: Instant) -> Result<(), MoveError> {
    if now < until { Ok(()) } else { Err(MoveError::TooLate) }
}
