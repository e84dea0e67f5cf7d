//! Asking the people of a register whether they want to be here, and doing what they answer.

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::Invitation;
use super::model::{EntryId, RegisterEvent};
use super::person::Person;
use super::renewal::{self, RenewalError};
use super::store::{self, Invited, Invitee};
use super::{gather, job};
use crate::accounts::introduction::introduce;
use crate::accounts::roles::Granter;
use crate::app::App;
use crate::availability::{self, NewPlace};
use crate::events::{self, Actor};
use crate::memberships::{self, AdmitError, NewMembership, Status};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, LoginSessionId, PoolId};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::tokens::Token;
use crate::platform::web::PageError;
use crate::pools::{self, MembershipKind, Offering};
use crate::profiles;

/// How long a link in an invitation works; every letter brings a new one.
pub const LINK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long somebody who says nothing is kept.
pub const UNANSWERED: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long missing or old evidence that was imported lapses nobody.
const GRACE_DAYS: i64 = 90;
/// The second letter comes 7 days after the first, the third 14 days after the second.
const SECOND: SignedDuration = SignedDuration::from_hours(7 * 24);
const THIRD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A coordinator may send again once a day.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Why an answer could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The link was used, has run out, or never was.
    #[error("the invitation is gone")]
    Gone,
    #[error("{0}")]
    Missing(&'static str),
    /// They coordinate the pool themselves.
    #[error("another coordinator has to approve them")]
    Coordinates,
    #[error("You are suspended in this pool. Write to its coordinators")]
    Suspended,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Renewal(#[from] RenewalError),
    #[error(transparent)]
    Admission(AdmitError),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<AnswerError> for PageError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Gone => Self::NotFound,
            AnswerError::Suspended => Self::Conflict(error.to_string()),
            AnswerError::Database(error) => error.into(),
            AnswerError::Mail(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Writes the letters that are due, at most so many; returns how many.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn write_due(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    most: i64,
) -> Result<u64, EnqueueError> {
    let due = store::lock_due(db, now.minus(SECOND), now.minus(THIRD), most).await?;
    for invitee in &due {
        write(db, app, now, invitee, invitee.invitations + 1, Actor::System).await?;
    }
    Ok(due.len() as u64)
}

async fn write(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    invitee: &Invitee,
    invitations: i16,
    by: Actor,
) -> Result<(), EnqueueError> {
    let token = Token::random();
    store::invited(db, now, invitee.entry_id, &token.hash(), invitations.min(3)).await?;
    let letter = Invitation {
        name: invitee.name.clone(),
        pool: invitee.pool.clone(),
        link: format!("/register-invitations/{}", token.text()),
        erased_on: day_of(invitee.created_at.plus(UNANSWERED)),
        again: invitee.invitations > 0,
    };
    let envelope = Envelope { to: invitee.email.clone(), account_id: invitee.account_id, dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await?;
    events::record(db, by, now, &RegisterEvent::Invited(invitee.pool_id, invitee.entry_id)).await?;
    Ok(())
}

/// Sends an invitation again because a coordinator asked. False: one went out within the last day.
///
/// # Errors
/// `Gone` when there is nobody to be invited.
pub async fn send_again(
    db: &mut PgConnection,
    app: &App,
    pool: PoolId,
    id: EntryId,
    by: AccountId,
) -> Result<bool, AnswerError> {
    let now = app.clock.now();
    let invitee = store::lock_invitee(db, pool, id).await?.ok_or(AnswerError::Gone)?;
    if invitee.invited_at.is_some_and(|last| now.since(last) < AGAIN) {
        return Ok(false);
    }
    write(db, app, now, &invitee, invitee.invitations.max(1), Actor::Account(by)).await?;
    Ok(true)
}

/// The person behind a link that still works.
///
/// # Errors
/// `Gone`, or the database's.
pub async fn of_token(db: &mut PgConnection, now: Instant, token: &str) -> Result<Invited, AnswerError> {
    let token = Token::parse(token).ok_or(AnswerError::Gone)?;
    store::of_token(db, &token.hash(), now.minus(LINK)).await?.ok_or(AnswerError::Gone)
}

/// What somebody says with their yes.
#[derive(Debug, Clone, Default)]
pub struct Yes {
    /// What they offer, where the register does not say.
    pub offerings: Vec<Offering>,
    /// They want to be shown, where the register does not say so.
    pub shown: bool,
}

/// Makes somebody of a register a member: account, profile, places, evidence and membership at once. What an account had
/// before stays as it is. Repeating it changes nothing.
///
/// # Errors
/// `Missing` when they must say more; `Coordinates` when only another coordinator may let them in; `Gone` when the link no
/// longer works.
pub async fn confirm(db: &mut PgConnection, app: &App, token: &str, yes: &Yes) -> Result<(), AnswerError> {
    let now = app.clock.now();
    let invited = of_token(db, now, token).await?;
    store::lock(db, invited.entry_id).await?;
    let invited = of_token(db, now, token).await?;
    if invited.confirmed_at.is_some() {
        return Ok(());
    }
    // Whoever brings a register in could otherwise approve themselves.
    if store::coordinates(db, invited.pool_id, &invited.email).await? {
        return Err(AnswerError::Coordinates);
    }
    let mut person: Person = serde_json::from_value(invited.imported.clone()).unwrap_or_default();
    if person.offering.is_empty() {
        person.offering.clone_from(&yes.offerings);
    }
    if person.offering.is_empty() {
        return Err(AnswerError::Missing("Choose what you offer"));
    }
    if person.publish != Some(true) && !yes.shown {
        return Err(AnswerError::Missing(
            "Tick the box if you want to be shown. If you do not, choose “Remove me”",
        ));
    }
    let employer = person.employer.as_ref().and_then(|employer| employer.id);
    let introduced =
        introduce(db, now, &person.full_name, &invited.email, employer).await?.ok_or(AnswerError::Gone)?;
    let account = introduced.account_id;
    let mut meanings = gather::vocabularies(db, invited.pool_id, now).await?;
    let changes = filled(db, &person, account, introduced.had_one).await?;
    let by = Actor::Account(account);
    if availability::place(db, account).await?.is_none() {
        let usual = pools::settings(db, invited.pool_id).await?.default_capacity;
        let place = NewPlace { capacity: usual, seen_elsewhere: 0, accepting: true };
        availability::save_place(db, by, now, account, None, &place).await.map_err(RenewalError::from)?;
    }
    admit(db, app, &invited, account, &person, now).await?;
    meanings.accept_likely = false;
    renewal::renew(db, by, now, invited.pool_id, account, &person.fields(), &changes, &meanings).await?;
    profiles::ensure(db, now, account).await?;
    store::confirm(db, now, invited.entry_id, account).await?;
    events::record(db, by, now, &RegisterEvent::Confirmed(invited.pool_id, invited.entry_id)).await?;
    Ok(())
}

async fn admit(
    db: &mut PgConnection,
    app: &App,
    invited: &Invited,
    account: AccountId,
    person: &Person,
    now: Instant,
) -> Result<(), AnswerError> {
    let there = memberships::of_account(db, account).await?;
    let mut there = there.into_iter().filter(|membership| membership.pool_id == invited.pool_id);
    if there.any(|membership| !matches!(membership.status, Status::Left | Status::Suspended)) {
        return Ok(());
    }
    let new = NewMembership {
        pool: invited.pool_id,
        account,
        kind: MembershipKind::Employee,
        offerings: person.offering.clone(),
        terms_version: invited.terms_version,
        approved_by: None,
        imported: true,
        grace_to: Some(days_after(day_of(now), GRACE_DAYS)),
        contract_ends: None,
        hours_cap: None,
    };
    // Nobody is signed in by this, and whoever is signed in elsewhere signs in again with the new role.
    let by = Granter { actor: Actor::Account(account), login_session_id: LoginSessionId(uuid::Uuid::nil()) };
    match memberships::admit(db, app, by, &new).await {
        Ok(_) => Ok(()),
        Err(AdmitError::Suspended) => Err(AnswerError::Suspended),
        Err(AdmitError::NoAccount) => Err(AnswerError::Gone),
        Err(error) => Err(AnswerError::Admission(error)),
    }
}

/// The fields that are put in: all for somebody new, and for somebody with an account those they have left empty.
async fn filled(
    db: &mut PgConnection,
    person: &Person,
    account: AccountId,
    had_one: bool,
) -> Result<Vec<&'static str>, sqlx::Error> {
    const PROFILE: [&str; 9] = [
        "job-title",
        "about",
        "pronouns",
        "seniority",
        "areas",
        "profession",
        "approaches",
        "delivery",
        "languages",
    ];
    const PLACES: [&str; 4] = ["capacity", "seeing-now", "available", "outline"];
    const EVIDENCE: [&str; 4] = ["qualifications", "last-supervision", "cpd", "insurance-expiry"];
    let said = person.fields();
    let profile = if had_one { profiles::load(db, account).await? } else { None };
    let place = if had_one { availability::place(db, account).await? } else { None };
    let theirs = |key: &str| {
        let Some(profile) = &profile else { return false };
        match key {
            "job-title" => !profile.about.job_title.is_empty(),
            "about" => !profile.about.biography.is_empty(),
            "pronouns" => !profile.about.pronouns.is_empty(),
            "seniority" => profile.seniority.is_some(),
            "areas" => !profile.terms_of(crate::vocabulary::List::DevelopmentArea).is_empty(),
            "profession" => !profile.terms_of(crate::vocabulary::List::Profession).is_empty(),
            "approaches" => !profile.terms_of(crate::vocabulary::List::Approach).is_empty(),
            "delivery" => !profile.terms_of(crate::vocabulary::List::Delivery).is_empty(),
            _ => !profile.terms_of(crate::vocabulary::List::Language).is_empty(),
        }
    };
    let profile_keys = PROFILE.into_iter().filter(|key| !theirs(key));
    let place_keys = PLACES.into_iter().filter(|_| place.is_none());
    Ok(profile_keys.chain(place_keys).chain(EVIDENCE).filter(|key| said.contains_key(*key)).collect())
}

/// Erases somebody of a register at once, because they do not want to be in it.
///
/// # Errors
/// `Gone` when the link no longer works, or they had confirmed: then they leave the pool from their own pages.
pub async fn decline(db: &mut PgConnection, app: &App, token: &str) -> Result<(), AnswerError> {
    let now = app.clock.now();
    let invited = of_token(db, now, token).await?;
    store::lock(db, invited.entry_id).await?;
    let invited = of_token(db, now, token).await?;
    if invited.confirmed_at.is_some() {
        return Err(AnswerError::Gone);
    }
    let mark = job::mark(&app.secret, invited.email.as_str());
    store::decline(db, now, invited.entry_id, &mark).await?;
    store::forget_rows(db, invited.pool_id, invited.email.as_str()).await?;
    events::record(db, Actor::Visitor, now, &RegisterEvent::Declined(invited.pool_id, invited.entry_id))
        .await?;
    Ok(())
}

fn days_after(day: Day, days: i64) -> Day {
    let span = jiff::Span::new().days(days);
    Day::new(day.date().saturating_add(span))
}
