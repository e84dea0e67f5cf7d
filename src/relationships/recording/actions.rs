use serde_json::{Value, json};
use sqlx::PgConnection;

use super::emails::PairingInvitation;
use super::model::{OPEN_FOR, PairingId};
use super::store::{self, Through};
use crate::accounts::hold_open;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::availability;
use crate::chemistry;
use crate::chemistry::model::Side;
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId, RelationshipId, SubmissionId};
use crate::platform::mail::{EmailAddress, Envelope};
use crate::platform::tokens::Token;
use crate::relationships::agreement;
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{Course, Outcome};
use crate::relationships::news::{self, News};
use crate::relationships::store as relationships;

/// So often one person writes to others in this way (S12).
const RECORDED: Limit = Limit::new(10, jiff::SignedDuration::from_hours(24));
/// So often one address is written to in this way, whoever asks.
const WRITTEN: Limit = Limit::new(3, jiff::SignedDuration::from_hours(24));

/// What happens to a pairing that was recorded.
struct PairingEvent {
    id: PairingId,
    pool: Option<PoolId>,
    kind: &'static str,
}

impl Recorded for PairingEvent {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn subject(&self) -> Subject {
        Subject { noun: "pairing", id: self.id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        self.pool
    }

    fn data(&self) -> Value {
        json!({})
    }
}

/// A coach or mentor says that they work with the owner of an address already, who is to confirm it. Whether it is anybody's, and
/// what became of it, is not told: what they see is what they typed (S6). The same submission again changes nothing.
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
    if !hold_open(db, by).await? {
        return Err(ActError::NotFound);
    }
    if store::is_submitted(db, by, submission).await? {
        return Ok(());
    }
    let now = app.clock.now();
    if let Taken::Wait { .. } =
        throttle::take_on(db, now, &[Bucket::new("pairing-recorded", &[by.0.as_bytes()], RECORDED)]).await?
    {
        return Err(ActError::Invalid(
            "You have recorded as many as you can in one day. Go on tomorrow.".to_owned(),
        ));
    }
    let typed = email.as_str().to_lowercase();
    let known = store::known(db, by, &typed, now).await?;
    let mut writes = !known.hushed && !known.written;
    if writes {
        let bucket = Bucket::new("pairing-written", &[typed.as_bytes()], WRITTEN);
        writes = throttle::take_on(db, now, &[bucket]).await?.is_allowed();
    }
    let token = Token::random();
    let new = store::New {
        id: PairingId::new(now),
        by,
        through,
        email: &typed,
        since,
        hushed: known.hushed,
        token_hash: writes.then(|| token.hash()),
        submission,
    };
    if !store::insert(db, now, &new).await? {
        return Ok(());
    }
    let event = PairingEvent { id: new.id, pool: Some(through.pool_id), kind: "pairing.recorded" };
    events::record(db, Actor::Account(by), now, &event).await?;
    if writes {
        let letter = PairingInvitation {
            name: known.name,
            pool: through.pool.clone(),
            kind: through.offering.label(),
            since,
            link: format!("/pairing-invitations/{}", token.text()),
            until: day_of(now.plus(OPEN_FOR)),
        };
        let envelope = Envelope { to: email.clone(), account_id: known.account, dedupe_key: None };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}

/// What came of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// Both are to sign how they work together.
    Agreeing(RelationshipId),
    /// They work together here already.
    There,
}

