use sqlx::PgConnection;

use super::group_actions::Group;
use super::model::GroupId;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;

/// Somebody a line may mean.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The position of the line among those asked about, from 1.
    pub line: i64,
    pub account_id: AccountId,
    pub name: String,
    /// The line is their whole name or their address.
    pub exact: bool,
}

/// The members of a pool whom lines may mean, at most six a line, those first whose name or address it is. Whoever is away or
/// has lapsed may well have been there; who is suspended or has left is not among them.
pub(super) async fn named(
    db: &mut PgConnection,
    pool: PoolId,
    lines: &[String],
) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select t.line as "line!", found.account_id as "account_id!: AccountId", found.name as "name!",
             found.exact as "exact!"
           from unnest($2::text[]) with ordinality as t (typed, line)
           cross join lateral (
             select a.account_id, a.name,
               position('@' in t.typed) > 0 or folded_name(a.name) = folded_name(t.typed) as exact
             from membership m join account a using (account_id)
             where m.pool_id = $1 and m.status in ('active', 'paused', 'lapsed') and a.closed_at is null
               and case when position('@' in t.typed) > 0 then lower(a.email) = lower(t.typed)
                 else starts_with(folded_name(a.name), folded_name(t.typed)) and folded_name(t.typed) <> '' end
             order by 3 desc, a.name, a.account_id limit 6
           ) found
           order by t.line"#,
        pool.0,
        lines,
    )
    .fetch_all(db)
    .await
}

/// Keeps a group; false when its submission was kept before.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    id: GroupId,
    supervisor: AccountId,
    submission: SubmissionId,
    group: &Group,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into supervision_group (group_id, pool_id, supervisor_id, held_on, minutes, title, created_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (submission_id) do nothing",
        id.0,
        group.pool.0,
        supervisor.0,
        group.held_on as Day,
        group.minutes.cast_signed(),
        group.title,
        now as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a submission of this supervisor kept a group that says the same. `attendees` are in the order of their ids.
pub(super) async fn is_kept(
    db: &mut PgConnection,
    supervisor: AccountId,
    submission: SubmissionId,
    group: &Group,
    attendees: &[uuid::Uuid],
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from supervision_group g
             where g.submission_id = $2 and g.supervisor_id = $1 and g.pool_id = $3 and g.held_on = $4 and g.minutes = $5
               and g.title = $6
               and array(select e.account_id from ledger_entry e where e.group_id = g.group_id and e.account_id <> $1
                         order by e.account_id) = $7
           ) as "kept!""#,
        supervisor.0,
        submission.0,
        group.pool.0,
        group.held_on as Day,
        group.minutes.cast_signed(),
        group.title,
        attendees,
    )
    .fetch_one(db)
    .await
}

/// Somebody letters go to.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub name: String,
    pub email: EmailAddress,
}

/// Where letters to somebody go; none once their account is closed.
pub(super) async fn recipient(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Option<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"select name, email as "email: EmailAddress" from account
           where account_id = $1 and closed_at is null and email_confirmed_at is not null"#,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// Whether a submission kept a group already.
pub(super) async fn is_submitted(
    db: &mut PgConnection,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from supervision_group where submission_id = $1) as "there!""#,
        submission.0,
    )
    .fetch_one(db)
    .await
}

/// A group that somebody recorded.
#[derive(Debug, Clone)]
pub(super) struct ListedGroup {
    pub group_id: GroupId,
    pub pool: String,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    /// How many have it in their ledger now, the supervisor not counted.
    pub attendees: i64,
}

/// The groups somebody recorded, the latest first.
pub(super) async fn of_supervisor(
    db: &mut PgConnection,
    supervisor: AccountId,
) -> Result<Vec<ListedGroup>, sqlx::Error> {
    sqlx::query_as!(
        ListedGroup,
        r#"select g.group_id, p.name as pool, g.held_on, g.minutes, g.title,
             (select count(*) from ledger_entry e where e.group_id = g.group_id and e.account_id <> $1) as "attendees!"
           from supervision_group g join pool p using (pool_id)
           where g.supervisor_id = $1 order by g.held_on desc, g.group_id desc limit 20"#,
        supervisor.0,
    )
    .fetch_all(db)
    .await
}
