use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Figure, Kind, Line, MonthlyReturnId, Return, Status, last_day};
use super::month::Month;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId, PoolId};

/// Somebody's return of a month.
pub(super) async fn find(
    db: &mut PgConnection,
    account: AccountId,
    month: Month,
) -> Result<Option<Return>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select monthly_return_id, status as "status: Status", due_on, submitted_at as "submitted_at?: Instant", themes_given, version
           from monthly_return where account_id = $1 and month = $2"#,
        account.0,
        month.first() as Day,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Return {
        monthly_return_id: row.monthly_return_id,
        month,
        status: row.status,
        due_on: row.due_on,
        submitted_at: row.submitted_at,
        themes_given: row.themes_given,
        version: row.version,
    }))
}

/// The same, and holds it until the transaction ends.
pub(super) async fn lock(
    db: &mut PgConnection,
    account: AccountId,
    month: Month,
) -> Result<Option<Return>, sqlx::Error> {
    sqlx::query!(
        "select monthly_return_id from monthly_return where account_id = $1 and month = $2 for update",
        account.0,
        month.first() as Day,
    )
    .fetch_optional(&mut *db)
    .await?;
    find(db, account, month).await
}

/// The figures of a return beside what sessions and the ledger say now, by pool and kind.
pub(super) async fn lines(
    db: &mut PgConnection,
    account: AccountId,
    of: &Return,
) -> Result<Vec<Line>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select f.pool_id as "pool_id?: PoolId", p.name as "pool?", f.kind as "kind!: Kind", max(f.stored) as stored,
             max(f.prefilled) as prefilled, coalesce(max(f.fresh), 0) as "fresh!"
           from (select pool_id, kind, minutes as stored, prefilled_minutes as prefilled, null::integer as fresh
                 from monthly_return_figure where monthly_return_id = $1
                 union all
                 select pool_id, kind, null, null, least(minutes, 44640)::integer from practice_minutes($2, $3)) f
           left join pool p on p.pool_id = f.pool_id
           group by f.pool_id, p.name, f.kind
           order by f.pool_id is null, lower(p.name), f.pool_id,
             array_position(array['coaching', 'mentoring', 'supervision-given', 'supervision-received', 'cpd'], f.kind)"#,
        of.monthly_return_id.0,
        account.0,
        of.month.first() as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            pool_id: row.pool_id,
            pool: row.pool,
            kind: row.kind,
            stored: row.stored,
            prefilled: row.prefilled,
            fresh: row.fresh,
        })
        .collect())
}

