//! The SQL of the outbox. Moments are the App's, so that tests can move them.

use jiff::SignedDuration;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::letter::{Envelope, MailClass};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// The channel on which a commit with mail in it wakes the workers.
pub(super) const CHANNEL: &str = "rapport_mail";

/// Wakes the workers once the caller's transaction commits, as [`super::Outbox::enqueue`] does by itself: for
/// letters that are asked for now and written in the background.
///
/// # Errors
/// The database's.
pub async fn wake(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify($1, '')", CHANNEL).execute(db).await?;
    Ok(())
}

/// How long a weekly mail uses up the budget.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What one claim did: how many due mails it looked at, and those it now holds. Others were postponed or removed.
#[derive(Debug)]
pub(super) struct Claim {
    pub seen: usize,
    pub mails: Vec<Claimed>,
}

/// One mail that a worker holds a lease on.
#[derive(Debug)]
pub(super) struct Claimed {
    pub mail_id: Uuid,
    pub kind: String,
    pub attempts: i32,
    pub sealed: Option<Vec<u8>>,
}

/// Why a mail will never be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server said that this recipient or message will never be taken.
    Refused,
    /// Tried as often as is sensible.
    Exhausted,
    /// Its body cannot be read, as when the secret was changed.
    Unreadable,
}

impl Failure {
    /// The word the database, logs and metrics use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Exhausted => "exhausted",
            Self::Unreadable => "unreadable",
        }
    }
}

/// How full the outbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueDepth {
    /// Due and not sent.
    pub due: i64,
    /// To be sent later: retries, and weekly mails waiting for their week.
    pub later: i64,
    /// Given up on and not yet cleaned away.
    pub failed: i64,
    /// Seconds since the oldest due mail became due; 0 when there is none.
    pub oldest_due_seconds: i64,
}

/// Keeps a mail and wakes the workers at commit; false when its dedupe key is there already.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    mail_id: Uuid,
    kind: &str,
    class: MailClass,
    envelope: &Envelope,
    sealed: &[u8],
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "with kept as (
           insert into mail (mail_id, account_id, kind, class, topic, dedupe_key, sealed, queued_at, due_at)
           select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::bytea, $8::timestamptz, $8
           where $4 = 'security' or not exists (select from mail_silence s where s.account_id = $2)
           on conflict (dedupe_key) do nothing
           returning mail_id
         )
         select pg_notify($9, '') from kept",
        mail_id,
        envelope.account_id.map(|account| account.0),
        kind,
        class.code(),
        class.topic().map(super::Topic::code),
        envelope.dedupe_key,
        sealed,
        now as Instant,
        CHANNEL,
    )
    .fetch_optional(db)
    .await?;
    Ok(kept.is_some())
}

/// A mail to keep, with others of its kind.
#[derive(Debug)]
pub(super) struct New<'a> {
    pub mail_id: Uuid,
    pub envelope: &'a Envelope,
    pub sealed: Vec<u8>,
}

/// Keeps mails of one kind in one statement, those whose dedupe key is there already left out, and wakes the workers at commit.
/// For classes without a topic.
pub(super) async fn insert_all(
    db: &mut PgConnection,
    now: Instant,
    kind: &str,
    class: MailClass,
    mails: Vec<New<'_>>,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.mail_id).collect();
    let accounts: Vec<Option<Uuid>> =
        mails.iter().map(|mail| mail.envelope.account_id.map(|account| account.0)).collect();
    let keys: Vec<Option<String>> = mails.iter().map(|mail| mail.envelope.dedupe_key.clone()).collect();
    let sealed: Vec<Vec<u8>> = mails.into_iter().map(|mail| mail.sealed).collect();
    sqlx::query!(
        "with kept as (
           insert into mail (mail_id, account_id, kind, class, dedupe_key, sealed, queued_at, due_at)
           select m.mail_id, m.account_id, $2::text, $3::text, m.dedupe_key, m.sealed, $4::timestamptz, $4
           from unnest($1::uuid[], $5::uuid[], $6::text[], $7::bytea[]) m (mail_id, account_id, dedupe_key, sealed)
           where $3 = 'security' or not exists (select from mail_silence s where s.account_id = m.account_id)
           on conflict (dedupe_key) do nothing
           returning mail_id
         )
         select pg_notify($8, '') from kept limit 1",
        &ids,
        kind,
        class.code(),
        now as Instant,
        &accounts as &[Option<Uuid>],
        &keys as &[Option<String>],
        &sealed,
        CHANNEL,
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}

