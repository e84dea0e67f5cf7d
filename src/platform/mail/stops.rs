//! Topics that readers have stopped, and the links in mails that stop them.

use sqlx::PgConnection;

use super::topic::Topic;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::tokens::Token;

/// The topics an account wants no mail about.
///
/// # Errors
/// The database's.
pub async fn stopped(db: &mut PgConnection, account_id: AccountId) -> Result<Vec<Topic>, sqlx::Error> {
    let codes = sqlx::query_scalar!("select topic from mail_stop where account_id = $1", account_id.0)
        .fetch_all(db)
        .await?;
    Ok(codes.iter().filter_map(|code| Topic::from_code(code)).collect())
}

/// Makes the stopped topics of an account exactly these.
///
/// # Errors
/// The database's.
pub async fn set_stopped(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    topics: &[Topic],
) -> Result<(), sqlx::Error> {
    let codes: Vec<String> = topics.iter().map(|topic| topic.code().to_owned()).collect();
    sqlx::query!(
        "with lifted as (
           delete from mail_stop where account_id = $1 and not topic = any ($2)
         )
         insert into mail_stop (account_id, topic, stopped_at)
         select $1, wanted.topic, $3 from unnest($2::text[]) as wanted (topic)
         on conflict (account_id, topic) do nothing",
        account_id.0,
        &codes,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Stops topics without starting others.
///
/// # Errors
/// The database's.
pub async fn stop(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    topics: &[Topic],
) -> Result<(), sqlx::Error> {
    let codes: Vec<String> = topics.iter().map(|topic| topic.code().to_owned()).collect();
    sqlx::query!(
        "insert into mail_stop (account_id, topic, stopped_at)
         select $1, wanted.topic, $3 from unnest($2::text[]) as wanted (topic)
         on conflict (account_id, topic) do nothing",
        account_id.0,
        &codes,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends all mail to an account but what is asked for at the sign-in page, and deletes what waits: for people who have
/// died.
///
/// # Errors
/// The database's.
pub async fn silence(db: &mut PgConnection, now: Instant, account_id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with waiting as (
           delete from mail where account_id = $1 and sent_at is null and class <> 'security'
         )
         insert into mail_silence (account_id, since) values ($1, $2) on conflict (account_id) do nothing",
        account_id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes it back, when it was a mistake.
///
/// # Errors
/// The database's.
pub async fn lift_silence(db: &mut PgConnection, account_id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from mail_silence where account_id = $1", account_id.0).execute(db).await?;
    Ok(())
}

/// Whose link this is and what it was about; `None` for a link that was never mailed or is long gone.
///
/// # Errors
/// The database's.
pub async fn by_link(
    db: &mut PgConnection,
    token: &Token,
) -> Result<Option<(AccountId, Topic)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select account_id as "account_id: AccountId", topic from mail_unsubscribe where token_hash = $1"#,
        token.hash(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| Topic::from_code(&row.topic).map(|topic| (row.account_id, topic))))
}

pub(super) async fn is_stopped(
    db: &mut PgConnection,
    account_id: AccountId,
    topic: Topic,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from mail_stop where account_id = $1 and topic = $2) as "stopped!""#,
        account_id.0,
        topic.code(),
    )
    .fetch_one(db)
    .await
}

/// Keeps the link of a mail that was kept.
pub(super) async fn insert_link(
    db: &mut PgConnection,
    now: Instant,
    token: &Token,
    account_id: AccountId,
    topic: Topic,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into mail_unsubscribe (token_hash, account_id, topic, created_at) values ($1, $2, $3, $4)",
        token.hash(),
        account_id.0,
        topic.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}
