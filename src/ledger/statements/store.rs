use sqlx::PgConnection;

use crate::ledger::model::{EntryId, Kind};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, RelationshipId, SessionId};
use crate::pools::Offering;

/// What somebody did in one month of a year, of one kind: of a month that was sent as it says.
#[derive(Debug, Clone)]
pub(super) struct InMonth {
    pub month: i32,
    /// As `accounted_minutes` names it: an offering, or a kind of the ledger.
    pub kind: String,
    /// Sessions or entries that are recorded.
    pub times: i64,
    pub minutes: i64,
    /// With how many people in the whole year, whatever the month and offering.
    pub people_in_year: i64,
}

/// What somebody gave and learned in a year, by month and kind.
pub(super) async fn of_year(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
) -> Result<Vec<InMonth>, sqlx::Error> {
    sqlx::query_as!(
        InMonth,
        r#"select extract(month from h.month)::int as "month!", h.kind as "kind!", h.times as "times!", h.minutes as "minutes!",
             (select count(distinct r.mentee_id)
              from relationship r join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
              where r.practitioner_id = $1 and r.offering <> 'supervision' and s.status = 'held'
                and s.starts_at at time zone 'Europe/London' >= make_date($2, 1, 1)
                and s.starts_at at time zone 'Europe/London' < make_date($2 + 1, 1, 1)) as "people_in_year!"
           from accounted_minutes($1, make_date($2, 1, 1), make_date($2 + 1, 1, 1)) h
           order by h.month, h.kind"#,
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

/// A session that somebody had as a mentee, with what they want to show of it, still sealed.
#[derive(Debug, Clone)]
pub(super) struct Had {
    pub session_id: SessionId,
    pub relationship_id: RelationshipId,
    pub starts_at: Instant,
    pub minutes: i16,
    pub offering: Offering,
    /// With whom it was.
    pub name: String,
    pub reflection: Option<Vec<u8>>,
}

/// The sessions somebody had as a mentee from one day to another. One that their ledger follows is there,
/// so that its hours count once.
pub(super) async fn had(
    db: &mut PgConnection,
    account: AccountId,
    (from, to): (Day, Day),
) -> Result<Vec<Had>, sqlx::Error> {
    sqlx::query_as!(
        Had,
        r#"select s.session_id, s.relationship_id, s.starts_at, s.minutes as "minutes!", r.offering as "offering: Offering", a.name,
             x.body as "reflection?"
           from relationship r
           join session s on s.pool_id = r.pool_id and s.relationship_id = r.relationship_id
           join account a on a.account_id = r.practitioner_id
           left join session_reflection x on x.session_id = s.session_id and x.account_id = $1 and x.in_statement
           where r.mentee_id = $1 and s.status = 'held'
             and (s.starts_at at time zone 'Europe/London')::date between $2 and $3
             and not exists (select from ledger_entry e where e.session_id = s.session_id and e.account_id = $1)
           order by s.starts_at, s.session_id"#,
        account.0,
        from as Day,
        to as Day,
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

/// The entries of this account from one day to another, their owner's own.
pub(super) async fn entries(
    db: &mut PgConnection,
    account: AccountId,
    (from, to): (Day, Day),
) -> Result<Vec<Sealed>, sqlx::Error> {
    sqlx::query_as!(
        Sealed,
        r#"select e.ledger_entry_id, e.kind as "kind: Kind", e.held_on, e.minutes, e.title, e.with_whom,
             s.name as "supervisor?", e.reflection
           from ledger_entry e left join account s on s.account_id = e.with_account_id
           where e.account_id = $1 and e.held_on between $2 and $3
           order by e.held_on, e.created_at, e.ledger_entry_id"#,
        account.0,
        from as Day,
        to as Day,
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
