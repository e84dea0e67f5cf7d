use jiff::ToSpan;
use sqlx::PgConnection;

use super::assessment::moved;
use super::model::{Happened, Membership, MembershipEvent};
use super::standing::{Move, Status};
use super::{recomputation, store};
use crate::accounts::roles::{self, Granter, Role, RoleError};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, MembershipId, PoolId};
use crate::platform::mail;
use crate::pools::{MembershipKind, Offering};
use crate::{availability, events};

/// Somebody to be admitted to a pool.
#[derive(Debug, Clone)]
pub struct NewMembership {
    pub pool: PoolId,
    pub account: AccountId,
    pub kind: MembershipKind,
    /// What they are admitted for; at least one.
    pub offerings: Vec<Offering>,
    /// The wording of the pool's terms that they agreed to.
    pub terms_version: i32,
    /// The coordinator who approved them; nobody approves themselves.
    pub approved_by: Option<AccountId>,
    /// They come from a register that was brought in.
    pub imported: bool,
    /// Nobody lapses before this day is over. Whoever is admitted with something missing gets at least the pool's
    /// days to catch up.
    pub grace_to: Option<Day>,
    /// For associates alone.
    pub contract_ends: Option<Day>,
    /// For associates alone, in hours.
    pub hours_cap: Option<i16>,
}

/// Why somebody could not be admitted.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// There is no such open account with a confirmed address.
    #[error("there is no such account")]
    NoAccount,
    #[error("Nobody approves themselves")]
    Oneself,
    #[error("They are suspended in this pool. End the suspension first")]
    Suspended,
    #[error("Choose what they offer")]
    NothingOffered,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes somebody a member of a pool, or takes back somebody who had left, and gives their account the role of a coach
/// or mentor. Whoever is a member already now offers this too. Their profile, places and availability are the
/// caller's to make.
///
/// # Errors
/// As [`AdmitError`] says.
pub async fn admit(
    db: &mut PgConnection,
    app: &App,
    by: Granter,
    new: &NewMembership,
) -> Result<MembershipId, AdmitError> {
    if new.approved_by == Some(new.account) {
        return Err(AdmitError::Oneself);
    }
    if new.offerings.is_empty() {
        return Err(AdmitError::NothingOffered);
    }
    let now = app.clock.now();
    let today = day_of(now);
    match roles::grant(db, by, now, new.account, Role::Practitioner).await {
        Ok(_) => {}
        Err(RoleError::Database(error)) => return Err(error.into()),
        Err(_) => return Err(AdmitError::NoAccount),
    }
    let fresh = Membership {
        membership_id: MembershipId::new(now),
        pool_id: new.pool,
        account_id: new.account,
        kind: new.kind,
        status: Status::Active,
        since: now,
        offerings: Vec::new(),
        terms_version: new.terms_version,
        paused_to: None,
        suspended_reason: String::new(),
        left_at: None,
        leaving: None,
        evidence_to: None,
        grace_to: new.grace_to,
        contract_ends: new.contract_ends,
        hours_cap: new.hours_cap,
        imported: new.imported,
        version: 1,
    };
    let inserted = store::insert(db, now, &fresh, new.approved_by).await?;
    let found = store::lock_of(db, new.pool, new.account).await?.ok_or(sqlx::Error::RowNotFound)?;
    let rejoins = found.status == Status::Left;
    let lapsed = found.status == Status::Lapsed;
    let mut member = if inserted { found } else { readmitted(found, &fresh, today)? };
    for offering in &new.offerings {
        if !member.offerings.contains(offering) {
            member.offerings.push(*offering);
        }
    }
    store::save(db, now, &member, new.approved_by).await?;
    store::set_offerings(db, new.pool, member.membership_id, &member.offerings).await?;
    // Who said nothing about their places has two: nobody is in a pool and cannot be found for want of a row.
    availability::ensure(db, now, new.account).await?;
    let happened = if rejoins {
        mail::stops::lift_silence(db, new.account).await?;
        Happened::Moved { by: Move::Rejoin, until: None, leaving: None }
    } else {
        Happened::Admitted { kind: member.kind, offerings: new.offerings.clone(), imported: new.imported }
    };
    let event = MembershipEvent { membership_id: member.membership_id, pool_id: new.pool, happened };
    events::record(db, by.actor, now, &event).await?;
    if lapsed && member.status == Status::Active {
        let happened = Happened::Moved { by: Move::Renew, until: member.grace_to, leaving: None };
        let event = MembershipEvent { membership_id: member.membership_id, pool_id: new.pool, happened };
        events::record(db, by.actor, now, &event).await?;
    }

    let reckoned = recomputation::recompute(db, new.pool, new.account, now).await?;
    if let Some(mut member) = reckoned.filter(|member| member.evidence_to.is_some_and(|day| day < today)) {
        let grace = moved(today, i32::from(store::limits(db, new.pool).await?.catch_up_days).days());
        if member.grace_to.is_none_or(|had| had < grace) {
            member.grace_to = Some(grace);
            store::save(db, now, &member, None).await?;
        }
    }
    Ok(member.membership_id)
}

/// What a member becomes who is admitted again. How somebody belongs who has not left stays as it was agreed; whoever
/// had lapsed is active again when they are given time.
fn readmitted(found: Membership, fresh: &Membership, today: Day) -> Result<Membership, AdmitError> {
    match found.status {
        Status::Suspended => Err(AdmitError::Suspended),
        Status::Left => Ok(Membership {
            membership_id: found.membership_id,
            offerings: Vec::new(),
            version: found.version,
            ..fresh.clone()
        }),
        Status::Active | Status::Paused | Status::Lapsed => Ok(Membership {
            status: match found.status {
                Status::Lapsed if fresh.grace_to.is_some_and(|day| day >= today) => Status::Active,
                status => status,
            },
            terms_version: found.terms_version.max(fresh.terms_version),
            grace_to: found.grace_to.max(fresh.grace_to),
            imported: found.imported && fresh.imported,
            ..found
        }),
    }
}
