//! The SQL of months that open and close by themselves: a few statements however many people there are.

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Kind, MonthlyReturnId};
use super::month::Month;
use super::store::OfKind;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;

/// Those with a reason for a return of a month who have none yet.
pub(super) async fn to_open(db: &mut PgConnection, month: Month) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select a.account_id from account a
           join (select account_id from practice_minutes(null, $1) group by account_id having bool_or(counts)) p
             on p.account_id = a.account_id
           where a.closed_at is null
             and not exists (select from monthly_return m where m.account_id = a.account_id and m.month = $1)
           order by a.account_id"#,
        month.first() as Day,
    )
    .fetch_all(db)
    .await
}

/// Opens a return of a month for each of these people.
pub(super) async fn open(
    db: &mut PgConnection,
    now: Instant,
    month: Month,
    due: Day,
    returns: &[(MonthlyReturnId, AccountId)],
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = returns.iter().map(|(id, _)| id.0).collect();
    let accounts: Vec<Uuid> = returns.iter().map(|(_, account)| account.0).collect();
    sqlx::query!(
        "insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on)
         select o.id, o.account_id, $3, 'open', $4, $5 from unnest($1::uuid[], $2::uuid[]) o (id, account_id)
         join account a on a.account_id = o.account_id and a.closed_at is null
         for share of a
         on conflict (account_id, month) do nothing",
        &ids,
        &accounts,
        month.first() as Day,
        now as Instant,
        due as Day,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The open returns, held until the transaction ends, by month; but for those that somebody is sending at this moment, which are
/// theirs.
pub(super) async fn hold_open(db: &mut PgConnection) -> Result<Vec<(Month, Vec<Uuid>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select month as "month: Day", monthly_return_id from monthly_return where status = 'open'
           order by month, monthly_return_id for update skip locked"#
    )
    .fetch_all(db)
    .await?;
    let mut months: Vec<(Month, Vec<Uuid>)> = Vec::new();
    for row in rows {
        let month = Month::of(row.month);
        match months.last_mut() {
            Some((last, ids)) if *last == month => ids.push(row.monthly_return_id.0),
            _ => months.push((month, vec![row.monthly_return_id.0])),
        }
    }
    Ok(months)
}

/// Has the open returns of a month follow what sessions and the ledger say by now, except where their owners changed a figure.
/// Of these returns, which the caller holds; `account` where they are one person's. Returns how many figures are others.
pub(super) async fn refresh(
    db: &mut PgConnection,
    month: Month,
    account: Option<AccountId>,
    held: &[Uuid],
) -> Result<u64, sqlx::Error> {
    let risen = sqlx::query!(
        "insert into monthly_return_figure as h (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
         select m.monthly_return_id, p.pool_id, p.kind, least(p.minutes, 44640)::integer, least(p.minutes, 44640)::integer
         from practice_minutes($2, $1) p
         join monthly_return m on m.account_id = p.account_id and m.month = $1 and m.status = 'open' and m.monthly_return_id = any ($3)
         on conflict (monthly_return_id, pool_id, kind) do update
         set minutes = case when h.minutes = h.prefilled_minutes then excluded.minutes else h.minutes end,
             prefilled_minutes = excluded.prefilled_minutes
         where h.prefilled_minutes <> excluded.prefilled_minutes",
        month.first() as Day,
        account.map(|account| account.0),
        held,
    )
    .execute(&mut *db)
    .await?
    .rows_affected();
    let gone = sqlx::query!(
        "with said as materialized (
           select account_id, coalesce(pool_id, '00000000-0000-0000-0000-000000000000') as pool_id, kind from practice_minutes($2, $1)
         )
         update monthly_return_figure h
         set minutes = case when h.minutes = h.prefilled_minutes then 0 else h.minutes end, prefilled_minutes = 0
         from monthly_return m
         where m.monthly_return_id = h.monthly_return_id and m.month = $1 and m.status = 'open' and h.prefilled_minutes > 0
           and ($2::uuid is null or m.account_id = $2) and m.monthly_return_id = any ($3)
           and not exists (select from said where said.account_id = m.account_id and said.kind = h.kind
                           and said.pool_id = coalesce(h.pool_id, '00000000-0000-0000-0000-000000000000'))",
        month.first() as Day,
        account.map(|account| account.0),
        held,
    )
    .execute(db)
    .await?
    .rows_affected();
    Ok(risen + gone)
}

/// Takes what nobody confirmed in time as it stands, of the returns that are held; which.
pub(super) async fn take_due(
    db: &mut PgConnection,
    now: Instant,
    today: Day,
    held: &[Uuid],
) -> Result<Vec<MonthlyReturnId>, sqlx::Error> {
    sqlx::query_scalar!(
        "update monthly_return set status = 'unconfirmed', submitted_at = $1, version = version + 1
         where status = 'open' and due_on <= $2 and monthly_return_id = any ($3) returning monthly_return_id",
        now as Instant,
        today as Day,
        held,
    )
    .fetch_all(db)
    .await
}

/// Somebody to be told that their month is open.
#[derive(Debug, Clone)]
pub(super) struct ToTell {
    pub monthly_return_id: MonthlyReturnId,
    pub account_id: AccountId,
    pub name: String,
    pub email: String,
    pub month: Day,
    pub due_on: Day,
    pub hours: Vec<OfKind>,
}

/// The months of some of those who have not been told yet, marked as told: all of a person's together, the earliest first. `limit` is of
/// people.
pub(super) async fn to_tell(
    db: &mut PgConnection,
    now: Instant,
    limit: i64,
) -> Result<Vec<ToTell>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with told as (
             update monthly_return set noticed_at = $1
             where status = 'open' and noticed_at is null and account_id in (
               select distinct account_id from monthly_return where status = 'open' and noticed_at is null
               order by account_id limit $2
             )
             returning monthly_return_id, account_id, month, due_on
           )
           select t.monthly_return_id as "monthly_return_id: MonthlyReturnId", a.account_id, a.name, a.email, t.month as "month: Day",
             t.due_on as "due_on: Day", array_agg(h.kind) filter (where h.kind is not null) as "kinds?: Vec<Kind>",
             array_agg(h.minutes) filter (where h.kind is not null) as "minutes?: Vec<i64>"
           from told t join account a on a.account_id = t.account_id
           left join lateral (select o.kind, sum(o.minutes)::bigint as minutes from monthly_return_figure o
                              where o.monthly_return_id = t.monthly_return_id group by o.kind) h on h.minutes > 0
           group by t.monthly_return_id, a.account_id, a.name, a.email, t.month, t.due_on
           order by a.account_id, t.month"#,
        now as Instant,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let of_kinds = row.kinds.unwrap_or_default().into_iter().zip(row.minutes.unwrap_or_default());
            let mut hours: Vec<OfKind> = of_kinds.map(|(kind, minutes)| OfKind { kind, minutes }).collect();
            hours.sort_by_key(|one| Kind::ALL.iter().position(|kind| *kind == one.kind));
            ToTell {
                monthly_return_id: row.monthly_return_id,
                account_id: row.account_id,
                name: row.name,
                email: row.email,
                month: row.month,
                due_on: row.due_on,
                hours,
            }
        })
        .collect())
}

/// Deletes the returns of months before this one; how many.
pub(super) async fn forget_before(db: &mut PgConnection, month: Month) -> Result<u64, sqlx::Error> {
    let gone =
        sqlx::query!("delete from monthly_return where month < $1", month.first() as Day).execute(db).await?;
    Ok(gone.rows_affected())
}
