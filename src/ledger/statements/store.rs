use sqlx::PgConnection;

use crate::ledger::model::{EntryId, Kind};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::pools::Offering;

/// Sessions held in one month, of one offering.
#[derive(Debug, Clone)]
pub(super) struct InMonth {
    pub month: i32,
    pub offering: Offering,
    pub sessions: i64,
    pub minutes: i64,
    /// With how many people in the whole year, whatever the month and offering.
    pub people_in_year: i64,
}

/// What somebody gave in a year, by month and offering.
pub(super) async fn given(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<InMonth>, sqlx::Error> {
    sqlx::query_as!(
        InMonth,
        r#"with held as (
             select r.offering, r.mentee_id, s.minutes, s.starts_at at time zone 'Europe/London' as local
             from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
             where r.practitioner_id = $1 and s.status = 'held'
               and s.starts_at at time zone 'Europe/London' >= make_date($2, 1, 1)
               and s.starts_at at time zone 'Europe/London' < make_date($2 + 1, 1, 1)
           )
           select extract(month from local)::int as "month!", offering as "offering!: Offering",
             count(*) as "sessions!", sum(minutes) as "minutes!",
             (select count(distinct mentee_id) from held) as "people_in_year!"
           from held group by 1, 2 order by 1, 2"#,
        account.0,
        i32::from(year),
    )
    .fetch_all(db)
    .await
}

/// What somebody's ledger says of a year, of one kind.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub kind: Kind,
    pub entries: i64,
    pub minutes: i64,
}

/// The same for every kind.
pub(super) async fn sums(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<Sum>, sqlx::Error> {
    sqlx::query_as!(
        Sum,
        r#"select kind as "kind: Kind", count(*) as "entries!", sum(minutes) as "minutes!"
           from ledger_entry where account_id = $1 and held_on between make_date($2, 1, 1) and make_date($2, 12, 31)
           group by kind order by kind"#,
        account.0,
        i32::from(year),
    )
    .fetch_all(db)
    .await
}

/// The names of the pools somebody was in at some time of a year.
pub(super) async fn pools_of_year(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select p.name from membership m join pool p using (pool_id)
         where m.account_id = $1 and m.since < make_date($2 + 1, 1, 1) and (m.left_at is null or m.left_at >= make_date($2, 1, 1))
         order by m.since, m.membership_id",
        account.0,
        i32::from(year),
    )
    .fetch_all(db)
    .await
}

/// A session that somebody had as a mentee.
#[derive(Debug, Clone)]
pub(super) struct Had {
    pub starts_at: Instant,
    pub minutes: i16,
    pub offering: Offering,
    /// With whom it was.
    pub name: String,
}

/// The sessions somebody had as a mentee in a year.
pub(super) async fn had(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<Had>, sqlx::Error> {
    sqlx::query_as!(
        Had,
        r#"select s.starts_at, s.minutes as "minutes!", r.offering as "offering: Offering", a.name
           from relationship r
           join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
           join account a on a.account_id = r.practitioner_id
           where r.mentee_id = $1 and s.status = 'held'
             and s.starts_at at time zone 'Europe/London' >= make_date($2, 1, 1)
             and s.starts_at at time zone 'Europe/London' < make_date($2 + 1, 1, 1)
           order by s.starts_at, s.session_id"#,
        account.0,
        i32::from(year),
    )
    .fetch_all(db)
    .await
}

/// An entry with its reflection, still sealed.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    pub ledger_entry_id: EntryId,
    pub kind: Kind,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    pub with_whom: String,
    pub supervisor: Option<String>,
    pub reflection: Option<Vec<u8>>,
}

/// The entries of a year of this account, their owner's own.
pub(super) async fn entries(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as!(
        Sealed,
        r#"select e.ledger_entry_id, e.kind as "kind: Kind", e.held_on, e.minutes, e.title, e.with_whom,
             s.name as "supervisor?", e.reflection
           from ledger_entry e left join account s on s.account_id = e.with_account_id
           where e.account_id = $1 and e.held_on between make_date($2, 1, 1) and make_date($2, 12, 31)
           order by e.held_on, e.created_at, e.ledger_entry_id"#,
        account.0,
        i32::from(year),
    )
    .fetch_all(db)
    .await
}

/// The years in which somebody had a session or entered something, the latest first.
pub(super) async fn years(db: &mut PgConnection, account: AccountId) -> Result<Vec<i32>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct year as "year!" from (
             select extract(year from held_on)::int as year from ledger_entry where account_id = $1
             union
             select extract(year from s.starts_at at time zone 'Europe/London')::int
             from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
             where r.mentee_id = $1 and s.status = 'held'
           ) y order by 1 desc"#,
        account.0,
    )
    .fetch_all(db)
    .await
}