/// Leases up to `limit` due mails, the most urgent first. Weekly mails whose reader has stopped them are removed;
/// those whose reader had one in the last seven days wait until the week is over, One statement, so that two
/// workers never both spend one account's budget: the account's row in `mail_week` decides.
pub(super) async fn claim(
    db: &PgPool,
    now: Instant,
    lease: SignedDuration,
    lease_id: Uuid,
    limit: i64,
) -> Result<Claim, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with ready as (
             select mail_id, account_id, class, topic, due_at from mail
             where sent_at is null and failed_at is null and due_at <= $1
               and (leased_until is null or leased_until <= $1)
             order by priority, due_at, mail_id
             limit $2
             for update skip locked
           ), unwanted as (
             select ready.mail_id from ready join mail_stop using (account_id, topic) where class = 'weekly'
           ), removed as (
             delete from mail where mail_id in (select mail_id from unwanted)
           ), wanted as (
             select * from ready where mail_id not in (select mail_id from unwanted)
           ), pick as (
             select distinct on (wanted.account_id) wanted.account_id, wanted.mail_id
             from wanted left join mail_week on mail_week.account_id = wanted.account_id
             where wanted.class = 'weekly'
             order by wanted.account_id, (mail_week.mail_id is not distinct from wanted.mail_id) desc,
                      wanted.due_at, wanted.mail_id
           ), week as (
             insert into mail_week (account_id, mail_id, opened_at)
             select account_id, mail_id, $1 from pick
             on conflict (account_id) do update set mail_id = excluded.mail_id, opened_at = excluded.opened_at
             where mail_week.mail_id = excluded.mail_id or mail_week.opened_at <= $5
             returning mail_id
           ), postponed as (
             update mail
             set due_at = greatest(coalesce(mail_week.opened_at, $1) + interval '7 days', $1 + interval '1 minute')
             from wanted left join mail_week on mail_week.account_id = wanted.account_id
             where mail.mail_id = wanted.mail_id and wanted.class = 'weekly'
               and wanted.mail_id not in (select mail_id from week)
           ), leased as (
             update mail set leased_until = $3, lease_id = $4, attempts = mail.attempts + 1
             from wanted
             where mail.mail_id = wanted.mail_id
               and (wanted.class <> 'weekly' or wanted.mail_id in (select mail_id from week))
             returning mail.mail_id, mail.kind, mail.attempts, mail.sealed, mail.priority, mail.due_at
           )
           select count.seen as "seen!", leased.mail_id as "mail_id?", leased.kind as "kind?",
                  leased.attempts as "attempts?", leased.sealed as "sealed?"
           from (select count(*) as seen from ready) as count left join leased on true
           order by leased.priority, leased.due_at, leased.mail_id"#,
        now as Instant,
        limit,
        now.plus(lease) as Instant,
        lease_id,
        now.minus(WEEK) as Instant,
    )
    .fetch_all(db)
    .await?;
    let seen = rows.first().map_or(0, |row| usize::try_from(row.seen).unwrap_or(0));
    let mails = rows
        .into_iter()
        .filter_map(|row| {
            Some(Claimed {
                mail_id: row.mail_id?,
                kind: row.kind?,
                attempts: row.attempts?,
                sealed: row.sealed,
            })
        })
        .collect();
    Ok(Claim { seen, mails })
}

/// Notes that the server took it. Whoever held the lease: it is sent.
pub(super) async fn sent(
    db: &PgPool,
    now: Instant,
    mail_id: Uuid,
    keep_body: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mail set sent_at = $2, sealed = case when $3 then sealed end, leased_until = null, lease_id = null,
                failed_at = null, failure = null
         where mail_id = $1 and sent_at is null",
        mail_id,
        now as Instant,
        keep_body,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a mail back for a later try, if the lease is still this worker's.
pub(super) async fn retry(
    db: &PgPool,
    lease_id: Uuid,
    mail_id: Uuid,
    due_at: Instant,
    reply: Option<i16>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mail set due_at = $3, last_reply = $4, leased_until = null, lease_id = null
         where mail_id = $1 and lease_id = $2 and sent_at is null",
        mail_id,
        lease_id,
        due_at as Instant,
        reply,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives a mail up, if the lease is still this worker's.
pub(super) async fn fail(
    db: &PgPool,
    now: Instant,
    lease_id: Uuid,
    mail_id: Uuid,
    failure: Failure,
    reply: Option<i16>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update mail set failed_at = $3, failure = $4, last_reply = $5, leased_until = null, lease_id = null
         where mail_id = $1 and lease_id = $2 and sent_at is null",
        mail_id,
        lease_id,
        now as Instant,
        failure.code(),
        reply,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How full the outbox is now.
///
/// # Errors
/// The database's.
pub async fn queue_depth(db: &PgPool, now: Instant) -> Result<QueueDepth, sqlx::Error> {
    sqlx::query_as!(
        QueueDepth,
        r#"select count(*) filter (where failed_at is null and due_at <= $1) as "due!",
                  count(*) filter (where failed_at is null and due_at > $1) as "later!",
                  count(*) filter (where failed_at is not null) as "failed!",
                  coalesce(extract(epoch from $1 - min(due_at) filter (where failed_at is null and due_at <= $1)), 0)::bigint
                    as "oldest_due_seconds!"
           from mail where sent_at is null"#,
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// Removes mails that were sent or given up on before `before`, and unsubscribe links older than `links_before`.
/// Returns how many rows went.
///
/// # Errors
/// The database's.
pub async fn clean_up(
    db: &mut PgConnection,
    before: Instant,
    links_before: Instant,
) -> Result<u64, sqlx::Error> {
    let mails = sqlx::query!("delete from mail where coalesce(sent_at, failed_at) < $1 and (sent_at is not null or failed_at is not null)", before as Instant)
        .execute(&mut *db)
        .await?
        .rows_affected();
    let links = sqlx::query!("delete from mail_unsubscribe where created_at < $1", links_before as Instant)
        .execute(db)
        .await?
        .rows_affected();
    Ok(mails + links)
}

/// Forgets everything about an account's mail: what still waits, what is kept, its budget, choices and links. For
/// accounts that close or are erased.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account_id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with mails as (delete from mail where account_id = $1),
              weeks as (delete from mail_week where account_id = $1),
              links as (delete from mail_unsubscribe where account_id = $1)
         delete from mail_stop where account_id = $1",
        account_id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
