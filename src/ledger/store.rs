use sqlx::PgConnection;

use super::model::{EntryId, GroupId, Kind, NewEntry, Shown};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, EvidenceId, PoolId, RelationshipId, SessionId, SubmissionId};

/// A line of a ledger as its owner sees it in the list.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a row")]
pub(super) struct Listed {
    pub ledger_entry_id: EntryId,
    pub kind: Kind,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    pub with_whom: String,
    /// The supervisor who recorded it.
    pub supervisor: Option<String>,
    /// Whether something is written down about it.
    pub reflected: bool,
    /// The pools that see it.
    pub pools: Vec<String>,
    pub checked: bool,
    /// Whether it follows a session.
    pub follows: bool,
    /// Others or a session recorded one of the same kind on the same day, and its owner has not said that it was another meeting.
    pub doubled: bool,
}

/// What somebody entered for days of one year, the latest first; at most so many.
pub(super) async fn of_year(
    db: &mut PgConnection,
    account: AccountId,
    year: i16,
    most: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select e.ledger_entry_id, e.kind as "kind: Kind", e.held_on, e.minutes, e.title, e.with_whom,
             s.name as "supervisor?", e.reflection is not null as "reflected!",
             array(select p.name from ledger_evidence l join evidence v using (evidence_id) join pool p using (pool_id)
                   where l.ledger_entry_id = e.ledger_entry_id order by p.name) as "pools!",
             exists (select from ledger_evidence l join evidence v using (evidence_id)
                     where l.ledger_entry_id = e.ledger_entry_id and v.checked_at is not null) as "checked!",
             e.session_id is not null as "follows!",
             e.session_id is null and e.group_id is null and not e.apart and e.kind in ('supervision-received', 'supervision-given')
               and exists (select from ledger_entry o where o.account_id = e.account_id and o.kind = e.kind and o.held_on = e.held_on
                           and (o.session_id is not null or o.group_id is not null)) as "doubled!"
           from ledger_entry e
           left join account s on s.account_id = e.with_account_id
           where e.account_id = $1 and e.held_on between make_date($2, 1, 1) and make_date($2, 12, 31)
           order by e.held_on desc, e.created_at desc, e.ledger_entry_id desc limit $3"#,
        account.0,
        i32::from(year),
        most,
    )
    .fetch_all(db)
    .await
}

/// The years of which somebody entered something, the latest first.
pub(super) async fn years(db: &mut PgConnection, account: AccountId) -> Result<Vec<i32>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct extract(year from held_on)::int as "year!" from ledger_entry where account_id = $1
           order by 1 desc"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// An entry as its owner opens it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a row")]
pub(super) struct Kept {
    pub ledger_entry_id: EntryId,
    pub kind: Kind,
    pub held_on: Day,
    pub minutes: i16,
    pub title: String,
    pub with_whom: String,
    pub supervisor: Option<String>,
    pub counts: bool,
    pub pool_id: Option<PoolId>,
    pub group_id: Option<GroupId>,
    /// The session it follows, and whose that is.
    pub session_id: Option<SessionId>,
    pub relationship_id: Option<RelationshipId>,
    /// Its owner said that it was another meeting than one of the same day.
    pub apart: bool,
    /// Somebody typed in one of the same kind on the same day, of which they did not say so; this one is not typed in.
    pub doubled: bool,
    pub reflection: Option<Vec<u8>>,
    /// A coordinator has checked what it shows, or made it count for longer.
    pub settled: bool,
    pub version: i32,
}

impl Kept {
    pub(super) fn shown(&self) -> Shown {
        Shown::of(self.counts, self.pool_id)
    }

    /// Whether its facts stand, and what it is called is its owner's to say.
    pub(super) fn is_titled(&self) -> bool {
        self.session_id.is_some() && !self.settled
    }

    /// Whether its owner typed it in, and neither a session nor a supervisor recorded it.
    pub(super) fn is_typed(&self) -> bool {
        self.session_id.is_none() && self.group_id.is_none()
    }
}

