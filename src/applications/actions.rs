use sqlx::PgConnection;

use super::completeness::{self, Gap};
use super::emails;
use super::events::{Event, What};
use super::messages;
use super::model::{Move, MoveError, Mover, Status, moved};
use super::store::{self, Application, NewDraft};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::memberships::AdmitError;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ApplicationId, PoolId, SubmissionId};
use crate::platform::mail::{EnqueueError, Envelope, Letter};
use crate::platform::web::PageError;
use crate::platform::working_days::deadline;
use crate::pools::{self, MembershipKind, Offering};

/// What somebody begins to apply for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    pub pool: PoolId,
    pub offerings: Vec<Offering>,
    pub kind: MembershipKind,
    pub submission: SubmissionId,
}

/// Why an application could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error("Choose a pool from the list")]
    NoPool,
    #[error("The pool does not take applications for {0} now")]
    NotTaken(Offering),
    #[error("You are a member of this pool and offer that there already")]
    Member,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Begins an application, or finds the one that this person has open in the pool.
///
/// # Errors
/// As [`BeginError`] says.
pub async fn begin(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    new: &Start,
) -> Result<ApplicationId, BeginError> {
    if let Some(open) = store::open(db, new.pool, by.account_id).await? {
        return Ok(open);
    }
    let pool = pools::find(db, new.pool).await?.ok_or(BeginError::NoPool)?;
    if pool.has_ended(day_of(now)) {
        return Err(BeginError::NoPool);
    }
    let asked = pools::requirements(db, new.pool).await?;
    for offering in &new.offerings {
        if !asked.iter().any(|asked| asked.offering == *offering && asked.takes_applications) {
            return Err(BeginError::NotTaken(*offering));
        }
    }
    if store::offers_already(db, new.pool, by.account_id, &new.offerings).await? {
        return Err(BeginError::Member);
    }
    let draft = NewDraft {
        id: ApplicationId::new(now),
        pool: new.pool,
        account: by.account_id,
        offerings: &new.offerings,
        kind: new.kind,
        submission: new.submission,
    };
    if store::insert(db, now, &draft).await? {
        let event = Event { what: What::Begun, application: draft.id, pool: new.pool };
        events::record(db, Actor::Account(by.account_id), now, &event).await?;
        return Ok(draft.id);
    }
    store::open(db, new.pool, by.account_id).await?.ok_or(BeginError::NoPool)
}

/// Why an application could not be moved on.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    #[error("there is no such application")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] MoveError),
    #[error("the pool has ended")]
    PoolEnded,
    /// Something the pool asks for is missing or has run out, and the coordinator did not say that it may be.
    #[error("something the pool asks for is missing")]
    Incomplete,
    #[error(transparent)]
    Admit(#[from] AdmitError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<DecideError> for PageError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NotFound | DecideError::Refused(MoveError::Oneself | MoveError::NotTheirs) => {
                Self::NotFound
            }
            DecideError::Refused(refused @ MoveError::NotFrom(_)) => Self::Conflict(format!(
                "Nothing was changed, because {refused}. Look at the application again."
            )),
            DecideError::PoolEnded => Self::Conflict(
                "This pool has ended. What you wrote is kept in your profile; look at the other pools."
                    .to_owned(),
            ),
            DecideError::Incomplete => Self::Conflict(
                "Something the pool asks for is missing. Go back and say whether they may join without it."
                    .to_owned(),
            ),
            DecideError::Admit(AdmitError::Database(error)) | DecideError::Database(error) => error.into(),
            DecideError::Admit(AdmitError::NoAccount) => {
                Self::Conflict("Their account has been closed, so they cannot be approved.".to_owned())
            }
            DecideError::Admit(refused) => Self::Conflict(format!("{refused}.")),
            DecideError::Mail(error) => error.into(),
        }
    }
}

/// Why an application could not be sent.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// What is still missing, step by step.
    #[error("something is missing")]
    Gaps(Vec<Gap>),
    #[error(transparent)]
    Move(#[from] DecideError),
}

impl From<sqlx::Error> for SubmitError {
    fn from(error: sqlx::Error) -> Self {
        Self::Move(error.into())
    }
}

/// Sends an application to the coordinators of its pool, who have the pool's working days to answer.
///
/// # Errors
/// `Gaps` when something is missing that the pool asks of everybody; otherwise as [`DecideError`] says.
pub async fn submit(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
) -> Result<(), SubmitError> {
    let now = app.clock.now();
    let application = taken(db, by, id, Move::Submit).await?.0;
    let asked = pools::requirements(db, application.pool_id).await?;
    let facts = completeness::facts(db, application.account_id).await?;
    let pool = pools::find(db, application.pool_id).await?.ok_or(DecideError::NotFound)?;
    if pool.has_ended(day_of(now)) {
        return Err(SubmitError::Move(DecideError::PoolEnded));
    }
    let gaps = completeness::gaps(&application, &asked, &facts, pool.terms_version);
    if !gaps.is_empty() {
        return Err(SubmitError::Gaps(gaps));
    }
    let settings = pools::settings(db, application.pool_id).await?;
    let nation = pools::nation(db, application.pool_id).await?;
    let within = |days: i16| deadline(now, u16::try_from(days).unwrap_or(1), nation);
    let due_at = within(settings.application_answer_wd);
    store::set_submitted(db, now, id, within(settings.application_overdue_wd), due_at).await?;
    recorded(db, by, now, &application, What::Submitted).await?;
    let letter = emails::ApplicationReceived {
        first_name: first_name(&application),
        pool: application.pool.clone(),
        application_id: id,
        due_at,
    };
    to_applicant(db, app, &application, &letter).await?;
    let again = application.submitted_at.is_some();
    let letter = emails::ApplicationArrived {
        pool: application.pool.clone(),
        application_id: id,
        offerings: application.offerings.clone(),
        again,
        due_at,
    };
    Ok(to_coordinators(db, app, &application, &letter).await?)
}

