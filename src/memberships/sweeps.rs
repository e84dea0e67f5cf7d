use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use super::actions::{self, By, Target, days_between};
use super::assessment::moved;
use super::emails::{Change, EvidenceReminder, MembershipLapsed, told};
use super::model::{Membership, MembershipError};
use super::standing::{Leaving, Status};
use super::{evidence_store, recomputation, store, sweep_store};
use crate::accounts::first_name;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::mail::{Envelope, Outbox};
use crate::platform::sweeps::Sweep;
use crate::pools;

/// Days before somebody lapses on which they are reminded.
const REMINDERS: [i64; 3] = [60, 30, 7];
/// How long a membership that has ended is kept.
const KEPT_YEARS: i32 = 2;

/// The periodic jobs of memberships.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    let outbox = app.outbox.clone();
    vec![
        Sweep::new("memberships-standing", SignedDuration::from_hours(1), move |db, now| {
            let outbox = outbox.clone();
            Box::pin(async move { Ok(standing(db, &outbox, now).await?) })
        }),
        Sweep::new("memberships-retention", SignedDuration::from_hours(24), |db, now| {
            Box::pin(async move { Ok(forget_left(db, now).await?) })
        }),
    ]
}

/// Ends pauses and contracts that are over, lapses whoever's evidence has run out, and reminds whoever's is about to.
/// Returns how many people something happened to.
///
/// # Errors
/// The database's, or a letter's.
pub async fn standing(db: &mut PgConnection, outbox: &Outbox, now: Instant) -> Result<u64, MembershipError> {
    let today = day_of(now);
    let mut count = 0;
    for target in sweep_store::pauses_over(db, today).await? {
        actions::resume(db, By::System, now, target).await?;
        if let Some(member) = store::find(db, target.pool, target.membership).await? {
            let behind =
                member.evidence_to.is_some_and(|day| member.grace_to.is_some_and(|grace| day < grace));
            let catch_up_to = member.grace_to.filter(|_| behind);
            told(db, outbox, now, &member, Change::Back { catch_up_to }).await?;
        }
        count += 1;
    }
    for target in sweep_store::contracts_over(db, today).await? {
        count += 1;
        end_contract(db, outbox, now, target).await?;
    }
    for target in sweep_store::run_out(db, today).await? {
        count += u64::from(lapse(db, outbox, now, target).await?);
    }
    for days in REMINDERS {
        for target in sweep_store::to_remind(db, today, days, next_after(days)).await? {
            count += u64::from(remind(db, outbox, now, target).await?);
        }
    }
    Ok(count)
}

/// The next reminder closer to the day, so that whoever joins late gets one and not three.
fn next_after(days: i64) -> i64 {
    REMINDERS.into_iter().filter(|other| *other < days).max().unwrap_or(-1)
}

async fn end_contract(
    db: &mut PgConnection,
    outbox: &Outbox,
    now: Instant,
    target: Target,
) -> Result<(), MembershipError> {
    actions::end_quietly(db, now, target, Leaving::MovedOn).await?;
    if let Some(member) = store::find(db, target.pool, target.membership).await? {
        told(db, outbox, now, &member, Change::ContractEnded).await?;
    }
    Ok(())
}

/// Lapses somebody unless reckoning again finds that their evidence is complete after all.
async fn lapse(
    db: &mut PgConnection,
    outbox: &Outbox,
    now: Instant,
    target: Target,
) -> Result<bool, MembershipError> {
    let today = day_of(now);
    let Some(found) = store::find(db, target.pool, target.membership).await? else { return Ok(false) };
    let Some(member) = recomputation::recompute(db, target.pool, found.account_id, now).await? else {
        return Ok(false);
    };
    if member.status != Status::Active || member.stays_to().is_none_or(|day| day >= today) {
        return Ok(false);
    }
    actions::lapse(db, now, target).await?;
    if let Some(addressee) = store::addressee(db, target.pool, member.account_id).await? {
        let letter = MembershipLapsed {
            membership_id: member.membership_id,
            first_name: first_name(&addressee.name).to_owned(),
            pool: addressee.pool,
            items: items(db, &member, today).await?,
        };
        let envelope =
            Envelope { to: addressee.email, account_id: Some(member.account_id), dedupe_key: None };
        outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(true)
}

async fn remind(
    db: &mut PgConnection,
    outbox: &Outbox,
    now: Instant,
    target: sweep_store::Due,
) -> Result<bool, MembershipError> {
    let today = day_of(now);
    let Some(member) = store::find(db, target.pool, target.membership).await? else { return Ok(false) };
    let Some(addressee) = store::addressee(db, target.pool, member.account_id).await? else {
        return Ok(false);
    };
    debug_assert!(days_between(today, target.until) >= 0, "nobody is reminded of what is over");
    let letter = EvidenceReminder {
        membership_id: member.membership_id,
        first_name: first_name(&addressee.name).to_owned(),
        pool: addressee.pool,
        until: target.until,
        items: items(db, &member, today).await?,
    };
    let envelope = Envelope {
        to: addressee.email,
        account_id: Some(member.account_id),
        dedupe_key: Some(target.dedupe_key),
    };
    outbox.enqueue(db, now, &envelope, &letter).await?;
    Ok(true)
}

/// What somebody lacks or soon will, as lines of a letter.
async fn items(db: &mut PgConnection, member: &Membership, today: Day) -> Result<Vec<String>, sqlx::Error> {
    let asked = pools::requirements(db, member.pool_id).await?;
    let shown = evidence_store::evidence_of(db, member.pool_id, member.account_id).await?;
    let terms = evidence_store::qualifications(db).await?;
    Ok(recomputation::findings(&member.offerings, &asked, &shown, &terms, today)
        .into_iter()
        .filter(|finding| finding.is_missing() || finding.is_expiring())
        .map(|finding| format!("{}: {}", finding.requirement, finding.sentence()))
        .collect())
}

/// Deletes memberships that ended long enough ago, with their evidence; returns how many.
///
/// # Errors
/// The database's.
pub async fn forget_left(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    sweep_store::forget_left_before(db, moved(day_of(now), (-KEPT_YEARS).years())).await
}