/// An entry of this account; anybody else's does not exist (S1).
pub(super) async fn find(
    db: &mut PgConnection,
    account: AccountId,
    id: EntryId,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select e.ledger_entry_id, e.kind as "kind: Kind", e.held_on, e.minutes, e.title, e.with_whom,
             s.name as "supervisor?", e.counts, e.pool_id as "pool_id?: PoolId", e.group_id as "group_id?: GroupId",
             e.session_id as "session_id?: SessionId", n.relationship_id as "relationship_id?: RelationshipId", e.apart, e.reflection,
             (e.session_id is not null or e.group_id is not null)
               and exists (select from ledger_entry o where o.account_id = e.account_id and o.kind = e.kind and o.held_on = e.held_on
                           and o.session_id is null and o.group_id is null and not o.apart) as "doubled!",
             exists (select from ledger_evidence l join evidence v using (evidence_id)
                     where l.ledger_entry_id = e.ledger_entry_id
                       and (v.checked_at is not null or v.expires_on is not null)) as "settled!",
             e.version
           from ledger_entry e
           left join account s on s.account_id = e.with_account_id
           left join session n on n.session_id = e.session_id
           where e.account_id = $1 and e.ledger_entry_id = $2"#,
        account.0,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Holds every entry of somebody until the transaction ends: before what the entries show.
///
/// # Errors
/// The database's.
pub async fn hold_all(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select ledger_entry_id from ledger_entry where account_id = $1 order by ledger_entry_id for update",
        account.0
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// The same, locked until the transaction ends.
pub(super) async fn lock(
    db: &mut PgConnection,
    account: AccountId,
    id: EntryId,
) -> Result<Option<Kept>, sqlx::Error> {
    let locked = sqlx::query_scalar!(
        "select ledger_entry_id from ledger_entry where account_id = $1 and ledger_entry_id = $2 for update",
        account.0,
        id.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    if locked.is_some() { find(db, account, id).await } else { Ok(None) }
}

/// The entry that a submission of this account kept.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    account: AccountId,
    submission: SubmissionId,
) -> Result<Option<EntryId>, sqlx::Error> {
    sqlx::query_scalar!(
        "select ledger_entry_id from ledger_entry where account_id = $1 and submission_id = $2",
        account.0,
        submission.0,
    )
    .fetch_optional(db)
    .await
}

/// Whether somebody's ledger has an entry of the same kind, day, length and title from another form.
pub(super) async fn is_entered(
    db: &mut PgConnection,
    account: AccountId,
    entry: &NewEntry,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
             select from ledger_entry
             where account_id = $1 and kind = $2 and held_on = $3 and minutes = $4 and lower(title) = lower($5)
               and submission_id <> $6
           ) as "there!""#,
        account.0,
        entry.kind.code(),
        entry.held_on as Day,
        entry.minutes.cast_signed(),
        entry.title,
        submission.0,
    )
    .fetch_one(db)
    .await
}

/// An entry to be kept, with what belongs to it beside what its owner types.
pub(super) struct Row<'a> {
    pub id: EntryId,
    pub account: AccountId,
    pub entry: &'a NewEntry,
    pub supervisor: Option<AccountId>,
    pub group: Option<GroupId>,
    pub session: Option<SessionId>,
    pub reflection: Option<Vec<u8>>,
    pub submission: SubmissionId,
}

/// Keeps an entry; false when its submission was kept before.
pub(super) async fn insert(db: &mut PgConnection, now: Instant, row: &Row<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, with_whom, with_account_id,
                                   counts, pool_id, group_id, reflection, created_at, submission_id, session_id, apart)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (account_id, submission_id) do nothing",
        row.id.0,
        row.account.0,
        row.entry.kind.code(),
        row.entry.held_on as Day,
        row.entry.minutes.cast_signed(),
        row.entry.title,
        row.entry.with_whom,
        row.supervisor.map(|account| account.0),
        row.entry.shown.counts(),
        row.entry.shown.pool().map(|pool| pool.0),
        row.group.map(|group| group.0),
        row.reflection,
        now as Instant,
        row.submission.0,
        row.session.map(|session| session.0),
        row.entry.apart,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts what its owner typed in the place of what an entry said.
pub(super) async fn update(
    db: &mut PgConnection,
    id: EntryId,
    entry: &NewEntry,
    reflection: Option<Vec<u8>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ledger_entry set kind = $2, held_on = $3, minutes = $4, title = $5, with_whom = $6, counts = $7,
           pool_id = $8, reflection = $9, apart = $10, version = version + 1 where ledger_entry_id = $1",
        id.0,
        entry.kind.code(),
        entry.held_on as Day,
        entry.minutes.cast_signed(),
        entry.title,
        entry.with_whom,
        entry.shown.counts(),
        entry.shown.pool().map(|pool| pool.0),
        reflection,
        entry.apart,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(db: &mut PgConnection, id: EntryId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from ledger_entry where ledger_entry_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// A piece of evidence that an entry shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linked {
    pub evidence_id: EvidenceId,
    pub pool_id: PoolId,
    /// A coordinator has checked it, or made it count for longer.
    pub settled: bool,
}

/// What an entry shows, locked until the transaction ends, in the order in which memberships are locked.
pub(super) async fn lock_shown(db: &mut PgConnection, id: EntryId) -> Result<Vec<Linked>, sqlx::Error> {
    sqlx::query_as!(
        Linked,
        r#"select v.evidence_id, v.pool_id, (v.checked_at is not null or v.expires_on is not null) as "settled!"
           from ledger_evidence l join evidence v using (evidence_id)
           where l.ledger_entry_id = $1 order by v.pool_id, v.evidence_id for update of v"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn link(
    db: &mut PgConnection,
    id: EntryId,
    evidence: EvidenceId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into ledger_evidence (ledger_entry_id, evidence_id) values ($1, $2)",
        id.0,
        evidence.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes somebody's ledger with every reflection in it, what they wrote about sessions, and who they are from what they recorded for others.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    super::reflections::forget(db, account).await?;
    sqlx::query!("delete from ledger_entry where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!(
        "update ledger_entry set with_account_id = null, version = version + 1 where with_account_id = $1",
        account.0
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from supervision_group where supervisor_id = $1", account.0).execute(db).await?;
    Ok(())
}

/// Ledgers follow the pool that another takes the place of.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!("update ledger_entry set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("update supervision_group set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(db)
        .await?;
    Ok(())
}
