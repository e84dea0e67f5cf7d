//! What the coordinator's pages read of many members, and of one.

use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::assessment::EXPIRING_DAYS;
use super::model::Membership;
use super::standing::{Leaving, Status};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId, OrganisationId, PoolId};
use crate::pools::{MembershipKind, Offering};

/// Which members a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// None: everybody who has not left.
    pub status: Option<Status>,
    pub offering: Option<Offering>,
    pub organisation: Option<OrganisationId>,
    pub evidence: Option<Lacking>,
    /// Part of a name.
    pub name: String,
    /// None: whoever fits; otherwise only these.
    pub only: Option<Vec<MembershipId>>,
}

/// What is the matter with somebody's evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// That of an active member runs out within 60 days: the same that a coordinator's first page and their day count.
    Expiring,
    Missing,
}

impl Lacking {
    pub const ALL: [Self; 2] = [Self::Expiring, Self::Missing];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expiring => "expiring",
            Self::Missing => "missing",
        }
    }
}

/// A member as a list shows them.
#[derive(Debug, Clone)]
pub struct Listed {
    pub membership_id: MembershipId,
    pub name: String,
    pub organisation: Option<String>,
    pub status: Status,
    pub offerings: Vec<Offering>,
    pub evidence_to: Option<Day>,
    pub grace_to: Option<Day>,
    pub paused_to: Option<Day>,
    total: i64,
}

impl Listed {
    pub fn is_missing(&self, today: Day) -> bool {
        self.evidence_to.is_some_and(|day| day < today)
    }

    /// What they offer: "coaching and mentoring".
    pub fn offers(&self) -> String {
        let labels: Vec<&str> = self.offerings.iter().map(|one| one.label()).collect();
        crate::platform::words::list(&labels)
    }
}

/// The members a filter shows, in the order of their names, and how many there are in all. Without a limit: all.
pub async fn list(
    db: &mut PgConnection,
    pool: PoolId,
    filter: &Filter,
    today: Day,
    limit: Option<i64>,
    offset: i64,
) -> Result<(Vec<Listed>, i64), sqlx::Error> {
    let escaped = filter.name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let only: Option<Vec<Uuid>> = filter.only.as_ref().map(|ids| ids.iter().map(|id| id.0).collect());
    let rows = sqlx::query_as!(
        Listed,
        r#"select m.membership_id as "membership_id!: MembershipId", a.name as "name!", o.name as "organisation?",
             m.status as "status!: Status",
             array(select f.offering from membership_offering f
                   where f.pool_id = m.pool_id and f.membership_id = m.membership_id order by f.offering)
               as "offerings!: Vec<Offering>",
             m.evidence_to, m.grace_to, m.paused_to, count(*) over () as "total!"
           from membership m
           join account a using (account_id)
           left join organisation o on o.organisation_id = a.organisation_id
           where m.pool_id = $1
             and case when $2::text is null then m.status <> 'left' else m.status = $2 end
             and ($3::text is null or exists (select from membership_offering f where f.pool_id = m.pool_id
                    and f.membership_id = m.membership_id and f.offering = $3))
             and ($4::uuid is null or a.organisation_id = $4)
             and case $5::text when 'expiring' then m.status = 'active' and m.evidence_to between $6::date and $6::date + $7::integer
                   when 'missing' then m.evidence_to < $6::date else true end
             and a.name ilike '%' || $8::text || '%'
             and ($11::uuid[] is null or m.membership_id = any ($11))
           order by lower(a.name), m.membership_id
           limit $9 offset $10"#,
        pool.0,
        filter.status.map(Status::code),
        filter.offering.map(Offering::code),
        filter.organisation.map(|id| id.0),
        filter.evidence.map(Lacking::code),
        today as Day,
        EXPIRING_DAYS,
        escaped,
        limit,
        offset,
        only.as_deref(),
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows, total))
}

/// A pool's name, and how many of its members stand how.
#[derive(Debug, Clone)]
pub struct Counts {
    pub pool: String,
    pub active: i64,
    pub paused: i64,
    pub lapsed: i64,
    pub suspended: i64,
    pub left: i64,
    pub expiring: i64,
    pub missing: i64,
    /// People of a register that was brought in, who have not confirmed yet.
    pub unconfirmed: i64,
}

pub async fn counts(db: &mut PgConnection, pool: PoolId, today: Day) -> Result<Option<Counts>, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"select p.name as pool,
             count(m.*) filter (where m.status = 'active') as "active!",
             count(m.*) filter (where m.status = 'paused') as "paused!",
             count(m.*) filter (where m.status = 'lapsed') as "lapsed!",
             count(m.*) filter (where m.status = 'suspended') as "suspended!",
             count(m.*) filter (where m.status = 'left') as "left!",
             count(m.*) filter (where m.status = 'active' and m.evidence_to between $2::date and $2::date + $3::integer)
               as "expiring!",
             count(m.*) filter (where m.status <> 'left' and m.evidence_to < $2::date) as "missing!",
             (select count(*) from register_entry r
              where r.pool_id = $1 and r.confirmed_at is null and r.declined_at is null) as "unconfirmed!"
           from pool p left join membership m using (pool_id) where p.pool_id = $1 group by p.name"#,
        pool.0,
        today as Day,
        EXPIRING_DAYS,
    )
    .fetch_optional(db)
    .await
}