/// Adds to the conversation, by the applicant or a coordinator of the pool, while nothing is decided. The same form
/// again changes nothing (R3).
///
/// # Errors
/// As [`DecideError`] says.
pub async fn reply(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
    message: &str,
    submission: SubmissionId,
) -> Result<(), DecideError> {
    let now = app.clock.now();
    store::lock(db, id).await?;
    let application = visible(db, by, id).await?;
    if !matches!(application.status, Status::Submitted | Status::ChangesRequested) {
        return Err(MoveError::NotFrom(application.status).into());
    }
    if !messages::insert(db, now, &application, by.account_id, message, false, submission).await? {
        return Ok(());
    }
    recorded(db, by, now, &application, What::Answered).await?;
    let own = by.account_id == application.account_id;
    let letter =
        emails::MessageArrived { to_applicant: !own, pool: application.pool.clone(), application_id: id };
    if own {
        to_coordinators(db, app, &application, &letter).await
    } else {
        to_applicant(db, app, &application, &letter).await
    }
}

/// Takes an application back. Doing it again is harmless.
///
/// # Errors
/// As [`DecideError`] says.
pub async fn withdraw(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
) -> Result<(), DecideError> {
    let now = app.clock.now();
    store::lock(db, id).await?;
    let application = visible(db, by, id).await?;
    if application.status == Status::Withdrawn {
        return Ok(());
    }
    let (application, next) = taken(db, by, id, Move::Withdraw).await?;
    store::set_status(db, now, id, next).await?;
    recorded(db, by, now, &application, What::Withdrawn).await?;
    if application.status == Status::Draft {
        return Ok(());
    }
    let letter = emails::ApplicationWithdrawn { pool: application.pool.clone() };
    to_coordinators(db, app, &application, &letter).await
}

/// Removes the applications of an account that is closed, with everything said in them.
///
/// # Errors
/// The database's.
pub async fn close_account(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::delete_of(db, account).await
}

/// An application that this person may see: their own, or one of a pool they coordinate that has been sent.
///
/// # Errors
/// `NotFound` otherwise.
pub async fn visible(
    db: &mut PgConnection,
    by: &Viewer,
    id: ApplicationId,
) -> Result<Application, DecideError> {
    let application = store::find(db, id).await?.ok_or(DecideError::NotFound)?;
    let own = application.account_id == by.account_id;
    let sent = application.submitted_at.is_some() && by.coordinates(application.pool_id);
    if own || sent { Ok(application) } else { Err(DecideError::NotFound) }
}

/// Records that a coordinator read what an applicant wrote (S13).
///
/// # Errors
/// The database's.
pub async fn note_read(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    application: &Application,
) -> Result<(), sqlx::Error> {
    recorded(db, by, now, application, What::Read).await
}

/// Whether a move of this person could be made now, before anything typed is looked at.
///
/// # Errors
/// As [`DecideError`] says.
pub fn may(by: &Viewer, application: &Application, step: Move) -> Result<(), DecideError> {
    let mover = Mover { account_id: by.account_id, coordinates: by.coordinates(application.pool_id) };
    moved(application.status, step, application.account_id, mover)?;
    Ok(())
}

/// Whether this person has made this decision already: their form came twice.
#[must_use]
pub fn is_repeat(by: &Viewer, application: &Application, step: Move) -> bool {
    application.decided_by_id == Some(by.account_id)
        && Status::Submitted.after(step) == Ok(application.status)
}

/// Locks an application and says where a move of this person leads.
pub(super) async fn taken(
    db: &mut PgConnection,
    by: &Viewer,
    id: ApplicationId,
    step: Move,
) -> Result<(Application, Status), DecideError> {
    store::lock(db, id).await?;
    let application = visible(db, by, id).await?;
    let mover = Mover { account_id: by.account_id, coordinates: by.coordinates(application.pool_id) };
    let next = moved(application.status, step, application.account_id, mover)?;
    Ok((application, next))
}

pub(super) async fn recorded(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    application: &Application,
    what: What,
) -> Result<(), sqlx::Error> {
    let event = Event { what, application: application.application_id, pool: application.pool_id };
    events::record(db, Actor::Account(by.account_id), now, &event).await
}

pub(super) fn first_name(application: &Application) -> String {
    crate::accounts::first_name(&application.applicant).to_owned()
}

pub(super) async fn to_applicant(
    db: &mut PgConnection,
    app: &App,
    application: &Application,
    letter: &impl Letter,
) -> Result<(), DecideError> {
    let envelope = Envelope {
        to: application.email.clone(),
        account_id: Some(application.account_id),
        dedupe_key: None,
    };
    Ok(app.outbox.enqueue(db, app.clock.now(), &envelope, letter).await?)
}

/// One letter to each coordinator, the applicant left out who may be one.
pub(super) async fn to_coordinators(
    db: &mut PgConnection,
    app: &App,
    application: &Application,
    letter: &impl Letter,
) -> Result<(), DecideError> {
    for one in pools::coordinators(db, application.pool_id).await? {
        if one.account_id != application.account_id {
            let envelope = Envelope { to: one.email, account_id: Some(one.account_id), dedupe_key: None };
            app.outbox.enqueue(db, app.clock.now(), &envelope, letter).await?;
        }
    }
    Ok(())
}
