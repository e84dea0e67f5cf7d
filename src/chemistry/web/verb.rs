use sqlx::PgConnection;

use super::form::{Accepting, After, Confirming, Declined, Pause, ThreadForm, words_field};
use super::room::Room;
use super::times;
use crate::app::App;
use crate::availability::{self, Because};
use crate::chemistry::actions::{self, Refusing};
use crate::chemistry::links::Act;
use crate::chemistry::model::{Answer, Outcome, Status};
use crate::chemistry::reading::{self, Seen};
use crate::chemistry::{ActError, apart};
use crate::events::Actor;
use crate::platform::ids::AccountId;
use crate::platform::web::{Choice, FormErrors, PageError};

/// What a form on the page of a request does: the last part of the path it is posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Confirmation,
    Acceptance,
    Question,
    Decline,
    Reply,
    Withdrawal,
    Booking,
    Offers,
    Move,
    Cancellation,
    Attendance,
    Decision,
    Reopening,
}

impl Verb {
    const ALL: [Self; 13] = [
        Self::Confirmation,
        Self::Acceptance,
        Self::Question,
        Self::Decline,
        Self::Reply,
        Self::Withdrawal,
        Self::Booking,
        Self::Offers,
        Self::Move,
        Self::Cancellation,
        Self::Attendance,
        Self::Decision,
        Self::Reopening,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Acceptance => "acceptance",
            Self::Question => "question",
            Self::Decline => "decline",
            Self::Reply => "answer",
            Self::Withdrawal => "withdrawal",
            Self::Booking => "booking",
            Self::Offers => "offers",
            Self::Move => "move",
            Self::Cancellation => "cancellation",
            Self::Attendance => "attendance",
            Self::Decision => "decision",
            Self::Reopening => "reopening",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }

    /// What a link in mail opens, without a sign-in.
    pub const fn is_within(self, act: Act) -> bool {
        match act {
            Act::Confirm => matches!(self, Self::Confirmation),
            Act::Answer => matches!(self, Self::Acceptance | Self::Decline | Self::Question),
            Act::Choose => matches!(self, Self::Booking | Self::Offers),
            Act::Attend => matches!(self, Self::Attendance),
            Act::Decide => matches!(self, Self::Decision | Self::Attendance),
        }
    }
}

