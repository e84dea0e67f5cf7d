use sqlx::PgConnection;
use uuid::Uuid;

use super::bulk::Extended;
use super::evidence::{Evidence, EvidenceKind};
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, MembershipId, PoolId};
use crate::platform::mail::EmailAddress;

fn ids(members: &[MembershipId]) -> Vec<Uuid> {
    members.iter().map(|id| id.0).collect()
}

/// One change of many memberships of a pool at a time.
pub(super) async fn lock_pool(db: &mut PgConnection, pool: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('rapport/memberships/' || $1::text, 0))",
        pool.0.to_string()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who gets a letter.
pub(super) struct Recipient {
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub name: String,
    pub email: EmailAddress,
    pub pool: String,
}

/// Those of these members of a pool who can get a letter, in the order of their names.
pub(super) async fn recipients(
    db: &mut PgConnection,
    pool: PoolId,
    members: &[MembershipId],
) -> Result<Vec<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"select m.membership_id as "membership_id!: MembershipId", m.account_id as "account_id!: AccountId",
             a.name as "name!", a.email as "email!: EmailAddress", p.name as "pool!"
           from membership m join account a using (account_id) join pool p using (pool_id)
           where m.pool_id = $1 and m.membership_id = any ($2) and m.status <> 'left'
             and a.closed_at is null and a.email_confirmed_at is not null
             and not exists (select from mail_silence s where s.account_id = a.account_id)
           order by lower(a.name), m.membership_id"#,
        pool.0,
        &ids(members),
    )
    .fetch_all(db)
    .await
}

/// Whether a letter with this beginning of its key went to one of these before.
pub(super) async fn was_sent(
    db: &mut PgConnection,
    prefix: &str,
    recipients: &[Recipient],
) -> Result<bool, sqlx::Error> {
    let keys: Vec<String> = recipients.iter().map(|one| format!("{prefix}{}", one.membership_id)).collect();
    sqlx::query_scalar!(r#"select exists (select from mail where dedupe_key = any ($1)) as "sent!""#, &keys)
        .fetch_one(db)
        .await
}

/// A member and their name.
pub(super) struct Named {
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub name: String,
}

/// Those of these members who have not left, in the order of their names.
pub(super) async fn members(
    db: &mut PgConnection,
    pool: PoolId,
    members: &[MembershipId],
) -> Result<Vec<Named>, sqlx::Error> {
    sqlx::query_as!(
        Named,
        r#"select m.membership_id as "membership_id!: MembershipId", m.account_id as "account_id!: AccountId", a.name as "name!"
           from membership m join account a using (account_id)
           where m.pool_id = $1 and m.membership_id = any ($2) and m.status <> 'left'
           order by lower(a.name), m.membership_id"#,
        pool.0,
        &ids(members),
    )
    .fetch_all(db)
    .await
}

/// What these members have shown of a kind.
pub(super) async fn evidence_of_kind(
    db: &mut PgConnection,
    pool: PoolId,
    members: &[MembershipId],
    kind: EvidenceKind,
) -> Result<Vec<Evidence>, sqlx::Error> {
    sqlx::query_as!(
        Evidence,
        r#"select evidence_id, pool_id, account_id, kind as "kind: EvidenceKind", qualification_id, title,
             awarding_body, dated_on, expires_on, reference, link, events, recorded_by as "recorded_by: AccountId",
             checked_at, imported, null::smallint as "minutes?", version
           from evidence e
           where pool_id = $1 and kind = $3
             and account_id in (select account_id from membership m where m.pool_id = $1 and m.membership_id = any ($2))
           order by account_id, dated_on desc nulls last, evidence_id"#,
        pool.0,
        &ids(members),
        kind.code(),
    )
    .fetch_all(db)
    .await
}

/// Writes the new last days.
pub(super) async fn extend(
    db: &mut PgConnection,
    pool: PoolId,
    changes: &[&Extended],
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = changes.iter().map(|one| one.evidence_id.0).collect();
    let days: Vec<Day> = changes.iter().map(|one| one.to).collect();
    sqlx::query!(
        "update evidence e set expires_on = c.to_day, version = version + 1
         from unnest($2::uuid[], $3::date[]) as c (evidence_id, to_day)
         where e.pool_id = $1 and e.evidence_id = c.evidence_id",
        pool.0,
        &ids,
        &days as &[Day],
    )
    .execute(db)
    .await?;
    Ok(())
}