/// Whoever's address it is confirms it: both are to sign how they work together. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for whoever's address it is not; as [`ActError`] says.
pub async fn confirm(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: PairingId,
) -> Result<Confirmed, ActError> {
    if !hold_open(db, by).await? {
        return Err(ActError::NotFound);
    }
    let now = app.clock.now();
    let recorder =
        store::recorder(db, id).await?.filter(|recorder| *recorder != by).ok_or(ActError::NotFound)?;
    // The place before the pairing, as closing an account does.
    availability::lock_place(db, recorder).await?;
    let found = store::lock(db, id, by, now).await?.ok_or(ActError::NotFound)?;
    match (found.status.as_str(), found.relationship_id) {
        ("waiting", _) => {}
        ("confirmed", Some(relationship)) => return Ok(Confirmed::Agreeing(relationship)),
        ("confirmed", None) => return Ok(Confirmed::There),
        _ => return Err(ActError::NotFound),
    }
    if !found.attended {
        return Err(ActError::Invalid(
            "They are not in the pool any more, so it cannot be confirmed.".to_owned(),
        ));
    }
    let new = relationships::New {
        id: RelationshipId::new(now),
        pool: found.pool_id,
        chemistry: None,
        mentee: by,
        practitioner: recorder,
        offering: found.offering,
        recorded_by: Some(recorder),
        course: Course::recorded(found.began_on),
        submission: SubmissionId::new(now),
    };
    let event = PairingEvent { id, pool: Some(found.pool_id), kind: "pairing.confirmed" };
    events::record(db, Actor::Account(by), now, &event).await?;
    if !relationships::insert(db, now, &new).await? {
        store::answer(db, now, id, by, true, None).await?;
        return Ok(Confirmed::There);
    }
    agreement::first_version(db, app, now, &new, None).await?;
    let mut one = relationships::take(db, new.id).await?;
    record(db, Actor::Account(recorder), now, &one, What::Recorded, None).await?;
    one.course = one.course.confirm()?;
    one.touch(now);
    relationships::save(db, &one).await?;
    one.version += 1;
    record(db, Actor::Account(by), now, &one, What::Confirmed, None).await?;
    news::tell(db, app, now, &one, Side::Practitioner, News::Confirmed).await?;
    store::answer(db, now, id, by, true, Some(new.id)).await?;
    Ok(Confirmed::Agreeing(new.id))
}

/// They manage, assess or appraise each other: that is kept, as everywhere, and what was recorded comes to nothing. Doing it again
/// changes nothing.
///
/// # Errors
/// `NotFound` for whoever's address it is not; as [`ActError`] says.
pub async fn declare(db: &mut PgConnection, app: &App, by: AccountId, id: PairingId) -> Result<(), ActError> {
    let now = app.clock.now();
    let asked = store::of_account(db, by, Some(id), now).await?;
    let Some(pairing) = asked.into_iter().find(|one| one.asks_me) else {
        store::lock(db, id, by, now).await?.ok_or(ActError::NotFound)?;
        return Ok(());
    };
    chemistry::apart::declare(db, app, by, pairing.recorded_by).await?;
    store::answer(db, now, id, by, false, None).await?;
    let event = PairingEvent { id, pool: None, kind: "pairing.refused" };
    events::record(db, Actor::Account(by), now, &event).await?;
    Ok(())
}

/// It is not so. Whoever recorded it is not told, and asks the same person nothing for 90 days. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for whoever's address it is not; the database's.
pub async fn refuse(db: &mut PgConnection, app: &App, by: AccountId, id: PairingId) -> Result<(), ActError> {
    let now = app.clock.now();
    let found = store::lock(db, id, by, now).await?.ok_or(ActError::NotFound)?;
    if found.status == "waiting" {
        store::answer(db, now, id, by, false, None).await?;
        let event = PairingEvent { id, pool: Some(found.pool_id), kind: "pairing.refused" };
        events::record(db, Actor::Account(by), now, &event).await?;
    }
    Ok(())
}

/// Whoever recorded it takes it back. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for what is not theirs; the database's.
pub async fn withdraw(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: PairingId,
) -> Result<(), ActError> {
    let now = app.clock.now();
    if !store::withdraw(db, now, id, by).await? {
        return Err(ActError::NotFound);
    }
    let event = PairingEvent { id, pool: None, kind: "pairing.withdrawn" };
    events::record(db, Actor::Account(by), now, &event).await?;
    Ok(())
}

/// Nobody signed what was confirmed in time. Whether it was so.
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
