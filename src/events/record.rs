use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, uuid_v7};

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Account(AccountId),
    /// Somebody who is not signed in.
    Visitor,
    /// A sweep, or the command line.
    System,
}

/// What was acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The glossary's noun: `account`, `organisation`, `enquiry`.
    pub noun: &'static str,
    pub id: Uuid,
}

/// An event a slice defines. Its data are codes and ids, never text that people typed.
pub trait Recorded {
    /// Past tense, `noun.verb`: `account.registered`.
    fn kind(&self) -> &'static str;
    fn subject(&self) -> Subject;
    fn pool(&self) -> Option<PoolId> {
        None
    }
    /// Codes worth keeping beside the kind.
    fn data(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}

/// Appends an event in the caller's transaction.
///
/// # Errors
/// The database's.
pub async fn record(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    event: &impl Recorded,
) -> Result<(), sqlx::Error> {
    record_all(db, by, now, std::slice::from_ref(event)).await
}

/// Appends several events of one actor and one moment, in one statement.
///
/// # Errors
/// The database's.
pub async fn record_all<E: Recorded>(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    events: &[E],
) -> Result<(), sqlx::Error> {
    let actor_key = match by {
        Actor::Account(account_id) => Some(actor_key(db, account_id).await?),
        Actor::Visitor | Actor::System => None,
    };
    let actor_kind = match by {
        Actor::Account(_) => "account",
        Actor::Visitor => "visitor",
        Actor::System => "system",
    };
    let ids: Vec<Uuid> = events.iter().map(|_| uuid_v7(now)).collect();
    let kinds: Vec<String> = events.iter().map(|event| event.kind().to_owned()).collect();
    let nouns: Vec<String> = events.iter().map(|event| event.subject().noun.to_owned()).collect();
    let subjects: Vec<Uuid> = events.iter().map(|event| event.subject().id).collect();
    let pools: Vec<Option<Uuid>> = events.iter().map(|event| event.pool().map(|pool| pool.0)).collect();
    let data: Vec<serde_json::Value> = events.iter().map(Recorded::data).collect();
    sqlx::query!(
        "insert into event (event_id, occurred_at, actor_kind, actor_key, kind, subject_noun, subject_id, pool_id, data)
         select e.event_id, $2, $3, $4, e.kind, e.noun, e.subject_id, e.pool_id, e.data
         from unnest($1::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::jsonb[])
           e (event_id, kind, noun, subject_id, pool_id, data)",
        &ids,
        now as Instant,
        actor_kind,
        actor_key,
        &kinds,
        &nouns,
        &subjects,
        &pools as &[Option<Uuid>],
        &data,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The random key of somebody, made with the first thing they do. Of two first things at one moment one makes it; the other's
/// statement waits for it without seeing it, so it looks again.
async fn actor_key(db: &mut PgConnection, account_id: AccountId) -> Result<Uuid, sqlx::Error> {
    let key = sqlx::query_scalar!(
        r#"with made as (
             insert into actor (account_id, actor_key) values ($1, $2)
             on conflict (account_id) do nothing
             returning actor_key
           )
           select actor_key as "key!" from made
           union all
           select actor_key from actor where account_id = $1
           limit 1"#,
        account_id.0,
        Uuid::new_v4(),
    )
    .fetch_optional(&mut *db)
    .await?;
    match key {
        Some(key) => Ok(key),
        None => {
            sqlx::query_scalar!("select actor_key from actor where account_id = $1", account_id.0)
                .fetch_one(db)
                .await
        }
    }
}
