use jiff::SignedDuration;
use sqlx::PgConnection;

use super::store::{self, Agreement};
use crate::accounts::hold_open;
use crate::app::App;
use crate::availability;
use crate::chemistry;
use crate::chemistry::model::Side;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, RelationshipId, SubmissionId};
use crate::relationships::error::ActError;
use crate::relationships::events::{What, record};
use crate::relationships::model::{Content, Course, Outcome, Status};
use crate::relationships::news::{self, News};
use crate::relationships::relationship::Relationship;
use crate::relationships::store as relationships;

/// So often one of the two may write the agreement anew in a day: each time the other gets a letter.
const PROPOSALS_A_DAY: i64 = 6;
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Drafts the agreement of two who both said yes after their first conversation, from the words of the pool.
///
/// # Errors
/// The database's.
pub async fn draft(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &chemistry::Request,
) -> Result<(), sqlx::Error> {
    let new = relationships::New {
        id: RelationshipId::new(now),
        pool: request.pool_id,
        chemistry: Some(request.id),
        mentee: request.mentee_id,
        practitioner: request.practitioner_id,
        offering: request.offering,
        recorded_by: None,
        course: Course::agreeing(),
        submission: SubmissionId::new(now),
    };
    if relationships::insert(db, now, &new).await? {
        let hope = chemistry::hope_of(db, &app.secret, request.id).await?;
        first_version(db, app, now, &new, hope.as_deref()).await?;
        let drafted = relationships::hold(db, new.id).await?.ok_or(sqlx::Error::RowNotFound)?;
        record(db, Actor::System, now, &drafted, What::Drafted, None).await?;
    }
    Ok(())
}

/// Keeps the first version of an agreement, in the words of the pool; what the mentee would like from it in their own, where they have
/// said it and the pool says nothing.
pub(in crate::relationships) async fn first_version(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    new: &relationships::New,
    hope: Option<&str>,
) -> Result<(), sqlx::Error> {
    let (template, mut content) = store::template(db, new.pool, new.offering).await?;
    if let Some(hope) = hope.filter(|_| content.words.purpose.is_empty()) {
        hope.clone_into(&mut content.words.purpose);
    }
    let first = Agreement {
        number: 1,
        template,
        content,
        forgotten: false,
        drafted_by: None,
        drafted_at: now,
        mentee_signed_at: None,
        practitioner_signed_at: None,
    };
    store::insert(db, &app.secret, new.id, &first, SubmissionId::new(now)).await?;
    Ok(())
}

/// Two who had said yes do not begin after all: their request closed before both had signed.
///
/// # Errors
/// The database's.
pub async fn call_off(
    db: &mut PgConnection,
    now: Instant,
    by: Actor,
    request: ChemistryId,
    outcome: Outcome,
) -> Result<(), sqlx::Error> {
    let Some(id) = relationships::of_request(db, request).await? else { return Ok(()) };
    let Some(mut one) = relationships::hold_any(db, id).await? else { return Ok(()) };
    let Ok(after) = one.course.call_off(now, outcome) else { return Ok(()) };
    one.course = after;
    relationships::save(db, &one).await?;
    record(db, by, now, &one, What::CalledOff, Some(outcome.code())).await
}

/// One of the two writes the agreement anew and signs it; the other is to sign as well. The same submission again changes
/// nothing.
///
/// # Errors
/// As [`ActError`] says; `OtherVersion` when `read` is not the latest any more.
pub async fn propose(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    read: i32,
    content: &Content,
    submission: SubmissionId,
) -> Result<(), ActError> {
    if !hold_open(db, by).await? {
        return Err(ActError::NotFound);
    }
    let now = app.clock.now();
    let mut one = relationships::take(db, id).await?;
    let side = one.side_of(by).ok_or(ActError::NotFound)?;
    if store::was_kept(db, submission).await? {
        return Ok(());
    }
    may_agree(&one)?;
    if store::proposed_since(db, id, by, now.minus(A_DAY)).await? >= PROPOSALS_A_DAY {
        return Err(ActError::Invalid(
            "You have changed this agreement several times today. Speak to each other, and write it down tomorrow."
                .to_owned(),
        ));
    }
    let latest = store::versions(db, &app.secret, id).await?.into_iter().next().ok_or(ActError::NotFound)?;
    if latest.number != read {
        return Err(ActError::OtherVersion);
    }
    let mut content = content.clone();
    // The limits of confidentiality are the pool's: nobody agrees fewer.
    content.words.confidentiality.clone_from(&latest.content.words.confidentiality);
    let signed = |whose| (side == whose).then_some(now);
    let next = Agreement {
        number: latest.number + 1,
        template: latest.template,
        content,
        forgotten: false,
        drafted_by: Some(by),
        drafted_at: now,
        mentee_signed_at: signed(Side::Mentee),
        practitioner_signed_at: signed(Side::Practitioner),
    };
    if !store::insert(db, &app.secret, id, &next, submission).await? {
        return Err(ActError::OtherVersion);
    }
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::Proposed, None).await?;
    news::tell(db, app, now, &one, side.other(), News::Proposed { number: next.number }).await?;
    Ok(())
}

