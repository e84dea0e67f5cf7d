use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{Entry, Note};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::pools::Offering;

/// Somebody's shortlist in its order. The connection must know its owner, or notes are missing: the database gives them to
/// nobody else.
///
/// # Errors
/// The database's.
pub async fn entries(db: &mut PgConnection, account: AccountId) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select e.practitioner_id as "practitioner_id: AccountId", e.offering as "offering: Offering", e.added_at,
             n.note as "note?", n.version as "version?"
           from shortlist_entry e left join shortlist_note n using (account_id, practitioner_id)
           where e.account_id = $1 order by e.position, e.added_at, e.practitioner_id"#,
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            practitioner_id: row.practitioner_id,
            offering: row.offering,
            added_at: row.added_at,
            note: row.note.zip(row.version).map(|(text, version)| Note { text, version }),
        })
        .collect())
}

/// How many people are on somebody's shortlist.
///
/// # Errors
/// The database's.
pub async fn count(db: &mut PgConnection, account: AccountId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from shortlist_entry where account_id = $1"#,
        account.0
    )
    .fetch_one(db)
    .await
}

/// People a coordinator suggests, who wait for the reader's answer.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Suggested {
    pub proposal_id: uuid::Uuid,
    /// The coordinator.
    pub by: String,
    pub people: i64,
}

/// What stands beside somebody's shortlist.
pub(super) struct Beside {
    pub left: i32,
    pub suggested: Json<Vec<Suggested>>,
}

/// How many more requests for a first conversation somebody may send: by the strictest of the pools they could ask through,
/// less those that are open. And what coordinators suggest to them, newest first.
///
/// # Errors
/// The database's.
pub(super) async fn beside(db: &mut PgConnection, account: AccountId) -> Result<Beside, sqlx::Error> {
    sqlx::query_as!(
        Beside,
        r#"select greatest(0, coalesce((
               select min(s.open_requests)::integer from shortlist_entry e
               join membership m on m.account_id = e.practitioner_id and m.status = 'active'
               join pool_setting s on s.pool_id = m.pool_id
               where e.account_id = $1), 1)
             - (select count(*)::integer from chemistry_request r
                where r.mentee_id = $1 and r.status not in ('closed', 'agreed'))) as "left!",
             (select coalesce(jsonb_agg(jsonb_build_object('proposal_id', w.proposal_id, 'by', c.name, 'people',
                        (select count(*) from proposal_person q where q.proposal_id = w.proposal_id)) order by w.proposed_at desc), '[]')
              from proposal w join account c on c.account_id = w.proposed_by
              where w.mentee_id = $1 and w.status = 'waiting') as "suggested!: Json<Vec<Suggested>>""#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// Holds a shortlist until the transaction ends, and gives its order.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query!("select account_id from account where account_id = $1 for no key update", account.0)
        .fetch_one(&mut *db)
        .await?;
    sqlx::query_scalar!(
        r#"select practitioner_id as "id: AccountId" from shortlist_entry
           where account_id = $1 order by position, added_at, practitioner_id"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

/// At the end of the list.
pub(super) async fn insert(
    db: &mut PgConnection,
    account: AccountId,
    person: AccountId,
    offering: Offering,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at)
         select $1, $2, coalesce(max(position), 0) + 1, $3, $4 from shortlist_entry where account_id = $1",
        account.0,
        person.0,
        offering.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    db: &mut PgConnection,
    account: AccountId,
    person: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from shortlist_entry where account_id = $1 and practitioner_id = $2",
        account.0,
        person.0
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_order(
    db: &mut PgConnection,
    account: AccountId,
    order: &[AccountId],
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = order.iter().map(|person| person.0).collect();
    sqlx::query!(
        "update shortlist_entry e set position = given.place::int4
         from unnest($2::uuid[]) with ordinality as given (id, place)
         where e.account_id = $1 and e.practitioner_id = given.id",
        account.0,
        &ids,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from shortlist_entry where account_id = $1 or practitioner_id = $1", account.0)
        .execute(db)
        .await?;
    Ok(())
}
