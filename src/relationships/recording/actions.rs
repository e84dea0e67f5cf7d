use sqlx::PgConnection;

use super::store::{self, Through};
use crate::accounts::hold_all_open;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, RelationshipId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::relationships::agreement;
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{Course, Outcome};
use crate::relationships::news::{self, News};
use crate::relationships::store as relationships;

/// So often one person writes to others in this way (S12).
const RECORDED: Limit = Limit::new(10, jiff::SignedDuration::from_hours(24));

/// A coach or mentor says that they work with somebody already; whose address it is learns of it and is to confirm. Whether there is
/// such a person is not told. The same submission again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn record_pairing(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    email: &EmailAddress,
    through: &Through,
    since: Day,
    submission: SubmissionId,
) -> Result<(), ActError> {
    let mentee = store::whose(db, by, email.as_str()).await?;
    let open = hold_all_open(db, mentee.into_iter().chain([by])).await?;
    if !open.contains(&by) {
        return Err(ActError::NotFound);
    }
    let now = app.clock.now();
    if let Taken::Wait { .. } =
        throttle::take_on(db, now, &[Bucket::new("pairing-recorded", &[by.0.as_bytes()], RECORDED)]).await?
    {
        return Err(ActError::Invalid(
            "You have recorded as many as you can in one day. Go on tomorrow.".to_owned(),
        ));
    }
    let Some(mentee) = mentee.filter(|mentee| open.contains(mentee)) else { return Ok(()) };
    let new = relationships::New {
        id: RelationshipId::new(now),
        pool: through.pool_id,
        chemistry: None,
        mentee,
        practitioner: by,
        offering: through.offering,
        recorded_by: Some(by),
        course: Course::recorded(since),
        submission,
    };
    if !relationships::insert(db, now, &new).await? {
        return Ok(());
    }
    agreement::first_version(db, app, now, &new).await?;
    let Some(one) = relationships::hold(db, new.id).await? else { return Ok(()) };
    record(db, Actor::Account(by), now, &one, What::Recorded, None).await?;
    news::tell(db, app, now, &one, Side::Mentee, News::Recorded).await?;
    Ok(())
}

/// The other confirms it: both are to sign how they work together. Doing it again changes nothing.
///
/// # Errors
/// As [`ActError`] says.
pub async fn confirm(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let mut one = relationships::hold(db, id).await?.ok_or(ActError::NotFound)?;
    let side = one.side_of(by).ok_or(ActError::NotFound)?;
    if one.recorded_by == Some(by) {
        return Err(ActError::Invalid("The other of you is to confirm this.".to_owned()));
    }
    if one.course.status() == crate::relationships::model::Status::Agreeing {
        return Ok(());
    }
    one.course = one.course.confirm()?;
    one.touch(now);
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::Account(by), now, &one, What::Confirmed, None).await?;
    news::tell(db, app, now, &one, side.other(), News::Confirmed).await?;
    Ok(())
}

/// Nobody confirmed or signed what was recorded in time. Whether it was so.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn unconfirmed(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(mut one) = relationships::hold(db, id).await? else { return Ok(false) };
    let Ok(after) = one.course.call_off(now, Outcome::NotConfirmed) else { return Ok(false) };
    one.course = after;
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::System, now, &one, What::CalledOff, Some(Outcome::NotConfirmed.code())).await?;
    if let Some(recorded_by) = one.recorded_by.and_then(|by| one.side_of(by)) {
        news::tell(db, app, now, &one, recorded_by, News::NotBegun).await?;
    }
    Ok(true)
}