/// One of the two signs the version that was on their page. When both have, it holds: they begin, with the place that was kept;
/// or, if they work together already, go on by it. Signing again changes nothing.
///
/// # Errors
/// As [`ActError`] says; `OtherVersion` when that version is not the latest any more.
pub async fn sign(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: RelationshipId,
    number: i32,
) -> Result<(), ActError> {
    let now = app.clock.now();
    relationships::hold_mentee_of(db, id).await?;
    let mut one = relationships::take(db, id).await?;
    let side = one.side_of(by).ok_or(ActError::NotFound)?;
    let latest = store::versions(db, &app.secret, id).await?.into_iter().next().ok_or(ActError::NotFound)?;
    if latest.number != number {
        return Err(ActError::OtherVersion);
    }
    if latest.is_signed_by(side) {
        return Ok(());
    }
    may_agree(&one)?;
    store::sign(db, now, id, number, side).await?;
    let holds = latest.is_signed_by(side.other());
    if holds && one.course.status() == Status::Agreeing {
        return begin(db, app, now, by, one, &latest).await;
    }
    one.touch(now);
    if holds {
        one.course = one.course.agreed_anew(day_of(now), &latest.content.terms, one.held);
    }
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::Signed, None).await?;
    let news = if holds { News::AgreedAnew } else { News::Signed };
    news::tell(db, app, now, &one, side.other(), news).await?;
    Ok(())
}

async fn begin(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    by: AccountId,
    mut one: Relationship,
    agreement: &Agreement,
) -> Result<(), ActError> {
    if relationships::is_at_cap(db, &one).await? {
        return Err(ActError::AtCap);
    }
    if let Some(request) = one.chemistry_id {
        chemistry::actions::begin(db, app, by, request).await?;
    }
    availability::begin(db, now, one.practitioner_id, one.recorded_by.is_some()).await?;
    one.course = one.course.begin(day_of(now), &agreement.content.terms, one.held)?;
    one.touch(now);
    relationships::save(db, &one).await?;
    record(db, Actor::Account(by), now, &one, What::Begun, None).await?;
    one.terms = Some(agreement.content.terms);
    for side in Side::BOTH {
        news::tell(db, app, now, &one, side, News::Begun).await?;
    }
    Ok(())
}

/// Agreements are made before a beginning and while two work together.
fn may_agree(one: &Relationship) -> Result<(), ActError> {
    let status = one.course.status();
    if status == Status::Agreeing || (status.is_live() && status != Status::Paused) {
        Ok(())
    } else {
        Err(crate::relationships::model::MoveError::NotFrom(status).into())
    }
}

/// Writes the sessions that were wished for after a review into the agreement. Wished for by both it holds at once, with the smaller
/// number, and what one of them had proposed meanwhile stays proposed, with as many more; wished for by one, they propose it and the
/// other is to sign. Where no number of sessions was agreed, nothing is to be changed.
///
/// # Errors
/// As [`ActError`] says.
pub(in crate::relationships) async fn extend(
    db: &mut PgConnection,
    app: &App,
    one: &Relationship,
    more: &[(Side, i16)],
) -> Result<(), ActError> {
    let Some(number) = more.iter().map(|(_, number)| *number).min() else { return Ok(()) };
    let versions = store::versions(db, &app.secret, one.id).await?;
    let (Some(latest), Some(current)) = (versions.first(), versions.iter().find(|one| one.holds())) else {
        return Ok(());
    };
    let wished = |side| more.iter().any(|(whose, _)| *whose == side);
    let pending = (latest.number != current.number).then_some(latest);
    let mut last = latest.number;
    if wished(Side::Mentee) && wished(Side::Practitioner) {
        let Some(next) = longer(app, one, current, number, last + 1, more, |_| true) else { return Ok(()) };
        last = next.number;
        keep(db, app, one, &next).await?;
    }
    let next = match (pending, more) {
        (Some(pending), _) => {
            let signs = |side| pending.is_signed_by(side) && (more.len() == Side::BOTH.len() || wished(side));
            longer(app, one, pending, number, last + 1, more, signs)
        }
        (None, [_]) => longer(app, one, current, number, last + 1, more, wished),
        (None, _) => None,
    };
    let Some(next) = next else { return Ok(()) };
    keep(db, app, one, &next).await?;
    for side in Side::BOTH.into_iter().filter(|side| !next.is_signed_by(*side)) {
        news::tell(db, app, app.clock.now(), one, side, News::Proposed { number: next.number }).await?;
    }
    Ok(())
}

async fn keep(
    db: &mut PgConnection,
    app: &App,
    one: &Relationship,
    next: &Agreement,
) -> Result<(), sqlx::Error> {
    store::insert(db, &app.secret, one.id, next, SubmissionId::new(app.clock.now())).await?;
    Ok(())
}

/// A version with so many more sessions than another; none where no number was agreed.
fn longer(
    app: &App,
    one: &Relationship,
    than: &Agreement,
    more: i16,
    number: i32,
    wishes: &[(Side, i16)],
    signs: impl Fn(Side) -> bool,
) -> Option<Agreement> {
    let now = app.clock.now();
    let mut content = than.content.clone();
    content.terms.sessions = Some(content.terms.sessions?.saturating_add(more).min(60));
    Some(Agreement {
        number,
        template: than.template,
        content,
        forgotten: false,
        drafted_by: wishes.first().map(|(side, _)| one.account_of(*side)),
        drafted_at: now,
        mentee_signed_at: signs(Side::Mentee).then_some(now),
        practitioner_signed_at: signs(Side::Practitioner).then_some(now),
    })
}