/// Keeps figures, with what sessions and the ledger said when they were kept.
pub(super) async fn keep(
    db: &mut PgConnection,
    id: MonthlyReturnId,
    figures: &[Figure],
    prefilled: &[i32],
) -> Result<(), sqlx::Error> {
    let pools: Vec<Option<Uuid>> = figures.iter().map(|figure| figure.pool_id.map(|pool| pool.0)).collect();
    let kinds: Vec<String> = figures.iter().map(|figure| figure.kind.code().to_owned()).collect();
    let minutes: Vec<i32> = figures.iter().map(|figure| figure.minutes).collect();
    sqlx::query!(
        "insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
         select $1, f.pool_id, f.kind, f.minutes, f.prefilled
         from unnest($2::uuid[], $3::text[], $4::integer[], $5::integer[]) f (pool_id, kind, minutes, prefilled)
         on conflict (monthly_return_id, pool_id, kind) do update
         set minutes = excluded.minutes, prefilled_minutes = excluded.prefilled_minutes",
        id.0,
        &pools as &[Option<Uuid>],
        &kinds,
        &minutes,
        prefilled,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves a return on, to its next version.
pub(super) async fn set_status(
    db: &mut PgConnection,
    id: MonthlyReturnId,
    status: Status,
    now: Instant,
    themes_given: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update monthly_return set status = $2, version = version + 1, themes_given = $4,
           submitted_at = case when $2 = 'open' then null when $2 = 'submitted' or submitted_at is null then $3::timestamptz else submitted_at end
         where monthly_return_id = $1",
        id.0,
        status.code(),
        now as Instant,
        themes_given,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps what a return said in a version, before it is changed.
pub(super) async fn keep_before(
    db: &mut PgConnection,
    id: MonthlyReturnId,
    version: i32,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into monthly_return_amendment (monthly_return_id, version, pool_id, kind, minutes, changed_at)
         select monthly_return_id, $2, pool_id, kind, minutes, $3 from monthly_return_figure where monthly_return_id = $1",
        id.0,
        version,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A figure as it was before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Before {
    pub version: i32,
    pub pool: Option<String>,
    pub kind: Kind,
    pub minutes: i32,
    pub changed_at: Instant,
}

/// What a return said before each change, the latest first.
pub(super) async fn history(db: &mut PgConnection, id: MonthlyReturnId) -> Result<Vec<Before>, sqlx::Error> {
    sqlx::query_as!(
        Before,
        r#"select a.version, p.name as "pool?", a.kind as "kind: Kind", a.minutes, a.changed_at
           from monthly_return_amendment a left join pool p on p.pool_id = a.pool_id
           where a.monthly_return_id = $1 and a.minutes > 0
           order by a.version desc, lower(p.name) nulls last,
             array_position(array['coaching', 'mentoring', 'supervision-given', 'supervision-received', 'cpd'], a.kind)"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// A month of the list, with its sums in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub month: Day,
    pub status: Status,
    pub due_on: Day,
    /// With people one coaches, mentors or supervises.
    pub practice: i64,
    pub supervision: i64,
    pub cpd: i64,
}

impl Listed {
    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn last_day(&self) -> Day {
        last_day(self.due_on)
    }
}

/// Somebody's returns, the latest first.
pub(super) async fn list(db: &mut PgConnection, account: AccountId) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select m.month, m.status as "status: Status", m.due_on,
             coalesce(sum(h.minutes) filter (where h.kind in ('coaching', 'mentoring', 'supervision-given')), 0) as "practice!",
             coalesce(sum(h.minutes) filter (where h.kind = 'supervision-received'), 0) as "supervision!",
             coalesce(sum(h.minutes) filter (where h.kind = 'cpd'), 0) as "cpd!"
           from monthly_return m left join monthly_return_figure h using (monthly_return_id)
           where m.account_id = $1
           group by m.monthly_return_id, m.month, m.status, m.due_on
           order by m.month desc"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// Minutes of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfKind {
    pub kind: Kind,
    pub minutes: i64,
}

/// What sessions and the ledger say of somebody's month so far, by kind, in minutes. Empty for whoever is neither coach nor mentor.
///
/// # Errors
/// The database's.
pub async fn month_so_far(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
) -> Result<Vec<OfKind>, sqlx::Error> {
    sqlx::query_as!(
        OfKind,
        r#"select kind as "kind!: Kind", sum(minutes)::bigint as "minutes!" from practice_minutes($1, $2) group by kind
           order by array_position(array['coaching', 'mentoring', 'supervision-given', 'supervision-received', 'cpd'], kind)"#,
        account.0,
        Month::now(now).first() as Day,
    )
    .fetch_all(db)
    .await
}

/// A month that waits to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenReturn {
    pub month: Month,
    /// The day on which it is taken as it stands.
    pub due_on: Day,
}

impl OpenReturn {
    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn last_day(&self) -> Day {
        last_day(self.due_on)
    }
}

/// The months that wait for somebody to confirm them, the earliest first.
///
/// # Errors
/// The database's.
pub async fn open_returns(db: &mut PgConnection, account: AccountId) -> Result<Vec<OpenReturn>, sqlx::Error> {
    let rows = sqlx::query!(
        "select month, due_on from monthly_return where account_id = $1 and status = 'open' order by month",
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| OpenReturn { month: Month::of(row.month), due_on: row.due_on }).collect())
}

/// Somebody whose month was taken without their word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    pub account_id: AccountId,
    pub name: String,
    /// None once they have left the pool.
    pub membership_id: Option<MembershipId>,
    pub month: Month,
    /// The day on which it was taken as it stood.
    pub since: Day,
}

/// The returns with figures of a pool that nobody confirmed, of the last four months, the latest first: for its coordinators, who see
/// as many counted on their first page.
///
/// # Errors
/// The database's.
pub async fn unconfirmed(
    db: &mut PgConnection,
    pool: PoolId,
    today: Day,
) -> Result<Vec<Unconfirmed>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select m.month, (m.submitted_at at time zone 'Europe/London')::date as "since!: Day", a.account_id, a.name,
             b.membership_id as "membership_id?: MembershipId"
         from monthly_return m join account a on a.account_id = m.account_id
         left join membership b on b.pool_id = $1 and b.account_id = m.account_id and b.status <> 'left'
         where m.status = 'unconfirmed' and a.closed_at is null and m.month >= ($2::date - interval '4 months')
           and exists (select from monthly_return_figure h where h.monthly_return_id = m.monthly_return_id and h.pool_id = $1 and h.minutes > 0)
         order by m.month desc, lower(a.name), a.account_id"#,
        pool.0,
        today as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Unconfirmed {
            account_id: row.account_id,
            name: row.name,
            membership_id: row.membership_id,
            month: Month::of(row.month),
            since: row.since,
        })
        .collect())
}

/// What is kept of an account's months, deleted. Themes were never theirs to find.
///
/// # Errors
/// The database's.
pub async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from monthly_return where account_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// The hours and themes of a pool that became part of another.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with gone as (delete from monthly_return_figure where pool_id = $1 returning *)
         insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
         select monthly_return_id, $2, kind, minutes, prefilled_minutes from gone
         on conflict (monthly_return_id, pool_id, kind) do update
         set minutes = least(monthly_return_figure.minutes + excluded.minutes, 44640),
             prefilled_minutes = least(monthly_return_figure.prefilled_minutes + excluded.prefilled_minutes, 44640)",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with gone as (delete from monthly_return_amendment where pool_id = $1 returning *)
         insert into monthly_return_amendment (monthly_return_id, version, pool_id, kind, minutes, changed_at)
         select monthly_return_id, version, $2, kind, minutes, changed_at from gone
         on conflict (monthly_return_id, version, pool_id, kind) do update
         set minutes = least(monthly_return_amendment.minutes + excluded.minutes, 44640)",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with gone as (delete from theme_count where pool_id = $1 returning *)
         insert into theme_count (pool_id, month, term_id, count) select $2, month, term_id, count from gone
         on conflict (pool_id, month, term_id) do update set count = theme_count.count + excluded.count",
        from.0,
        into.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with gone as (delete from theme_giver_count where pool_id = $1 returning *)
         insert into theme_giver_count (pool_id, month, givers) select $2, month, givers from gone
         on conflict (pool_id, month) do update set givers = theme_giver_count.givers + excluded.givers",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