/// The employers of a pool's members, those with most of them first.
pub async fn employers(
    db: &mut PgConnection,
    pool: PoolId,
) -> Result<Vec<(OrganisationId, String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select o.organisation_id as "organisation_id!: OrganisationId", o.name as "name!", count(*) as "members!"
           from membership m join account a using (account_id) join organisation o on o.organisation_id = a.organisation_id
           where m.pool_id = $1 and m.status <> 'left'
           group by o.organisation_id, o.name order by count(*) desc, lower(o.name) limit 300"#,
        pool.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.organisation_id, row.name, row.members)).collect())
}

/// How many people somebody works with, in any pool, or was asked by or asked for a first conversation that is not over.
pub async fn people_around(db: &mut PgConnection, account: AccountId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(distinct other) as "many!" from (
             select case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end as other from relationship r
             where $1 in (r.mentee_id, r.practitioner_id) and r.status not in ('ended', 'not-begun')
             union all
             select case when c.mentee_id = $1 then c.practitioner_id else c.mentee_id end from chemistry_request c
             where $1 in (c.mentee_id, c.practitioner_id) and c.closed_at is null) around"#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// Something that happened to a membership.
#[derive(Debug, Clone, Deserialize)]
pub struct Happening {
    pub kind: String,
    pub at: Instant,
    /// Who did it; None for the hub itself, or whoever is erased.
    pub by: Option<String>,
    pub data: serde_json::Value,
}

/// A member as their own page at the coordinator's shows them.
#[derive(Debug, Clone)]
pub struct Member {
    pub membership: Membership,
    pub name: String,
    pub closed: bool,
    pub organisation: Option<String>,
    pub employment_proven: bool,
    pub approved_by: Option<String>,
    /// Relationships they hold now.
    pub active: i16,
    pub history: Vec<Happening>,
}

pub async fn member(
    db: &mut PgConnection,
    pool: PoolId,
    id: MembershipId,
) -> Result<Option<Member>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select m.membership_id as "membership_id!: MembershipId", m.pool_id as "pool_id!: PoolId",
             m.account_id as "account_id!: AccountId", m.kind as "kind!: MembershipKind", m.status as "status!: Status",
             m.since as "since!", m.terms_version as "terms_version!", m.paused_to, m.suspended_reason as "suspended_reason!",
             m.left_at, m.leaving as "leaving?: Leaving", m.evidence_to, m.grace_to, m.contract_ends, m.hours_cap,
             m.imported as "imported!", m.version as "version!",
             array(select f.offering from membership_offering f
                   where f.pool_id = m.pool_id and f.membership_id = m.membership_id order by f.offering)
               as "offerings!: Vec<Offering>",
             a.name as "name!", a.closed_at is not null as "closed!",
             o.name as "organisation?", a.employment_proven_at is not null as "employment_proven!",
             b.name as "approved_by?", coalesce(l.active, 0::smallint) as "active!",
             (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.occurred_at at time zone 'UTC' || 'Z',
                  'by', who.name, 'data', e.data) order by e.occurred_at desc, e.event_id desc), '[]')
              from (select * from event e where e.subject_noun = 'membership' and e.subject_id = m.membership_id
                    order by e.occurred_at desc, e.event_id desc limit 100) e
              left join actor on actor.actor_key = e.actor_key
              left join account who on who.account_id = actor.account_id) as "history!: Json<Vec<Happening>>"
           from membership m
           join account a on a.account_id = m.account_id
           left join organisation o on o.organisation_id = a.organisation_id
           left join account b on b.account_id = m.approved_by
           left join place l on l.account_id = m.account_id
           where m.pool_id = $1 and m.membership_id = $2"#,
        pool.0,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Member {
        membership: Membership {
            membership_id: row.membership_id,
            pool_id: row.pool_id,
            account_id: row.account_id,
            kind: row.kind,
            status: row.status,
            since: row.since,
            offerings: row.offerings,
            terms_version: row.terms_version,
            paused_to: row.paused_to,
            suspended_reason: row.suspended_reason,
            left_at: row.left_at,
            leaving: row.leaving,
            evidence_to: row.evidence_to,
            grace_to: row.grace_to,
            contract_ends: row.contract_ends,
            hours_cap: row.hours_cap,
            imported: row.imported,
            version: row.version,
        },
        name: row.name,
        closed: row.closed,
        organisation: row.organisation,
        employment_proven: row.employment_proven,
        approved_by: row.approved_by,
        active: row.active,
        history: row.history.0,
    }))
}
