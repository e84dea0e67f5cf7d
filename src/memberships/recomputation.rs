//! Keeps `evidence_to` what the evidence says.

use std::collections::HashMap;

use jiff::ToSpan;
use sqlx::PgConnection;

use super::assessment::{Finding, assess, evidence_to, moved};
use super::evidence::Evidence;
use super::model::{Happened, Membership, MembershipEvent};
use super::standing::{Move, Status};
use super::{evidence_store, recomputation_store, store};
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};
use crate::pools::{self, Offering, Requirements};
use crate::vocabulary::Term;

/// Holds somebody's evidence against everything they offer in a pool.
#[must_use]
pub fn findings(
    offerings: &[Offering],
    asked: &[Requirements],
    shown: &[Evidence],
    qualifications: &[Term],
    today: Day,
) -> Vec<Finding> {
    asked
        .iter()
        .filter(|asked| offerings.contains(&asked.offering))
        .flat_map(|asked| assess(asked, shown, qualifications, today))
        .collect()
}

/// Reckons again until when somebody's evidence is complete, after any change of it. Whoever had lapsed and is
/// complete again is active again. Does nothing for whoever is no member.
///
/// # Errors
/// The database's.
pub async fn recompute(
    db: &mut PgConnection,
    pool: PoolId,
    account: AccountId,
    now: Instant,
) -> Result<Option<Membership>, sqlx::Error> {
    let Some(mut membership) = store::lock_of(db, pool, account).await? else { return Ok(None) };
    let today = day_of(now);
    let asked = pools::requirements(db, pool).await?;
    let shown = evidence_store::evidence_of(db, pool, account).await?;
    let qualifications = evidence_store::qualifications(db).await?;
    let findings = findings(&membership.offerings, &asked, &shown, &qualifications, today);
    let to = evidence_to(&findings, today);
    let renewed = membership.status == Status::Lapsed && to.is_none_or(|day| day >= today);
    if to == membership.evidence_to && !renewed {
        return Ok(Some(membership));
    }
    membership.evidence_to = to;
    if renewed {
        membership.status = Status::Active;
        let happened = Happened::Moved { by: Move::Renew, until: to, leaving: None };
        let event = MembershipEvent { membership_id: membership.membership_id, pool_id: pool, happened };
        events::record(db, Actor::System, now, &event).await?;
    }
    store::save(db, now, &membership, None).await?;
    membership.version += 1;
    Ok(Some(membership))
}

/// The same for every member of a pool, after its requirements changed. Whoever was complete under the old ones is
/// given the pool's days to catch up; returns how many that are.
///
/// # Errors
/// The database's.
pub async fn recompute_pool(db: &mut PgConnection, pool: PoolId, now: Instant) -> Result<u64, sqlx::Error> {
    let today = day_of(now);
    let asked = pools::requirements(db, pool).await?;
    let qualifications = evidence_store::qualifications(db).await?;
    let grace = moved(today, i32::from(store::limits(db, pool).await?.catch_up_days).days());
    let members = recomputation_store::lock_members(db, pool).await?;
    let mut shown: HashMap<AccountId, Vec<Evidence>> = HashMap::new();
    for one in evidence_store::evidence_of_pool(db, pool).await? {
        shown.entry(one.account_id).or_default().push(one);
    }
    let mut reckoned = Vec::new();
    let mut given_time = 0;
    for member in members {
        let shown = shown.get(&member.account_id).map_or(&[][..], Vec::as_slice);
        let to = evidence_to(&findings(&member.offerings, &asked, shown, &qualifications, today), today);
        if to == member.evidence_to {
            continue;
        }
        let shortened = to.is_some_and(|to| to < grace && member.evidence_to.is_none_or(|had| had > to));
        let was_complete = member.evidence_to.is_none_or(|had| had >= today);
        let grace_to = if shortened && was_complete {
            given_time += 1;
            Some(member.grace_to.map_or(grace, |had| had.max(grace)))
        } else {
            member.grace_to
        };
        let renews = member.status == Status::Lapsed && to.is_none_or(|day| day >= today);
        if renews {
            let happened = Happened::Moved { by: Move::Renew, until: to, leaving: None };
            let event = MembershipEvent { membership_id: member.membership_id, pool_id: pool, happened };
            events::record(db, Actor::System, now, &event).await?;
        }
        let status = if renews { Status::Active } else { member.status };
        reckoned.push(recomputation_store::Reckoned {
            membership_id: member.membership_id,
            status,
            evidence_to: to,
            grace_to,
        });
    }
    recomputation_store::save_all(db, now, pool, &reckoned).await?;
    Ok(given_time)
}