/// What was done, in a sentence for the next page.
pub(super) enum Done {
    Said(&'static str),
    /// They manage, assess or appraise each other: it was ended.
    Related,
}

/// Why nothing was done.
pub(super) enum Trouble {
    /// The form has to be corrected.
    Form(FormErrors),
    /// Several colleagues have this name.
    Which(Vec<Choice>),
    Act(ActError),
}

impl From<ActError> for Trouble {
    fn from(error: ActError) -> Self {
        Self::Act(error)
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Act(error.into())
    }
}

impl From<FormErrors> for Trouble {
    fn from(errors: FormErrors) -> Self {
        Self::Form(errors)
    }
}

/// Does what a form asks, for one of the two. The caller commits.
pub(super) async fn perform(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    seen: &Seen,
    verb: Verb,
    form: &ThreadForm,
) -> Result<Done, Trouble> {
    let (id, now) = (seen.facts.id, app.clock.now());
    if let Some(said) = stands(verb, seen, form) {
        return Ok(Done::Said(said));
    }
    let said = match verb {
        Verb::Confirmation => match form.parse_confirm()? {
            Confirming::Send => {
                actions::confirm(db, app, by, id).await?;
                SENT
            }
            Confirming::Drop => {
                actions::drop_entry(db, app, by, id).await?;
                DROPPED
            }
            Confirming::Related => return related(db, app, by, seen).await,
        },
        Verb::Acceptance => return accept(db, app, by, seen, form).await,
        Verb::Question => {
            let text = form.parse_question()?;
            actions::ask(db, app, by, id, &text, form.submission(now)).await?;
            "Your question is on its way. When it is answered, you get a mail."
        }
        Verb::Decline => return decline(db, app, by, seen, form).await,
        Verb::Reply => {
            let text = form.parse_reply()?;
            actions::reply(db, app, by, id, &text, form.submission(now)).await?;
            "Your answer is on its way."
        }
        Verb::Withdrawal => {
            actions::withdraw(db, app, by, id).await?;
            WITHDRAWN
        }
        Verb::Booking => {
            let room = Room::load(db, seen, now).await?;
            actions::book(db, app, by, id, form.parse_time(&room)?).await?;
            BOOKED
        }
        Verb::Offers => {
            let room = Room::load(db, seen, now).await?;
            actions::offer(db, app, by, id, &form.parse_times(&room, now)?).await?;
            "Your times are on their way."
        }
        Verb::Move => {
            let room = Room::load(db, seen, now).await?;
            let to = form.parse_time(&room)?;
            let (why, words) = form.parse_change()?;
            actions::move_meeting(db, app, by, id, to, why, &words).await?;
            MOVED
        }
        Verb::Cancellation => return cancel(db, app, by, seen, form).await,
        Verb::Attendance => {
            if form.parse_happened()? {
                actions::held(db, app, by, id).await?;
                MET
            } else {
                actions::missed(db, app, by, id).await?;
                MISSED
            }
        }
        Verb::Decision => {
            let answer = form.parse_answer()?;
            actions::decide(db, app, by, id, answer).await?;
            decided(answer)
        }
        Verb::Reopening => {
            actions::reopen(db, app, by, id).await?;
            REOPENED
        }
    };
    Ok(Done::Said(said))
}

async fn accept(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    seen: &Seen,
    form: &ThreadForm,
) -> Result<Done, Trouble> {
    let now = app.clock.now();
    let room = Room::load(db, seen, now).await?;
    match form.parse_acceptance(&room, now)? {
        Accepting::Related => related(db, app, by, seen).await,
        Accepting::As(how) => {
            actions::accept(db, app, by, seen.facts.id, &how).await?;
            let booked = matches!(how, actions::Acceptance::At(_));
            Ok(Done::Said(accepted(if booked { Status::Booked } else { Status::Arranging })))
        }
    }
}

const SENT: &str = "Sent. You see here what happens next.";
const DROPPED: &str = "Dropped. Nothing was sent.";
const WITHDRAWN: &str = "You took it back, and they were told.";
const BOOKED: &str = "Booked. You both get an invitation for your calendar.";
const MOVED: &str = "Moved. You both get the new time for your calendar.";
const MET: &str = "Good. Now each of you answers in private.";
const MISSED: &str = "Thank you for saying so. It happens to everybody.";
const REOPENED: &str = "Open again: each of you is asked once more.";
const DECLINED: &str = "Declined, with your words.";
const FIND_ANOTHER: &str = "Cancelled in both calendars. Now find another time.";
const CALLED_OFF: &str = "Called off. They were told kindly.";

const fn decided(answer: Answer) -> &'static str {
    match answer {
        Answer::NotYet => "Noted: you have more time.",
        Answer::Yes | Answer::No => "Your answer is kept, and stays private until both have answered.",
    }
}

/// What to say when a request stands as this form asks: the same form a second time is answered as the success it was, and
/// changes nothing (R3).
pub(super) fn stands(verb: Verb, seen: &Seen, form: &ThreadForm) -> Option<&'static str> {
    let (facts, is_mentee) = (&seen.facts, seen.facts.is_mentee());
    let (status, outcome) = (facts.status, facts.outcome);
    let is_at_time = || {
        let meeting = facts.meeting.filter(|_| status == Status::Booked);
        meeting.is_some_and(|meeting| times::find(&[meeting], [form.time.as_str()]).is_some())
    };
    let done = match verb {
        Verb::Confirmation => match form.parse_confirm().ok()? {
            Confirming::Send => (is_mentee && status == Status::Sent && seen.entered_by.is_some(), SENT),
            Confirming::Drop => {
                (is_mentee && outcome == Some(Outcome::Withdrawn) && seen.sent_at.is_none(), DROPPED)
            }
            Confirming::Related => return None,
        },
        Verb::Acceptance => (!is_mentee && status.holds_place() && form.related != "yes", accepted(status)),
        Verb::Decline => (!is_mentee && outcome == Some(Outcome::Declined), DECLINED),
        Verb::Withdrawal => {
            (is_mentee && outcome == Some(Outcome::Withdrawn) && seen.sent_at.is_some(), WITHDRAWN)
        }
        Verb::Booking => (is_at_time(), BOOKED),
        Verb::Move => (is_at_time(), MOVED),
        Verb::Cancellation if form.after == "find-another" => (status == Status::Arranging, FIND_ANOTHER),
        Verb::Cancellation => (outcome == Some(Outcome::CalledOff), CALLED_OFF),
        Verb::Attendance if form.parse_happened().ok()? => (status == Status::Deciding, MET),
        Verb::Attendance => {
            let again = status == Status::Arranging && seen.missed > 0;
            (again || outcome == Some(Outcome::Missed), MISSED)
        }
        Verb::Decision => {
            let answer = form.parse_answer().ok()?;
            let is_kept = match status {
                Status::Deciding => facts.answer == Some(answer),
                Status::Agreed => answer == Answer::Yes,
                _ => outcome == Some(Outcome::NoFit) && answer == Answer::No,
            };
            (is_kept, decided(answer))
        }
        Verb::Reopening => (status == Status::Deciding && seen.reopened, REOPENED),
        Verb::Question | Verb::Reply | Verb::Offers => return None,
    };
    done.0.then_some(done.1)
}

