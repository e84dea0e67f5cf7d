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
    let actor_key = match by {
        Actor::Account(account_id) => Some(actor_key(db, account_id).await?),
        Actor::Visitor | Actor::System => None,
    };
    let actor_kind = match by {
        Actor::Account(_) => "account",
        Actor::Visitor => "visitor",
        Actor::System => "system",
    };
    let subject = event.subject();
    sqlx::query!(
        "insert into event (event_id, occurred_at, actor_kind, actor_key, kind, subject_noun, subject_id, pool_id, data)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid_v7(now),
        now as Instant,
        actor_kind,
        actor_key,
        event.kind(),
        subject.noun,
        subject.id,
        event.pool().map(|pool| pool.0),
        event.data(),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn actor_key(db: &mut PgConnection, account_id: AccountId) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar!(
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
    .fetch_one(db)
    .await
}