const fn accepted(status: Status) -> &'static str {
    match status {
        Status::Arranging => "You said yes, and a place is held. They get a mail.",
        _ => "You said yes. You both get an invitation for your calendar.",
    }
}

async fn decline(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    seen: &Seen,
    form: &ThreadForm,
) -> Result<Done, Trouble> {
    let now = app.clock.now();
    let declined = form.parse_decline(seen.mentee.first_name(), now)?;
    let suggested = colleague(db, seen, &declined).await?;
    let Declined { why, words, pause, .. } = declined;
    actions::decline(db, app, by, seen.facts.id, &Refusing { why, words, suggested }).await.map_err(
        |error| match error {
            ActError::Invalid(sentence) => Trouble::Form(FormErrors::one(words_field(why), sentence)),
            error => error.into(),
        },
    )?;
    let Pause::Until(day) = pause else { return Ok(Done::Said(DECLINED)) };
    availability::close(db, Actor::Account(by), now, by, Some(day), Because::OwnWish).await?;
    Ok(Done::Said("Declined, with your words. You get no more requests until the day you chose."))
}

/// The colleague somebody named, when exactly one person of the pool is meant.
async fn colleague(
    db: &mut PgConnection,
    seen: &Seen,
    declined: &Declined,
) -> Result<Option<AccountId>, Trouble> {
    let Some(name) = declined.colleague.as_deref() else { return Ok(None) };
    let wrong = |sentence: &str| Trouble::Form(FormErrors::one("colleague", sentence));
    if name.chars().count() < 2 {
        return Err(wrong("Enter at least two letters of their name"));
    }
    let two = [seen.mentee.account_id, seen.practitioner.account_id];
    let found = reading::colleagues(db, seen.pool_id, name, two).await?;
    if let Some((id, _)) = found.iter().find(|(id, _)| Some(*id) == declined.colleague_id) {
        return Ok(Some(*id));
    }
    match found.as_slice() {
        [] => Err(wrong("Nobody in this pool has a name that begins like this. Check it, or leave it empty")),
        [(only, _)] => Ok(Some(*only)),
        several => Err(Trouble::Which(
            several.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect(),
        )),
    }
}

async fn cancel(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    seen: &Seen,
    form: &ThreadForm,
) -> Result<Done, Trouble> {
    let id = seen.facts.id;
    // Without a meeting there is nothing to find another time for.
    let after = if seen.facts.status == Status::Booked { form.parse_after() } else { Ok(After::CallOff) };
    let (after, (why, words)) = match (after, form.parse_change()) {
        (Ok(after), Ok(change)) => (after, change),
        (after, change) => {
            let mut errors = FormErrors::none();
            for error in [after.err(), change.err()].iter().flatten().flatten() {
                errors.add(&error.field, error.message.clone());
            }
            return Err(errors.into());
        }
    };
    match after {
        After::FindAnother => {
            actions::cancel_meeting(db, app, by, id, why, &words).await?;
            Ok(Done::Said(FIND_ANOTHER))
        }
        After::CallOff => {
            actions::call_off(db, app, by, id, why, &words).await?;
            Ok(Done::Said(CALLED_OFF))
        }
    }
}

/// They manage, assess or appraise each other: it ends, and they are not suggested to each other again.
async fn related(db: &mut PgConnection, app: &App, by: AccountId, seen: &Seen) -> Result<Done, Trouble> {
    apart::declare(db, app, by, seen.facts.other_id).await?;
    Ok(Done::Related)
}

/// What a page answers when nothing can be said beside a field.
pub(super) fn failed(error: ActError) -> PageError {
    error.into()
}
